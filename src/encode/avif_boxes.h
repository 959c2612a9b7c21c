// SPDX-License-Identifier: GPL-3.0-or-later
// The boxes of an AVIF that moves (ISO/IEC 14496-12; AV1 Image File Format, section 4).
#pragma once
#include "encode/atomic_file.h"

// Makes a complete AVIF one that plays once: its track gets an edit list that does not repeat,
// where browsers play one without an edit list for ever. A picture that does not move stays as it
// is.
bool avif_play_once(struct atomic_file *output, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal as an output format: frames are shown at the film's rate, below the cursor. Standard
// output must be a terminal.
#pragma once
#include "encode/encoder.h"

extern const struct format format_preview, format_preview_still;

// Returns true for either of these formats.
bool preview_is(const struct format *format);

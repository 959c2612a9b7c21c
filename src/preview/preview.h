// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal as an output: frames are shown as they are drawn, at their rate, below what stands
// there. Both go to standard output, which must be a terminal.
#pragma once
#include "encode/encoder.h"

extern const struct format format_preview, format_preview_still;

bool preview_is(const struct format *format);

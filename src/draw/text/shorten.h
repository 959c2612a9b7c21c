// SPDX-License-Identifier: GPL-3.0-or-later
// Text that must fit into its place: set smaller, then cut.
#pragma once
#include "draw/text/font.h"

// Fits a text into `width` pixels: at `size`, or smaller down to `least` of it, or as much of each
// line as goes at that size, with an ellipsis. Writes the text into `fitted` and returns its size;
// nothing is left of a line where not even the ellipsis fits. Maths between $ is never cut in two.
double shorten_line(struct font *font, const char *text, double size, double least, double width,
                    struct text *fitted);

// Returns the byte after the space at which a line is best broken in two, so that the wider part is
// as short as can be; 0 where there is none.
size_t shorten_break(struct font *font, const char *line);

// SPDX-License-Identifier: GPL-3.0-or-later
// Text that must fit into a given width: first set smaller, then cut.
#pragma once
#include "draw/text/font.h"

// Fits a text into `width` pixels. It is set at `size` pixels an em, or smaller, down to the
// fraction `least` of that. If it is still too wide, each line is cut and ends with an ellipsis; a
// line becomes empty if not even the ellipsis fits. Formulas are never split. Writes the text into
// `fitted` and returns the size to draw it at.
double shorten_line(struct font *font, const char *text, double size, double least, double width,
                    struct text *fitted);

// Returns the index, behind a space, at which to break a line in two so that the wider part is as
// narrow as possible; 0 if it has no space.
size_t shorten_break(struct font *font, const char *line);

// Returns the index behind the character at `at`, with its combining marks. A formula counts as one
// character, and so does a dollar with the backslash before it.
size_t shorten_next(const char *line, size_t at);

// SPDX-License-Identifier: GPL-3.0-or-later
// Lines that grow segment by segment, without visible seams between the segments.
#pragma once
#include "draw/canvas.h"

// Strokes the segment from `from` to `to`. `before` and `after` are the neighbouring points of the
// line, NULL at its begin and end. Segments drawn on an empty layer, in any order, look like the
// whole line drawn at once, except for the rims of sharp bends. They are drawn behind what is
// there.
void line_piece(struct canvas *canvas, const struct stroke *stroke, const double *before,
                const double from[2], const double to[2], const double *after);

// SPDX-License-Identifier: GPL-3.0-or-later
// Lines that grow a piece at a time without a trace of where the pieces meet.
#pragma once
#include "draw/canvas.h"

// Strokes the piece of a line between two of its points. `before` and `after` are the points that
// come before and follow, NULL where the line begins or ends. Pieces laid on an empty layer in any
// order look like the whole line drawn at once, but for the rims of sharp bends. What is there
// already stays above.
void line_piece(struct canvas *canvas, const struct stroke *stroke, const double *before,
                const double from[2], const double to[2], const double *after);

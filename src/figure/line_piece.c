// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/line_piece.h"

#include <math.h>

// True where a line hardly turns in `b`: less than 15 degrees, where two square ends leave no gap
// that is seen.
static bool is_straight(const double *a, const double b[2], const double *c) {
    static const double least_cosine = 0.966;
    if (!a || !c)
        return false;
    double in[2] = {b[0] - a[0], b[1] - a[1]}, out[2] = {c[0] - b[0], c[1] - b[1]};
    double lengths = hypot(in[0], in[1]) * hypot(out[0], out[1]);
    return in[0] * out[0] + in[1] * out[1] >= least_cosine * lengths;
}

static void round_off(struct canvas *canvas, const struct stroke *stroke, const double at[2]) {
    canvas_circle(canvas, at[0], at[1], stroke->width / 2);
    canvas_fill_beneath(canvas, stroke->color, stroke->alpha);
}

void line_piece(struct canvas *canvas, const struct stroke *stroke, const double *before,
                const double from[2], const double to[2], const double *after) {
    struct stroke square = *stroke;
    bool is_dashed = stroke->dash[0] > 0;
    bool joins = canvas_has_pixels(canvas) && !is_dashed;
    canvas_move(canvas, from[0], from[1]);
    canvas_line(canvas, to[0], to[1]);
    if (!joins) {
        canvas_stroke(canvas, stroke);
        return;
    }
    // Square ends that meet share each pixel between them, and laid beneath what is there their
    // shares add up to the whole.
    square.butt = square.beneath = true;
    canvas_stroke(canvas, &square);
    if (!before)
        round_off(canvas, stroke, from);
    if (!is_straight(from, to, after))
        round_off(canvas, stroke, to);
}

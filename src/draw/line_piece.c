// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/line_piece.h"

#include "base/maths.h"

// True if a line turns by less than 15 degrees in `b`. Then two square ends leave no visible gap.
static bool is_straight(const double *a, const double b[2], const double *c) {
    static const double least_cosine = 0.966;
    if (!a || !c)
        return false;
    double in[2] = {b[0] - a[0], b[1] - a[1]}, out[2] = {c[0] - b[0], c[1] - b[1]};
    double lengths = m_hypot(in[0], in[1]) * m_hypot(out[0], out[1]);
    return in[0] * out[0] + in[1] * out[1] >= least_cosine * lengths;
}

void line_piece(struct canvas *canvas, const struct stroke *stroke, const double *before,
                const double from[2], const double to[2], const double *after) {
    bool is_dashed = stroke->dash[0] > 0;
    if (is_dashed) {
        canvas_move(canvas, from[0], from[1]);
        canvas_line(canvas, to[0], to[1]);
        canvas_stroke(canvas, stroke);
        return;
    }
    canvas_segment_under(canvas, &(struct segment){.from = {from[0], from[1]},
                                                   .to = {to[0], to[1]},
                                                   .width = stroke->width,
                                                   .color = stroke->color,
                                                   .alpha = stroke->alpha,
                                                   .round_from = !before,
                                                   .round_to = !is_straight(from, to, after)});
}

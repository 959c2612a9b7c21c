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

// Adds the rectangle of a segment with square ends to the path. It runs clockwise, as circles do,
// so that the nonzero winding rule joins them.
static void add_box(struct canvas *canvas, double width, const double from[2], const double to[2]) {
    double step[2] = {to[0] - from[0], to[1] - from[1]}, length = m_hypot(step[0], step[1]);
    if (length == 0)
        return;
    double x = -step[1] / length * width / 2, y = step[0] / length * width / 2;
    canvas_move(canvas, from[0] - x, from[1] - y);
    canvas_line(canvas, to[0] - x, to[1] - y);
    canvas_line(canvas, to[0] + x, to[1] + y);
    canvas_line(canvas, from[0] + x, from[1] + y);
    canvas_close(canvas);
}

void line_piece(struct canvas *canvas, const struct stroke *stroke, const double *before,
                const double from[2], const double to[2], const double *after) {
    bool is_dashed = stroke->dash[0] > 0;
    if (is_dashed || !canvas_has_pixels(canvas)) {
        canvas_move(canvas, from[0], from[1]);
        canvas_line(canvas, to[0], to[1]);
        canvas_stroke(canvas, stroke);
        return;
    }
    // Where the square ends of two segments meet, each covers a part of the pixel. Filled behind
    // what is there (canvas_fill_under), the parts add up to the whole pixel.
    add_box(canvas, stroke->width, from, to);
    if (!before)
        canvas_circle(canvas, from[0], from[1], stroke->width / 2);
    if (!is_straight(from, to, after))
        canvas_circle(canvas, to[0], to[1], stroke->width / 2);
    canvas_fill_under(canvas, stroke->color, stroke->alpha);
}

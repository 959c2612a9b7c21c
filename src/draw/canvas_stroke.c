// SPDX-License-Identifier: GPL-3.0-or-later
// Lines with round joints and ends: coverage follows from the distance between a pixel's centre and
// the line. cairo scan-converts every edge of a stroke in fifteen subrows a pixel, which takes at
// least twice as long.
#include "base/memory.h"
#include "draw/canvas_cairo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double corner = 0.7072; // pixels from a pixel's centre to its corner, rounded up

// A line that is being rasterized. The cover's rectangle holds all pixels that the line may reach.
struct round_line {
    const struct cover *cover;
    struct row_span *spans;
    double half; // half the width, pixels
};

// The exact area of a pixel on the inner side of a straight edge. The edge is `inside` pixels
// beyond the pixel's centre (negative: before it). Its unit normal has the absolute components `a`
// >= `b` >= 0.
static double part_inside(double inside, double a, double b) {
    double reach = (a + b) / 2, even = (a - b) / 2;
    if (inside >= reach)
        return 1;
    if (inside <= -reach)
        return 0;
    if (fabs(inside) <= even)
        return 0.5 + inside / a;
    double rest = reach - fabs(inside), tip = rest * rest / (2 * a * b);
    return inside > 0 ? 1 - tip : tip;
}

// The coverage, 0 to 255, of a pixel whose centre is `apart` from the line's axis. The unit vector
// from the axis to the centre has the absolute components `a` >= `b` >= 0.
static uint8_t part_covered(double half, double apart, double a, double b) {
    double part = part_inside(half - apart, a, b);
    if (half + apart < 1) // the line is so narrow that the pixel may reach across its other edge
        part -= 1 - part_inside(half + apart, a, b);
    return (uint8_t)(255 * part + 0.5);
}

// A segment with round ends. (x, y) is its unit direction, or (0, 0) for a dot; `a` and `b` are the
// larger and smaller absolute component of the direction.
struct piece {
    double from[2], length, x, y, a, b;
};

// The coverage of a pixel whose centre is at (dx, dy) from the start of the segment.
static uint8_t piece_covers(const struct piece *piece, double half, double dx, double dy) {
    double along = dx * piece->x + dy * piece->y, most = half + corner;
    if (along >= 0 && along <= piece->length && piece->length > 0) {
        double apart = fabs(dy * piece->x - dx * piece->y);
        return apart >= most           ? 0
               : apart + corner < half ? 255
                                       : part_covered(half, apart, piece->a, piece->b);
    }
    double beyond = along < 0 ? 0 : piece->length; // the nearest point is an end of the segment
    double x = fabs(dx - beyond * piece->x), y = fabs(dy - beyond * piece->y);
    double squared = x * x + y * y;
    if (squared >= most * most)
        return 0;
    double apart = sqrt(squared);
    if (apart + corner < half)
        return 255;
    if (apart == 0)
        return part_covered(half, 0, 1, 0);
    return part_covered(half, apart, (x > y ? x : y) / apart, (x > y ? y : x) / apart);
}

static int limit(double value, int low, int high) {
    return value <= low ? low : value >= high ? high : (int)value;
}

static void cover_piece(const struct round_line *line, const double from[2], const double to[2]) {
    double step[2] = {to[0] - from[0], to[1] - from[1]};
    struct piece piece = {.from = {from[0], from[1]},
                          .length = sqrt(step[0] * step[0] + step[1] * step[1])};
    if (piece.length > 0) {
        piece.x = step[0] / piece.length;
        piece.y = step[1] / piece.length;
    }
    double x = fabs(piece.x), y = fabs(piece.y), reach = line->half + corner;
    piece.a = x > y ? x : y;
    piece.b = x > y ? y : x;
    const struct cover *cover = line->cover;
    int left = cover->rect.x, right = left + cover->rect.width;
    int top = cover->rect.y, bottom = top + cover->rect.height;
    bool falls = step[1] > 0, leads = step[0] > 0;
    double low = from[0] + (leads ? 0 : step[0]) - reach;
    double high = from[0] + (leads ? step[0] : 0) + reach;
    int first = limit(from[1] + (falls ? 0 : step[1]) - reach, top, bottom);
    int end = limit(from[1] + (falls ? step[1] : 0) + reach + 1, top, bottom);
    for (int row = first; row < end; row++) {
        double begin = low, stop = high, dy = row + 0.5 - from[1];
        if (y > 1e-6) { // the row crosses the strip around the segment
            double middle = from[0] + dy * piece.x / piece.y, side = reach / y;
            begin = begin > middle - side ? begin : middle - side;
            stop = stop < middle + side ? stop : middle + side;
        }
        uint8_t *parts = cover->parts + (ptrdiff_t)(row - top) * cover->stride - left;
        int before = limit(begin - 0.5, left, right), last = limit(stop + 1, left, right);
        struct row_span *span = &line->spans[row - top];
        span->first = before < span->first ? before : span->first;
        span->end = last > span->end ? last : span->end;
        for (int column = before; column < last; column++) {
            uint8_t part = piece_covers(&piece, line->half, column + 0.5 - from[0], dy);
            parts[column] = part > parts[column] ? part : parts[column];
        }
    }
}

static void cover_path(struct canvas *canvas, const struct round_line *line) {
    cairo_path_t *path = cairo_copy_path_flat(cairo_in(canvas));
    double first[2] = {0}, last[2] = {0};
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        double at[2] = {first[0], first[1]};
        if (data->header.type != CAIRO_PATH_CLOSE_PATH) {
            at[0] = data[1].point.x;
            at[1] = data[1].point.y;
            cairo_user_to_device(cairo_in(canvas), &at[0], &at[1]);
        }
        if (data->header.type == CAIRO_PATH_MOVE_TO)
            memcpy(first, at, sizeof first);
        else
            cover_piece(line, last, at);
        memcpy(last, at, sizeof last);
    }
    cairo_path_destroy(path);
}

// Paints a row through its coverage, and resets the coverage to 0.
static void paint_row(uint32_t *pixels, uint8_t *parts, int count, uint32_t opaque,
                      unsigned opacity) {
    for (int x = cover_next(parts, 0, count); x < count; x = cover_next(parts, x + 1, count)) {
        pixels[x] = pixel_over(pixels[x], opaque, pixel_part(parts[x], opacity));
        parts[x] = 0;
    }
}

// Paints the covered part of each row, and resets the coverage to 0.
static void paint_rows(struct canvas *canvas, const struct stroke *stroke) {
    const struct rect *rect = &cairo_of(canvas)->line.rect;
    unsigned opacity = (unsigned)lround(stroke->alpha * 255);
    uint8_t *parts = cairo_of(canvas)->line.parts;
    ptrdiff_t stride;
    uint32_t *pixels = canvas_pixel(canvas, rect->x, rect->y, &stride);
    for (int i = 0; i < rect->height; i++, pixels += stride, parts += rect->width) {
        int first = cairo_of(canvas)->spans[i].first - rect->x,
            end = cairo_of(canvas)->spans[i].end - rect->x;
        if (first < end)
            paint_row(pixels + first, parts + first, end - first, stroke->color | 0xFF000000,
                      opacity);
    }
}

void canvas_stroke_round(struct canvas *canvas, const struct stroke *stroke) {
    struct rect rect = canvas_path_pixels(canvas, stroke->width / 2 + 1);
    if (!rect_is_empty(rect)) {
        size_t rows = (size_t)rect.height, size = rows * (size_t)rect.width;
        struct cover *cover = &cairo_of(canvas)->line;
        cover->rect = rect;
        cover->stride = rect.width;
        cover->parts = mem_grow(cover->parts, &cover->capacity, size, 1);
        cairo_of(canvas)->spans =
            mem_grow(cairo_of(canvas)->spans, &cairo_of(canvas)->span_capacity, rows,
                     sizeof(struct row_span));
        for (size_t i = 0; i < rows; i++)
            cairo_of(canvas)->spans[i] = (struct row_span){rect.x + rect.width, rect.x};
        cover_path(canvas, &(struct round_line){cover, cairo_of(canvas)->spans, stroke->width / 2});
        paint_rows(canvas, stroke);
        canvas_forget_clear(canvas);
        canvas_add_damage(canvas, rect);
    }
    cairo_canvas_drop_path(canvas);
}

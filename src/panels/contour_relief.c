// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_relief.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

// A segment has one of LIGHTS strengths, from shade to light, and one of NEARS opacities by the
// distance to the next level. Segments that share both are one stroke, so that where they meet they
// are no darker.
enum { LIGHTS = 21, NEARS = 8, STYLES = LIGHTS * NEARS };

// Where the light comes from, on the screen.
static const double light[2] = {-0.6, -0.8};

struct relief {
    const struct panel *panel;
    struct canvas *canvas;
    const struct landscape *landscape;
    const struct levels *levels;
    const struct level_labels *labels;
};

bool relief_is_asked(const struct theme *theme) {
    return theme->lit_alpha > 0 || theme->shade_alpha > 0;
}

// Returns how steep the landscape is at a pixel, per pixel.
static double steepness(const struct relief *relief, const double at[2]) {
    const struct landscape *landscape = relief->landscape;
    const struct box *plot = &relief->panel->plot;
    const size_t *count = landscape->count;
    double per[2] = {(double)(count[0] - 1) / plot->width, (double)(count[1] - 1) / plot->height};
    double x = (at[0] - plot->x) * per[0], y = (plot->y + plot->height - at[1]) * per[1];
    size_t i = (size_t)fmax(1, fmin((double)count[0] - 2, x));
    size_t j = (size_t)fmax(1, fmin((double)count[1] - 2, y));
    const double *value = &landscape->value[j * count[0] + i];
    double right = (value[1] - value[-1]) / 2 * per[0];
    double up = (value[count[0]] - value[-(long)count[0]]) / 2 * per[1];
    return m_hypot(right, up);
}

// Returns the distance, in pixels, from a point of a line to the next level on either side.
static double gap_at(const struct relief *relief, size_t level, const double at[2]) {
    const struct levels *levels = relief->levels;
    double step = INFINITY;
    if (level > 0 && level < levels->count)
        step = fmin(step, levels->values[level] - levels->values[level - 1]);
    if (level + 1 < levels->count)
        step = fmin(step, levels->values[level + 1] - levels->values[level]);
    return step / steepness(relief, at);
}

static size_t point_at(const struct contour_line *line, long k) {
    long count = (long)line->count;
    return (size_t)(line->is_closed ? (k % count + count) % count
                    : k < 0         ? 0
                    : k >= count    ? count - 1
                                    : k);
}

// Returns the style of the segment after point k; STYLES if it is not seen.
static int style_at(const struct relief *relief, const struct contour_line *line, size_t k) {
    enum { REACH = 3 }; // the direction is that of several segments, since each ends on the grid
    const double *from = line->at[point_at(line, (long)k - REACH)];
    const double *to = line->at[point_at(line, (long)k + 1 + REACH)];
    double x = to[0] - from[0], y = to[1] - from[1], length = m_hypot(x, y);
    double unit = relief->panel->stage->unit;
    double opacity = (gap_at(relief, line->level, line->at[k]) / unit - 1.2) / 4.5;
    if (!(length > 0) || !(opacity > 0))
        return STYLES;
    // What is higher is at the left of a line, seen with y upwards, so downhill is at its right.
    double part = (-y * light[0] + x * light[1]) / length;
    int lit = (int)lround((part + 1) / 2 * (LIGHTS - 1));
    int near = (int)fmin(NEARS - 1, floor(opacity * NEARS));
    return lit * NEARS + near;
}

static void stroke_style(const struct relief *relief, int style) {
    const struct theme *theme = relief->panel->stage->theme;
    double part = 2.0 * (style / NEARS) / (LIGHTS - 1) - 1, strength = fabs(part);
    double near = (style % NEARS + 1.0) / NEARS;
    struct stroke stroke = {
        .color = part > 0 ? theme->lit_line : theme->shade_line,
        .alpha =
            (part > 0 ? theme->lit_alpha : theme->shade_alpha) * (0.25 + 0.75 * strength) * near,
        .width = fmax(0.7, 0.9 * (0.55 + 0.75 * strength) * relief->panel->stage->unit),
        .butt = true};
    canvas_stroke(relief->canvas, &stroke);
}

// A segment of a line, sorted by its style.
struct relief_piece {
    int style;
    uint32_t line, point; // indices
};

static int by_style(const void *a, const void *b) {
    const struct relief_piece *x = a, *y = b;
    if (x->style != y->style)
        return x->style < y->style ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->point > y->point) - (x->point < y->point);
}

void relief_draw(const struct panel *panel, struct canvas *canvas,
                 const struct landscape *landscape, const struct levels *levels,
                 const struct contour_line *lines, size_t line_count,
                 const struct level_labels *labels) {
    struct relief relief = {panel, canvas, landscape, levels, labels};
    struct relief_piece *pieces = NULL;
    size_t count = 0, capacity = 0;
    if (landscape->count[0] < 3 || landscape->count[1] < 3)
        return;
    for (size_t i = 0; i < line_count; i++) {
        const struct contour_line *line = &lines[i];
        for (size_t k = 0; k + 1 < line->count + line->is_closed; k++) {
            int style =
                level_labels_hold(labels, line->at[k]) ? STYLES : style_at(&relief, line, k);
            if (style == STYLES)
                continue;
            pieces = mem_grow(pieces, &capacity, count + 1, sizeof *pieces);
            pieces[count++] = (struct relief_piece){style, (uint32_t)i, (uint32_t)k};
        }
    }
    if (count == 0)
        return;
    qsort(pieces, count, sizeof *pieces, by_style);
    for (size_t i = 0; i < count; i++) {
        const struct relief_piece *piece = &pieces[i], *before = i > 0 ? piece - 1 : NULL;
        const struct contour_line *line = &lines[piece->line];
        bool is_same = before && before->style == piece->style;
        if (before && !is_same)
            stroke_style(&relief, before->style);
        if (!is_same || before->line != piece->line || before->point + 1 != piece->point)
            canvas_move(canvas, line->at[piece->point][0], line->at[piece->point][1]);
        const double *to = line->at[point_at(line, (long)piece->point + 1)];
        canvas_line(canvas, to[0], to[1]);
    }
    stroke_style(&relief, pieces[count - 1].style);
    free(pieces);
}

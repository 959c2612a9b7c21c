// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/path_style.h"

#include "base/maths.h"
#include "base/memory.h"
#include "plot/legend.h"
#include "plot/path_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool path_read_dots(const struct node *node, void *field, struct error *error) {
    int *dots = field;
    bool shown;
    if (node->kind == NODE_STRING && strcmp(node->text, "auto") == 0) {
        *dots = DOTS_AUTO;
        return true;
    }
    if (node->kind != NODE_BOOL)
        return node_expected(node, "true, false or auto", error);
    if (!node_bool(node, &shown, error))
        return false;
    *dots = shown ? DOTS_TRUE : DOTS_FALSE;
    return true;
}

double path_dot_radius(const struct path_style *style, const struct stage *stage, double before,
                       double after) {
    double full = 0.9 * stage->theme->dot_radius * stage->unit;
    double line = 0.5 * stage->theme->path_width * stage->unit;
    if (style->dots == DOTS_FALSE)
        return 0;
    if (style->dots == DOTS_TRUE)
        return full;
    if (!stage->theme->contour_dots)
        return 0;
    double radius = fmin(full, 0.22 * fmin(before, after));
    return radius > 1.4 * line ? radius : 0;
}

static bool starts_at(const struct run *run, const struct run *other) {
    return run->w[0][0] == other->w[0][0] && run->w[0][1] == other->w[0][1];
}

// Finds whether runs before and after this one have the same start.
static void find_neighbours(const struct trace *trace, size_t index, bool *before, bool *after) {
    *before = *after = false;
    for (size_t i = 0; i < trace->run_count; i++)
        if (i != index && starts_at(&trace->runs[i], &trace->runs[index]))
            *(i < index ? before : after) = true;
}

void path_draw_starts(const struct stage *stage, struct canvas *canvas, path_start_place *place,
                      const void *context) {
    const struct theme *theme = stage->theme;
    struct stroke ring = {.alpha = 1, .width = 0.85 * theme->path_width * stage->unit};
    for (size_t i = 0; i < stage->trace->run_count; i++) {
        const struct run *run = &stage->trace->runs[i];
        bool before, after;
        double at[2];
        find_neighbours(stage->trace, i, &before, &after);
        if (before || !place(context, run, at)) // only one mark at each place
            continue;
        ring.color = after ? theme->text : stage_color(stage, run, theme->path);
        if (theme->has_casing) {
            canvas_circle(canvas, at[0], at[1],
                          (theme->start_radius + theme->casing_width) * stage->unit +
                              ring.width / 2);
            canvas_fill(canvas, theme->casing, 1);
        }
        canvas_circle(canvas, at[0], at[1], theme->start_radius * stage->unit);
        canvas_fill_keep(canvas, theme_casing(theme), 1);
        canvas_stroke(canvas, &ring);
    }
}

static const double ring_radius = 7.5; // of a target, points

double path_target_reach(const struct stage *stage) {
    const struct theme *theme = stage->theme;
    return (theme->target_mark == TARGET_RING ? 1.3 * ring_radius : 3 * theme->dot_radius) *
           stage->unit;
}

void path_draw_target(const struct stage *stage, struct canvas *canvas, const double at[2],
                      uint32_t color, bool seen) {
    const struct theme *theme = stage->theme;
    double unit = stage->unit, radius = path_target_reach(stage);
    if (theme->target_mark == TARGET_RING) {
        draw_ring(canvas, at[0], at[1], ring_radius * unit, 3.2 * unit, theme_casing(theme),
                  seen ? 0.6 : 0.15);
        draw_ring(canvas, at[0], at[1], ring_radius * unit, 1.3 * unit, color,
                  seen ? 1 : theme->hidden_alpha);
        return;
    }
    draw_cross(canvas, at[0], at[1], radius + 0.4 * unit, 2.8 * unit, theme_casing(theme),
               seen ? 0.9 : 0.15);
    draw_cross(canvas, at[0], at[1], radius, 1.4 * unit, color, seen ? 1 : theme->hidden_alpha);
}

void path_tail_add(struct path_tail *tail, const double at[2], double age) {
    tail->at = mem_grow(tail->at, &tail->at_capacity, tail->count + 1, sizeof *tail->at);
    tail->age = mem_grow(tail->age, &tail->age_capacity, tail->count + 1, sizeof *tail->age);
    memcpy(tail->at[tail->count], at, sizeof tail->at[0]);
    tail->age[tail->count++] = age;
}

void path_tail_clear(struct path_tail *tail) {
    tail->count = 0;
    free(tail->is_apart);
    tail->is_apart = NULL;
}

void path_tail_finish(struct path_tail *tail) {
    path_tail_clear(tail);
    free(tail->at);
    free(tail->age);
    *tail = (struct path_tail){0};
}

void path_tail_thin(struct path_tail *tail, struct box plot) {
    size_t count = tail->count;
    struct path_cells cells = {.side = 2 * (int)fmax(plot.width, plot.height), .pairs = 1};
    if (count < (size_t)cells.side / 16) // as path_cells_add keeps so many steps of any length
        return;
    bool *is_apart = tail->is_apart = mem_zero(count, sizeof *is_apart);
    double to[3] = {0}, from[3] = {0};
    for (size_t k = count; k-- > 0; memcpy(to, from, sizeof to)) {
        from[0] = (tail->at[k][0] - plot.x) / plot.width;
        from[1] = (tail->at[k][1] - plot.y) / plot.height;
        if (k + 1 < count)
            is_apart[k + 1] = !path_cells_add(&cells, from, to);
    }
    path_cells_finish(&cells);
}

void path_tail_trace(const struct path_tail *tail, struct canvas *canvas, size_t first) {
    const bool *is_apart = tail->is_apart;
    for (size_t k = first; k < tail->count; k++) {
        if (is_apart && is_apart[k])
            continue;
        if (is_apart && k > first && is_apart[k - 1])
            canvas_move(canvas, tail->at[k - 1][0], tail->at[k - 1][1]);
        canvas_line(canvas, tail->at[k][0], tail->at[k][1]);
    }
}

// Makes the path of the part of a tail that is no older than `age`; false if there is none.
static bool trace_from(const struct path_tail *tail, struct canvas *canvas, double age) {
    size_t k = 0;
    while (k < tail->count && tail->age[k] > age)
        k++;
    if (k == tail->count || tail->count < 2)
        return false;
    if (k > 0) {
        const double *from = tail->at[k - 1], *to = tail->at[k];
        double part = (tail->age[k - 1] - age) / (tail->age[k - 1] - tail->age[k]);
        canvas_move(canvas, from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part);
    } else {
        canvas_move(canvas, tail->at[0][0], tail->at[0][1]);
    }
    path_tail_trace(tail, canvas, k);
    return true;
}

// Draws overlapping strokes, each starting nearer to the head, whose alphas add up to the fade. As
// each stroke is a single shape, joints and crossings are no darker than the rest.
void path_draw_tail(const struct path_tail *tail, struct canvas *canvas, double length,
                    const struct stroke *stroke) {
    enum { STROKES = 16 };
    double below = 0;
    for (int k = 0; k < STROKES; k++) {
        struct stroke layer = *stroke;
        double reached = stroke->alpha * m_pow((k + 1.0) / STROKES, 1.3);
        layer.alpha = 1 - (1 - reached) / (1 - below);
        below = reached;
        if (trace_from(tail, canvas, length * (1 - (double)k / STROKES)))
            canvas_stroke(canvas, &layer);
    }
}

void path_draw_arrow(const struct stage *stage, struct canvas *canvas, const double from[2],
                     const double to[2], uint32_t color) {
    const struct theme *theme = stage->theme;
    double unit = stage->unit, length = m_hypot(to[0] - from[0], to[1] - from[1]);
    double rim = 2.4 * theme->dot_radius * unit, head = 5.5 * unit, half = 2.3 * unit;
    if (!(length > rim + 0.6 * head))
        return;
    head = fmin(head, length - rim);
    half *= head / (5.5 * unit);
    double x = (to[0] - from[0]) / length, y = (to[1] - from[1]) / length;
    double neck[2] = {to[0] - x * head, to[1] - y * head};
    // The casing first, then the arrow.
    for (int layer = 0; layer < 2; layer++) {
        bool is_casing = layer == 0;
        double more = is_casing ? 1.8 * unit : 0;
        struct stroke shaft = {.color = is_casing ? theme_casing(theme) : color,
                               .alpha = is_casing ? 0.8 : 1,
                               .width = 0.9 * theme->path_width * unit + more,
                               .butt = true};
        if (length - head > rim) {
            canvas_move(canvas, from[0] + x * rim, from[1] + y * rim);
            canvas_line(canvas, neck[0] + x * 0.1 * head, neck[1] + y * 0.1 * head);
            canvas_stroke(canvas, &shaft);
        }
        canvas_move(canvas, to[0], to[1]);
        canvas_line(canvas, neck[0] - y * half, neck[1] + x * half);
        canvas_line(canvas, neck[0] + y * half, neck[1] - x * half);
        canvas_close(canvas);
        if (is_casing) {
            struct stroke edge = {.color = shaft.color, .alpha = 0.8, .width = more};
            canvas_stroke(canvas, &edge);
        } else {
            canvas_fill(canvas, color, 1);
        }
    }
}

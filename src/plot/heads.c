// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/heads.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

// Design points. Each nested head is larger than the one above it by step_least to step_most; the
// lowest may grow by sum_most. Nine nested heads are visible; more would be a blot.
static const double step_least = 1.2, step_most = 2.4, sum_most = 9.6;

enum { NESTED_MAX = 500 }; // with more heads than this, nesting is skipped: they form a cloud

void heads_add(struct heads *heads, struct head head) {
    heads->items = mem_grow(heads->items, &heads->capacity, heads->count + 1, sizeof *heads->items);
    heads->items[heads->count++] = head;
}

void heads_finish(struct heads *heads) {
    free(heads->items);
    *heads = (struct heads){0};
}

// Returns the index of the first head with the same colour and marker.
static size_t look_of(const struct heads *heads, size_t index) {
    const struct head *head = &heads->items[index], *first = heads->items;
    while (first->color != head->color || first->marker != head->marker)
        first++;
    return (size_t)(first - heads->items);
}

// Returns how many heads with another look cover this one. A head counts fully if it is at the same
// place, and less with distance, down to 0 at its radius. Of the heads with one look, the nearest
// counts. `looks` holds the look of each head; `most` is scratch space of the same size; it is all
// 0 before and after.
static double covered_by(const struct heads *heads, size_t index, const size_t *looks,
                         double *most) {
    const struct head *head = &heads->items[index];
    double sum = 0;
    for (size_t i = index + 1; i < heads->count; i++) {
        const struct head *other = &heads->items[i];
        double apart = m_hypot(head->at[0] - other->at[0], head->at[1] - other->at[1]);
        if (looks[i] != looks[index])
            most[looks[i]] = fmax(most[looks[i]], 1 - apart / other->radius);
    }
    for (size_t i = index + 1; i < heads->count; i++) {
        sum += most[looks[i]];
        most[looks[i]] = 0; // each look counts once
    }
    return sum;
}

void heads_nest(struct heads *heads, double unit) {
    if (heads->count > NESTED_MAX)
        return;
    double *covered = mem_zero(heads->count + 1, sizeof *covered), most = 0;
    double *nearest = mem_zero(heads->count + 1, sizeof *nearest);
    size_t *looks = mem_zero(heads->count + 1, sizeof *looks);
    for (size_t i = 0; i < heads->count; i++)
        looks[i] = look_of(heads, i);
    for (size_t i = 0; i < heads->count; i++) {
        covered[i] = covered_by(heads, i, looks, nearest);
        most = fmax(most, covered[i]);
    }
    double step = most > 0 ? fmin(step_most, fmax(step_least, sum_most / most)) : step_most;
    for (size_t i = 0; i < heads->count; i++)
        heads->items[i].radius += unit * fmin(step * covered[i], sum_most);
    double narrow = fmin(heads->ring, 0.3 * step * unit);
    heads->ring += (narrow - heads->ring) * fmin(1, most);
    free(covered);
    free(nearest);
    free(looks);
}

double heads_growth(size_t count, double unit) {
    return count > 0 ? unit * fmin(sum_most, step_most * (double)(count - 1)) : 0;
}

bool heads_is_hidden(const struct heads *heads, size_t index) {
    const struct head *head = &heads->items[index];
    if (heads->count > NESTED_MAX)
        return false;
    for (size_t i = index + 1; i < heads->count; i++) {
        const struct head *over = &heads->items[i];
        if (over->radius >= head->radius && over->marker == head->marker &&
            over->is_open >= head->is_open && over->at[0] == head->at[0] &&
            over->at[1] == head->at[1])
            return true;
    }
    return false;
}

double heads_ring(const struct heads *heads, size_t index) {
    return heads->ring * (heads->items[index].is_open ? 1.6 : 1);
}

// The opacity falls from the middle to the rim as (1 - t)^2, and where heads are near to each other
// the lights of those below fade: discs over each other, the largest
// first, each so opaque that all that reach a place give its opacity.
void heads_draw_halo(const struct heads *heads, size_t index, const struct theme *theme,
                     double alpha, struct canvas *canvas) {
    static const double reach = 4.2, middle = 0.55;
    const struct head *head = &heads->items[index];
    int discs = (int)fmin(12, ceil(head->radius * reach / 2.5)); // rings of some pixels
    double below = 0;
    if (theme->glow <= 0 || heads->count > NESTED_MAX)
        return;
    for (size_t i = index + 1; i < heads->count; i++) {
        const double *other = heads->items[i].at;
        double apart = m_hypot(head->at[0] - other[0], head->at[1] - other[1]);
        alpha *= fmin(1, apart / (reach * head->radius));
    }
    for (int i = discs; i > 0; i--) {
        double t = (i - 0.5) / discs;
        double opacity = middle * theme->glow * alpha * (1 - t) * (1 - t);
        canvas_circle(canvas, head->at[0], head->at[1], head->radius * reach * i / discs);
        canvas_fill(canvas, head->color, 1 - (1 - opacity) / (1 - below));
        below = opacity;
    }
}

void heads_draw_core(const struct head *head, const struct theme *theme, double alpha,
                     struct canvas *canvas) {
    static const double least = 3; // pixels: a smaller head is only its colour
    if (theme->head_core <= 0 || head->is_open || head->radius < least)
        return;
    marker_path(canvas, head->marker, head->at[0], head->at[1], theme->head_core * head->radius);
    canvas_fill(canvas, 0xFFFFFF, alpha);
}

void heads_draw(struct heads *heads, const struct stage *stage, uint32_t ground,
                struct canvas *canvas) {
    const struct theme *theme = stage->theme;
    ground = theme->has_casing ? theme->casing : ground;
    for (size_t i = 0; i < heads->count; i++)
        heads_draw_halo(heads, i, theme, 1, canvas);
    heads_nest(heads, stage->unit);
    struct stroke ring = {.color = ground, .alpha = 1, .width = heads->ring};
    for (size_t i = 0; i < heads->count; i++) {
        const struct head *head = &heads->items[i];
        if (heads_is_hidden(heads, i))
            continue;
        marker_path(canvas, head->marker, head->at[0], head->at[1], head->radius);
        canvas_fill_keep(canvas, head->is_open ? ground : head->color, 1);
        ring.color = head->is_open ? head->color : ground;
        ring.width = heads_ring(heads, i);
        canvas_stroke(canvas, &ring);
        heads_draw_core(head, theme, 1, canvas);
    }
}

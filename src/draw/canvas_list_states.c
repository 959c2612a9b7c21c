// SPDX-License-Identifier: GPL-3.0-or-later
// Records what holds for several drawings: clips, transforms, groups, texts.
#include "base/maths.h"
#include "base/memory.h"
#include "draw/canvas_recorder.h"

#include <math.h>
#include <string.h>

// Adds the operation that changes the state until `restore`.
static void save(struct list_canvas *own, enum list_op op, size_t count, const double *operands) {
    own->saved =
        mem_grow(own->saved, &own->saved_capacity, own->saved_count + 1, sizeof *own->saved);
    own->saved[own->saved_count] = own->state;
    own->saved[own->saved_count++].begin = own->list.count;
    list_add(own, op, count, operands);
    list_begin_path(own);
}

// Ends it; if nothing was drawn in between, both operations are left out.
static void restore(struct list_canvas *own, enum list_op end) {
    own->state = own->saved[--own->saved_count];
    if (own->list.count > own->state.begin + list_length(own->list.numbers + own->state.begin))
        list_add(own, end, 0, NULL);
    else
        list_cut(own, (long)own->state.begin);
    list_begin_path(own);
}

void list_clip(struct canvas *canvas, struct box box) {
    struct list_canvas *own = list_of(canvas);
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    save(own, LIST_CLIP, 4, (double[]){box.x, box.y, box.width, box.height});
    list_include_box(own, box, low, high);
    for (int d = 0; d < 2; d++) {
        own->state.low[d] = fmax(own->state.low[d], low[d]);
        own->state.high[d] = fmin(own->state.high[d], high[d]);
    }
}

void list_unclip(struct canvas *canvas) {
    restore(list_of(canvas), LIST_UNCLIP);
}

void list_transform(struct canvas *canvas, double x, double y, double angle) {
    struct list_canvas *own = list_of(canvas);
    double *m = own->state.matrix, cosine = m_cos(angle), sine = m_sin(angle);
    save(own, LIST_TRANSFORM, 3, (double[]){x, y, angle});
    const double old[6] = {m[0], m[1], m[2], m[3], m[4], m[5]};
    m[4] = old[0] * x + old[2] * y + old[4];
    m[5] = old[1] * x + old[3] * y + old[5];
    m[0] = old[0] * cosine + old[2] * sine;
    m[1] = old[1] * cosine + old[3] * sine;
    m[2] = old[2] * cosine - old[0] * sine;
    m[3] = old[3] * cosine - old[1] * sine;
}

void list_untransform(struct canvas *canvas) {
    restore(list_of(canvas), LIST_UNTRANSFORM);
}

// Records another list as a group.
void list_blend(struct canvas *canvas, struct canvas *over, struct rect rect, double alpha) {
    struct list_canvas *own = list_of(canvas);
    struct rect bounds = canvas_list(over)->bounds;
    int right = rect.x + rect.width, bottom = rect.y + rect.height;
    int over_right = bounds.x + bounds.width, over_bottom = bounds.y + bounds.height;
    rect.x = rect.x > bounds.x ? rect.x : bounds.x;
    rect.y = rect.y > bounds.y ? rect.y : bounds.y;
    rect.width = (right < over_right ? right : over_right) - rect.x;
    rect.height = (bottom < over_bottom ? bottom : over_bottom) - rect.y;
    if (rect.width <= 0 || rect.height <= 0)
        return;
    save(own, LIST_GROUP, 5, (double[]){alpha, rect.x, rect.y, rect.width, rect.height});
    const double low[2] = {rect.x, rect.y}, high[2] = {low[0] + rect.width, low[1] + rect.height};
    own->state = list_untouched;
    memcpy(own->state.low, low, sizeof low);
    memcpy(own->state.high, high, sizeof high);
    canvas_replay(over, canvas);
    restore(own, LIST_GROUP_END);
}

void list_copy(struct canvas *canvas, struct canvas *from, struct rect rect) {
    list_erase(canvas, rect);
    list_blend(canvas, from, rect, 1);
}

bool list_text_begin(struct canvas *canvas, const struct canvas_label *label) {
    struct list_canvas *own = list_of(canvas);
    struct list *list = &own->list;
    list->labels =
        mem_grow(list->labels, &list->label_capacity, list->label_count + 1, sizeof *list->labels);
    list->labels[list->label_count] =
        (struct list_label){list->texts.length, label->x,     label->y,      label->size,
                            label->width,       label->color, label->family, label->weight};
    text_append(&list->texts, label->text, strlen(label->text) + 1);
    ADD(own, LIST_TEXT, (double)list->label_count);
    list->label_count++;
    list_begin_path(own);
    return false;
}

void list_text_end(struct canvas *canvas) {
    struct list_canvas *own = list_of(canvas);
    list_add(own, LIST_TEXT_END, 0, NULL);
    list_begin_path(own);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Draws what a list holds.
#include "base/memory.h"
#include "draw/canvas_backend.h"
#include "draw/canvas_behind.h"

#include <stdlib.h>

size_t list_length(const double *op) {
    static const unsigned char lengths[LIST_OPS] = {
        [LIST_MOVE] = 3,      [LIST_LINES] = 2,     [LIST_CURVE] = 7,       [LIST_CLOSE] = 1,
        [LIST_BOX] = 5,       [LIST_ROUNDED] = 6,   [LIST_CIRCLE] = 4,      [LIST_GLYPH] = 6,
        [LIST_FILL] = 3,      [LIST_FILL_KEEP] = 3, [LIST_STROKE] = 10,     [LIST_SEGMENT] = 9,
        [LIST_GLYPHS] = 6,    [LIST_IMAGE] = 4,     [LIST_ERASE] = 5,       [LIST_CLIP] = 5,
        [LIST_UNCLIP] = 1,    [LIST_TRANSFORM] = 4, [LIST_UNTRANSFORM] = 1, [LIST_GROUP] = 6,
        [LIST_GROUP_END] = 1, [LIST_TEXT] = 2,      [LIST_TEXT_END] = 1};
    int kind = (int)op[0];
    size_t rest = kind == LIST_LINES    ? 2 * (size_t)op[1]
                  : kind == LIST_GLYPHS ? 3 * (size_t)op[5]
                                        : 0;
    return lengths[kind] + rest;
}

static struct box box_of(const double *numbers) {
    return (struct box){numbers[0], numbers[1], numbers[2], numbers[3]};
}

static void replay(const struct list *list, size_t from, size_t end, struct canvas *onto);

// Draws a group, which begins with the operation at `at`, on a canvas of its own and lays that over
// the other.
static void replay_group(const struct list *list, size_t at, size_t end, struct canvas *onto) {
    const double *op = list->numbers + at;
    struct rect rect = {(int)op[2], (int)op[3], (int)op[4], (int)op[5]};
    double alpha = op[1];
    struct canvas *group = canvas_create_kind(onto->kind, onto->width, onto->height);
    if (group) {
        replay(list, at + list_length(op), end, group);
        canvas_blend(onto, group, rect, alpha);
        canvas_destroy(group);
    } else {
        mem_exhausted();
    }
}

static void replay_glyphs(const struct list *list, const double *op, struct canvas *onto) {
    size_t count = (size_t)op[5];
    const int *clusters = list->clusters + (size_t)op[4];
    struct canvas_glyph *glyphs = mem_zero(count + 1, sizeof *glyphs);
    for (size_t i = 0; i < count; i++) {
        const double *glyph = op + 6 + 3 * i;
        glyphs[i] = (struct canvas_glyph){(uint32_t)glyph[0], glyph[1], glyph[2], clusters[i]};
    }
    canvas_glyphs(onto, &(struct glyph_run){list->fonts[(size_t)op[1]], op[2], (uint32_t)op[3],
                                            glyphs, count});
    free(glyphs);
}

static bool replay_text(const struct list *list, const double *op, struct canvas *onto) {
    const struct list_label *label = &list->labels[(size_t)op[1]];
    return canvas_text_begin(onto,
                             &(struct canvas_label){list->texts.data + label->text, label->x,
                                                    label->y, label->size, label->width,
                                                    label->color, label->family, label->weight});
}

// Draws an operation that stands alone.
static void replay_one(const struct list *list, const double *op, struct canvas *onto) {
    switch ((enum list_op)op[0]) {
    case LIST_MOVE:
        canvas_move(onto, op[1], op[2]);
        break;
    case LIST_LINES:
        for (size_t i = 0; i < (size_t)op[1]; i++)
            canvas_line(onto, op[2 + 2 * i], op[3 + 2 * i]);
        break;
    case LIST_CURVE:
        canvas_curve(onto, op + 1, op[5], op[6]);
        break;
    case LIST_CLOSE:
        canvas_close(onto);
        break;
    case LIST_BOX:
        canvas_box(onto, box_of(op + 1));
        break;
    case LIST_ROUNDED:
        canvas_rounded_box(onto, box_of(op + 1), op[5]);
        break;
    case LIST_CIRCLE:
        canvas_circle(onto, op[1], op[2], op[3]);
        break;
    case LIST_GLYPH:
        canvas_glyph(onto, list->fonts[(size_t)op[1]], (uint32_t)op[2], op[4], op[5], op[3]);
        break;
    case LIST_FILL:
        canvas_fill(onto, (uint32_t)op[1], op[2]);
        break;
    case LIST_FILL_KEEP:
        canvas_fill_keep(onto, (uint32_t)op[1], op[2]);
        break;
    case LIST_STROKE:
        canvas_stroke(onto, &(struct stroke){.color = (uint32_t)op[1],
                                             .alpha = op[2],
                                             .width = op[3],
                                             .butt = op[4] != 0,
                                             .dash_offset = op[5],
                                             .dash = {op[6], op[7], op[8], op[9]}});
        break;
    case LIST_GLYPHS:
        replay_glyphs(list, op, onto);
        break;
    case LIST_IMAGE: {
        const struct list_image *image = &list->images[(size_t)op[1]];
        canvas_image(onto, image->pixels, image->width, image->height, (int)op[2], (int)op[3]);
        break;
    }
    case LIST_ERASE:
        canvas_erase(onto, (struct rect){(int)op[1], (int)op[2], (int)op[3], (int)op[4]});
        break;
    case LIST_CLIP:
        canvas_clip(onto, box_of(op + 1));
        break;
    case LIST_UNCLIP:
        canvas_unclip(onto);
        break;
    case LIST_TRANSFORM:
        canvas_transform(onto, op[1], op[2], op[3]);
        break;
    case LIST_UNTRANSFORM:
        canvas_untransform(onto);
        break;
    case LIST_TEXT_END:
        canvas_text_end(onto);
        break;
    default:
        break;
    }
}

static void replay(const struct list *list, size_t from, size_t end, struct canvas *onto) {
    bool draws_behind = onto->backend->segment_under;
    if (!draws_behind)
        list_draw_behind(list, from, end, onto);
    for (size_t at = from; at < end;) {
        const double *op = list->numbers + at;
        size_t next = at + list_length(op), stop;
        switch ((enum list_op)op[0]) {
        case LIST_SEGMENT:
            if (draws_behind) {
                struct segment segment = list_segment(op);
                canvas_segment_under(onto, &segment);
            }
            break;
        case LIST_GROUP:
            stop = list_end_of(list, next, LIST_GROUP, LIST_GROUP_END);
            replay_group(list, at, stop, onto);
            next = stop + 1;
            break;
        case LIST_TEXT:
            if (replay_text(list, op, onto))
                next = list_end_of(list, next, LIST_TEXT, LIST_TEXT_END) + 1;
            break;
        default:
            replay_one(list, op, onto);
        }
        at = next;
    }
}

void canvas_replay(const struct canvas *list, struct canvas *onto) {
    const struct list *held = canvas_list(list);
    replay(held, 0, held->count, onto);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/glyph_outline.h"

#include "base/memory.h"
#include "draw/canvas_list.h"

#include <math.h>
#include <stdlib.h>

static struct outline_step *add_step(struct glyph_outline *outline, enum outline_op op) {
    outline->steps =
        mem_grow(outline->steps, &outline->capacity, outline->count + 1, sizeof *outline->steps);
    struct outline_step *step = &outline->steps[outline->count++];
    *step = (struct outline_step){.op = op};
    return step;
}

// Finds the quadratic curve that a face drew as the cubic with these control points (face.c says
// how); false if it was a cubic.
static bool conic_of(const double from[2], const double control[4], const double to[2],
                     double middle[2]) {
    for (int d = 0; d < 2; d++) {
        middle[d] = round(from[d] + (control[d] - from[d]) * 1.5);
        if (control[d] != from[d] + (middle[d] - from[d]) * 2 / 3 ||
            control[2 + d] != to[d] + (middle[d] - to[d]) * 2 / 3)
            return false;
    }
    return true;
}

// Stores a point, which a list has with y downwards.
static void set(long at[2], double x, double y) {
    at[0] = lround(x);
    at[1] = lround(y);
}

void glyph_outline_of(struct face *face, uint32_t glyph, struct glyph_outline *outline) {
    struct canvas *canvas = canvas_create_kind(CANVAS_LIST, 1, 1);
    const struct list *list = canvas_list(canvas);
    double at[2] = {0, 0};
    *outline = (struct glyph_outline){0};
    face_outline(face, glyph, canvas, 0, 0, face_units(face));
    for (size_t i = 0; i < list->count; i += list_length(list->numbers + i)) {
        const double *op = list->numbers + i;
        struct outline_step *step;
        switch ((enum list_op)op[0]) {
        case LIST_MOVE:
            at[0] = op[1];
            at[1] = -op[2];
            set(add_step(outline, OUTLINE_MOVE)->at[0], at[0], at[1]);
            break;
        case LIST_LINES:
            for (size_t k = 0; k < (size_t)op[1]; k++) {
                at[0] = op[2 + 2 * k];
                at[1] = -op[3 + 2 * k];
                set(add_step(outline, OUTLINE_LINE)->at[0], at[0], at[1]);
            }
            break;
        case LIST_CURVE: {
            const double control[4] = {op[1], -op[2], op[3], -op[4]}, to[2] = {op[5], -op[6]};
            double middle[2];
            if (conic_of(at, control, to, middle)) {
                step = add_step(outline, OUTLINE_CONIC);
                set(step->at[0], middle[0], middle[1]);
                set(step->at[1], to[0], to[1]);
            } else {
                step = add_step(outline, OUTLINE_CUBIC);
                set(step->at[0], control[0], control[1]);
                set(step->at[1], control[2], control[3]);
                set(step->at[2], to[0], to[1]);
            }
            at[0] = to[0];
            at[1] = to[1];
            break;
        }
        default:
            break;
        }
    }
    canvas_destroy(canvas);
}

void glyph_outline_finish(struct glyph_outline *outline) {
    free(outline->steps);
}

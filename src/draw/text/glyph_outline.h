// SPDX-License-Identifier: GPL-3.0-or-later
// The outline of a glyph in font units, as its font has it.
#pragma once
#include "draw/text/glyph_table.h"

struct outline_step {
    enum outline_op op;
    long at[3][2]; // font units, y upwards
};

struct glyph_outline {
    struct outline_step *steps; // owned
    size_t count, capacity;
};

// Returns how many points an operation has.
static inline int outline_points(enum outline_op op) {
    return op == OUTLINE_END ? 0 : op == OUTLINE_CUBIC ? 3 : op == OUTLINE_CONIC ? 2 : 1;
}

void glyph_outline_of(struct face *face, uint32_t glyph, struct glyph_outline *outline);
void glyph_outline_finish(struct glyph_outline *outline);

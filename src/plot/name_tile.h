// SPDX-License-Identifier: GPL-3.0-or-later
// A name with a halo, kept as pixels, because it is drawn in every frame and its outlines take
// long. It moves by whole pixels, so that its letters stay the same and cost an encoder little.
#pragma once
#include "plot/panel.h"

struct name_look {
    const char *text;
    double size; // pixels an em
    uint32_t color, ground;
    double halo; // width of the stroke around letters, pixels
};

// The picture of a name; {0} is empty. All calls have the same look.
struct name_tile {
    uint32_t *pixels;               // premultiplied; owned; NULL: not made yet
    int width, height, left, above; // pixels; the name begins at (left, above)
    struct box ink;                 // of the letters, from where the name begins
};

// Draws the name from `at` on, the left end of its letters in the middle of their height.
void name_tile_draw(struct name_tile *tile, const struct name_look *look, const struct stage *stage,
                    struct canvas *canvas, const double at[2], double alpha);
void name_tile_finish(struct name_tile *tile);

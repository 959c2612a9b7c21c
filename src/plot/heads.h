// SPDX-License-Identifier: GPL-3.0-or-later
// Heads: marks at the current positions of the runs, for every panel that shows them.
#pragma once
#include "plot/panel.h"

struct head {
    double at[2], radius; // pixels
    uint32_t color;
    enum marker marker;
    bool is_open; // its run has ended: drawn as an outline in its colour
};

struct heads {
    struct head *items; // owned; the last is drawn on top
    size_t count, capacity;
    double ring; // width of the rings around heads, pixels
};

void heads_add(struct heads *heads, struct head head);
void heads_finish(struct heads *heads);

// Enlarges heads that heads with another look would cover, so that heads at the same place appear
// as nested rings. They grow continuously as they come closer, so nothing jumps. `ring` becomes
// narrower if there are many.
void heads_nest(struct heads *heads, double unit);

// Returns whether a later head of the same shape and place is at least as large. Nothing of this
// head is seen then, and drawing its edge again and again would only make the smooth edge jagged.
// With very many heads, returns false.
bool heads_is_hidden(const struct heads *heads, size_t index);

// Returns by how many pixels the largest of `count` heads may grow.
double heads_growth(size_t count, double unit);

// Returns the width of the ring around a nested head, in pixels. The ring of an open head is wider,
// since it alone shows the head's colour.
double heads_ring(const struct heads *heads, size_t index);

// Nests the heads and draws them, each with a ring around it: in the colour of the theme's casing,
// or else in that of the ground.
void heads_draw(struct heads *heads, const struct stage *stage, uint32_t ground,
                struct canvas *canvas);

// Draws the light around a head that is not nested yet, and the light middle of one, as the theme
// has them. The alpha is that of the head.
void heads_draw_halo(const struct heads *heads, size_t index, const struct theme *theme,
                     double alpha, struct canvas *canvas);
void heads_draw_core(const struct head *head, const struct theme *theme, double alpha,
                     struct canvas *canvas);

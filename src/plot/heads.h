// SPDX-License-Identifier: GPL-3.0-or-later
// Where the runs are in one frame, for every panel that marks it.
#pragma once
#include "plot/panel.h"

struct head {
    double at[2], radius; // pixels
    uint32_t color;
    enum marker marker;
    bool is_open; // its run has ended: a rim of its colour around the ground
};

struct heads {
    struct head *items; // owned; the last is drawn on top
    size_t count, capacity;
    double ring; // the width of the rings around them, pixels
};

void heads_add(struct heads *heads, struct head head);
void heads_finish(struct heads *heads);

// Makes those that others of another look would cover larger, so that heads on one place show as
// nested rings: the nearer they are the more, so that nothing jumps. `ring` becomes thinner where
// there are many.
void heads_nest(struct heads *heads, double unit);

// By how much the largest of so many may become larger, pixels.
double heads_growth(size_t count, double unit);

// Draws them nested, each with a ring of the ground's colour around it.
void heads_draw(struct heads *heads, double unit, uint32_t ground, struct canvas *canvas);

// SPDX-License-Identifier: GPL-3.0-or-later
// The names of all optimizers in their colours under the title, where names at the heads would not
// tell them apart.
#pragma once
#include "plot/panel.h"

struct name_strip {
    struct strip_name {
        char *text; // owned
        uint32_t color;
        const struct run *run;
        double x; // where its mark begins, pixels
        int row;
    } * names; // owned
    size_t count;
    size_t shown;   // names that have room; a last text counts the others
    char more[32];  // that text; empty: none
    double more_at; // where it begins, pixels
    int rows;
    double row; // height of one, pixels
};

// Arranges the names of a stage's optimizers in rows that begin at `begin`, or further left where
// that saves a row. Returns their height in pixels.
double name_strip_init(struct name_strip *strip, const struct stage *stage, double begin);
void name_strip_finish(struct name_strip *strip);

// Draws the rows below `top`.
void name_strip_draw(const struct name_strip *strip, const struct stage *stage,
                     struct canvas *canvas, double top);

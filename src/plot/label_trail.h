// SPDX-License-Identifier: GPL-3.0-or-later
// Where paths have come along so far, as a grid of counts: names keep off what is drawn by then,
// not off what will be.
#pragma once
#include "draw/canvas.h"

struct label_trail {
    double x, y, cell; // corner of the grid and size of a cell, pixels
    size_t columns, rows;
    unsigned *counts; // owned
};

// Makes an empty grid over a room, of about five design points a cell.
void label_trail_init(struct label_trail *trail, struct box room, double unit);
void label_trail_finish(struct label_trail *trail);
void label_trail_clear(struct label_trail *trail);

// Counts a piece of a path in the cells that it crosses.
void label_trail_add(struct label_trail *trail, const double from[2], const double to[2]);

// Returns the sum of the cells that a box touches.
double label_trail_weight(const struct label_trail *trail, struct box box);

// SPDX-License-Identifier: GPL-3.0-or-later
// The mosaic: rows of names. A repeated name spans its cells; `.` is an empty cell.
#pragma once
#include "draw/canvas.h"
#include "plot/panel.h"
#include "tree/node.h"

// The cells of a name: columns [column, column_end), rows [row, row_end).
struct cell_span {
    const char *name; // owned by the scene
    struct place place;
    int column, column_end, row, row_end;
};

struct layout {
    struct cell_span *spans; // in reading order; owned
    size_t count;
    int columns, rows;
    double *widths, *heights; // relative weights of columns and rows; owned
};

// Reads `layout:`. False with ERROR_SCENE, for example if a row is too short or the cells of a name
// are not a rectangle.
bool layout_read(struct layout *layout, const struct node *node, struct error *error);
void layout_finish(struct layout *layout);

// Computes the cell and the plot of each span within `area`, in whole pixels. Columns and rows
// share the space that margins leave; plots that begin or end in the same column or row are
// aligned. `margins`, `cells` and `plots` have one element a span. `gap` is the smallest space
// between margins.
void layout_solve(const struct layout *layout, struct box area, double gap,
                  const struct margins *margins, struct box *cells, struct box *plots);

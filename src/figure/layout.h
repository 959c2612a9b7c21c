// SPDX-License-Identifier: GPL-3.0-or-later
// The mosaic: rows of names; a repeated name spans its cells, `.` is empty.
#pragma once
#include "draw/canvas.h"
#include "plot/panel.h"
#include "tree/node.h"

// A name's cells: columns [column, column_end), rows [row, row_end).
struct cell_span {
    const char *name; // owned by the scene
    struct place place;
    int column, column_end, row, row_end;
};

struct layout {
    struct cell_span *spans; // in reading order
    size_t count;
    int columns, rows;
    double *widths, *heights; // relative, owned
};

// Reads `layout:`; False with ERROR_SCENE where a row is ragged, a name's cells are no rectangle,
// ...
bool layout_read(struct layout *layout, const struct node *node, struct error *error);
void layout_finish(struct layout *layout);

// Gives each span its cell and its plot within `area`: columns and rows share out what the margins
// leave, plots that begin or end in the same column or row are aligned. `margins`, `cells` and
// `plots` have an entry a span; boxes come out at whole pixels. `gap` is the least space between
// margins.
void layout_solve(const struct layout *layout, struct box area, double gap,
                  const struct margins *margins, struct box *cells, struct box *plots);

// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of a comparison. Each is a panel on a stage of its own, with the cell's scene and runs,
// so that panels need no code for comparisons.
#pragma once
#include "figure/layout.h"
#include "plot/panel.h"

struct small_multiples {
    const struct comparison *comparison; // NULL: there is no comparison, and all below is empty
    struct stage *stages;                // one a cell; owned
    // one a cell, views into the figure's trace; the array is owned, the numbers are not
    struct trace *traces;
    struct theme theme; // of the cells: the figure's, with text that is large enough
};

// Creates the stages from the figure's, and a layout with one span a cell.
void small_multiples_init(struct small_multiples *grid, const struct stage *stage,
                          struct layout *layout);
void small_multiples_finish(struct small_multiples *grid);

// Sets the heading of a cell's panel, and hides its axis numbers unless it is at the left or
// bottom.
void small_multiples_set_panel(const struct small_multiples *grid, struct panel *panel,
                               size_t cell);

// Updates the stages from the figure's, once that has a trace.
void small_multiples_prepare(struct small_multiples *grid, const struct stage *stage);

// Makes cells with the same problem use the same ranges. All panels must be prepared.
void small_multiples_share_ranges(const struct small_multiples *grid, struct panel *panels);

// Returns the smallest space between panels in design points; less if cells share axes.
double small_multiples_gap(const struct small_multiples *grid);

// Return the width in pixels of the row headings at the left, and draw these headings.
double small_multiples_room(const struct small_multiples *grid, const struct stage *stage);
void small_multiples_draw_headings(const struct small_multiples *grid, const struct stage *stage,
                                   const struct panel *panels, struct canvas *canvas);

// Draws the texts above a cell's panel: its loss, and which runs have diverged.
void small_multiples_draw_cell(const struct small_multiples *grid, const struct panel *panel,
                               struct canvas *canvas, double position);

// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of a comparison: each is a panel on a stage of its own, which has the cell's scene and
// runs, so that panels need not know of each other.
#pragma once
#include "figure/layout.h"
#include "plot/panel.h"

struct small_multiples {
    const struct comparison *comparison; // NULL: no comparison, and all below is empty
    struct stage *stages;                // a cell; owned
    struct trace *traces;                // parts of the figure's; owned, their numbers are not
};

// Makes the stages from the figure's, and a layout of as many spans as there are cells.
void small_multiples_init(struct small_multiples *grid, const struct stage *stage,
                          struct layout *layout);
void small_multiples_finish(struct small_multiples *grid);

// Gives a cell's panel its heading, and its axes to the panels at the left and at the bottom.
void small_multiples_set_panel(const struct small_multiples *grid, struct panel *panel,
                               size_t cell);

// Brings the stages up to date with the figure's, which knows the trace now.
void small_multiples_prepare(struct small_multiples *grid, const struct stage *stage);

// Lets cells with the same problem have the same ranges; all panels are prepared.
void small_multiples_share_ranges(const struct small_multiples *grid, struct panel *panels);

// The least space between panels, design points: cells on common axes stand close.
double small_multiples_gap(const struct small_multiples *grid);

// The room that the headings of the rows need at the left, and the headings themselves.
double small_multiples_room(const struct small_multiples *grid, const struct stage *stage);
void small_multiples_draw_headings(const struct small_multiples *grid, const struct stage *stage,
                                   const struct panel *panels, struct canvas *canvas);

// Draws what a cell tells above its panel: its loss, and where its runs have diverged.
void small_multiples_draw_cell(const struct small_multiples *grid, const struct panel *panel,
                               struct canvas *canvas, double position);

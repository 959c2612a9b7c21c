// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_reach.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The paths over one block of the sheet, where they are above it: the rectangle that they take, and
// how high they rise.
struct above {
    double low[2], high[2], top; // in the units of the axes; top: -INFINITY if there are none
};

enum { BLOCKS = SHEET_BLOCKS * SHEET_BLOCKS, CORNERS = 4 };

static size_t block_of(const struct box3d *space, const double point[3]) {
    size_t block[2];
    for (int d = 0; d < 2; d++) {
        double part = range_part(space->axes[d].low, space->axes[d].high, false, point[d]);
        block[d] = (size_t)fmax(0, fmin(SHEET_BLOCKS - 1, part * SHEET_BLOCKS));
    }
    return block[1] * SHEET_BLOCKS + block[0];
}

static void add_point(const struct surface_state *state, struct above *above,
                      const double point[3]) {
    size_t block = block_of(&state->space, point);
    struct above *own = &above[block];
    if (!(point[2] > state->reach[block][2])) // the sheet's highest, see sheet_reach
        return;
    own->top = fmax(own->top, point[2]);
    for (int d = 0; d < 2; d++) {
        own->low[d] = fmin(own->low[d], point[d]);
        own->high[d] = fmax(own->high[d], point[d]);
    }
}

// Adds the steps of a run as they are drawn: straight and cut off at the box, or along the sheet.
static void add_run(const struct panel *panel, const struct run *run, struct above *above) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    bool is_straight = surface_paths_are_straight(panel);
    double from[3] = {0}, to[3];
    for (long k = 0; k <= run_last(run, trace); k = trace_next(trace, k, 1)) {
        surface_point(panel, run->w[k], run->loss[k], to);
        if (box3d_holds(&state->space, to))
            add_point(state, above, to);
        double a[3], b[3];
        memcpy(a, from, sizeof a);
        memcpy(b, to, sizeof b);
        if (k > 0 && is_straight && box3d_clip(&state->space, a, b)) {
            add_point(state, above, a);
            add_point(state, above, b);
        }
        memcpy(from, to, sizeof from);
    }
}

void surface_reach(struct panel *panel) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    const struct trace *trace = panel->stage->trace;
    const struct theme *theme = panel->stage->theme;
    if (theme->box != BOX_POSTS || panel->follows)
        return;
    struct above *above = mem_zero(BLOCKS, sizeof *above);
    for (size_t i = 0; i < BLOCKS; i++)
        above[i] = (struct above){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}, .top = -INFINITY};
    state->reach = mem_zero(SHEET_REACH + BLOCKS * CORNERS, sizeof *state->reach);
    sheet_reach(&state->sheet, state->reach);
    for (size_t i = 0; i < trace->run_count && options->path != PATH_NONE; i++)
        add_run(panel, &trace->runs[i], above);
    size_t count = SHEET_REACH;
    for (size_t i = 0; i < BLOCKS; i++)
        for (int corner = 0; corner < CORNERS && isfinite(above[i].top); corner++) {
            double *point = state->reach[count++];
            point[0] = corner & 1 ? above[i].high[0] : above[i].low[0];
            point[1] = corner & 2 ? above[i].high[1] : above[i].low[1];
            point[2] = above[i].top;
        }
    free(above);
    state->space.shown = (const double(*)[3])state->reach;
    state->space.shown_count = count;
    state->space.marked_count = count - SHEET_REACH;
    state->space.mark_radius = surface_paths_mark_radius(panel);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_fit.h"

#include "base/maths.h"
#include "base/memory.h"
#include "panels/surface_obstacles.h"
#include "plot/box3d_fit.h"
#include "plot/box3d_texts.h"
#include "plot/legend.h"

#include <math.h>
#include <stdlib.h>

// A box beside the legend is at least this part of the area it would have without one, and this
// part of its cell; otherwise the legend gives way, and then the bar. A box without its numbers
// counts for less.
static const double least_beside_legend = 0.12, least_of_cell = 0.11, without_numbers = 0.5;

// A bar takes at most this part of the room's width; otherwise there is none.
static const double bar_most = 0.3;

// A legend may be at some distance from the box if both take at least this part of the plot.
static const double much_less = 0.7;

// The height that a box may get in a tall room.
static const double height_most = 1;

// The colour bar's height as a part of the room's, and the gap before it in design points.
static const double bar_part = 0.64, bar_gap = 10;

// Moves all that is fitted.
static void shift(struct surface_state *state, double x, double y) {
    box3d_shift(&state->space, x, y);
    state->content.x += x;
    state->content.y += y;
    state->bar_box.x += x;
    state->bar_box.y += y;
}

// Raises the box as far as a tall room allows, if the scene does not say how high it is, and if the
// theme has no camera of its own.
static void raise_into(struct panel *panel, struct box room, struct tick_choices *choices) {
    enum { ROUNDS = 6 };
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    struct camera_motion *camera = &options->camera;
    double usual = camera->from.height;
    bool is_free = !camera->has_height && isnan(panel->stage->theme->azimuth);
    for (int round = 0; round < ROUNDS && is_free; round++) {
        // What a height of 1 takes of the screen, at the middle of the box.
        double rise = state->space.up[2] * state->space.scale[1] / BOX3D_EYE;
        double slack = room.height - state->content.height;
        double height = camera->from.height + 0.9 * slack / fmax(1, rise);
        height = fmax(usual, fmin(height_most, height));
        if (fabs(height - camera->from.height) < 0.01 * height)
            break;
        camera_raise(camera, height);
        state->content = box3d_fit(&state->space, panel, room, camera, choices);
    }
}

// What the bar covers above and below its strip: half a number, or what its numbers have in common.
static double bar_overhang(const struct panel *panel, double above) {
    double size = panel->stage->theme->tick_size * panel->stage->unit;
    return fmax(above, size * FONT_CAP_HEIGHT / 2);
}

// Fits the box into a room with the bar at its right, and raises it if `rises`. Moves both together
// to the room's left, middle or right (`side` 0, 0.5 or 1), and to its top, middle or bottom.
static void fit_into(struct panel *panel, struct box room, const double side[2], bool rises,
                     struct tick_choices *choices) {
    enum { ROUNDS = 6 };
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    double unit = panel->stage->unit, taken = 0, above = 0, over = 0;
    struct box *bar = &state->bar_box, *content = &state->content;
    bar->height = bar_part * room.height;
    bool settled = false;
    for (int round = 0; !settled && round < ROUNDS; round++) {
        struct box rest = room;
        if (state->has_bar) {
            bar->width = colorbar_width(&state->bar, panel, bar->height, &above);
            taken = fmax(taken, bar->width + bar_gap * unit);
            rest.width = fmax(10 * unit, room.width - taken);
        }
        *content = box3d_fit(&state->space, panel, rest, &options->camera, choices);
        if (rises)
            raise_into(panel, rest, choices);
        // A bar that is longer than the box becomes shorter. Its numbers are others then, which may
        // be wider.
        over = bar_overhang(panel, above);
        double most = fmax(1, content->height - 2 * over);
        settled = true;
        if (state->has_bar && bar->height > most) {
            bar->height = most;
            bar->width = colorbar_width(&state->bar, panel, bar->height, &above);
            settled = bar->width + bar_gap * unit <= taken && bar_overhang(panel, above) <= over;
        }
    }
    bar->x = content->x + content->width + bar_gap * unit;
    bar->y = content->y + (content->height - bar->height) / 2;
    content->width += taken;
    shift(state, room.x + (room.width - content->width) * side[0] - content->x,
          room.y + (room.height - content->height) * side[1] - content->y);
}

// What the panel's plot is shared out between: the rest is the box's.
struct legend_room {
    struct box room;      // in a corner of which it is
    struct box box;       // the legend, somewhere
    double inset, margin; // from the plot's sides, and from what it would cover; pixels
    int corner;           // bit 0: right, bit 1: bottom
    bool is_middle[2];    // the scene wants it midway between left and right, or top and bottom
    bool takes[2];        // the box leaves a strip beside it, above or below it, or a bit of both
    struct tick_choices *choices;
};

static struct box legend_at(const struct legend_room *legend) {
    struct box box = legend->box, room = legend->room;
    box.x = room.x + legend->inset;
    box.y = room.y + legend->inset;
    if (legend->corner & 1)
        box.x = room.x + room.width - box.width - legend->inset;
    if (legend->corner & 2)
        box.y = room.y + room.height - box.height - legend->inset;
    if (legend->is_middle[0])
        box.x = room.x + (room.width - box.width) / 2;
    if (legend->is_middle[1])
        box.y = room.y + (room.height - box.height) / 2;
    return box;
}

// Returns the corner of the plot in which the legend is; -1: none.
static int corner_of(const struct legend_room *legend, struct box plot) {
    double beside[2] = {legend->box.x - plot.x, legend->box.y - plot.y};
    double rest[2] = {plot.width - legend->box.width - beside[0],
                      plot.height - legend->box.height - beside[1]};
    for (int d = 0; d < 2; d++)
        if (fmin(beside[d], rest[d]) > 1.5 * legend->inset)
            return -1;
    return (rest[0] < beside[0]) + 2 * (rest[1] < beside[1]);
}

// Whether nothing of what is fitted is under the legend. Most that is not clear is seen at the
// first looks.
static bool is_clear(const struct panel *panel, const struct legend_room *legend) {
    struct legend seen = {0};
    struct box box = legend_at(legend);
    bool clear = true;
    surface_avoid_bar(panel, &seen);
    for (int look = 0; clear && look < surface_looks(panel); look++) {
        surface_avoid_look(panel, look, &seen);
        for (size_t i = 0; i < seen.obstacle_count && clear; i++) {
            double x = seen.obstacles[i].x - box.x, y = seen.obstacles[i].y - box.y;
            clear = x < -legend->margin || y < -legend->margin || x > box.width + legend->margin ||
                    y > box.height + legend->margin;
        }
        seen.obstacle_count = 0;
    }
    legend_finish(&seen);
    return clear;
}

// Fits the box while the legend takes the fraction `part` of the room that it needs at most.
static bool fit_beside(struct panel *panel, const struct legend_room *legend, double part,
                       bool rises) {
    struct box room = panel->plot;
    double gaps = legend->inset + legend->margin, side[2];
    double taken[2] = {legend->takes[0] * part * (legend->box.width + gaps),
                       legend->takes[1] * part * (legend->box.height + gaps)};
    room.width -= taken[0];
    room.height -= taken[1];
    if (!(room.width > 0 && room.height > 0))
        return false;
    room.x += legend->corner & 1 ? 0 : taken[0];
    room.y += legend->corner & 2 ? 0 : taken[1];
    side[0] = !legend->takes[0] ? 0.5 : legend->corner & 1 ? 0 : 1;
    side[1] = !legend->takes[1] ? 0.5 : legend->corner & 2 ? 0 : 1;
    fit_into(panel, room, side, rises, legend->choices);
    return is_clear(panel, legend);
}

// What was found so far.
struct fitted {
    struct box3d space;
    struct box content, bar;
    double size; // what the box is worth: its area in pixels, less if numbers are left out
};

static struct fitted fitted_of(const struct surface_state *state) {
    const double *scale = state->space.scale;
    double size = scale[0] * scale[1] * m_pow(without_numbers, state->space.omits);
    return (struct fitted){state->space, state->content, state->bar_box, size};
}

// Returns the part of the panel's cell that the box takes. No box fills a cell that is more than
// twice as long as it is wide.
static double share_of_cell(const struct panel *panel) {
    const struct surface_state *state = panel->state;
    struct box box = box3d_bounds(&state->space, panel);
    double width = fmin(panel->cell.width, 2 * panel->cell.height);
    double height = fmin(panel->cell.height, 2 * panel->cell.width);
    return box.width * box.height / (width * height);
}

static void fitted_use(const struct fitted *fitted, struct surface_state *state) {
    state->space = fitted->space;
    state->content = fitted->content;
    state->bar_box = fitted->bar;
}

// Where the box takes much less than the plot, moves the legend towards the box as far as it stays
// free, by making the room that they share smaller, and moves both to the middle of the plot. False
// if nothing moves.
static bool gather(struct panel *panel, struct legend_room *legend) {
    enum { ROUNDS = 6 };
    struct surface_state *state = panel->state;
    const struct box *plot = &panel->plot, *content = &state->content;
    double gaps = 2 * legend->inset;
    bool moves = false;
    for (int d = 0; d < 2; d++) {
        struct box tried = legend->room;
        double *length = d ? &tried.height : &tried.width, *begin = d ? &tried.y : &tried.x;
        double least = fmax(d ? content->height : content->width,
                            (d ? legend->box.height : legend->box.width) + gaps);
        if (least > much_less * *length || legend->is_middle[d])
            continue;
        moves = true;
        double whole = *length, first = *begin, low = fmin(least, whole), high = whole;
        double from = d ? content->y : content->x, size = d ? content->height : content->width;
        bool at_end = legend->corner >> d & 1;
        for (int round = 0; round <= ROUNDS; round++) {
            // The end that is away from the legend stays at the box, or where it has to be.
            *length = round ? (low + high) / 2 : low;
            double stop = at_end ? from : from + size;
            *begin = at_end ? fmax(first, stop) : fmin(first + whole, stop) - *length;
            *begin = fmax(first, fmin(first + whole - *length, *begin));
            struct box kept = legend->room;
            legend->room = tried;
            if (is_clear(panel, legend)) {
                high = *length;
                if (!round)
                    break;
            } else {
                low = *length;
                legend->room = kept;
            }
        }
    }
    double way[2] = {plot->x + (plot->width - legend->room.width) / 2 - legend->room.x,
                     plot->y + (plot->height - legend->room.height) / 2 - legend->room.y};
    shift(state, way[0], way[1]);
    legend->room.x += way[0];
    legend->room.y += way[1];
    return moves;
}

// Sets the legend into one of the four corners, with one of three ways to leave it room. False if
// the scene names another place, or if that leaves no room for it: in the middle there is no strip.
static bool try_corner(const struct panel *panel, struct legend_room *legend, int corner, int way) {
    legend->corner = corner;
    legend->takes[0] = way != 1;
    legend->takes[1] = way != 2;
    int named = panel->legend - LEGEND_CORNER, place[2] = {named % 3, named / 3};
    bool may_be = true;
    for (int d = 0; d < 2 && named >= 0; d++) {
        legend->is_middle[d] = place[d] == 1;
        may_be = may_be && 2 * (corner >> d & 1) == (place[d] == 1 ? 0 : place[d]) &&
                 !(legend->is_middle[d] && legend->takes[d]);
    }
    return may_be;
}

// Finds the largest box beside a legend that would cover it otherwise; corner -1: none. Each corner
// in which the legend may be is tried, with a strip at the side, above or below, or cut into the
// room's corner, as narrow as leaves the legend free.
static void fit_around(struct panel *panel, struct legend_room *legend, double usual_height) {
    enum { ROUNDS = 5 };
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    struct fitted best = fitted_of(state);
    struct legend_room tried = *legend;
    legend->corner = -1;
    struct camera_motion raised = options->camera;
    double most = least_beside_legend * best.size, part = 1;
    camera_raise(&options->camera, usual_height);
    for (int i = 0; i < 12; i++) {
        if (!try_corner(panel, &tried, i % 4, i / 4))
            continue;
        // A fit is exact to a pixel, so a strip of just the legend's size may not be enough.
        double low = 0, high = 1, wider = 1.1;
        if (!fit_beside(panel, &tried, high, false) &&
            !fit_beside(panel, &tried, high = wider, false))
            continue;
        struct fitted own = fitted_of(state);
        double share = share_of_cell(panel);
        for (int round = 0; round < ROUNDS; round++) {
            double middle = (low + high) / 2;
            bool clear = fit_beside(panel, &tried, middle, false);
            *(clear ? &high : &low) = middle;
            if (clear) {
                own = fitted_of(state);
                share = share_of_cell(panel);
            }
        }
        if (own.size > most && share > least_of_cell) {
            most = own.size;
            best = own;
            *legend = tried;
            part = high;
        }
    }
    if (legend->corner < 0) {
        options->camera = raised;
        fitted_use(&best, state);
        return;
    }
    if (!fit_beside(panel, legend, part, true)) {
        camera_raise(&options->camera, usual_height);
        fitted_use(&best, state);
    }
}

// Measures the legend at its best place. Returns the weight of what it covers.
static double measure_legend(const struct panel *panel, surface_legend *fill, struct box *box) {
    struct legend legend = {.panel = panel};
    double covered = 0;
    *box = (struct box){0};
    fill(panel, &legend);
    if (legend.count > 0)
        legend_measure(&legend, panel, box, &covered);
    legend_finish(&legend);
    return covered;
}

static void leave_out_bar(struct panel *panel) {
    struct surface_state *state = panel->state;
    stage_warn(panel->stage, "panel '%s' has no room for its color bar", panel->name);
    state->has_bar = false;
}

// In a cell that is too small for both, the box is shown and not the legend.
static void leave_out_legend(struct panel *panel, struct legend_room *room) {
    stage_warn(panel->stage, "panel '%s' has no room for its legend", panel->name);
    panel->legend = LEGEND_NONE;
    room->box = (struct box){0};
}

void surface_fit(struct panel *panel, surface_legend *fill_legend) {
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    double usual_height = options->camera.from.height;
    double above, size = panel->stage->theme->tick_size * panel->stage->unit;
    if (state->has_bar && colorbar_width(&state->bar, panel, bar_part * panel->plot.height,
                                         &above) > bar_most * panel->plot.width)
        leave_out_bar(panel);
    state->room = panel->plot;
    struct legend_room room = {.room = panel->plot,
                               .inset = 0.7 * size,
                               .margin = 0.6 * size + 2 * panel->stage->unit,
                               .choices = mem_zero(1, sizeof *room.choices)};
    fit_into(panel, panel->plot, (double[]){0.5, 0.5}, true, room.choices);
    if (state->has_bar && share_of_cell(panel) < least_of_cell) {
        leave_out_bar(panel);
        camera_raise(&options->camera, usual_height);
        fit_into(panel, panel->plot, (double[]){0.5, 0.5}, true, room.choices);
    }
    bool moves = measure_legend(panel, fill_legend, &room.box) > 0;
    if (moves)
        fit_around(panel, &room, usual_height);
    bool is_centered = panel->legend == LEGEND_CORNER + 4; // there it covers the box, as asked
    if (moves && room.corner < 0 && !is_centered)
        leave_out_legend(panel, &room);
    else if (!moves)
        room.corner = corner_of(&room, panel->plot);
    if (room.box.width > 0 && room.corner >= 0)
        moves = gather(panel, &room) || moves;
    if (moves) {
        struct panel shown = *panel;
        shown.plot = state->room = room.room;
        measure_legend(&shown, fill_legend, &room.box);
    }
    free(room.choices);
    double top = fmin(state->content.y, room.box.width > 0 ? room.box.y : state->content.y);
    if (top - panel->plot.y < 1.5 * panel->stage->theme->title_size * panel->stage->unit)
        top = panel->plot.y; // the title stands in a row with those of other panels
    state->content.height += state->content.y - top;
    state->content.y = top;
}

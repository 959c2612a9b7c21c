// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_hold.h"

#include "base/memory.h"
#include "sim/hold.h"

#include <string.h>

// All that surface_fit writes.
struct surface_places {
    struct camera_motion motion;
    struct camera camera;
    struct ticks ticks[3];
    double scale[2], x, y;
    bool moves, has_bar;
    enum omission omits;
    struct box bar_box, room, content;
};

// What it follows from, beside the texts of the axes and the legend.
enum { KEY = 19 };

// What is noted: the places behind their key.
struct surface_note {
    double key[KEY];
    struct surface_places places;
};

static void write_key(const struct panel *panel, double key[KEY]) {
    const struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    const struct camera *from = &options->camera.from, *to = &options->camera.to;
    const struct box *plot = &panel->plot;
    const double head[] = {plot->x,
                           plot->y,
                           plot->width,
                           plot->height,
                           panel->stage->unit,
                           from->elevation,
                           from->azimuth,
                           from->height,
                           to->elevation,
                           to->azimuth,
                           to->height,
                           from->stretch,
                           (double)panel->stage->trace->run_count};
    memcpy(key, head, sizeof head);
    for (int d = 0; d < 3; d++) {
        key[13 + 2 * d] = state->space.axes[d].low;
        key[14 + 2 * d] = state->space.axes[d].high;
    }
}

void surface_hold_fit(struct panel *panel, surface_legend *fill_legend) {
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    struct box3d *space = &state->space;
    struct hold *hold = panel->stage->trace->hold;
    double key[KEY];
    write_key(panel, key);
    const struct surface_places *held =
        hold && hold->is_moving ? hold_recall(hold, "box", panel->name, key, sizeof key) : NULL;
    if (held) {
        hold->is_used = true;
        options->camera = held->motion;
        box3d_aim(space, held->camera);
        for (int d = 0; d < 3; d++)
            space->axes[d].ticks = held->ticks[d];
        memcpy(space->scale, held->scale, sizeof space->scale);
        space->x = held->x;
        space->y = held->y;
        space->moves = held->moves;
        space->omits = held->omits;
        state->has_bar = held->has_bar;
        state->bar_box = held->bar_box;
        state->room = held->room;
        state->content = held->content;
        return;
    }
    surface_fit(panel, fill_legend);
    if (!hold || hold->is_moving)
        return;
    struct surface_note *note = mem_zero(1, sizeof *note);
    memcpy(note->key, key, sizeof key);
    note->places = (struct surface_places){.motion = options->camera,
                                           .camera = space->camera,
                                           .scale = {space->scale[0], space->scale[1]},
                                           .x = space->x,
                                           .y = space->y,
                                           .moves = space->moves,
                                           .has_bar = state->has_bar,
                                           .omits = space->omits,
                                           .bar_box = state->bar_box,
                                           .room = state->room,
                                           .content = state->content};
    for (int d = 0; d < 3; d++)
        note->places.ticks[d] = space->axes[d].ticks;
    hold_note(hold, "box", panel->name, note, sizeof *note);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Legends, placed where no data or path goes over the whole film.
#pragma once
#include "plot/panel.h"

enum legend_mark { MARK_NONE, MARK_LINE, MARK_DOT, MARK_PATH, MARK_CROSS };

struct legend_entry {
    const char *label;
    uint32_t color;
    enum legend_mark mark;
    double dash[4];     // of a line, pixels
    enum marker marker; // of a path
};

struct legend {
    struct legend_entry *entries; // owned
    size_t count, capacity;
    // Points that the legend should leave free, in pixels; weights count in tenths. Owned.
    struct obstacle {
        double x, y, weight;
    } * obstacles;
    size_t obstacle_count, obstacle_capacity;
};

void legend_add(struct legend *legend, struct legend_entry entry);
void legend_avoid(struct legend *legend, double x, double y, double weight);

// Marks the way from one point to another.
void legend_avoid_line(struct legend *legend, const double from[2], const double to[2],
                       double weight);
void legend_finish(struct legend *legend);

// The room that the legend takes beside the plot where it has to stand there: it is asked to, or
// would hide too much inside. 0: it stands inside.
double legend_room(const struct legend *legend, const struct panel *panel);

// The size of the legend's box, and the weight of what even its best place inside the panel's plot
// would cover.
void legend_measure(const struct legend *legend, const struct panel *panel, struct box *box,
                    double *covered);

// Draws the legend where the panel wants it: inside the plot, as a rule at the freest place, or in
// panel->legend_room beside it. Nothing where it has no entries or the panel no room.
void legend_draw(struct legend *legend, const struct panel *panel, struct canvas *canvas);

// Draws a cross, the mark of a target.
void draw_cross(struct canvas *canvas, double x, double y, double radius, double width,
                uint32_t color, double alpha);

// SPDX-License-Identifier: GPL-3.0-or-later
// Legends, placed where no data or path is shown during the whole film.
#pragma once
#include "plot/panel.h"

enum legend_mark { MARK_NONE, MARK_LINE, MARK_DOT, MARK_PATH, MARK_TARGET };

struct legend_entry {
    const char *label;
    uint32_t color;
    enum legend_mark mark;
    double dash[4];     // of a line, pixels
    enum marker marker; // of a path's head
};

struct legend {
    struct legend_entry *entries; // owned
    size_t count, capacity;
    // Points, in pixels, that the legend should not cover; a weight is rounded to tenths. Owned.
    struct obstacle {
        double x, y, weight;
    } * obstacles;
    size_t obstacle_count, obstacle_capacity;
};

void legend_add(struct legend *legend, struct legend_entry entry);
void legend_avoid(struct legend *legend, double x, double y, double weight);

// Adds obstacles along a segment.
void legend_avoid_line(struct legend *legend, const double from[2], const double to[2],
                       double weight);
void legend_finish(struct legend *legend);

// Returns the width in pixels that the legend takes beside the plot; 0 if it is inside. It is
// beside the plot if the scene asks for it, or if it would hide too much inside.
double legend_room(const struct legend *legend, const struct panel *panel);

// Computes the legend's box at its best place inside the panel's plot, and the weight of what it
// covers there.
void legend_measure(const struct legend *legend, const struct panel *panel, struct box *box,
                    double *covered);

// Draws the legend where the panel wants it: inside the plot, normally at the place that covers
// least, or in panel->legend_room beside it. Nothing if it has no entries or there is no room.
void legend_draw(struct legend *legend, const struct panel *panel, struct canvas *canvas);

// Draws a cross, the mark of a target. `radius` is the extent of its arms along the axes, in
// pixels.
void draw_ring(struct canvas *canvas, double x, double y, double radius, double width,
               uint32_t color, double alpha); // with four ticks across it
void draw_cross(struct canvas *canvas, double x, double y, double radius, double width,
                uint32_t color, double alpha);

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
    size_t subject;     // which run or curve it is, of those that legend_add_head adds
};

struct legend {
    struct legend_entry *entries; // owned
    size_t count, capacity;
    struct legend_entry *heads; // named at their heads instead, see panel->is_direct; owned
    size_t head_count, head_capacity;
    bool ignores_paths; // they are no obstacles
    // Whose plot it is in: what is to be avoided is added up over that plot. NULL: it is kept as
    // obstacles.
    const struct panel *panel;
    struct load *load; // of that plot; owned
    // Points, in pixels, that the legend should not cover; a weight is rounded to tenths. Owned.
    struct obstacle {
        double x, y, weight;
    } * obstacles;
    size_t obstacle_count, obstacle_capacity;
};

void legend_add(struct legend *legend, struct legend_entry entry);

// Adds an entry for a run or a curve: to `heads` if the panel names directly.
void legend_add_head(struct legend *legend, const struct panel *panel, struct legend_entry entry);
void legend_avoid(struct legend *legend, double x, double y, double weight);

// Adds obstacles along a segment, of those in the plot.
void legend_avoid_line(struct legend *legend, const double from[2], const double to[2],
                       double weight);
void legend_finish(struct legend *legend);

// Returns the width in pixels that the legend takes beside the plot; 0 if it is inside. It is
// beside the plot if the scene asks for it, or if it would hide too much inside.
double legend_room(const struct legend *legend, const struct panel *panel);

// What obstacles weigh in each part of the plot of the legend's panel; the caller destroys it.
struct load;
struct load *legend_load(const struct legend *legend);
void load_destroy(struct load *load);

// Returns the weight of what a box covers, or what is within `margin` of it, rounded out to whole
// design points.
double load_covered(const struct load *load, struct box box, double margin);

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

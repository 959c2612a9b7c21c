// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the files of the boundary panel.
#pragma once
#include "plot/axes.h"
#include "problem/samples.h"

// Where a run's regions are drawn.
struct boundary_cell {
    const struct run *run;
    struct box cell, plot; // with its name above, without; in whole pixels
};

struct boundary_options {
    const struct node *optimizer; // NULL: all
    double x[2], y[2];
    bool has_x, has_y;
    const char *x_label, *y_label;
    bool mistakes;
};

enum { BOUNDARY_CELLS_MAX = 36, BOUNDARY_SHADES = 512 };

struct boundary_state {
    struct axes axes;
    const struct samples *samples;
    size_t optimizer;                               // index; SIZE_MAX: all
    struct boundary_cell cells[BOUNDARY_CELLS_MAX]; // one: it has the axes
    size_t count;
    double name_height; // above each of several cells, pixels
    double radius;      // of a point, pixels
    char names[CLASSES_MAX][32];
    struct regions *regions;
};

// The regions of the classes: at each point the colours of the classes, mixed by their probability
// and as strong as the network is certain.
struct regions *regions_create(const struct panel *panel);
void regions_destroy(struct regions *regions); // NULL is allowed

// Draws a cell's regions at a position between states, the lines between them, and rings around the
// samples whose class is not found. Nothing of a run without a finite state.
void regions_draw(struct regions *regions, const struct panel *panel,
                  const struct boundary_cell *cell, struct canvas *canvas, double position);

// Computes the pixel of a sample in a cell.
void boundary_point(const struct boundary_state *state, const struct boundary_cell *cell,
                    const double *x, double at[2]);

// Returns the colour of a class.
uint32_t boundary_color(const struct theme *theme, size_t class);

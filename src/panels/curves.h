// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the files of the curves panel.
#pragma once
#include "plot/axes.h"
#include "plot/series.h"
#include "sim/columns.h"

enum { SERIES_MAX = 20 };

// What curves show: a row of the table of series, of one layer if it has layers, or a number that
// rules publish.
struct shown_series {
    const char *name;             // of a layer a short one, unless the scene names it
    struct layer_series quantity; // without a series: a published number
    size_t look;                  // of a single optimizer: which of the other colours
    bool is_dashed;               // the biases of a layer, whose matrix has that colour
};

// The settings of one vertical axis.
struct side {
    const struct node *names[SERIES_MAX]; // as written
    size_t name_count;
    struct shown_series series[SERIES_MAX]; // what they stand for
    size_t count;
    double range[2];
    bool has_range;
    const char *label;
    bool has_label;
    int scale; // 0: linear, 1: log
};

struct curves_options {
    struct side left, right;
    // given as `left`, or by the short keys series, range, ... of the panel itself
    bool has_left, has_short;
    double x[2];
    bool has_x;
    const char *x_label; // NULL: none
    bool has_x_label;
    int x_scale; // as in struct side
    bool marker, values;
};

// A curve: one series of one run.
struct curve {
    const struct shown_series *series;
    size_t run;
    size_t column; // of a published number, see run_column
    const struct axis *axis;
    uint32_t color;
    double dash[4];
    double length;     // length drawn so far, pixels, so that dashes continue
    struct bundle {    // the states in the current column of half a pixel, which is not drawn yet
        long count;    // number of states; 0: none
        double column; // index of the column
        double entry[2], low[2], high[2], exit[2];
        double before[2]; // last point drawn, if has_before
        bool has_before;
    } bundle;
};

struct curves_state {
    struct axes axes;
    struct curve *curves; // owned
    size_t count;
    struct column_names names;  // of published numbers
    struct column_names labels; // of layers
    bool is_dense;              // there are several steps in a pixel
    double value_room;          // space for values beside the heads, pixels
    double unit;                // of the x axis, in states: an epoch or a step
    double x_end;               // end of the x axis in units, if the scene does not give a range
};

extern const struct setting curves_settings[];

// Finds the series that are named, and sets the options, and the panel's title, that the scene
// leaves out. False with ERROR_SCENE.
bool curves_complete(struct panel *panel, struct error *error);

// Finds the series that an axis names: rows of the table, or numbers that the rules publish. False
// with ERROR_SCENE.
bool curves_find(struct panel *panel, struct side *side, struct error *error);

// Return the value of a curve at a state, and the pixel of a value at `x`, which is in states.
double curve_value(const struct panel *panel, const struct curve *curve, long state);
void curve_point(const struct panel *panel, const struct curve *curve, double x, double value,
                 double at[2]);

// Interpolates the value between two states; false if it is unknown or not finite.
bool curve_between(const struct panel *panel, const struct curve *curve, double position,
                   double *value);

// Draws the step to a state on the growing layer.
void curves_grow(struct panel *panel, long state);

// Draws what the growing layer does not hold at a position, and the heads.
void curves_draw_moving(struct panel *panel, struct canvas *canvas, double position);

// Draws a dot at the head of each curve, and the value there beside it.
void curves_draw_heads(const struct panel *panel, struct canvas *canvas, double position);

// Computes the pixel of the head of a curve; false if it has none in the plot.
bool curves_head(const struct panel *panel, size_t curve, double position, double at[2]);

// Writes the value at a head; nothing if the scene does not ask for values.
void curves_head_value(const struct panel *panel, size_t curve, double position,
                       char text[HEAD_VALUE]);

// Returns the width in pixels of the widest value that will be shown beside a head.
double curves_value_width(const struct panel *panel);

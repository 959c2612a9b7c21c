// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the curves panel share.
#pragma once
#include "plot/axes.h"
#include "plot/series.h"

enum { SERIES_MAX = 8 };

// One vertical axis as the scene asks for it.
struct side {
    const struct series *series[SERIES_MAX];
    size_t count;
    double range[2];
    bool has_range;
    const char *label;
    bool has_label;
    int scale; // 0 linear, 1 log
};

struct curves_options {
    struct side left, right;
    bool has_left, has_short; // given as `left`, or as the panel's own series, range, ...
    double x[2];
    bool has_x;
    const char *x_label; // NULL: none
    bool has_x_label;
    int x_scale; // as a side's
    bool marker, values;
};

// One line: a series of a run.
struct curve {
    const struct series *series;
    size_t run;
    const struct axis *axis;
    uint32_t color;
    double dash[4];
    double length;     // pixels drawn so far, so that dashes go on from segment to segment
    struct bundle {    // the states in the half pixel column that is not drawn yet
        long count;    // 0: none
        double column; // its number
        double entry[2], low[2], high[2], exit[2];
        double before[2]; // the end of what is drawn, where has_before
        bool has_before;
    } bundle;
};

struct curves_state {
    struct axes axes;
    struct curve *curves; // owned
    size_t count;
    bool is_dense;     // several steps a pixel
    double value_room; // pixels beside the heads for their values
    double unit;       // of the x axis, in states: an epoch, or a step
    double x_end;      // of the x axis where it does not end at a given number, in units
};

extern const struct setting curves_settings[];

// Completes the options, and the panel's title, with what they leave out. False with ERROR_SCENE.
bool curves_complete(struct panel *panel, struct error *error);

// The value of a curve at a state, and where a value stands at x, in states, on the picture.
double curve_value(const struct panel *panel, const struct curve *curve, long state);
void curve_point(const struct panel *panel, const struct curve *curve, double x, double value,
                 double at[2]);

// The value between two states; false where it is unknown or beyond all numbers.
bool curve_between(const struct panel *panel, const struct curve *curve, double position,
                   double *value);

// Draws the step to a state on the growing layer.
void curves_grow(struct panel *panel, long state);

// Draws what the growing layer does not hold at a position, and the heads.
void curves_draw_moving(struct panel *panel, struct canvas *canvas, double position);

// Draws a dot at the head of each curve, and the value there beside it.
void curves_draw_heads(const struct panel *panel, struct canvas *canvas, double position);

// The width of the widest value that will stand beside a head.
double curves_value_width(const struct panel *panel);

// SPDX-License-Identifier: GPL-3.0-or-later
// What a contour panel draws under the paths: filled bands, level lines and their numbers.
#pragma once
#include "plot/isolines.h"
#include "plot/level_labels.h"
#include "plot/path_losses.h"

// The setting `levels`: a number, such as 14, or a list, such as [1, 10, 100].
struct level_option {
    size_t count; // 0: the default
    bool is_list;
    double values[LEVELS_MAX]; // the list, in ascending order
};

struct field_options {
    struct level_option levels;
    int spacing; // enum level_spacing
    bool has_spacing;
    bool fill, lines, labels, color_bar;
    bool has_labels;            // the scene says whether there are numbers
    bool keeps_levels;          // those of one picture are those of all
    const struct colormap *map; // NULL: the theme's
};

// A setting's reader: reads a number of levels, or a list of ascending values, into a level_option.
bool field_read_levels(const struct node *node, void *field, struct error *error);

// Whether the levels' numbers are written.
bool field_has_numbers(const struct field_options *options);

// Whether the levels are chosen before the field is drawn.
bool field_needs_levels(const struct field_options *options);

// Chooses the levels for the panel's plot from `landscape`, which may be coarser than the plot.
void field_choose_levels(const struct panel *panel, const struct landscape *landscape,
                         const struct field_options *options, struct levels *levels);

// True if at least one level is within the landscape's range.
bool field_has_level(const struct landscape *landscape, const struct levels *levels);

// Draws the loss of `problem` over the view into the panel's plot. Writes into `labels` where
// numbers were placed; they avoid the obstacles if possible. Levels that are kept or
// written as numbers must have been chosen before; others are chosen here. Warns if no level is in
// the plot.
void field_draw(const struct panel *panel, struct canvas *canvas, const struct problem *problem,
                const struct view *view, const struct path_losses *passed,
                const struct field_options *options, const struct level_obstacles *obstacles,
                struct level_labels *labels, struct levels *levels);

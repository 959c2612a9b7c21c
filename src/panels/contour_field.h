// SPDX-License-Identifier: GPL-3.0-or-later
// What a contour draws beneath the paths: filled bands, level lines and their numbers.
#pragma once
#include "plot/isolines.h"
#include "plot/level_labels.h"

// `levels: 14`, or `levels: [1, 10, 100]`.
struct level_option {
    size_t count; // 0: the default
    bool is_list;
    double values[LEVELS_MAX]; // of a list, rising
};

struct field_options {
    struct level_option levels;
    int spacing; // enum level_spacing
    bool fill, lines, labels, color_bar;
    const struct colormap *map; // NULL: the theme's
};

// Reads a number of levels or a list of rising values into a level_option.
bool field_read_levels(const struct node *node, void *field, struct error *error);

// Whether the levels' numbers are written.
bool field_has_numbers(const struct field_options *options);

// Chooses the levels for the panel's plot, of which `landscape` is a look at least as fine as the
// eye's.
void field_choose_levels(const struct panel *panel, const struct landscape *landscape,
                         const struct field_options *options, struct levels *levels);

// Whether a level lies where the landscape is.
bool field_has_level(const struct landscape *landscape, const struct levels *levels);

// Draws the loss of `problem` over the view into the panel's plot, and tells where its numbers
// stand, which keep clear of the obstacles where they can. Levels whose numbers are written have
// been chosen before; others are chosen here. Warns where no level lies in the plot.
void field_draw(const struct panel *panel, struct canvas *canvas, const struct problem *problem,
                const struct view *view, const struct field_options *options,
                const struct level_obstacles *obstacles, struct level_labels *labels,
                struct levels *levels);

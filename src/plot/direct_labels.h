// SPDX-License-Identifier: GPL-3.0-or-later
// The names of heads and ends of curves, in their colours, with a leader where a name is not beside
// its head. Their places are found once for the whole film.
#pragma once
#include "plot/panel.h"

// Creates the names that a panel's fill_legend adds as heads, cut to a part of the picture's width;
// the caller destroys them. NULL if there are none. The panel must outlive them.
struct direct_labels *direct_labels_create(const struct panel *panel);
void direct_labels_destroy(struct direct_labels *labels); // NULL is allowed

// Returns the width in pixels that names need at the right of ends of curves.
double direct_labels_room(const struct direct_labels *labels);

// True if the panel's plot has room for all names.
bool direct_labels_fit(const struct direct_labels *labels);

// Returns how much of the room there is for names beside heads they take: at most 1 if they fit.
double direct_labels_crowd(const struct direct_labels *labels);

// Returns how well names can be read in this panel: the area they have, less where a box beside
// them names other things.
double direct_labels_weight(const struct direct_labels *labels);

// Finds the places. Call it when the panel's static layer is drawn.
void direct_labels_place(struct direct_labels *labels);

// What direct_labels_draw has drawn: where a name or its leader is, and where that differs from
// what the call before drew. In pixels.
struct names_drawn {
    struct rect all;
    struct region changed;
};

// Draws the names at a position on a canvas whose damage has been taken.
void direct_labels_draw(struct direct_labels *labels, struct canvas *canvas, double position,
                        struct names_drawn *drawn);

// Returns a label as one line; owned by the caller.
char *direct_labels_line(const char *label);

// Returns a colour for letters: that of a line, or nearer to the text's where letters could not be
// read on `ground`, with a contrast of at least 4.5:1 (WCAG 2).
uint32_t direct_labels_color(const struct theme *theme, uint32_t color, uint32_t ground);

// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers and labels at the axes of a box, placed where they are clear of each other.
#pragma once
#include "plot/box3d.h"

enum { BOX3D_TEXTS = 3 * TICKS_MAX + 3 };

// Called for each text with its middle and size in pixels; `size` is that of its letters.
typedef void box3d_text_visitor(void *context, const char *text, const double at[2], double width,
                                double height, double size, double alpha);

// Visits the texts that have room: those of w0, of w1, of the height.
void box3d_visit_texts(const struct box3d *space, const struct panel *panel,
                       box3d_text_visitor *visit, void *context);

// Writes the boxes of all tick and axis labels, BOX3D_TEXTS at most, and returns how many.
size_t box3d_text_boxes(const struct box3d *space, const struct panel *panel, struct box *boxes);

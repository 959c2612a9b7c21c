// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers and labels at the axes of a box, placed so that they do not overlap.
#pragma once
#include "plot/box3d.h"

enum { BOX3D_TEXTS = 3 * TICKS_MAX + 3 };

// Callback for a text: its centre and extent in pixels; `size` is its font size.
typedef void box3d_text_visitor(void *context, const char *text, const double at[2], double width,
                                double height, double size, double alpha);

// Visits the texts that have room, one axis after the other.
void box3d_visit_texts(const struct box3d *space, const struct panel *panel,
                       box3d_text_visitor *visit, void *context);

// Writes the bounding boxes, in pixels, of all tick and axis labels, at most BOX3D_TEXTS, and
// returns their number.
size_t box3d_text_boxes(const struct box3d *space, const struct panel *panel, struct box *boxes);

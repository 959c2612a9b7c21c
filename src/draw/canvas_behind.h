// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the segments of a list that lie behind the rest on a canvas that cannot draw behind what is
// there: before the rest, the last of them at the bottom.
#pragma once
#include "draw/canvas_list.h"

// Returns a segment from its operation.
struct segment list_segment(const double *op);

// Returns where what `begin` begins ends, both of which nest; `at` is behind its begin.
size_t list_end_of(const struct list *list, size_t at, enum list_op begin, enum list_op end);

// Draws the segments of the operations from `from` to before `end`, but not of groups in between.
void list_draw_behind(const struct list *list, size_t from, size_t end, struct canvas *onto);

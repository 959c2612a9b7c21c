// SPDX-License-Identifier: GPL-3.0-or-later
// The drawn frames of a figure, one after the other. A thread of their own draws them ahead into a
// few buffers, so that drawing and encoding overlap; without it they are drawn when asked for. The
// frames are the same either way.
#pragma once
#include "figure/figure.h"
#include "scene/timeline.h"

// Which frames are wanted, in rising order; those behind the timeline's last are of its fade.
struct frame_list {
    const long *indices; // NULL: 0 to count-1
    size_t count;
};

long frame_list_at(const struct frame_list *list, size_t i);

struct draw_ahead;

// Everything given must outlive the result. Until draw_ahead_destroy nobody else may draw the
// figure.
struct draw_ahead *draw_ahead_create(struct figure *figure, const struct timeline *timeline,
                                     const struct frame_list *list, int width, int height,
                                     bool threaded);

// Gives the next frame of the list, which holds until the next call. The whole of the first one
// counts as changed. Must be called at most as often as the list is long.
struct frame draw_ahead_next(struct draw_ahead *frames);

// Adds the seconds that drawing took so far, and those that draw_ahead_next waited for it. Only for
// a caller who has taken all frames.
void draw_ahead_seconds(const struct draw_ahead *frames, double *drawn, double *waited);

// Ends the drawing wherever it is. NULL is allowed.
void draw_ahead_destroy(struct draw_ahead *frames);

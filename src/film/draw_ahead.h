// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the frames of a figure in order. With `threaded`, a thread draws ahead into a few buffers,
// so that drawing and encoding overlap; otherwise each is drawn when requested. The frames are the
// same.
#pragma once
#include "figure/figure.h"
#include "scene/timeline.h"

// The frames to draw, in increasing order. Indices after the timeline's last frame are those of its
// fade.
struct frame_list {
    const long *indices; // NULL: 0 to count-1
    size_t count;
};

// Returns the frame at position `i` of the list.
long frame_list_at(const struct frame_list *list, size_t i);

struct draw_ahead;

// All arguments must outlive the result, which is owned by the caller. Nobody else may draw the
// figure until draw_ahead_destroy.
struct draw_ahead *draw_ahead_create(struct figure *figure, const struct timeline *timeline,
                                     const struct frame_list *list, int width, int height,
                                     bool threaded);

// Returns the next frame of the list; it is valid until the next call. In the first one, `changed`
// is the whole frame. Must not be called more often than the list is long.
struct frame draw_ahead_next(struct draw_ahead *frames);

// Adds the seconds spent drawing, and those that draw_ahead_next waited. Only valid after the last
// frame.
void draw_ahead_seconds(const struct draw_ahead *frames, double *drawn, double *waited);

// Stops drawing, also before the last frame. NULL is allowed.
void draw_ahead_destroy(struct draw_ahead *frames);

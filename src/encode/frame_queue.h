// SPDX-License-Identifier: GPL-3.0-or-later
// Compresses frames in threads and hands them back in their order. The slots that hold them are
// used again and again, so that memory does not grow with the film.
//
//     void *slot = frame_queue_begin(queue);     // fill it in
//     frame_queue_submit(queue);                 // `work` runs on it
//     while ((slot = frame_queue_peek(queue, false)))
//         ..., frame_queue_drop(queue);          // the oldest, when its work is done
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct frame_queue;

// Creates a queue whose `work` runs in `threads` threads, or for 1 in frame_queue_submit. Its slots
// have `size` bytes, zeroed once; `finish` frees what a slot owns. The caller destroys the result.
struct frame_queue *frame_queue_create(int threads, size_t size, void (*work)(void *slot),
                                       void (*finish)(void *slot));

// True if every slot is in use: then frame_queue_begin must wait for a frame_queue_drop.
bool frame_queue_is_full(const struct frame_queue *queue);

// Returns the slot of the next frame as its last use left it. The queue must not be full.
void *frame_queue_begin(struct frame_queue *queue);
void frame_queue_submit(struct frame_queue *queue);

// Returns how many frames were submitted and not dropped.
size_t frame_queue_count(const struct frame_queue *queue);

// Returns the slot of the oldest frame. NULL if there is none or, without `wait`, if it is not
// done.
void *frame_queue_peek(struct frame_queue *queue, bool wait);
void frame_queue_drop(struct frame_queue *queue);

// Waits for the work in hand, and frees all. NULL is allowed.
void frame_queue_destroy(struct frame_queue *queue);

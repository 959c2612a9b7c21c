// SPDX-License-Identifier: GPL-3.0-or-later
// A lossless film of changed rectangles, for APNG and WebP: frames are compressed in threads and
// written in their order.
#pragma once
#include "encode/deltas.h"
#include "encode/format.h"
#include "encode/frame_queue.h"

// A frame between its drawing and its writing. The format's own fields follow in a struct of its
// own, which begins with this one.
struct lossless_frame {
    struct delta delta;
    enum disposal disposal; // of this frame
    int64_t start, end;     // frame periods
    uint32_t *pixels;       // to send, see deltas_write; owned
    size_t capacity;        // of `pixels`
};

// What a format does with frames.
struct lossless_format {
    bool can_restore; // see deltas_create
    int grid;
    size_t frame_size;                              // of its struct, which starts zeroed
    void (*compress)(struct lossless_frame *frame); // in any thread; may change the pixels
    void (*release)(struct lossless_frame *frame);  // frees the format's own fields
    bool (*put)(struct encoder *encoder, const struct lossless_frame *frame, struct error *error);
};

struct lossless {
    const struct lossless_format *format;
    struct deltas *deltas;
    struct frame_queue *queue;
    struct lossless_frame *newest; // NULL before the first
    int64_t periods;               // of all frames so far
};

// Starts a film; release it with lossless_finish, which allows one that was not started.
void lossless_init(struct lossless *lossless, const struct lossless_format *format,
                   const struct film *film);
void lossless_finish(struct lossless *lossless);

// Adds a frame that is shown for `times` frame periods, and puts those that are ready.
bool lossless_add(struct lossless *lossless, struct encoder *encoder, const struct frame *frame,
                  long times, struct error *error);

// Puts what is left.
bool lossless_end(struct lossless *lossless, struct encoder *encoder, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// A lossless film of changed rectangles, for APNG and WebP: frames are compressed in threads and
// written in their order. In a transparent film an image that only clears a rectangle can be shown
// for the second half of a frame's time: what is shown changes when that image goes, with the next
// frame.
#pragma once
#include "encode/deltas.h"
#include "encode/format.h"
#include "encode/frame_queue.h"

enum { PERIOD_PARTS = 2 }; // times are counted in halves of a frame period

// An image between its drawing and its writing. The format's own fields follow in a struct of its
// own, which begins with this one.
struct lossless_frame {
    struct delta delta;
    enum disposal disposal; // of this image
    bool is_draft;          // film.draft
    int64_t start, end;     // in PERIOD_PARTS of a frame period
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
    bool is_draft;
    int64_t end;      // of all frames so far, in PERIOD_PARTS
    int64_t length;   // bytes written
    struct text kept; // the file so far, where one cannot seek but has to; see below
};

// Writes bytes. If what is written has to be mended at the end (`mends`), it is kept until then
// where the output cannot seek.
bool lossless_put(struct lossless *lossless, struct encoder *encoder, const struct text *bytes,
                  bool mends, struct error *error);

// Overwrites bytes from a place on, as the last of all, in a film whose every lossless_put had
// `mends`.
bool lossless_mend(struct lossless *lossless, struct encoder *encoder, int64_t at,
                   const struct text *bytes, struct error *error);

// Starts a film; release it with lossless_finish, which allows one that was not started.
void lossless_init(struct lossless *lossless, const struct lossless_format *format,
                   const struct film *film);
void lossless_finish(struct lossless *lossless);

// Adds a frame that is shown for `times` frame periods, and puts those that are ready.
bool lossless_add(struct lossless *lossless, struct encoder *encoder, const struct frame *frame,
                  long times, struct error *error);

// Puts what is left.
bool lossless_end(struct lossless *lossless, struct encoder *encoder, struct error *error);

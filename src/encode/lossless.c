// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/lossless.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/memory.h"

#include <stdlib.h>

// The queue knows no formats: a slot is a pointer to one, behind which the frame lies.
struct queued {
    const struct lossless_format *format;
    max_align_t frame[];
};

static struct lossless_frame *frame_of(void *slot) {
    return (struct lossless_frame *)((struct queued *)slot)->frame;
}

static void compress_slot(void *slot) {
    ((struct queued *)slot)->format->compress(frame_of(slot));
}

static void finish_slot(void *slot) {
    struct queued *queued = slot;
    if (!queued->format)
        return;
    free(frame_of(slot)->pixels);
    queued->format->release(frame_of(slot));
}

void lossless_init(struct lossless *lossless, const struct lossless_format *format,
                   const struct film *film) {
    *lossless = (struct lossless){
        .format = format,
        .deltas = deltas_create(film, format->can_restore, format->grid),
        .queue = frame_queue_create(film->threads, sizeof(struct queued) + format->frame_size,
                                    compress_slot, finish_slot)};
}

void lossless_finish(struct lossless *lossless) {
    frame_queue_destroy(lossless->queue);
    deltas_destroy(lossless->deltas);
}

// Puts frames that are done, and waits for the oldest if the queue is full or no more will come.
static bool put_frames(struct lossless *lossless, struct encoder *encoder, bool is_last,
                       struct error *error) {
    struct frame_queue *queue = lossless->queue;
    size_t kept = is_last ? 0 : 1; // the newest, whose disposal is not known yet
    bool done = true;
    while (done && frame_queue_count(queue) > kept) {
        void *slot = frame_queue_peek(queue, is_last || frame_queue_is_full(queue));
        if (!slot)
            break;
        done = interrupt_check(error) && lossless->format->put(encoder, frame_of(slot), error);
        frame_queue_drop(queue);
    }
    return done;
}

bool lossless_add(struct lossless *lossless, struct encoder *encoder, const struct frame *frame,
                  long times, struct error *error) {
    double before = seconds_now();
    struct queued *slot = frame_queue_begin(lossless->queue);
    struct lossless_frame *next = frame_of(slot);
    slot->format = lossless->format;
    next->delta = deltas_next(lossless->deltas, frame);
    next->disposal = DISPOSE_NONE; // unless the frame after it asks for another
    next->start = lossless->periods;
    next->end = lossless->periods += times;
    size_t count = (size_t)next->delta.rect.width * (size_t)next->delta.rect.height;
    next->pixels = mem_grow(next->pixels, &next->capacity, count, sizeof *next->pixels);
    deltas_write(lossless->deltas, &next->delta, next->pixels);
    if (lossless->newest)
        lossless->newest->disposal = next->delta.disposal;
    lossless->newest = next;
    encoder->convert_seconds += seconds_now() - before;
    frame_queue_submit(lossless->queue);
    return put_frames(lossless, encoder, false, error);
}

bool lossless_end(struct lossless *lossless, struct encoder *encoder, struct error *error) {
    return put_frames(lossless, encoder, true, error);
}

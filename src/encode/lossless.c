// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/lossless.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

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
        .is_draft = film->draft,
        .deltas = deltas_create(film, format->can_restore, format->grid),
        .queue = frame_queue_create(film->threads, sizeof(struct queued) + format->frame_size,
                                    compress_slot, finish_slot)};
}

void lossless_finish(struct lossless *lossless) {
    frame_queue_destroy(lossless->queue);
    deltas_destroy(lossless->deltas);
    text_finish(&lossless->kept);
}

bool lossless_put(struct lossless *lossless, struct encoder *encoder, const struct text *bytes,
                  bool mends, struct error *error) {
    lossless->length += (int64_t)bytes->length;
    if (!mends || atomic_file_seekable(encoder->output))
        return atomic_file_write(encoder->output, bytes->data, bytes->length, error);
    text_append(&lossless->kept, bytes->data, bytes->length);
    return true;
}

bool lossless_mend(struct lossless *lossless, struct encoder *encoder, int64_t at,
                   const struct text *bytes, struct error *error) {
    if (atomic_file_seekable(encoder->output))
        return atomic_file_seek(encoder->output, at, error) &&
               atomic_file_write(encoder->output, bytes->data, bytes->length, error);
    memcpy(lossless->kept.data + at, bytes->data, bytes->length);
    return atomic_file_write(encoder->output, lossless->kept.data, lossless->kept.length, error);
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

// Returns a new image, which becomes the newest.
static struct lossless_frame *begin(struct lossless *lossless, const struct delta *delta,
                                    int64_t start, int64_t end) {
    struct queued *slot = frame_queue_begin(lossless->queue);
    struct lossless_frame *next = frame_of(slot);
    slot->format = lossless->format;
    next->delta = *delta;
    next->disposal = DISPOSE_NONE; // unless the image after it asks for another
    next->is_draft = lossless->is_draft;
    next->start = start;
    next->end = end;
    size_t count = (size_t)delta->rect.width * (size_t)delta->rect.height;
    next->pixels = mem_grow(next->pixels, &next->capacity, count, sizeof *next->pixels);
    lossless->newest = next;
    return next;
}

// True if an image that clears can follow the newest within its time. Browsers show for 100 ms what
// has 10 or less.
static bool can_clear(const struct lossless *lossless, const struct film *film) {
    static const double least = 0.011; // seconds
    const struct lossless_frame *newest = lossless->newest;
    return film->transparent && newest &&
           (double)(newest->end - newest->start) / PERIOD_PARTS >= 2 * least * film->fps;
}

// Adds an image that clears, with half the time of the newest one, `shown`.
static bool add_clearing(struct lossless *lossless, struct encoder *encoder,
                         struct lossless_frame *shown, struct rect cleared, struct error *error) {
    int64_t end = shown->end;
    shown->end -= (end - shown->start) / 2;
    struct lossless_frame *clearing =
        begin(lossless, &(struct delta){.rect = cleared, .blends = true}, shown->end, end);
    clearing->disposal = DISPOSE_BACKGROUND;
    memset(clearing->pixels, 0,
           (size_t)cleared.width * (size_t)cleared.height * sizeof *clearing->pixels);
    frame_queue_submit(lossless->queue);
    return put_frames(lossless, encoder, false, error);
}

bool lossless_add(struct lossless *lossless, struct encoder *encoder, const struct frame *frame,
                  long times, struct error *error) {
    double before = seconds_now();
    const struct delta delta =
        deltas_next(lossless->deltas, frame, can_clear(lossless, &encoder->film));
    struct lossless_frame *shown = lossless->newest;
    if (shown)
        shown->disposal = delta.disposal;
    if (shown && !rect_is_empty(delta.cleared) &&
        !add_clearing(lossless, encoder, shown, delta.cleared, error))
        return false;
    int64_t start = lossless->end;
    lossless->end += times * PERIOD_PARTS;
    struct lossless_frame *next = begin(lossless, &delta, start, lossless->end);
    deltas_write(lossless->deltas, &delta, next->pixels);
    encoder->convert_seconds += seconds_now() - before;
    frame_queue_submit(lossless->queue);
    return put_frames(lossless, encoder, false, error);
}

bool lossless_end(struct lossless *lossless, struct encoder *encoder, struct error *error) {
    return put_frames(lossless, encoder, true, error);
}

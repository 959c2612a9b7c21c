// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/draw_ahead.h"

#include "base/clock.h"
#include "base/memory.h"
#include "film/crossfade.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 2 }; // one that is read and one that is filled

// A buffer that holds a copy of a drawn frame.
struct slot {
    uint8_t *pixels;
    struct region stale;   // pixels drawn since the buffer was last filled
    struct region changed; // change of its frame relative to the frame before
};

// The slots form a ring buffer: `drawn` - `taken` of them are full, and the caller holds the one
// before `taken`.
struct draw_ahead {
    struct figure *figure;
    const struct timeline *timeline;
    struct frame_list list;
    struct rect whole;
    int stride;
    struct crossfade fade; // from the last frame to the first; created when needed
    bool threaded;
    size_t drawn, taken;
    bool stopped;
    double draw_seconds; // spent drawing
    double wait_seconds; // that the caller waited
    struct slot slots[SLOTS];
    pthread_t thread;
    pthread_mutex_t lock; // guards `drawn`, `taken` and `stopped`
    pthread_cond_t turned;
};

long frame_list_at(const struct frame_list *list, size_t i) {
    return list->indices ? list->indices[i] : (long)i;
}

// Draws a frame of the fade.
static struct frame draw_fade(struct draw_ahead *frames, long index) {
    const struct timeline *timeline = frames->timeline;
    if (!frames->fade.mixed) {
        crossfade_init(&frames->fade, frames->whole.width, frames->whole.height);
        double last = timeline_position(timeline, timeline->frames - 1);
        struct frame frame = figure_draw(frames->figure, last);
        crossfade_from(&frames->fade, &frame);
        frame = figure_draw(frames->figure, timeline_position(timeline, 0));
        crossfade_to(&frames->fade, &frame);
    }
    return crossfade_at(&frames->fade, timeline_fade(timeline, index));
}

static struct frame draw_next(struct draw_ahead *frames, size_t i) {
    long index = frame_list_at(&frames->list, i);
    if (index >= frames->timeline->frames)
        return draw_fade(frames, index);
    struct frame frame = figure_draw(frames->figure, timeline_position(frames->timeline, index));
    if (i == 0)
        frame.changed = region_of(frames->whole);
    return frame;
}

static struct frame draw(struct draw_ahead *frames, size_t i) {
    double start = seconds_now();
    struct frame frame = draw_next(frames, i);
    frames->draw_seconds += seconds_now() - start;
    return frame;
}

// Copies the pixels that have changed since the slot was last filled.
static void fill(struct draw_ahead *frames, struct slot *slot, const struct frame *frame) {
    struct row_walk walk = walk_region(frame, &slot->stale);
    while (walk_next(&walk))
        memcpy(slot->pixels + (size_t)walk.y * (size_t)frames->stride + 4 * (size_t)walk.x,
               walk.words, 4 * (size_t)walk.count);
    slot->stale.count = 0;
    slot->changed = frame->changed;
}

static void *draw_ahead(void *argument) {
    struct draw_ahead *frames = argument;
    for (size_t i = 0; i < frames->list.count; i++) {
        struct frame frame = draw(frames, i);
        for (size_t s = 0; s < SLOTS; s++)
            region_join(&frames->slots[s].stale, &frame.changed);
        pthread_mutex_lock(&frames->lock);
        // One slot is still being read by the caller.
        while (!frames->stopped && i + 1 >= frames->taken + SLOTS)
            pthread_cond_wait(&frames->turned, &frames->lock);
        bool stopped = frames->stopped;
        pthread_mutex_unlock(&frames->lock);
        if (stopped)
            break;
        fill(frames, &frames->slots[i % SLOTS], &frame);
        pthread_mutex_lock(&frames->lock);
        frames->drawn = i + 1;
        pthread_cond_broadcast(&frames->turned);
        pthread_mutex_unlock(&frames->lock);
    }
    return NULL;
}

struct draw_ahead *draw_ahead_create(struct figure *figure, const struct timeline *timeline,
                                     const struct frame_list *list, int width, int height,
                                     bool threaded) {
    struct draw_ahead *frames = mem_zero(1, sizeof *frames);
    frames->figure = figure;
    frames->timeline = timeline;
    frames->list = *list;
    frames->whole = (struct rect){0, 0, width, height};
    frames->stride = 4 * width;
    if (!threaded || list->count < 2)
        return frames;
    pthread_mutex_init(&frames->lock, NULL);
    pthread_cond_init(&frames->turned, NULL);
    for (size_t i = 0; i < SLOTS; i++)
        frames->slots[i].pixels = mem_zero((size_t)height, (size_t)frames->stride);
    // If no thread can be created, frames are drawn on request.
    frames->threaded = pthread_create(&frames->thread, NULL, draw_ahead, frames) == 0;
    return frames;
}

struct frame draw_ahead_next(struct draw_ahead *frames) {
    if (!frames->threaded)
        return draw(frames, frames->taken++);
    double start = seconds_now();
    pthread_mutex_lock(&frames->lock);
    while (frames->drawn == frames->taken)
        pthread_cond_wait(&frames->turned, &frames->lock);
    frames->wait_seconds += seconds_now() - start;
    const struct slot *slot = &frames->slots[frames->taken % SLOTS];
    frames->taken++;
    pthread_cond_broadcast(&frames->turned);
    pthread_mutex_unlock(&frames->lock);
    return (struct frame){slot->pixels, frames->stride, slot->changed};
}

void draw_ahead_seconds(const struct draw_ahead *frames, double *drawn, double *waited) {
    *drawn += frames->draw_seconds;
    *waited += frames->wait_seconds;
}

void draw_ahead_destroy(struct draw_ahead *frames) {
    if (!frames)
        return;
    if (frames->threaded) {
        pthread_mutex_lock(&frames->lock);
        frames->stopped = true;
        pthread_cond_broadcast(&frames->turned);
        pthread_mutex_unlock(&frames->lock);
        pthread_join(frames->thread, NULL);
    }
    if (frames->slots[0].pixels) {
        pthread_cond_destroy(&frames->turned);
        pthread_mutex_destroy(&frames->lock);
    }
    for (size_t i = 0; i < SLOTS; i++)
        free(frames->slots[i].pixels);
    crossfade_finish(&frames->fade);
    free(frames);
}

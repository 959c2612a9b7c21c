// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/deltas.h"

#include "base/memory.h"
#include "encode/convert.h"

#include <stdlib.h>
#include <string.h>

enum { CLEARING_COST = 100 }; // of an image that clears, in pixels to send

// Pictures are straight 0xAARRGGBB words of the film's size.
struct deltas {
    int width, height, grid;
    bool can_restore, is_opaque;
    long frames;      // seen so far
    uint32_t *now;    // the newest frame
    uint32_t *shown;  // the frame before it
    uint32_t *before; // what that one was sent over; from deltas_next on, what `now` is sent over
    struct rect last; // the rectangle that was sent for `shown`: outside, `before` equals it
};

struct deltas *deltas_create(const struct film *film, bool can_restore, int grid) {
    struct deltas *deltas = mem_zero(1, sizeof *deltas);
    size_t count = (size_t)film->width * (size_t)film->height;
    *deltas = (struct deltas){.width = film->width,
                              .height = film->height,
                              .grid = grid,
                              .can_restore = can_restore,
                              .is_opaque = !film->transparent,
                              .now = mem_zero(count, sizeof *deltas->now),
                              .shown = mem_zero(count, sizeof *deltas->shown),
                              .before = mem_zero(count, sizeof *deltas->before)};
    return deltas;
}

void deltas_destroy(struct deltas *deltas) {
    if (!deltas)
        return;
    free(deltas->now);
    free(deltas->shown);
    free(deltas->before);
    free(deltas);
}

static uint32_t *at(const struct deltas *deltas, uint32_t *picture, int x, int y) {
    return picture + (size_t)y * (size_t)deltas->width + (size_t)x;
}

static void copy(const struct deltas *deltas, uint32_t *to, uint32_t *from, struct rect rect) {
    for (int y = rect.y; y < rect.y + rect.height; y++)
        memcpy(at(deltas, to, rect.x, y), at(deltas, from, rect.x, y),
               (size_t)rect.width * sizeof *to);
}

static void clear(const struct deltas *deltas, uint32_t *picture, struct rect rect) {
    for (int y = rect.y; y < rect.y + rect.height; y++)
        memset(at(deltas, picture, rect.x, y), 0, (size_t)rect.width * sizeof *picture);
}

// Takes over what changed. Returns the rectangle of it.
static struct rect take(struct deltas *deltas, const struct frame *frame) {
    struct rect changed = {0};
    for (int i = 0; i < frame->changed.count; i++)
        changed = rect_union(changed, frame->changed.rects[i]);
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk)) {
        uint32_t *to = at(deltas, deltas->now, walk.x, walk.y);
        if (deltas->is_opaque)
            memcpy(to, walk.words, (size_t)walk.count * sizeof *to);
        else
            convert_straight(walk.words, to, walk.count);
    }
    return changed;
}

// The cost of sending `now` over a picture.
struct cost {
    struct rect rect;
    bool blends;
    size_t pixels; // to send
};

// Finds the cost, where the picture differs from `now` at most in `within`. In `cleared` the
// picture counts as transparent.
static struct cost cost_of(const struct deltas *deltas, uint32_t *picture, struct rect within,
                           struct rect cleared) {
    int left = deltas->width, right = 0, top = deltas->height, bottom = 0, grid = deltas->grid;
    struct cost cost = {.rect = {0, 0, 1, 1}, .blends = true};
    for (int y = within.y; y < within.y + within.height; y++) {
        const uint32_t *new = at(deltas, deltas->now, 0, y), *old = at(deltas, picture, 0, y);
        bool is_cleared = y >= cleared.y && y < cleared.y + cleared.height;
        if (!is_cleared &&
            memcmp(new + within.x, old + within.x, (size_t)within.width * sizeof *new) == 0)
            continue;
        for (int x = within.x; x < within.x + within.width; x++) {
            bool is_empty = is_cleared && x >= cleared.x && x < cleared.x + cleared.width;
            uint32_t under = is_empty ? 0 : old[x], alpha = new[x] >> 24;
            if (new[x] == under)
                continue;
            // What is blended ends as it is sent if it is opaque or over nothing.
            cost.blends = cost.blends && (alpha == 255 || (under == 0 && alpha > 0));
            cost.pixels++;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y;
        }
    }
    if (cost.pixels == 0)
        return cost;
    left = left / grid * grid;
    top = top / grid * grid;
    cost.rect = (struct rect){left, top, right + 1 - left, bottom + 1 - top};
    if (!cost.blends)
        cost.pixels = (size_t)cost.rect.width * (size_t)cost.rect.height;
    return cost;
}

// Returns the bounding rectangle, from the grid on, of what must be cleared before `now` can be
// blended: blending makes no pixel less opaque.
static struct rect find_stuck(const struct deltas *deltas, struct rect within) {
    int left = deltas->width, right = -1, top = deltas->height, bottom = 0, grid = deltas->grid;
    for (int y = within.y; y < within.y + within.height; y++) {
        const uint32_t *new = at(deltas, deltas->now, 0, y), *old = at(deltas, deltas->shown, 0, y);
        for (int x = within.x; x < within.x + within.width; x++)
            if (new[x] != old[x] && old[x] != 0 && new[x] >> 24 < 255) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    }
    if (right < 0)
        return (struct rect){0};
    left = left / grid * grid;
    top = top / grid * grid;
    return (struct rect){left, top, right + 1 - left, bottom + 1 - top};
}

// Finds the best way to send `now`, which differs from `shown` in `changed`.
static struct delta choose(const struct deltas *deltas, struct rect changed, bool can_clear) {
    const struct rect none = {0}, within = rect_union(changed, deltas->last);
    struct cost best = cost_of(deltas, deltas->shown, changed, none), other;
    struct delta delta = {0};
    // The format takes back the first frame by clearing it.
    if (deltas->can_restore && deltas->frames > 1 && best.pixels > 0) {
        other = cost_of(deltas, deltas->before, within, none);
        delta.disposal = other.pixels < best.pixels ? DISPOSE_PREVIOUS : DISPOSE_NONE;
        best = delta.disposal == DISPOSE_NONE ? best : other;
    }
    if (!deltas->is_opaque && best.pixels > 0) {
        other = cost_of(deltas, deltas->shown, within, deltas->last);
        delta.disposal = other.pixels < best.pixels ? DISPOSE_BACKGROUND : delta.disposal;
        best = other.pixels < best.pixels ? other : best;
    }
    struct rect stuck = can_clear ? find_stuck(deltas, changed) : none;
    if (!rect_is_empty(stuck)) {
        other = cost_of(deltas, deltas->shown, rect_union(changed, stuck), stuck);
        if (other.pixels + CLEARING_COST < best.pixels) {
            best = other;
            delta.disposal = DISPOSE_NONE;
            delta.cleared = stuck;
        }
    }
    delta.rect = best.rect;
    delta.blends = best.blends;
    return delta;
}

struct delta deltas_next(struct deltas *deltas, const struct frame *frame, bool can_clear) {
    struct rect changed = take(deltas, frame);
    struct delta delta = {.rect = {0, 0, deltas->width, deltas->height}};
    if (deltas->frames > 0)
        delta = choose(deltas, changed, can_clear);
    if (delta.disposal == DISPOSE_NONE)
        copy(deltas, deltas->before, deltas->shown, deltas->last);
    else if (delta.disposal == DISPOSE_BACKGROUND)
        clear(deltas, deltas->before, deltas->last);
    clear(deltas, deltas->before, delta.cleared);
    copy(deltas, deltas->shown, deltas->now, changed);
    deltas->last = delta.rect;
    deltas->frames++;
    return delta;
}

void deltas_write(const struct deltas *deltas, const struct delta *delta, uint32_t *pixels) {
    struct rect rect = delta->rect;
    for (int y = 0; y < rect.height; y++) {
        const uint32_t *new = at(deltas, deltas->now, rect.x, rect.y + y);
        const uint32_t *old = at(deltas, deltas->before, rect.x, rect.y + y);
        uint32_t *to = pixels + (size_t)y * (size_t)rect.width;
        for (int x = 0; x < rect.width; x++)
            to[x] = delta->blends && new[x] == old[x] ? 0 : new[x];
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/frame.h"

#include <stddef.h>

bool rect_is_empty(struct rect rect) {
    return rect.width <= 0 || rect.height <= 0;
}

struct rect rect_union(struct rect a, struct rect b) {
    if (rect_is_empty(a))
        return b;
    if (rect_is_empty(b))
        return a;
    int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    return (struct rect){x, y, right - x, bottom - y};
}

static int64_t area(struct rect rect) {
    return (int64_t)rect.width * rect.height;
}

// Returns how many pixels the bounding box of two rectangles has beyond the two themselves.
static int64_t waste(struct rect a, struct rect b) {
    return area(rect_union(a, b)) - area(a) - area(b);
}

struct region region_of(struct rect rect) {
    struct region region = {0};
    region_add(&region, rect);
    return region;
}

void region_add(struct region *region, struct rect rect) {
    if (rect_is_empty(rect))
        return;
    // A merged rectangle may allow another merge, so repeat until none helps.
    for (;;) {
        int best = 0;
        for (int i = 1; i < region->count; i++)
            if (waste(region->rects[i], rect) < waste(region->rects[best], rect))
                best = i;
        bool fits = region->count < REGION_RECTS;
        if (region->count == 0 || (fits && waste(region->rects[best], rect) > 0))
            break;
        rect = rect_union(region->rects[best], rect);
        region->rects[best] = region->rects[--region->count];
    }
    region->rects[region->count++] = rect;
}

void region_join(struct region *region, const struct region *other) {
    for (int i = 0; i < other->count; i++)
        region_add(region, other->rects[i]);
}

const uint32_t *frame_row(const struct frame *frame, int y) {
    return (const uint32_t *)(const void *)(frame->pixels + (ptrdiff_t)y * frame->stride);
}

struct row_walk walk_changed(const struct frame *frame) {
    return walk_region(frame, &frame->changed);
}

struct row_walk walk_region(const struct frame *frame, const struct region *region) {
    return (struct row_walk){.frame = frame, .region = region};
}

bool walk_next(struct row_walk *walk) {
    if (walk->rect >= walk->region->count)
        return false;
    const struct rect *rect = &walk->region->rects[walk->rect];
    walk->x = rect->x;
    walk->y = rect->y + walk->row;
    walk->count = rect->width;
    walk->words = frame_row(walk->frame, walk->y) + rect->x;
    if (++walk->row == rect->height) {
        walk->row = 0;
        walk->rect++;
    }
    return true;
}

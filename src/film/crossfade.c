// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/crossfade.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void crossfade_init(struct crossfade *fade, int width, int height) {
    size_t count = (size_t)width * (size_t)height;
    *fade = (struct crossfade){
        .width = width,
        .height = height,
        .from = mem_zero(count, sizeof(uint32_t)),
        .to = mem_zero(count, sizeof(uint32_t)),
        .mixed = mem_zero(count, sizeof(uint32_t)),
    };
}

void crossfade_finish(struct crossfade *fade) {
    free(fade->from);
    free(fade->to);
    free(fade->mixed);
    *fade = (struct crossfade){0};
}

static void copy(const struct crossfade *fade, uint32_t *pixels, const struct frame *frame) {
    size_t width = (size_t)fade->width;
    for (size_t y = 0; y < (size_t)fade->height; y++)
        memcpy(pixels + y * width, frame->pixels + y * (size_t)frame->stride, 4 * width);
}

void crossfade_from(struct crossfade *fade, const struct frame *frame) {
    copy(fade, fade->from, frame);
    copy(fade, fade->mixed, frame);
}

void crossfade_to(struct crossfade *fade, const struct frame *frame) {
    copy(fade, fade->to, frame);
    int left = fade->width, right = 0, top = fade->height, bottom = 0;
    for (int y = 0; y < fade->height; y++) {
        for (int x = 0; x < fade->width; x++) {
            size_t at = (size_t)y * (size_t)fade->width + (size_t)x;
            if (fade->from[at] == fade->to[at])
                continue;
            left = x < left ? x : left;
            right = x >= right ? x + 1 : right;
            top = y < top ? y : top;
            bottom = y + 1;
        }
    }
    fade->differs =
        right > left ? (struct rect){left, top, right - left, bottom - top} : (struct rect){0};
}

// Interpolates each channel in steps of 1/256, which is correct for premultiplied alpha.
static uint32_t mix(uint32_t a, uint32_t b, uint32_t weight) {
    uint32_t mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t sum = (a >> shift & 255) * (256 - weight) + (b >> shift & 255) * weight + 128;
        mixed |= (sum >> 8) << shift;
    }
    return mixed;
}

struct frame crossfade_at(struct crossfade *fade, double part) {
    uint32_t weight = (uint32_t)(part * 256 + 0.5);
    const struct rect *area = &fade->differs;
    for (int y = area->y; y < area->y + area->height; y++) {
        size_t row = (size_t)y * (size_t)fade->width;
        for (size_t x = (size_t)area->x; x < (size_t)area->x + (size_t)area->width; x++)
            fade->mixed[row + x] = mix(fade->from[row + x], fade->to[row + x], weight);
    }
    return (struct frame){(const uint8_t *)fade->mixed, 4 * fade->width, region_of(*area)};
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Notes which characters are drawn in which typeface.
#include "base/memory.h"
#include "draw/text/glyph_table.h"
#include "draw/text/typeface.h"

#include <stdlib.h>
#include <string.h>

void glyph_uses_finish(struct glyph_uses *uses) {
    for (int i = 0; i < uses->count; i++) {
        struct glyph_use *use = &uses->items[i];
        for (size_t k = 0; k < use->run_count; k++)
            free(use->runs[k].points);
        free(use->runs);
        free(use->points);
    }
    *uses = (struct glyph_uses){0};
}

struct glyph_use *glyph_uses_of(struct glyph_uses *uses, const void *bytes, size_t length) {
    int number = typeface_number(bytes), next = TYPEFACE_NUMBERS;
    for (int i = 0; i < uses->count; i++) {
        struct glyph_use *use = &uses->items[i];
        if (use->bytes == bytes)
            return use;
        next = use->number >= next ? use->number + 1 : next;
    }
    if (uses->count == GLYPH_FACES)
        return NULL;
    struct glyph_use *use = &uses->items[uses->count++];
    *use = (struct glyph_use){.number = number >= 0 ? number : next,
                              .bytes = bytes,
                              .length = length,
                              .only_lends = true};
    return use;
}

bool glyph_use_joins(uint32_t point) {
    static const uint32_t ranges[][2] = {
        {0x300, 0x36F},   {0x483, 0x489},   {0x590, 0x1CFF},    {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
        {0x2028, 0x202E}, {0x2060, 0x206F}, {0x20D0, 0x20FF},   {0xA640, 0xABFF}, {0xD7B0, 0xD7FF},
        {0xFB1D, 0xFE2F}, {0xFE70, 0xFEFF}, {0x10000, 0x10FFFF}};
    // Letters and signs for formulas stand alone.
    if (point >= 0x1D400 && point <= 0x1D7FF)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

void glyph_use_point(struct glyph_use *use, uint32_t point) {
    size_t low = 0, high = use->point_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (use->points[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < use->point_count && use->points[low] == point)
        return;
    use->points = mem_grow(use->points, &use->point_capacity, use->point_count + 1, sizeof point);
    memmove(use->points + low + 1, use->points + low, (use->point_count - low) * sizeof point);
    use->points[low] = point;
    use->point_count++;
}

static void add_run(struct glyph_use *use, const uint32_t *points, int count, bool right_to_left) {
    size_t size = (size_t)count * sizeof *points;
    for (size_t i = 0; i < use->run_count; i++)
        if (use->runs[i].count == count && use->runs[i].right_to_left == right_to_left &&
            memcmp(use->runs[i].points, points, size) == 0)
            return;
    use->runs = mem_grow(use->runs, &use->run_capacity, use->run_count + 1, sizeof *use->runs);
    struct used_run *run = &use->runs[use->run_count++];
    *run = (struct used_run){mem_zero((size_t)count, sizeof *points), count, right_to_left};
    memcpy(run->points, points, size);
}

// Of a run from left to right, the parts that join are kept: a letter with its marks.
void glyph_use_run(struct glyph_use *use, const uint32_t *points, int count, bool right_to_left) {
    if (right_to_left) {
        add_run(use, points, count, true);
        return;
    }
    for (int i = 0; i < count;) {
        int end = i + 1;
        while (end < count && glyph_use_joins(points[end]))
            end++;
        if (end > i + 1 || glyph_use_joins(points[i]))
            add_run(use, points + i, end - i, false);
        i = end;
    }
}

void glyph_use_basics(struct glyph_use *use) {
    static const char in_formulas[] = "0123456789.,+-=/() e";
    static const uint32_t signs[] = {0xB0,   0xB1,   0xB2,   0xB3,   0xB5,   0xB7,   0xB9,
                                     0xD7,   0x2013, 0x2014, 0x2026, 0x2070, 0x2074, 0x2075,
                                     0x2076, 0x2077, 0x2078, 0x2079, 0x207B, 0x2212, 0x221E,
                                     0x221A, 0x2192, 0x2248, 0x2264, 0x2265};
    if (use->only_lends)
        return;
    bool is_maths = use->number < TYPEFACE_NUMBERS && use->number % (WEIGHTS + 1) == WEIGHTS;
    for (const char *c = in_formulas; *c; c++)
        glyph_use_point(use, (uint32_t)*c);
    for (uint32_t point = ' '; !is_maths && point < 0x7F; point++)
        glyph_use_point(use, point);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        glyph_use_point(use, signs[i]);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// One palette for a whole film: a survey counts its colours and for how long they are seen, k-means
// finds those that leave the least squared error, and equal colours always get equal indices.
#pragma once
#include "base/frame.h"
#include "encode/film.h"

struct palette;

// A palette for `film`, which it copies but for the theme's colours; those must outlive the build.
struct palette *palette_create(const struct film *film);

// How often a pixel changes after the first frame, and in which frame period it does so last.
struct pixel_changes {
    uint32_t count, last;
};

// Counts the next frame, but for pixels with A = 0; frames come in order. The last counts for the
// hold too. `changes` (NULL: not wanted) is a pixel each, {0} before the first frame.
void palette_survey(struct palette *palette, const struct frame *frame,
                    struct pixel_changes *changes);

// Chooses at most `max` colours, 2 to 256; those of the theme that occur stay exact. Ends the
// survey.
void palette_build(struct palette *palette, int max);

// Returns how many colours were chosen, how many of them, the first, are the theme's, and them,
// 0xRRGGBB.
int palette_count(const struct palette *palette);
int palette_fixed(const struct palette *palette);
const uint32_t *palette_colors(const struct palette *palette);

// Maps `count` pixels (alpha is ignored) to the indices of the nearest colours.
void palette_map(struct palette *palette, const uint32_t *words, uint8_t *indices, int count);

void palette_destroy(struct palette *palette);

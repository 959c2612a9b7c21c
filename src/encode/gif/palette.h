// SPDX-License-Identifier: GPL-3.0-or-later
// One palette for a whole film. A survey counts the film's colours and how long they are shown;
// k-means then minimizes the squared error. Equal colours always get equal indices.
#pragma once
#include "base/frame.h"
#include "encode/film.h"

struct palette;

// Creates a palette for `film`, which is copied except for its array of theme colours; those must
// remain valid until palette_build. The caller destroys it.
struct palette *palette_create(const struct film *film);

// How often a pixel changes after the first frame, and the frame period of its last change.
struct pixel_changes {
    uint32_t count, last;
};

// Counts the next frame, in order, ignoring pixels with alpha 0. The held frame counts for all
// periods that it is shown. `changes` has an element a pixel, {0} before the first frame; NULL: not
// wanted.
void palette_survey(struct palette *palette, const struct frame *frame,
                    struct pixel_changes *changes);

// Chooses at most `max` colours, 2 to 256, and ends the survey. Theme colours that occur in the
// film are kept exactly.
void palette_build(struct palette *palette, int max);

// Return the number of colours, how many of them, at the front, are the theme's, and the colours,
// 0xRRGGBB, which belong to the palette.
int palette_count(const struct palette *palette);
int palette_fixed(const struct palette *palette);
const uint32_t *palette_colors(const struct palette *palette);

// Returns the mean squared error of a channel, over the pixels of all frames. 0: all colours are
// kept.
double palette_error(const struct palette *palette);

// Maps `count` pixels, whose alpha is ignored, to the indices of their nearest colours.
void palette_map(struct palette *palette, const uint32_t *words, uint8_t *indices, int count);

void palette_destroy(struct palette *palette);

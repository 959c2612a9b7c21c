// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/palette.h"
#include "base/memory.h"

#include <libimagequant.h>
#include <stdlib.h>
#include <string.h>

enum { COLORS_MAX = 256, REFINEMENTS = 3, UNMAPPED = -1 };

// libimagequant may be built with OpenMP, and the sums of several threads would differ from run to
// run. Its runtime, which is there or not as the library wants it, has one thread for our calls.
extern void omp_set_num_threads(int count) __attribute__((weak));

// A colour of the film. `weight` counts pixels times the periods that they are shown.
struct entry {
    uint32_t key; // 0xRRGGBB + 1; 0: a free slot
    int index;    // into the palette, or UNMAPPED
    int64_t weight;
};

struct palette {
    struct film film;
    uint32_t *before; // the frame before, packed; only during the survey
    long surveyed;
    struct entry *entries; // a hash of `capacity` slots, a power of two, at most half of them used
    size_t capacity, used;
    uint32_t colors[COLORS_MAX];
    int count, fixed; // the first `fixed` colours are the theme's
};

struct palette *palette_create(const struct film *film) {
    struct palette *palette = mem_zero(1, sizeof *palette);
    palette->film = *film;
    palette->capacity = 1 << 12;
    palette->entries = mem_zero(palette->capacity, sizeof *palette->entries);
    return palette;
}

static size_t slot_of(const struct palette *palette, uint32_t key) {
    size_t at = (key * 2654435761u >> 7) & (palette->capacity - 1);
    while (palette->entries[at].key != 0 && palette->entries[at].key != key)
        at = (at + 1) & (palette->capacity - 1);
    return at;
}

static void grow(struct palette *palette) {
    struct entry *old = palette->entries;
    size_t count = palette->capacity;
    palette->capacity *= 2;
    palette->entries = mem_zero(palette->capacity, sizeof *palette->entries);
    for (size_t i = 0; i < count; i++)
        if (old[i].key != 0)
            palette->entries[slot_of(palette, old[i].key)] = old[i];
    free(old);
}

// Returns the entry of a colour, made where it is new. Valid until the next call.
static struct entry *entry_of(struct palette *palette, uint32_t color) {
    uint32_t key = (color & 0xFFFFFF) + 1;
    struct entry *entry = &palette->entries[slot_of(palette, key)];
    if (entry->key != 0)
        return entry;
    if (++palette->used * 2 > palette->capacity) {
        grow(palette);
        entry = &palette->entries[slot_of(palette, key)];
    }
    *entry = (struct entry){.key = key, .index = UNMAPPED};
    return entry;
}

void palette_survey(struct palette *palette, const struct frame *frame) {
    const struct film *film = &palette->film;
    bool first = palette->surveyed == 0;
    if (first)
        palette->before = mem_zero((size_t)film->width * (size_t)film->height, sizeof(uint32_t));
    // A pixel counts for the rest of the film when it comes, and no more when it goes: in the end
    // every colour has been counted in every frame, at the cost of what changed.
    int64_t held = palette->surveyed < film->frames - film->fade ? film->hold : 0;
    int64_t rest = film->frames + held - palette->surveyed++;
    rest = rest > 1 ? rest : 1;
    const struct rect *changed = &frame->changed;
    for (int y = changed->y; y < changed->y + changed->height; y++) {
        const void *row = frame->pixels + (ptrdiff_t)y * frame->stride;
        const uint32_t *words = row;
        uint32_t *before = palette->before + (ptrdiff_t)y * film->width;
        for (int x = changed->x, run; x < changed->x + changed->width; x += run) {
            uint32_t word = words[x], gone = before[x];
            for (run = 1; x + run < changed->x + changed->width && words[x + run] == word &&
                          before[x + run] == gone;)
                run++;
            if (!first && word == gone)
                continue;
            entry_of(palette, word)->weight += rest * run;
            if (!first)
                entry_of(palette, gone)->weight -= rest * run;
        }
        memcpy(before + changed->x, words + changed->x, (size_t)changed->width * sizeof *words);
    }
}

static int channel(uint32_t color, int shift) {
    return (int)(color >> shift & 255);
}

// Returns the index of the nearest colour by squared distance, the error that PSNR counts.
static int nearest(const struct palette *palette, uint32_t color) {
    int red = channel(color, 16), green = channel(color, 8), blue = channel(color, 0);
    int best = 0, best_distance = INT32_MAX;
    for (int i = 0; i < palette->count; i++) {
        int r = channel(palette->colors[i], 16) - red, g = channel(palette->colors[i], 8) - green,
            b = channel(palette->colors[i], 0) - blue;
        int distance = r * r + g * g + b * b;
        if (distance < best_distance) {
            best = i;
            best_distance = distance;
        }
    }
    return best;
}

static void map_entries(struct palette *palette) {
    for (size_t i = 0; i < palette->capacity; i++)
        if (palette->entries[i].key != 0)
            palette->entries[i].index = nearest(palette, palette->entries[i].key - 1);
}

// Moves every colour but the theme's to the mean of those that it stands for (Lloyd 1982).
static void refine(struct palette *palette) {
    double sums[COLORS_MAX][3] = {0}, weights[COLORS_MAX] = {0};
    map_entries(palette);
    for (size_t i = 0; i < palette->capacity; i++) {
        const struct entry *entry = &palette->entries[i];
        if (entry->key == 0)
            continue;
        double weight = (double)entry->weight;
        weights[entry->index] += weight;
        for (int c = 0; c < 3; c++)
            sums[entry->index][c] += weight * channel(entry->key - 1, 16 - 8 * c);
    }
    for (int i = palette->fixed; i < palette->count; i++) {
        if (weights[i] <= 0)
            continue;
        uint32_t color = 0;
        for (int c = 0; c < 3; c++)
            color = color << 8 | (uint32_t)(sums[i][c] / weights[i] + 0.5);
        palette->colors[i] = color;
    }
}

static void add_color(struct palette *palette, uint32_t color) {
    for (int i = 0; i < palette->count; i++)
        if (palette->colors[i] == color)
            return;
    palette->colors[palette->count++] = color;
}

static liq_color liq_color_of(uint32_t color) {
    return (liq_color){(unsigned char)(color >> 16), (unsigned char)(color >> 8),
                       (unsigned char)color, 255};
}

// Gives libimagequant the film's colours with their weights, and the theme's as fixed.
static liq_error fill_histogram(const struct palette *palette, liq_histogram *histogram,
                                const liq_attr *attributes) {
    int64_t most = 1;
    for (size_t i = 0; i < palette->capacity; i++)
        if (palette->entries[i].weight > most)
            most = palette->entries[i].weight;
    liq_histogram_entry *colors = mem_zero(palette->used, sizeof *colors);
    int count = 0;
    for (size_t i = 0; i < palette->capacity; i++) {
        const struct entry *entry = &palette->entries[i];
        if (entry->key == 0)
            continue;
        // Weights of long films do not fit; a colour seen at all counts.
        double weight = (double)entry->weight * (most > INT32_MAX ? INT32_MAX / (double)most : 1);
        colors[count++] =
            (liq_histogram_entry){liq_color_of(entry->key - 1), weight > 1 ? (unsigned)weight : 1};
    }
    liq_error code = liq_histogram_add_colors(histogram, attributes, colors, count, 0);
    for (int i = 0; i < palette->fixed && code == LIQ_OK; i++)
        code = liq_histogram_add_fixed_color(histogram, liq_color_of(palette->colors[i]), 0);
    free(colors);
    return code;
}

static bool quantize(struct palette *palette, int max, struct error *error) {
    if (omp_set_num_threads)
        omp_set_num_threads(1);
    liq_attr *attributes = liq_attr_create();
    liq_histogram *histogram = attributes ? liq_histogram_create(attributes) : NULL;
    liq_result *result = NULL;
    liq_error code = histogram ? LIQ_OK : LIQ_OUT_OF_MEMORY;
    if (code == LIQ_OK)
        code = liq_set_max_colors(attributes, max);
    if (code == LIQ_OK)
        code = liq_set_speed(attributes, 4);
    if (code == LIQ_OK)
        code = fill_histogram(palette, histogram, attributes);
    if (code == LIQ_OK)
        code = liq_histogram_quantize(histogram, attributes, &result);
    if (code == LIQ_OK) {
        const liq_palette *chosen = liq_get_palette(result);
        for (unsigned i = 0; i < chosen->count && palette->count < max; i++) {
            const liq_color *color = &chosen->entries[i];
            add_color(palette, (uint32_t)color->r << 16 | (uint32_t)color->g << 8 | color->b);
        }
    } else {
        error_set(error, ERROR_RENDER, "cannot choose a palette: libimagequant's error %d",
                  (int)code);
    }
    if (result)
        liq_result_destroy(result);
    if (histogram)
        liq_histogram_destroy(histogram);
    if (attributes)
        liq_attr_destroy(attributes);
    return code == LIQ_OK;
}

bool palette_build(struct palette *palette, int max, struct error *error) {
    const struct film *film = &palette->film;
    free(palette->before);
    palette->before = NULL;
    // Colours that do not occur would only take the place of others.
    for (size_t i = 0; i <= film->color_count && palette->count < max; i++) {
        uint32_t color = (i ? film->colors[i - 1] : film->background) & 0xFFFFFF;
        if (palette->entries[slot_of(palette, color + 1)].key != 0)
            add_color(palette, color);
    }
    palette->fixed = palette->count;
    if (palette->used <= (size_t)max) {
        for (size_t i = 0; i < palette->capacity; i++)
            if (palette->entries[i].key != 0)
                add_color(palette, palette->entries[i].key - 1);
    } else {
        if (!quantize(palette, max, error))
            return false;
        for (int i = 0; i < REFINEMENTS; i++)
            refine(palette);
    }
    map_entries(palette);
    return true;
}

int palette_count(const struct palette *palette) {
    return palette->count;
}

const uint32_t *palette_colors(const struct palette *palette) {
    return palette->colors;
}

void palette_map(struct palette *palette, const uint32_t *words, uint8_t *indices, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0 && words[i] == words[i - 1]) {
            indices[i] = indices[i - 1];
            continue;
        }
        struct entry *entry = entry_of(palette, words[i]);
        if (entry->index == UNMAPPED)
            entry->index = nearest(palette, words[i]);
        indices[i] = (uint8_t)entry->index;
    }
}

void palette_destroy(struct palette *palette) {
    if (!palette)
        return;
    free(palette->before);
    free(palette->entries);
    free(palette);
}

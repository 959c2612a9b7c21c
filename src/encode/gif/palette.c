// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/gif/palette.h"
#include "base/memory.h"
#include "encode/gif/lzw.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLORS_MAX = 256,
    REFINEMENTS = 24, // iterations of k-means, at most
    RELOCATIONS = 4,  // colours moved in each iteration, at most
    UNMAPPED = -1,
};

// A colour of the film. `weight` counts pixels times the frame periods that they are shown.
struct palette_entry {
    uint32_t key; // 0xRRGGBB + 1; 0: a free slot
    int index;    // into the palette, or UNMAPPED
    int64_t weight;
};

struct palette {
    struct film film;
    uint32_t *before; // the previous frame, packed; only during the survey
    long surveyed;
    struct palette_entry
        *entries; // a hash of `capacity` slots, a power of two, at most half of them used
    size_t capacity, used;
    uint32_t colors[COLORS_MAX];
    int count, fixed; // the first `fixed` colours are the theme's
    double error;     // mean of the squared errors of a channel
    // The indices sorted by the green of their colours, and where each green begins among them.
    uint8_t by_green[COLORS_MAX];
    int green_start[257];
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
    struct palette_entry *old = palette->entries;
    size_t count = palette->capacity;
    palette->capacity *= 2;
    palette->entries = mem_zero(palette->capacity, sizeof *palette->entries);
    for (size_t i = 0; i < count; i++)
        if (old[i].key != 0)
            palette->entries[slot_of(palette, old[i].key)] = old[i];
    free(old);
}

// Returns the entry of a colour, added if it is new. The pointer is valid until the next call.
static struct palette_entry *entry_of(struct palette *palette, uint32_t color) {
    uint32_t key = (color & 0xFFFFFF) + 1;
    struct palette_entry *entry = &palette->entries[slot_of(palette, key)];
    if (entry->key != 0)
        return entry;
    if (++palette->used * 2 > palette->capacity) {
        grow(palette);
        entry = &palette->entries[slot_of(palette, key)];
    }
    *entry = (struct palette_entry){.key = key, .index = UNMAPPED};
    return entry;
}

void palette_survey(struct palette *palette, const struct frame *frame,
                    struct pixel_changes *changes) {
    const struct film *film = &palette->film;
    bool first = palette->surveyed == 0;
    if (first)
        palette->before = mem_zero((size_t)film->width * (size_t)film->height, sizeof(uint32_t));
    // When a pixel takes a colour, that colour's weight grows by the rest of the film; when the
    // pixel changes again, the rest is subtracted. In the end each colour has been counted in every
    // frame, but only changes were visited.
    int64_t held = palette->surveyed < film->frames - film->fade ? film->hold : 0;
    int64_t rest = film->frames + held - palette->surveyed++;
    rest = rest > 1 ? rest : 1;
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk)) {
        const uint32_t *words = walk.words;
        ptrdiff_t at = (ptrdiff_t)walk.y * film->width + walk.x;
        uint32_t *before = palette->before + at;
        for (int x = 0, run; x < walk.count; x += run) {
            uint32_t word = words[x], gone = before[x];
            for (run = 1;
                 x + run < walk.count && words[x + run] == word && before[x + run] == gone;)
                run++;
            if (!first && word == gone)
                continue;
            if (word >> 24)
                entry_of(palette, word)->weight += rest * run;
            if (!first) {
                for (int i = 0; changes && i < run; i++) {
                    struct pixel_changes *pixel = &changes[at + x + i];
                    pixel->count++;
                    pixel->last = (uint32_t)(film->frames + film->hold - rest);
                }
                if (gone >> 24)
                    entry_of(palette, gone)->weight -= rest * run;
            }
        }
        memcpy(before, words, (size_t)walk.count * sizeof *words);
    }
}

static int channel(uint32_t color, int shift) {
    return (int)(color >> shift & 255);
}

static void sort_by_green(struct palette *palette) {
    int counts[257] = {0};
    for (int i = 0; i < palette->count; i++)
        counts[channel(palette->colors[i], 8) + 1]++;
    for (int green = 0; green < 256; green++)
        counts[green + 1] += counts[green];
    memcpy(palette->green_start, counts, sizeof counts);
    for (int i = 0; i < palette->count; i++)
        palette->by_green[counts[channel(palette->colors[i], 8)]++] = (uint8_t)i;
}

// Returns the index of the nearest colour. Searches outwards from the colour's green, and stops
// where the difference in green alone is too large.
static int nearest(const struct palette *palette, uint32_t color) {
    int green = channel(color, 8);
    int above = palette->green_start[green], below = above - 1;
    int best = 0, least = INT_MAX;
    while (above < palette->count || below >= 0) {
        for (int side = 0; side < 2; side++) {
            int at = side ? below : above;
            if (at < 0 || at >= palette->count)
                continue;
            int i = palette->by_green[at];
            int apart = channel(palette->colors[i], 8) - green;
            int distance = lzw_distance(palette->colors[i], color);
            if (distance < least || (distance == least && i < best)) {
                least = distance;
                best = i;
            }
            if (side)
                below = apart * apart > least ? -1 : below - 1;
            else
                above = apart * apart > least ? palette->count : above + 1;
        }
    }
    return best;
}

static void add_color(struct palette *palette, uint32_t color) {
    for (int i = 0; i < palette->count; i++)
        if (palette->colors[i] == color)
            return;
    palette->colors[palette->count++] = color;
}

// The film's colours that are mapped to one palette colour.
struct cluster {
    double weight, error, sums[3];
    double worst_error;
    uint32_t worst; // the colour with the largest error, `worst_error`
    bool relocated; // the palette colour has moved, so the fields above are out of date
};

// Adds up to `max` colours, each the one that the palette so far represents worst: the greedy
// initialization of k-means (Gonzalez 1985), weighted.
static void seed(struct palette *palette, const struct palette_entry *entries, size_t count,
                 int max) {
    double *errors = mem_zero(count, sizeof *errors);
    for (size_t i = 0; i < count; i++)
        errors[i] = INFINITY;
    if (palette->count == 0)
        add_color(palette, entries[0].key - 1);
    for (int k = 0; k < max; k++) {
        size_t worst = 0;
        double most = -1;
        for (size_t i = 0; i < count; i++) {
            double error =
                lzw_distance(entries[i].key - 1, palette->colors[k]) * (double)entries[i].weight;
            errors[i] = error < errors[i] ? error : errors[i];
            if (errors[i] > most) {
                most = errors[i];
                worst = i;
            }
        }
        if (k + 1 == palette->count && most > 0 && palette->count < max)
            palette->colors[palette->count++] = entries[worst].key - 1;
    }
    free(errors);
}

// Assigns every entry to its nearest palette colour, and sums up the clusters. Returns the total
// error.
static double assign(struct palette *palette, struct palette_entry *entries, size_t count,
                     struct cluster clusters[COLORS_MAX]) {
    sort_by_green(palette);
    memset(clusters, 0, COLORS_MAX * sizeof *clusters);
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t color = entries[i].key - 1;
        double weight = (double)entries[i].weight;
        int index = entries[i].index = nearest(palette, color);
        double error = lzw_distance(color, palette->colors[index]) * weight;
        struct cluster *cluster = &clusters[index];
        cluster->weight += weight;
        cluster->error += error;
        for (int c = 0; c < 3; c++)
            cluster->sums[c] += weight * channel(color, 16 - 8 * c);
        if (error > cluster->worst_error) {
            cluster->worst_error = error;
            cluster->worst = color;
        }
        total += error;
    }
    return total;
}

// Moves every palette colour, except the theme's, to the mean of its cluster (Lloyd 1982).
static void center(struct palette *palette, const struct cluster clusters[COLORS_MAX]) {
    for (int i = palette->fixed; i < palette->count; i++) {
        if (clusters[i].weight <= 0 || clusters[i].relocated)
            continue;
        uint32_t color = 0;
        for (int c = 0; c < 3; c++)
            color = color << 8 | (uint32_t)(clusters[i].sums[c] / clusters[i].weight + 0.5);
        palette->colors[i] = color;
    }
}

// Moves the palette colours that are needed least to where the error is largest. Lloyd's iteration
// alone cannot do that: it only moves colours within their neighbourhood.
static void relocate(struct palette *palette, struct cluster clusters[COLORS_MAX]) {
    for (int move = 0; move < RELOCATIONS; move++) {
        int spare = -1, heir = -1, worst = 0;
        double cost = INFINITY;
        for (int i = palette->fixed; i < palette->count; i++)
            for (int k = 0; k < palette->count; k++) {
                double a = clusters[i].weight, b = clusters[k].weight;
                double merged =
                    a > 0 ? lzw_distance(palette->colors[i], palette->colors[k]) * (a * b / (a + b))
                          : 0;
                if (i != k && merged < cost && !clusters[i].relocated && !clusters[k].relocated) {
                    cost = merged;
                    spare = i;
                    heir = k;
                }
            }
        for (int i = 0; i < palette->count; i++)
            if (!clusters[i].relocated && clusters[i].error > clusters[worst].error)
                worst = i;
        // Splitting a cluster saves at most half of its error.
        if (spare < 0 || clusters[worst].error / 2 < cost)
            return;
        palette->colors[spare] = clusters[worst].worst;
        // What was mapped to the spare colour goes to the heir, which is needed more from now on.
        clusters[heir].weight += clusters[spare].weight;
        clusters[heir].error += clusters[spare].error + cost;
        for (int c = 0; c < 3; c++)
            clusters[heir].sums[c] += clusters[spare].sums[c];
        clusters[spare].relocated = clusters[worst].relocated = true;
        clusters[worst].error = 0;
    }
}

static int compare_entries(const void *a, const void *b) {
    const struct palette_entry *one = a, *other = b;
    return one->key < other->key ? -1 : one->key > other->key;
}

static void quantize(struct palette *palette, int max) {
    struct palette_entry *entries = mem_zero(palette->used, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < palette->capacity; i++)
        if (palette->entries[i].key != 0)
            entries[count++] = palette->entries[i];
    // Sorted, as the order in the hash table depends on how it grew.
    qsort(entries, count, sizeof *entries, compare_entries);
    seed(palette, entries, count, max);
    struct cluster clusters[COLORS_MAX];
    uint32_t best[COLORS_MAX];
    double least = INFINITY, gain = 1;
    for (int i = 0; i < REFINEMENTS && gain > 0.001; i++) {
        double error = assign(palette, entries, count, clusters);
        gain = 1 - error / least;
        if (error > least)
            break;
        least = error;
        memcpy(best, palette->colors, sizeof best);
        relocate(palette, clusters);
        center(palette, clusters);
    }
    memcpy(palette->colors, best, sizeof best); // what was moved last may have made it worse
    double weight = 0;
    for (size_t i = 0; i < count; i++)
        weight += (double)entries[i].weight;
    palette->error = least / weight / 3;
    free(entries);
}

static void map_entries(struct palette *palette) {
    sort_by_green(palette);
    for (size_t i = 0; i < palette->capacity; i++)
        if (palette->entries[i].key != 0)
            palette->entries[i].index = nearest(palette, palette->entries[i].key - 1);
}

void palette_build(struct palette *palette, int max) {
    const struct film *film = &palette->film;
    free(palette->before);
    palette->before = NULL;
    // Theme colours that do not occur in the film would waste places.
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
        quantize(palette, max);
    }
    map_entries(palette);
}

int palette_count(const struct palette *palette) {
    return palette->count;
}

int palette_fixed(const struct palette *palette) {
    return palette->fixed;
}

double palette_error(const struct palette *palette) {
    return palette->error;
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
        struct palette_entry *entry = entry_of(palette, words[i]);
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

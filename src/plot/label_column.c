// SPDX-License-Identifier: GPL-3.0-or-later
// Names at the ends of curves: one column that goes with the heads.
#include "base/memory.h"
#include "plot/label_motion.h"
#include "plot/label_tracks.h"

#include <math.h>
#include <stdlib.h>

static const double smooth_seconds = 0.35, swap_seconds = 0.25;

void label_spread(double *heights, const double *wanted, size_t count, double apart, double low,
                  double high) {
    double *mean = mem_zero(count + 1, sizeof *mean);
    size_t *size = mem_zero(count + 1, sizeof *size), blocks = 0;
    for (size_t i = 0; i < count; i++) {
        mean[blocks] = wanted[i] - (double)i * apart;
        size[blocks++] = 1;
        while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
            size_t a = blocks - 2, b = blocks - 1;
            mean[a] = (mean[a] * (double)size[a] + mean[b] * (double)size[b]) /
                      (double)(size[a] + size[b]);
            size[a] += size[b];
            blocks--;
        }
    }
    high -= apart * ((double)count - 1);
    for (size_t block = 0, i = 0; block < blocks; block++)
        for (size_t k = 0; k < size[block]; k++, i++)
            heights[i] = fmax(low, fmin(high, mean[block])) + (double)i * apart;
    free(mean);
    free(size);
}

// The order of the names from top to bottom, which changes only where a head is well beyond its
// neighbour, so that curves that cross often do not swap their names each time.
struct column_order {
    size_t *items; // owned
    size_t count;
};

// Sorts by the heads' mean height in the first second: they often begin at one place.
static void order_begin(struct column_order *order, const double (*heads)[2], size_t samples,
                        double rate) {
    size_t first = (size_t)fmax(1, fmin((double)samples, rate));
    double *mean = mem_zero(order->count + 1, sizeof *mean);
    for (size_t i = 0; i < order->count; i++) {
        for (size_t k = 0; k < first; k++)
            mean[i] += heads[i * samples + k][1];
        size_t place = i;
        for (; place > 0 && mean[order->items[place - 1]] > mean[i]; place--)
            order->items[place] = order->items[place - 1];
        order->items[place] = i;
    }
    free(mean);
}

static void order_update(struct column_order *order, const double (*heads)[2], size_t samples,
                         size_t sample, double beyond) {
    for (size_t i = 1; i < order->count; i++)
        for (size_t k = i; k > 0; k--) {
            size_t upper = order->items[k - 1], lower = order->items[k];
            if (heads[upper * samples + sample][1] < heads[lower * samples + sample][1] + beyond)
                break;
            order->items[k - 1] = lower;
            order->items[k] = upper;
        }
}

// Spreads the heights of all names in each sample.
static void spread_all(double (*heads)[2], size_t count, size_t samples,
                       const struct label_ground *ground, double apart) {
    const struct box *room = &ground->room;
    double *wanted = mem_zero(count + 1, sizeof *wanted);
    double *heights = mem_zero(count + 1, sizeof *heights);
    struct column_order order = {.items = mem_zero(count + 1, sizeof *order.items), .count = count};
    order_begin(&order, (const double(*)[2])heads, samples, ground->rate);
    for (size_t k = 0; k < samples; k++) {
        order_update(&order, (const double(*)[2])heads, samples, k, 0.6 * apart);
        for (size_t i = 0; i < count; i++)
            wanted[i] = heads[order.items[i] * samples + k][1];
        label_spread(heights, wanted, count, apart, room->y + apart / 2,
                     room->y + room->height - apart / 2);
        for (size_t i = 0; i < count; i++)
            heads[order.items[i] * samples + k][1] = heights[i];
    }
    free(order.items);
    free(heights);
    free(wanted);
}

// Adds to the distance of all names from their heads what the largest of these grows by where they
// meet, so that the names are beside the rings and stay in one column.
static void make_way(struct label_tracks *tracks, const double (*heads)[2],
                     const struct label_ground *ground) {
    size_t samples = tracks->samples;
    double(*growth)[2] = mem_zero(samples, sizeof *growth);
    for (size_t k = 0; k < samples; k++)
        for (size_t i = 0; i < tracks->count; i++)
            growth[k][0] = fmax(growth[k][0], label_head_growth(heads + k, tracks->count, samples,
                                                                i, ground->unit));
    motion_smooth(growth, samples, (size_t)(smooth_seconds * ground->rate));
    for (size_t k = 0; k < samples; k++)
        for (size_t i = 0; i < tracks->count; i++)
            tracks->at[i * samples + k][0] += growth[k][0];
    free(growth);
}

void label_tracks_solve_column(struct label_tracks *tracks, const struct moving_label *labels,
                               size_t count, size_t samples, const struct label_ground *ground,
                               double gap, double apart) {
    *tracks = (struct label_tracks){.count = count, .samples = samples};
    tracks->at = mem_zero(count * samples + 1, sizeof *tracks->at);
    double(*heads)[2] = mem_zero(count * samples + 1, sizeof *heads);
    for (size_t i = 0; i < count; i++) {
        label_heads_complete(heads + i * samples, &labels[i], samples, ground->room);
        for (size_t k = 0; k < samples; k++) // sideways it goes with its head
            tracks->at[i * samples + k][0] = heads[i * samples + k][0] + gap + labels[i].width / 2;
    }
    make_way(tracks, (const double(*)[2])heads, ground);
    for (size_t i = 0; i < count; i++) {
        double(*own)[2] = heads + i * samples;
        for (size_t k = 0; k < samples; k++)
            own[k][0] = 0;
        motion_smooth(own, samples, (size_t)(smooth_seconds * ground->rate));
        motion_straighten(own, samples, label_slack * ground->unit);
    }
    spread_all(heads, count, samples, ground, apart);
    for (size_t i = 0; i < count; i++) {
        double(*own)[2] = heads + i * samples;
        motion_limit(own, samples, label_pace(ground));
        motion_smooth(own, samples, (size_t)(swap_seconds * ground->rate));
        for (size_t k = 0; k < samples; k++)
            tracks->at[i * samples + k][1] = own[k][1];
        label_tracks_settle(tracks, i, &labels[i], ground);
    }
    free(heads);
}

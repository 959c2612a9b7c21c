// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/label_motion.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Returns a coordinate at an index that may be beyond the ends. There the track is continued by its
// reflection in its end point, so that the average around an end is the end.
static double beyond(const double (*at)[2], size_t count, ptrdiff_t index, int d) {
    ptrdiff_t last = (ptrdiff_t)count - 1;
    if (index < 0)
        return 2 * at[0][d] - at[-index < last ? -index : last][d];
    if (index > last)
        return 2 * at[last][d] - at[2 * last - index > 0 ? 2 * last - index : 0][d];
    return at[index][d];
}

// Averages each position with `reach` neighbours on either side.
static void average(double (*at)[2], size_t count, size_t reach, double (*scratch)[2]) {
    memcpy(scratch, at, count * sizeof *at);
    const double(*from)[2] = (const double(*)[2])scratch;
    ptrdiff_t wide = (ptrdiff_t)reach;
    for (int d = 0; d < 2; d++) {
        double sum = 0;
        for (ptrdiff_t i = -wide; i <= wide; i++)
            sum += beyond(from, count, i, d);
        for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++) {
            at[i][d] = sum / (double)(2 * wide + 1);
            sum += beyond(from, count, i + wide + 1, d) - beyond(from, count, i - wide, d);
        }
        // The running sum is not exact.
        at[0][d] = from[0][d];
        at[count - 1][d] = from[count - 1][d];
    }
}

void motion_smooth(double (*at)[2], size_t count, size_t reach) {
    if (count < 2 || reach == 0)
        return;
    double(*scratch)[2] = mem_zero(count, sizeof *scratch);
    size_t half = reach / 2; // two averages over a half have the weights of a triangle
    average(at, count, reach - half, scratch);
    if (half > 0)
        average(at, count, half, scratch);
    free(scratch);
}

// A point of a taut string: a coordinate at a sample.
struct string_point {
    size_t sample;
    double value;
};

// Returns where a taut string that begins at a point bends first: at the edge of the tube around
// `values` that its straight continuation would leave, or at its end.
static struct string_point next_bend(const double *values, size_t count, double tolerance,
                                     struct string_point begin) {
    double low = -INFINITY, high = INFINITY; // slopes that stay in the tube so far
    struct string_point lower = begin, upper = begin;
    for (size_t k = begin.sample + 1; k < count; k++) {
        double wide = k + 1 < count ? tolerance : 0, along = (double)(k - begin.sample);
        double floor = (values[k] - wide - begin.value) / along;
        double ceiling = (values[k] + wide - begin.value) / along;
        if (floor > high)
            return upper;
        if (ceiling < low)
            return lower;
        if (floor >= low) {
            low = floor;
            lower = (struct string_point){k, values[k] - wide};
        }
        if (ceiling <= high) {
            high = ceiling;
            upper = (struct string_point){k, values[k] + wide};
        }
    }
    return (struct string_point){count - 1, values[count - 1]};
}

void motion_straighten(double (*at)[2], size_t count, double tolerance) {
    if (count < 3)
        return;
    double *values = mem_zero(count, sizeof *values);
    for (int d = 0; d < 2; d++) {
        for (size_t k = 0; k < count; k++)
            values[k] = at[k][d];
        for (struct string_point from = {0, values[0]}; from.sample + 1 < count;) {
            struct string_point to = next_bend(values, count, tolerance, from);
            double slope = (to.value - from.value) / (double)(to.sample - from.sample);
            for (size_t k = from.sample; k <= to.sample; k++)
                at[k][d] = from.value + slope * (double)(k - from.sample);
            from = to;
        }
    }
    free(values);
}

// Moves `at` towards `to` by at most `most`.
static void follow(double at[2], const double to[2], double most) {
    double step[2] = {to[0] - at[0], to[1] - at[1]}, length = m_hypot(step[0], step[1]);
    double part = length > most ? most / length : 1;
    at[0] += part * step[0];
    at[1] += part * step[1];
}

void motion_limit(double (*at)[2], size_t count, double most) {
    if (count < 2)
        return;
    double(*back)[2] = mem_zero(count, sizeof *back);
    memcpy(back[count - 1], at[count - 1], sizeof *back);
    for (size_t i = count - 1; i-- > 0;) {
        memcpy(back[i], back[i + 1], sizeof *back);
        follow(back[i], at[i], most);
    }
    double front[2] = {at[0][0], at[0][1]};
    for (size_t i = 0; i < count; i++) {
        double part = (double)i / (double)(count - 1);
        follow(front, at[i], most);
        for (int d = 0; d < 2; d++)
            at[i][d] = front[d] + (back[i][d] - front[d]) * part;
    }
    free(back);
}

void motion_at(const double (*at)[2], size_t count, double sample, double result[2]) {
    double last = (double)(count - 1);
    sample = sample > 0 ? fmin(sample, last) : 0;
    size_t before = (size_t)sample, after = before + 1 < count ? before + 1 : before;
    double part = sample - (double)before;
    for (int d = 0; d < 2; d++)
        result[d] = at[before][d] + (at[after][d] - at[before][d]) * part;
}

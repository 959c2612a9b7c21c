// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/levels.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/sort.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

// Returns the finite values sorted, owned by the caller; of a large grid only every 7th, a stride
// that divides no usual row length.
static double *sort_values(const struct landscape *landscape, size_t *count) {
    size_t total = landscape->count[0] * landscape->count[1], stride = total > 40000 ? 7 : 1;
    double *sorted = mem_zero(total / stride + 1, sizeof *sorted);
    *count = 0;
    for (size_t i = 0; i < total; i += stride)
        if (isfinite(landscape->value[i]))
            sorted[(*count)++] = landscape->value[i];
    sort_numbers(sorted, *count);
    return sorted;
}

// Interpolates linearly; also works if high - low overflows.
static double between(double low, double high, double part) {
    double width = high - low;
    return isfinite(width) ? low + width * part : low * (1 - part) + high * part;
}

// The values of an area, and of what passes through it, in ascending order.
struct distribution {
    const double *area, *passed;
    size_t area_count, passed_count;
};

// How much the paths count beside the area.
static const double paths_weight = 1.0 / 3;

// Returns the fraction of ascending values that are below `value`.
static double part_below(const double *values, size_t count, double value) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        *(values[middle] < value ? &low : &high) = values[middle] < value ? middle + 1 : middle;
    }
    return count > 0 ? (double)low / (double)count : 0;
}

// Returns how far inside a bowl of the same area a value would be, 0 to 1.
static double area_part(const struct distribution *values, double value) {
    return sqrt(part_below(values->area, values->area_count, value));
}

// Returns the part of area and paths together that is below a value.
static double part_of_both(const struct distribution *values, double value) {
    return (1 - paths_weight) * area_part(values, value) +
           paths_weight * part_below(values->passed, values->passed_count, value);
}

// Returns the first of ascending values that has at least the fraction `part` of area and paths
// below it; INFINITY if none has.
static double first_with(const struct distribution *values, const double *among, size_t count,
                         double part) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool is_less = part_of_both(values, among[middle]) < part;
        *(is_less ? &low : &high) = is_less ? middle + 1 : middle;
    }
    return low < count ? among[low] : (double)INFINITY;
}

// Writes up to `count` levels, evenly spaced in area and paths together, but none that is so near
// to the one before that their band could hardly be seen.
static size_t choose_passed(const struct distribution *values, double bottom, size_t count,
                            double *levels) {
    static const double narrowest = 0.2; // of the width of bands that are even in area
    double last = bottom;
    size_t made = 0;
    for (size_t k = 1; k <= count; k++) {
        double part = (double)k / (double)(count + 1);
        double level = fmin(first_with(values, values->area, values->area_count, part),
                            first_with(values, values->passed, values->passed_count, part));
        double width = (area_part(values, level) - area_part(values, last)) * (double)(count + 1);
        if (isfinite(level) && level > last && width >= narrowest)
            last = levels[made++] = level;
    }
    return made;
}

size_t levels_choose(const struct landscape *landscape, enum level_spacing spacing, size_t count,
                     double *levels) {
    size_t finite, made = 0;
    double *sorted = sort_values(landscape, &finite);
    double low = landscape->low, high = landscape->high;
    if (spacing == SPACING_QUANTILE && landscape->passed_count > 0) {
        struct distribution values = {sorted, landscape->passed, finite, landscape->passed_count};
        made = choose_passed(&values, low, count, levels);
        free(sorted);
        return made;
    }
    // Logarithmic in the height above the lowest point. The range begins at the height of the
    // lowest 1/500 of the area, and has at most nine decades.
    double bottom = finite > 0 ? sorted[finite / 500] / 2 - low / 2 : 0;
    double decades = m_log10((high / 2 - low / 2) / bottom);
    decades = decades < 9 ? fmax(decades, 1) : 9;
    for (size_t k = 1; k <= count && finite > 0; k++) {
        double part = (double)k / (double)(count + 1);
        double level = between(low, high, part);
        if (spacing == SPACING_QUANTILE)
            level = sorted[(size_t)(part * part * (double)(finite - 1))];
        else if (spacing == SPACING_LOG)
            level = between(low, high, m_pow(10, -decades * (1 - part)));
        if (level > low && (made == 0 || level > levels[made - 1]))
            levels[made++] = level;
    }
    free(sorted);
    return made;
}

// ---- Levels with round numbers

static void add(struct levels *levels, struct decimal number) {
    double value = decimal_value(number);
    bool is_above = levels->count == 0 || value > levels->values[levels->count - 1];
    if (levels->count < LEVELS_MAX && is_above) {
        levels->values[levels->count] = value;
        levels->numbers[levels->count++] = number;
    }
}

static bool is_near(int64_t made, size_t wanted) {
    return 4 * llabs(made - (int64_t)wanted) <= (int64_t)wanted;
}

// Returns how many levels are acceptable if `wanted` were asked for.
static int64_t most_for(size_t wanted) {
    return (int64_t)(wanted + wanted / 4);
}

// Chooses the multiples of one step. If one step gives too many and the next too few, the upper
// levels of the finer one are left out, since low levels say more about a loss.
static void choose_linear(double low, double high, size_t wanted, struct levels *levels) {
    static const int steps[] = {10, 20, 25, 50}; // tenths of a power of ten
    double largest = fmax(fabs(low), fabs(high)), ulp = largest - nextafter(largest, 0);
    double step = m_log10(high / 2 - low / 2) + m_log10(2) - m_log10((double)wanted);
    // Steps below the spacing of doubles are useless.
    int exponent = (int)fmax(floor(step) - 1, floor(m_log10(ulp))) - 1;
    struct level_multiples {
        int64_t first, count;
        int size, exponent;
    } own, finer = {0};
    for (size_t i = 0;; i++) {
        own.size = steps[i % 4];
        own.exponent = exponent + (int)(i / 4);
        own.first = decimal_least(nextafter(low, INFINITY), own.size, own.exponent);
        int64_t last = -decimal_least(-nextafter(high, -INFINITY), own.size, own.exponent);
        own.count = last - own.first + 1;
        if (own.count < (int64_t)wanted || is_near(own.count, wanted))
            break;
        finer = own;
    }
    if (!is_near(own.count, wanted) && finer.count > 0)
        own = finer;
    for (int64_t k = 0; k < own.count && k < most_for(wanted); k++)
        add(levels, (struct decimal){(own.first + k) * own.size, own.exponent});
}

static bool is_between(struct decimal number, double a, double b) {
    double value = decimal_value(number);
    return value > a && value < b;
}

// Returns the roundest number between a and b near `value`: a multiple of the largest possible step
// of 1, 2 or 5 times a power of ten.
static struct decimal round_between(double value, double a, double b) {
    static const int steps[] = {5, 2, 1};
    if (!(a < b))
        return decimal_of(value); // no double between them
    int exponent = (int)floor(m_log10(fmin(DBL_MAX, b - a)));
    for (int k = 0; k < 9; k++) {
        struct decimal number = decimal_round(value, steps[k % 3], exponent + 1 - k / 3);
        if (is_between(number, a, b))
            return number;
    }
    for (int k = 0; k < 9; k++) {
        int step = steps[k % 3], e = exponent + 1 - k / 3;
        struct decimal number = {decimal_least(nextafter(a, b), step, e) * step, e};
        if (is_between(number, a, b))
            return number;
    }
    return decimal_of(value);
}

static void round_levels(double low, double high, const double *values, size_t count,
                         struct levels *levels) {
    for (size_t k = 0; k < count && values[k] < high; k++) {
        double before = k > 0 ? values[k - 1] : low, after = k + 1 < count ? values[k + 1] : high;
        add(levels,
            round_between(values[k], before / 2 + values[k] / 2, values[k] / 2 + after / 2));
    }
}

// Returns element k of a logarithmic series, of which element 0 is 1: with `every` 0 the series 1,
// 3, 10, 30, ...; else every n-th power of ten.
static struct decimal rung(int64_t k, int every) {
    int64_t decade = k / 2 - (k % 2 < 0);
    if (every > 0)
        return (struct decimal){1, (int)k * every};
    return (struct decimal){k == 2 * decade ? 1 : 3, (int)decade};
}

// Returns the index of the largest element below `high`.
static int64_t rung_below(double high, int every) {
    int64_t decade = (int64_t)floor(m_log10(high)) + 1,
            k = every > 0 ? decade / every + 1 : 2 * decade;
    while (decimal_value(rung(k, every)) >= high)
        k--;
    return k;
}

static int64_t count_rungs(double low, double high, int every) {
    int64_t top = rung_below(high, every), k = top;
    while (decimal_value(rung(k, every)) > low)
        k--;
    return top - k;
}

// Chooses 1 and 3 times powers of ten, or every power, or every second one, and so on, between
// `bottom` and the top of the landscape; a few below `bottom` are added if there are too few. False
// if that is still too few.
static bool choose_log(double low, double high, double bottom, size_t wanted,
                       struct levels *levels) {
    if (!(low >= -1e-12 * high && high > 0)) // rounding may have turned 0 negative
        return false;
    int every = 0;
    int64_t count = count_rungs(bottom, high, every), most = most_for(wanted);
    while (count > most)
        count = count_rungs(bottom, high, ++every);
    if (!is_near(count, wanted) && every > 0) {
        every--; // the uppermost elements of the denser series
        count = most;
    } else if (!is_near(count, wanted) && 2 * count >= (int64_t)wanted) {
        int64_t least = ((int64_t)wanted * 3 + 3) / 4;
        count = count_rungs(fmax(0, low), high, every);
        count = count < least ? count : least;
    }
    if (!is_near(count, wanted))
        return false;
    for (int64_t k = rung_below(high, every) - count + 1; count > 0; count--, k++)
        add(levels, rung(k, every));
    return true;
}

// Leaves out the levels that no colour of a scale from `low` to `high` tells from another, as those
// of a plain that falls from 1e-50 to 1e-200 beside a well as deep as 1. Returns how many remain.
static size_t keep_distinct(double low, double high, double *values, size_t count) {
    double least = 1e-12 * (high / 2 - low / 2), last = low;
    size_t kept = 0;
    for (size_t k = 0; k < count; k++)
        if (values[k] / 2 - last / 2 > least && high / 2 - values[k] / 2 > least)
            last = values[kept++] = values[k];
    return kept;
}

void levels_choose_written(const struct landscape *landscape, enum level_spacing spacing,
                           size_t count, struct levels *levels) {
    double low = landscape->low, high = landscape->high, plain[LEVELS_MAX];
    levels->count = 0;
    size_t made = levels_choose(landscape, spacing, count, plain);
    if (made == 0)
        return;
    size_t kept = keep_distinct(low, high, plain, made);
    if (spacing == SPACING_LINEAR || (kept < made && 4 * kept < 3 * count))
        choose_linear(low, high, count, levels);
    else if (spacing == SPACING_QUANTILE ||
             !choose_log(low, high, fmax(0, plain[0]), count, levels))
        round_levels(low, high, plain, kept, levels);
}

void levels_take(const double *values, size_t count, struct levels *levels) {
    levels->count = count;
    for (size_t k = 0; k < count; k++) {
        levels->values[k] = values[k];
        levels->numbers[k] = decimal_of(values[k]);
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/ticks.h"

#include "base/maths.h"

#include <float.h>
#include <math.h>

// Steps that people choose, in ascending order, and the minor steps that divide them, in tenths of
// a power of ten.
static const struct round_step { int size, minor; } steps[] = {{10, 2}, {20, 5}, {25, 5}, {50, 10}};

enum { STEPS = sizeof steps / sizeof *steps };

// Multiples of a step: `count` of them, `stride` steps apart, starting at `first`.
struct multiples {
    struct round_step step;
    int exponent; // of the step's unit
    int64_t first, stride;
    int count;
};

static struct decimal multiple(const struct multiples *of, int i) {
    int64_t digits = (of->first + i * of->stride) * of->step.size;
    // A step of whole tens needs one digit less.
    bool is_whole = of->step.size % 10 == 0;
    return (struct decimal){is_whole ? digits / 10 : digits, of->exponent + is_whole};
}

static double clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

// How wide a range is, the largest double where it is wider.
static double width_of(double low, double high) {
    return fmin(high - low, DBL_MAX);
}

// A tolerance that includes the ends of a range despite rounding.
static double slack_of(double low, double high) {
    return 1e-9 * width_of(low, high);
}

// Finds the first and last multiple of a step in the range.
static void count_multiples(double low, double high, int size, int exponent, int64_t *first,
                            int64_t *last) {
    double slack = slack_of(low, high);
    *first = decimal_least(clamp(low - slack, -DBL_MAX, DBL_MAX), size, exponent);
    *last = -decimal_least(-clamp(high + slack, -DBL_MAX, DBL_MAX), size, exponent);
}

// True if neighbours are different doubles; steps below the spacing of doubles give equal ones.
static bool is_distinct(const struct multiples *of) {
    for (int i = 1; i < of->count; i++)
        if (decimal_value(multiple(of, i)) == decimal_value(multiple(of, i - 1)))
            return false;
    return true;
}

// Chooses multiples of the smallest step that gives between 2 and `most` of them. If the next
// larger step gives only one, chooses every n-th multiple of the smaller step. False if the range
// has no two.
static bool choose_multiples(double low, double high, int most, struct multiples *chosen) {
    double largest = fmax(fabs(low), fabs(high)), ulp = largest - nextafter(largest, 0);
    double wanted = m_log10(width_of(low, high)) - m_log10(most);
    // Steps below the spacing of doubles are useless.
    int exponent = (int)fmax(floor(wanted) - 1, floor(m_log10(ulp)));
    struct multiples finer = {.count = 0};
    for (;; exponent++) {
        for (int i = 0; i < STEPS; i++) {
            if (i == 2 && exponent == 0)
                continue; // 2.5 would need a decimal where 2 and 5 need none
            struct multiples own = {.step = steps[i], .exponent = exponent - 1, .stride = 1};
            int64_t last;
            count_multiples(low, high, own.step.size, own.exponent, &own.first, &last);
            int64_t count = last - own.first + 1;
            if (count < 2) {
                *chosen = finer;
                return finer.count > 0 && is_distinct(&finer);
            }
            own.stride = (count - 2) / (most - 1) + 1;
            own.count = (int)((count - 1) / own.stride) + 1;
            if (count <= most && is_distinct(&own)) {
                *chosen = own;
                return true;
            }
            finer = own;
        }
    }
}

static void choose_linear(struct ticks *ticks, double low, double high, int most, bool is_short) {
    struct multiples chosen;
    struct decimal numbers[TICKS_MAX];
    char *common = is_short ? ticks->common : NULL;
    if (!choose_multiples(low, high, most, &chosen)) {
        ticks->count = 2;
        for (int i = 0; i < 2; i++) {
            ticks->value[i] = i ? high : low;
            numbers[i] = decimal_of(ticks->value[i]);
        }
        decimals_write(numbers, 2, ticks->label, common);
        return;
    }
    for (int i = 0; i < chosen.count; i++) {
        numbers[i] = multiple(&chosen, i);
        // + 0.0 turns -0.0 into 0.0
        ticks->value[i] = clamp(decimal_value(numbers[i]) + 0.0, low, high);
    }
    ticks->count = chosen.count;
    decimals_write_even(numbers, (size_t)chosen.count, ticks->label, common);
    int minor = chosen.step.minor;
    int64_t first, last;
    count_multiples(low, high, minor, chosen.exponent, &first, &last);
    for (int64_t k = first; k <= last && ticks->minor_count < TICKS_MINOR_MAX; k++)
        if ((k * minor) % chosen.step.size != 0)
            ticks->minor[ticks->minor_count++] =
                clamp(decimal_value((struct decimal){k * minor, chosen.exponent}), low, high);
}

static bool is_within(double value, double low, double high) {
    double slack = fmin(1e-9, high / low - 1 > 0 ? high / low - 1 : 0);
    return value >= low * (1 - slack) && value <= high * (1 + slack);
}

// The marked values: `parts` times every n-th power of ten, with n in `every`.
struct decades {
    int parts[3], part_count;
    int begin, last, every; // exponents
};

// Marks the decades; false if that gives fewer than two marks or more than `most`.
static bool mark_decades(struct ticks *ticks, double low, double high, int most,
                         const struct decades *decades) {
    bool is_whole = decades->part_count == 1; // only powers of ten
    bool is_plain = is_whole ? decades->begin >= -2 && decades->last <= 3
                             : decades->begin >= -3 && decades->last <= 4;
    ticks->count = 0;
    for (int e = decades->begin; e <= decades->last; e += decades->every)
        for (int i = 0; i < decades->part_count; i++) {
            struct decimal number = {decades->parts[i], e};
            double value = decimal_value(number);
            if (!is_within(value, low, high))
                continue;
            value = clamp(value, low, high);
            if (ticks->count > 0 && value <= ticks->value[ticks->count - 1])
                continue; // two subnormal values may be the same double
            if (ticks->count == most)
                return false;
            if (is_plain)
                decimal_write_plain(ticks->label[ticks->count], number);
            else
                decimal_write_power(ticks->label[ticks->count], number);
            ticks->value[ticks->count++] = value;
        }
    return ticks->count >= 2;
}

// Chooses powers of ten at an even spacing; the spacing is one of the round numbers below if that
// leaves at least two marks.
static struct decades whole_decades(double low, int last, int most) {
    static const int even[] = {1, 3, 6, 10, 20, 30, 50, 100, 200, 300};
    int begin = (int)ceil(m_log10(low) - 1e-9), i = 0;
    int every = last < begin ? 1 : (last - begin) / most + 1;
    while (even[i] < every && i + 1 < (int)(sizeof even / sizeof *even))
        i++;
    int even_begin = (int)ceil((double)begin / even[i]) * even[i];
    bool is_even = even[i] >= every && even_begin + even[i] <= last;
    return (struct decades){.parts = {1},
                            .part_count = 1,
                            .begin = is_even ? even_begin : begin,
                            .last = last,
                            .every = is_even ? even[i] : every};
}

static void add_log_minors(struct ticks *ticks, double low, double high, int first,
                           const struct decades *decades) {
    int count = decades->last - first + 1;
    bool is_coarse = count > 13 || decades->every > 1; // minor ticks only at powers of ten
    for (int e = first; count <= TICKS_MINOR_MAX && e <= decades->last; e++)
        for (int k = 1; k <= (is_coarse ? 1 : 9); k++) {
            double value = decimal_value((struct decimal){k, e});
            bool is_major = false;
            for (int i = 0; i < decades->part_count; i++)
                is_major = is_major ||
                           (k == decades->parts[i] && (e - decades->begin) % decades->every == 0);
            if (!is_major && value >= low && value <= high && ticks->minor_count < TICKS_MINOR_MAX)
                ticks->minor[ticks->minor_count++] = value;
        }
}

// Marks decades, with 2 and 5, or with 3, between them if there are few. False if fewer than two
// marks fit.
static bool choose_log(struct ticks *ticks, double low, double high, int most) {
    int first = (int)floor(m_log10(low) + 1e-9), last = (int)floor(m_log10(high) + 1e-9);
    struct decades fine = {
        .parts = {1, 2, 5}, .part_count = 3, .begin = first, .last = last, .every = 1};
    struct decades thirds = {
        .parts = {1, 3}, .part_count = 2, .begin = first, .last = last, .every = 1};
    struct decades whole = whole_decades(low, last, most);
    bool is_short = last - first < 3 && 3 * (last - first + 1) <= most + 2;
    const struct decades *tries[] = {is_short ? &fine : &whole, &whole, &thirds, &fine};
    for (int i = 0; i < 4; i++)
        if (mark_decades(ticks, low, high, most, tries[i])) {
            add_log_minors(ticks, low, high, first, tries[i]);
            return true;
        }
    return false;
}

static void choose(struct ticks *ticks, double low, double high, int most, bool is_log,
                   bool is_short) {
    most = most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most;
    ticks->common[0] = 0;
    ticks->count = ticks->minor_count = 0;
    if (is_log && choose_log(ticks, low, high, most))
        return;
    choose_linear(ticks, low, high, most, is_short);
    if (is_log)
        ticks->minor_count = 0; // equal minor steps are misleading on a log axis
}

void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log) {
    choose(ticks, low, high, most, is_log, false);
}

void ticks_choose_short(struct ticks *ticks, double low, double high, int most, bool is_log) {
    choose(ticks, low, high, most, is_log, true);
}

// Returns log(a / b) for a and b above 0, accurately also if the ratio overflows, underflows or is
// near 1.
static double log_ratio(double a, double b) {
    double ratio = a / b;
    if (ratio > 0.5 && ratio < 2)
        return m_log1p((a - b) / b);
    return ratio >= DBL_MIN && ratio <= DBL_MAX ? m_log(ratio) : m_log(a) - m_log(b);
}

double range_part(double low, double high, bool is_log, double value) {
    if (!is_log)
        return (value - low) / (high - low);
    return value > 0 ? log_ratio(value, low) / log_ratio(high, low) : (double)-INFINITY;
}

double range_at(double low, double high, bool is_log, double part) {
    return is_log ? low * m_pow(high / low, part) : low + (high - low) * part;
}

static const double most_end = DBL_MAX / 2; // keeps the difference of any two ends finite

void range_include(double range[2], double value) {
    if (!isfinite(value))
        return;
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

void range_join(double range[2], const double other[2]) {
    range[0] = fmin(range[0], other[0]);
    range[1] = fmax(range[1], other[1]);
    for (int end = 0; !isfinite(range[1] - range[0]) && end < 2; end++)
        range[end] = clamp(range[end], -most_end, most_end);
}

void range_pad(double range[2], double margin) {
    if (!(range[0] <= range[1]))
        range[0] = range[1] = 0;
    for (int end = 0; end < 2; end++)
        range[end] = clamp(range[end], -most_end, most_end);
    double width = range[1] - range[0], pad = margin * width;
    if (width <= 1e-12 * fmax(fabs(range[0]), fabs(range[1])) || width == 0)
        pad = fmax(0.5, 0.05 * fabs(range[0]));
    range[0] = clamp(range[0] - pad, -most_end, most_end);
    range[1] = clamp(range[1] + pad, -most_end, most_end);
}

void range_round(double range[2]) {
    struct ticks ticks;
    ticks_choose(&ticks, range[0], range[1], 9, false);
    double step = ticks.value[1] - ticks.value[0];
    double low = floor(range[0] / step + 1e-9) * step, high = ceil(range[1] / step - 1e-9) * step;
    if (isfinite(high - low) && low < high) {
        range[0] = low;
        range[1] = high;
    }
}

void range_round_log(double range[2], double margin) {
    double low = m_log10(range[0]), high = m_log10(range[1]);
    // Rounding outwards adds up to half a decade at each end; the margin is a fraction of the width
    // including that.
    double room = margin * (high - low + 1) / (1 - 2 * margin);
    range[0] = fmax(DBL_TRUE_MIN, m_pow(10, floor(2 * (low - room)) / 2));
    range[1] = fmin(DBL_MAX, m_pow(10, ceil(2 * (high + room)) / 2));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/ticks.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

// The steps that a person would choose, smallest first, how many decimals each adds, and into how
// many parts minor ticks divide it.
static const struct {
    double size;
    int decimals, parts;
} steps[] = {{1, 0, 5}, {2, 0, 4}, {2.5, 1, 5}, {5, 0, 5}};

// Labels of more digits than this share a factor or an offset where they may.
enum { WHOLE_MAX = 5, DECIMALS_MAX = 4, DIGITS_MAX = 6 };

// How the values of an axis are written: (value - offset) / 10^exponent with these decimals.
struct form {
    double offset;
    int exponent, decimals;
};

// The place of a number's first digit: 0 for 1 to 9, -1 for 0.1 to 0.9.
static int magnitude(double value) {
    return value == 0 ? 0 : (int)floor(log10(fabs(value)) + 1e-9);
}

static int at_least_0(int value) {
    return value < 0 ? 0 : value;
}

static void append(char label[TICK_LABEL], const char *more) {
    strncat(label, more, TICK_LABEL - strlen(label) - 1);
}

// Appends a number with a true minus sign; no zero has one.
static void append_fixed(char label[TICK_LABEL], int decimals, double value) {
    char plain[TICK_LABEL - 4];
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    bool is_zero = strspn(plain, "-0.") == strlen(plain);
    if (plain[0] == '-' && !is_zero)
        append(label, "\u2212");
    append(label, plain[0] == '-' ? plain + 1 : plain);
}

static void append_power(char label[TICK_LABEL], int exponent) {
    static const char *const superscripts[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                               "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    char digits[12];
    snprintf(digits, sizeof digits, "%d", exponent < 0 ? -exponent : exponent);
    append(label, exponent < 0 ? "10\u207B" : "10");
    for (const char *d = digits; *d; d++)
        append(label, superscripts[*d - '0']);
}

// A number times a power of ten: 5×10⁻⁹; zero stays 0.
static void write_number(char label[TICK_LABEL], double value, int exponent, int decimals) {
    label[0] = 0;
    append_fixed(label, decimals, value * pow(10, -exponent));
    bool is_zero = strspn(label, "0.") == strlen(label);
    if (is_zero && exponent != 0)
        label[0] = '0', label[1] = '\0';
    if (is_zero || exponent == 0)
        return;
    append(label, "\u00D7");
    append_power(label, exponent);
}

// Writes what is taken out of the labels: first the factor, then what is added.
static void write_common(char common[TICK_LABEL], struct form form) {
    common[0] = 0;
    if (form.exponent != 0) {
        append(common, "\u00D7");
        append_power(common, form.exponent);
    }
    if (form.offset == 0)
        return;
    int place = magnitude(form.offset);
    append(common, form.exponent != 0 ? form.offset < 0 ? " \u2212 " : " + "
                   : form.offset < 0  ? "\u2212"
                                      : "+");
    double size = fabs(form.offset);
    if ((place >= WHOLE_MAX || place < -DECIMALS_MAX) && fabs(size * pow(10, -place) - 1) < 1e-12) {
        append_power(common, place);
        return;
    }
    char plain[TICK_LABEL - 4];
    snprintf(plain, sizeof plain, "%.15g", size);
    char *e = strchr(plain, 'e');
    if (e)
        *e = 0;
    append(common, plain);
    if (e) {
        append(common, "\u00D7");
        append_power(common, place);
    }
}

// Takes out of [first, last], whose step has its last digit at 10^-decimals, what makes labels
// long.
static struct form choose_form(double first, double last, int decimals) {
    struct form form = {.decimals = at_least_0(decimals)};
    double most = fmax(fabs(first), fabs(last));
    if (last > first && magnitude(most) + decimals >= DIGITS_MAX && first * last > 0) {
        double unit = pow(10, ceil(log10(last - first) + 1e-9));
        double low = floor(first / unit + 1e-6), high = floor(last / unit + 1e-6);
        // Toward 0 of a range that lies within one unit, else the border that it straddles.
        form.offset = unit * (low < high ? high : last < 0 ? low + 1 : low);
        most = fmax(fabs(first - form.offset), fabs(last - form.offset));
    }
    int place = magnitude(most);
    if (place >= WHOLE_MAX || decimals > DECIMALS_MAX) {
        form.exponent = place;
        form.decimals = at_least_0(place + decimals);
    }
    return form;
}

static void label_linear(struct ticks *ticks, int decimals, bool is_short) {
    double first = ticks->value[0], last = ticks->value[ticks->count - 1];
    double most = fmax(fabs(first), fabs(last));
    struct form form = {.decimals = at_least_0(decimals)};
    if (is_short) {
        form = choose_form(first, last, decimals);
        write_common(ticks->common, form);
    } else if (most >= 1e6 || decimals > 6) {
        int place = magnitude(most), digits = at_least_0(place + decimals);
        for (int i = 0; i < ticks->count; i++)
            write_number(ticks->label[i], ticks->value[i], place, digits > 15 ? 15 : digits);
        return;
    }
    for (int i = 0; i < ticks->count; i++) {
        ticks->label[i][0] = 0;
        append_fixed(ticks->label[i], form.decimals,
                     (ticks->value[i] - form.offset) * pow(10, -form.exponent));
    }
}

static void choose_linear(struct ticks *ticks, double low, double high, int most, bool is_short) {
    double width = high - low;
    int exponent = (int)floor(log10(width / most)) - 1;
    for (;; exponent++) {
        for (int i = 0; i < 4; i++) {
            double step = steps[i].size * pow(10, exponent);
            double slack = 1e-9 * width / step; // an end counts although rounding missed it
            double first = ceil(low / step - slack), last = floor(high / step + slack);
            if (last - first + 1 > most || (i == 2 && exponent == 0))
                continue; // too many; or 2.5, whose halves are worth no decimal
            for (double k = first; k <= last && ticks->count < TICKS_MAX; k++)
                ticks->value[ticks->count++] = k * step + 0.0; // no negative zero
            if (ticks->count == 0)
                return;
            label_linear(ticks, steps[i].decimals - exponent, is_short);
            double part = step / steps[i].parts;
            for (double k = ceil(low / part - slack); k <= floor(high / part + slack); k++)
                if (fmod(k, steps[i].parts) != 0 && ticks->minor_count < TICKS_MINOR_MAX)
                    ticks->minor[ticks->minor_count++] = k * part;
            return;
        }
    }
}

static bool is_within(double value, double low, double high) {
    return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
}

// Marks decades, with 2 and 5 between them where they are few. False where fewer than two marks
// fit.
static bool choose_log(struct ticks *ticks, double low, double high, int most) {
    static const int parts[] = {1, 2, 5};
    int first = (int)floor(log10(low) + 1e-9), last = (int)floor(log10(high) + 1e-9);
    int used = last - first < 3 && 3 * (last - first + 1) <= most + 2 ? 3 : 1;
    int ceiling = (int)ceil(log10(low) - 1e-9);
    int every = used == 1 ? (last - ceiling) / most + 1 : 1;
    int begin = used == 1 ? ceiling : first;
    // Powers of a thousand read best, where two are left.
    int even = every == 2 ? 3 : every == 4 || every == 5 ? 6 : every;
    int even_begin = (int)ceil((double)begin / even) * even;
    if (every > 1 && even_begin + even <= last) {
        every = even;
        begin = even_begin;
    }
    bool is_plain = begin >= -2 && last <= 3;
    for (int e = begin; e <= last; e += every)
        for (int i = 0; i < used && ticks->count < TICKS_MAX; i++) {
            double value = parts[i] * pow(10, e);
            if (!is_within(value, low, high))
                continue;
            char *label = ticks->label[ticks->count];
            ticks->value[ticks->count++] = value;
            label[0] = 0;
            if (is_plain || (used == 3 && begin >= -3 && last <= 4))
                append_fixed(label, at_least_0(-e), value);
            else if (parts[i] == 1)
                append_power(label, e);
            else
                write_number(label, value, e, 0);
        }
    if (ticks->count < 2)
        return false;
    for (int e = first; e <= last; e++)
        for (int k = 1; k <= 9; k++) {
            double value = k * pow(10, e);
            bool is_major =
                used == 3 ? k == 1 || k == 2 || k == 5 : k == 1 && (e - begin) % every == 0;
            bool is_minor = last - first > 12 || every > 1 ? k == 1 : true;
            if (!is_major && is_minor && is_within(value, low, high) &&
                ticks->minor_count < TICKS_MINOR_MAX)
                ticks->minor[ticks->minor_count++] = value;
        }
    return true;
}

static void choose(struct ticks *ticks, double low, double high, int most, bool is_log,
                   bool is_short) {
    most = most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most;
    ticks->common[0] = 0;
    ticks->count = ticks->minor_count = 0;
    if (is_log && choose_log(ticks, low, high, most))
        return;
    ticks->count = 0;
    choose_linear(ticks, low, high, most, is_short);
    if (is_log)
        ticks->minor_count = 0; // parts of a linear step say nothing on a log axis
}

void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log) {
    choose(ticks, low, high, most, is_log, false);
}

void ticks_choose_short(struct ticks *ticks, double low, double high, int most, bool is_log) {
    choose(ticks, low, high, most, is_log, true);
}

void value_write(char label[TICK_LABEL], double value, int decimals) {
    if (fabs(value) < 1e6 && decimals <= 6)
        write_number(label, value, 0, at_least_0(decimals));
    else
        write_number(label, value, magnitude(value), 2);
}

void range_pad(double range[2], double margin) {
    double width = range[1] - range[0];
    if (width <= 1e-12 * fmax(fabs(range[0]), fabs(range[1])) || width == 0) {
        double half = fmax(0.5, 0.05 * fabs(range[0]));
        range[0] -= half;
        range[1] += half;
        return;
    }
    range[0] -= margin * width;
    range[1] += margin * width;
}

void range_round(double range[2]) {
    struct ticks ticks;
    ticks_choose(&ticks, range[0], range[1], 9, false);
    double step = ticks.count > 1 ? ticks.value[1] - ticks.value[0] : range[1] - range[0];
    range[0] = floor(range[0] / step + 1e-9) * step;
    range[1] = ceil(range[1] / step - 1e-9) * step;
}

void range_round_log(double range[2], double margin) {
    double low = log10(range[0]), high = log10(range[1]);
    // The new axis is at most half a decade more at each end than with this room alone.
    double room = margin * (high - low + 1) / (1 - 2 * margin);
    range[0] = fmax(DBL_TRUE_MIN, pow(10, floor(2 * (low - room)) / 2));
    range[1] = fmin(DBL_MAX, pow(10, ceil(2 * (high + room)) / 2));
}

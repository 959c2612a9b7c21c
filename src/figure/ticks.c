// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// The steps that a person would choose, smallest first, and how many decimals each adds.
static const double steps[] = {1, 2, 2.5, 5};
static const int extra_decimals[] = {0, 0, 1, 0};

// Writes a number with a true minus sign.
static void write_label(char label[TICK_LABEL], bool scientific, int decimals, double value) {
    char plain[TICK_LABEL - 4];
    if (scientific)
        snprintf(plain, sizeof plain, "%.*e", decimals, value);
    else
        snprintf(plain, sizeof plain, "%.*f", decimals, value);
    bool is_zero = strspn(plain, "-0.") == strlen(plain);
    const char *digits = plain[0] == '-' ? plain + 1 : plain;
    snprintf(label, TICK_LABEL, "%s%s", plain[0] == '-' && !is_zero ? "\u2212" : "", digits);
}

static void choose_linear(struct ticks *ticks, double low, double high, int most) {
    double width = high - low;
    int exponent = (int)floor(log10(width / most)) - 1;
    for (;; exponent++) {
        for (int i = 0; i < 4; i++) {
            double step = steps[i] * pow(10, exponent);
            double slack = 1e-9 * width / step; // an end counts although rounding missed it
            double first = ceil(low / step - slack), last = floor(high / step + slack);
            if (last - first + 1 > most || (i == 2 && exponent == 0))
                continue; // too many; or 2.5, whose halves are worth no decimal
            int decimals = extra_decimals[i] - exponent;
            bool scientific = fabs(high) >= 1e6 || fabs(low) >= 1e6 || decimals > 6;
            ticks->count = 0;
            for (double k = first; k <= last && ticks->count < TICKS_MAX; k++) {
                double value = k * step + 0.0; // no negative zero
                ticks->value[ticks->count] = value;
                // Enough digits to tell neighbours apart, in either form.
                int digits = value == 0 ? 0 : (int)floor(log10(fabs(value))) + decimals;
                write_label(ticks->label[ticks->count++], scientific,
                            scientific ? (digits < 0    ? 0
                                          : digits > 12 ? 12
                                                        : digits)
                                       : (decimals < 0 ? 0 : decimals),
                            value);
            }
            return;
        }
    }
}

// Writes 10 to the power of `exponent`: plain where short, else with superscript digits.
static void write_power(char label[TICK_LABEL], int exponent) {
    static const char *const superscripts[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                               "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    if (exponent >= -2 && exponent <= 3) {
        snprintf(label, TICK_LABEL, "%.*f", exponent < 0 ? -exponent : 0, pow(10, exponent));
        return;
    }
    char digits[12];
    snprintf(digits, sizeof digits, "%d", exponent < 0 ? -exponent : exponent);
    snprintf(label, TICK_LABEL, "10%s", exponent < 0 ? "\u207B" : "");
    for (const char *d = digits; *d; d++)
        strncat(label, superscripts[*d - '0'], TICK_LABEL - strlen(label) - 1);
}

// Marks decades, with 2 and 5 between them where they are few. False where fewer than two marks
// fit.
static bool choose_log(struct ticks *ticks, double low, double high, int most) {
    static const double parts[] = {1, 2, 5};
    int first = (int)floor(log10(low)), last = (int)floor(log10(high) + 1e-9);
    int used = last - first < 3 && 3 * (last - first + 1) <= most + 2 ? 3 : 1;
    int every = 1;
    if (used == 1) {
        first = (int)ceil(log10(low) - 1e-9);
        every = (last - first) / most + 1;
    }
    for (int e = first; e <= last; e += every) {
        for (int i = 0; i < used && ticks->count < TICKS_MAX; i++) {
            double value = parts[i] * pow(10, e);
            if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9))
                continue;
            ticks->value[ticks->count] = value;
            if (used == 3)
                write_label(ticks->label[ticks->count++], e < -3 || e > 5,
                            e < -3 || e > 5 ? 0
                            : e < 0         ? -e
                                            : 0,
                            value);
            else
                write_power(ticks->label[ticks->count++], e);
        }
    }
    return ticks->count >= 2;
}

void ticks_choose(struct ticks *ticks, double low, double high, int most, bool is_log) {
    most = most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most;
    ticks->count = 0;
    if (is_log && choose_log(ticks, low, high, most))
        return;
    choose_linear(ticks, low, high, most);
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

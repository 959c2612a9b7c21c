// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Pseudo-random numbers from 0 to 1, always the same sequence.
static double draw(void) {
    static uint64_t bits = 1;
    bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (double)(bits >> 11) * 0x1p-53;
}

// Returns any double: all exponents, both signs, subnormal ones.
static double draw_any(void) {
    double size = ldexp(1 + draw(), (int)(draw() * 2098) - 1074);
    return draw() < 0.5 ? -size : size;
}

// Ranges, with the labels that a person would write and their common factor or offset.
static const struct {
    double low, high;
    int most;
    bool is_log;
    const char *labels, *common;
} examples[] = {
    {-20, 20, 9, false, "−20 −15 −10 −5 0 5 10 15 20", ""},
    {-20, 20, 5, false, "−20 −10 0 10 20", ""},
    {-1.1, 1.1, 6, false, "−1.0 −0.5 0.0 0.5 1.0", ""},
    {0, 30, 7, false, "0 5 10 15 20 25 30", ""},
    {0, 1, 5, false, "0.00 0.25 0.50 0.75 1.00", ""},
    {0, 10, 6, false, "0 2 4 6 8 10", ""},
    {0, 10, 5, false, "0 5 10", ""}, // not 0, 2.5, 5
    {0, 0.001, 3, false, "0.0000 0.0005 0.0010", ""},
    {0, 80000, 5, false, "0 20000 40000 60000 80000", ""},
    {0, 2e6, 3, false, "0 1 2", "×10⁶"},
    {-3e12, 2e12, 4, false, "−2 0 2", "×10¹²"},
    {1e-8, 3e-8, 4, false, "1 2 3", "×10⁻⁸"},
    {1e-9, 1.5e-9, 3, false, "1.0 1.2 1.4", "×10⁻⁹"},
    {1000000.001, 1000000.005, 5, false, "0.001 0.002 0.003 0.004 0.005", "+10⁶"},
    {1234567.1, 1234567.4, 4, false, "0.1 0.2 0.3 0.4", "+1234567"},
    {-1000000.005, -1000000.001, 5, false, "−0.005 −0.004 −0.003 −0.002 −0.001", "−10⁶"},
    {999.9998, 1000.0003, 6, false, "−0.0002 −0.0001 0.0000 0.0001 0.0002 0.0003", "+1000"},
    {1 + 1e-9, 1 + 3e-9, 3, false, "1 2 3", "×10⁻⁹ + 1"},
    {1, 1000, 5, true, "1 10 100 1000", ""},
    {1, 100, 9, true, "1 2 5 10 20 50 100", ""},
    {1e-6, 1e6, 5, true, "10⁻⁶ 10⁻³ 10⁰ 10³ 10⁶", ""},
    {1e-4, 1, 6, true, "10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰", ""},
    {1e-1, 1e8, 5, true, "10⁰ 10³ 10⁶", ""}, // every second decade would give five
    {1e-12, 1e9, 6, true, "10⁻¹² 10⁻⁶ 10⁰ 10⁶", ""},
    {1e1, 1e5, 4, true, "10¹ 10³ 10⁵", ""}, // every third would give one
    {0.3, 3, 9, true, "0.5 1 2", ""},
    {2e-7, 3e-6, 9, true, "2×10⁻⁷ 5×10⁻⁷ 10⁻⁶ 2×10⁻⁶", ""},
    {2, 3, 5, true, "2.00 2.25 2.50 2.75 3.00", ""}, // less than two decades
};

static void test_examples(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct ticks ticks;
        char joined[TICKS_MAX * TICK_LABEL] = "";
        ticks_choose_short(&ticks, examples[i].low, examples[i].high, examples[i].most,
                           examples[i].is_log);
        for (int k = 0; k < ticks.count; k++) {
            size_t length = strlen(joined);
            snprintf(joined + length, sizeof joined - length, "%s%s", k ? " " : "", ticks.label[k]);
        }
        if (strcmp(joined, examples[i].labels) != 0 ||
            strcmp(ticks.common, examples[i].common) != 0)
            fail_msg("[%g, %g] at most %d: '%s' '%s', not '%s' '%s'", examples[i].low,
                     examples[i].high, examples[i].most, joined, ticks.common, examples[i].labels,
                     examples[i].common);
    }
}

// Parses a text such as −2.5×10⁻⁷; `end` is set behind it.
static double said(const char *text, const char **end) {
    static const char minus[] = "−", times[] = "×10", raised_minus[] = "⁻";
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    double sign = 1, value = 1;
    if (strncmp(text, minus, strlen(minus)) == 0) {
        sign = -1;
        text += strlen(minus);
    }
    bool is_power = strncmp(text, "10", 2) == 0 && (unsigned char)text[2] >= 128;
    if (is_power) {
        text += 2;
    } else if (strncmp(text, times, strlen(times)) != 0) {
        char *stop;
        value = strtod(text, &stop);
        text = stop;
    }
    if (is_power || strncmp(text, times, strlen(times)) == 0) {
        int exponent = 0, turn = 1;
        text += is_power ? 0 : strlen(times);
        if (strncmp(text, raised_minus, strlen(raised_minus)) == 0) {
            turn = -1;
            text += strlen(raised_minus);
        }
        for (int d = 0; d < 10; d++)
            if (strncmp(text, raised[d], strlen(raised[d])) == 0) {
                exponent = exponent * 10 + d;
                text += strlen(raised[d]);
                d = -1;
            }
        value *= pow(10, turn * exponent);
    }
    *end = text;
    return sign * value;
}

// Returns the number of a label, given the axis's `common` text.
static double meant(const char *label, const char *common) {
    const char *end;
    double factor = 1, offset = 0;
    if (strncmp(common, "×", strlen("×")) == 0)
        factor = said(common, &common);
    common += *common == ' ';
    bool is_less = strncmp(common, "−", strlen("−")) == 0;
    if (*common) {
        common += is_less ? strlen("−") : 1;
        common += *common == ' ';
        offset = said(common, &common) * (is_less ? -1 : 1);
    }
    assert_int_equal(*common, 0);
    double value = said(label, &end);
    assert_int_equal(*end, 0);
    return value * factor + offset;
}

static void assert_good(double low, double high, int most, bool is_short) {
    struct ticks ticks;
    if (is_short)
        ticks_choose_short(&ticks, low, high, most, false);
    else
        ticks_choose(&ticks, low, high, most, false);
    double width = high - low;
    if (ticks.count < 2 || ticks.count > most)
        fail_msg("[%.17g, %.17g]: %d of %d", low, high, ticks.count, most);
    for (int k = 0; k < ticks.count; k++) {
        bool is_inside =
            ticks.value[k] >= low - 1e-6 * width && ticks.value[k] <= high + 1e-6 * width;
        double step = ticks.count > 1 ? ticks.value[1] - ticks.value[0] : width;
        bool is_even = k == 0 || fabs(ticks.value[k] - ticks.value[k - 1] - step) < 1e-6 * step;
        double slack = 1e-6 * step + 1e-14 * fabs(ticks.value[k]);
        bool is_right = fabs(meant(ticks.label[k], ticks.common) - ticks.value[k]) <= slack;
        bool is_new = k == 0 || strcmp(ticks.label[k], ticks.label[k - 1]) != 0;
        bool is_brief = !is_short || ticks.count == 1 || strlen(ticks.label[k]) <= 10;
        if (!is_inside || !is_even || !is_right || !is_new || !is_brief)
            fail_msg("[%.17g, %.17g] at most %d: tick %d of %d is %.17g, '%s' '%s'", low, high,
                     most, k, ticks.count, ticks.value[k], ticks.label[k], ticks.common);
    }
    for (int k = 0; k < ticks.minor_count; k++) {
        assert_true(ticks.minor[k] >= low - 1e-6 * width && ticks.minor[k] <= high + 1e-6 * width);
        for (int i = 0; i < ticks.count; i++)
            assert_true(fabs(ticks.minor[k] - ticks.value[i]) > 1e-6 * width / most);
    }
}

// For any position and width of a range: ticks are few enough, inside, evenly spaced, and labelled
// with their values.
static void test_any_range(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double draws[3] = {draw(), draw(), draw()};
        double width = pow(10, draws[0] * 24 - 12), low = (draws[1] - 0.5) * 20 * width;
        assert_good(low, low + width, 2 + (int)(draws[2] * 20), false);
        assert_good(low, low + width, 2 + (int)(draws[2] * 20), true);
        // Narrow ranges far from 0.
        low = pow(10, draws[1] * 6) * width * (draws[2] < 0.5 ? -1 : 1);
        assert_good(low, low + width, 2 + (int)(draws[2] * 20), true);
    }
}

// Decades are evenly spaced; spacings of two and four are replaced by powers of a thousand or a
// million if two of those are in the range.
static void assert_even(const struct ticks *ticks, double low, double high) {
    double every = log10(ticks->value[1]) - log10(ticks->value[0]);
    for (int k = 1; k < ticks->count && every > 0.7; k++)
        assert_true(fabs(log10(ticks->value[k]) - log10(ticks->value[k - 1]) - every) < 1e-6);
    int even = fabs(every - 2) < 0.1 ? 3 : fabs(every - 4.5) < 0.6 ? 6 : 0;
    if (even > 0)
        assert_true(floor(log10(high) / even) - ceil(log10(low) / even) < 1);
}

// Writes a label with signs that strtod reads.
static void plain_of(const char *label, char text[160]) {
    size_t length = 0;
    for (const char *s = label; *s && length < 150;) {
        static const struct {
            const char *sign, *plain;
        } signs[] = {{"−", "-"}, {"×10", "e"}, {"⁻", "-"}, {"⁰", "0"}, {"¹", "1"},
                     {"²", "2"}, {"³", "3"},   {"⁴", "4"}, {"⁵", "5"}, {"⁶", "6"},
                     {"⁷", "7"}, {"⁸", "8"},   {"⁹", "9"}};
        size_t i = 0;
        while (i < sizeof signs / sizeof *signs &&
               strncmp(s, signs[i].sign, strlen(signs[i].sign)) != 0)
            i++;
        bool is_power = s == label && strncmp(s, "10", 2) == 0 && (unsigned char)s[2] >= 128;
        if (is_power || (length == 1 && text[0] == '-' && strncmp(s, "10", 2) == 0 &&
                         (unsigned char)s[2] >= 128)) {
            text[length++] = '1';
            text[length++] = 'e';
            s += 2;
        } else if (i < sizeof signs / sizeof *signs) {
            text[length++] = signs[i].plain[0];
            s += strlen(signs[i].sign);
        } else {
            text[length++] = *s++;
        }
    }
    text[length] = 0;
}

// The promises for any range: 2 to `most` ticks, inside, ascending, with distinct labels that read
// back as the tick if nothing was taken out of them.
static void assert_promises(double low, double high, int most, bool is_log) {
    struct ticks ticks;
    for (int is_short = 0; is_short < 2; is_short++) {
        if (is_short)
            ticks_choose_short(&ticks, low, high, most, is_log);
        else
            ticks_choose(&ticks, low, high, most, is_log);
        bool is_good = ticks.count >= 2 && ticks.count <= most;
        for (int k = 0; k < ticks.count; k++) {
            double value = ticks.value[k];
            is_good = is_good && value >= low && value <= high &&
                      (k == 0 || (value > ticks.value[k - 1] &&
                                  strcmp(ticks.label[k], ticks.label[k - 1]) != 0));
            char text[160], *end;
            plain_of(ticks.label[k], text);
            double read = strtod(text, &end);
            double slack = is_log ? 1e-9 * value : 1e-9 * (high - low);
            is_good = is_good && *end == 0 &&
                      (*ticks.common || read == value ||
                       (fabs(read - value) <= slack && (k == 0 || k == ticks.count - 1)));
            if (!is_good)
                fail_msg("[%.17g, %.17g]%s at most %d: tick %d of %d is %.17g, '%s' '%s'", low,
                         high, is_log ? " log" : "", most, k, ticks.count, value, ticks.label[k],
                         ticks.common);
        }
        for (int k = 0; k < ticks.minor_count; k++)
            assert_true(ticks.minor[k] >= low && ticks.minor[k] <= high);
        if (!is_good)
            fail_msg("[%.17g, %.17g] at most %d: %d ticks", low, high, most, ticks.count);
    }
}

// Draws two doubles that are a few ulps apart, or any.
static void draw_range(double range[2]) {
    range[0] = draw_any();
    double kind = draw();
    if (kind < 0.2) {
        range[1] = range[0];
        for (int i = (int)(draw() * 20); i >= 0; i--)
            range[1] = nextafter(range[1], INFINITY);
    } else {
        range[1] = kind < 0.4   ? 0
                   : kind < 0.6 ? range[0] * (1 + draw() * pow(10, -16 * draw()))
                                : draw_any();
    }
    if (range[0] > range[1]) {
        double low = range[1];
        range[1] = range[0];
        range[0] = low;
    }
}

static void test_any_doubles(void **state) {
    (void)state;
    static const double hard[][2] = {
        {0, 5e-324},          {5e-324, 1e-323},        {-5e-324, 5e-324},
        {0x1p53, 0x1p53 + 2}, {1, 1.0000000000000002}, {4900, 30290},
        {5e-324, 1.7e308},    {-8e307, 8e307}};
    for (size_t i = 0; i < 8; i++)
        for (int most = 2; most < 12; most++) {
            assert_promises(hard[i][0], hard[i][1], most, false);
            if (hard[i][0] > 0)
                assert_promises(hard[i][0], hard[i][1], most, true);
        }
    for (int i = 0; i < 10000; i++) {
        double range[2];
        int most = 2 + (int)(draw() * 12);
        draw_range(range);
        if (range[0] < range[1] && isfinite(range[1] - range[0]))
            assert_promises(range[0], range[1], most, false);
        if (range[0] < range[1] && range[0] > 0)
            assert_promises(range[0], range[1], most, true);
        // Any two numbers give a range that can be drawn after padding and rounding.
        range_pad(range, 0.1 * draw());
        assert_true(range[0] < range[1] && isfinite(range[1] - range[0]));
        range_round(range);
        assert_true(range[0] < range[1] && isfinite(range[1] - range[0]));
    }
}

// The position on a scale increases with the value from 0 to 1, linearly in the logarithm on a log
// scale.
static void test_parts(void **state) {
    (void)state;
    for (int i = 0; i < 10000; i++) {
        double range[2], values[2];
        draw_range(range);
        for (int is_log = 0; is_log < 2; is_log++) {
            if (!(range[0] < range[1]) || !isfinite(range[1] - range[0]) ||
                (is_log && range[0] <= 0))
                continue;
            double low = range[0], high = range[1];
            assert_true(range_part(low, high, is_log, low) == 0);
            assert_true(range_part(low, high, is_log, high) == 1);
            for (int k = 0; k < 2; k++)
                values[k] = fmax(low, fmin(high, low + draw() * (high - low)));
            double a = range_part(low, high, is_log, values[0]);
            double b = range_part(low, high, is_log, values[1]);
            assert_true(a >= 0 && a <= 1);
            assert_true(values[0] <= values[1] ? a <= b + 1e-15 : a >= b - 1e-15);
        }
    }
    // All decades have the same length, although their quotient may not be a double.
    for (int e = -323; e < 308; e++) {
        double at = range_part(1e-323, 1e308, true, pow(10, e));
        double straight = (log10(pow(10, e)) - log10(1e-323)) / (308 - log10(1e-323));
        assert_true(fabs(at - straight) < 1e-12);
    }
    assert_true(isinf(range_part(1, 10, true, 0)) && range_part(1, 10, true, -1) < 0);
}

static void test_log(void **state) {
    (void)state;
    for (int e = -300; e < 300; e += 7)
        for (int decades = 1; e + decades < 300; decades += decades < 12 ? 1 : 11)
            for (int most = 2; most < 20; most += 3) {
                struct ticks ticks;
                double low = 0.7 * pow(10, e), high = 1.4 * pow(10, e + decades);
                ticks_choose(&ticks, low, high, most, true);
                assert_in_range(ticks.count, 2, most);
                assert_even(&ticks, low, high);
                for (int k = 0; k < ticks.count; k++) {
                    assert_true(ticks.value[k] > 0.999 * low && ticks.value[k] < 1.001 * high);
                    assert_true(k == 0 || ticks.value[k] > ticks.value[k - 1]);
                }
            }
}

static void test_ranges(void **state) {
    (void)state;
    static const struct {
        double range[2], padded[2], rounded[2];
    } cases[] = {
        {{0, 10}, {-1, 11}, {-2, 12}},      {{-3, 7}, {-4, 8}, {-4, 8}},
        {{5, 5}, {4.5, 5.5}, {4.4, 5.6}},   {{0, 0}, {-0.5, 0.5}, {-0.6, 0.6}},
        {{100, 100}, {95, 105}, {94, 106}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double range[2] = {cases[i].range[0], cases[i].range[1]};
        range_pad(range, 0.1);
        for (int end = 0; end < 2; end++)
            if (fabs(range[end] - cases[i].padded[end]) > 1e-9)
                fail_msg("case %zu is padded to [%g, %g]", i, range[0], range[1]);
        range_round(range);
        for (int end = 0; end < 2; end++)
            if (fabs(range[end] - cases[i].rounded[end]) > 1e-9)
                fail_msg("case %zu is rounded to [%g, %g]", i, range[0], range[1]);
    }
}

// A value with few digits reads back as one that rounds to them, and is short.
static void test_short_values(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *label;
    } values[] = {{0, "0"},
                  {0.0626, "0.0626"},
                  {7.9149e-5, "7.91×10⁻⁵"},
                  {1e-9, "10⁻⁹"},
                  {-2.5e-4, "−0.00025"},
                  {9.7, "9.7"},
                  {1234.4, "1234"},
                  {999999.4, "999999"},
                  {999999.7, "10⁶"},
                  {9.996e-5, "0.0001"},
                  {-1.5e21, "−1.5×10²¹"}};
    char label[DECIMAL_TEXT], text[160], *end;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        value_write_short(label, values[i].value, 3);
        assert_string_equal(label, values[i].label);
    }
    for (int i = 0; i < 20000; i++) {
        int digits = 1 + (int)(draw() * 17);
        double value = i % 2 ? draw_any() : (draw() - 0.5) * pow(10, 14 * draw() - 6);
        value_write_short(label, value, digits);
        plain_of(label, text);
        double read = strtod(text, &end);
        if (*end || !(fabs(read - value) <= 0.5000001 * fabs(value) * pow(10, 1 - digits)) ||
            strlen(label) > 48)
            fail_msg("%.17g with %d digits: '%s'", value, digits, label);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_values), cmocka_unit_test(test_examples),
        cmocka_unit_test(test_any_range),    cmocka_unit_test(test_any_doubles),
        cmocka_unit_test(test_parts),        cmocka_unit_test(test_log),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

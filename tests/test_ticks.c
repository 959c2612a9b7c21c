// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Ranges with the labels that a person would write.
static const struct {
    double low, high;
    int most;
    bool is_log;
    const char *labels;
} examples[] = {
    {-20, 20, 9, false, "−20 −15 −10 −5 0 5 10 15 20"},
    {-20, 20, 5, false, "−20 −10 0 10 20"},
    {-1.1, 1.1, 6, false, "−1.0 −0.5 0.0 0.5 1.0"},
    {0, 30, 7, false, "0 5 10 15 20 25 30"},
    {0, 1, 5, false, "0.00 0.25 0.50 0.75 1.00"},
    {0, 10, 6, false, "0 2 4 6 8 10"},
    {0, 10, 5, false, "0 5 10"}, // not 0, 2.5, 5
    {0, 0.001, 3, false, "0.0000 0.0005 0.0010"},
    {0, 2e6, 3, false, "0e+00 1e+06 2e+06"},
    {1e-8, 3e-8, 4, false, "1e-08 2e-08 3e-08"},
    {1, 1000, 5, true, "1 10 100 1000"},
    {1, 100, 9, true, "1 2 5 10 20 50 100"},
    {1e-6, 1e6, 5, true, "10⁻⁶ 10⁻³ 1 1000 10⁶"},
    {2, 3, 5, true, "2.00 2.25 2.50 2.75 3.00"}, // no two decades
};

static void test_examples(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct ticks ticks;
        char joined[TICKS_MAX * TICK_LABEL] = "";
        ticks_choose(&ticks, examples[i].low, examples[i].high, examples[i].most,
                     examples[i].is_log);
        for (int k = 0; k < ticks.count; k++) {
            strcat(joined, k ? " " : "");
            strcat(joined, ticks.label[k]);
        }
        if (strcmp(joined, examples[i].labels) != 0)
            fail_msg("[%g, %g] at most %d: '%s', not '%s'", examples[i].low, examples[i].high,
                     examples[i].most, joined, examples[i].labels);
    }
}

// The number that a label says.
static double said(const char *label) {
    static const char minus[] = "−";
    if (strncmp(label, minus, strlen(minus)) == 0)
        return -strtod(label + strlen(minus), NULL);
    return strtod(label, NULL);
}

static void assert_good(double low, double high, int most) {
    struct ticks ticks;
    ticks_choose(&ticks, low, high, most, false);
    double width = high - low;
    if (ticks.count < 1 || ticks.count > most)
        fail_msg("[%.17g, %.17g]: %d of %d", low, high, ticks.count, most);
    for (int k = 0; k < ticks.count; k++) {
        bool is_inside =
            ticks.value[k] >= low - 1e-6 * width && ticks.value[k] <= high + 1e-6 * width;
        double step = ticks.count > 1 ? ticks.value[1] - ticks.value[0] : width;
        bool is_even = k == 0 || fabs(ticks.value[k] - ticks.value[k - 1] - step) < 1e-6 * step;
        bool is_right = fabs(said(ticks.label[k]) - ticks.value[k]) <= 1e-6 * step;
        bool is_new = k == 0 || strcmp(ticks.label[k], ticks.label[k - 1]) != 0;
        if (!is_inside || !is_even || !is_right || !is_new)
            fail_msg("[%.17g, %.17g] at most %d: tick %d of %d is %g, '%s'", low, high, most, k,
                     ticks.count, ticks.value[k], ticks.label[k]);
    }
}

// Wherever a range lies and however wide it is: few enough, inside, evenly apart, labelled with
// what they are.
static void test_any_range(void **state) {
    (void)state;
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        double draws[3];
        for (int k = 0; k < 3; k++) {
            bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
            draws[k] = (double)(bits >> 11) * 0x1p-53;
        }
        double width = pow(10, draws[0] * 24 - 12), low = (draws[1] - 0.5) * 20 * width;
        assert_good(low, low + width, 2 + (int)(draws[2] * 20));
    }
}

static void test_log(void **state) {
    (void)state;
    for (int e = -300; e < 300; e += 7)
        for (int decades = 1; e + decades < 300; decades += 11)
            for (int most = 2; most < 20; most += 3) {
                struct ticks ticks;
                double low = 0.7 * pow(10, e), high = 1.4 * pow(10, e + decades);
                ticks_choose(&ticks, low, high, most, true);
                assert_in_range(ticks.count, 2, most + 1);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_any_range),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Levels and their numbers: ascending, distinct and round.
#include "plot/levels.h"

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
    static uint64_t bits = 7;
    bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (double)(bits >> 11) * 0x1p-53;
}

// Returns any double: all exponents, both signs, subnormal ones.
static double draw_any(void) {
    double size = ldexp(1 + draw(), (int)(draw() * 2098) - 1074);
    return draw() < 0.5 ? -size : size;
}

enum { SIDE = 60 };

// Makes a landscape with given values.
static void fill(struct landscape *landscape, double *values) {
    *landscape = (struct landscape){
        .count = {SIDE, SIDE}, .value = values, .low = INFINITY, .high = -INFINITY};
    for (int i = 0; i < SIDE * SIDE; i++)
        if (isfinite(values[i])) {
            landscape->low = fmin(landscape->low, values[i]);
            landscape->high = fmax(landscape->high, values[i]);
        }
    if (landscape->low > landscape->high)
        landscape->low = 0, landscape->high = 1;
}

static void assert_levels(const struct landscape *landscape, const struct levels *levels,
                          enum level_spacing spacing) {
    char labels[LEVELS_MAX][DECIMAL_TEXT], common[DECIMAL_TEXT];
    decimals_write(levels->numbers, levels->count, labels, NULL);
    for (int is_bar = 0; is_bar < 2; is_bar++) {
        for (size_t k = 0; k < levels->count; k++) {
            double value = levels->values[k];
            if (!(value > landscape->low && value < landscape->high) ||
                (k > 0 && !(value > levels->values[k - 1])) ||
                value != decimal_value(levels->numbers[k]) ||
                (k > 0 && strcmp(labels[k], labels[k - 1]) == 0))
                fail_msg("spacing %d over [%.17g, %.17g]: level %zu of %zu is %.17g '%s'",
                         (int)spacing, landscape->low, landscape->high, k, levels->count, value,
                         labels[k]);
        }
        decimals_write(levels->numbers, levels->count, labels, common);
    }
}

// Any values: infinite, NAN, consecutive doubles, all equal.
static void test_any_values(void **state) {
    (void)state;
    double values[SIDE * SIDE];
    for (int round = 0; round < 1500; round++) {
        double center = draw_any(), wide = draw_any(), kind = draw();
        for (int i = 0; i < SIDE * SIDE; i++)
            values[i] = kind < 0.2   ? draw_any()
                        : kind < 0.4 ? nextafter(center, draw() < 0.5 ? -INFINITY : INFINITY)
                        : kind < 0.5 ? center
                        : kind < 0.7 ? center * (1 + 1e-14 * draw())
                                     : center + wide * draw() * draw();
        for (int i = 0; i < 20; i++)
            values[(int)(draw() * SIDE * SIDE)] = i % 3 ? (i % 3 == 1 ? INFINITY : -INFINITY) : NAN;
        struct landscape landscape;
        fill(&landscape, values);
        for (int spacing = SPACING_QUANTILE; spacing <= SPACING_LINEAR; spacing++) {
            struct levels levels;
            size_t count = 1 + (size_t)(draw() * LEVELS_MAX);
            levels_choose_written(&landscape, (enum level_spacing)spacing, count, &levels);
            assert_levels(&landscape, &levels, (enum level_spacing)spacing);
            levels.count =
                levels_choose(&landscape, (enum level_spacing)spacing, count, levels.values);
            for (size_t k = 0; k < levels.count; k++) {
                assert_true(isfinite(levels.values[k]) && levels.values[k] > landscape.low);
                assert_true(k == 0 || levels.values[k] > levels.values[k - 1]);
            }
        }
    }
}

// A bowl, a valley, waves and a steep pit, with an offset and a scale.
static double shape(int kind, double x, double y) {
    return kind == 0   ? x * x + 3 * y * y
           : kind == 1 ? (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
           : kind == 2 ? sin(5 * x) * cos(4 * y) + 0.2 * x
                       : expm1(9 * (x * x + y * y));
}

static int64_t leading(struct decimal number) {
    int64_t digits = llabs(decimal_shorten(number).digits);
    while (digits >= 100)
        digits /= 10;
    return digits;
}

// The number of levels is within a quarter of what was asked for, and their numbers are as
// promised.
static void test_chosen_numbers(void **state) {
    (void)state;
    static const double grounds[] = {0, 1e6, -78.3, 0.5};
    static const double scales[] = {1, 1e-7, 3e9};
    double values[SIDE * SIDE];
    for (int kind = 0; kind < 4; kind++)
        for (size_t g = 0; g < 4; g++)
            for (size_t s = 0; s < 3; s++)
                for (size_t wanted = 1; wanted <= 40; wanted += wanted < 20 ? 1 : 7)
                    for (int spacing = SPACING_QUANTILE; spacing <= SPACING_LINEAR; spacing++) {
                        for (int i = 0; i < SIDE * SIDE; i++)
                            values[i] = grounds[g] + scales[s] * shape(kind, i % SIDE / 30.0 - 1,
                                                                       i / SIDE / 30.0 - 1);
                        struct landscape landscape;
                        struct levels levels;
                        fill(&landscape, values);
                        levels_choose_written(&landscape, (enum level_spacing)spacing, wanted,
                                              &levels);
                        assert_levels(&landscape, &levels, (enum level_spacing)spacing);
                        double off = fabs((double)levels.count - (double)wanted);
                        if (off > 0.25 * (double)wanted)
                            fail_msg("shape %d on %g by %g, spacing %d: %zu levels, not %zu", kind,
                                     grounds[g], scales[s], spacing, levels.count, wanted);
                        if (spacing != SPACING_LINEAR || levels.count < 2)
                            continue;
                        struct decimal step = levels.numbers[1];
                        step.digits -= levels.numbers[0].digits;
                        int64_t first = leading(step);
                        assert_true(first == 1 || first == 2 || first == 25 || first == 5 ||
                                    first == 10 || first == 20 || first == 50);
                        for (size_t k = 0; k < levels.count; k++) {
                            assert_int_equal(levels.numbers[k].exponent, step.exponent);
                            assert_int_equal(levels.numbers[k].digits % step.digits, 0);
                        }
                    }
}

// 1 and 3 times powers of ten, or powers of ten, where the values span decades.
static void test_log_numbers(void **state) {
    (void)state;
    double values[SIDE * SIDE];
    for (int decades = 6; decades <= 300; decades += 7)
        for (size_t wanted = 6; wanted <= 12; wanted++) {
            struct landscape landscape;
            struct levels levels;
            for (int i = 0; i < SIDE * SIDE; i++)
                values[i] = 70 * pow(10, -decades * (double)i / (SIDE * SIDE));
            fill(&landscape, values);
            levels_choose_written(&landscape, SPACING_LOG, wanted, &levels);
            assert_levels(&landscape, &levels, SPACING_LOG);
            assert_true(4 * llabs((long long)levels.count - (long long)wanted) <=
                        (long long)wanted);
            for (size_t k = 0; k < levels.count; k++) {
                int64_t digits = decimal_shorten(levels.numbers[k]).digits;
                assert_true(digits == 1 || digits == 3);
            }
        }
}

// Sets of numbers as color bars and lines show them.
static const struct {
    double values[8];
    int count;
    const char *bar, *common, *lines;
} sets[] = {
    {{0.5, 2, 10, 15}, 4, "0.5 2 10 15", "", "0.5 2 10 15"},
    {{5, 80000, 200000}, 3, "5 80000 200000", "", "5 80000 200000"},
    {{1e6 + 0.5, 1e6 + 2, 1e6 + 15}, 3, "0.5 2 15", "+10⁶", "1000000.5 1000002 1000015"},
    {{1e6, 2e6, 4e6}, 3, "1 2 4", "×10⁶", "10⁶ 2×10⁶ 4×10⁶"},
    {{1e-6, 3e-6, 1e-5, 1000}, 4, "10⁻⁶ 3×10⁻⁶ 10⁻⁵ 10³", "", "10⁻⁶ 3×10⁻⁶ 10⁻⁵ 10³"},
    {{-2.5, 0, 2.5}, 3, "−2.5 0 2.5", "", "−2.5 0 2.5"},
    {{-3e-4, 0.00123}, 2, "−0.3 1.23", "×10⁻³", "−3×10⁻⁴ 1.23×10⁻³"},
    {{1e300}, 1, "1", "×10³⁰⁰", "10³⁰⁰"},
    {{0}, 1, "0", "", "0"},
};

static void join(char (*labels)[DECIMAL_TEXT], int count, char joined[512]) {
    joined[0] = 0;
    for (int k = 0; k < count; k++) {
        strcat(joined, k ? " " : "");
        strcat(joined, labels[k]);
    }
}

// A well in a plain that falls to nothing: there are as many levels as were asked for, all short.
static void test_wells(void **state) {
    (void)state;
    static double values[SIDE * SIDE];
    for (int run = 0; run < 300; run++) {
        double steep = pow(10, 5 * draw()), depth = pow(10, 8 * draw() - 4);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double x = (i % SIDE - 29.5) / 30, y = ((double)i / SIDE - 29.5) / 30;
            values[i] = -depth * exp(-steep * (x * x + y * y));
        }
        struct landscape landscape;
        struct levels levels;
        char labels[LEVELS_MAX][DECIMAL_TEXT];
        size_t count = 6 + (size_t)(draw() * 9);
        fill(&landscape, values);
        levels_choose_written(&landscape, SPACING_QUANTILE, count, &levels);
        decimals_write(levels.numbers, levels.count, labels, NULL);
        assert_levels(&landscape, &levels, SPACING_QUANTILE);
        if (4 * levels.count < 3 * count || 4 * levels.count > 5 * count)
            fail_msg("steep %g: %zu levels, not %zu", steep, levels.count, count);
        double spread = landscape.high - landscape.low;
        for (size_t k = 0; k < levels.count; k++)
            if (levels.values[k] != 0 && fabs(levels.values[k]) < 1e-13 * spread)
                fail_msg("steep %g: level %zu is %s", steep, k, labels[k]);
    }
}

static void test_sets(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct levels levels;
        char labels[8][DECIMAL_TEXT], common[DECIMAL_TEXT], bar[512], lines[512];
        levels_take(sets[i].values, (size_t)sets[i].count, &levels);
        decimals_write(levels.numbers, levels.count, labels, common);
        join(labels, sets[i].count, bar);
        decimals_write(levels.numbers, levels.count, labels, NULL);
        join(labels, sets[i].count, lines);
        if (strcmp(bar, sets[i].bar) != 0 || strcmp(common, sets[i].common) != 0 ||
            strcmp(lines, sets[i].lines) != 0)
            fail_msg("set %zu: '%s' '%s' and '%s', not '%s' '%s' and '%s'", i, bar, common, lines,
                     sets[i].bar, sets[i].common, sets[i].lines);
    }
}

// For any double, the shortest decimal reads back as the double.
static void test_shortest(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value = draw_any();
        struct decimal number = decimal_of(value);
        assert_true(decimal_value(number) == value);
        assert_true(number.digits % 10 != 0);
    }
    assert_int_equal(decimal_of(0.1).digits, 1);
    assert_int_equal(decimal_of(-2.5e-7).digits, -25);
    assert_int_equal(decimal_of(0).digits, 0);
}

// Where paths pass only through a part of the losses, at least a quarter of the levels are there,
// however steep the rest; the others are still spaced by area.
static void test_levels_where_paths_are(void **state) {
    (void)state;
    static double values[SIDE * SIDE];
    for (int round = 0; round < 200; round++) {
        struct landscape landscape;
        double passed[100], levels[LEVELS_MAX], decades = 1 + 8 * draw();
        size_t count = 8 + (size_t)(draw() * 20), within = 0;
        for (int i = 0; i < SIDE * SIDE; i++)
            values[i] = pow(10, decades * draw());
        fill(&landscape, values);
        double low = 0.6 * draw(), high = low + 0.2 + 0.1 * draw();
        for (int i = 0; i < 100; i++)
            passed[i] = pow(10, decades * (low + (high - low) * i / 99));
        landscape.passed = passed;
        landscape.passed_count = 100;
        size_t made = levels_choose(&landscape, SPACING_QUANTILE, count, levels);
        for (size_t k = 0; k < made; k++) {
            within += levels[k] >= passed[0] && levels[k] <= passed[99];
            if (!(levels[k] > landscape.low && (k == 0 || levels[k] > levels[k - 1])))
                fail_msg("level %zu of %zu is %g", k, made, levels[k]);
        }
        if (!(made >= count / 2 && (double)within >= 0.25 * (double)count - 1))
            fail_msg("%zu of %zu levels, %zu where the paths are", made, count, within);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_values),
        cmocka_unit_test(test_chosen_numbers),
        cmocka_unit_test(test_log_numbers),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_shortest),
        cmocka_unit_test(test_wells),
        cmocka_unit_test(test_levels_where_paths_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

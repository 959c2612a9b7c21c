// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    double value; // NAN: no number
} numbers[] = {
    {"0", 0},
    {"-1.5", -1.5},
    {"+2", 2},
    {".5", 0.5},
    {"5.", 5},
    {"1e-6", 1e-6},
    {"2E+3", 2000},
    {"1e999", INFINITY},
    {"-1e999", -INFINITY},
    {"", NAN},
    {".", NAN},
    {"-", NAN},
    {"1e", NAN},
    {"1e+", NAN},
    {"0x10", NAN},
    {"inf", NAN},
    {"nan", NAN},
    {" 1", NAN},
    {"1 ", NAN},
    {"1,5", NAN},
    {"1.2.3", NAN},
    {"--1", NAN},
    {"e5", NAN},
    {"1_000", NAN},
    {"0.00000000000000000000000000000000000000000000000000000000000000000000001", 1e-71},
};

static void test_parse(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *text = numbers[i].text;
        // A copy without a NUL, so that reading too far is detected.
        char *bytes = strdup(text);
        bytes[strlen(text)] = '7';
        double value = -1;
        bool good = number_parse(bytes, strlen(text), &value);
        if (good == isnan(numbers[i].value) || (good && value != numbers[i].value))
            fail_msg("'%s' gives %d, %g", text, good, value);
        free(bytes);
    }
}

static void assert_reads_back(double value) {
    struct text text = {0};
    double again;
    number_append(&text, value);
    assert_true(number_parse(text.data, text.length, &again));
    assert_memory_equal(&again, &value, sizeof value); // the sign of zero too
    assert_true(text.length < 26);
    text_finish(&text);
}

static void test_reads_back(void **state) {
    (void)state;
    static const double special[] = {
        0.0, -0.0, 0.1, 1.0 / 3, 1e23, 5e-324, DBL_MIN, DBL_MAX, -1e-300, M_PI, 9007199254740993.0};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        assert_reads_back(special[i]);
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            assert_reads_back(value);
    }
}

static const struct {
    double value;
    const char *text;
} shortest[] = {
    {0.1, "0.1"},
    {5, "5"},
    {-2.5, "-2.5"},
    {1e-6, "1e-06"},
    {0.1 + 0.2, "0.30000000000000004"},
    {NAN, "nan"},
    {INFINITY, "inf"},
    {-INFINITY, "-inf"},
};

static void test_fewest_digits(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof shortest / sizeof *shortest; i++) {
        struct text text = {0};
        number_append(&text, shortest[i].value);
        assert_string_equal(text.data, shortest[i].text);
        text_finish(&text);
    }
}

static void test_round(void **state) {
    (void)state;
    static const double values[][2] = {{0.5, 1}, {1.5, 2}, {2.5, 3}, {-0.5, -1}, {0.49, 0}, {7, 7}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_int_equal(number_round(values[i][0]), (long)values[i][1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_fewest_digits),
        cmocka_unit_test(test_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

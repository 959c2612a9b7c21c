// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/schedule.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 40 };

static const struct setting rate = {.name = "lr", .min = 0, .max = 1e300};

static void read(struct document *document, struct schedule *schedule, const char *text) {
    struct error error = {0};
    struct node *node = document_parse_set(document, text, 1, &error);
    if (!node || !schedule_read(schedule, node, &rate, &error))
        fail_msg("%s: %s", text, error.message);
}

// The loss of the reference: down to 2, then flat.
static double loss_before(long t) {
    return fmax(5 - (double)t, 2);
}

// Every kind agrees with its reference over all steps.
static void test_reference(void **state) {
    (void)state;
    FILE *file = fopen(SOURCE_DIR "/tests/reference/schedules.csv", "r");
    assert_non_null(file);
    struct document document = {0};
    struct schedule schedule = {0};
    double memory[SCHEDULE_MEMORY] = {0};
    int seen[64] = {0};
    char line[256];
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#') {
            schedule_finish(&schedule);
            line[strcspn(line, "\n")] = '\0';
            read(&document, &schedule, line + 2);
            memset(memory, 0, sizeof memory);
            continue;
        }
        long t;
        double expected;
        assert_int_equal(sscanf(line, "%ld,%lf", &t, &expected), 2);
        struct schedule_time time = {t, STEPS, loss_before(t)};
        double value = schedule_value(&schedule, time, memory);
        if (schedule.kind && !(fabs(value - expected) <= 1e-12))
            fail_msg("%s at step %ld: %.17g, not %.17g", schedule.kind->name, t, value, expected);
        for (size_t i = 0; schedule_table[i]; i++)
            seen[i] += schedule_table[i] == schedule.kind;
    }
    for (size_t i = 0; schedule_table[i]; i++)
        if (seen[i] < STEPS)
            fail_msg("'%s' has no reference", schedule_table[i]->name);
    schedule_finish(&schedule);
    document_finish(&document);
    fclose(file);
}

// Options are all numbers with defaults, or asked for; the values stay finite far past the end.
static void test_every_kind(void **state) {
    (void)state;
    for (size_t i = 0; schedule_table[i]; i++) {
        const struct schedule_kind *kind = schedule_table[i];
        struct text text = {0};
        schedule_describe(kind, &text);
        assert_non_null(strstr(text.data, kind->help));
        for (const struct setting *row = kind->settings; row->name; row++)
            assert_non_null(strstr(text.data, row->name));
        text_finish(&text);
        if (kind->check)
            continue;
        struct document document = {0};
        struct schedule schedule;
        double memory[SCHEDULE_MEMORY] = {0};
        char entry[64];
        snprintf(entry, sizeof entry, "{%s: {}}", kind->name);
        read(&document, &schedule, entry);
        for (long t = 0; t < 1000; t++) {
            double value = schedule_value(&schedule, (struct schedule_time){t, 10, 1}, memory);
            assert_true(isfinite(value) && value >= 0);
        }
        schedule_finish(&schedule);
        document_finish(&document);
    }
}

static void test_number(void **state) {
    (void)state;
    struct document document = {0};
    struct schedule schedule = {0};
    read(&document, &schedule, "0.25");
    assert_null(schedule.kind);
    assert_true(schedule_value(&schedule, (struct schedule_time){7, 10, 1}, NULL) == 0.25);
    document_finish(&document);
}

static const struct {
    const char *entry, *message;
} mistakes[] = {
    {"-1", "lr must be at least 0, not -1"},
    {"fast", "expected a number or a schedule"},
    {"{cosin: {}}", "unknown schedule 'cosin'; did you mean 'cosine'?"},
    {"{cosine: {form: 1}}", "unknown option 'form' for schedule 'cosine'; did you mean 'from'?"},
    {"{cosine: {from: -1}}", "from must be at least 0"},
    {"{step: {every: 0}}", "expected a whole number from 1"},
    {"{piecewise: {values: [1, 2], at: [1, 2]}}", "one more of values than of at"},
    {"{piecewise: {values: [1, 2, 3], at: [2, 2]}}", "the steps of 'at' must increase"},
    {"{piecewise: {values: [1, -2], at: [2]}}", "values must be at least 0"},
    {"{piecewise: {values: [], at: []}}", "expected a list of numbers"},
    {"{warmup: {steps: 5}}", "warmup needs what comes then"},
    {"{warmup: {steps: 5, then: {linear: {from: -1}}}}", "from must be at least 0"},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct document document = {0};
        struct error error = {0};
        struct schedule schedule;
        struct node *node = document_parse_set(&document, mistakes[i].entry, 1, &error);
        assert_non_null(node);
        assert_false(schedule_read(&schedule, node, &rate, &error));
        if (!strstr(error.message, mistakes[i].message))
            fail_msg("%s says: %s", mistakes[i].entry, error.message);
        assert_null(schedule.options);
        error_finish(&error);
        document_finish(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_number),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "optim/schedule_table.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 40 };

static const struct setting rate = {.name = "lr", .min = 0, .max = SETTING_NO_MAX};

static void read(struct document *document, struct schedule *schedule, const char *text) {
    struct error error = {0};
    struct node *node = document_parse_set(document, text, 1, &error);
    if (!node || !schedule_read(schedule, node, &rate, &error))
        fail_msg("%s: %s", text, error.message);
}

// The loss of the reference: it decreases to 2, then stays.
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
    char line[512];
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

// Options are numbers with defaults, or required; rates stay finite far beyond the end.
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

// The plateau schedule against its definition, with losses of any sign that fall, rest and rise:
// the rate drops after more than `patience` steps without a relative improvement of the best loss.
static void test_plateau(void **state) {
    (void)state;
    struct document document = {0};
    struct schedule schedule;
    read(&document, &schedule,
         "{plateau: {from: 1, factor: 0.5, patience: 3, threshold: 0.1, min: 0.001}}");
    struct random_stream random;
    random_start(&random, 1, RANDOM_START, 0);
    int drops = 0;
    for (int run = 0; run < 200; run++) {
        double memory[SCHEDULE_MEMORY] = {0}, best = INFINITY, expected = 1, loss = 100;
        double level = random_uniform(&random, -100, 100);
        int since = 0;
        for (long t = 0; t < STEPS; t++) {
            struct schedule_time time = {t, STEPS, loss};
            double value = schedule_value(&schedule, time, memory);
            if (t > 0) {
                bool is_better = isinf(best) || best - loss > 0.1 * fabs(best);
                best = is_better ? loss : best;
                since = is_better ? 0 : since + 1;
                if (since > 3) {
                    expected = fmax(0.5 * expected, 0.001);
                    since = 0;
                    drops++;
                }
            }
            if (value != expected)
                fail_msg("towards %g, step %ld: %g, not %g", level, t, value, expected);
            loss = level + 0.7 * (loss - level) + random_uniform(&random, -1, 1);
        }
    }
    assert_true(drops > 200);
    schedule_finish(&schedule);
    document_finish(&document);
}

// A warm-up rises to the first value of the schedule that follows, also if the run ends before.
static void test_warmup_of_short_runs(void **state) {
    (void)state;
    static const char *const then[] = {"0.3", "{cosine: {from: 0.3}}", "{linear: {from: 0.3}}",
                                       "{polynomial: {from: 0.3}}", "{exponential: {from: 0.3}}"};
    for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
        for (long steps = 1; steps < STEPS; steps++) {
            struct document document = {0};
            struct schedule schedule;
            char entry[128];
            double memory[SCHEDULE_MEMORY] = {0};
            snprintf(entry, sizeof entry, "{warmup: {steps: 20, then: %s}}", then[i]);
            read(&document, &schedule, entry);
            assert_true(schedule_peak(&schedule, steps) == 0.3);
            for (long t = 0; t < steps && t <= 20; t++) {
                double value =
                    schedule_value(&schedule, (struct schedule_time){t, steps, 1}, memory);
                if (fabs(value - 0.3 * (double)t / 20) > 1e-15)
                    fail_msg("%s in %ld steps, step %ld: %g", entry, steps, t, value);
            }
            schedule_finish(&schedule);
            document_finish(&document);
        }
    }
}

// No schedule exceeds its peak, and each reaches it in a run of suitable length.
static void test_peak(void **state) {
    (void)state;
    static const struct {
        const char *entry;
        double peak;
    } cases[] = {
        {"0.2", 0.2},
        {"{constant: {value: 0.2}}", 0.2},
        {"{linear: {from: 1e-9, to: 0.2}}", 0.2},
        {"{linear: {from: 0.2, to: 0}}", 0.2},
        {"{cosine: {from: 0.2}}", 0.2},
        {"{polynomial: {from: 0, to: 0.2}}", 0.2},
        {"{step: {from: 0.2}}", 0.2},
        {"{step: {from: 0.2, gamma: 2, every: 39}}", 0.4},
        {"{exponential: {from: 0.2}}", 0.2},
        {"{piecewise: {values: [0, 0.2, 0.1, 9], at: [10, 20, 40]}}", 0.2},
        {"{warm_restarts: {from: 0.2}}", 0.2},
        {"{warmup: {from: 0, then: {linear: {from: 0.1, to: 0.2}}}}", 0.2},
        {"{one_cycle: {max: 0.2}}", 0.2},
        {"{cyclic: {base: 0, max: 0.2}}", 0.2},
        {"{plateau: {from: 0.2}}", 0.2},
        {"{one_cycle: {max: 0.2, anneal_strategy: linear}}", 0.2},
        {"{piecewise: {values: [0, 0.2, 9], at: [39, 80], interpolate: cosine}}", 0.2},
        {"{piecewise: {values: [0, 0.4], at: [78], interpolate: linear}}", 0.2},
        {"{rex: {from: 0.2}}", 0.2},
        {"{inverse_sqrt: {max: 0.2}}", 0.2},
        {"{wsd: {max: 0.2}}", 0.2},
        {"{join: {schedules: [{linear: {from: 0, to: 0.1}}, {constant: 0.2}, 0.3], at: [9, 40]}}",
         0.2},
        {"{formula: \"0.2*(1 - (t - 20)^2/T^2)\"}", 0.2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct schedule schedule;
        double memory[SCHEDULE_MEMORY] = {0};
        read(&document, &schedule, cases[i].entry);
        double peak = schedule_peak(&schedule, STEPS);
        if (peak != cases[i].peak)
            fail_msg("%s: %g", cases[i].entry, peak);
        for (long t = 0; t < STEPS; t++)
            assert_true(schedule_value(&schedule, (struct schedule_time){t, STEPS, 1}, memory) <=
                        peak);
        schedule_finish(&schedule);
        document_finish(&document);
    }
}

// Whether values leave the bounds of their option is known before a run, for any length of it.
static void test_check(void **state) {
    (void)state;
    static const struct setting beta = {
        .name = "beta", .min = 0, .max = 1, .bounds = BOUNDS_BELOW_MAX};
    static const struct {
        const char *entry;
        long first; // step that is not allowed in a run of any longer length; -1: none
        bool is_rate;
        const char *message;
    } cases[] = {
        {"0.5", -1, true, NULL},
        {"{formula: \"0.5\"}", -1, false, NULL},
        {"{formula: \"0.9 + t/100\"}", 10, false, "beta is 1 at step 10; it must be from 0 to"},
        {"{formula: \"0.1 - 0.01*t\"}", 11, true, "lr is -0.01 at step 11; it must be at least 0"},
        {"{formula: \"1/(t - 7)^2\"}", 7, true, "lr is inf at step 7; it must be a finite number"},
        {"{formula: \"sqrt(25 - t)\"}", 26, true, "lr is nan at step 26"},
        {"{step: {from: 0.9, gamma: 2}}", 30, false, "beta is 1.8 at step 30"},
        {"{exponential: {from: 1, gamma: 1e100}}", 4, true, "lr is inf at step 4"},
        {"{piecewise: {values: [0.9, 1.5], at: [12]}}", 12, false, "beta is 1.5 at step 12"},
        {"{warmup: {steps: 4, then: 1.5}}", 3, false, "beta is 1.125 at step 3"},
        {"{join: {schedules: [0.5, {formula: \"t - 3\"}], at: [6]}}", 6, true,
         "lr is -3 at step 6"},
        {"{cyclic: {base: 0.5, max: 0.9, mode: exp_range, gamma: 1.1}}", 10, false, "beta is"},
        {"{plateau: {from: 0.5}}", -1, false, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct schedule schedule;
        read(&document, &schedule, cases[i].entry);
        for (long steps = 1; steps < 50; steps++) {
            struct error error = {0};
            bool good = schedule_check(&schedule, cases[i].is_rate ? &rate : &beta, steps, &error);
            if (good != (cases[i].first < 0 || steps <= cases[i].first))
                fail_msg("%s in %ld steps: %s", cases[i].entry, steps,
                         good ? "allowed" : error.message);
            if (!good && !strstr(error.message, cases[i].message))
                fail_msg("%s says: %s", cases[i].entry, error.message);
            error_finish(&error);
        }
        schedule_finish(&schedule);
        document_finish(&document);
    }
}

// A long run is looked at quickly, from its first step to its last.
static void test_check_of_long_runs(void **state) {
    (void)state;
    struct document document = {0};
    struct schedule schedule;
    struct error error = {0};
    read(&document, &schedule, "{formula: \"0.1*(1 - (t + 1)/T)\"}");
    assert_true(schedule_check(&schedule, &rate, 10000000, &error));
    schedule_finish(&schedule);
    read(&document, &schedule, "{formula: \"0.1*(1 - (t + 2)/T)\"}");
    assert_false(schedule_check(&schedule, &rate, 10000000, &error));
    assert_non_null(strstr(error.message, "at step 9999999;"));
    error_finish(&error);
    schedule_finish(&schedule);
    document_finish(&document);
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
    {"{piecewise: {values: [1, 2], at: [1], interpolate: cubic}}", "unknown interpolate 'cubic'"},
    {"{join: {schedules: [0.1, 0.2], at: [1, 2]}}", "one more of schedules than of at"},
    {"{join: {schedules: [0.1, 0.2, 0.3], at: [2, 2]}}", "the steps of 'at' must increase"},
    {"{join: {schedules: [0.1, 0.2], at: [0]}}", "must be whole numbers from 1"},
    {"{join: {schedules: [0.1, 0.2], at: [2.5]}}", "must be whole numbers from 1"},
    {"{join: {schedules: [0.1, {cosin: {}}], at: [2]}}", "did you mean 'cosine'?"},
    {"{join: {schedules: [0.1, -1], at: [2]}}", "must be at least 0, not -1"},
    {"{join: {schedules: [], at: [2]}}", "expected a list of schedules and numbers"},
    {"{wsd: {cooldown: sqrt}}", "unknown cooldown 'sqrt'; did you mean '1-sqrt'?"},
    {"{wsd: {warmup: 3}}", "did you mean 'warmup_steps'?"},
    {"{formula: \"0.1*x\"}", "unknown name 'x'; there are t, T,"},
    {"{formula: \"0.1*step\"}", "did you mean 't'?"},
    {"{formula: \"0.1*\"}", "the formula ends where"},
    {"{formula: }", "formula needs one of t and T"},
    {"{formula: [1]}", "expected a formula"},
    {"{cosine: 0.1}", "expected the options of schedule 'cosine' as a map"},
    {"{constant: fast}", "expected a number"},
    {"0.1*exp(-t)", "a formula is written {formula: \"0.1*(1 - t/T)\"}"},
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
        cmocka_unit_test(test_plateau),
        cmocka_unit_test(test_warmup_of_short_runs),
        cmocka_unit_test(test_peak),
        cmocka_unit_test(test_number),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_of_long_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Invariants of every optimizer in the table, with any options.
#include "base/memory.h"
#include "optim/optimizer_table.h"
#include "optim/schedule_table.h"
#include "optim/stepper.h"
#include "problem/problem_table.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct document document;
    struct error error;
    struct problem *problem;
};

// Ill-conditioned; its minimum is not at the origin and is below 0.
#define FORMULA "{formula: \"(x-1)^2 + 4*(y+2)^2 + x*y - 50\"}"

static int start_fixture(void **state) {
    struct fixture *f = mem_zero(1, sizeof *f);
    struct node *node = document_parse_set(&f->document, FORMULA, 1, &f->error);
    f->problem = node ? problem_read(node, 1, &f->error) : NULL;
    *state = f;
    return f->problem ? 0 : -1;
}

static int finish_fixture(void **state) {
    struct fixture *f = *state;
    problem_destroy(f->problem);
    error_finish(&f->error);
    document_finish(&f->document);
    free(f);
    return 0;
}

enum { STEPS = 30 };
static const double start[2] = {-3, 4};

// A run of an entry; `point[t]` and `w[t]` are those before step t.
struct run {
    double point[STEPS + 1][2], w[STEPS + 1][2], lr[STEPS], gradient[STEPS][2];
};

static void run_from(struct fixture *f, const char *entry, const double from[2], long steps,
                     struct run *out) {
    struct optimizer_config config;
    struct stepper stepper;
    struct node *node = document_parse_set(&f->document, entry, 1, &f->error);
    if (!node || !optimizer_read(&config, node, &f->error))
        fail_msg("%s: %s", entry, f->error.message);
    stepper_init(&stepper, &config, f->problem, from, 1, steps);
    for (long t = 0; t <= steps; t++) {
        struct step_record record;
        memcpy(out->point[t], stepper.point, sizeof out->point[t]);
        memcpy(out->w[t], stepper.w, sizeof out->w[t]);
        if (t == steps)
            break;
        stepper_step(&stepper, NULL, problem_value(f->problem, stepper.point), &record);
        out->lr[t] = record.lr;
        memcpy(out->gradient[t], record.gradient, sizeof out->gradient[t]);
    }
    stepper_finish(&stepper);
    optimizer_config_finish(&config);
}

static void run(struct fixture *f, const char *entry, long steps, struct run *out) {
    run_from(f, entry, start, steps, out);
}

// Lists every rule, including variants that report another point than the weights. The rates are a
// tenth of the defaults, which suit another problem.
static size_t list_entries(char entries[][128]) {
    size_t count = 0;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const char *name = optimizer_rule_at(i)->name;
        const struct setting *rows = optimizer_rule_at(i)->settings;
        const struct setting *own = rows ? settings_find(rows, "weight_decay") : NULL;
        // Decay wraps rules and is not combined with their own; f_min is below the minimum.
        const char *first = own && own->fallback != 0         ? "weight_decay: 0, "
                            : strcmp(name, "polyak_sgd") == 0 ? "f_min: -99, "
                                                              : "";
        snprintf(entries[count++], 128, "%s: {%slr: %%s", name, first);
    }
    snprintf(entries[count++], 128, "asgd: {average: true, t0: 2, lr: %%s");
    snprintf(entries[count++], 128, "schedule_free_sgd: {momentum: 0.5, warmup_steps: 4, lr: %%s");
    snprintf(entries[count++], 128, "sgd: {momentum: 0.9, nesterov: true, lr: %%s");
    snprintf(entries[count++], 128, "lookahead: {inner: schedule_free_adamw, k: 3, lr: %%s");
    snprintf(entries[count++], 128, "sam: {inner: {asgd: {average: true, t0: 0}}, lr: %%s");
    snprintf(entries[count++], 128, "ema: {warmup: false, inner: adam, lr: %%s");
    snprintf(entries[count++], 128, "swa: {inner: adam, swa_start: 3, swa_freq: 2, lr: %%s");
    snprintf(entries[count++], 128, "schedule_free: {inner: lamb, momentum: 0.5, lr: %%s");
    snprintf(entries[count++], 128, "cautious: {inner: {sgd: {momentum: 0.9}}, lr: %%s");
    snprintf(entries[count++], 128, "line_search: {inner: adam, method: exact, lr: %%s");
    snprintf(entries[count++], 128, "line_search: {inner: bfgs, method: armijo, lr: %%s");
    snprintf(entries[count++], 128, "cg: {beta: fletcher_reeves, line_search: none, lr: %%s");
    snprintf(entries[count++], 128, "bfgs: {line_search: none, lr: %%s");
    return count;
}

enum { ENTRIES = 80 };

static const struct optimizer *rule_of(const char *entry) {
    char name[64];
    sscanf(entry, "%63[a-z_]", name);
    return optimizer_find(name);
}

// Appends a rate and further options to an entry.
static const char *fill(char *text, const char *entry, const char *rate, const char *more) {
    const char *percent = strstr(entry, "%s");
    snprintf(text, 1000, "{%.*s%s%s%s}}", (int)(percent - entry), entry, rate, *more ? ", " : "",
             more);
    return text;
}

static const char *rate_of(const char *entry, char rate[32]) {
    snprintf(rate, 32, "%.6g", 0.1 * rule_of(entry)->lr);
    return rate;
}

static bool same(const double a[2], const double b[2]) {
    return a[0] == b[0] && a[1] == b[1];
}

static bool near(const double a[2], const double b[2], double tolerance) {
    return fabs(a[0] - b[0]) <= tolerance * fmax(1, fabs(b[0])) &&
           fabs(a[1] - b[1]) <= tolerance * fmax(1, fabs(b[1]));
}

// A step with rate 0 changes nothing, except where the rule's source says so: rules in `late` keep
// the rate in their state, or continue their average.
static void test_steps_at_no_rate(void **state) {
    static const char *const always[] = {"rprop"}; // has a smallest step, and uses lr only at first
    static const char *const late[] = {"asgd",
                                       "lars",
                                       "d_adapt_adam",
                                       "madgrad",
                                       "lookahead",
                                       "ema",
                                       "swa: {inner: adam",
                                       "schedule_free",
                                       "sam: {inner: {asgd"};
    char entries[ENTRIES][128], text[1000], rate[32], schedule[128];
    size_t count = list_entries(entries);
    struct run at;
    for (size_t i = 0; i < count; i++) {
        bool is_always = strncmp(entries[i], always[0], strlen(always[0])) == 0, is_late = false;
        for (size_t k = 0; k < sizeof late / sizeof *late; k++)
            is_late = is_late || strncmp(entries[i], late[k], strlen(late[k])) == 0;
        if (is_always)
            continue;
        run(*state, fill(text, entries[i], "0", "decay: 0.1, noise: 1, clip: {norm: 1}"), STEPS,
            &at);
        for (long t = 1; t <= STEPS; t++)
            if (!near(at.point[t], start, 1e-14))
                fail_msg("%s moves at a rate of 0", text);
        snprintf(schedule, sizeof schedule, "{piecewise: {values: [%s, 0], at: [4]}}",
                 rate_of(entries[i], rate));
        run(*state, fill(text, entries[i], schedule, "decay: 0.1"), 8, &at);
        assert_false(same(at.point[4], start));
        assert_true(isfinite(at.point[8][0]) && isfinite(at.point[8][1]));
        if (!is_late && (!same(at.point[5], at.point[4]) || !same(at.point[8], at.point[4])))
            fail_msg("%s moves at a rate of 0", text);
    }
}

// Steps with rate 0 do not change Prodigy's state.
static void test_prodigy_waits(void **state) {
    struct run waiting, at_once;
    run(*state, "{prodigy: {bias_correction: true, lr: {piecewise: {values: [0, 1], at: [5]}}}}",
        25, &waiting);
    run(*state, "{prodigy: {bias_correction: true, lr: 1}}", 20, &at_once);
    for (long t = 0; t <= 20; t++)
        assert_true(same(waiting.point[t + 5], at_once.point[t]));
}

static const char *const schedules[] = {
    "{warmup: {from: 1e-9, steps: 10, then: %s}}",
    "{warmup: {from: 0, steps: 100, then: {cosine: {from: %s}}}}",
    "{warmup: {from: 1e-300, steps: 2, then: {plateau: {from: %s, patience: 1}}}}",
    "{linear: {from: 1e-9, to: %s}}",
    "{linear: {from: %s, to: 0}}",
    "{polynomial: {from: %s}}",
    "{cosine: {from: %s, steps: 7}}",
    "{step: {from: %s, every: 5}}",
    "{exponential: {from: %s}}",
    "{piecewise: {values: [0, %s, 0, 1e-9], at: [2, 6, 9]}}",
    "{warm_restarts: {from: %s, period: 3}}",
    "{one_cycle: {max: %s}}",
    "{cyclic: {base: 0, max: %s, up: 2}}",
    "{plateau: {from: %s, patience: 0}}",
    "{constant: {value: %s}}",
    "{rex: {from: %s}}",
    "{inverse_sqrt: {max: %s}}",
    "{wsd: {max: %s}}",
    "{join: {schedules: [0, {linear: {from: 0, to: %s}}], at: [3]}}",
    "{formula: \"%s*(1 - t/T)\"}",
};

// With any schedule, and in runs of any length, all rules stay near their position.
static void test_every_schedule(void **state) {
    char entries[ENTRIES][128], text[1000], rate[32], schedule[200];
    size_t count = list_entries(entries);
    struct run at;
    for (size_t k = 0; schedule_table[k]; k++) {
        bool found = false;
        for (size_t s = 0; s < sizeof schedules / sizeof *schedules; s++)
            found = found || strncmp(schedules[s] + 1, schedule_table[k]->name,
                                     strlen(schedule_table[k]->name)) == 0;
        assert_true(found);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t s = 0; s < sizeof schedules / sizeof *schedules; s++) {
            const char *percent = strstr(schedules[s], "%s");
            snprintf(schedule, sizeof schedule, "%.*s%s%s", (int)(percent - schedules[s]),
                     schedules[s], rate_of(entries[i], rate), percent + 2);
            fill(text, entries[i], schedule, "decay: 0.01");
            for (long steps = 1; steps <= STEPS; steps = steps < 3 ? steps + 1 : 10 * steps) {
                run(*state, text, steps, &at);
                for (long t = 0; t <= steps; t++)
                    if (!(hypot(at.point[t][0], at.point[t][1]) < 100))
                        fail_msg("%s: step %ld of %ld leaves", text, t, steps);
            }
        }
    }
}

// The state that is shown includes the decay of its step. With `order: before`, decay applies to
// the weights before the step, and if the gradient is taken at the weights, to nothing more.
static void test_decay_is_shown(void **state) {
    char entries[ENTRIES][128], text[1000], rate[32];
    size_t count = list_entries(entries);
    struct run plain, after, before;
    for (size_t i = 0; i < count; i++) {
        rate_of(entries[i], rate);
        run(*state, fill(text, entries[i], rate, ""), 1, &plain);
        run(*state, fill(text, entries[i], rate, "decay: {rate: 0.1, order: before}"), 1, &before);
        run(*state, fill(text, entries[i], rate, "decay: 0.1"), 1, &after);
        double shrink = plain.lr[0] * 0.1, share = 1;
        // x = z + (y - z) / beta, and the first x is z.
        if (strstr(entries[i], "schedule_free"))
            share = strstr(entries[i], "momentum: 0.5") ? 2 : 1 / 0.9;
        // The first average has 2/11 of the start.
        if (strncmp(entries[i], "ema: {lr", 8) == 0)
            share = 1 - 2.0 / 11;
        for (int k = 0; k < 2; k++) {
            double w = plain.point[1][k];
            double late = w - share * shrink * plain.w[1][k];
            double early = w - share * shrink * start[k];
            if (fabs(after.point[1][k] - late) > 1e-12 || fabs(before.point[1][k] - early) > 1e-12)
                fail_msg("%s: w%d is %.17g, not %.17g", text, k, after.point[1][k], late);
        }
    }
}

// The average of asgd is over the weights after decay.
static void test_average_of_decayed(void **state) {
    struct run at;
    double mean[2] = {0, 0};
    run(*state, "{asgd: {lr: 0.05, average: true, t0: 0, decay: 0.5}}", STEPS, &at);
    for (long t = 1; t <= STEPS; t++) {
        double share = 1 / fmax(1, (double)t - 1);
        for (int k = 0; k < 2; k++)
            mean[k] += share * (at.w[t][k] - mean[k]);
        assert_true(near(at.point[t], mean, 1e-13));
    }
}

// Wrappers that do nothing give the run of the rule alone.
static void test_idle_wrappers(void **state) {
    static const char *const wrappers[] = {
        "lookahead: {k: 1, alpha: 1, ", "sam: {rho: 0, ",         "asam: {rho: 0, ",
        "ema: {ema_decay: 0, ",         "swa: {swa_start: 1e9, ",
    };
    char entries[ENTRIES][128], text[1000], rate[32], inner[1000];
    size_t count = list_entries(entries);
    struct run alone, wrapped;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof wrappers / sizeof *wrappers; k++) {
            rate_of(entries[i], rate);
            run(*state, fill(text, entries[i], rate, "decay: 0.1"), STEPS, &alone);
            fill(inner, entries[i], rate, "");
            snprintf(text, sizeof text, "{%sdecay: 0.1, inner: %.700s}}", wrappers[k], inner);
            run(*state, text, STEPS, &wrapped);
            for (long t = 0; t <= STEPS; t++)
                if (!near(wrapped.point[t], alone.point[t], 1e-9))
                    fail_msg("%s: step %ld is elsewhere than alone", text, t);
        }
    }
}

// Adding a constant to the loss changes no run, except for rules that use its value.
static void test_negative_loss(void **state) {
    struct fixture *f = *state, above = {0};
    struct node *node = document_parse_set(
        &above.document, "{formula: \"(x-1)^2 + 4*(y+2)^2 + x*y + 50\"}", 1, &above.error);
    above.problem = problem_read(node, 1, &above.error);
    assert_non_null(above.problem);
    char entries[ENTRIES][128], text[1000], rate[32];
    size_t count = list_entries(entries);
    struct run low, high;
    for (size_t i = 0; i < count; i++) {
        if (rule_of(entries[i]) == optimizer_find("polyak_sgd"))
            continue;
        fill(text, entries[i], rate_of(entries[i], rate), "");
        run(f, text, STEPS, &low);
        run(&above, text, STEPS, &high);
        for (long t = 0; t <= STEPS; t++)
            if (!near(low.point[t], high.point[t], 1e-9))
                fail_msg("%s: the sign of the loss matters at step %ld", text, t);
    }
    problem_destroy(above.problem);
    document_finish(&above.document);
}

// Where the gradient is 0 from the start, at weights of 0, nothing becomes infinite; nor beside it.
static void test_rest(void **state) {
    (void)state;
    static const char *const formulas[] = {"{formula: \"x^2 + y^2\"}", "{formula: \"x^2*y^2\"}"};
    static const double starts[][2] = {{0, 0}, {0, 1}, {1e-200, -1e-300}};
    char entries[ENTRIES][128], text[1000], rate[32];
    size_t count = list_entries(entries);
    for (size_t k = 0; k < 2; k++) {
        struct fixture f = {0};
        struct node *node = document_parse_set(&f.document, formulas[k], 1, &f.error);
        f.problem = node ? problem_read(node, 1, &f.error) : NULL;
        assert_non_null(f.problem);
        for (size_t i = 0; i < 3 * count; i++) {
            struct run at;
            fill(text, entries[i / 3], rate_of(entries[i / 3], rate), "");
            run_from(&f, text, starts[i % 3], STEPS, &at);
            for (long t = 0; t <= STEPS; t++)
                if (!(hypot(at.point[t][0], at.point[t][1]) < 100))
                    fail_msg("%s from [%g, %g]: step %ld is at [%g, %g]", text, starts[i % 3][0],
                             starts[i % 3][1], t, at.point[t][0], at.point[t][1]);
        }
        problem_destroy(f.problem);
        document_finish(&f.document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_at_no_rate),   cmocka_unit_test(test_prodigy_waits),
        cmocka_unit_test(test_every_schedule),     cmocka_unit_test(test_decay_is_shown),
        cmocka_unit_test(test_average_of_decayed), cmocka_unit_test(test_idle_wrappers),
        cmocka_unit_test(test_negative_loss),      cmocka_unit_test(test_rest),
    };
    return cmocka_run_group_tests(tests, start_fixture, finish_fixture);
}

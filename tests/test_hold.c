// SPDX-License-Identifier: GPL-3.0-or-later
// What stays from picture to picture: at rest nothing is seen of it, and under a hand planes and
// runs that the hand does not touch stay, to the bit, while other runs may end early.
#include "base/memory.h"
#include "fixture.h"
#include "sim/hold.h"
#include "sim/run_record.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const problem =
    "{network: {data: {blobs: {points: 40, classes: 3}}, hidden: [4]}}";

enum { RUNS = 3, STATES = 60, RECORD = RECORD_ALL_WEIGHTS | RECORD_SHARPNESS };

static void simulate(struct fixture *f, const char *rate, struct plane_choice plane,
                     struct hold *hold) {
    char middle[40];
    snprintf(middle, sizeof middle, "{sgd: {lr: %s}}", rate);
    const char *const optimizers[RUNS] = {"{adam: {lr: 0.03}}", middle, "{momentum: {lr: 0.02}}"};
    *f = (struct fixture){0};
    fixture_read_problem(f, problem);
    for (size_t i = 0; i < RUNS; i++)
        fixture_read_optimizer(f, optimizers[i]);
    struct simulation simulation = {.optimizers = f->configs,
                                    .count = f->count,
                                    .start = f->problem->start,
                                    .plane = plane,
                                    .record = RECORD,
                                    .states = STATES,
                                    .seed = 3,
                                    .view = {{{-1, 1}, {-1, 1}}},
                                    .hold = hold};
    if (hold)
        hold_begin(hold);
    if (!trace_simulate(&f->trace, f->problem, &simulation, &f->error))
        fail_msg("%s", f->error.message);
}

static void assert_same_numbers(const void *a, const void *b, size_t count) {
    assert_memory_equal(a, b, count * sizeof(double));
}

// All numbers of a run stand in one piece.
static void assert_same_run(const struct run *a, const struct run *b) {
    assert_same_numbers(a->w, b->w, run_record_numbers(a, RECORD) * STATES);
    assert_int_equal(a->diverged, b->diverged);
    assert_int_equal(a->covered, b->covered);
}

static void assert_same_plane(const struct plane *a, const struct plane *b) {
    assert_same_numbers(a->origin, b->origin, a->n);
    if (a->direction[0])
        assert_same_numbers(a->direction[0], b->direction[0], 2 * a->n);
    assert_same_numbers(a->inverse, b->inverse, 3);
}

static void finish(struct hold *hold) {
    for (size_t i = 0; i < hold->count; i++) {
        free(hold->items[i].name);
        free(hold->items[i].bytes);
    }
    free(hold->items);
}

static const struct plane_choice planes[] = {{.kind = PLANE_WEIGHTS, .weights = {1, 4}},
                                             {.kind = PLANE_PCA},
                                             {.kind = PLANE_RANDOM},
                                             {.kind = PLANE_HERE, .optimizer = 1}};
enum { PLANES = sizeof planes / sizeof *planes };

// A picture at rest, and what a hand that changes the second run may take over from it.
static void start(struct fixture *before, struct hold *hold, struct plane_choice plane) {
    static const bool is_same[RUNS] = {true, false, true};
    *hold = (struct hold){0};
    simulate(before, "0.1", plane, hold);
    hold->trace = &before->trace;
    hold->run_count = RUNS;
    hold->is_same = is_same;
}

static void test_rest(void **state) {
    (void)state;
    for (size_t p = 0; p < PLANES; p++) {
        struct fixture before, held, plain;
        struct hold hold;
        start(&before, &hold, planes[p]);
        simulate(&held, "0.4", planes[p], &hold);
        simulate(&plain, "0.4", planes[p], NULL);
        for (size_t i = 0; i < RUNS; i++) {
            assert_int_equal(held.trace.runs[i].is_taken, hold.is_same[i]);
            assert_same_run(&held.trace.runs[i], &plain.trace.runs[i]);
        }
        assert_same_plane(held.trace.planes[0], plain.trace.planes[0]);
        fixture_finish(&before);
        fixture_finish(&held);
        fixture_finish(&plain);
        finish(&hold);
    }
}

static void test_hand(void **state) {
    (void)state;
    for (size_t p = 0; p < PLANES; p++) {
        struct fixture before, held;
        struct hold hold;
        start(&before, &hold, planes[p]);
        hold.is_moving = true; // with no time at all
        simulate(&held, "0.4", planes[p], &hold);
        assert_same_plane(held.trace.planes[0], before.trace.planes[0]);
        for (size_t i = 0; i < RUNS; i += 2)
            assert_same_run(&held.trace.runs[i], &before.trace.runs[i]);
        const struct run *run = &held.trace.runs[1];
        long last = run_last(run, &held.trace);
        assert_int_equal(last, run->covered - 1);
        assert_true(run->covered > 0 && run->covered < STATES);
        assert_true(isfinite(run->loss[last]) && isfinite(run->sharpness[last]));
        for (long k = last + 1; k < STATES; k++) {
            assert_same_numbers(run->weights + (size_t)k * run->shape->n,
                                run->weights + (size_t)last * run->shape->n, run->shape->n);
            assert_true(isnan(run->loss[k]) && isnan(run->lr[k]) && isnan(run->sharpness[k]));
        }
        // A run that ended early is run again, not taken over.
        struct fixture again, plain;
        const bool all_same[RUNS] = {true, true, true};
        hold.trace = &held.trace;
        hold.is_same = all_same;
        hold.is_moving = false;
        simulate(&again, "0.4", planes[p], &hold);
        simulate(&plain, "0.4", planes[p], NULL);
        for (size_t i = 0; i < RUNS; i++)
            assert_same_run(&again.trace.runs[i], &plain.trace.runs[i]);
        fixture_finish(&before);
        fixture_finish(&held);
        fixture_finish(&again);
        fixture_finish(&plain);
        finish(&hold);
    }
}

static void test_bytes(void **state) {
    (void)state;
    struct hold hold = {0};
    const double rest[] = {1, 2}, moved[] = {3, 4, 5};
    assert_null(hold_still(NULL, "view", "a", rest, sizeof rest));
    assert_null(hold_still(&hold, "view", "a", moved, sizeof moved));
    assert_null(hold_still(&hold, "view", "a", rest, sizeof rest)); // in place of the first
    hold.is_moving = true;
    assert_null(hold_still(&hold, "view", "b", moved, sizeof moved)); // never at rest
    assert_false(hold.is_used);
    for (int i = 0; i < 2; i++) {
        const struct held *held = hold_still(&hold, "view", "a", moved, sizeof moved);
        assert_non_null(held);
        assert_int_equal(held->size, sizeof rest);
        assert_memory_equal(held->bytes, rest, sizeof rest);
        assert_true(hold.is_used);
    }
    finish(&hold);
}

static void test_recall(void **state) {
    (void)state;
    struct hold hold = {0};
    const char *key = "key", *other = "kez";
    assert_null(hold_recall(&hold, "sheet", "a", key, 3));
    hold_note(&hold, "sheet", "a", mem_string("keyvalue", 8), 8);
    for (int moves = 0; moves < 2; moves++) {
        hold.is_moving = moves;
        assert_memory_equal(hold_recall(&hold, "sheet", "a", key, 3), "value", 5);
        assert_null(hold_recall(&hold, "sheet", "a", other, 3));
        assert_null(hold_recall(&hold, "sheet", "b", key, 3));
    }
    assert_false(hold.is_used); // it is as exact as what it stands for
    hold_note(&hold, "sheet", "a", mem_string("kez", 3), 3);
    assert_null(hold_recall(&hold, "sheet", "a", key, 3));
    assert_non_null(hold_recall(&hold, "sheet", "a", other, 3));
    hold_note(NULL, "sheet", "a", mem_string("kez", 3), 3);
    assert_null(hold_recall(NULL, "sheet", "a", other, 3));
    finish(&hold);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rest), cmocka_unit_test(test_hand),
                                       cmocka_unit_test(test_bytes), cmocka_unit_test(test_recall)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Losses against their derivatives: alone, over points, and with decay and clipping.
#include "evaluate.h"
#include "optim/stepper.h"
#include "problem/loss_table.h"
#include "problem/problem_table.h"
#include "problem/regression.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Every loss with its defaults, and with other options.
static const char *const more_losses[] = {"{huber: {delta: 0.3}}", "{huber: {delta: 2.5}}"};

static size_t list_losses(char texts[][64]) {
    size_t count = 0;
    for (size_t i = 0; loss_table[i]; i++)
        snprintf(texts[count++], 64, "%s", loss_table[i]->name);
    for (size_t i = 0; i < sizeof more_losses / sizeof *more_losses; i++)
        snprintf(texts[count++], 64, "%s", more_losses[i]);
    return count;
}

enum { LOSSES = 24 };

static void read_loss(struct document *document, struct loss_choice *choice, const char *text) {
    struct error error = {0};
    struct node *node = document_parse_set(document, text, 1, &error);
    if (!node || !loss_read(choice, node, &error))
        fail_msg("%s: %s", text, error.message);
}

static void part(const struct loss_choice *choice, double p, double y, double out[3]) {
    choice->loss->inner(choice->options, p, y, out);
}

// Each derivative integrates to the one before, by Simpson's rule with steps that end at kinks or
// are too short for them to matter. The integral starts beside y, where mae has its kink.
static void test_parts_are_integrals(void **state) {
    (void)state;
    char texts[LOSSES][64];
    size_t count = list_losses(texts);
    for (size_t i = 0; i < count; i++) {
        struct document document = {0};
        struct loss_choice choice;
        read_loss(&document, &choice, texts[i]);
        for (double y = 0; y <= 1; y++) {
            for (int side = -1; side <= 1; side += 2) {
                const double step = side * 1e-3;
                double p = y + side * 1e-9, at[3], middle[3], end[3], sums[2];
                part(&choice, p, y, at);
                sums[0] = at[0];
                sums[1] = at[1];
                bool is_residual = !choice.loss->two_classes;
                if (is_residual && !(at[0] < 2e-9))
                    fail_msg("%s is %g of no residual", texts[i], at[0]);
                for (int k = 0; k < 5000; k++) {
                    part(&choice, p + step / 2, y, middle);
                    part(&choice, p + step, y, end);
                    for (int d = 0; d < 2; d++) {
                        sums[d] += step / 6 * (at[d + 1] + 4 * middle[d + 1] + end[d + 1]);
                        if (fabs(sums[d] - end[d]) > 1e-3 * fmax(0.01, fabs(end[d])))
                            fail_msg("%s: derivative %d at %g is %g, integrated %g", texts[i], d,
                                     p + step - y, end[d], sums[d]);
                    }
                    memcpy(at, end, sizeof at);
                    p += step;
                }
            }
        }
        loss_choice_finish(&choice);
        document_finish(&document);
    }
}

// Huber's loss, with numbers from its definition: r^2 / 2 up to delta, then delta (|r| - delta /
// 2).
static void test_huber(void **state) {
    (void)state;
    struct document document = {0};
    struct loss_choice choice;
    double out[3];
    read_loss(&document, &choice, "{huber: {delta: 2}}");
    static const double cases[][4] = {
        {1, 0.5, 1, 1}, {-2, 2, -2, 1}, {3, 4, 2, 0}, {-5, 8, -2, 0}, {100, 198, 2, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        part(&choice, 7 + cases[i][0], 7, out);
        assert_true(out[0] == cases[i][1] && out[1] == cases[i][2] && out[2] == cases[i][3]);
    }
    loss_choice_finish(&choice);
    document_finish(&document);
}

// A rule that does not move, but records the objective as every rule sees it.
static struct probe {
    double at[2];
    struct jet here, low[2], high[2];
} probe;
static const double reach = 1e-6;

static struct jet probe_at(struct step *step, const double w[2]) {
    struct jet jet;
    struct evaluation at = {.gradient = jet.gradient, .hessian = jet.hessian};
    step_evaluate(step, w, &at);
    jet.value = at.value;
    return jet;
}

static void probe_update(const void *options, void *state, struct step *step) {
    (void)options, (void)state;
    probe.here = probe_at(step, probe.at);
    for (int k = 0; k < 2; k++) {
        double w[2] = {probe.at[0], probe.at[1]};
        w[k] = probe.at[k] - reach;
        probe.low[k] = probe_at(step, w);
        w[k] = probe.at[k] + reach;
        probe.high[k] = probe_at(step, w);
    }
}

static const struct optimizer prober = {.name = "probe", .update = probe_update};

static void look(const struct problem *problem, const struct optimizer_config *config,
                 const double at[2], const struct batch *batch) {
    struct stepper stepper;
    struct step_record record;
    memcpy(probe.at, at, sizeof probe.at);
    stepper_init(&stepper, config, problem, at, 1, 1);
    stepper_step(&stepper, batch, 0, &record);
    stepper_finish(&stepper);
}

static void assert_close(const char *what, double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%s: %.12g is not %.12g", what, value, expected);
}

static struct problem *read_problem(struct document *document, const char *yaml) {
    struct error error = {0};
    struct node *node = document_parse_set(document, yaml, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", yaml, error.message);
    return problem;
}

static const double points[][2] = {{-10, -20}, {4.9, 3.4}, {17, -3}, {0.3, 0.2}, {5.01, 3.5}};
enum { POINTS = sizeof points / sizeof *points };

// Value, gradient and Hessian that a rule sees belong to one function: for every loss, on all
// points and on a batch, without and with coupled decay, which adds rate / 2 |w|^2.
static void test_one_function(void **state) {
    (void)state;
    uint32_t indices[] = {3, 14, 15, 92, 65};
    struct batch few = {indices, 5};
    char texts[LOSSES][64];
    size_t count = list_losses(texts);
    const struct optimizer_config configs[] = {
        {.optimizer = &prober},
        {.optimizer = &prober, .decay = {.rate = 0.7, .mode = DECAY_COUPLED}},
        {.optimizer = &prober, .decay = {.rate = 0.7, .mode = DECAY_DECOUPLED}},
    };
    for (size_t i = 0; i < count; i++) {
        struct document document = {0};
        struct loss_choice choice;
        char yaml[200];
        read_loss(&document, &choice, texts[i]);
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {classes: %s}}}", texts[i],
                 choice.loss->two_classes ? "true" : "false");
        struct problem *problem = read_problem(&document, yaml);
        for (size_t c = 0; c < 3; c++) {
            for (size_t p = 0; p < 2 * POINTS; p++) {
                const struct batch *batch = p < POINTS ? NULL : &few;
                const double *w = points[p % POINTS];
                struct evaluation bare = {0};
                look(problem, &configs[c], w, batch);
                problem_evaluate(problem, batch, w, &bare);
                double decay = c == 1 ? 0.35 * (w[0] * w[0] + w[1] * w[1]) : 0;
                assert_close(texts[i], probe.here.value, bare.value + decay, 1e-14);
                for (int k = 0; k < 2; k++) {
                    const struct jet *low = &probe.low[k], *high = &probe.high[k];
                    assert_close(texts[i], probe.here.gradient[k],
                                 (high->value - low->value) / (2 * reach), 2e-6);
                    for (int d = 0; d < 2; d++)
                        assert_close(texts[i], probe.here.hessian[k + d],
                                     (high->gradient[d] - low->gradient[d]) / (2 * reach), 1e-5);
                }
            }
        }
        loss_choice_finish(&choice);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// Clipping only shortens the gradient: by norm along its direction, by value each component.
// Coupled decay is added afterwards.
static void test_clip(void **state) {
    (void)state;
    char texts[LOSSES][64];
    size_t count = list_losses(texts);
    for (size_t i = 0; i < count; i++) {
        struct document document = {0};
        struct loss_choice choice;
        char yaml[200];
        read_loss(&document, &choice, texts[i]);
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {classes: %s}}}", texts[i],
                 choice.loss->two_classes ? "true" : "false");
        struct problem *problem = read_problem(&document, yaml);
        for (size_t p = 0; p < POINTS; p++) {
            const double *w = points[p];
            struct jet bare = evaluate(problem, NULL, w);
            const double *g = bare.gradient;
            double norm = hypot(g[0], g[1]);
            for (double bound = 0.01; bound < 100; bound *= 3) {
                for (double rate = 0; rate <= 0.5; rate += 0.5) {
                    struct optimizer_config config = {
                        .optimizer = &prober,
                        .clip = {.norm = bound},
                        .decay = {.rate = rate, .mode = DECAY_COUPLED},
                    };
                    look(problem, &config, w, NULL);
                    for (int k = 0; k < 2; k++)
                        assert_close(texts[i], probe.here.gradient[k],
                                     g[k] * fmin(1, bound / norm) + rate * w[k], 1e-14);
                    assert_close(texts[i], probe.here.hessian[0], bare.hessian[0] + rate, 1e-14);
                    assert_close(texts[i], probe.here.hessian[1], bare.hessian[1], 1e-14);
                    config.clip = (struct clip){.value = bound};
                    look(problem, &config, w, NULL);
                    for (int k = 0; k < 2; k++)
                        assert_close(texts[i], probe.here.gradient[k],
                                     fmax(-bound, fmin(g[k], bound)) + rate * w[k], 1e-14);
                }
            }
        }
        loss_choice_finish(&choice);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// Near a perfect fit the sums over the data cancel, so the points are evaluated: the squared loss
// keeps nine digits at any distance, compared with long doubles.
static void test_near_a_perfect_fit(void **state) {
    (void)state;
    struct document document = {0};
    struct problem *problem =
        read_problem(&document, "{regression: {loss: mse, data: {noise: 0, slope: 5.3}}}");
    const struct dataset *data = problem->kind->data(problem);
    double most = 0;
    for (double distance = 1; distance > 3e-5; distance *= 0.93) {
        for (int k = 0; k < 40; k++) {
            const double w[2] = {5.3 + distance * cos(k), 3 + distance * sin(k)};
            double shown, value = problem_value(problem, w);
            long double exact = 0;
            for (size_t i = 0; i < data->count; i++) {
                long double r = (long double)w[0] * data->x[i] + w[1] - data->y[i];
                exact += r * r / data->count;
            }
            problem_landscape(problem, &w[0], 1, &w[1], 1, &shown);
            most = fmax(most, (double)fabsl((value - exact) / exact));
            most = fmax(most, (double)fabsl((shown - exact) / exact));
        }
    }
    if (!(most < 1e-9))
        fail_msg("an error of %.3g", most);
    problem_destroy(problem);
    document_finish(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_are_integrals), cmocka_unit_test(test_huber),
        cmocka_unit_test(test_one_function),        cmocka_unit_test(test_clip),
        cmocka_unit_test(test_near_a_perfect_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

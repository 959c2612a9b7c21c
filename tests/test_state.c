// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that rules publish, on seven weights in two layers: that the step follows from them
// as the equation says, and that they are the averages and norms they are named after.
#include "base/vector.h"
#include "problem/problem_table.h"
#include "sim/columns.h"
#include "sim/simulation.h"
#include "weights.h"

enum { N = 7, STEPS = 12 };

static const char problem_text[] =
    "{quadratic: {eigenvalues: [1, 3, 0.1, 10, 2, 0.5, 4], layers: [3, 4]}}";
static const double start[N] = {1, -2, 3, 0.5, -1.5, 2.5, -0.25};

// A run with its columns, between two steps.
struct published {
    struct document document;
    struct problem *problem;
    struct test_run run;
    struct rule_column *columns;
    size_t count, capacity;
    double before[N]; // the weights that the last step started from
    const double *g;  // its gradient
    double lr, t;
};

static struct problem *read_problem(struct document *document, const char *text) {
    struct error error = {0};
    struct node *node = document_parse_set(document, text, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", text, error.message);
    return problem;
}

static void view_start(struct published *view, const char *entry) {
    *view = (struct published){0};
    view->problem = read_problem(&view->document, problem_text);
    test_run_start(&view->run, entry, view->problem, start, STEPS);
    rule_columns(&view->run.config, &view->problem->shape, N, &view->columns, &view->capacity,
                 &view->count);
}

static void view_step(struct published *view) {
    memcpy(view->before, view->run.stepper.w, sizeof view->before);
    test_run_step(&view->run, 0);
    view->g = view->run.record.gradient;
    view->lr = view->run.record.lr;
    view->t = (double)view->run.stepper.t;
}

static void view_finish(struct published *view) {
    free(view->columns);
    test_run_finish(&view->run);
    problem_destroy(view->problem);
    document_finish(&view->document);
}

static char *name_of(const struct published *view, size_t column) {
    struct text name = {0};
    rule_column_name(&view->columns[column], &view->run.config, &view->problem->shape, &name);
    return text_take(&name);
}

static double value_of(const struct published *view, size_t column) {
    return rule_column_value(&view->run.stepper.rule, &view->columns[column],
                             &view->run.stepper.step);
}

// Returns the published number of that name.
static double number(const struct published *view, const char *name) {
    for (size_t k = 0; k < view->count; k++) {
        char *own = name_of(view, k);
        bool is_it = strcmp(own, name) == 0;
        free(own);
        if (is_it)
            return value_of(view, k);
    }
    fail_msg("%s publishes no '%s'", view->run.config.optimizer->name, name);
    return 0;
}

// The number for weight i, of a vector or of the layer.
static double vector(const struct published *view, const char *name, size_t i) {
    char text[64];
    snprintf(text, sizeof text, "%s%zu", name, i);
    return number(view, text);
}

static double group(const struct published *view, const char *name, size_t i) {
    char text[64];
    snprintf(text, sizeof text, "%s.layer%d", name, i < 3 ? 1 : 2);
    return number(view, text);
}

// The weight i after a step, from what is published.
#define V(name) vector(v, name, i)
#define S(name) number(v, name)
#define G v->g[i]
#define W v->before[i]
#define LR v->lr
#define NEXT(rule, expression)                                                                     \
    static double rule(const struct published *v, size_t i) {                                      \
        return expression;                                                                         \
    }

static double sign(double x) {
    return (x > 0) - (x < 0);
}

NEXT(by_m, W - LR * V("m"))
NEXT(nesterov, W - LR * (G + 0.9 * V("m")))
NEXT(debiased, W - LR * V("m") / (1 - pow(0.9, v->t)))
NEXT(asgd, (1 - 1e-4 * S("eta")) * W - S("eta") * G)
NEXT(rprop, W - sign(V("g_before")) * V("size"))
NEXT(adagrad, W - LR * G / (sqrt(V("s")) + 1e-10))
NEXT(by_d, W - LR * V("d"))
NEXT(rmsprop, W - LR * G / (sqrt(V("v")) + 1e-8))
NEXT(centered, W - LR * V("b"))
NEXT(adam, W - LR * V("m_hat") / (sqrt(V("v_hat")) + 1e-8))
NEXT(adamw, (1 - 0.01 * LR) * W - LR * V("m_hat") / (sqrt(V("v_hat")) + 1e-8))
NEXT(adamax, W - LR / (1 - pow(0.9, v->t)) * V("m") / V("u"))
NEXT(radam, W - LR * V("r") * V("m_hat"))
NEXT(lamb, W - LR * group(v, "ratio", i) * V("u"))
NEXT(lars, W - V("v"))
NEXT(lion, W - LR * sign(0.9 * (V("m") - 0.01 * G) / 0.99 + 0.1 * G))
NEXT(signsgd, W - LR * sign(V("m")))
NEXT(adabelief, W - LR * V("m_hat") / (sqrt(V("v_hat")) + 1e-16))
NEXT(yogi, W - LR * V("m_hat") / (sqrt(V("v_hat")) + 1e-3))
NEXT(adabound, W - fmin(fmax(V("r"), S("low")), S("high")) * V("m"))
NEXT(adamod, W - fmin(V("r"), V("s")) * V("m"))
NEXT(diffgrad, W - LR * sqrt(1 - pow(0.999, v->t)) / (1 - pow(0.9, v->t)) * V("friction") * V("m") /
                       (sqrt(V("v")) + 1e-8))
NEXT(madgrad, 0.9 * W + 0.1 * V("z"))
NEXT(madgrad_z, 0.9 * W + 0.1 * (V("start") - V("s") / (cbrt(V("v")) + 1e-6)))
NEXT(qhm, W - LR * (0.3 * G + 0.7 * V("m")))
NEXT(qhadam, W - LR * V("m_mix") / (sqrt(V("v_mix")) + 1e-8))
NEXT(aggmo, W - LR * (V("v1_") + V("v2_") + V("v3_")) / 3)
NEXT(adan, W - LR * (V("m_hat") + 0.92 * V("d_hat")) / (sqrt(V("n_hat")) + 1e-8))
NEXT(ademamix, W - LR * (V("m_hat") + 5 * V("s")) / (sqrt(V("v_hat")) + 1e-8))
NEXT(prodigy, W - S("gamma") * V("m") / (sqrt(V("v")) + S("d") * 1e-8))
NEXT(schedule_free, 0.1 * V("z") + 0.9 * V("x"))
NEXT(schedule_free_y, V("y"))
NEXT(polyak_sgd, W - S("rate") * G)
NEXT(swats, W + V("p"))
NEXT(lookahead, (int)v->t % 5 == 0 ? V("slow") : W - LR * G)
NEXT(lookahead_adam, (int)v->t % 5 == 0 ? V("slow") : adam(v, i))
NEXT(by_scaled_d, W + S("alpha") * V("d"))
NEXT(asam, V("scale") == fabs(W) + 0.01 ? v->run.stepper.w[i] : (double)INFINITY)
NEXT(cautious, W + group(v, "scale", i) * V("mask") * V("d"))
NEXT(adafactor, W - group(v, "rate", i) * V("u"))
NEXT(muon, adamw(v, i) + 0 * V("buffer") + 0 * V("o"))
NEXT(lbfgs, v->t > 1 ? W + LR * V("d") : v->run.stepper.w[i])

static const struct {
    const char *entry;
    double (*next)(const struct published *view, size_t i);
} steps[] = {
    {"{sgd: {lr: 0.05, momentum: 0.9}}", by_m},
    {"{sgd: {lr: 0.05, momentum: 0.9, nesterov: true}}", nesterov},
    {"{momentum: {lr: 0.02}}", by_m},
    {"{momentum: {lr: 0.02, average: debiased}}", debiased},
    {"{asgd: {lr: 0.05}}", asgd},
    {"{rprop: {lr: 0.1}}", rprop},
    {"adagrad", adagrad},
    {"adadelta", by_d},
    {"rmsprop", rmsprop},
    {"{rmsprop: {centered: true, momentum: 0.5}}", centered},
    {"adam", adam},
    {"{adam: {amsgrad: true, bias_correction: as_printed}}", adam},
    {"adamw", adamw},
    {"adamax", adamax},
    {"nadam", adam},
    {"radam", radam},
    {"lamb", lamb},
    {"lars", lars},
    {"lion", lion},
    {"signsgd", signsgd},
    {"adabelief", adabelief},
    {"yogi", yogi},
    {"adabound", adabound},
    {"{adabound: {final_lr: 0.01, gamma: 0.05}}", adabound},
    {"adamod", adamod},
    {"diffgrad", diffgrad},
    {"novograd", by_m},
    {"madgrad", madgrad},
    {"madgrad", madgrad_z},
    {"qhm", qhm},
    {"qhadam", qhadam},
    {"aggmo", aggmo},
    {"adan", adan},
    {"ademamix", ademamix},
    {"{prodigy: {lr: 1, d0: 0.01}}", prodigy},
    {"{prodigy: {lr: 0.5, d0: 0.1, bias_correction: true}}", prodigy},
    {"{schedule_free_sgd: {lr: 0.1}}", schedule_free},
    {"{schedule_free_sgd: {lr: 0.1}}", schedule_free_y},
    {"schedule_free_adamw", schedule_free},
    {"polyak_sgd", polyak_sgd},
    {"swats", swats},
    {"{lookahead: {lr: 0.05}}", lookahead},
    {"{lookahead: {lr: 0.05, inner: adam}}", lookahead_adam},
    {"{sam: {lr: 0.05, inner: {sgd: {momentum: 0.9}}}}", by_m},
    {"{asam: {lr: 0.05}}", asam},
    {"{cautious: {lr: 0.05, inner: {sgd: {momentum: 0.9}}}}", cautious},
    {"{cautious: {inner: adam}}", cautious},
    {"{ema: {lr: 0.05, inner: {sgd: {momentum: 0.9}}}}", by_m},
    {"{swa: {inner: adam, swa_start: 3}}", adam},
    {"{schedule_free: {lr: 0.1}}", schedule_free},
    {"{schedule_free: {inner: lamb, weight_decay_at_y: 0.1}}", schedule_free},
    {"{schedule_free: {lr: 0.1}}", schedule_free_y},
    {"{newton: {lr: 0.5}}", by_d},
    {"cg", by_scaled_d},
    {"{cg: {beta: dai_yuan, line_search: none, lr: 0.05}}", by_scaled_d},
    {"bfgs", by_scaled_d},
    {"line_search", by_scaled_d},
    {"{line_search: {inner: adam, method: armijo}}", by_scaled_d},
    {"adafactor", adafactor},
    {"shampoo", by_d},
    {"muon", muon},
    {"{lbfgs: {lr: 0.5}}", lbfgs},
};

// The step of every rule follows from the numbers that it publishes; of a rule that is text they
// are what its lines set, which test_program compares.
static void test_steps(void **state) {
    (void)state;
    for (size_t k = 0; optimizer_rule_at(k); k++) {
        bool is_here = optimizer_rule_at(k)->definition != NULL;
        for (size_t c = 0; c < sizeof steps / sizeof *steps; c++) {
            const char *name = steps[c].entry + (steps[c].entry[0] == '{');
            size_t length = strcspn(name, ":");
            is_here = is_here || (strlen(optimizer_rule_at(k)->name) == length &&
                                  strncmp(optimizer_rule_at(k)->name, name, length) == 0);
        }
        if (!is_here)
            fail_msg("what does '%s' publish?", optimizer_rule_at(k)->name);
    }
    for (size_t c = 0; c < sizeof steps / sizeof *steps; c++) {
        struct published view;
        view_start(&view, steps[c].entry);
        for (int t = 0; t < STEPS; t++) {
            view_step(&view);
            for (size_t i = 0; i < N; i++) {
                double next = steps[c].next(&view, i), w = view.run.stepper.w[i];
                if (!(fabs(next - w) <= 1e-12 * fmax(1, fabs(w))))
                    fail_msg("%s, step %d: w%zu is %.17g, but %.17g follows", steps[c].entry, t + 1,
                             i, w, next);
            }
        }
        view_finish(&view);
    }
}

// Averages that start at 0 and sums: of the gradient or its square, or of half of either.
enum of { OF_G, OF_SQUARE };
static const struct {
    const char *entry, *name;
    double kept, share;
    enum of of;
} sums[] = {
    {"{sgd: {lr: 0.05, momentum: 0.9}}", "m", 0.9, 1, OF_G},
    {"{momentum: {lr: 0.02, average: ewma}}", "m", 0.9, 0.1, OF_G},
    {"adagrad", "s", 1, 1, OF_SQUARE},
    {"adadelta", "v", 0.9, 0.1, OF_SQUARE},
    {"{rmsprop: {centered: true}}", "v", 0.99, 0.01, OF_SQUARE},
    {"{rmsprop: {centered: true}}", "a", 0.99, 0.01, OF_G},
    {"adam", "m", 0.9, 0.1, OF_G},
    {"adam", "v", 0.999, 0.001, OF_SQUARE},
    {"adamw", "m", 0.9, 0.1, OF_G},
    {"adamax", "m", 0.9, 0.1, OF_G},
    {"nadam", "m", 0.9, 0.1, OF_G},
    {"nadam", "v", 0.999, 0.001, OF_SQUARE},
    {"radam", "m", 0.9, 0.1, OF_G},
    {"radam", "v", 0.999, 0.001, OF_SQUARE},
    {"lamb", "m", 0.9, 0.1, OF_G},
    {"lamb", "v", 0.999, 0.001, OF_SQUARE},
    {"{lion: {lr: 0.05}}", "m", 0.99, 0.01, OF_G},
    {"{signsgd: {momentum: 0.8}}", "m", 0.8, 0.2, OF_G},
    {"adabelief", "m", 0.9, 0.1, OF_G},
    {"{yogi: {initial_accumulator_value: 0}}", "m", 0.9, 0.1, OF_G},
    {"adabound", "v", 0.999, 0.001, OF_SQUARE},
    {"adamod", "m", 0.9, 0.1, OF_G},
    {"diffgrad", "v", 0.999, 0.001, OF_SQUARE},
    {"qhm", "m", 0.999, 0.001, OF_G},
    {"qhadam", "m", 0.995, 0.005, OF_G},
    {"aggmo", "v1_", 0, 1, OF_G},
    {"aggmo", "v3_", 0.99, 1, OF_G},
    {"adan", "m", 0.98, 0.02, OF_G},
    {"ademamix", "s", 0.9999, 0.0001, OF_G},
    {"ademamix", "m", 0.9, 0.1, OF_G},
    {"{schedule_free_adamw: {lr: 0.1}}", "v", 0.999, 0.001, OF_SQUARE},
    {"swats", "m", 0.9, 0.1, OF_G},
    {"{lookahead: {inner: adam}}", "v", 0.999, 0.001, OF_SQUARE},
};

static void test_averages(void **state) {
    (void)state;
    for (size_t c = 0; c < sizeof sums / sizeof *sums; c++) {
        struct published view;
        double sum[N] = {0};
        view_start(&view, sums[c].entry);
        for (int t = 0; t < STEPS; t++) {
            view_step(&view);
            for (size_t i = 0; i < N; i++) {
                double x = sums[c].of == OF_G ? view.g[i] : view.g[i] * view.g[i];
                sum[i] = sums[c].kept * sum[i] + sums[c].share * x;
                double found = vector(&view, sums[c].name, i);
                if (!(fabs(found - sum[i]) <= 1e-12 * fmax(1e-3, fabs(sum[i]))))
                    fail_msg("%s, step %d: %s%zu is %.17g, not %.17g", sums[c].entry, t + 1,
                             sums[c].name, i, found, sum[i]);
            }
        }
        view_finish(&view);
    }
}

static void assert_close(double found, double expected) {
    if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", found, expected);
}

// Norms and rates of layers and of all.
static void test_norms(void **state) {
    (void)state;
    static const size_t first[] = {0, 3}, counts[] = {3, 4};
    struct published lamb_view, lars_view, novograd_view, polyak, prodigy_view, asgd_view, bound;
    double squares[2] = {0}, u[N], d = 0.01;
    view_start(&lamb_view, "{lamb: {weight_decay: 0.1}}");
    view_start(&lars_view, "{lars: {weight_decay: 0.1, trust_coefficient: 0.002}}");
    view_start(&novograd_view, "novograd");
    view_start(&polyak, "{polyak_sgd: {lr: 0.2, f_min: -1}}");
    view_start(&prodigy_view, "{prodigy: {lr: 1, d0: 0.01}}");
    view_start(&bound,
               "{adabound: {final_lr: 0.01, gamma: 0.05, lr: {step: {from: 0.5, every: 6}}}}");
    view_start(&asgd_view, "{asgd: {lr: 0.05, lambd: 0.3, alpha: 0.5}}");
    for (int t = 0; t < STEPS; t++) {
        view_step(&lamb_view);
        view_step(&lars_view);
        view_step(&novograd_view);
        view_step(&polyak);
        view_step(&prodigy_view);
        view_step(&asgd_view);
        view_step(&bound);
        for (size_t i = 0; i < N; i++)
            u[i] = vector(&lamb_view, "u", i);
        for (int l = 0; l < 2; l++) {
            size_t at = first[l], n = counts[l];
            double w = vector_norm(n, lamb_view.before + at);
            assert_close(group(&lamb_view, "ratio", at), w / vector_norm(n, u + at));
            w = vector_norm(n, lars_view.before + at);
            assert_close(group(&lars_view, "ratio", at),
                         0.002 * w / (vector_norm(n, lars_view.g + at) + 0.1 * w));
            double square = vector_dot(n, novograd_view.g + at, novograd_view.g + at);
            squares[l] = t == 0 ? square : 0.98 * squares[l] + 0.02 * square;
            assert_close(group(&novograd_view, "v", at), squares[l]);
        }
        double last = 0.01 * bound.lr / 0.5;
        assert_close(number(&bound, "low"), last * (1 - 1 / (0.05 * bound.t + 1)));
        assert_close(number(&bound, "high"), last * (1 + 1 / (0.05 * bound.t)));
        double f = problem_value(polyak.problem, polyak.before);
        assert_close(number(&polyak, "f"), f);
        assert_close(number(&polyak, "rate"),
                     fmin(0.2, (f + 1) / vector_dot(N, polyak.g, polyak.g)));
        assert_true(number(&prodigy_view, "d") >= d);
        d = number(&prodigy_view, "d");
        assert_close(number(&asgd_view, "eta"), 0.05 / sqrt(1 + 0.3 * 0.05 * t));
    }
    assert_true(d > 0.02);
    view_finish(&lamb_view);
    view_finish(&lars_view);
    view_finish(&novograd_view);
    view_finish(&polyak);
    view_finish(&prodigy_view);
    view_finish(&asgd_view);
    view_finish(&bound);
}

// Names are unique, also of rules inside others, and numbers finite after some steps. A column of a
// vector is for each weight, up to a limit.
static void check_columns(const char *entry) {
    struct published view;
    view_start(&view, entry);
    for (int t = 0; t < STEPS; t++)
        view_step(&view);
    for (size_t k = 0; k < view.count; k++) {
        char *name = name_of(&view, k);
        double value = value_of(&view, k);
        bool is_switch = strcmp(name, "s") == 0; // of swats: there was none
        if (!isfinite(value) && !is_switch)
            fail_msg("%s: %s is %g", entry, name, value);
        for (size_t other = 0; other < k; other++) {
            char *before = name_of(&view, other);
            if (strcmp(before, name) == 0)
                fail_msg("%s: two columns named '%s'", entry, name);
            free(before);
        }
        free(name);
    }
    struct rule_column *few = NULL;
    size_t capacity = 0, count = 0;
    rule_columns(&view.run.config, &view.problem->shape, 2, &few, &capacity, &count);
    assert_true(count <= view.count);
    for (size_t k = 0; k < count; k++)
        assert_true(few[k].index < 2);
    free(few);
    view_finish(&view);
}

static void test_columns(void **state) {
    (void)state;
    char entry[200];
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const struct optimizer *optimizer = optimizer_rule_at(i);
        snprintf(entry, sizeof entry, "{%s: {lr: %g}}", optimizer->name, 0.1 * optimizer->lr);
        check_columns(entry);
        for (size_t k = 0; optimizer->has_inner && optimizer_rule_at(k); k++) {
            const struct optimizer *inner = optimizer_rule_at(k);
            snprintf(entry, sizeof entry, "{%s: {lr: %g, inner: %s}}", optimizer->name,
                     0.05 * inner->lr, inner->name);
            check_columns(entry);
        }
    }
    check_columns("{lookahead: {inner: {sam: {inner: {lookahead: {inner: adam}}}}}}");
}

static void test_names(void **state) {
    (void)state;
    static const struct {
        const char *entry, *names[4];
    } cases[] = {
        {"adam", {"m0", "m6", "v_hat3", NULL}},
        {"lamb", {"ratio.layer1", "ratio.layer2", NULL}},
        {"{lamb: {groups: all}}", {"ratio", NULL}},
        {"{lamb: {groups: each}}", {"ratio0", "ratio6", NULL}},
        {"{aggmo: {betas: [0, 0.5]}}", {"v1_0", "v2_6", NULL}},
        {"{lookahead: {inner: {lars: {groups: each}}}}", {"slow0", "ratio3", NULL}},
        {"radam", {"rho", "rho_inf", NULL}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct published view;
        view_start(&view, cases[c].entry);
        view_step(&view);
        for (size_t k = 0; cases[c].names[k]; k++)
            number(&view, cases[c].names[k]); // fails where there is none
        view_finish(&view);
    }
}

// A trace records, in the row of a state, what the step from there published; and where asked for
// all weights, or beyond 64 the norms of layers.
static void test_trace(void **state) {
    (void)state;
    struct published view;
    struct trace trace;
    struct error error = {0};
    view_start(&view, "{lookahead: {inner: lamb}}");
    struct simulation simulation = {.optimizers = &view.run.config,
                                    .count = 1,
                                    .start = start,
                                    .plane = {.weights = {4, 1}},
                                    .record = RECORD_WEIGHTS | RECORD_STATE,
                                    .states = STEPS,
                                    .seed = 1,
                                    .view = {{{-2, 2}, {-2, 2}}}};
    assert_true(trace_simulate(&trace, view.problem, &simulation, &error));
    const struct run *run = &trace.runs[0];
    assert_int_equal(run->column_count, view.count);
    for (size_t t = 0; t < STEPS; t++) {
        assert_memory_equal(run->weights + t * N, view.run.stepper.point, N * sizeof(double));
        assert_true(run->w[t][0] == view.run.stepper.point[4] &&
                    run->w[t][1] == view.run.stepper.point[1]);
        assert_true(run->loss[t] == problem_value(view.problem, view.run.stepper.point));
        view_step(&view);
        assert_memory_equal(run->gradient + t * N, view.g, N * sizeof(double));
        assert_true(run->lr[t] == view.lr);
        for (size_t k = 0; k < view.count; k++)
            assert_true(run->state[t * view.count + k] == value_of(&view, k));
    }
    trace_finish(&trace);
    view_finish(&view);
}

static void test_norms_of_many(void **state) {
    (void)state;
    enum { MANY = 100, CUT = 30 };
    struct document document = {0};
    struct error error = {0};
    struct trace trace;
    struct test_run run;
    struct problem *problem = read_problem(
        &document, "{quadratic: {eigenvalues: {from: 0.1, to: 10, count: 100}, layers: [30, 70]}}");
    test_run_start(&run, "{adam: {lr: 0.1}}", problem, problem->start, STEPS);
    struct simulation simulation = {.optimizers = &run.config,
                                    .count = 1,
                                    .start = problem->start,
                                    .plane = {.weights = {0, 99}},
                                    .record = RECORD_WEIGHTS,
                                    .states = STEPS,
                                    .seed = 1,
                                    .view = problem->view};
    assert_true(trace_simulate(&trace, problem, &simulation, &error));
    assert_null(trace.runs[0].weights);
    for (size_t t = 0; t < STEPS; t++) {
        double before[MANY];
        const double *norms = trace.runs[0].norms + 6 * t, *w = run.stepper.w;
        memcpy(before, w, sizeof before);
        assert_true(norms[0] == vector_norm(CUT, w));
        assert_true(norms[3] == vector_norm(MANY - CUT, w + CUT));
        test_run_step(&run, 0);
        w = run.stepper.w;
        assert_true(norms[1] == vector_norm(CUT, run.record.gradient));
        assert_true(norms[4] == vector_norm(MANY - CUT, run.record.gradient + CUT));
        assert_true(norms[2] == vector_distance(CUT, w, before));
        assert_true(norms[5] == vector_distance(MANY - CUT, w + CUT, before + CUT));
    }
    trace_finish(&trace);
    test_run_finish(&run);
    problem_destroy(problem);
    document_finish(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),         cmocka_unit_test(test_averages),
        cmocka_unit_test(test_norms),         cmocka_unit_test(test_columns),
        cmocka_unit_test(test_names),         cmocka_unit_test(test_trace),
        cmocka_unit_test(test_norms_of_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The stepper. It applies in this order: noise, clipping, coupled decay, the rule, decoupled decay.
#include "optim/stepper.h"

#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The oracle that a rule gets: the problem on one batch, with noise, clipping and coupled decay.
struct run_oracle {
    struct oracle base;
    struct stepper *stepper;
    const struct batch *batch;
    struct step_record *record;
    bool recorded;
};

static bool is_coupled(const struct decay *decay) {
    return decay->rate != 0 && decay->mode == DECAY_COUPLED;
}

static void clip_gradient(const struct clip *clip, size_t n, double *gradient) {
    double norm = clip->norm > 0 ? vector_norm(n, gradient) : 0;
    for (size_t i = 0; i < n && norm > clip->norm; i++)
        gradient[i] = gradient[i] / norm * clip->norm;
    for (size_t i = 0; i < n && clip->value > 0; i++)
        if (fabs(gradient[i]) > clip->value)
            gradient[i] = copysign(clip->value, gradient[i]);
}

// Without noise 0 is added, which makes a 0 of either sign positive.
static void add_noise(const struct stepper *stepper, double *restrict gradient) {
    const double *restrict noise = stepper->noise;
    size_t n = stepper->problem->shape.n;
    for (size_t i = 0; i < n && stepper->config->noise == 0; i++)
        gradient[i] += 0;
    for (size_t i = 0; i < n && stepper->config->noise != 0; i++)
        gradient[i] += noise[i];
}

double stepper_loss(struct stepper *stepper, bool is_whole) {
    stepper->is_ahead = is_whole && stepper->wants_one && !stepper->has_report;
    stepper->wants_one = stepper->wants_one && !stepper->is_ahead; // until it is taken
    struct evaluation at = {.gradient = stepper->is_ahead ? stepper->ahead : NULL};
    problem_evaluate(stepper->problem, NULL, stepper->point, &at);
    return stepper->value = at.value;
}

// Fills `out` by what stepper_loss computed, if that is what is asked for.
static bool take_ahead(struct stepper *stepper, const struct batch *batch, const double *w,
                       struct evaluation *out) {
    size_t n = stepper->problem->shape.n;
    if (!stepper->is_ahead || batch || !out->gradient || out->hessian ||
        memcmp(w, stepper->w, n * sizeof *w) != 0)
        return false;
    out->value = stepper->value;
    vector_copy(n, out->gradient, stepper->ahead);
    stepper->wants_one = true;
    return true;
}

static void run_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    struct run_oracle *oracle = (struct run_oracle *)base;
    const struct stepper *stepper = oracle->stepper;
    const struct optimizer_config *config = stepper->config;
    size_t n = stepper->problem->shape.n;
    if (!take_ahead(oracle->stepper, oracle->batch, w, out))
        problem_evaluate(stepper->problem, oracle->batch, w, out);
    if (out->gradient) {
        if (!oracle->recorded) {
            oracle->record->batch_loss = out->value;
            vector_copy(n, stepper->first_gradient, out->gradient);
            oracle->recorded = true;
        }
        add_noise(stepper, out->gradient);
        clip_gradient(&config->clip, n, out->gradient);
    }
    if (!is_coupled(&config->decay))
        return;
    // Value and Hessian include the decay too, so that line searches and Newton steps see one
    // consistent function.
    double rate = config->decay.rate;
    out->value += rate / 2 * vector_dot(n, w, w);
    for (size_t i = 0; out->gradient && i < n; i++)
        out->gradient[i] += rate * w[i];
    for (size_t i = 0; out->hessian && i < n; i++)
        out->hessian[hessian_index(n, i, i)] += rate;
}

static void run_hessian_product(struct oracle *base, const double *w, const double *v,
                                double *out) {
    const struct run_oracle *oracle = (struct run_oracle *)base;
    const struct decay *decay = &oracle->stepper->config->decay;
    const struct problem *problem = oracle->stepper->problem;
    problem_hessian_product(problem, oracle->batch, w, v, out);
    for (size_t i = 0; is_coupled(decay) && i < problem->shape.n; i++)
        out[i] += decay->rate * v[i];
}

// Another seed for each label (FNV-1a), so that two optimizers of a scene draw different numbers.
static uint64_t rule_seed(uint64_t seed, const char *label) {
    uint64_t hash = 0xcbf29ce484222325;
    for (; label && *label; label++)
        hash = (hash ^ (unsigned char)*label) * 0x100000001b3;
    return seed ^ hash;
}

void stepper_init(struct stepper *stepper, const struct optimizer_config *config,
                  const struct problem *problem, const double *start, uint64_t seed, long horizon) {
    size_t n = problem->shape.n;
    double *block = mem_zero(7 * n, sizeof *block);
    *stepper = (struct stepper){
        .config = config,
        .problem = problem,
        .seed = seed,
        .rule_seed = rule_seed(seed, config->label),
        .horizon = horizon,
        .lr_peak = schedule_peak(&config->lr, horizon),
        .block = block,
        .w = block,
        .point = block + n,
        .other = block + 2 * n,
        .gradient = block + 3 * n,
        .first_gradient = block + 4 * n,
        .noise = block + 5 * n,
        .ahead = block + 6 * n,
        .wants_one = n > 2,
    };
    vector_copy(n, stepper->w, start);
    stepper->has_report = rule_has_report(config);
    if (!stepper->has_report)
        stepper->point = stepper->w;
    vector_copy(n, stepper->point, start);
    rule_init(&stepper->rule, config, &problem->shape, start);
}

// Draws the noise of this step. It models the sampling error of the batch, which is the same at any
// point.
static void draw_noise(struct stepper *stepper) {
    if (stepper->config->noise == 0)
        return;
    struct random_stream stream;
    random_start(&stream, stepper->seed, RANDOM_GRADIENT_NOISE, (uint64_t)stepper->t);
    for (size_t i = 0; i < stepper->problem->shape.n; i++)
        stepper->noise[i] = random_normal(&stream, 0, stepper->config->noise);
}

void stepper_step(struct stepper *stepper, const struct batch *batch, double loss,
                  struct step_record *record) {
    const struct optimizer_config *config = stepper->config;
    struct schedule_time time = {stepper->t, stepper->horizon, loss};
    size_t n = stepper->problem->shape.n;
    *record = (struct step_record){
        .lr = schedule_value(&config->lr, time, stepper->lr_memory),
        .gradient = stepper->first_gradient,
        .batch_loss = NAN,
    };
    struct run_oracle oracle = {
        .base = {run_evaluate, run_hessian_product},
        .stepper = stepper,
        .batch = batch,
        .record = record,
    };
    draw_noise(stepper);
    double *next = stepper->other, *w = stepper->w;
    vector_copy(n, next, w);
    stepper->step = (struct step){
        .t = stepper->t + 1,
        .lr = record->lr,
        .lr_peak = stepper->lr_peak,
        .shape = &stepper->problem->shape,
        .w = next,
        .gradient = stepper->gradient,
        .time = time,
        .oracle = &oracle.base,
        .seed = stepper->rule_seed,
    };
    rule_update(&stepper->rule, &stepper->step);
    stepper->step.oracle = NULL; // it ends with this call
    stepper->is_ahead = false;
    for (size_t i = 0; !oracle.recorded && i < n; i++)
        stepper->first_gradient[i] = NAN;
    double shrink = config->decay.mode == DECAY_DECOUPLED ? record->lr * config->decay.rate : 0;
    for (size_t i = 0; shrink != 0 && i < n; i++)
        next[i] -= shrink * (config->decay.order == DECAY_AFTER ? next[i] : w[i]);
    stepper->w = next;
    stepper->other = w;
    if (stepper->has_report)
        rule_report(&stepper->rule, next, stepper->point);
    else
        stepper->point = next;
    stepper->t++;
}

void stepper_finish(struct stepper *stepper) {
    rule_finish(&stepper->rule);
    free(stepper->block);
    *stepper = (struct stepper){0};
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The stepper. It applies in this order: noise, clipping, coupled decay, the rule, decoupled decay.
#include "base/maths.h"
#include "base/memory.h"
#include "optim/optimizer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void step_evaluate(struct step *step, const double w[2], unsigned wanted, struct evaluation *out) {
    *out = (struct evaluation){0};
    step->oracle->evaluate(step->oracle, w, wanted, out);
}

void step_gradient(struct step *step, const double w[2], double gradient[2]) {
    struct evaluation evaluation;
    step_evaluate(step, w, WANT_GRADIENT, &evaluation);
    memcpy(gradient, evaluation.gradient, sizeof evaluation.gradient);
}

void rule_init(struct rule *rule, const struct optimizer_config *config, const double w[2]) {
    const struct optimizer *optimizer = config->optimizer;
    *rule = (struct rule){
        .config = config,
        .options = mem_zero(1, optimizer->options_size),
        .state = mem_zero(1, optimizer->state_size),
        .memory = mem_zero(config->scheduled_count, sizeof *rule->memory),
    };
    if (optimizer->options_size)
        memcpy(rule->options, config->options, optimizer->options_size);
    if (optimizer->init)
        optimizer->init(rule->options, rule->state, w);
}

void rule_update(struct rule *rule, struct step *step) {
    for (size_t i = 0; i < rule->config->scheduled_count; i++) {
        const struct scheduled_option *option = &rule->config->scheduled[i];
        *(double *)((char *)rule->options + option->offset) =
            schedule_value(&option->schedule, step->time, rule->memory[i]);
    }
    rule->config->optimizer->update(rule->options, rule->state, step);
}

void rule_report(struct rule *rule, const double w[2], double point[2]) {
    if (rule->config->optimizer->report)
        rule->config->optimizer->report(rule->options, rule->state, w, point);
    else
        memcpy(point, w, 2 * sizeof *point);
}

void rule_finish(struct rule *rule) {
    if (rule->state && rule->config->optimizer->release)
        rule->config->optimizer->release(rule->state);
    free(rule->options);
    free(rule->state);
    free(rule->memory);
    *rule = (struct rule){0};
}

// The oracle that a rule gets: the problem on one batch, with noise, clipping and coupled decay.
struct run_oracle {
    struct oracle base;
    const struct optimizer_config *config;
    const struct problem *problem;
    const struct batch *batch;
    double noise[2]; // drawn once per step: it models the sampling error of the batch, which is the
                     // same at any point
    struct step_record *record;
    bool recorded;
};

static void clip_gradient(const struct clip *clip, double gradient[2]) {
    double norm = m_hypot(gradient[0], gradient[1]);
    for (int i = 0; i < 2; i++) {
        if (clip->norm > 0 && norm > clip->norm)
            gradient[i] = gradient[i] / norm * clip->norm;
        if (clip->value > 0 && fabs(gradient[i]) > clip->value)
            gradient[i] = copysign(clip->value, gradient[i]);
    }
}

static void run_evaluate(struct oracle *base, const double w[2], unsigned wanted,
                         struct evaluation *out) {
    struct run_oracle *oracle = (struct run_oracle *)base;
    const struct optimizer_config *config = oracle->config;
    unsigned asked = wanted & WANT_GRADIENT && !oracle->recorded ? wanted | WANT_VALUE : wanted;
    problem_evaluate(oracle->problem, oracle->batch, w, asked, out);
    if (wanted & WANT_GRADIENT) {
        if (!oracle->recorded) {
            oracle->record->batch_loss = out->value;
            memcpy(oracle->record->gradient, out->gradient, sizeof out->gradient);
            oracle->recorded = true;
        }
        out->gradient[0] += oracle->noise[0];
        out->gradient[1] += oracle->noise[1];
        clip_gradient(&config->clip, out->gradient);
    }
    if (config->decay.rate != 0 && config->decay.mode == DECAY_COUPLED) {
        // Value and Hessian include the decay too, so that line searches and Newton steps see one
        // consistent function.
        double rate = config->decay.rate;
        out->gradient[0] += rate * w[0];
        out->gradient[1] += rate * w[1];
        out->value += rate / 2 * (w[0] * w[0] + w[1] * w[1]);
        out->hessian[0] += rate;
        out->hessian[2] += rate;
    }
}

void stepper_init(struct stepper *stepper, const struct optimizer_config *config,
                  const struct problem *problem, const double start[2], uint64_t seed,
                  long horizon) {
    *stepper = (struct stepper){
        .config = config,
        .problem = problem,
        .seed = seed,
        .horizon = horizon,
        .lr_peak = schedule_peak(&config->lr, horizon),
        .w = {start[0], start[1]},
        .point = {start[0], start[1]},
    };
    rule_init(&stepper->rule, config, start);
}

static void draw_noise(const struct stepper *stepper, double noise[2]) {
    if (stepper->config->noise == 0)
        return;
    struct random_stream stream;
    random_start(&stream, stepper->seed, RANDOM_GRADIENT_NOISE, (uint64_t)stepper->t);
    for (int i = 0; i < 2; i++)
        noise[i] = random_normal(&stream, 0, stepper->config->noise);
}

void stepper_step(struct stepper *stepper, const struct batch *batch, double loss,
                  struct step_record *record) {
    const struct optimizer_config *config = stepper->config;
    struct schedule_time time = {stepper->t, stepper->horizon, loss};
    *record = (struct step_record){
        .lr = schedule_value(&config->lr, time, stepper->lr_memory),
        .gradient = {NAN, NAN},
        .batch_loss = NAN,
    };
    struct run_oracle oracle = {
        .base.evaluate = run_evaluate,
        .config = config,
        .problem = stepper->problem,
        .batch = batch,
        .record = record,
    };
    draw_noise(stepper, oracle.noise);
    struct step step = {
        .t = stepper->t + 1,
        .lr = record->lr,
        .lr_peak = stepper->lr_peak,
        .w = {stepper->w[0], stepper->w[1]},
        .time = time,
        .oracle = &oracle.base,
    };
    rule_update(&stepper->rule, &step);
    double shrink = config->decay.mode == DECAY_DECOUPLED ? record->lr * config->decay.rate : 0;
    for (int i = 0; i < 2; i++) {
        if (shrink != 0)
            step.w[i] -= shrink * (config->decay.order == DECAY_AFTER ? step.w[i] : stepper->w[i]);
        stepper->w[i] = step.w[i];
    }
    rule_report(&stepper->rule, stepper->w, stepper->point);
    stepper->t++;
}

void stepper_finish(struct stepper *stepper) {
    rule_finish(&stepper->rule);
}

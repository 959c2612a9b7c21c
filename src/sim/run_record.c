// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_record.h"

#include "base/memory.h"
#include "base/vector.h"
#include "sim/lanczos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The numbers of a state, beside those of a rule.
struct state_numbers {
    size_t fixed; // plane, loss, batch loss, lr; of more than two weights the norm of the gradient
    size_t off_plane;
    size_t weights; // for two weights the plane has them
    size_t gradient;
    size_t norms;
    size_t scores;
    size_t sharpness, stability_limit, trust_ratio;
};

static struct state_numbers numbers_of(const struct shape *shape, unsigned record) {
    bool is_plane = shape->n == 2;
    bool is_table = record & RECORD_WEIGHTS && !is_plane;
    bool has_columns = is_table && shape->n <= TRACE_WEIGHTS_MAX;
    bool has_norms = record & RECORD_NORMS || (is_table && !has_columns);
    return (struct state_numbers){
        .fixed = is_plane ? 5 : 6,
        .off_plane = !is_plane && record & RECORD_ALL_WEIGHTS ? 1 : 0,
        .weights = !is_plane && (has_columns || record & RECORD_ALL_WEIGHTS) ? shape->n : 0,
        .gradient = is_plane || has_columns ? shape->n : 0,
        .norms = has_norms ? 3 * shape->layer_count : 0,
        .scores = record & RECORD_SCORES ? SCORE_COUNT : 0,
        .sharpness = (record & RECORD_SHARPNESS) != 0,
        .stability_limit = (record & RECORD_STABILITY) != 0,
        .trust_ratio = record & RECORD_RATIOS ? shape->layer_count : 0,
    };
}

static size_t numbers_sum(const struct state_numbers *numbers) {
    return numbers->fixed + numbers->off_plane + numbers->weights + numbers->gradient +
           numbers->norms + numbers->scores + numbers->sharpness + numbers->stability_limit +
           numbers->trust_ratio;
}

double simulation_state_bytes(const struct shape *shape, unsigned record) {
    struct state_numbers numbers = numbers_of(shape, record);
    return (double)(numbers_sum(&numbers) * sizeof(double));
}

// Returns the next `count` numbers a state of the storage; NULL for none.
static double *take(double **records, size_t count, long states) {
    double *taken = *records;
    *records += count * (size_t)states;
    return count > 0 ? taken : NULL;
}

size_t run_record_numbers(const struct run *run, unsigned record) {
    struct state_numbers numbers = numbers_of(run->shape, record);
    return numbers_sum(&numbers) + run->column_count;
}

void run_record_place(struct run *run, unsigned record, long states, double **records) {
    struct state_numbers numbers = numbers_of(run->shape, record);
    run->w = (double(*)[2])take(records, 2, states);
    run->off_plane = take(records, numbers.off_plane, states);
    run->gradient = take(records, numbers.gradient, states);
    run->loss = take(records, 1, states);
    run->batch_loss = take(records, 1, states);
    run->lr = take(records, 1, states);
    run->weights = run->shape->n == 2 ? *run->w : take(records, numbers.weights, states);
    run->gradient_norm = run->shape->n == 2 ? NULL : take(records, 1, states);
    run->norms = take(records, numbers.norms, states);
    run->scores = take(records, numbers.scores, states);
    run->sharpness = take(records, numbers.sharpness, states);
    run->stability_limit = take(records, numbers.stability_limit, states);
    run->trust_ratio = take(records, numbers.trust_ratio, states);
    run->state = take(records, run->column_count, states);
}

void run_record_unknown(double *numbers, size_t count, long i) {
    for (size_t k = 0; numbers && k < count; k++)
        numbers[(size_t)i * count + k] = NAN;
}

void run_record_no_step(struct run *run, long i) {
    run->lr[i] = run->batch_loss[i] = NAN;
    run_record_unknown(run->gradient, run->shape->n, i);
    run_record_unknown(run->gradient_norm, 1, i);
    run_record_unknown(run->norms, 3 * run->shape->layer_count, i);
    run_record_unknown(run->stability_limit, 1, i);
    run_record_unknown(run->trust_ratio, run->shape->layer_count, i);
    run_record_unknown(run->state, run->column_count, i);
}

void run_record_step(struct run *run, long i, const struct step_record *record,
                     const struct stepper *stepper) {
    const struct shape *shape = run->shape;
    run->lr[i] = record->lr;
    run->batch_loss[i] = record->batch_loss;
    if (run->gradient)
        vector_copy(shape->n, run->gradient + (size_t)i * shape->n, record->gradient);
    if (run->gradient_norm)
        run->gradient_norm[i] = vector_norm(shape->n, record->gradient);
    for (size_t k = 0; k < run->column_count; k++)
        run->state[(size_t)i * run->column_count + k] =
            rule_column_value(&stepper->rule, &run->columns[k], &stepper->step);
    if (run->stability_limit)
        run->stability_limit[i] = rule_stability_limit(&stepper->rule, record->lr);
    if (run->trust_ratio)
        rule_trust_ratios(&stepper->rule, run->trust_ratio + (size_t)i * shape->layer_count);
    for (size_t k = 0; run->norms && k < shape->layer_count; k++) {
        const struct layer *layer = &shape->layers[k];
        double *norms = run->norms + ((size_t)i * shape->layer_count + k) * 3;
        norms[1] = vector_norm(layer->count, record->gradient + layer->first);
        norms[2] =
            vector_distance(layer->count, stepper->w + layer->first, stepper->other + layer->first);
    }
}

void run_record_weights(struct run *run, long i, const double *w) {
    const struct shape *shape = run->shape;
    if (run->plane->choice.kind == PLANE_WEIGHTS)
        plane_project(run->plane, w, run->w[i]);
    if (run->weights && shape->n > 2)
        memcpy(run->weights + (size_t)i * shape->n, w, shape->n * sizeof *w);
    for (size_t k = 0; run->norms && k < shape->layer_count; k++)
        run->norms[((size_t)i * shape->layer_count + k) * 3] =
            vector_norm(shape->layers[k].count, w + shape->layers[k].first);
}

void run_record_rest(const struct trace *trace, struct run *run, const struct view *view) {
    long i = run->diverged;
    double rest[2], before[2] = {0, 0};
    if (i > 0)
        memcpy(before, run->w[i - 1], sizeof before);
    memcpy(run->last, run->w[i], sizeof run->last);
    for (int a = 0; a < 2; a++) {
        double low = view->axis[a][0], high = view->axis[a][1];
        double centre = (low + high) / 2, reach = DIVERGED_WIDTHS * (high - low);
        rest[a] = fmax(centre - reach, fmin(centre + reach, run->last[a]));
    }
    if (!isfinite(run->last[0]) || !isfinite(run->last[1]))
        memcpy(rest, before, sizeof rest);
    for (long k = i; k < trace->states; k = trace_next(trace, k, 1))
        memcpy(run->w[k], rest, sizeof rest);
}

void run_record_scores(struct run *run, long i, const struct problem *problem, const double *w) {
    if (!run->scores)
        return;
    struct scores scores = {NAN, NAN, NAN};
    if (w && problem->kind->scores)
        problem->kind->scores(problem, w, &scores);
    double *own = run->scores + (size_t)i * SCORE_COUNT;
    own[SCORE_ACCURACY] = scores.accuracy;
    own[SCORE_TEST_LOSS] = scores.test_loss;
    own[SCORE_TEST_ACCURACY] = scores.test_accuracy;
}

void run_record_sharpness(struct run *run, long i, const struct problem *problem, const double *w,
                          struct sharpest *sharpest) {
    if (!run->sharpness)
        return;
    run->sharpness[i] = NAN;
    if (!w)
        return;
    bool is_warm = sharpest->direction != NULL;
    if (!is_warm)
        sharpest->direction = mem_zero(run->shape->n, sizeof *sharpest->direction);
    struct lanczos lanczos = {.problem = problem, .count = 1, .is_warm = is_warm};
    lanczos_largest(&lanczos, w, &run->sharpness[i], sharpest->direction);
}

void sharpest_finish(struct sharpest *sharpest) {
    free(sharpest->direction);
    *sharpest = (struct sharpest){0};
}

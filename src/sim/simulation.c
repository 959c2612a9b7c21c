// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/simulation.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/vector.h"
#include "optim/recording.h"
#include "optim/stepper.h"
#include "sim/endings.h"
#include "sim/hold.h"
#include "sim/plane_fit.h"
#include "sim/run_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Deals out the mini-batches of a run: points are shuffled every epoch and used in order.
struct dealer {
    uint32_t *indices; // owned; NULL: every batch is all points
    size_t points, size;
    long steps_per_epoch;
    uint64_t seed;
};

static void dealer_init(struct dealer *dealer, const struct problem *problem, long batch,
                        uint64_t seed) {
    *dealer = (struct dealer){
        .points = problem->points,
        .size = (size_t)batch,
        .steps_per_epoch = trace_steps_per_epoch(problem->points, batch),
        .seed = seed,
    };
    if (dealer->steps_per_epoch > 1)
        dealer->indices = mem_zero(dealer->points, sizeof *dealer->indices);
}

// Returns the batch of step t. Must be called for every step in order.
static struct batch dealer_batch(struct dealer *dealer, long t) {
    if (!dealer->indices)
        return (struct batch){0};
    size_t position = (size_t)(t % dealer->steps_per_epoch) * dealer->size;
    if (position == 0) {
        struct random_stream stream;
        random_start(&stream, dealer->seed, RANDOM_SHUFFLE,
                     (uint64_t)(t / dealer->steps_per_epoch));
        for (size_t i = 0; i < dealer->points; i++)
            dealer->indices[i] = (uint32_t)i;
        random_shuffle(&stream, dealer->indices, dealer->points);
    }
    size_t left = dealer->points - position;
    return (struct batch){dealer->indices + position, left < dealer->size ? left : dealer->size};
}

// Lists the columns of a run, once for all runs of its optimizer; `before` is one of these, or
// NULL.
static void list_columns(struct run *run, const struct run *before) {
    size_t capacity = 0;
    run->owns_columns = !before;
    if (!before)
        rule_columns(run->config, run->shape, TRACE_WEIGHTS_MAX, &run->columns, &capacity,
                     &run->column_count);
    else {
        run->columns = before->columns;
        run->column_count = before->column_count;
    }
}

// Prepares a run, without storage yet. `start` is the number of the start, from 1, or 0 if the
// optimizer has only one.
static void run_init(struct run *run, const struct problem *problem,
                     const struct simulation *simulation, const struct plane *plane,
                     size_t optimizer, long start) {
    const struct optimizer_config *config = &simulation->optimizers[optimizer];
    *run = (struct run){
        .label = config->label,
        .config = config,
        .shape = &problem->shape,
        .plane = plane,
        .diverged = -1,
        .optimizer = optimizer,
    };
    if (start > 0) {
        struct text label = {0};
        text_printf(&label, "%s start %ld", config->label, start);
        run->label = run->own_label = text_take(&label);
    }
    if (simulation->record & RECORD_STATE && !config->recording)
        list_columns(run, start > 1 ? run - 1 : NULL);
}

// Keeps the n weights of a state in `last` (NULL: not wanted).
static void keep_weights(const struct run *run, double *last, const double *w) {
    if (last)
        memcpy(last, w, run->shape->n * sizeof *w);
}

// Returns memory for the last weights of a run if they may become the plane's origin: those of the
// first run that does not diverge do. Until then it is the first run's start.
static double *last_weights(const struct trace *trace, const struct run *run, const double *start) {
    const struct plane *plane = trace->planes[0];
    if (plane->n == 2 || plane->is_settled)
        return NULL;
    if (run == trace->runs)
        memcpy(plane->origin, start, plane->n * sizeof *start);
    return mem_zero(plane->n, sizeof(double));
}

static void settle_origin(const struct trace *trace, const struct run *run, double *last) {
    struct plane *plane = trace->planes[0];
    if (last && run->diverged < 0) {
        memcpy(plane->origin, last, plane->n * sizeof *last);
        plane->is_settled = true;
    }
    free(last);
}

// Decides when a run has diverged, see struct run.
struct divergence {
    const struct view *view;
    const double *start; // n weights
    double reach;        // for more than two weights
};

static bool has_diverged(const struct run *run, const struct divergence *divergence,
                         const double *w, double loss) {
    size_t n = run->shape->n;
    if (n > 2) // the distance is not finite where a weight is not
        return !isfinite(loss) || !(vector_distance(n, w, divergence->start) <= divergence->reach);
    if (!isfinite(w[0]) || !isfinite(w[1]) || !isfinite(loss))
        return true;
    for (int i = 0; i < 2; i++) {
        double low = divergence->view->axis[i][0], high = divergence->view->axis[i][1];
        if (fabs(w[i] - (low + high) / 2) > DIVERGED_WIDTHS * (high - low))
            return true;
    }
    return false;
}

// Ends a run at state i, see struct run.
static void run_diverge(const struct trace *trace, struct run *run, const struct view *view, long i,
                        const double *w, double loss) {
    run->diverged = i;
    run_record_weights(run, i, w);
    if (run->plane->choice.kind == PLANE_WEIGHTS)
        run_record_rest(trace, run, view);
    for (long k = i; k < trace->states; k = trace_next(trace, k, 1)) {
        run->loss[k] = k == i && isfinite(loss) ? loss : (double)NAN;
        double *norms = run->norms ? run->norms + (size_t)k * 3 * run->shape->layer_count : NULL;
        run_record_no_step(run, k);
        run_record_scores(run, k, NULL, NULL);
        run_record_sharpness(run, k, NULL, NULL, NULL);
        if (k > i && run->shape->n > 2)
            run_record_unknown(run->weights, run->shape->n, k);
        for (size_t l = 0; norms && k == i && l < run->shape->layer_count; l++)
            norms[3 * l] =
                vector_norm(run->shape->layers[l].count, w + run->shape->layers[l].first);
    }
}

// Returns the next state, or the end if a signal was received.
static long next_state(const struct trace *trace, const struct run *run, long i) {
    bool asks = run->shape->n > 2 || i % 1024 == 0; // of many weights a step may take long
    return asks && interrupt_signal() != 0 ? trace->states : trace_next(trace, i, 1);
}

// Returns the learning rate for a run that diverged before its first step.
static double first_rate(const struct optimizer_config *config, long states, double loss) {
    double memory[SCHEDULE_MEMORY] = {0};
    struct schedule_time time = {.horizon = states, .loss = loss};
    return schedule_value(&config->lr, time, memory);
}

static void run_simulate(const struct trace *trace, struct run *run, const struct problem *problem,
                         const struct simulation *simulation, const struct divergence *divergence) {
    struct stepper stepper;
    struct dealer dealer;
    struct sharpest sharpest = {0};
    double *last = last_weights(trace, run, divergence->start);
    double end = hold_share(simulation->hold, trace, run);
    dealer_init(&dealer, problem, simulation->batch, simulation->seed);
    stepper_init(&stepper, run->config, problem, divergence->start, simulation->seed,
                 simulation->states);
    for (long i = 0; i < simulation->states; i = next_state(trace, run, i)) {
        if (hold_ends(end, trace, run, i))
            break;
        double loss = stepper_loss(&stepper, !dealer.indices);
        if (has_diverged(run, divergence, stepper.point, loss)) {
            run_diverge(trace, run, divergence->view, i, stepper.point, loss);
            if (i == 0)
                run->lr[0] = first_rate(run->config, simulation->states, loss);
            break;
        }
        run_record_weights(run, i, stepper.point);
        run_record_scores(run, i, problem, stepper.point);
        run_record_sharpness(run, i, problem, stepper.point, &sharpest);
        keep_weights(run, last, stepper.point);
        run->loss[i] = loss;
        struct batch batch = dealer_batch(&dealer, i);
        struct step_record record;
        stepper_step(&stepper, batch.indices ? &batch : NULL, loss, &record);
        run_record_step(run, i, &record, &stepper);
    }
    settle_origin(trace, run, last);
    sharpest_finish(&sharpest);
    stepper_finish(&stepper);
    free(dealer.indices);
}

// Fills a run from a recorded path. Losses missing in the file are computed.
static void run_replay(const struct trace *trace, struct run *run, const struct problem *problem,
                       const struct simulation *simulation, const struct divergence *divergence) {
    const struct recording *recording = run->config->recording;
    double *w = mem_zero(problem->shape.n, sizeof *w), loss;
    struct sharpest sharpest = {0};
    double *last = last_weights(trace, run, divergence->start);
    run->covered = recording_covered(recording, simulation->states);
    for (long i = 0; i < simulation->states; i = next_state(trace, run, i)) {
        bool is_covered = run->covered == 0 || i < run->covered;
        recording_at(recording, (double)i, w, &loss);
        if (!is_covered)
            loss = NAN;
        else if (isnan(loss))
            loss = problem_value(problem, w);
        if (is_covered && has_diverged(run, divergence, w, loss)) {
            run_diverge(trace, run, divergence->view, i, w, loss);
            run->covered = 0;
            break;
        }
        run_record_no_step(run, i);
        run_record_weights(run, i, w);
        run_record_scores(run, i, problem, is_covered ? w : NULL);
        run_record_sharpness(run, i, problem, is_covered ? w : NULL, &sharpest);
        keep_weights(run, last, w);
        run->loss[i] = loss;
    }
    settle_origin(trace, run, last);
    sharpest_finish(&sharpest);
    free(w);
}

// A run that was taken over may settle the origin as it would have done.
static void settle_taken(const struct trace *trace, const struct run *run, const double *start) {
    double *last = last_weights(trace, run, start);
    size_t n = run->shape->n;
    if (last && run->weights)
        memcpy(last, run->weights + (size_t)run_last(run, trace) * n, n * sizeof *last);
    settle_origin(trace, run, last);
}

static bool starts_at_random(const struct simulation *simulation, size_t optimizer) {
    const struct optimizer_config *config = &simulation->optimizers[optimizer];
    return simulation->random_starts > 0 && !config->start && !config->recording;
}

// Returns how many runs an optimizer makes.
static long starts_of(const struct simulation *simulation, size_t optimizer) {
    return starts_at_random(simulation, optimizer) ? simulation->random_starts : 1;
}

static void simulate_starts(const struct trace *trace, struct run *runs, long starts,
                            const struct problem *problem, const struct simulation *simulation) {
    struct random_stream stream;
    random_start(&stream, simulation->seed, RANDOM_START, 0);
    const struct optimizer_config *config = runs->config;
    bool is_random = starts_at_random(simulation, runs->optimizer);
    size_t n = problem->shape.n;
    double *start = mem_zero(n, sizeof *start);
    for (long k = 0; k < starts && interrupt_signal() == 0; k++) {
        if (!is_random)
            memcpy(start, config->start ? config->start : simulation->start, n * sizeof *start);
        if (is_random && problem->kind->draw_start)
            problem->kind->draw_start(problem, simulation->seed, (uint64_t)k, start);
        for (size_t i = 0; is_random && !problem->kind->draw_start && i < n; i++) {
            const double *range = simulation->domain.axis[n == 2 ? i : 0];
            start[i] = random_uniform(&stream, range[0], range[1]);
        }
        struct divergence divergence = {.view = &simulation->view,
                                        .start = start,
                                        .reach = DIVERGED_WIDTHS * (1 + vector_norm(n, start))};
        if (runs[k].is_taken)
            settle_taken(trace, &runs[k], start);
        else if (config->recording)
            run_replay(trace, &runs[k], problem, simulation, &divergence);
        else
            run_simulate(trace, &runs[k], problem, simulation, &divergence);
    }
    free(start);
}

// Adds the plane of the simulation to an empty trace.
static const struct plane *add_plane(struct trace *trace, const struct problem *problem,
                                     const struct simulation *simulation) {
    trace->planes = mem_zero(1, sizeof(struct plane *));
    trace->planes[0] = plane_create(&simulation->plane, problem->shape.n);
    trace->plane_count = 1;
    return trace->planes[0];
}

// Returns what is recorded: planes that are found from all runs need all weights.
static unsigned record_of(const struct simulation *simulation) {
    bool needs_all = simulation->plane.kind != PLANE_WEIGHTS;
    return simulation->record | (needs_all ? RECORD_ALL_WEIGHTS : 0u);
}

bool trace_simulate(struct trace *trace, const struct problem *problem,
                    const struct simulation *simulation, struct error *error) {
    long length = trace_steps_per_epoch(problem->points, simulation->batch);
    unsigned record = record_of(simulation);
    size_t count = 0;
    for (size_t i = 0; i < simulation->count; i++)
        count += (size_t)starts_of(simulation, i);
    *trace = (struct trace){
        .runs = mem_zero(count, sizeof *trace->runs),
        .run_count = count,
        .states = simulation->states,
        .steps_per_epoch = length,
        .in_steps = simulation->in_steps,
        .hold = simulation->hold,
    };
    const struct plane *plane = add_plane(trace, problem, simulation);
    size_t numbers = 0;
    struct run *run = trace->runs;
    for (size_t i = 0; i < simulation->count; i++) {
        long starts = starts_of(simulation, i);
        for (long k = 0; k < starts; k++, run++) {
            run_init(run, problem, simulation, plane, i, starts > 1 ? k + 1 : 0);
            numbers += run_record_numbers(run, record);
        }
    }
    double bytes = (double)numbers * (double)simulation->states * sizeof(double);
    if (!limit_check(LIMIT_STATE_BYTES, bytes, simulation->optimizers->place, error)) {
        trace_finish(trace);
        return false;
    }
    trace->records = mem_zero(1, sizeof *trace->records);
    trace->record_count = 1;
    if (!scratch_init(trace->records, numbers * (size_t)simulation->states * sizeof(double))) {
        trace_finish(trace);
        return error_set(error, ERROR_RENDER, "not enough memory for %ld steps",
                         simulation->states);
    }
    double *records = trace->records->bytes;
    for (size_t i = 0; i < count; i++)
        run_record_place(&trace->runs[i], record, simulation->states, &records);
    hold_take_runs(simulation->hold, trace, record);
    run = trace->runs;
    for (size_t i = 0; i < simulation->count; i++) {
        long starts = starts_of(simulation, i);
        simulate_starts(trace, run, starts, problem, simulation);
        run += starts;
    }
    endings_find(trace);
    if (problem->shape.n > 2 && simulation->plane.kind == PLANE_WEIGHTS)
        plane_hold(trace->planes[0], trace->hold);
    if (simulation->plane.kind != PLANE_WEIGHTS) {
        plane_fit(trace->planes[0], trace, problem, simulation->seed);
        plane_place(trace->planes[0], trace);
    } else if (record & RECORD_ALL_WEIGHTS && problem->shape.n > 2) {
        plane_measure(trace->planes[0], trace);
    }
    if (interrupt_check(error))
        return true;
    trace_finish(trace);
    return false;
}

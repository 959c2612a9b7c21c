// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/trace.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "optim/recording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// How many view widths a run may be away from the centre of the view.
static const double widths = 1000;

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

long trace_steps_per_epoch(size_t points, long batch) {
    if (points == 0 || batch <= 0 || (size_t)batch >= points)
        return 1;
    return (long)((points + (size_t)batch - 1) / (size_t)batch);
}

enum { RECORD = TRACE_STATE_BYTES / sizeof(double) };

// `start` is the number of the start, from 1, or 0 if the optimizer has only one. `records` is the
// run's part of the storage.
static void run_init(struct run *run, const struct simulation *simulation, size_t optimizer,
                     long start, double *records) {
    const struct optimizer_config *config = &simulation->optimizers[optimizer];
    long count = simulation->states;
    *run = (struct run){
        .label = config->label,
        .config = config,
        .w = (double(*)[2])records,
        .gradient = (double(*)[2])(records + 2 * count),
        .loss = records + 4 * count,
        .batch_loss = records + 5 * count,
        .lr = records + 6 * count,
        .diverged = -1,
        .optimizer = optimizer,
    };
    if (start > 0) {
        struct text label = {0};
        text_printf(&label, "%s start %ld", config->label, start);
        run->label = run->own_label = text_take(&label);
    }
}

static void set_record(struct run *run, long i, const struct step_record *record) {
    run->lr[i] = record->lr;
    run->batch_loss[i] = record->batch_loss;
    memcpy(run->gradient[i], record->gradient, sizeof record->gradient);
}

static const struct step_record no_record = {NAN, {NAN, NAN}, NAN};

static bool has_diverged(const struct view *view, const double w[2], double loss) {
    if (!isfinite(w[0]) || !isfinite(w[1]) || !isfinite(loss))
        return true;
    for (int i = 0; i < 2; i++) {
        double low = view->axis[i][0], high = view->axis[i][1];
        if (fabs(w[i] - (low + high) / 2) > widths * (high - low))
            return true;
    }
    return false;
}

// Ends a run at state i, see struct run.
static void run_diverge(const struct trace *trace, struct run *run, const struct view *view, long i,
                        const double w[2], double loss) {
    run->diverged = i;
    memcpy(run->last, w, sizeof run->last);
    double rest[2];
    for (int a = 0; a < 2; a++) {
        double low = view->axis[a][0], high = view->axis[a][1];
        double centre = (low + high) / 2, reach = widths * (high - low);
        rest[a] = fmax(centre - reach, fmin(centre + reach, w[a]));
    }
    if (!isfinite(w[0]) || !isfinite(w[1]))
        memcpy(rest, i > 0 ? run->w[i - 1] : (double[2]){0, 0}, sizeof rest);
    for (long k = i; k < trace->states; k = trace_next(trace, k, 1)) {
        memcpy(run->w[k], rest, sizeof rest);
        run->loss[k] = k == i && isfinite(loss) ? loss : (double)NAN;
        set_record(run, k, &no_record);
    }
}

static double full_loss(const struct problem *problem, const double w[2]) {
    struct evaluation evaluation;
    problem_evaluate(problem, NULL, w, WANT_VALUE, &evaluation);
    return evaluation.value;
}

// Returns the next state, or the end if a signal was received.
static long next_state(const struct trace *trace, long i) {
    return i % 1024 == 0 && interrupt_signal() != 0 ? trace->states : trace_next(trace, i, 1);
}

// Returns the learning rate for a run that diverged before its first step.
static double first_rate(const struct optimizer_config *config, long states, double loss) {
    double memory[SCHEDULE_MEMORY] = {0};
    struct schedule_time time = {.horizon = states, .loss = loss};
    return schedule_value(&config->lr, time, memory);
}

static void run_simulate(const struct trace *trace, struct run *run, const struct problem *problem,
                         const struct simulation *simulation, const double start[2]) {
    struct stepper stepper;
    struct dealer dealer;
    dealer_init(&dealer, problem, simulation->batch, simulation->seed);
    stepper_init(&stepper, run->config, problem, start, simulation->seed, simulation->states);
    for (long i = 0; i < simulation->states; i = next_state(trace, i)) {
        double loss = full_loss(problem, stepper.point);
        if (has_diverged(&simulation->view, stepper.point, loss)) {
            run_diverge(trace, run, &simulation->view, i, stepper.point, loss);
            if (i == 0)
                run->lr[0] = first_rate(run->config, simulation->states, loss);
            break;
        }
        memcpy(run->w[i], stepper.point, sizeof stepper.point);
        run->loss[i] = loss;
        struct batch batch = dealer_batch(&dealer, i);
        struct step_record record;
        stepper_step(&stepper, batch.indices ? &batch : NULL, loss, &record);
        set_record(run, i, &record);
    }
    stepper_finish(&stepper);
    free(dealer.indices);
}

// Fills a run from a recorded path. Losses missing in the file are computed.
static void run_replay(const struct trace *trace, struct run *run, const struct problem *problem,
                       const struct simulation *simulation) {
    const struct recording *recording = run->config->recording;
    run->covered = recording_covered(recording, simulation->states);
    for (long i = 0; i < simulation->states; i = next_state(trace, i)) {
        bool is_covered = run->covered == 0 || i < run->covered;
        double w[2], loss;
        recording_at(recording, (double)i, w, &loss);
        if (!is_covered)
            loss = NAN;
        else if (isnan(loss))
            loss = full_loss(problem, w);
        if (is_covered && has_diverged(&simulation->view, w, loss)) {
            run_diverge(trace, run, &simulation->view, i, w, loss);
            run->covered = 0;
            break;
        }
        memcpy(run->w[i], w, sizeof w);
        run->loss[i] = loss;
        set_record(run, i, &no_record);
    }
}

// Returns how many runs an optimizer makes.
static long starts_of(const struct simulation *simulation, size_t optimizer) {
    const struct optimizer_config *config = &simulation->optimizers[optimizer];
    bool is_random = simulation->random_starts > 0 && !config->has_start && !config->recording;
    return is_random ? simulation->random_starts : 1;
}

static void simulate_starts(const struct trace *trace, struct run *runs, long starts,
                            const struct problem *problem, const struct simulation *simulation) {
    struct random_stream stream;
    random_start(&stream, simulation->seed, RANDOM_START, 0);
    const struct optimizer_config *config = runs->config;
    for (long k = 0; k < starts && interrupt_signal() == 0; k++) {
        double start[2];
        memcpy(start, config->has_start ? config->start : simulation->start, sizeof start);
        for (int d = 0; starts > 1 && d < 2; d++)
            start[d] = random_uniform(&stream, simulation->domain.axis[d][0],
                                      simulation->domain.axis[d][1]);
        if (config->recording)
            run_replay(trace, &runs[k], problem, simulation);
        else
            run_simulate(trace, &runs[k], problem, simulation, start);
    }
}

bool trace_simulate(struct trace *trace, const struct problem *problem,
                    const struct simulation *simulation, struct error *error) {
    long length = trace_steps_per_epoch(problem->points, simulation->batch);
    size_t count = 0;
    for (size_t i = 0; i < simulation->count; i++)
        count += (size_t)starts_of(simulation, i);
    *trace = (struct trace){
        .runs = mem_zero(count, sizeof *trace->runs),
        .run_count = count,
        .states = simulation->states,
        .steps_per_epoch = length,
        .in_steps = simulation->in_steps,
    };
    size_t length_of_run = RECORD * (size_t)simulation->states;
    trace->records = mem_zero(1, sizeof *trace->records);
    trace->record_count = 1;
    if (!scratch_init(trace->records, count * length_of_run * sizeof(double))) {
        trace_finish(trace);
        return error_set(error, ERROR_RENDER, "not enough memory for %ld steps",
                         simulation->states);
    }
    double *records = trace->records->bytes;
    struct run *run = trace->runs;
    for (size_t i = 0; i < simulation->count; i++) {
        long starts = starts_of(simulation, i);
        for (long k = 0; k < starts; k++, records += length_of_run)
            run_init(&run[k], simulation, i, starts > 1 ? k + 1 : 0, records);
        simulate_starts(trace, run, starts, problem, simulation);
        run += starts;
    }
    if (interrupt_check(error))
        return true;
    trace_finish(trace);
    return false;
}

long run_last(const struct run *run, const struct trace *trace) {
    return run->diverged >= 0 ? run->diverged
                              : (run->covered > 0 ? run->covered : trace->states) - 1;
}

bool run_has_ended(const struct run *run, double position) {
    return run->covered > 0 && position > (double)(run->covered - 1);
}

double run_position(const struct run *run, double position) {
    return run_has_ended(run, position) ? (double)(run->covered - 1) : position;
}

// Returns a new array with the contents of two arrays, and frees both.
static void *join(void *first, size_t first_size, void *second, size_t second_size) {
    char *both = mem_zero(first_size + second_size, 1);
    memcpy(both, first, first_size);
    memcpy(both + first_size, second, second_size);
    free(first);
    free(second);
    return both;
}

void trace_append(struct trace *trace, struct trace *other) {
    struct trace first = *trace;
    *trace = *other;
    *other = (struct trace){0};
    if (first.run_count == 0) {
        trace_finish(&first);
        return;
    }
    trace->runs = join(first.runs, first.run_count * sizeof *first.runs, trace->runs,
                       trace->run_count * sizeof *trace->runs);
    trace->records = join(first.records, first.record_count * sizeof *first.records, trace->records,
                          trace->record_count * sizeof *trace->records);
    trace->run_count += first.run_count;
    trace->record_count += first.record_count;
}

void trace_write_epochs(const struct trace *trace, long steps, struct text *out) {
    long length = trace->steps_per_epoch;
    long hundredths = (200 * steps + length) / (2 * length);
    text_printf(out, "%ld", hundredths / 100);
    if (hundredths % 10 != 0)
        text_printf(out, ".%02ld", hundredths % 100);
    else if (hundredths % 100 != 0)
        text_printf(out, ".%ld", hundredths % 100 / 10);
}

void trace_write_place(const struct trace *trace, long state, struct text *out) {
    text_add(out, trace->in_steps ? "step " : "epoch ");
    if (trace->in_steps)
        text_printf(out, "%ld", state);
    else
        trace_write_epochs(trace, state + 1, out);
}

long trace_next(const struct trace *trace, long state, long stride) {
    enum { TOGETHER = 4096 }; // states; a quarter of a megabyte per run
    long next = state + stride;
    if (next / TOGETHER != state / TOGETHER)
        for (size_t i = 0; i < trace->record_count; i++)
            scratch_page_out(&trace->records[i]);
    return next;
}

void trace_finish(struct trace *trace) {
    for (size_t i = 0; i < trace->run_count; i++)
        free(trace->runs[i].own_label);
    free(trace->runs);
    for (size_t i = 0; i < trace->record_count; i++)
        scratch_finish(&trace->records[i]);
    free(trace->records);
    *trace = (struct trace){0};
}

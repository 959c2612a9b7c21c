// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are taken over from the picture before, or end early.
#include "base/clock.h"
#include "sim/hold.h"
#include "sim/run_record.h"

#include <math.h>
#include <string.h>

// Every run has some states, to be seen.
enum { STATES_LEAST = 10 };

void hold_begin(struct hold *hold) {
    hold->end = seconds_now() + hold->seconds;
}

// Returns a run of an optimizer of the picture before.
static const struct run *run_before(const struct hold *hold, size_t optimizer, size_t index) {
    for (size_t i = 0; i < hold->run_count; i++)
        if (hold->trace->runs[i].optimizer == optimizer && index-- == 0)
            return &hold->trace->runs[i];
    return NULL;
}

static bool take(const struct hold *hold, struct run *run, size_t index, size_t numbers) {
    const struct run *before =
        hold->is_same[run->optimizer] ? run_before(hold, run->optimizer, index) : NULL;
    if (!before || (before->covered > 0 && !run->config->recording))
        return false;
    memcpy(run->w, before->w, numbers * sizeof **run->w); // where its storage begins
    run->diverged = before->diverged;
    run->covered = before->covered;
    memcpy(run->last, before->last, sizeof run->last);
    return true;
}

void hold_take_runs(const struct hold *hold, struct trace *trace, unsigned record) {
    size_t index = 0;
    for (size_t i = 0; hold && hold->trace && i < trace->run_count; i++) {
        struct run *run = &trace->runs[i];
        index = i > 0 && run->optimizer == run[-1].optimizer ? index + 1 : 0;
        size_t numbers = run_record_numbers(run, record) * (size_t)trace->states;
        run->is_taken = take(hold, run, index, numbers);
    }
}

double hold_share(const struct hold *hold, const struct trace *trace, const struct run *run) {
    if (!hold || !hold->is_moving || run->shape->n == 2)
        return 0;
    double now = seconds_now(), left = 1;
    for (const struct run *next = run + 1; next < trace->runs + trace->run_count; next++)
        left += !next->is_taken;
    return now + (hold->end - now) / left;
}

bool hold_ends(double end, const struct trace *trace, struct run *run, long i) {
    size_t n = run->shape->n, size = n * sizeof(double);
    if (end <= 0 || i < STATES_LEAST || seconds_now() <= end)
        return false;
    run->covered = i;
    trace->hold->is_used = true;
    for (long k = i; k < trace->states; k++) {
        run->loss[k] = NAN;
        memcpy(run->w[k], run->w[i - 1], sizeof run->w[k]);
        if (run->weights && n > 2)
            memcpy(run->weights + (size_t)k * n, run->weights + (size_t)(i - 1) * n, size);
        run_record_no_step(run, k);
        run_record_scores(run, k, NULL, NULL);
        run_record_sharpness(run, k, NULL, NULL, NULL);
    }
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/endings.h"

#include "base/memory.h"
#include "base/sort.h"

#include <math.h>
#include <stdlib.h>

static double last_loss(const struct trace *trace, const struct run *run) {
    double loss = run->loss[run_last(run, trace)];
    return run->diverged >= 0 || !isfinite(loss) ? (double)INFINITY : loss;
}

// Sets the endings of `count` runs.
static void find(const struct trace *trace, struct run *runs, size_t count) {
    double *losses = mem_zero(count, sizeof *losses);
    size_t finite = 0;
    for (size_t i = 0; i < count; i++) {
        double loss = last_loss(trace, &runs[i]);
        if (isfinite(loss))
            losses[finite++] = loss;
    }
    sort_numbers(losses, finite);
    double range = finite > 0 ? losses[finite - 1] - losses[0] : 0;
    for (size_t k = 1; k < finite; k++) {
        double gap = losses[k] - losses[k - 1];
        if (!(gap > range / 10 && gap > fabs(losses[k]) / 100))
            continue;
        for (size_t i = 0; i < count; i++)
            runs[i].ending += last_loss(trace, &runs[i]) >= losses[k];
    }
    bool has_end = finite > 0;
    for (size_t i = 0; i < count; i++)
        runs[i].ending += has_end && !isfinite(last_loss(trace, &runs[i]));
    free(losses);
}

void endings_find(struct trace *trace) {
    for (size_t first = 0, end = 0; first < trace->run_count; first = end) {
        while (end < trace->run_count && trace->runs[end].optimizer == trace->runs[first].optimizer)
            end++;
        if (end - first > 1)
            find(trace, trace->runs + first, end - first);
    }
}

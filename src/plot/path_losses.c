// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/path_losses.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/sort.h"
#include "sim/hold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Samples of all runs together, and of each run at most.
enum { SAMPLES_MOST = 2000, SAMPLES_RUN = 64 };

static void sort(struct path_losses *losses) {
    if (losses->count > 1)
        sort_numbers(losses->values, losses->count);
}

// Returns the length of the step that leads to state k, in widths of the view; 0 if the step leaves
// the view.
static double step_length(const struct run *run, long k, const struct view *view) {
    double way[2];
    for (int d = 0; d < 2; d++) {
        const double *range = view->axis[d];
        for (long end = k - 1; end <= k; end++)
            if (!(run->w[end][d] >= range[0] && run->w[end][d] <= range[1]))
                return 0;
        way[d] = (run->w[k][d] - run->w[k - 1][d]) / (range[1] - range[0]);
    }
    return m_hypot(way[0], way[1]);
}

// Adds the losses at `samples` places of a run, the same length of path apart.
static void add_run(struct path_losses *losses, const struct shown_loss *shown,
                    const struct run *run, long last, const struct view *view, size_t samples) {
    double whole = 0, passed = 0;
    for (long k = 1; k <= last; k++)
        whole += step_length(run, k, view);
    size_t made = 0;
    for (long k = 1; k <= last && whole > 0; k++) {
        double length = step_length(run, k, view);
        for (; made < samples && length > 0; made++) {
            double part = (whole * ((double)made + 0.5) / (double)samples - passed) / length;
            if (!(part <= 1))
                break;
            double w[2], loss = run->loss[k - 1] + part * (run->loss[k] - run->loss[k - 1]);
            for (int d = 0; d < 2; d++)
                w[d] = run->w[k - 1][d] + part * (run->w[k][d] - run->w[k - 1][d]);
            loss = shown_loss_value(shown, w, loss);
            if (isfinite(loss))
                losses->values[losses->count++] = loss;
        }
        passed += length;
    }
}

void path_losses_init(struct path_losses *losses, const struct panel *panel,
                      const struct shown_loss *shown, const struct view *view) {
    const struct trace *trace = panel->stage->trace;
    size_t runs = trace->run_count < SAMPLES_MOST ? trace->run_count : SAMPLES_MOST;
    size_t samples = runs > 0 ? SAMPLES_MOST / runs : 0;
    samples = samples < SAMPLES_RUN ? samples : SAMPLES_RUN;
    *losses = (struct path_losses){.values = mem_zero(runs * samples + 1, sizeof(double))};
    for (size_t i = 0; i < runs; i++) {
        const struct run *run = &trace->runs[i * trace->run_count / runs];
        add_run(losses, shown, run, run_last(run, trace), view, samples);
    }
    sort(losses);
    losses->values = hold_still_array(trace->hold, "losses passed", panel->name, losses->values,
                                      &losses->count, sizeof *losses->values);
}

void path_losses_finish(struct path_losses *losses) {
    free(losses->values);
    *losses = (struct path_losses){0};
}

void path_losses_join(struct path_losses *losses, const struct path_losses *other) {
    size_t kept = other->is_joined && !losses->is_joined ? 0 : losses->count;
    double *values = mem_zero(kept + other->count + 1, sizeof *values);
    if (kept > 0)
        memcpy(values, losses->values, kept * sizeof *values);
    if (other->count > 0)
        memcpy(values + kept, other->values, other->count * sizeof *values);
    free(losses->values);
    *losses = (struct path_losses){values, kept + other->count, true};
    sort(losses);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule that depends on the loss.
#include "optim/schedule_kinds.h"

#include <math.h>

struct plateau_options {
    double from, factor, threshold, min;
    long patience, cooldown;
};

// Indices into `memory`: best loss; steps without improvement; remaining cooldown; current value
// (0: not yet set).
enum { PLATEAU_BEST, PLATEAU_BAD, PLATEAU_REST, PLATEAU_VALUE };

// torch's scheduler sees the loss after each step, which is the loss before the next one.
static double plateau_value(const void *options, struct schedule_time time, double *memory) {
    const struct plateau_options *o = options;
    if (time.t == 0) {
        memory[PLATEAU_BEST] = INFINITY;
        memory[PLATEAU_VALUE] = o->from;
        return o->from;
    }
    double best = memory[PLATEAU_BEST];
    // For a positive loss the same bits as torch's best (1 - threshold).
    double limit = best > 0 ? best * (1 - o->threshold) : best * (1 + o->threshold);
    if (time.loss < limit) {
        memory[PLATEAU_BEST] = time.loss;
        memory[PLATEAU_BAD] = 0;
    } else {
        memory[PLATEAU_BAD]++;
    }
    if (memory[PLATEAU_REST] > 0) {
        memory[PLATEAU_REST]--;
        memory[PLATEAU_BAD] = 0;
    }
    if (memory[PLATEAU_BAD] > (double)o->patience) {
        double lower = fmax(memory[PLATEAU_VALUE] * o->factor, o->min);
        if (memory[PLATEAU_VALUE] - lower > 1e-8) // as torch's eps: smaller changes are ignored
            memory[PLATEAU_VALUE] = lower;
        memory[PLATEAU_REST] = (double)o->cooldown;
        memory[PLATEAU_BAD] = 0;
    }
    return memory[PLATEAU_VALUE];
}

static const struct setting plateau_settings[] = {
    VALUE(plateau_options, from, 0.1, "at the first step"),
    {SETTING(plateau_options, factor), .fallback = 0.1, .max = 1, .bounds = BOUNDS_BELOW_MAX,
     .help = "of each drop"},
    STEPS(plateau_options, patience, 10, 0, "steps without a better loss that are borne"),
    {SETTING(plateau_options, threshold), .fallback = 1e-4, .max = 1,
     .help = "better is below best - threshold |best|"},
    STEPS(plateau_options, cooldown, 0, 0, "steps of rest after a drop"),
    VALUE(plateau_options, min, 0, "the least value"),
    {0},
};

const struct schedule_kind schedule_plateau = {
    .name = "plateau",
    .help = "times factor when the loss over all points has not improved for `patience` steps",
    .source = "torch ReduceLROnPlateau, which measures by best, not |best|",
    .settings = plateau_settings,
    .options_size = sizeof(struct plateau_options),
    .value = plateau_value,
};

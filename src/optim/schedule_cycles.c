// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules that rise and fall, once or repeatedly.
#include "base/maths.h"
#include "optim/schedule_kinds.h"

#include <math.h>

struct restart_options {
    double from, to;
    long period, factor;
};

static double restart_value(const void *options, struct schedule_time time, double *memory) {
    const struct restart_options *o = options;
    (void)memory;
    double t = (double)time.t, period = (double)o->period;
    if (o->factor == 1)
        t = fmod(t, period);
    else
        for (; t >= period; period *= (double)o->factor)
            t -= period;
    return schedule_anneal(ANNEAL_COSINE, o->from, o->to, t / period);
}

static const struct setting restart_settings[] = {
    VALUE(restart_options, from, 0.1, "at each restart"),
    VALUE(restart_options, to, 0, "before the next"),
    STEPS(restart_options, period, 25, 1, "steps to the first restart"),
    STEPS(restart_options, factor, 1, 1, "each period is that much longer"),
    {0},
};

const struct schedule_kind schedule_warm_restarts = {
    .name = "warm_restarts",
    .help = "cosine over each period, begun anew",
    .source = "SGDR, arXiv:1608.03983; torch CosineAnnealingWarmRestarts",
    .settings = restart_settings,
    .options_size = sizeof(struct restart_options),
    .value = restart_value,
};

struct one_cycle_options {
    double max, pct_start, div_factor, final_div_factor;
    long steps;
    int anneal_strategy;
};

// As in torch, the cycle ends at total_steps - 1, so that the last step has the final value.
static double one_cycle_value(const void *options, struct schedule_time time, double *memory) {
    const struct one_cycle_options *o = options;
    (void)memory;
    double total = (double)(o->steps > 0 ? o->steps : time.horizon);
    double top = o->pct_start * total - 1, end = total - 1, t = fmin((double)time.t, end);
    double first = o->max / o->div_factor, last = first / o->final_div_factor;
    if (t <= top)
        return top > 0 ? schedule_anneal(o->anneal_strategy, first, o->max, t / top) : o->max;
    return end > top ? schedule_anneal(o->anneal_strategy, o->max, last, (t - top) / (end - top))
                     : last;
}

static const char *const anneal_strategies[] = {
    [ANNEAL_LINEAR] = "linear", [ANNEAL_COSINE] = "cos", NULL};

static const struct setting one_cycle_settings[] = {
    VALUE(one_cycle_options, max, 0.1, "at the top"),
    {SETTING(one_cycle_options, pct_start), .fallback = 0.3, .max = 1,
     .help = "share of the steps that rise"},
    FACTOR(one_cycle_options, div_factor, 25, "starts at max / div_factor"),
    FACTOR(one_cycle_options, final_div_factor, 1e4, "ends at that / final_div_factor"),
    STEPS(one_cycle_options, steps, 0, 0, "length; 0: the run"),
    {SETTING(one_cycle_options, anneal_strategy), .type = SETTING_CHOICE,
     .choices = anneal_strategies, .fallback = ANNEAL_COSINE, .help = "the way up and down"},
    {0},
};

const struct schedule_kind schedule_one_cycle = {
    .name = "one_cycle",
    .help = "up to max and down to nearly 0, each half a cosine or a line",
    .source = "Smith & Topin, arXiv:1708.07120; torch OneCycleLR",
    .settings = one_cycle_settings,
    .options_size = sizeof(struct one_cycle_options),
    .value = one_cycle_value,
};

enum cyclic_mode { CYCLIC_TRIANGULAR, CYCLIC_TRIANGULAR2, CYCLIC_EXP_RANGE };
static const char *const cyclic_modes[] = {"triangular", "triangular2", "exp_range", NULL};

struct cyclic_options {
    double base, max, gamma;
    long up, down;
    int mode;
};

static double cyclic_value(const void *options, struct schedule_time time, double *memory) {
    const struct cyclic_options *o = options;
    (void)memory;
    double up = (double)o->up, down = (double)(o->down > 0 ? o->down : o->up), t = (double)time.t;
    double cycle = floor(t / (up + down)), x = t - cycle * (up + down);
    double height = x <= up ? x / up : (up + down - x) / down;
    double scale = o->mode == CYCLIC_TRIANGULAR2 ? m_pow(0.5, cycle)
                   : o->mode == CYCLIC_EXP_RANGE ? m_pow(o->gamma, t)
                                                 : 1;
    return o->base + (o->max - o->base) * height * scale;
}

static double cyclic_peak(const void *options, long horizon) {
    const struct cyclic_options *o = options;
    bool rises = o->mode == CYCLIC_EXP_RANGE && o->gamma > 1 && horizon > 1;
    double scale = rises ? m_pow(o->gamma, (double)(horizon - 1)) : 1;
    return fmax(o->base, o->base + (o->max - o->base) * scale);
}

static const struct setting cyclic_settings[] = {
    VALUE(cyclic_options, base, 0.01, "the low end"),
    VALUE(cyclic_options, max, 0.1, "the high end"),
    STEPS(cyclic_options, up, 20, 1, "steps that rise"),
    STEPS(cyclic_options, down, 0, 0, "steps that fall; 0: as many"),
    {SETTING(cyclic_options, mode), .type = SETTING_CHOICE, .choices = cyclic_modes,
     .help = "the height: the same, halved each cycle, times gamma^t"},
    FACTOR(cyclic_options, gamma, 1, "of exp_range"),
    {0},
};

const struct schedule_kind schedule_cyclic = {
    .name = "cyclic",
    .help = "up and down between base and max",
    .source = "Smith, arXiv:1506.01186; torch CyclicLR",
    .settings = cyclic_settings,
    .options_size = sizeof(struct cyclic_options),
    .value = cyclic_value,
    .peak = cyclic_peak,
};

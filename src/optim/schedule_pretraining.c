// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules that begin with a warm-up of their own, as language models are trained.
#include "optim/schedule_kinds.h"

#include <math.h>

struct wsd_options {
    double from, max, to;
    long warmup_steps, decay_steps, steps;
    int cooldown;
};

// Where the run is too short for all of it, the cooldown is: the warm-up is not cut off by it.
static double wsd_value(const void *options, struct schedule_time time, double *memory) {
    const struct wsd_options *o = options;
    (void)memory;
    long total = o->steps > 0 ? o->steps : time.horizon;
    long decay = o->decay_steps > 0 ? o->decay_steps : (total + 4) / 5;
    long start = total - decay > o->warmup_steps ? total - decay : o->warmup_steps;
    if (time.t < o->warmup_steps)
        return schedule_anneal(ANNEAL_LINEAR, o->from, o->max,
                               (double)time.t / (double)o->warmup_steps);
    if (time.t < start)
        return o->max;
    double share = total > start ? (double)(time.t - start) / (double)(total - start) : 1;
    return schedule_anneal(o->cooldown, o->max, o->to, fmin(1, share));
}

static const char *const cooldowns[] = {
    [ANNEAL_LINEAR] = "linear", [ANNEAL_COSINE] = "cosine", [ANNEAL_SQRT] = "1-sqrt", NULL};

static const struct setting wsd_settings[] = {
    VALUE(wsd_options, max, 0.1, "between warm-up and cooldown"),
    VALUE(wsd_options, from, 0, "at the first step"),
    VALUE(wsd_options, to, 0, "after the last"),
    STEPS(wsd_options, warmup_steps, 10, 0, "length of the rise"),
    STEPS(wsd_options, decay_steps, 0, 0, "length of the cooldown; 0: a fifth of the whole"),
    STEPS(wsd_options, steps, 0, 0, "length of the whole; 0: the run"),
    {SETTING(wsd_options, cooldown), .type = SETTING_CHOICE, .choices = cooldowns,
     .help = "the way down"},
    {0},
};

const struct schedule_kind schedule_wsd = {
    .name = "wsd",
    .help = "warmup-stable-decay: a line up to max, max, and a cooldown at the end",
    .source = "Hu et al., arXiv:2404.06395; cooldowns of Hägele et al., arXiv:2405.18392",
    .settings = wsd_settings,
    .options_size = sizeof(struct wsd_options),
    .value = wsd_value,
};

struct inverse_sqrt_options {
    double max;
    long warmup_steps;
};

// The paper counts steps from 1.
static double inverse_sqrt_value(const void *options, struct schedule_time time, double *memory) {
    const struct inverse_sqrt_options *o = options;
    (void)memory;
    double k = (double)time.t + 1, warmup = (double)o->warmup_steps;
    return o->max * fmin(k / warmup, sqrt(warmup / k));
}

static const struct setting inverse_sqrt_settings[] = {
    VALUE(inverse_sqrt_options, max, 0.1, "at the top; 1/sqrt(d_model warmup_steps) in the paper"),
    STEPS(inverse_sqrt_options, warmup_steps, 10, 1, "length of the rise; 1: none"),
    {0},
};

const struct schedule_kind schedule_inverse_sqrt = {
    .name = "inverse_sqrt",
    .help = "max min(k/warmup_steps, sqrt(warmup_steps/k)), k = t + 1",
    .source = "Vaswani et al., arXiv:1706.03762 (Noam)",
    .settings = inverse_sqrt_settings,
    .options_size = sizeof(struct inverse_sqrt_options),
    .value = inverse_sqrt_value,
};

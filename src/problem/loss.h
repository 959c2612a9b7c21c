// SPDX-License-Identifier: GPL-3.0-or-later
// Losses of predictions p for targets y, averaged over data points.
#pragma once
#include "base/help.h"
#include "tree/settings.h"

// A loss is outer(mean(inner(p, y))). `inner` computes value, first and second derivative by p for
// one point; `outer` those by the mean. NULL `outer`: the identity.
struct loss {
    const char *name, *title;
    HELP_FIELD(help);
    HELP_FIELD(source);
    const struct setting *settings;
    size_t options_size;
    void (*inner)(const void *options, double p, double y, double out[3]);
    void (*outer)(double mean, double out[3]);
    bool is_squared; // inner is (p - y)^2, so the loss of a line can be computed from sums over the
                     // data
    bool two_classes; // every y must be 0 or 1
};

// A loss and its options, as configured by a scene.
struct loss_choice {
    const struct loss *loss;
    void *options; // owned; NULL if it has none
};

// Reads `rmse` or `{huber: {delta: 1}}`. False with ERROR_SCENE. Release with loss_choice_finish.
bool loss_read(struct loss_choice *choice, const struct node *node, struct error *error);
void loss_choice_finish(struct loss_choice *choice);

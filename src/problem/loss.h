// SPDX-License-Identifier: GPL-3.0-or-later
// Losses of a model's predictions p against the points' y, averaged over points.
#pragma once
#include "tree/settings.h"

// A loss is outer(mean(inner(p, y))). `inner` gives value and first and second derivative by p of
// one point, `outer` those of the mean; an absent `outer` is the identity.
struct loss {
    const char *name, *help, *title, *source;
    const struct setting *settings;
    size_t options_size;
    void (*inner)(const void *options, double p, double y, double out[3]);
    void (*outer)(double mean, double out[3]);
    bool is_squared;  // inner is (p - y)^2: a linear model's loss follows from sums over the data
    bool two_classes; // every y is 0 or 1
};

// A loss with its options, as a scene names it.
struct loss_choice {
    const struct loss *loss;
    void *options; // owned; NULL where it has none
};

// Reads `rmse` or `{huber: {delta: 1}}`.
bool loss_read(struct loss_choice *choice, const struct node *node, struct error *error);
void loss_choice_finish(struct loss_choice *choice);

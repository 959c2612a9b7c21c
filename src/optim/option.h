// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers among the options of an optimizer, by name.
#pragma once
#include "optim/optimizer.h"

struct optimizer_number {
    const struct setting *row;
    double value;
    bool is_scheduled; // it changes over the steps; `value` is then of no use
};

// Finds a number among the options of an optimizer, its learning rate included, or of the one
// inside it. False if it has none of that name.
bool optimizer_number(const struct optimizer_config *config, const char *name,
                      struct optimizer_number *out);

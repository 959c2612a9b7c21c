// SPDX-License-Identifier: GPL-3.0-or-later
// How high a loss is drawn. On a log scale that is log10(1 + loss / knee): a logarithm above the
// knee, and linear below it, so that a minimum with the loss 0 is no endless pit. A log scale
// without a knee is the plain logarithm.
#pragma once
#include "plot/ticks.h"

struct height_scale {
    bool is_log;
    double knee; // 0: none
};

// Returns the height of a loss. With a knee, losses of 0 or less are at 0; without, at -INFINITY.
double height_of_loss(const struct height_scale *scale, double loss);

// Returns the loss at a height, clamped on a log scale to the positive doubles, or with a knee to
// those from 0 on.
double height_loss(const struct height_scale *scale, double height);

// Chooses ticks for the losses between two heights, about 2 to `most` of them. Their values are
// heights.
void height_ticks(const struct height_scale *scale, struct ticks *ticks, double low, double high,
                  int most);

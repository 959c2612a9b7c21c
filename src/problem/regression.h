// SPDX-License-Identifier: GPL-3.0-or-later
// A model of two weights, by default the line w0 * x + w1, fitted to points.
#pragma once
#include "problem/dataset.h"
#include "problem/loss.h"
#include "problem/problem.h"

// The settings of the map under `regression:`, for --list.
extern const struct setting regression_settings[];

// Makes the problem from the map under `regression:` (NULL: all defaults). NULL on error.
struct problem *regression_read(const struct node *node, uint64_t seed, struct error *error);

// The same data and model under another loss, which the result owns, sharing the data of `problem`,
// which must be a regression and outlive the result. For panels that draw a loss that is not the
// one trained on.
struct problem *regression_with_loss(const struct problem *problem, struct loss_choice loss);

// The data of a regression; NULL for any other problem.
const struct dataset *regression_data(const struct problem *problem);

// What a regression's model with the weights `w` predicts at `x`, of two classes the probability of
// y = 1: for panels that draw it.
double regression_predict(const struct problem *problem, const double w[2], double x);

// True where what it predicts lies on a line, whatever the weights.
bool regression_is_line(const struct problem *problem);

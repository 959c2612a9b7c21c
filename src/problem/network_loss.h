// SPDX-License-Identifier: GPL-3.0-or-later
// The losses of a network, by the outputs of its last layer in packets (see network_pass.h). Of the
// samples that fill up the last packet nothing is counted, and their derivatives are 0.
#pragma once
#include "problem/network_pass.h"

// Returns the sum of the losses of `count` samples. `losses` is room for as many numbers.
double network_loss_sum(enum network_loss loss, size_t outputs, const double *z, const double *y,
                        size_t count, double *losses);

// Returns how many of `count` samples have the class that is the likeliest; of values none.
size_t network_loss_right(enum network_loss loss, size_t outputs, const double *z, const double *y,
                          size_t count);

// Writes `scale` times the derivative of each loss by the outputs to `delta`.
void network_loss_slopes(enum network_loss loss, size_t outputs, const double *z, const double *y,
                         size_t count, double scale, double *delta);

// Writes the change of that derivative where the outputs change by z_along.
void network_loss_slopes_along(enum network_loss loss, size_t outputs, const double *z,
                               const double *z_along, size_t count, double scale, double *out);

// Writes the probabilities or values of each sample to out[sample * outputs + k].
void network_loss_outputs(enum network_loss loss, size_t outputs, const double *z, size_t count,
                          double *out);

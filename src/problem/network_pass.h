// SPDX-License-Identifier: GPL-3.0-or-later
// Passes through a network of dense layers: outputs, losses, gradients and products with the
// Hessian, over blocks of samples.
//
// Samples lie in packets of PACKET: number k of unit u of packet p is at [(p * units + u) * PACKET
// + k]. What is computed for a sample depends on no other, and sums over samples are taken in a
// fixed order, so that the numbers have the same bits for any width of the processor's registers.
#pragma once
#include "problem/activation.h"

#include <stdbool.h>
#include <stdint.h>

enum { PACKET = 8, NETWORK_LAYERS_MAX = 32 };

// The layers of weights, and where their numbers are among all weights.
struct network_layers {
    size_t count;                         // of layers of weights, 1 to NETWORK_LAYERS_MAX
    size_t width[NETWORK_LAYERS_MAX + 1]; // units: inputs, hidden ones, outputs
    size_t weights[NETWORK_LAYERS_MAX];   // first of width[l + 1] rows of width[l] numbers
    size_t biases[NETWORK_LAYERS_MAX];    // first of width[l + 1] numbers
    size_t n;                             // of all weights
    const struct activation *activation;  // of the hidden layers
};

// What is lost on a sample with the outputs of the last layer.
enum network_loss {
    NETWORK_LOGISTIC,      // cross-entropy of two classes: one output, the logit of class 1
    NETWORK_CROSS_ENTROPY, // of more classes: an output each, softmax
    NETWORK_SQUARED,       // squared error of a value: one output
};

// Samples as the passes take them. Not owned.
struct network_batch {
    const double *x; // in packets; the last one is filled up with zeros
    const double *y; // count numbers: class or value
    size_t count;
};

// Returns the packets of so many samples.
static inline size_t packets_of(size_t count) {
    return (count + PACKET - 1) / PACKET;
}

// Writes samples of `features` numbers, those of `indices` (NULL: the first `count`), to packets.
void packets_fill(double *packets, const double *x, size_t features, const uint32_t *indices,
                  size_t count);

// The results of the following are not complete if a signal is received meanwhile
// (base/interrupt.h).

// Returns the mean loss of a batch with the n weights `w`. `gradient`, of n numbers, is filled if
// it is not NULL; so is `right` with the number of samples whose class is the likeliest one.
double network_pass(const struct network_layers *layers, enum network_loss loss,
                    const struct network_batch *batch, const double *w, double *gradient,
                    size_t *right);

// Writes the mean losses of a batch at `count` places of n weights each: what network_pass returns,
// without new memory for each.
void network_values(const struct network_layers *layers, enum network_loss loss,
                    const struct network_batch *batch, const double *w, size_t count, double *out);

// Writes the product of the Hessian of the mean loss and v, of n numbers (Pearlmutter, "Fast exact
// multiplication by the Hessian", Neural Computation 6, 1994).
void network_product(const struct network_layers *layers, enum network_loss loss,
                     const struct network_batch *batch, const double *w, const double *v,
                     double *out);

// Writes the outputs for `count` samples of x, in packets: sample by sample the probability of each
// class (for two classes that of class 1), or the value.
void network_outputs(const struct network_layers *layers, enum network_loss loss, const double *x,
                     size_t count, const double *w, double *out);

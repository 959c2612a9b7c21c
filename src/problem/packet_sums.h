// SPDX-License-Identifier: GPL-3.0-or-later
// Sums over the units and samples of a network's layers, in packets (see network_pass.h).
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Computes z = W a + b for every sample of `packets` packets: W has `out` rows of `in` numbers, a
// `in` units, z `out` units. `bias` may be NULL. With `adds` the sum is added to z.
void packet_affine(const double *weights, const double *bias, size_t in, size_t out, size_t packets,
                   const double *a, double *z, bool adds);

// Adds the sum over all samples of delta[o] * a[i] to gradient[o * in + i], for o < out, i < in.
void packet_products(const double *delta, size_t out, const double *a, size_t in, size_t packets,
                     double *gradient);

// Adds the sum over all samples of delta[o] to gradient[o], for o < out.
void packet_totals(const double *delta, size_t out, size_t packets, double *gradient);

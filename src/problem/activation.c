// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/activation.h"

#include "base/maths.h"

static void tanh_value(size_t n, const double *z, double *a) {
    m_tanh_n(a, z, n);
}

static void tanh_slope(size_t n, const double *z, const double *a, double *out) {
    (void)z;
    for (size_t i = 0; i < n; i++)
        out[i] = 1 - a[i] * a[i];
}

static void tanh_curvature(size_t n, const double *z, const double *a, double *out) {
    (void)z;
    for (size_t i = 0; i < n; i++)
        out[i] = -2 * a[i] * (1 - a[i] * a[i]);
}

static void relu_value(size_t n, const double *z, double *a) {
    for (size_t i = 0; i < n; i++)
        a[i] = z[i] < 0 ? 0 : z[i]; // of NaN, NaN
}

static void relu_slope(size_t n, const double *z, const double *a, double *out) {
    (void)a;
    for (size_t i = 0; i < n; i++)
        out[i] = z[i] > 0;
}

static void relu_curvature(size_t n, const double *z, const double *a, double *out) {
    (void)z, (void)a;
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
}

static void sigmoid_value(size_t n, const double *z, double *a) {
    for (size_t i = 0; i < n; i++)
        a[i] = -z[i];
    m_exp_n(a, a, n);
    for (size_t i = 0; i < n; i++)
        a[i] = 1 / (1 + a[i]);
}

static void sigmoid_slope(size_t n, const double *z, const double *a, double *out) {
    (void)z;
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] * (1 - a[i]);
}

static void sigmoid_curvature(size_t n, const double *z, const double *a, double *out) {
    (void)z;
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] * (1 - a[i]) * (1 - 2 * a[i]);
}

const struct activation activations[] = {
    {"tanh", "hyperbolic tangent", tanh_value, tanh_slope, tanh_curvature},
    {"relu", "max(0, z); its derivative at 0 is 0", relu_value, relu_slope, relu_curvature},
    {"sigmoid", "1 / (1 + exp(-z))", sigmoid_value, sigmoid_slope, sigmoid_curvature},
    {0},
};

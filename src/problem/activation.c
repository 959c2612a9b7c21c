// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/activation.h"

#include "base/maths.h"

#include <math.h>

// Numbers that a function goes through at a time.
enum { BLOCK = 64 };

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

// The share of a normal distribution that is below z.
static void normal_share(size_t n, const double *z, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = z[i] * 0.70710678118654752; // 1 / sqrt(2)
    m_erf_n(out, out, n);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.5 * (1 + out[i]);
}

// Its density at z.
static void normal_density(size_t n, const double *z, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = -0.5 * z[i] * z[i];
    m_exp_n(out, out, n);
    for (size_t i = 0; i < n; i++)
        out[i] *= 0.39894228040143268; // 1 / sqrt(2 pi)
}

static void gelu_value(size_t n, const double *z, double *a) {
    double share[BLOCK];
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        normal_share(count, z + start, share);
        for (size_t i = 0; i < count; i++)
            a[start + i] = z[start + i] * share[i];
    }
}

static void gelu_slope(size_t n, const double *z, const double *a, double *out) {
    double density[BLOCK];
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        const double *x = z + start;
        normal_density(count, x, density);
        for (size_t i = 0; i < count; i++) {
            double share = fabs(x[i]) > 1e-200 ? a[start + i] / x[i] : 0.5;
            out[start + i] = share + x[i] * density[i];
        }
    }
}

static void gelu_curvature(size_t n, const double *z, const double *a, double *out) {
    (void)a;
    double density[BLOCK];
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        normal_density(count, z + start, density);
        for (size_t i = 0; i < count; i++)
            out[start + i] = density[i] * (2 - z[start + i] * z[start + i]);
    }
}

const struct activation activations[] = {
    {"tanh", "hyperbolic tangent", tanh_value, tanh_slope, tanh_curvature},
    {"relu", "max(0, z); its derivative at 0 is 0", relu_value, relu_slope, relu_curvature},
    {"gelu", "z times the share of a normal distribution that is below z, exactly", gelu_value,
     gelu_slope, gelu_curvature},
    {"sigmoid", "1 / (1 + exp(-z))", sigmoid_value, sigmoid_slope, sigmoid_curvature},
    {0},
};

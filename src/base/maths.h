// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions that give the same bits on every processor, compiler and optimization level.
// They use only +, -, *, /, sqrt and bit operations; the functions of C libraries differ from each
// other. Every number of a simulation must come from these.
//
// The error is below one unit in the last place, of erf below 1.4 (a test measures it). NaN,
// infinities, signed zeros and subnormals follow C's Annex F, but errno and the floating-point
// flags are undefined afterwards. sqrt, fabs, floor, ceil, round, trunc, fmod and remainder are
// exact in every C library, so those are used directly.
#pragma once
#include <stddef.h>

double m_exp(double x);
double m_exp2(double x);
double m_expm1(double x);

double m_log(double x);
double m_log1p(double x);
double m_log2(double x);
double m_log10(double x);

double m_pow(double x, double y);
double m_cbrt(double x);
double m_hypot(double x, double y);

double m_sin(double x);
double m_cos(double x);
double m_tan(double x);

double m_asin(double x);
double m_acos(double x);
double m_atan(double x);
double m_atan2(double y, double x);

double m_sinh(double x);
double m_cosh(double x);
double m_tanh(double x);

double m_erf(double x);

// out[i] = f(in[i]) for i < n, vectorized, with the same bits as the functions above. `out` and
// `in` must be the same array or not overlap.
void m_exp_n(double *out, const double *in, size_t n);
void m_log_n(double *out, const double *in, size_t n);
void m_sin_n(double *out, const double *in, size_t n);
void m_cos_n(double *out, const double *in, size_t n);
void m_tanh_n(double *out, const double *in, size_t n);
void m_erf_n(double *out, const double *in, size_t n);

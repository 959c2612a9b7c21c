// SPDX-License-Identifier: GPL-3.0-or-later
// The elementary functions, made of +, -, *, /, sqrt and operations on bits alone: the same bits on
// every processor, compiler and level of optimization, where those of a C library differ. Whatever
// computes a number of the simulation calls these. All err by less than one unit in the last place
// (a test says by how much); nan, infinities, signed zeros and subnormals are treated as by C's
// Annex F, but for errno and the floating-point flags, which mean nothing afterwards. sqrt, fabs,
// floor, ceil, round, trunc, fmod and remainder are exact in any library and stay with it.
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

// out[i] = f(in[i]) for i < n, to the bit what the functions above give, several at a time. `out`
// and `in` are the same array or do not overlap.
void m_exp_n(double *out, const double *in, size_t n);
void m_log_n(double *out, const double *in, size_t n);
void m_sin_n(double *out, const double *in, size_t n);
void m_cos_n(double *out, const double *in, size_t n);
void m_tanh_n(double *out, const double *in, size_t n);

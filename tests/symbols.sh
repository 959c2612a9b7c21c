#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/symbols.sh LIBRARY: fails if an object of the library calls an inexact function of libm, whose results
# depend on the processor and the libm; base/maths.h has replacements. Functions that every libm computes exactly
# (sqrt, fabs, floor, fmod ...) are allowed.
set -eu
inexact='(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|sincos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|hypot|cbrt|erf|erfc|lgamma|tgamma|j0|j1|jn|y0|y1|yn)[fl]?'
called=$(nm -A -u "$1" | grep -E "[ U]$inexact(@.*)?\$" || true)
if [ -n "$called" ]; then
    printf 'inexact functions of libm; base/maths.h has replacements:\n%s\n' "$called"
    exit 1
fi
# Check that nm lists the symbols at all.
nm "$1" | grep -q ' T m_exp$'

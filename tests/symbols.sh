#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/symbols.sh LIBRARY: fails where an object of the library calls a function of libm that is not
# exact, as its bits are those of one processor and one libm. base/maths.h has the same functions. What
# libm has exactly (sqrt, fabs, floor, fmod ...) may be called.
set -eu
inexact='(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|sincos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|hypot|cbrt|erf|erfc|lgamma|tgamma|j0|j1|jn|y0|y1|yn)[fl]?'
called=$(nm -A -u "$1" | grep -E "[ U]$inexact(@.*)?\$" || true)
if [ -n "$called" ]; then
    printf 'inexact functions of libm, for which base/maths.h has others:\n%s\n' "$called"
    exit 1
fi
# That something would be found.
nm "$1" | grep -q ' T m_exp$'

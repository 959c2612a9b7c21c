#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints src/base/maths_tables.c or src/base/maths_log_tables.c: the tables and polynomials of base/maths,
computed with mpmath.

    name=maths_tables # or maths_log_tables
    tests/reference/make_maths.py $name | clang-format --assume-filename=x.c > src/base/$name.c

With --constants it prints those too that the functions have in several parts.
A polynomial is the best in the sense of the largest weighted error, by Remez' exchange.
"""
import struct
import sys

from mpmath import (asin, atan, cbrt, cos, cosh, erf, erfc, exp, expm1, floor, ldexp, log, lu_solve, matrix, mp,
                    mpf, nint, pi, sin, sinh)

mp.dps = 60
BITS = 7  # of the tables of exp and log: 128 entries
CELLS = 1 << BITS
LOG_UNIT = 1 << (52 - BITS)  # of a cell of the logarithms, in the bits of a double
LOG_FIRST = (0x3FF0 << 48) - 75 * LOG_UNIT - LOG_UNIT // 2


def double(x):
    """The double nearest to x."""
    return mpf(float(x))


def cut(x, lowest):
    """x rounded to a multiple of 2^lowest."""
    return ldexp(nint(ldexp(mpf(x), -lowest)), lowest)


def text(x):
    value = float(x)
    return value.hex() if value else "0"


def remez(f, powers, low, high, weight):
    """Coefficients of the powers of x that make the largest |f(x) - p(x)| / weight(x) least."""
    count = len(powers)
    middle, half = (low + high) / 2, (high - low) / 2
    points = [middle - half * cos(pi * (2 * i + 1) / (2 * (count + 1))) for i in range(count + 1)]
    grid = [middle - half * cos(pi * (i + mpf(1) / 2) / (24 * count)) for i in range(24 * count)]
    values = [(x, f(x), 1 / weight(x)) for x in grid]
    for _ in range(6):
        system = matrix(count + 1, count + 1)
        right = matrix(count + 1, 1)
        for row, x in enumerate(points):
            w = 1 / weight(x)
            for column, power in enumerate(powers):
                system[row, column] = x**power * w
            system[row, count] = (-1)**row
            right[row] = f(x) * w
        solution = lu_solve(system, right)
        coefficients = [solution[i] for i in range(count)]
        errors = [(fx - sum(c * x**p for c, p in zip(coefficients, powers))) * w for x, fx, w in values]
        extrema = []
        for i, error in enumerate(errors):
            if extrema and (error > 0) == (errors[extrema[-1]] > 0):
                if abs(error) > abs(errors[extrema[-1]]):
                    extrema[-1] = i
            else:
                extrema.append(i)
        while len(extrema) > count + 1:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        if len(extrema) < count + 1:
            break
        points = [grid[i] for i in extrema]
    return coefficients, max(abs(e) for e in errors)


def polynomial(name, f, powers, low, high, weight, comment):
    low, high = mpf(low) * mpf("1.0001"), mpf(high)  # 0 is then no point of the grid
    rounded = []
    while len(rounded) < len(powers):
        first = powers[len(rounded)]

        def rest(x):
            return (f(x) - sum(c * x**p for c, p in zip(rounded, powers))) / x**first
        fitted, _ = remez(rest, [p - first for p in powers[len(rounded):]], low, high,
                          lambda x: abs(weight(x) / x**first))
        # The rounding of the first two is worth a new fit of the others.
        rounded += [double(c) for c in (fitted[:1] if len(rounded) < 2 else fitted)]
    # What the rounded one misses by.
    grid = [low + (high - low) * (mpf(i) + mpf(1) / 3) / 500 for i in range(500)]
    error = max(abs((f(x) - sum(c * x**p for c, p in zip(rounded, powers))) / weight(x)) for x in grid)
    print(f"\n// {comment}; error 2^{float(log(error, 2)):.1f}.")
    print(f"const double {name}[{len(powers)}] = {{")
    for c in rounded:
        print(f"    {text(c)},")
    print("};")


def exponential():
    print(f"""
// 2^(i/{CELLS}): the nearest double, and its relative error.
const struct maths_power maths_powers[{CELLS}] = {{""")
    for i in range(CELLS):
        true = mpf(2)**(mpf(i) / CELLS)
        value = double(true)
        print(f"    {{{text(value)}, {text(true / value - 1)}}},")
    print("};")
    radius = log(2) / (2 * CELLS) * mpf("1.001")
    polynomial("maths_exp_polynomial", lambda r: expm1(r) - r - r * r / 2, range(3, 6), -radius, radius,
               lambda r: mpf(1), "exp(r) - 1 - r - r^2/2, from the term in r^3 on")
    polynomial("maths_exp2_polynomial", lambda t: expm1(t * log(2)), range(1, 6), -radius / log(2),
               radius / log(2), lambda t: mpf(1), "2^t - 1, from the term in t on")
    polynomial("maths_expm1_polynomial", lambda r: expm1(r) - r - r * r / 2, range(3, 7), -radius,
               radius, lambda r: r, "exp(r) - 1 - r - r^2/2, from the term in r^3 on, relative to r")


def log_cells():
    """The ends of the cells."""
    bits = [LOG_FIRST + i * LOG_UNIT for i in range(CELLS + 1)]
    doubles = struct.unpack(f"<{CELLS + 1}d", struct.pack(f"<{CELLS + 1}Q", *bits))
    return [(mpf(low), mpf(high)) for low, high in zip(doubles, doubles[1:])]


def logarithm():
    print(f"""
// The cells of z from 0x{LOG_FIRST:016x} on: 1/c, a multiple of 2^-9, where c is near the middle of the
// cell; and log(c) in two parts, the first a multiple of 2^-42. The cell around 1 has c = 1.
const struct maths_log_cell maths_log_cells[{CELLS}] = {{""")
    widest = 0
    for low, high in log_cells():
        inverse = mpf(1) if low < 1 < high else cut(2 / (low + high), -9)
        widest = max(widest, high * inverse - 1, 1 - low * inverse)
        value = -log(inverse)
        first = cut(value, -42)
        print(f"    {{{text(inverse)}, {text(first)}, {text(value - first)}}},")
    print("};")
    widest *= mpf("1.001")
    polynomial("maths_log_polynomial", lambda r: log(1 + r) - r + r * r / 2, range(3, 8), -widest, widest,
               lambda r: r, "log(1 + r) - r + r^2/2, from the term in r^3 on, relative to r")
    polynomial("maths_pow_polynomial", lambda r: log(1 + r) - r + r * r / 2, range(3, 9), -widest, widest,
               lambda r: r, "the same for pow")


def quick_logarithm(name, base, comment):
    print(f"""
// {comment}
const struct maths_quick_cell {name}[{CELLS}] = {{""")
    widest = 0
    step = base**ldexp(mpf(1), -42)
    for low, high in log_cells():
        count = nint(ldexp(log((low + high) / 2, base), 42))
        exact = base**ldexp(count, -42)
        while abs(exact - double(exact)) > ldexp(mpf(1), -65):
            exact *= step
            count += 1
        c = double(exact)
        widest = max(widest, high / c - 1, 1 - low / c)
        print(f"    {{{text(c)}, {text(1 / (c * log(base)))}, {text(ldexp(count, -42))}}},")
    print("};")
    return widest / log(base) * mpf("1.001")


def quick_logarithms():
    widest = quick_logarithm("maths_log_quick", exp(mpf(1)), """The same cells: a double c near the middle, 1/c, and log(c), which is nearly a multiple of 2^-42.""")
    polynomial("maths_log_quick_polynomial", lambda r: log(1 + r) - r, range(2, 7), -widest, widest,
               relative_to_one, "log(1 + r) - r, of r^2 on")
    widest = quick_logarithm("maths_log2_quick", mpf(2), """The same for the base of 2: c, 1/(c ln2), log2(c).""")
    polynomial("maths_log2_quick_polynomial", lambda r: log(1 + r * log(2)) / log(2) - r, range(2, 7), -widest,
               widest, relative_to_one, "log2(1 + r ln2) - r, of r^2 on")


def relative_to_one(_):
    return mpf(1)


def trigonometry():
    quarter = pi / 4 * mpf("1.0001")
    # In z = x^2; each of these is a smooth function of z with a limit at 0.
    polynomial("maths_sin_polynomial", lambda z: (sin(z**0.5) / z**0.5 - 1) / z, range(0, 6), mpf(10)**-6,
               quarter**2, lambda z: 1 / z, "(sin(x)/x - 1)/x^2 in x^2 up to (pi/4)^2")
    polynomial("maths_cos_polynomial", lambda z: (cos(z**0.5) - 1 + z / 2) / z**2, range(0, 6),
               mpf(10)**-6, quarter**2, lambda z: 1 / z**2, "(cos(x) - 1 + x^2/2)/x^4 in x^2")
    polynomial("maths_asin_polynomial", lambda z: (asin(z**0.5) / z**0.5 - 1) / z, range(0, 12),
               mpf(10)**-6, mpf("0.2501"), lambda z: 1 / z, "(asin(x)/x - 1)/x^2 in x^2 up to 1/4")
    # tan(pi/8) and less is met by 1/32 beyond a multiple of 1/16.
    polynomial("maths_atan_polynomial", lambda z: (atan(z**0.5) / z**0.5 - 1) / z, range(0, 4),
               mpf(10)**-8, mpf("0.0316")**2, lambda z: 1 / z, "(atan(t)/t - 1)/t^2 in t^2 up to 1/32^2")
    print("""
// atan(i/16) for i up to 16, then pi/2 - atan((32 - i)/16); each as a sum of two doubles.
const double maths_atans[33][2] = {""")
    for i in range(33):
        value = atan(mpf(i) / 16) if i <= 16 else pi / 2 - atan(mpf(32 - i) / 16)
        print(f"    {{{text(value)}, {text(value - double(value))}}},")
    print("};")
    mp.prec = 1500
    whole = int(floor(ldexp(2 / pi, 64 * 20)))
    mp.dps = 60
    print("""
// 2/pi: the bits after the binary point, 64 per word.
const uint64_t maths_two_over_pi[20] = {""")
    for i in range(20):
        print(f"    0x{(whole >> (64 * (19 - i))) & (2**64 - 1):016x},")
    print("};")


def hyperbolic():
    radius = log(2) / (2 * CELLS) * mpf("1.001")
    polynomial("maths_sinh_polynomial", lambda r: sinh(r) - r, (3, 5), mpf(10)**-6, radius, lambda r: r,
               "sinh(r) - r, from the term in r^3 on")
    polynomial("maths_cosh_polynomial", lambda r: cosh(r) - 1, (2, 4, 6), mpf(10)**-6, radius,
               relative_to_one, "cosh(r) - 1, from the term in r^2 on")


def roots():
    polynomial("maths_cbrt_polynomial", lambda m: cbrt(m), range(0, 6), 1, 2, relative_to_one,
               "cbrt(m) in [1, 2]")


def error_function():
    polynomial("maths_erf_polynomial", lambda z: erf(z**0.5) / z**0.5 - 1, range(0, 13), mpf(10)**-8, 1,
               relative_to_one, "erf(x)/x - 1 in x^2 up to 1")

    def x(t):
        return 3 * (1 + t) / (1 - t)
    polynomial("maths_erfc_polynomial", lambda t: exp(x(t)**2) * erfc(x(t)), range(0, 13), mpf(-1) / 2,
               mpf(1) / 3, lambda t: exp(x(t)**2), "erfc(x) exp(x^2) in (x - 3)/(x + 3), x from 1 to 6, times exp(-x^2)")


def constants():
    print()

    def parts(name, value, lows):
        out = []
        for low in lows:
            part = cut(value, low) if low is not None else double(value)
            out.append(text(part))
            value -= part
        print(f"// {name}: {', '.join(out)}")
    parts("ln2/128", log(2) / 128, (-42, None))
    parts("128/ln2", 128 / log(2), (None,))
    parts("ln2", log(2), (-42, None))
    parts("1/ln2", 1 / log(2), (-26, None))
    parts("1/ln10", 1 / log(10), (-27, None))
    parts("2/pi", 2 / pi, (None,))
    parts("pi/2", pi / 2, (-39, -79, None))
    parts("pi/2", pi / 2, (None, None))
    parts("pi", pi, (None, None))
    parts("cbrt 2", cbrt(2), (None,))
    parts("cbrt 4", cbrt(4), (None,))


TABLES = {
    "maths_tables": (exponential, trigonometry, hyperbolic, roots, error_function),
    "maths_log_tables": (logarithm, quick_logarithms),
}

if __name__ == "__main__":
    print("""// SPDX-License-Identifier: GPL-3.0-or-later
// Written by tests/reference/make_maths.py.
#include "base/maths_tables.h"
""", end="")
    for part in TABLES[sys.argv[1]]:
        part()
    if "--constants" in sys.argv:
        constants()

// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of base/maths.h against MPFR on random arguments, their special values, and that
// every compiler, processor and optimization level gives the same bits. MATHS_SAMPLES is the number
// of arguments for each function; .ci/full uses more than the default.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/maths.h"

#include <math.h>
#include <mpfr.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A range of arguments; if both ends are 0, all doubles by their bit patterns.
struct range {
    double low, high;
};

struct function {
    const char *name;
    double (*one)(double);
    double (*two)(double, double);
    void (*array)(double *, const double *, size_t);
    int (*true_one)(mpfr_t, const mpfr_t, mpfr_rnd_t);
    int (*true_two)(mpfr_t, const mpfr_t, const mpfr_t, mpfr_rnd_t);
    double (*reference)(double); // of the C library, for special values
    double (*reference_two)(double, double);
    double error;                      // the largest, in units of the last place
    struct range ranges[5], second[5]; // one at least
    bool rises; // monotone in the ranges: increasing, or decreasing if `falls`
    bool falls;
    uint64_t hash; // of HASHED results
};

#define ONE(NAME) .name = #NAME, .one = m_##NAME, .true_one = mpfr_##NAME, .reference = NAME
#define TWO(NAME) .name = #NAME, .two = m_##NAME, .true_two = mpfr_##NAME, .reference_two = NAME
#define ALL                                                                                        \
    { 0, 0 }

static const struct function functions[] = {
    {ONE(exp), .hash = 0x7a2752222f750c60, .rises = true, .array = m_exp_n, .error = 0.51,
     .ranges = {ALL, {-746, 710}, {-2, 2}, {-0.01, 0.01}}},
    {ONE(exp2), .hash = 0x7fc7c9263cec4bc3, .rises = true, .error = 0.51,
     .ranges = {ALL, {-1076, 1025}, {-2, 2}}},
    {ONE(expm1), .hash = 0x5e4b00d1f0824d40, .rises = true, .error = 0.55,
     .ranges = {ALL, {-40, 710}, {-2, 2}, {-0.02, 0.02}}},
    {ONE(log), .hash = 0x1b8f0178ff08dc4e, .rises = true, .array = m_log_n, .error = 0.76,
     .ranges = {ALL, {0, 10}, {0.5, 2}, {0.99, 1.01}, {0x1.fffffffep-1, 0x1.00000001p+0}}},
    {ONE(log1p), .hash = 0x4b9addcab1940b3f, .rises = true, .error = 0.51,
     .ranges = {ALL, {-1, 10}, {-0.5, 1}, {-0.01, 0.01}}},
    {ONE(log2), .hash = 0xee4eaf0a5049733f, .rises = true, .error = 0.7,
     .ranges = {ALL, {0, 10}, {0.5, 2}, {0.99, 1.01}, {0x1.fffffffep-1, 0x1.00000001p+0}}},
    {ONE(log10), .hash = 0x7d5fa4825d97e565, .rises = true, .error = 0.51,
     .ranges = {ALL, {0, 10}, {0.5, 2}, {0.99, 1.01}, {0x1.fffffffep-1, 0x1.00000001p+0}}},
    {TWO(pow), .hash = 0xec454056f0b0c807, .error = 0.51,
     .ranges = {ALL, {0, 10}, {0.99, 1.01}, {0x1.ffffffffep-1, 0x1.000000001p0}, {0, 1e300}},
     .second = {ALL, {-300, 300}, {-70000, 70000}, {-1e12, 1e12}, {-1.02, 1.02}}},
    {ONE(cbrt), .hash = 0xbcab1229b05af4f0, .rises = true, .error = 0.51,
     .ranges = {ALL, {-10, 10}}},
    {TWO(hypot), .hash = 0xfebffce5a88e9bde, .error = 0.9, .ranges = {ALL, {-1, 1}, {1, 2}},
     .second = {ALL, {-1, 1}, {1, 2}}},
    {ONE(sin), .hash = 0xacfd84a61d5b9a72, .array = m_sin_n, .error = 0.8,
     .ranges = {ALL, {-10, 10}, {-0.8, 0.8}, {-6000, 6000}, {-1e9, 1e9}}},
    {ONE(cos), .hash = 0x55c03d44bf7b9808, .array = m_cos_n, .error = 0.8,
     .ranges = {ALL, {-10, 10}, {-0.8, 0.8}, {-6000, 6000}, {-1e9, 1e9}}},
    {ONE(tan), .hash = 0xdf3aeb079cb71219, .error = 0.95,
     .ranges = {ALL, {-10, 10}, {-0.8, 0.8}, {-6000, 6000}, {-1e9, 1e9}}},
    {ONE(asin), .hash = 0x29ef4250aa8f5220, .rises = true, .error = 0.8,
     .ranges = {ALL, {-1, 1}, {-0.51, -0.49}, {0.99, 1}}},
    {ONE(acos), .hash = 0xec2018680e98bc45, .falls = true, .error = 0.8,
     .ranges = {ALL, {-1, 1}, {-0.51, -0.49}, {0.99, 1}}},
    {ONE(atan), .hash = 0x588724e8130e5bfb, .rises = true, .error = 0.6,
     .ranges = {ALL, {-5, 5}, {-0.1, 0.1}, {0.9, 1.1}, {-100, 100}}},
    {TWO(atan2), .hash = 0x37e981fcf04dc265, .error = 0.6, .ranges = {ALL, {-1, 1}, {-0.01, 0.01}},
     .second = {ALL, {-1, 1}, {-1, 1}}},
    {ONE(sinh), .hash = 0x65dd1b5c2b017f80, .rises = true, .error = 0.6,
     .ranges = {ALL, {-712, 712}, {-3, 3}, {-0.02, 0.02}}},
    {ONE(cosh), .hash = 0xf65b86a47e600362, .error = 0.6,
     .ranges = {ALL, {-712, 712}, {-3, 3}, {-0.02, 0.02}}},
    {ONE(tanh), .hash = 0x65582eb820ddd562, .rises = true, .array = m_tanh_n, .error = 0.6,
     .ranges = {ALL, {-23, 23}, {-3, 3}, {-0.02, 0.02}}},
    {ONE(erf), .hash = 0x0e47de0cc94e88cd, .array = m_erf_n, .error = 1.4,
     .ranges = {ALL, {-6, 6}, {-1.1, 1.1}, {-0.02, 0.02}}},
};
enum { HASHED = 100000 };
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };
#define EACH(f) (const struct function *f = functions; f < functions + FUNCTIONS; f++)

static size_t samples(void) {
    const char *asked = getenv("MATHS_SAMPLES");
    return asked ? strtoul(asked, NULL, 10) : 100000;
}

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
static uint64_t next_word(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static double draw(struct range range, uint64_t *state) {
    uint64_t word = next_word(state);
    if (range.low == 0 && range.high == 0)
        return double_of(word);
    return range.low + (range.high - range.low) * ((double)(word >> 11) * 0x1p-53);
}

static int count_ranges(const struct function *f) {
    int count = 1;
    while (count < 5 && f->ranges[count].high > f->ranges[count].low)
        count++;
    return count;
}

// Chooses the arguments of sample i, from the ranges in turn.
static void arguments(const struct function *f, size_t i, uint64_t *state, double *x, double *y) {
    size_t range = i % (size_t)count_ranges(f);
    *x = draw(f->ranges[range], state);
    *y = f->two ? draw(f->second[range], state) : 0;
}

static double call(const struct function *f, double x, double y) {
    return f->one ? f->one(x) : f->two(x, y);
}

// Returns the error of `value` in units in the last place (ulps) of the exact result.
static double ulps(double value, const mpfr_t exact, mpfr_t rest) {
    if (mpfr_nan_p(exact) || isnan(value))
        return (mpfr_nan_p(exact) != 0) == (isnan(value) != 0) ? 0 : INFINITY;
    if (mpfr_inf_p(exact) || mpfr_zero_p(exact) || isinf(value))
        return value == mpfr_get_d(exact, MPFR_RNDN) ? 0 : INFINITY;
    mpfr_sub_d(rest, exact, value, MPFR_RNDN);
    long last = mpfr_get_exp(exact) - 53;
    mpfr_mul_2si(rest, rest, -(last < -1074 ? -1074 : last), MPFR_RNDN);
    return fabs(mpfr_get_d(rest, MPFR_RNDN));
}

// MPFR variables, initialized once.
static mpfr_t mpfr_x, mpfr_y, true_value, difference;

static int begin(void **state) {
    (void)state;
    mpfr_inits2(53, mpfr_x, mpfr_y, (mpfr_ptr)NULL);
    mpfr_inits2(80, true_value, difference, (mpfr_ptr)NULL);
    return 0;
}

static int end(void **state) {
    (void)state;
    mpfr_clears(mpfr_x, mpfr_y, true_value, difference, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return 0;
}

static double error_at(const struct function *f, double x, double y) {
    mpfr_set_d(mpfr_x, x, MPFR_RNDN);
    mpfr_set_d(mpfr_y, y, MPFR_RNDN);
    if (f->one)
        f->true_one(true_value, mpfr_x, MPFR_RNDN);
    else
        f->true_two(true_value, mpfr_x, mpfr_y, MPFR_RNDN);
    return ulps(call(f, x, y), true_value, difference);
}

static void errors_are_small(void **state) {
    (void)state;
    int failures = 0;
    for
        EACH(f) {
            uint64_t seed = 1;
            double worst = 0, at[2] = {0};
            for (size_t i = 0; i < samples(); i++) {
                double x, y;
                arguments(f, i, &seed, &x, &y);
                double error = error_at(f, x, y);
                if (error > worst) {
                    worst = error;
                    at[0] = x;
                    at[1] = y;
                }
            }
            printf("%-6s %.4f at %a %a\n", f->name, worst, at[0], at[1]);
            failures += !(worst <= f->error);
        }
    assert_int_equal(failures, 0);
}

static void small_at(const struct function *f, double x) {
    double error = error_at(f, x, 0);
    if (!(error <= f->error))
        fail_msg("%s(%a) is off by %g units", f->name, x, error);
}

// Arguments where an implementation changes its method, and where results are near 0, 1 or
// subnormal.
static void hard_arguments(void **state) {
    (void)state;
    static const double spots[] = {
        0x1p-1022, 0x1p-54, 0x1p-28,
        0x1p-27,   0x1p-9,  0.0027076061740622863,
        0.5,       1,       2,
        22,        40,      690,
        708.396,   710.475, 745.133,
        1000,      1022,    1074,
        6000,      0x1p60,  0x1.fffffffffffffp1023,
    };
    for
        EACH(f)
    for (size_t i = 0; f->one && i < sizeof spots / sizeof *spots; i++)
        for (int k = -100; k <= 100; k++) {
            double x = double_of(bits_of(spots[i]) + (uint64_t)(int64_t)k);
            small_at(f, x);
            small_at(f, -x);
        }
}

// The doubles next to multiples of pi/2 of all magnitudes, and the one that is nearest of all
// (Muller et al., "Handbook of floating-point arithmetic", 2010, 11.2).
static void near_quarter_turns(void **state) {
    (void)state;
    mpfr_t turn;
    mpfr_init2(turn, 1200);
    uint64_t seed = 5;
    for (int i = 0; i < 20000; i++) {
        mpfr_const_pi(turn, MPFR_RNDN);
        mpfr_mul_d(turn, turn, (double)(next_word(&seed) >> (11 + i % 53)) + 1, MPFR_RNDN);
        mpfr_mul_2si(turn, turn, i % 2 ? -1 : (long)(next_word(&seed) % 960), MPFR_RNDN);
        double x = mpfr_get_d(turn, MPFR_RNDN);
        for
            EACH(f)
        if (f->one == m_sin || f->one == m_cos || f->one == m_tan)
            small_at(f, i ? x : 0x1.6ac5b262ca1ffp+849);
    }
    mpfr_clear(turn);
}

// NAN, infinities, signed zeros and the other cases of C's Annex F, as the C library has them.
static void special_values(void **state) {
    (void)state;
    static const double values[] = {
        0,
        0x1p-1074,
        0x1p-1022,
        0x1.8p-1023,
        0x1p-60,
        0x1p-30,
        0.5,
        1,
        1.5,
        2,
        3,
        4,
        0x1p52,
        0x1p53,
        0x1p53 + 2,
        0x1p64,
        710,
        745.2,
        1024,
        1075,
        1e300,
        0x1.fffffffffffffp1023,
        INFINITY,
        NAN,
        0x1.fffffffffffffp-1,
        0x1.0000000000001p0,
    };
    enum { COUNT = 2 * sizeof values / sizeof *values };
    for
        EACH(f) {
            for (int i = 0; i < (f->two ? COUNT * COUNT : COUNT); i++) {
                double x = (i % COUNT & 1 ? -1 : 1) * values[i % COUNT / 2];
                double y = (i / COUNT & 1 ? -1 : 1) * values[i / COUNT / 2];
                double value = call(f, x, y),
                       expected = f->one ? f->reference(x) : f->reference_two(x, y);
                bool same = isnan(expected) ? isnan(value)
                            : expected == 0 || isinf(expected)
                                ? bits_of(value) == bits_of(expected)
                                : fabs(value - expected) <= fabs(expected) * 0x1p-51 + 0x1p-1074;
                if (!same || (!isnan(value) && signbit(value) != signbit(expected)))
                    fail_msg("%s(%a, %a) is %a, not %a", f->name, x, y, value, expected);
            }
        }
}

// Powers and roots that are doubles are exact.
static void exact_values(void **state) {
    (void)state;
    double ten = 1;
    for (int i = 0; i <= 22; i++, ten *= 10) {
        assert_true(m_log10(ten) == i);
        assert_true(m_pow(10, i) == ten);
    }
    for (int i = -1074; i <= 1023; i++) {
        double power = ldexp(1, i);
        assert_true(m_exp2(i) == power);
        assert_true(m_log2(power) == i);
        assert_true(m_pow(2, i) == power);
        if (i % 3 == 0)
            assert_true(m_cbrt(power) == ldexp(1, i / 3));
    }
    for (int i = 1; i <= 1000; i++) {
        assert_true(m_cbrt((double)i * i * i) == i);
        assert_true(m_pow(i, 2) == (double)i * i);
        assert_true(m_pow((double)i * i, 0.5) == i);
        assert_true(m_hypot(3.0 * i, 4.0 * i) == 5.0 * i);
        assert_true(m_hypot(i, 0) == i);
    }
}

// Where a function is monotone, so are its results for consecutive doubles.
static void monotone(void **state) {
    (void)state;
    for
        EACH(f) {
            if (!f->rises && !f->falls)
                continue;
            uint64_t seed = 7;
            for (int piece = 0; piece < 500; piece++) {
                double x, y;
                arguments(f, (size_t)piece, &seed, &x, &y);
                for (int i = 0; i < 100 && !isnan(f->one(x)); i++) {
                    double next = nextafter(x, INFINITY), step = f->one(next) - f->one(x);
                    if (f->rises ? step < 0 : step > 0)
                        fail_msg("%s goes the other way at %a", f->name, x);
                    x = next;
                }
            }
        }
}

// Array functions give the same results, also for special values, any length, and in place.
static void arrays_are_the_same(void **state) {
    (void)state;
    enum { MOST = 301 };
    for
        EACH(f) {
            uint64_t seed = 3;
            for (size_t length = 0; f->array && length <= MOST; length++) {
                double in[MOST], out[MOST + 1], unused;
                for (size_t i = 0; i < length; i++)
                    arguments(f, i, &seed, &in[i], &unused);
                out[length] = 42;
                f->array(out, in, length);
                assert_true(out[length] == 42);
                for (size_t i = 0; i < length; i++) {
                    double expected = f->one(in[i]);
                    if (isnan(expected) ? !isnan(out[i]) : bits_of(out[i]) != bits_of(expected))
                        fail_msg("%s of an array at %a", f->name, in[i]);
                }
                f->array(in, in, length);
                for (size_t i = 0; i < length; i++)
                    assert_true(isnan(in[i]) ? isnan(out[i]) : bits_of(in[i]) == bits_of(out[i]));
            }
        }
}

// The results are those of the first implementation. This finds any processor, compiler,
// optimization level or code change that alters a bit.
static void bits_are_kept(void **state) {
    (void)state;
    int failures = 0;
    for
        EACH(f) {
            uint64_t seed = 11, hash = 0xcbf29ce484222325u; // FNV-1a
            for (size_t i = 0; i < HASHED; i++) {
                double x, y;
                arguments(f, i, &seed, &x, &y);
                double value = call(f, x, y);
                uint64_t bits = isnan(value) ? 0 : bits_of(value);
                for (int byte = 0; byte < 8; byte++)
                    hash = (hash ^ (bits >> 8 * byte & 255)) * 0x100000001b3u;
            }
            if (hash != f->hash)
                printf("%s: 0x%016llx\n", f->name, (unsigned long long)hash);
            failures += hash != f->hash;
        }
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(special_values),     cmocka_unit_test(exact_values),
        cmocka_unit_test(monotone),           cmocka_unit_test(arrays_are_the_same),
        cmocka_unit_test(bits_are_kept),      cmocka_unit_test(hard_arguments),
        cmocka_unit_test(near_quarter_turns), cmocka_unit_test(errors_are_small),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/kernels.h"

#include "base/maths.h"
#include "base/wide.h"

#include <math.h>

// Iterations do not depend on each other: clang finds that at run time.
#ifdef __clang__
#define INDEPENDENT
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

// Reads of input k a number, once, or a vector.
#define S(k) const double s##k = *call->in[k];
#define V(k) const double *const v##k = call->in[k];

// Defines the kernel NAME, whose number i is VALUE. What it writes may be what it reads, at the
// same i.
#define KERNEL(NAME, INPUTS, VALUE)                                                                \
    WIDE static void NAME(const struct kernel_call *call) {                                        \
        double *const out = call->out;                                                             \
        const size_t count = call->count;                                                          \
        INPUTS                                                                                     \
        INDEPENDENT for (size_t i = 0; i < count; i++) out[i] = VALUE;                             \
    }

// The same for an operation on two vectors, a vector and a number, and a number and a vector.
#define PAIR(NAME, VALUE)                                                                          \
    KERNEL(NAME##_vv, V(0) V(1), VALUE(v0[i], v1[i]))                                              \
    KERNEL(NAME##_vs, V(0) S(1), VALUE(v0[i], s1))                                                 \
    KERNEL(NAME##_sv, S(0) V(1), VALUE(s0, v1[i]))

#define ADD(a, b) (a) + (b)
#define SUBTRACT(a, b) (a) - (b)
#define MULTIPLY(a, b) (a) * (b)
#define DIVIDE(a, b) (a) / (b)
#define MAX(a, b) (a) >= (b) || isnan(a) ? (a) : (b)
#define MIN(a, b) (a) <= (b) || isnan(a) ? (a) : (b)
#define LESS(a, b) (a) < (b)
#define AT_MOST(a, b) (a) <= (b)
#define GREATER(a, b) (a) > (b)
#define AT_LEAST(a, b) (a) >= (b)
#define EQUAL(a, b) (a) == (b)
#define UNEQUAL(a, b) (a) != (b)
#define SIGN(a) (isnan(a) ? (a) : (double)(((a) > 0) - ((a) < 0)))

PAIR(add, ADD)
PAIR(subtract, SUBTRACT)
PAIR(multiply, MULTIPLY)
PAIR(divide, DIVIDE)
PAIR(max, MAX)
PAIR(min, MIN)
PAIR(less, LESS)
PAIR(at_most, AT_MOST)
PAIR(greater, GREATER)
PAIR(at_least, AT_LEAST)
PAIR(equal, EQUAL)
PAIR(unequal, UNEQUAL)
KERNEL(copy_v, V(0), v0[i])
KERNEL(copy_s, S(0), s0)
KERNEL(negate_v, V(0), -v0[i])
KERNEL(sqrt_v, V(0), sqrt(v0[i]))
KERNEL(abs_v, V(0), fabs(v0[i]))
KERNEL(sign_v, V(0), SIGN(v0[i]))
KERNEL(where_vvv, V(0) V(1) V(2), v0[i] != 0 ? v1[i] : v2[i])
KERNEL(where_vvs, V(0) V(1) S(2), v0[i] != 0 ? v1[i] : s2)
KERNEL(where_vsv, V(0) S(1) V(2), v0[i] != 0 ? s1 : v2[i])
KERNEL(where_vss, V(0) S(1) S(2), v0[i] != 0 ? s1 : s2)
KERNEL(where_svv, S(0) V(1) V(2), s0 != 0 ? v1[i] : v2[i])

// Several operations that rules often have together.
KERNEL(average, S(0) V(1) S(2) V(3), s0 *v1[i] + s2 * v3[i])
KERNEL(average_product, S(0) V(1) S(2) V(3) V(4), s0 *v1[i] + s2 * v3[i] * v4[i])
KERNEL(average_square, S(0) V(1) S(2) V(3) V(4), s0 *v1[i] + s2 * (v3[i] * v4[i]))
KERNEL(average_step, V(0) S(1) V(2) V(3), v0[i] + s1 * (v2[i] - v3[i]))
KERNEL(sign_average, S(0) V(1) S(2) V(3), SIGN(s0 *v1[i] + s2 * v3[i]))
KERNEL(scaled_sum, S(0) V(1) V(2), s0 *v1[i] + v2[i])
KERNEL(sum_scaled, V(0) S(1) V(2), v0[i] + s1 * v2[i])
KERNEL(sum_product, V(0) V(1) V(2), v0[i] + v1[i] * v2[i])
KERNEL(step_scaled, V(0) S(1) V(2), v0[i] - s1 * v2[i])
KERNEL(step_sign, V(0) S(1) V(2), v0[i] - s1 * SIGN(v2[i]))
KERNEL(step_decayed, V(0) S(1) V(2) S(3) V(4), v0[i] - s1 * (v2[i] + s3 * v4[i]))
KERNEL(step_quotient, V(0) S(1) V(2) V(3), v0[i] - s1 * v2[i] / v3[i])
KERNEL(step_of_quotient, V(0) S(1) V(2) V(3), v0[i] - s1 * (v2[i] / v3[i]))
KERNEL(step_normed, V(0) S(1) V(2) S(3), v0[i] - s1 * v2[i] / s3)
KERNEL(step_corrected, V(0) S(1) V(2) S(3) V(4), v0[i] - s1 * (v2[i] / s3) / v4[i])
KERNEL(step_adam, V(0) S(1) V(2) S(3) V(4) S(5) S(6),
       v0[i] - s1 * (v2[i] / s3) / (sqrt(v4[i] / s5) + s6))
KERNEL(step_adam_scaled, V(0) S(1) V(2) V(3) S(4) S(5),
       v0[i] - s1 * v2[i] / (sqrt(v3[i] / s4) + s5))
KERNEL(step_rooted, V(0) S(1) V(2) V(3) S(4), v0[i] - s1 * v2[i] / (sqrt(v3[i]) + s4))
KERNEL(quotient_rooted, V(0) V(1) S(2), v0[i] / (sqrt(v1[i]) + s2))
KERNEL(root_sum, V(0) S(1), sqrt(v0[i]) + s1)
KERNEL(root_corrected, V(0) S(1) S(2), sqrt(v0[i] / s1) + s2)

#define PAIR_ROWS(SIGN, NAME)                                                                      \
    {SIGN "vv", NAME##_vv}, {SIGN "vs", NAME##_vs}, {                                              \
        SIGN "sv", NAME##_sv                                                                       \
    }

const struct kernel kernel_table[] = {
    {"-v/*s/vs+q/vss", step_adam},
    {"-v/*sv+q/vss", step_adam_scaled},
    {"-v/*s/vsv", step_corrected},
    {"-v/*sv+qvs", step_rooted},
    {"-v*s+v*sv", step_decayed},
    {"+*sv**svv", average_product},
    {"+*sv*s*vv", average_square},
    {"g+*sv*sv", sign_average},
    {"+*sv*sv", average},
    {"+v*s-vv", average_step},
    {"-v/*svv", step_quotient},
    {"-v/*svs", step_normed},
    {"-v*s/vv", step_of_quotient},
    {"+q/vss", root_corrected},
    {"/v+qvs", quotient_rooted},
    {"-v*sgv", step_sign},
    {"+*svv", scaled_sum},
    {"+v*sv", sum_scaled},
    {"+v*vv", sum_product},
    {"-v*sv", step_scaled},
    {"+qvs", root_sum},
    PAIR_ROWS("+", add),
    PAIR_ROWS("-", subtract),
    PAIR_ROWS("*", multiply),
    PAIR_ROWS("/", divide),
    PAIR_ROWS("M", max),
    PAIR_ROWS("m", min),
    PAIR_ROWS("<", less),
    PAIR_ROWS("(", at_most),
    PAIR_ROWS(">", greater),
    PAIR_ROWS(")", at_least),
    PAIR_ROWS("=", equal),
    PAIR_ROWS("!", unequal),
    {"?vvv", where_vvv},
    {"?vvs", where_vvs},
    {"?vsv", where_vsv},
    {"?vss", where_vss},
    {"?svv", where_svv},
    {".v", copy_v},
    {".s", copy_s},
    {"nv", negate_v},
    {"qv", sqrt_v},
    {"av", abs_v},
    {"gv", sign_v},
    {0},
};

static void run_any(const struct kernel_call *call) {
    static void (*const of_arrays[OPERATION_COUNT])(double *, const double *, size_t) = {
        [OPERATION_EXP] = m_exp_n, [OPERATION_LOG] = m_log_n,   [OPERATION_SIN] = m_sin_n,
        [OPERATION_COS] = m_cos_n, [OPERATION_TANH] = m_tanh_n,
    };
    if (of_arrays[call->operation]) {
        of_arrays[call->operation](call->out, call->in[0], call->count);
        return;
    }
    for (size_t i = 0; i < call->count; i++) {
        double arguments[3] = {0};
        for (int k = 0; k < operations[call->operation].arity; k++)
            arguments[k] = call->in[k][call->numbers >> k & 1 ? 0 : i];
        call->out[i] = operation_value(call->operation, arguments);
    }
}

const struct kernel kernel_any = {"", run_any};

char kernel_sign(enum operation_id id) {
    static const char signs[OPERATION_COUNT + 1] = {
        [OPERATION_ADD] = '+',      [OPERATION_SUBTRACT] = '-', [OPERATION_MULTIPLY] = '*',
        [OPERATION_DIVIDE] = '/',   [OPERATION_MAX] = 'M',      [OPERATION_MIN] = 'm',
        [OPERATION_LESS] = '<',     [OPERATION_AT_MOST] = '(',  [OPERATION_GREATER] = '>',
        [OPERATION_AT_LEAST] = ')', [OPERATION_EQUAL] = '=',    [OPERATION_UNEQUAL] = '!',
        [OPERATION_WHERE] = '?',    [OPERATION_NEGATE] = 'n',   [OPERATION_SQRT] = 'q',
        [OPERATION_ABS] = 'a',      [OPERATION_SIGN] = 'g',     [OPERATION_COUNT] = '.',
    };
    return signs[id];
}

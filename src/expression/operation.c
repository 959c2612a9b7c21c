// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/operation.h"

#include "base/maths.h"
#include "base/memory.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

// Defines NAME_value of a function of one argument v.
#define FUNCTION(NAME, VALUE)                                                                      \
    static double NAME##_value(double v, double unused) {                                          \
        (void)unused;                                                                              \
        return VALUE;                                                                              \
    }
// Of two arguments.
#define BINARY(NAME, VALUE)                                                                        \
    static double NAME##_value(double a, double b) {                                               \
        return VALUE;                                                                              \
    }

static double sigmoid(double v) {
    double e = m_exp(-fabs(v)); // never overflows
    return v >= 0 ? 1 / (1 + e) : e / (1 + e);
}

FUNCTION(negate, -v)
FUNCTION(sin, m_sin(v))
FUNCTION(cos, m_cos(v))
FUNCTION(tan, m_tan(v))
FUNCTION(exp, m_exp(v))
FUNCTION(log, m_log(v))
FUNCTION(log10, m_log10(v))
FUNCTION(log2, m_log2(v))
FUNCTION(sinh, m_sinh(v))
FUNCTION(cosh, m_cosh(v))
FUNCTION(atan, m_atan(v))
FUNCTION(asin, m_asin(v))
FUNCTION(acos, m_acos(v))
FUNCTION(sign, isnan(v) ? v : (v > 0) - (v < 0))
FUNCTION(floor, floor(v))
FUNCTION(ceil, ceil(v))
FUNCTION(sqrt, sqrt(v))
FUNCTION(abs, fabs(v))
FUNCTION(tanh, m_tanh(v))
FUNCTION(sigmoid, sigmoid(v))
FUNCTION(not, v == 0)

BINARY(add, a + b)
BINARY(subtract, a - b)
BINARY(multiply, a *b)
BINARY(divide, a / b)
// On a tie the first argument counts. Unlike fmin and fmax, these propagate NaN.
BINARY(min, a <= b || isnan(a) ? a : b)
BINARY(max, a >= b || isnan(a) ? a : b)
BINARY(equal, a == b)
BINARY(unequal, a != b)
BINARY(less, a < b)
BINARY(at_most, a <= b)
BINARY(greater, a > b)
BINARY(at_least, a >= b)
BINARY(and, a != 0 && b != 0)
BINARY(or, a != 0 || b != 0)

// As in Python, the remainder has the sign of the divisor.
static double remainder_value(double a, double b) {
    double rest = fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

const struct operation operations[OPERATION_COUNT] = {
    [OPERATION_ADD] = {"+", 2, add_value},
    [OPERATION_SUBTRACT] = {"-", 2, subtract_value},
    [OPERATION_MULTIPLY] = {"*", 2, multiply_value},
    [OPERATION_DIVIDE] = {"/", 2, divide_value},
    [OPERATION_POWER] = {"^", 2, m_pow},
    [OPERATION_NEGATE] = {"unary -", 1, negate_value},
    [OPERATION_SIN] = {"sin", 1, sin_value},
    [OPERATION_COS] = {"cos", 1, cos_value},
    [OPERATION_TAN] = {"tan", 1, tan_value},
    [OPERATION_EXP] = {"exp", 1, exp_value},
    [OPERATION_LOG] = {"log", 1, log_value},
    [OPERATION_LOG10] = {"log10", 1, log10_value},
    [OPERATION_LOG2] = {"log2", 1, log2_value},
    [OPERATION_SINH] = {"sinh", 1, sinh_value},
    [OPERATION_COSH] = {"cosh", 1, cosh_value},
    [OPERATION_ATAN] = {"atan", 1, atan_value},
    [OPERATION_ASIN] = {"asin", 1, asin_value},
    [OPERATION_ACOS] = {"acos", 1, acos_value},
    [OPERATION_SIGN] = {"sign", 1, sign_value},
    [OPERATION_FLOOR] = {"floor", 1, floor_value},
    [OPERATION_CEIL] = {"ceil", 1, ceil_value},
    [OPERATION_HYPOT] = {"hypot", 2, m_hypot},
    [OPERATION_SQRT] = {"sqrt", 1, sqrt_value},
    [OPERATION_ABS] = {"abs", 1, abs_value},
    [OPERATION_MIN] = {"min", 2, min_value},
    [OPERATION_MAX] = {"max", 2, max_value},
    [OPERATION_TANH] = {"tanh", 1, tanh_value},
    [OPERATION_SIGMOID] = {"sigmoid", 1, sigmoid_value},
    [OPERATION_REMAINDER] = {"%", 2, remainder_value},
    [OPERATION_EQUAL] = {"==", 2, equal_value},
    [OPERATION_UNEQUAL] = {"!=", 2, unequal_value},
    [OPERATION_LESS] = {"<", 2, less_value},
    [OPERATION_AT_MOST] = {"<=", 2, at_most_value},
    [OPERATION_GREATER] = {">", 2, greater_value},
    [OPERATION_AT_LEAST] = {">=", 2, at_least_value},
    [OPERATION_NOT] = {"unary not", 1, not_value},
    [OPERATION_AND] = {"binary and", 2, and_value},
    [OPERATION_OR] = {"binary or", 2, or_value},
    [OPERATION_WHERE] = {"where", 3, .example = "where(condition, a, b)"},
    [OPERATION_CLIP] = {"clip", 3, .example = "clip(x, low, high)"},
    [OPERATION_SUM] = {"sum", 1},
    [OPERATION_MEAN] = {"mean", 1},
    [OPERATION_NORM] = {"norm", 1},
    [OPERATION_DOT] = {"dot", 2},
    [OPERATION_LARGEST] = {"unary max", 1},
    [OPERATION_SMALLEST] = {"unary min", 1},
    [OPERATION_GRAD] = {"grad", 1, .example = "grad(w)"},
    [OPERATION_VALUE] = {"value", 1, .example = "value(w)"},
    [OPERATION_HVP] = {"hvp", 2, .example = "hvp(w, v)"},
    [OPERATION_HDIAG] = {"hdiag", 1, .example = "hdiag(w)"},
    [OPERATION_NORMAL] = {"normal", 0, .example = "normal()"},
    [OPERATION_RADEMACHER] = {"rademacher", 0, .example = "rademacher()"},
};

// Other names of some.
static const struct {
    const char *name;
    enum operation_id id;
} aliases[] = {{"ln", OPERATION_LOG}, {"pow", OPERATION_POWER}};
enum { ALIASES = sizeof aliases / sizeof *aliases };

double operation_value(enum operation_id id, const double arguments[3]) {
    double a = arguments[0], b = arguments[1], c = arguments[2];
    if (id == OPERATION_WHERE)
        return a != 0 ? b : c;
    if (id == OPERATION_CLIP)
        return min_value(max_value(a, b), c);
    return operations[id].value(a, b);
}

static bool is_function(enum operation_id id) {
    return isalpha((unsigned char)operations[id].name[0]) && !strchr(operations[id].name, ' ');
}

static bool is_named(const char *row, const char *name, size_t length) {
    return row[0] == name[0] && strlen(row) == length && memcmp(row, name, length) == 0;
}

bool operation_find(const char *name, size_t length, bool in_rules, enum operation_id *id) {
    enum operation_id end = in_rules ? OPERATION_COUNT : OPERATION_FORMULAS_END;
    for (enum operation_id i = 0; i < end; i++)
        if (is_named(operations[i].name, name, length) && is_function(i)) {
            *id = i;
            return true;
        }
    for (size_t i = 0; i < ALIASES; i++)
        if (is_named(aliases[i].name, name, length)) {
            *id = aliases[i].id;
            return true;
        }
    return false;
}

const char **operation_names(const char **names, size_t *count, bool in_rules) {
    enum operation_id end = in_rules ? OPERATION_COUNT : OPERATION_FORMULAS_END;
    size_t capacity = *count;
    names = mem_grow(names, &capacity, *count + OPERATION_COUNT + ALIASES, sizeof *names);
    for (enum operation_id i = 0; i < end; i++)
        if (is_function(i))
            names[(*count)++] = operations[i].name;
    for (size_t i = 0; i < ALIASES; i++)
        names[(*count)++] = aliases[i].name;
    return names;
}

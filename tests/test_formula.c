// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/operation.h"
#include "problem/formula.h"
#include "tree/document.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct formula_name names[] = {{"x", 0}, {"y", 1}, {0}};

static struct formula *parse(const char *text) {
    struct error error = {0};
    struct formula *formula = formula_parse(text, NULL, names, &error);
    if (!formula)
        fail_msg("%s: %s", text, error.message);
    return formula;
}

static void test_values(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value; // at x = 2, y = 3
    } cases[] = {
        {"1 + 2*3", 7},
        {"-x^2", -4},
        {"2^3^2", 512},
        {"2^-1", 0.5},
        {"1 - 2 - 3", -4},
        {"8/4/2", 1},
        {"(1-x)^2", 1},
        {"--x", 2},
        {"1.5e2", 150},
        {".5*x", 1},
        {"max(x, y) - min(x, y)", 1},
        {"abs(x-y)", 1},
        {"2*-x", -4},
        {"log(e^2)", 2},
        {"cos(pi)", -1},
        {"(-x)^3", -8},
        {"x**y", 8},
        {"2**3**2", 512},
        {"-x**2", -4},
        {"2 ** -1", 0.5},
        {"x*y**2*x", 36},
        {"pow(x, y)", 8},
        {"hypot(x + 1, y + 1)", 5},
        {"ln(e^2) + log10(1000) + log2(8)", 8},
        {"sinh(x)^2 - cosh(x)^2", -1},
        {"asin(x/2) - acos(0)", 0},
        {"4*atan(x/2) - pi", 0},
        {"sign(-x) + sign(y) + sign(0)", 0},
        {"floor(-x/4) + ceil(y/2)", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct formula *formula = parse(cases[i].text);
        double value = formula_value(formula, (double[]){2, 3});
        if (!(fabs(value - cases[i].value) < 1e-14 * fmax(1, fabs(value))))
            fail_msg("%s = %.17g", cases[i].text, value);
        assert_true(formula_jet(formula, (double[]){2, 3}).value == value);
        formula_destroy(formula);
    }
}

// Gradient and Hessian of every operation, alone and inside another function.
static void test_derivatives_of_every_operation(void **state) {
    (void)state;
    for (const struct operation *row = operations; row < operations + OPERATION_FORMULAS_END;
         row++) {
        char text[100];
        const char *a = "(0.3 + 0.5*x^2*y)", *b = "(0.8 + x*y)";
        if (strchr(row->name, ' '))
            snprintf(text, sizeof text, "sin(-%s)", a);
        else if (!isalpha((unsigned char)row->name[0]))
            snprintf(text, sizeof text, "sin(%s%s%s)", a, row->name, b);
        else if (row->arity == 2)
            snprintf(text, sizeof text, "sin(%s(%s, %s))", row->name, a, b);
        else
            snprintf(text, sizeof text, "sin(%s(%s))", row->name, a);
        struct formula *formula = parse(text);
        const double w[2] = {0.7, 0.4}, step = 1e-6;
        struct jet at = formula_jet(formula, w);
        for (int k = 0; k < 2; k++) {
            double below[2] = {w[0], w[1]}, above[2] = {w[0], w[1]};
            below[k] -= step;
            above[k] += step;
            struct jet low = formula_jet(formula, below), high = formula_jet(formula, above);
            double slope = (high.value - low.value) / (2 * step);
            if (!(fabs(at.gradient[k] - slope) < 1e-8))
                fail_msg("%s: %g, differences %g", text, at.gradient[k], slope);
            for (int i = 0; i < 2; i++) {
                double bend = (high.gradient[i] - low.gradient[i]) / (2 * step);
                if (!(fabs(at.hessian[k + i] - bend) < 1e-7))
                    fail_msg("%s: %g, differences %g", text, at.hessian[k + i], bend);
            }
        }
        formula_destroy(formula);
    }
}

// The derivatives of x^y and related operations on the boundary of their domain: value, by x, by y,
// and the three second derivatives, from their definition.
static void test_powers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double x, y, expected[6];
    } cases[] = {
        {"x^y", -2, 3, {-8, 12, NAN, -12, NAN, NAN}},
        {"x^y", -2, 0, {1, 0, NAN, 0, NAN, NAN}},
        {"x^y", -2, -1, {-0.5, -0.25, NAN, -0.25, NAN, NAN}},
        {"x^y", -2, 0.5, {NAN, NAN, NAN, NAN, NAN, NAN}},
        {"x^y", 0, 2, {0, 0, 0, 2, 0, 0}},
        {"x^y", 0, 3, {0, 0, 0, 0, 0, 0}},
        {"x^y", 0, 1, {0, 1, 0, 0, 0, 0}}, // the mixed derivative would be infinite
        {"x^y", 0, 0.5, {0, 0, 0, 0, 0, 0}},
        {"x^y", 0, 0, {1, 0, 0, 0, 0, 0}},
        {"x^y", 1, 5, {1, 5, 0, 20, 1, 0}},
        {"x^x", 0, 0, {1, 0, 0, 0, 0, 0}}, // the slope would be infinite
        {"x^x", 1, 0, {1, 1, 0, 2, 0, 0}},
        {"x^x", -2, 0, {0.25, NAN, 0, NAN, 0, 0}},
        {"x^3", -2, 0, {-8, 12, 0, -12, 0, 0}},
        {"x^(y-y+2)", -2, 7, {4, -4, 0, 2, 0, 0}}, // a constant exponent
        {"(x+y)^2", -1, -2, {9, -6, -6, 2, 2, 2}},
        {"(x*y)^x", 1, -2, {-2, NAN, 1, NAN, NAN, 0}},
        {"2^x", 3, 0, {8, 8 * M_LN2, 0, 8 * M_LN2 * M_LN2, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct formula *formula = parse(cases[i].text);
        struct jet at = formula_jet(formula, (double[]){cases[i].x, cases[i].y});
        const double found[6] = {at.value,      at.gradient[0], at.gradient[1],
                                 at.hessian[0], at.hessian[1],  at.hessian[2]};
        for (int k = 0; k < 6; k++) {
            double expected = cases[i].expected[k];
            if (isnan(expected) ? !isnan(found[k]) : !(fabs(found[k] - expected) < 1e-14))
                fail_msg("%s at (%g, %g): %g in place %d, not %g", cases[i].text, cases[i].x,
                         cases[i].y, found[k], k, expected);
        }
        formula_destroy(formula);
    }
}

// Among equal arguments the first one counts, with its derivatives.
static void test_ties(void **state) {
    (void)state;
    static const char *const texts[] = {"max(2*x, 3*y)", "min(2*x, 3*y)"};
    for (size_t i = 0; i < 2; i++) {
        struct formula *formula = parse(texts[i]);
        struct jet at = formula_jet(formula, (double[]){3, 2});
        assert_true(at.value == 6 && at.gradient[0] == 2 && at.gradient[1] == 0);
        formula_destroy(formula);
    }
}

static void test_kinks_have_no_slope(void **state) {
    (void)state;
    static const char *const texts[] = {"abs(x)",      "sqrt(x)",    "sqrt(abs(x))",
                                        "x^0.5",       "abs(x)^1.5", "sqrt(x^2 + y^2)",
                                        "hypot(x, y)", "sign(x)",    "floor(x*y)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct formula *formula = parse(texts[i]);
        struct jet at = formula_jet(formula, (double[]){0, 0});
        assert_true(at.value == 0 && at.gradient[0] == 0 && at.gradient[1] == 0);
        for (int k = 0; k < 3; k++)
            assert_true(at.hessian[k] == 0);
        formula_destroy(formula);
    }
}

// Columns count from the start of the --set value, where the formula follows `prefix`.
static void test_mistakes(void **state) {
    (void)state;
    static const struct {
        const char *yaml;
        int column;
        const char *message;
    } cases[] = {
        {"\"x + q\"", 6, "unknown name 'q'"},
        {"x + q", 5, "unknown name 'q'"},
        {"\"sn(x)\"", 2, "did you mean 'sin'?"},
        {"'2x'", 3, "expected an operator, not 'x'"},
        {"\"(x + 1\"", 8, "the formula ends where"},
        {"\"x + )\"", 6, "expected a number, a name or '('"},
        {"\"min(x)\"", 7, "',' and another argument"},
        {"\"sin x\"", 6, "'(' of the function"},
        {"\"1.2.3\"", 2, "'1.2.3' is not a number"},
        {"\"\"", 2, "the formula ends where"},
        {"np.exp(x)", 1, "unknown name 'np.exp'; did you mean 'exp'?"},
        {"x + math.pi", 5, "unknown name 'math.pi'; did you mean 'pi'?"},
        {"np.linalg.norm(x)", 1, "unknown name 'np.linalg.norm'"},
        {"arctan(x)", 1, "did you mean 'atan'?"},
        {"power(x, 2)", 1, "did you mean 'pow'?"},
        {"x1^2", 1, "did you mean 'x' and 'y'?"},
        {"'2x'", 3, "a product has a * between its factors"},
        {"'(x)(y)'", 5, "a product has a * between its factors"},
        {"x\xC2\xB2 + y", 2, "a power is written ^2"},
        {"'|x|'", 2, "write abs(x)"},
        {"'x[0]'", 3, "the weights are x and y"},
        {"f = x", 1, "a formula is the value alone"},
        {"x = y", 3, "a formula is only what stands behind the ="},
        {"'\\frac{x}{y}'", 2, "not as in TeX"},
        {"x ** * 2", 6, "expected a number, a name or '('"},
        {"\"\xC3\xA4 + x\"", 2, "not '\xC3\xA4'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct error error = {0};
        char expected[40];
        struct node *node = document_parse_set(&document, cases[i].yaml, 1, &error);
        assert_non_null(node);
        assert_null(formula_parse(node->text, node, names, &error));
        snprintf(expected, sizeof expected, "--set 1:%d: ", cases[i].column);
        if (!strstr(error.message, cases[i].message) ||
            strncmp(error.message, expected, strlen(expected)) != 0)
            fail_msg("%s: no '%s%s' in: %s", cases[i].yaml, expected, cases[i].message,
                     error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

static void test_deep_nesting_is_an_error(void **state) {
    (void)state;
    char text[5000];
    memset(text, '(', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct error error = {0};
    assert_null(formula_parse(text, NULL, names, &error));
    assert_non_null(strstr(error.message, "too deep"));
    error_finish(&error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_derivatives_of_every_operation),
        cmocka_unit_test(test_powers),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_kinks_have_no_slope),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_deep_nesting_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Random formulas of all functions, written with as few brackets as precedence allows: the value
// and gradient in a scene's CSV are those of the C library and of plain rules of differentiation.
#include "base/random.h"
#include "program.h"

#include <math.h>

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

// A value with its derivatives by x and y, and how far it can be compared.
struct dual {
    double v, d[2];
    bool is_rough;   // an intermediate result is so large that rounding may show
    bool has_corner; // no gradient is expected: a tie, or a power of what is not above 0
};

static struct dual chain(struct dual a, double v, double slope) {
    a.v = v;
    a.d[0] *= slope;
    a.d[1] *= slope;
    a.is_rough = a.is_rough || fabs(v) > 1e3 || fabs(slope) > 1e3;
    return a;
}

// ---- Functions of one argument

static double sigmoid(double v) {
    return 1 / (1 + exp(-v));
}
static double sign(double v) {
    return isnan(v) ? v : (v > 0) - (v < 0);
}
static double one(double v) {
    (void)v;
    return 1;
}
static double zero(double v) {
    (void)v;
    return 0;
}
static double minus_sin(double v) {
    return -sin(v);
}
static double of_tan(double v) {
    return 1 + tan(v) * tan(v);
}
static double of_log(double v) {
    return 1 / v;
}
static double of_log10(double v) {
    return 1 / (v * M_LN10);
}
static double of_log2(double v) {
    return 1 / (v * M_LN2);
}
static double of_atan(double v) {
    return 1 / (1 + v * v);
}
static double of_asin(double v) {
    return 1 / sqrt(1 - v * v);
}
static double of_acos(double v) {
    return -1 / sqrt(1 - v * v);
}
static double of_sqrt(double v) {
    return 0.5 / sqrt(v);
}
static double of_tanh(double v) {
    return 1 - tanh(v) * tanh(v);
}
static double of_sigmoid(double v) {
    return sigmoid(v) * sigmoid(-v);
}

static const struct {
    const char *name;
    double (*value)(double), (*slope)(double);
} functions[] = {
    {"sin", sin, cos},
    {"cos", cos, minus_sin},
    {"tan", tan, of_tan},
    {"exp", exp, exp},
    {"log", log, of_log},
    {"ln", log, of_log},
    {"log10", log10, of_log10},
    {"log2", log2, of_log2},
    {"sinh", sinh, cosh},
    {"cosh", cosh, sinh},
    {"atan", atan, of_atan},
    {"asin", asin, of_asin},
    {"acos", acos, of_acos},
    {"sign", sign, zero},
    {"floor", floor, zero},
    {"ceil", ceil, zero},
    {"sqrt", sqrt, of_sqrt},
    {"abs", fabs, sign},
    {"tanh", tanh, of_tanh},
    {"sigmoid", sigmoid, of_sigmoid},
    {"", one, zero},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions - 1 };

static struct dual apply(int function, struct dual a) {
    double v = functions[function].value(a.v);
    bool jumps = functions[function].slope == zero || functions[function].value == fabs;
    a.has_corner = a.has_corner || (jumps && fabs(a.v - round(a.v)) < 1e-9) ||
                   (functions[function].value == sqrt && a.v == 0);
    a.is_rough = a.is_rough || (jumps && fabs(a.v - round(a.v)) < 1e-9);
    return chain(a, v, functions[function].slope(a.v));
}

// ---- Operations on two

static struct dual join(struct dual a, struct dual b, double v, double by_a, double by_b) {
    struct dual c = {.v = v,
                     .is_rough = a.is_rough || b.is_rough || fabs(v) > 1e3 || fabs(by_a) > 1e3 ||
                                 fabs(by_b) > 1e3,
                     .has_corner = a.has_corner || b.has_corner};
    for (int i = 0; i < 2; i++)
        c.d[i] = by_a * a.d[i] + by_b * b.d[i];
    return c;
}

static struct dual power(struct dual a, struct dual b) {
    double v = pow(a.v, b.v);
    struct dual c = join(a, b, v, b.v * pow(a.v, b.v - 1), a.v > 0 ? v * log(a.v) : 0);
    c.has_corner = c.has_corner || !(a.v > 0);
    return c;
}

static struct dual pick(struct dual a, struct dual b, bool takes_a) {
    if (isnan(a.v) || isnan(b.v))
        return join(a, b, NAN, NAN, NAN);
    struct dual c = join(a, b, takes_a ? a.v : b.v, takes_a, !takes_a);
    c.has_corner = c.has_corner || fabs(a.v - b.v) < 1e-9;
    return c;
}

static struct dual combine(char operation, struct dual a, struct dual b) {
    switch (operation) {
    case '+':
        return join(a, b, a.v + b.v, 1, 1);
    case '-':
        return join(a, b, a.v - b.v, 1, -1);
    case '*':
        return join(a, b, a.v * b.v, b.v, a.v);
    case '/':
        return join(a, b, a.v / b.v, 1 / b.v, -a.v / b.v / b.v);
    case '^':
    case 'p':
        return power(a, b);
    case 'h':
        return join(a, b, hypot(a.v, b.v), a.v / hypot(a.v, b.v), b.v / hypot(a.v, b.v));
    default:
        return pick(a, b, operation == 'n' ? a.v < b.v : a.v > b.v);
    }
}

// ---- Texts

enum { SUM = 1, PRODUCT, UNARY, POWER, ATOM };

// Writes a random formula whose operations bind at least as strongly as `level`, in brackets where
// they do not. Returns its value.
static struct dual write_formula(struct text *text, const double w[2], int depth, int level);

static struct dual write_operation(struct text *text, const double w[2], int depth, char sign_of,
                                   int own, int left, int right, int level) {
    text_add(text, own < level ? "(" : "");
    struct dual a = write_formula(text, w, depth - 1, left);
    if (sign_of == '^' && below(2))
        text_add(text, "**");
    else
        text_printf(text, below(2) ? " %c " : "%c", sign_of);
    struct dual b = write_formula(text, w, depth - 1, right);
    text_add(text, own < level ? ")" : "");
    return combine(sign_of, a, b);
}

static struct dual write_atom(struct text *text, const double w[2]) {
    uint32_t kind = below(6);
    if (kind < 4) {
        text_add(text, kind % 2 ? "y" : "x");
        return (struct dual){.v = w[kind % 2], .d = {kind % 2 == 0, kind % 2 == 1}};
    }
    if (kind == 4) {
        text_add(text, below(2) ? "pi" : "e");
        return (struct dual){.v = text->data[text->length - 1] == 'i' ? M_PI : M_E};
    }
    char number[40];
    snprintf(number, sizeof number, "%.15g",
             below(2) ? 1 + below(4) : random_uniform(&stream, 0, 3));
    text_add(text, number);
    return (struct dual){.v = strtod(number, NULL)};
}

static struct dual write_formula(struct text *text, const double w[2], int depth, int level) {
    if (depth == 0)
        return write_atom(text, w);
    switch (below(9)) {
    case 0:
        return write_operation(text, w, depth, '+', SUM, SUM, PRODUCT, level);
    case 1:
        return write_operation(text, w, depth, '-', SUM, SUM, PRODUCT, level);
    case 2:
        return write_operation(text, w, depth, '*', PRODUCT, PRODUCT, UNARY, level);
    case 3:
        return write_operation(text, w, depth, '/', PRODUCT, PRODUCT, UNARY, level);
    case 4:
        return write_operation(text, w, depth, '^', POWER, ATOM, UNARY, level);
    case 5: {
        text_add(text, UNARY < level ? "(-" : "-");
        struct dual a = write_formula(text, w, depth - 1, UNARY);
        text_add(text, UNARY < level ? ")" : "");
        return chain(a, -a.v, -1);
    }
    case 6: {
        static const char *const names[] = {"min", "max", "hypot", "pow"};
        uint32_t kind = below(4);
        text_printf(text, "%s(", names[kind]);
        struct dual a = write_formula(text, w, depth - 1, SUM);
        text_add(text, ", ");
        struct dual b = write_formula(text, w, depth - 1, SUM);
        text_add(text, ")");
        return combine("nxhp"[kind], a, b);
    }
    default: {
        int function = (int)below(FUNCTIONS);
        text_printf(text, "%s(", functions[function].name);
        struct dual a = write_formula(text, w, depth - 1, SUM);
        text_add(text, ")");
        return apply(function, a);
    }
    }
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1e-8 * (1 + fabs(b));
}

static void test_random_formulas(void **state) {
    (void)state;
    char folder[64];
    int compared = 0, undefined = 0;
    scratch_make(folder);
    for (uint64_t seed = 0; seed < 250; seed++) {
        struct text formula = {0}, scene = {0};
        random_start(&stream, seed, RANDOM_START, 0);
        double w[2] = {random_uniform(&stream, -2, 2), random_uniform(&stream, -2, 2)};
        struct dual wanted = write_formula(&formula, w, 1 + (int)below(4), SUM);
        text_printf(&scene,
                    "problem: {formula: '%s'}\nstart: [%.17g, %.17g]\nsteps: 1\ntargets: []\n"
                    "optimizers: [sgd]\n",
                    formula.data, w[0], w[1]);
        file_write(folder, "a.scene", scene.data);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene -q -f csv -o - >out", folder), 0);
        struct source table = file_read(folder, "out");
        double v, d[2];
        const char *row = strchr(table.text, '\n');
        assert_non_null(row);
        assert_int_equal(sscanf(row, "\nsgd,0,0,0.5,%*[^,],%*[^,],%lf,%lf,%lf", &v, &d[0], &d[1]),
                         3);
        bool is_finite = isfinite(wanted.v) && !wanted.is_rough;
        if (isnan(wanted.v) && !wanted.is_rough && !isnan(v))
            fail_msg("%s at %.17g, %.17g is %.17g, not undefined", formula.data, w[0], w[1], v);
        if (is_finite && !is_near(v, wanted.v))
            fail_msg("%s at %.17g, %.17g is %.17g, not %.17g", formula.data, w[0], w[1], v,
                     wanted.v);
        for (int i = 0; i < 2 && is_finite && !wanted.has_corner; i++)
            if (isfinite(wanted.d[i]) && fabs(wanted.d[i]) < 1e4 && !is_near(d[i], wanted.d[i]))
                fail_msg("%s at %.17g, %.17g has the slope %.17g by %c, not %.17g", formula.data,
                         w[0], w[1], d[i], "xy"[i], wanted.d[i]);
        compared += is_finite;
        undefined += isnan(wanted.v);
        source_finish(&table);
        text_finish(&formula);
        text_finish(&scene);
    }
    assert_true(compared > 120 && undefined > 10);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_formulas)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule as text means: kinds, places, what is drawn, recorded and shown.
#include "weights.h"

#include "base/name_set.h"
#include "base/random.h"
#include "optim/equation.h"
#include "optim/program/definition.h"
#include "optim/program/tex.h"
#include "problem/problem_table.h"
#include "tree/yaml.h"

static struct problem *make_problem(struct document *document, const char *text) {
    struct error error = {0};
    struct node *node = document_parse(document, "problem", text, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s", error.message);
    return problem;
}

// ---- Kinds

static const struct rule_name *find_name(const struct optimizer_config *config, const char *name) {
    const struct rule_text *text = &config->optimizer->definition->text;
    for (size_t i = 0; i < text->name_count; i++)
        if (strcmp(text->names[i].name, name) == 0)
            return &text->names[i];
    fail_msg("no name '%s'", name);
    return NULL;
}

// A state is a number until a line, any line, makes it a vector.
static void test_kinds(void **state) {
    (void)state;
    static const struct {
        const char *rule, *name;
        bool is_vector;
    } cases[] = {
        {"{rule: {state: {a: 0}, update: a = norm(g); w -= lr*a*g}}", "a", false},
        {"{rule: {state: {a: 0}, update: a = a + g; w -= lr*a}}", "a", true},
        {"{rule: {state: {a: 0, b: 0}, update: b = a; a = g; w -= lr*b}}", "b", true},
        {"{rule: {state: {a: 0, b: 0, c: 0}, update: c = b; b = a; a = g; w -= lr*c}}", "c", true},
        {"{rule: {state: {a: 0}, update: w -= lr*a*g; a = 0.5*a; a = w}}", "a", true},
        {"{rule: {state: {a: w}, update: w -= lr*(g + a)}}", "a", true},
        {"{rule: {state: {a: g}, update: a = 0; w -= lr*(g + a)}}", "a", true},
        {"{rule: {state: {a: {vector: 1}}, update: a = 2*a; w -= lr*a*g}}", "a", true},
        {"{rule: {state: {a: 1}, update: [\"a = where(norm(g) > 1, a, 2*a)\", w -= lr*a*g]}}", "a",
         false},
        {"{rule: {state: {a: 1}, update: [\"a = where(g > 1, a, 2*a)\", w -= lr*a]}}", "a", true},
        {"{rule: {state: {a: 1}, update: a = value(w - g); w -= lr*a*g}}", "a", false},
        {"{rule: {state: {a: 1}, update: a = hdiag(w); w -= g/a}}", "a", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct optimizer_config config;
        read_entry(&document, &config, cases[i].rule);
        if (find_name(&config, cases[i].name)->is_vector != cases[i].is_vector)
            fail_msg("%s: a %s", cases[i].rule, cases[i].is_vector ? "number" : "vector");
        optimizer_config_finish(&config);
        document_finish(&document);
    }
}

// ---- Places

// The name `oops`, which is unknown, stands at its line and column whatever the style of the text.
static void test_places(void **state) {
    (void)state;
    static const char *const scenes[] = {
        "rule: {update: w -= lr*oops}\n",
        "rule: {update: \"w -= lr*oops\"}\n",
        "rule: {update: 'w -= lr*oops'}\n",
        "rule:\n  update: |\n    w = w - lr*g\n    w = oops\n",
        "rule:\n  update: |-  # lines\n\n      # one\n      w = w\n\n      w = oops\n",
        "rule:\n  update: |2\n     w = oops\n",
        "rule:\n  update: >\n    w = w -\n    lr*g;\n    w =\n    oops\n",
        "rule:\n  update: \"w = w - lr*g\\n\\\n    w = oops\"\n",
        "rule:\n  update: \"w = w; \\\"\n    w = oops\"\n",
        "rule:\n  update: &lines |\n    w = oops\n",
        "rule:\n  update:\n  - w = w - lr*g\n  - |\n    w = (w +\n      oops)\n",
        "rule:\n  update: w = w - lr*g;\n    w = oops\n",
        "rule: {update: w -= g, report: 'w + oops'}\n",
        "rule:\n  update: |\n    w = w # \u00e9t\u00e9 oo\n    w = w; # \u00e9\n    w = oops # x\n",
    };
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct document document = {0};
        struct optimizer_config config;
        struct error error = {0};
        struct source *source = document_source(&document);
        *source = (struct source){.name = mem_string("a", 1),
                                  .text = mem_string(scenes[i], strlen(scenes[i])),
                                  .length = strlen(scenes[i])};
        struct node *node = yaml_parse(&document, source, &error);
        assert_non_null(node);
        assert_false(optimizer_read(&config, node, &error));
        const char *oops = strstr(scenes[i], "oops");
        int line = 1;
        const char *start = scenes[i];
        for (const char *at = scenes[i]; at < oops; at++)
            if (*at == '\n') {
                line++;
                start = at + 1;
            }
        bool is_escaped = strstr(scenes[i], "\\\"") != NULL; // then a mistake stands before it
        if (!is_escaped && (error.line != line ||
                            error.column != 1 + (int)utf8_count(start, (size_t)(oops - start))))
            fail_msg("%s%d:%d: %s", scenes[i], error.line, error.column, error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

// ---- Draws

static void last_weights(const char *entry, uint64_t seed, const char *label, double w[2]) {
    struct document document = {0};
    struct optimizer_config config;
    struct stepper stepper;
    struct step_record record;
    static const double start[2] = {-1, 2};
    struct problem *problem = make_problem(&document, "{function: rosenbrock}");
    read_entry(&document, &config, entry);
    config.label = mem_string(label, strlen(label));
    stepper_init(&stepper, &config, problem, start, seed, 10);
    for (int t = 0; t < 10; t++)
        stepper_step(&stepper, NULL, 1, &record);
    memcpy(w, stepper.w, 2 * sizeof *w);
    stepper_finish(&stepper);
    optimizer_config_finish(&config);
    problem_destroy(problem);
    document_finish(&document);
}

// What is drawn follows from seed, step and label; one more draw changes none of those before it.
static void test_draws(void **state) {
    (void)state;
    static const char one[] = "{rule: {update: w = w + normal()}}";
    double a[2], b[2];
    last_weights(one, 1, "a", a);
    last_weights(one, 1, "a", b);
    assert_true(a[0] == b[0] && a[1] == b[1] && a[0] != a[1]);
    last_weights(one, 2, "a", b);
    assert_true(a[0] != b[0]);
    last_weights(one, 1, "b", b);
    assert_true(a[0] != b[0]);
    last_weights("{rule: {update: w = w + normal() + 0*normal() + 0*rademacher()}}", 1, "a", b);
    assert_true(fabs(a[0] - b[0]) < 1e-12 && fabs(a[1] - b[1]) < 1e-12);
    last_weights("{rule: {update: w = w + normal() - normal()}}", 1, "a", b);
    assert_true(fabs(b[0] + 1) > 0.1); // two draws are not the same
    last_weights("{rule: {update: w = w + rademacher()}}", 1, "a", a);
    assert_true(a[0] == floor(a[0]) && fabs(a[0] + 1) <= 10);
}

// ---- What is recorded and shown

// The gradient that is recorded is g where it is used, else the first that is asked for.
static void test_recorded(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        double at; // the gradient of x^2 / 2 at this point
    } cases[] = {
        {"{rule: {update: w = w - grad(w + 1) + 0*g}}", 3},
        {"{rule: {update: p = w + 2; w = w - grad(p) - 0*grad(w + 1)}}", 5},
        {"{rule: {state: {x: w}, update: x = x + 0; w = w - 0*grad(w + 1) - 0*grad(x + 7)}}", 4},
        {"{rule: {update: \"w = w - 0*hvp(w, w) - 0*grad(2*w)\"}}", 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct test_run run;
        static const double start[3] = {3, 3, 3};
        struct problem *problem = make_problem(&document, "{quadratic: {eigenvalues: [1, 1, 1]}}");
        test_run_start(&run, cases[i].rule, problem, start, 1);
        test_run_step(&run, 1);
        if (run.record.gradient[0] != cases[i].at)
            fail_msg("%s: %g", cases[i].rule, run.record.gradient[0]);
        test_run_finish(&run);
        problem_destroy(problem);
        document_finish(&document);
    }
}

// A report is computed of the weights after decay, with what the states are after the step.
static void test_report(void **state) {
    (void)state;
    struct document document = {0};
    struct test_run run;
    static const double start[2] = {4, 8};
    struct problem *problem = make_problem(&document, "{function: sphere}");
    test_run_start(&run,
                   "{rule: {lr: 0.5, decay: 0.5, state: {k: 0}, update: k = t; w = w + 4, "
                   "report: \"(w + k*lr)*where(norm(w) > 0, 10, 0)\"}}",
                   problem, start, 2);
    test_run_step(&run, 1);
    assert_true(run.stepper.w[0] == 8 * 0.75 && run.stepper.w[1] == 12 * 0.75);
    assert_true(run.stepper.point[0] == 65 && run.stepper.point[1] == 95);
    test_run_finish(&run);
    problem_destroy(problem);
    document_finish(&document);
}

// ---- Formulas

static void test_equations(void **state) {
    (void)state;
    static const struct {
        const char *rule, *line;
    } cases[] = {
        {"{rule: {options: {beta1: 0.9}, state: {m: 0}, update: m = beta1*m + (1-beta1)*g; w -= m}}",
         "m \\leftarrow \\beta_1 m + (1 - \\beta_1)\\, g\n"},
        {"{rule: {update: m_hat = g/(1 - 0.9**t); w = w - lr*m_hat/(sqrt(m_hat) + 1e-8)}}",
         "w \\leftarrow w - \\eta\\, \\frac{\\hat m}{\\sqrt{\\hat m} + 10^{-8}}\n"},
        {"{rule: {update: w -= lr*g*g/norm(g)**2}}",
         "w \\leftarrow w - \\eta\\, \\frac{g^{2}}{\\|g\\|^{2}}\n"},
        {"{rule: {update: w -= lr*(g - (w - g))}}", "w \\leftarrow w - \\eta\\, (g - (w - g))\n"},
        {"{rule: {update: w -= (-g)*2*lr}}", "w \\leftarrow w - (-g) \\cdot 2 \\eta\n"},
        {"{rule: {update: \"w = where(t == 1 and lr > 0, w - g, w - 2*g)\"}}",
         "w \\leftarrow \\begin{cases} w - g & \\text{if } t = 1 \\text{ and } \\eta > 0 \\\\ w - 2 g & "
         "\\text{otherwise} \\end{cases}\n"},
        {"{rule: {update: w = w - lr*grad(w - lr*g)}}",
         "w \\leftarrow w - \\eta\\, \\nabla f(w - \\eta g)\n"},
        {"{rule: {update: w = w - lr*grad(w)}}", "w \\leftarrow w - \\eta\\, \\nabla f(w)\n"},
        {"{rule: {options: {trust_ratio: 1}, update: w -= trust_ratio*abs(g)^0.5}}",
         "w \\leftarrow w - \\mathrm{trust\\,ratio}\\, \\sqrt{|g|}\n"},
        {"{rule: {state: {eta: 0}, update: eta = lr*norm(g); w -= eta*g}}",
         "\\mathrm{eta} = \\eta\\, \\|g\\|\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct optimizer_config config;
        struct text equation = {0};
        read_entry(&document, &config, cases[i].rule);
        equation_write(&config, &equation);
        if (!strstr(equation.data, cases[i].line))
            fail_msg("%s:\n%sis not\n%s", cases[i].rule, equation.data, cases[i].line);
        text_finish(&equation);
        optimizer_config_finish(&config);
        document_finish(&document);
    }
}

// No two names of a rule have the same symbol; of few that are alike, they differ by primes.
static void test_symbols(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "_",  "hat", "beta", "1",
                                         "2", "12", "max", "word", "longer"};
    struct random_stream stream;
    random_start(&stream, 5, RANDOM_SAMPLE, 0);
    for (int round = 0; round < 200; round++) {
        struct rule_text text;
        struct name_set taken = {0};
        rule_text_begin(&text);
        for (int i = 0; i < 60; i++) {
            struct text name = {0};
            struct error error = {0};
            text_add(&name, round % 2 ? "a" : "averylongbeginning");
            for (uint32_t k = random_below(&stream, 5); k-- > 0;)
                text_add(&name, pieces[random_below(&stream, sizeof pieces / sizeof *pieces)]);
            rule_text_add(&text, (struct rule_name){.kind = NAME_STATE, .name = name.data}, &error);
            error_finish(&error);
            text_finish(&name);
        }
        char **symbols = tex_symbols(&text);
        for (size_t i = 0; i < text.name_count; i++) {
            if (!name_set_add(&taken, symbols[i], i))
                fail_msg("'%s' and another have the symbol %s", text.names[i].name, symbols[i]);
            assert_true(strlen(symbols[i]) < 80);
        }
        for (size_t i = 0; i < text.name_count; i++)
            free(symbols[i]);
        free(symbols);
        name_set_finish(&taken);
        rule_text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),   cmocka_unit_test(test_places),
        cmocka_unit_test(test_draws),   cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_report),  cmocka_unit_test(test_equations),
        cmocka_unit_test(test_symbols),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

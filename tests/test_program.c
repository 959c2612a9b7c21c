// SPDX-License-Identifier: GPL-3.0-or-later
// Rules as text against a plain interpreter of the same lines, which goes from line to line and
// keeps a number for each weight: random rules, on any number of weights, layers and groups.
#include "weights.h"

#include "base/random.h"
#include "base/vector.h"
#include "optim/program/definition.h"

enum { WEIGHTS_MOST = 700 };

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

// ---- An objective: sum d w^2 / 2 + c (sum w)^2 / 2, with a bend

struct test_oracle {
    struct oracle base;
    size_t n;
};

static double curvature(size_t i) {
    return 0.5 + 0.25 * (double)(i % 7);
}

static void oracle_evaluate(struct oracle *base, const double *w, struct evaluation *out) {
    size_t n = ((struct test_oracle *)base)->n;
    double sum = vector_sum(n, w);
    out->value = 0.05 * sum * sum;
    for (size_t i = 0; i < n; i++)
        out->value += curvature(i) * w[i] * w[i] / 2;
    for (size_t i = 0; out->gradient && i < n; i++)
        out->gradient[i] = curvature(i) * w[i] + 0.1 * sum;
    for (size_t i = 0; out->hessian && i < n; i++)
        for (size_t j = i; j < n; j++)
            out->hessian[hessian_index(n, i, j)] = 0.1 + (i == j ? curvature(i) : 0);
}

static void oracle_product(struct oracle *base, const double *w, const double *v, double *out) {
    (void)w;
    size_t n = ((struct test_oracle *)base)->n;
    double sum = vector_sum(n, v);
    for (size_t i = 0; i < n; i++)
        out[i] = curvature(i) * v[i] + 0.1 * sum;
}

// ---- The plain interpreter

struct twin {
    const struct rule_text *text;
    const struct shape *shape;
    int groups;
    double *parts, *names; // of each, n numbers; owned
    size_t draws;
};

static double *row(double *rows, const struct twin *twin, size_t i) {
    return rows + i * twin->shape->n;
}

static void reduce(const struct twin *twin, enum operation_id id, const double *a, const double *b,
                   double *out) {
    for (size_t k = 0; k < group_count(twin->shape, twin->groups); k++) {
        struct layer group = group_at(twin->shape, twin->groups, k);
        const double *x = a + group.first, *y = b + group.first;
        double found = x[0];
        for (size_t i = 1; i < group.count; i++)
            found = id == OPERATION_LARGEST ? (found >= x[i] || isnan(found) ? found : x[i])
                                            : (found <= x[i] || isnan(found) ? found : x[i]);
        if (id == OPERATION_NORM)
            found = vector_norm(group.count, x);
        if (id == OPERATION_DOT)
            found = vector_dot(group.count, x, y);
        if (id == OPERATION_SUM || id == OPERATION_MEAN)
            found = vector_sum(group.count, x);
        if (id == OPERATION_MEAN)
            found /= (double)group.count;
        for (size_t i = 0; i < group.count; i++)
            out[group.first + i] = found;
    }
}

static double power(double a, double exponent) {
    return exponent == 2     ? a * a
           : exponent == 3   ? a * a * a
           : exponent == 0.5 ? sqrt(a)
                             : operations[OPERATION_POWER].value(a, exponent);
}

static void ask(struct twin *twin, enum operation_id id, const double *a, const double *b,
                double *out, struct step *step) {
    size_t n = twin->shape->n;
    struct evaluation at = {.gradient = id == OPERATION_GRAD ? out : NULL};
    double *unit = mem_zero(2 * n, sizeof *unit);
    struct random_stream draw;
    if (id == OPERATION_GRAD || id == OPERATION_VALUE)
        step_evaluate(step, a, &at);
    for (size_t i = 0; id == OPERATION_VALUE && i < n; i++)
        out[i] = at.value;
    if (id == OPERATION_HVP)
        step->oracle->hessian_product(step->oracle, a, b, out);
    for (size_t i = 0; id == OPERATION_HDIAG && i < n; i++)
        out[i] = curvature(i) + 0.1;
    if (id == OPERATION_NORMAL || id == OPERATION_RADEMACHER) {
        random_start(&draw, step->seed, RANDOM_RULE, (uint64_t)step->t << 16 | twin->draws++);
        for (size_t i = 0; i < n; i++)
            out[i] = id == OPERATION_NORMAL          ? random_normal(&draw, 0, 1)
                     : random_word(&draw) >> 31 != 0 ? 1
                                                     : -1;
    }
    free(unit);
}

static void interpret(struct twin *twin, size_t first, size_t last, struct step *step) {
    size_t n = twin->shape->n;
    for (size_t p = first; p <= last; p++) {
        const struct expression_part *part = &twin->text->expression.parts[p];
        double *out = row(twin->parts, twin, p);
        const double *in[3];
        for (int k = 0; k < 3; k++)
            in[k] = row(twin->parts, twin, part->arguments[k]);
        const struct expression_part *exponent = &twin->text->expression.parts[part->arguments[1]];
        bool is_power = part->kind == EXPRESSION_OPERATION && part->operation == OPERATION_POWER &&
                        exponent->kind == EXPRESSION_NUMBER;
        if (part->kind == EXPRESSION_OPERATION && part->operation >= OPERATION_REDUCTION_END)
            ask(twin, part->operation, in[0], in[1], out, step);
        else if (part->kind == EXPRESSION_OPERATION && part->operation >= OPERATION_ELEMENTWISE_END)
            reduce(twin, part->operation, in[0], in[1], out);
        else
            for (size_t i = 0; i < n; i++)
                out[i] = part->kind == EXPRESSION_NUMBER ? part->number
                         : part->kind == EXPRESSION_NAME ? row(twin->names, twin, part->name)[i]
                         : is_power                      ? power(in[0][i], exponent->number)
                                                         : operation_value(part->operation,
                                                                           (double[]){in[0][i], in[1][i], in[2][i]});
    }
}

static void set(const struct twin *twin, size_t name, double value) {
    for (size_t i = 0; i < twin->shape->n; i++)
        row(twin->names, twin, name)[i] = value;
}

// Makes a step: `names` hold w and the states from step to step.
static void twin_step(struct twin *twin, struct step *step, const double *options) {
    const struct rule_text *text = twin->text;
    size_t n = twin->shape->n;
    double *g = row(twin->names, twin, NAME_GRADIENT), *w = row(twin->names, twin, NAME_WEIGHTS);
    struct evaluation at = {.gradient = g};
    step_evaluate(step, w, &at);
    twin->draws = 0;
    set(twin, NAME_STEP, (double)step->t);
    set(twin, NAME_RATE, step->lr);
    set(twin, NAME_LOSS, at.value);
    for (size_t k = 0; k < group_count(twin->shape, twin->groups); k++) {
        struct layer group = group_at(twin->shape, twin->groups, k);
        for (size_t i = 0; i < group.count; i++)
            row(twin->names, twin, NAME_COUNT)[group.first + i] = (double)group.count;
    }
    for (size_t i = 0; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        if (name->kind == NAME_OPTION)
            set(twin, i, options[name->index]);
        if (name->kind == NAME_STATE && step->t == 1 && name->start == START_NUMBER)
            set(twin, i, name->number);
        if (name->kind == NAME_STATE && step->t == 1 && name->start != START_NUMBER)
            memcpy(row(twin->names, twin, i), name->start == START_WEIGHTS ? w : g, n * sizeof *w);
    }
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        interpret(twin, line->first, line->value, step);
        memcpy(row(twin->names, twin, text->targets[i]), row(twin->parts, twin, line->value),
               n * sizeof *w);
    }
}

// ---- Random rules

// Appends a random vector or number from the names that are there.
struct names_there {
    const char *vectors[40], *numbers[40];
    uint32_t vector_count, number_count;
    bool with_calls;
};

static void add_vector(struct text *out, const struct names_there *names, int depth);

static void add_number(struct text *out, const struct names_there *names, int depth) {
    static const char *const constants[] = {"2", "0.5", "1e-3", "pi", "e", "-1", "0"};
    static const char *const pairs[] = {" + ",  " - ",  " * ",   " / ",  " < ",
                                        " >= ", " != ", " and ", " or ", " % "};
    static const char *const reductions[] = {"norm", "sum", "mean", "max", "min"};
    static const char *const functions[] = {"sqrt", "abs", "sin", "not", "-", "floor", "tanh"};
    uint32_t choice = depth > 0 ? below(9) : below(2);
    if (choice == 0) {
        text_add(out, constants[below(7)]);
    } else if (choice == 1) {
        text_add(out, names->numbers[below(names->number_count)]);
    } else if (choice < 5) {
        text_add(out, "(");
        add_number(out, names, depth - 1);
        text_add(out, pairs[below(10)]);
        add_number(out, names, depth - 1);
        text_add(out, ")");
    } else if (choice == 5) {
        text_printf(out, "(%s (", functions[below(7)]);
        add_number(out, names, depth - 1);
        text_add(out, "))");
    } else if (choice == 6) {
        text_printf(out, names->with_calls && below(4) == 0 ? "value(" : "%s(",
                    reductions[below(5)]);
        add_vector(out, names, depth - 1);
        text_add(out, ")");
    } else if (choice == 7) {
        text_add(out, "dot(");
        add_vector(out, names, depth - 1);
        text_add(out, ", ");
        add_vector(out, names, depth - 1);
        text_add(out, ")");
    } else {
        text_add(out, "where(");
        add_number(out, names, depth - 1);
        text_add(out, ", ");
        add_number(out, names, depth - 1);
        text_add(out, ", ");
        add_number(out, names, depth - 1);
        text_add(out, ")");
    }
}

static void add_either(struct text *out, const struct names_there *names, int depth) {
    (below(2) ? add_vector : add_number)(out, names, depth);
}

static void add_vector(struct text *out, const struct names_there *names, int depth) {
    static const char *const pairs[] = {" + ", " - ", " * ", " / ", " + ", " * ", " > ", " == "};
    static const char *const functions[] = {"sqrt", "abs", "sign", "exp", "cos", "not", "-", "log"};
    static const char *const exponents[] = {"^2", "**3", "^0.5", "**1.5"};
    static const char *const calls[] = {"grad(", "hvp(w, ", "hdiag("};
    uint32_t choice = depth > 0 ? below(12) : 0;
    if (choice < 2) {
        text_add(out, names->vectors[below(names->vector_count)]);
    } else if (choice < 7) {
        bool first = below(2) == 0;
        text_add(out, "(");
        (first ? add_vector : add_either)(out, names, depth - 1);
        text_add(out, pairs[below(8)]);
        (first ? add_either : add_vector)(out, names, depth - 1);
        text_add(out, ")");
    } else if (choice == 7) {
        text_printf(out, "(%s (", functions[below(8)]);
        add_vector(out, names, depth - 1);
        text_add(out, "))");
    } else if (choice == 8) {
        text_add(out, "(");
        add_vector(out, names, depth - 1);
        text_printf(out, ")%s", exponents[below(4)]);
    } else if (choice == 9) {
        text_add(out, below(2) ? "clip(" : "where(");
        add_vector(out, names, depth - 1);
        text_add(out, ", ");
        add_either(out, names, depth - 1);
        text_add(out, ", ");
        add_either(out, names, depth - 1);
        text_add(out, ")");
    } else if (choice == 10) {
        text_add(out, below(2) ? "max(" : "min(");
        add_vector(out, names, depth - 1);
        text_add(out, ", ");
        add_either(out, names, depth - 1);
        text_add(out, ")");
    } else if (names->with_calls && below(2)) {
        text_add(out, calls[below(3)]);
        add_vector(out, names, depth - 1);
        text_add(out, ")");
    } else {
        text_add(out, names->with_calls && below(2) ? (below(2) ? "normal()" : "rademacher()")
                                                    : names->vectors[1]);
    }
}

// Writes a rule in which all names are set and read: states m, v (vectors), r (a number), a.
static void add_rule(struct text *out, bool with_calls) {
    static const char *const starts[] = {"0", "1", "w", "g"};
    struct names_there names = {.vectors = {"w", "g", "m", "v"},
                                .numbers = {"a", "b", "r", "t", "lr", "n", "loss"},
                                .vector_count = 4,
                                .number_count = 7,
                                .with_calls = with_calls};
    static const char *const locals[] = {"x", "y", "z", "u", "p", "q"};
    text_printf(out,
                "rule:\n  options: {a: 0.9, b: 0.01}\n  state: {m: %s, v: %s, r: 1}\n  update: |\n",
                starts[below(4)], starts[below(4)]);
    uint32_t lines = 1 + below(6);
    for (uint32_t i = 0; i < lines; i++) {
        bool is_vector = below(3) > 0;
        text_printf(out, "    %s = ", locals[i]);
        (is_vector ? add_vector : add_number)(out, &names, 3);
        text_add(out, below(2) ? "\n" : " # a comment\n");
        if (is_vector)
            names.vectors[names.vector_count++] = locals[i];
        else
            names.numbers[names.number_count++] = locals[i];
        if (below(3) == 0) {
            text_add(out, below(2) ? "    m = 0.5*m + " : "    v *= ");
            add_vector(out, &names, 2);
            text_add(out, "\n");
        }
        if (below(4) == 0) {
            text_add(out, "    r = ");
            add_number(out, &names, 2);
            text_add(out, "; w = w - b*");
            add_vector(out, &names, 2);
            text_add(out, "\n");
        }
    }
    text_add(out, below(2) ? "    r = r + a*b\n    m = m + b*v\n    v = m - g\n"
                           : "    v = m + g; m = v*a\n    r = max(r, norm(v))\n");
    text_add(out, "    w = w - lr*(m*r");
    for (uint32_t i = 0; i < lines; i++)
        text_printf(out, " + b*%s", locals[i]);
    text_add(out, ")\n");
    if (below(3) == 0) {
        names = (struct names_there){.vectors = {"w", "m", "v"},
                                     .numbers = {"a", "b", "r", "t", "lr", "n"},
                                     .vector_count = 3,
                                     .number_count = 6};
        struct text report = {0};
        add_vector(&report, &names, 3);
        text_printf(out, "  report: \"%s\"\n", report.data);
        text_finish(&report);
    }
}

static bool is_same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static void expect_same(const double *a, const double *b, size_t n, const char *what, long t,
                        const char *rule) {
    for (size_t i = 0; i < n; i++)
        if (!is_same(a[i], b[i]))
            fail_msg("%s[%zu] = %.17g, not %.17g, at step %ld of %zu weights\n%s", what, i, a[i],
                     b[i], t, n, rule);
}

static void run_both(const char *rule, const struct shape *shape, int groups) {
    size_t n = shape->n;
    struct document document = {0};
    struct optimizer_config config;
    struct error error = {0};
    struct node *node = document_parse(&document, "rule", rule, &error);
    if (!node || !optimizer_read(&config, node, &error))
        fail_msg("%s\n%s", error.message, rule);
    const struct definition *definition = config.optimizer->definition;
    if (definition->has_groups)
        *(int *)((char *)config.options + definition->groups_offset) = groups;
    double *numbers = mem_zero(6 * n, sizeof *numbers);
    double *w = numbers, *g = w + n, *point = g + n, *expected = point + n;
    for (size_t i = 0; i < n; i++)
        w[i] = random_uniform(&stream, -2, 2);
    struct twin twin = {.text = &definition->text, .shape = shape, .groups = groups};
    twin.parts = mem_zero(definition->text.expression.count * n, sizeof(double));
    twin.names = mem_zero(definition->text.name_count * n, sizeof(double));
    memcpy(twin.names, w, n * sizeof *w);
    struct test_oracle oracle = {{oracle_evaluate, oracle_product}, n};
    struct rule running;
    rule_init(&running, &config, shape, w);
    for (long t = 1; t <= 4; t++) {
        struct step step = {.t = t,
                            .lr = 0.01 * (double)t,
                            .shape = shape,
                            .w = w,
                            .gradient = g,
                            .oracle = &oracle.base,
                            .seed = 5};
        twin_step(&twin, &step, ((const struct definition_options *)running.options)->options);
        rule_update(&running, &step);
        expect_same(w, twin.names, n, "w", t, rule);
        for (size_t i = 0; i < definition->text.name_count; i++) {
            const struct rule_name *name = &definition->text.names[i];
            double *const *vectors =
                (double *const *)((const char *)running.state +
                                  definition->fields[name->kind == NAME_STATE ? name->index : 0]
                                      .offset);
            if (name->kind != NAME_STATE)
                continue;
            const double *kept = row(twin.names, &twin, i);
            size_t count = name->is_vector ? n : group_count(shape, groups);
            for (size_t k = 0; k < count; k++)
                expected[k] = kept[name->is_vector ? k : group_at(shape, groups, k).first];
            expect_same(*vectors, expected, count, name->name, t, rule);
        }
        if (definition->text.has_report) {
            rule_report(&running, w, point);
            interpret(&twin, definition->text.report_first, definition->text.report, &step);
            expect_same(point, row(twin.parts, &twin, definition->text.report), n, "report", t,
                        rule);
        }
    }
    rule_finish(&running);
    free(twin.parts);
    free(twin.names);
    free(numbers);
    optimizer_config_finish(&config);
    document_finish(&document);
}

static void test_random_rules(void **state) {
    (void)state;
    static const size_t sizes[] = {2, 3, 7, 16, 40, 255, 256, 257, 600};
    random_start(&stream, 1, RANDOM_SAMPLE, 0);
    for (int i = 0; i < 3000; i++) {
        size_t n = sizes[below(i % 10 == 0 ? 9 : 5)], cut = 1 + below((uint32_t)n - 1);
        const struct layer layers[] = {{"one", 0, cut}, {"two", cut, n - cut}};
        struct shape shape = {n, layers, 2};
        struct text rule = {0};
        add_rule(&rule, below(2));
        run_both(rule.data, &shape, (int)below(3));
        text_finish(&rule);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

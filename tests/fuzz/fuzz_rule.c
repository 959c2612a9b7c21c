// SPDX-License-Identifier: GPL-3.0-or-later
// A rule as text, written as its file: parsed, typeset, compiled, and a few steps made, by layers,
// with all weights together and with each for itself.
#include "fuzz.h"

#include "draw/text/maths.h"
#include "optim/equation.h"
#include "optim/program/definition.h"
#include "optim/stepper.h"
#include "tree/document.h"

enum { COUNT = 7 };

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)batch;
    size_t n = problem->shape.n;
    out->value = 0;
    for (size_t i = 0; i < n; i++) {
        out->value += w[i] * w[i] / 2;
        if (out->gradient)
            out->gradient[i] = w[i];
    }
    for (size_t i = 0; out->hessian && i < n; i++)
        for (size_t j = i; j < n; j++)
            out->hessian[hessian_index(n, i, j)] = i == j;
}

static void product(const struct problem *problem, const struct batch *batch, const double *w,
                    const double *v, double *out) {
    (void)batch, (void)w;
    memcpy(out, v, problem->shape.n * sizeof *v);
}

static const struct problem_kind kind = {.evaluate = evaluate, .hessian_product = product};

static void make_steps(struct optimizer_config *config, int groups) {
    static const struct layer layers[] = {{"one", 0, 3}, {"two", 3, COUNT - 3}};
    static const struct problem problem = {.kind = &kind, .shape = {COUNT, layers, 2}};
    static const double start[COUNT] = {1, -1, 0, 0.5, 1e300, -1e-300, 3};
    const struct definition *definition = config->optimizer->definition;
    struct stepper stepper;
    struct step_record record;
    if (definition->has_groups)
        *(int *)((char *)config->options + definition->groups_offset) = groups;
    stepper_init(&stepper, config, &problem, start, 1, 3);
    for (int t = 0; t < 3; t++)
        stepper_step(&stepper, NULL, 1, &record);
    stepper_finish(&stepper);
}

// Each line that the writer makes can be read by who sets it.
static void set_lines(const char *equation) {
    for (const char *line = equation; *line;) {
        size_t length = strcspn(line, "\n");
        struct error error = {0};
        struct maths *maths = strncmp(line, "without g", length) == 0
                                  ? NULL
                                  : maths_parse(line, length, (struct place){0}, &error);
        if (error.kind)
            abort();
        maths_destroy(maths);
        line += length + (line[length] == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_string(data, size);
    struct document document = {0};
    struct error error = {0};
    struct node *map = document_parse(&document, "fuzz.rule", text, &error);
    if (map && map->kind == NODE_MAP && !node_get(map, "file")) {
        struct node *entry = document_node(&document, NODE_MAP, map->place);
        struct optimizer_config config;
        document_add(&document, entry, "rule", map);
        if (optimizer_read(&config, entry, &error)) {
            set_lines(equation_lines(config.optimizer));
            for (int groups = GROUPS_LAYER; groups <= GROUPS_EACH; groups++)
                make_steps(&config, groups);
            optimizer_config_finish(&config);
        }
    }
    error_finish(&error);
    document_finish(&document);
    free(text);
    return 0;
}

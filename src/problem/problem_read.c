// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/problem_read.h"

#include "problem/function.h"
#include "problem/regression.h"

#include <string.h>

// A kind of problem: its key and what reads the value.
struct reader {
    const char *name;
    struct problem *(*read)(const struct node *node, uint64_t seed, struct error *error);
};

static const struct reader readers[] = {
    {"regression", regression_read},
    {"function", function_read},
    {"formula", function_read_formula},
};

enum { READER_COUNT = sizeof readers / sizeof *readers };

struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error) {
    if (!node || node->kind == NODE_NULL)
        return regression_read(NULL, seed, error);
    if (node->kind != NODE_MAP || node->count == 0) {
        node_expected(node, "a problem, such as {regression: {loss: mse}}", error);
        return NULL;
    }
    const char *names[READER_COUNT];
    const struct reader *found = NULL;
    for (size_t i = 0; i < READER_COUNT; i++) {
        names[i] = readers[i].name;
        if (strcmp(names[i], node->keys[0]->text) == 0)
            found = &readers[i];
    }
    if (!found) {
        error_unknown(error, node->keys[0]->place, "problem", node->keys[0]->text, names,
                      READER_COUNT);
        return NULL;
    }
    if (node->count > 1) {
        error_at(error, node->keys[1]->place, "a scene has one problem; '%s' is already given",
                 found->name);
        return NULL;
    }
    return found->read(node->items[0], seed, error);
}

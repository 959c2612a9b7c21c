// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/problem_table.h"

#include <string.h>

#define ROW(name) &problem_kind_##name,
const struct problem_kind *const problem_table[] = {PROBLEM_KINDS(ROW) NULL};
#undef ROW

enum { KIND_COUNT = sizeof problem_table / sizeof *problem_table - 1 };

static const struct problem_kind *find_kind(const struct node *name, struct error *error) {
    const char *names[KIND_COUNT];
    for (size_t i = 0; i < KIND_COUNT; i++) {
        names[i] = problem_table[i]->name;
        if (strcmp(names[i], name->text) == 0)
            return problem_table[i];
    }
    error_unknown(error, name->place, "problem", name->text, names, KIND_COUNT);
    return NULL;
}

struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error) {
    if (!node || node->kind == NODE_NULL)
        return problem_table[0]->read(NULL, seed, error);
    if (node->kind != NODE_MAP || node->count == 0) {
        node_expected(node, "a problem, such as {regression: {loss: mse}}", error);
        return NULL;
    }
    const struct problem_kind *kind = find_kind(node->keys[0], error);
    if (!kind)
        return NULL;
    if (node->count > 1) {
        error_at(error, node->keys[1]->place, "a scene has one problem; '%s' is already given",
                 kind->name);
        return NULL;
    }
    return kind->read(node->items[0], seed, error);
}

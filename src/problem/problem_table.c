// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/problem_table.h"

#include "base/names.h"
#include "problem/problem.h"
#include "tree/settings.h"

#include <string.h>

#define ROW(name) &problem_kind_##name,
const struct problem_kind *const problem_table[] = {PROBLEM_KINDS(ROW) NULL};
#undef ROW

bool problem_kind_is_small(const struct problem_kind *kind) {
#define ROW(name) || kind == &problem_kind_##name
    return false PROBLEM_KINDS_BY_SIZE(ROW, NO_ROW);
#undef ROW
}

enum { KIND_COUNT = sizeof problem_table / sizeof *problem_table - 1 };

static const struct problem_kind *find_kind(const char *name) {
    return NAME_FIND_POINTER(problem_table, name);
}

static void list_names(const char *names[KIND_COUNT]) {
    for (size_t i = 0; i < KIND_COUNT; i++)
        names[i] = problem_table[i]->name;
}

// An unknown kind is often an entry of one, such as the name of a function, or a key of one.
static void error_unknown_problem(const struct node *key, struct error *error) {
    for (size_t i = 0; i < KIND_COUNT; i++) {
        const struct problem_kind *kind = problem_table[i];
        if (kind->has_entry && kind->has_entry(key->text)) {
            error_at(error, key->place, "'%s' is a %s: problem: {%s: %s}", key->text, kind->name,
                     kind->name, key->text);
            return;
        }
        if (kind->settings && settings_find(kind->settings, key->text)) {
            error_at(error, key->place, "'%s' belongs to a %s: problem: {%s: {%s: ...}}", key->text,
                     kind->name, kind->name, key->text);
            return;
        }
    }
    name_table_unknown((struct name_table)NAME_POINTERS(problem_table), error, key->place,
                       "problem", key->text);
}

// Reports a second key: another kind, an option of its entry, or a key that belongs elsewhere.
static void error_second_key(const struct node *node, const struct problem_kind *kind,
                             struct error *error) {
    const struct node *key = node->keys[1], *value = node->items[0];
    const struct setting *rows = kind->entry_settings && value->kind == NODE_STRING
                                     ? kind->entry_settings(value->text)
                                     : NULL;
    const char *names[KIND_COUNT];
    list_names(names);
    if (find_kind(key->text))
        error_at(error, key->place, "a scene has one problem; '%s' is already given", kind->name);
    else if (rows && settings_find(rows, key->text))
        error_at(error, key->place, "'%s' is an option of the %s: {%s: {%s: {%s: ...}}}", key->text,
                 kind->name, kind->name, value->text, key->text);
    else
        error_unknown_key(error, key->place, "a problem", key->text, names, KIND_COUNT);
}

// A name that ends as those of tables do.
static bool is_file(const char *text) {
    static const char *const endings[] = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"};
    const char *dot = strrchr(text, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i]) == 0)
            return true;
    return false;
}

// Reports `problem: NAME` without options.
static void error_bare_problem(const struct node *node, struct error *error) {
    const char *text = node->kind == NODE_STRING ? node->text : "";
    const char *kind = text[strcspn(text, "+-*/^(")] != '\0' ? "formula" : NULL;
    const char *quote = text[strcspn(text, ",[]{}")] != '\0' ? "\"" : "";
    struct text advice = {0};
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (problem_table[i]->has_entry && problem_table[i]->has_entry(text))
            kind = problem_table[i]->name;
    if (is_file(text))
        error_at(error, node->place, "write problem: {regression: {data: %s}}", text);
    else if (kind && node->plain)
        error_at(error, node->place, "write problem: {%s: %s%s%s}", kind, quote, text, quote);
    else if (*text && names_advise(&advice, text, true, NULL, 0))
        error_at(error, node->place, "expected a problem as a map, not '%s'; %s", text,
                 advice.data);
    else
        node_expected(node, "a problem, such as {function: rosenbrock}", error);
    text_finish(&advice);
}

struct problem *problem_read(const struct node *node, uint64_t seed, struct error *error) {
    if (!node || node->kind == NODE_NULL)
        return problem_table[0]->read(NULL, seed, error);
    if (node->kind != NODE_MAP || node->count == 0) {
        error_bare_problem(node, error);
        return NULL;
    }
    const struct problem_kind *kind = find_kind(node->keys[0]->text);
    if (!kind) {
        error_unknown_problem(node->keys[0], error);
        return NULL;
    }
    struct error second = {0};
    if (node->count > 1)
        error_second_key(node, kind, &second);
    struct problem *problem = kind->read(node->items[0], seed, error);
    if (error_collect(error, &second))
        return problem;
    problem_destroy(problem);
    return NULL;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/rule_text.h"

#include "base/memory.h"
#include "base/names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct rule_name *append(struct rule_text *text, struct rule_name name) {
    text->names =
        mem_grow(text->names, &text->name_capacity, text->name_count + 1, sizeof *text->names);
    text->names[text->name_count] = name;
    return &text->names[text->name_count++];
}

static const char *const known[] = {
    [NAME_WEIGHTS] = "w", [NAME_GRADIENT] = "g", [NAME_STEP] = "t",
    [NAME_RATE] = "lr",   [NAME_LOSS] = "loss",  [NAME_COUNT] = "n",
};
enum { KNOWN = sizeof known / sizeof *known };

void rule_text_begin(struct rule_text *text) {
    *text = (struct rule_text){0};
    for (size_t i = 0; i < KNOWN; i++)
        append(text, (struct rule_name){.kind = (enum name_kind)i,
                                        .name = mem_string(known[i], strlen(known[i])),
                                        .is_vector = i == NAME_WEIGHTS || i == NAME_GRADIENT});
}

// What a name of the language stands for; NULL where it is none.
static const char *reserved(const char *name) {
    static const char *const words[] = {"and", "or", "not", "pi", "e"};
    enum operation_id id;
    for (size_t i = 0; i < KNOWN; i++)
        if (strcmp(known[i], name) == 0)
            return "means something in every rule";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return i < 3 ? "is a word of the language" : "is a constant";
    return operation_find(name, strlen(name), true, &id) ? "is a function" : NULL;
}

static struct rule_name *find(const struct rule_text *text, const char *name, size_t length) {
    for (size_t i = 0; i < text->name_count; i++)
        if (strlen(text->names[i].name) == length && memcmp(text->names[i].name, name, length) == 0)
            return &text->names[i];
    return NULL;
}

bool rule_text_add(struct rule_text *text, struct rule_name name, struct error *error) {
    const char *what = name.kind == NAME_OPTION ? "an option" : "a state";
    const char *end = expression_name_end(name.name), *means = reserved(name.name);
    bool good = true;
    if (*end || end == name.name || isdigit((unsigned char)*name.name))
        good = error_at(error, name.place,
                        "expected the name of %s, of letters, digits and _, not '%s'", what,
                        name.name);
    else if (means)
        good = error_at(error, name.place, "%s cannot be called '%s', which %s", what, name.name,
                        means);
    else if (find(text, name.name, strlen(name.name)))
        good = error_at(error, name.place, "'%s' is both an option and a state", name.name);
    if (!good)
        return false;
    name.name = mem_string(name.name, strlen(name.name));
    name.index = name.kind == NAME_OPTION ? text->option_count++ : text->state_count++;
    append(text, name);
    return true;
}

void rule_text_finish(struct rule_text *text) {
    for (size_t i = 0; i < text->name_count; i++)
        free(text->names[i].name);
    free(text->names);
    free(text->targets);
    free(text->lines.items);
    expression_finish(&text->expression);
    *text = (struct rule_text){0};
}

bool operation_makes_vector(enum operation_id id, bool any_vector) {
    if (id < OPERATION_ELEMENTWISE_END)
        return any_vector;
    return id >= OPERATION_REDUCTION_END && id != OPERATION_VALUE;
}

// ---- Names

// Sets the error of a name that is not known at a line, or not yet.
static void unknown(const struct rule_text *text, size_t line, const struct expression_part *part,
                    struct place place, struct error *error) {
    if (error->is_full) { // it gets no words, so none are looked for
        error_at(error, place, "unknown name");
        return;
    }
    char *name = mem_string(part->at, part->length);
    for (size_t i = line; i < text->lines.count; i++) {
        const struct expression_line *later = &text->lines.items[i];
        if (later->length != part->length || memcmp(later->name, part->at, part->length) != 0)
            continue;
        error_at(error, place,
                 i == line ? "'%s' is read before it is set; what lasts from step to step is a "
                             "state, such as state: {%s: 0}"
                           : "'%s' is read before the line that sets it; what lasts from step to "
                             "step is a state, such as state: {%s: 0}",
                 name, name);
        free(name);
        return;
    }
    size_t own = 0, count, capacity = 0;
    const char **names = NULL;
    names = mem_grow(names, &capacity, text->name_count + 2, sizeof *names);
    for (size_t i = text->name_count; i-- > 0;) // the rule's own come first
        names[own++] = text->names[i].name;
    names[own++] = "pi";
    names[own++] = "e";
    count = own;
    names = operation_names(names, &count, true);
    if (!names_meant(name, names, count)) // a list without functions is long enough
        count = own;
    error_unknown(error, place, "name", name, names, count);
    free(names);
    free(name);
}

// Finds the names of parts. `line` is that of the parts; lines.count: they are the report.
static bool resolve(struct rule_text *text, size_t line, size_t first, size_t end,
                    const struct node *node, struct error *error) {
    for (size_t i = first; i < end; i++) {
        struct expression_part *part = &text->expression.parts[i];
        if (part->kind != EXPRESSION_NAME)
            continue;
        struct rule_name *name = find(text, part->at, part->length);
        bool is_report = line == text->lines.count;
        if (!name) {
            unknown(text, line, part, expression_place(node, part->at, part->length, error), error);
            return false;
        }
        if (is_report && name->kind == NAME_LOCAL)
            return error_at(error, expression_place(node, part->at, part->length, error),
                            "'%s' is gone after the step, when the report is computed; make it a "
                            "state",
                            name->name);
        if (is_report && (name->kind == NAME_GRADIENT || name->kind == NAME_LOSS))
            return error_at(error, expression_place(node, part->at, part->length, error),
                            "'%s' is of the step's first w; the report is computed after the step",
                            name->name);
        part->name = (size_t)(name - text->names);
        name->is_read = true;
    }
    return true;
}

// What a name stands for that no line can set.
static const char *what_is_fixed(enum name_kind kind) {
    switch (kind) {
    case NAME_GRADIENT:
        return "it is the gradient at the step's first w";
    case NAME_STEP:
        return "it counts the steps";
    case NAME_RATE:
        return "it is the learning rate";
    case NAME_LOSS:
        return "it is the value at the step's first w";
    case NAME_COUNT:
        return "it is how many weights a group has";
    default:
        return "it is an option";
    }
}

static struct place target_place(const struct expression_line *line, const struct error *error) {
    return expression_place(line->node, line->name, line->length, error);
}

// Finds what a line sets. A name that is not known yet becomes a local one.
static bool resolve_target(struct rule_text *text, size_t index, struct error *error) {
    const struct expression_line *line = &text->lines.items[index];
    struct rule_name *name = find(text, line->name, line->length);
    if (name &&
        (name->kind == NAME_OPTION || (name->kind < NAME_OPTION && name->kind != NAME_WEIGHTS)))
        return error_at(error, target_place(line, error), "'%s' cannot be set: %s", name->name,
                        what_is_fixed(name->kind));
    if (!name) {
        char *own = mem_string(line->name, line->length);
        const char *means = reserved(own);
        if (means) {
            error_at(error, target_place(line, error), "'%s' cannot be set: it %s", own, means);
            free(own);
            return false;
        }
        name =
            append(text, (struct rule_name){.kind = NAME_LOCAL, .name = own, .first_line = index});
    }
    if (!name->is_written)
        name->first_line = index;
    name->is_written = true;
    text->targets[index] = (size_t)(name - text->names);
    return true;
}

// ---- Kinds

// What finds the kinds of the parts of an expression: whether each is a vector.
struct kinds {
    struct rule_text *text;
    bool *are_vectors;   // of each part
    struct error *error; // NULL: mistakes are passed over
};

// Returns the place of a whole value: from its first part to its last.
static struct place whole_place(const struct kinds *kinds, size_t at, const struct node *node) {
    const struct expression_part *parts = kinds->text->expression.parts, *part = &parts[at];
    const char *start = part->at, *end = part->at + part->length;
    for (const struct expression_part *left = part;
         left->kind == EXPRESSION_OPERATION && operations[left->operation].arity > 0;) {
        left = &parts[left->arguments[0]];
        start = left->at < start ? left->at : start;
    }
    for (const struct expression_part *right = part; right->kind == EXPRESSION_OPERATION;) {
        int arity = operations[right->operation].arity;
        if (arity == 0)
            break;
        right = &parts[right->arguments[arity - 1]];
        end = right->at + right->length > end ? right->at + right->length : end;
    }
    return expression_place(node, start, (size_t)(end - start), kinds->error);
}

// Checks that what must be a vector is one.
static bool check_arguments(const struct kinds *kinds, size_t at, const struct node *node) {
    const struct expression_part *part = &kinds->text->expression.parts[at];
    const struct operation *operation = &operations[part->operation];
    if (part->operation < OPERATION_ELEMENTWISE_END || !kinds->error)
        return true;
    for (int i = 0; i < operation->arity; i++) {
        size_t argument = part->arguments[i];
        if (kinds->are_vectors[argument])
            continue;
        struct place place = whole_place(kinds, argument, node);
        if (part->operation >= OPERATION_REDUCTION_END)
            return error_at(kinds->error, place, "%.*s takes a vector, and this is a number",
                            (int)part->length, part->at);
        bool is_extreme =
            part->operation == OPERATION_LARGEST || part->operation == OPERATION_SMALLEST;
        return error_at(kinds->error, place,
                        "%.*s is over the numbers of a vector, and this is one number%s",
                        (int)part->length, part->at,
                        is_extreme                          ? "; of two write max(a, b)"
                        : part->operation == OPERATION_NORM ? "; its absolute value is abs"
                                                            : "");
    }
    return true;
}

static bool find_kinds(const struct kinds *kinds, size_t first, size_t last,
                       const struct node *node) {
    const struct expression_part *parts = kinds->text->expression.parts;
    for (size_t i = first; i <= last; i++) {
        const struct expression_part *part = &parts[i];
        bool any = false;
        if (part->kind == EXPRESSION_NAME) {
            any = kinds->text->names[part->name].is_vector;
        } else if (part->kind == EXPRESSION_OPERATION) {
            for (int k = 0; k < operations[part->operation].arity; k++)
                any = any || kinds->are_vectors[part->arguments[k]];
            any = operation_makes_vector(part->operation, any);
            if (!check_arguments(kinds, i, node))
                return false;
        }
        kinds->are_vectors[i] = any;
    }
    return true;
}

// Finds the kinds of all lines once. Returns whether a state was found to be a vector.
static bool find_state_kinds(const struct kinds *kinds) {
    struct rule_text *text = kinds->text;
    bool found = false;
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        find_kinds(kinds, line->first, line->value, line->node);
        struct rule_name *name = &text->names[text->targets[i]];
        bool is_vector = kinds->are_vectors[line->value];
        if (name->kind == NAME_LOCAL)
            name->is_vector = is_vector;
        else if (name->kind == NAME_STATE && is_vector && !name->is_vector)
            found = name->is_vector = true;
    }
    return found;
}

// Finds which states are vectors, then the mistakes of all lines.
static bool check_kinds(struct rule_text *text, struct error *error) {
    struct kinds kinds = {text, mem_zero(text->expression.count, sizeof(bool)), NULL};
    for (size_t i = 0; i < text->name_count; i++)
        if (text->names[i].kind == NAME_STATE)
            text->names[i].is_vector =
                text->names[i].start != START_NUMBER || text->names[i].must_be_vector;
    while (find_state_kinds(&kinds))
        continue;
    bool good = true;
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        struct rule_name *name = &text->names[text->targets[i]];
        struct error own = error_part(error);
        kinds.error = &own;
        if (find_kinds(&kinds, line->first, line->value, line->node) && name->has_kind &&
            !name->must_be_vector && kinds.are_vectors[line->value])
            error_at(&own, whole_place(&kinds, line->value, line->node),
                     "the state '%s' is a number, and this is a vector", name->name);
        if (name->kind == NAME_LOCAL)
            name->is_vector = kinds.are_vectors[line->value];
        good = error_collect(error, &own) && good;
    }
    kinds.error = error;
    if (text->has_report && good) {
        good = find_kinds(&kinds, text->report_first, text->report, text->report_node);
        if (good && !kinds.are_vectors[text->report])
            good = error_at(error, whole_place(&kinds, text->report, text->report_node),
                            "the report is a point, a number for each weight; this is one number");
    }
    free(kinds.are_vectors);
    return good;
}

// ---- What is missing

static bool check_use(const struct rule_text *text, struct place place, struct error *error) {
    bool good = true;
    if (!text->names[NAME_WEIGHTS].is_written)
        good = error_at(error, place, "no line sets w, such as w = w - lr*g");
    for (size_t i = KNOWN; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        struct error own = error_part(error);
        if (name->kind == NAME_OPTION && !name->is_read)
            error_at(&own, name->place, "no line reads the option '%s'", name->name);
        else if (name->kind == NAME_LOCAL && !name->is_read)
            error_at(&own, target_place(&text->lines.items[name->first_line], &own),
                     "'%s' is set and never read; a number that is to be shown is a state",
                     name->name);
        else if (name->kind == NAME_STATE && !name->is_written && !name->is_read)
            error_at(&own, name->place, "no line sets or reads the state '%s'", name->name);
        else if (name->kind == NAME_STATE && !name->is_written && name->start == START_NUMBER)
            error_at(&own, name->place, "no line sets the state '%s'; what stays is an option",
                     name->name);
        good = error_collect(error, &own) && good;
    }
    return good;
}

// Whether parts contain what needs the objective or draws.
static bool check_report(const struct rule_text *text, struct error *error) {
    for (size_t i = text->report_first; text->has_report && i <= text->report; i++) {
        const struct expression_part *part = &text->expression.parts[i];
        if (part->kind == EXPRESSION_OPERATION && part->operation >= OPERATION_REDUCTION_END)
            return error_at(error,
                            expression_place(text->report_node, part->at, part->length, error),
                            "the report is computed after the step: %.*s belongs to update",
                            (int)part->length, part->at);
    }
    return true;
}

bool rule_text_check(struct rule_text *text, struct place place, struct error *error) {
    size_t lines = text->lines.count;
    text->targets = mem_zero(lines, sizeof *text->targets);
    bool good = true;
    for (size_t i = 0; i < lines; i++) {
        const struct expression_line *line = &text->lines.items[i];
        struct error own = error_part(error);
        resolve(text, i, line->first, line->value + 1, line->node, &own);
        // What a line sets is known behind it, also where its value is wrong.
        resolve_target(text, i, &own);
        good = error_collect(error, &own) && good;
    }
    if (!good)
        return false;
    return (!text->has_report ||
            (check_report(text, error) && resolve(text, lines, text->report_first, text->report + 1,
                                                  text->report_node, error))) &&
           check_use(text, place, error) && check_kinds(text, error);
}

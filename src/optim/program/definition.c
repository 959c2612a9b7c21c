// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/definition.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/source.h"
#include "optim/optimizer_table.h"
#include "optim/program/runner.h"
#include "optim/program/tex.h"

#include <stdlib.h>
#include <string.h>

// ---- The rule at work

// The state begins so; the vectors of the states follow.
struct definition_state {
    struct runner *update, *report; // owned; the second may be NULL
    long t;                         // of the last step
    double lr;
    double *vectors[];
};

static int groups_of(const struct definition *definition, const void *options) {
    return definition->has_groups
               ? *(const int *)((const char *)options + definition->groups_offset)
               : GROUPS_ALL;
}

static void start(const struct definition *definition, struct definition_state *state,
                  const struct shape *shape, int groups, const double *w) {
    for (size_t i = 0; i < definition->text.name_count; i++) {
        const struct rule_name *name = &definition->text.names[i];
        if (name->kind != NAME_STATE)
            continue;
        double *vector = state->vectors[name->index];
        size_t count = name->is_vector ? shape->n : group_count(shape, groups);
        for (size_t k = 0; k < count; k++)
            vector[k] = name->start == START_WEIGHTS ? w[k] : name->number;
    }
}

static void init(const void *options, void *state, const struct shape *shape, const double *w) {
    const struct definition *definition = ((const struct definition_options *)options)->definition;
    struct definition_state *s = state;
    int groups = groups_of(definition, options);
    bool each = groups == GROUPS_EACH;
    size_t option_count = definition->text.option_count;
    start(definition, s, shape, groups, w);
    groups = each ? GROUPS_ALL : groups; // a program for each weight has no groups
    s->update = runner_create(definition->update[each], shape, groups, s->vectors, option_count);
    if (definition->report[each])
        s->report =
            runner_create(definition->report[each], shape, groups, s->vectors, option_count);
}

static void start_at_gradient(const struct definition *definition, struct definition_state *state,
                              struct step *step) {
    const double *g = NULL;
    for (size_t i = 0; i < definition->text.name_count; i++) {
        const struct rule_name *name = &definition->text.names[i];
        if (name->kind != NAME_STATE || name->start != START_GRADIENT)
            continue;
        g = g ? g : step_gradient(step);
        memcpy(state->vectors[name->index], g, step->shape->n * sizeof *g);
    }
}

static void update(const void *options, void *state, struct step *step) {
    const struct definition_options *o = options;
    struct definition_state *s = state;
    if (s->t == 0)
        start_at_gradient(o->definition, s, step);
    runner_step(s->update, o->options, step);
    s->t = step->t;
    s->lr = step->lr;
}

static void report(const void *options, void *state, const double *w, size_t n, double *point) {
    (void)n;
    const struct definition_state *s = state;
    runner_report(s->report, ((const struct definition_options *)options)->options, s->t, s->lr, w,
                  point);
}

static void release(void *state) {
    struct definition_state *s = state;
    runner_destroy(s->update);
    runner_destroy(s->report);
}

// ---- Reading

static const struct node *lay_over(struct document *document, const struct node *base,
                                   const struct node *value, struct error *error) {
    struct node *own = document_share(document, value);
    document_drop(own, "file");
    return document_merge(document, document_share(document, base), own, error);
}

const struct node *definition_map(struct document *document, const struct node *value,
                                  struct error *error) {
    const struct node *file = node_get(value, "file");
    const char *name;
    if (!value || value->kind != NODE_MAP || !file)
        return value;
    if (!node_string(file, &name, error))
        return NULL;
    char *path = source_beside(file->place, name);
    const struct node *base = document_read_alone(document, path, file->place, error);
    free(path);
    if (!base)
        return NULL;
    if (base->kind != NODE_MAP)
        error_at(error, base->place, "a rule is a map of keys such as 'update: ...', not %s",
                 node_kind_name(base));
    else if (node_get(base, "file"))
        error_at(error, node_get(base, "file")->place, "a file of a rule names no other");
    else
        return lay_over(document, base, value, error);
    return NULL;
}

// Columns and series that every run has. Those of a vector have a number behind the name.
static bool is_column(const char *name) {
    static const char *const columns[] = {"optimizer",   "step",          "epoch",       "scene",
                                          "seed",        "batch_loss",    "gradient",    "distance",
                                          "weight_norm", "gradient_norm", "update_norm", NULL};
    static const char *const vectors[] = {"w", "p", "grad", NULL};
    bool is_one = false;
    for (const char *const *column = columns; *column; column++)
        is_one = is_one || strcmp(*column, name) == 0;
    for (const char *const *vector = vectors; *vector; vector++) {
        size_t length = strlen(*vector);
        is_one = is_one || (strncmp(*vector, name, length) == 0 && name[length] &&
                            name[length + strspn(name + length, "0123456789")] == '\0');
    }
    return is_one;
}

// A number that would be a column of the same name as one of a vector: m1, where m has m0 and m1.
static bool check_columns(const struct rule_text *text, struct error *error) {
    bool good = true;
    for (size_t i = 0; i < text->name_count; i++)
        for (size_t k = 0; k < text->name_count; k++) {
            const struct rule_name *vector = &text->names[i], *name = &text->names[k];
            size_t length = strlen(vector->name);
            struct error own = {0};
            bool is_number =
                name->kind == NAME_OPTION || (name->kind == NAME_STATE && !name->is_vector);
            if (vector->kind == NAME_STATE && vector->is_vector && is_number &&
                strncmp(vector->name, name->name, length) == 0 &&
                name->name[length + strspn(name->name + length, "0123456789")] == '\0')
                error_at(&own, name->place,
                         "'%s' is what a number of the state '%s' is called in series and columns",
                         name->name, vector->name);
            good = error_collect(error, &own) && good;
        }
    return good;
}

static bool is_taken(const char *name) {
    return settings_find(optimizer_common_settings, name) ||
           settings_find(optimizer_rule.settings, name);
}

static bool read_options(struct definition *definition, const struct node *options,
                         struct error *error) {
    bool good = true;
    if (!options || options->kind == NODE_NULL)
        return true;
    if (options->kind != NODE_MAP)
        return node_expected(options, "a map of numbers, such as {beta: 0.9}", error);
    if (!limit_check(LIMIT_RULE_OPTIONS, (double)options->count, options->place, error))
        return false;
    for (size_t i = 0; i < options->count; i++) {
        const struct node *key = options->keys[i];
        struct error own = {0};
        if (is_taken(key->text) && strcmp(key->text, "lr") != 0)
            error_at(&own, key->place,
                     "an option of a rule cannot be called '%s', as one of every "
                     "rule is",
                     key->text);
        else if (strcmp(key->text, "lr") == 0)
            error_at(&own, key->place, "lr stands beside 'options': every rule has it");
        else
            rule_text_add(
                &definition->text,
                (struct rule_name){.kind = NAME_OPTION, .name = key->text, .place = key->place},
                &own);
        good = error_collect(error, &own) && good;
    }
    return good;
}

// Reads what a state is at first: a number, w or g; {vector: 0} and {number: 0} say its kind, too.
static bool read_state(const struct node *value, struct rule_name *name, struct error *error) {
    static const char expected[] = "a number, w or g";
    if (value->kind == NODE_MAP && value->count == 1) {
        const char *kind = value->keys[0]->text;
        name->has_kind = true;
        name->must_be_vector = strcmp(kind, "vector") == 0;
        if (!name->must_be_vector && strcmp(kind, "number") != 0)
            return error_at(error, value->keys[0]->place,
                            "expected {vector: 0} or {number: 0}, not '%s'", kind);
        value = value->items[0];
        if (!name->must_be_vector)
            return node_number(value, &name->number, error);
    }
    if (value->kind == NODE_NUMBER)
        return node_number(value, &name->number, error);
    if (value->kind == NODE_STRING && strcmp(value->text, "w") == 0)
        name->start = START_WEIGHTS;
    else if (value->kind == NODE_STRING && strcmp(value->text, "g") == 0)
        name->start = START_GRADIENT;
    else
        return node_expected(value, expected, error);
    return true;
}

static bool read_states(struct definition *definition, const struct node *states,
                        struct error *error) {
    bool good = true;
    if (!states || states->kind == NODE_NULL)
        return true;
    if (states->kind != NODE_MAP)
        return node_expected(states, "a map of what the states start at, such as {m: 0}", error);
    if (!limit_check(LIMIT_RULE_STATES, (double)states->count, states->place, error))
        return false;
    for (size_t i = 0; i < states->count; i++) {
        const struct node *key = states->keys[i];
        struct rule_name name = {.kind = NAME_STATE, .name = key->text, .place = key->place};
        struct error own = {0};
        if (is_column(key->text))
            error_at(&own, key->place, "a state cannot be called '%s', as a column of every run is",
                     key->text);
        else if (read_state(states->items[i], &name, &own))
            rule_text_add(&definition->text, name, &own);
        good = error_collect(error, &own) && good;
    }
    return good;
}

static const struct expression_language language = {
    .in_rules = true, .limit = LIMIT_RULE_NODES, .subject = "the line"};

static bool parse_lines(struct rule_text *text, const struct node *node, struct error *error) {
    const char *lines;
    return node_string(node, &lines, error) &&
           expression_parse_lines(&text->expression, &text->lines, lines, node, &language, error);
}

static bool read_update(struct definition *definition, const struct node *map,
                        struct error *error) {
    const struct node *update = node_get(map, "update");
    if (!update)
        return error_at(error, map->place,
                        "a rule needs its lines: update: \"w = w - lr*g\", for example");
    if (update->kind != NODE_LIST)
        return update->kind == NODE_STRING
                   ? parse_lines(&definition->text, update, error)
                   : node_expected(update, "lines such as w = w - lr*g", error);
    for (size_t i = 0; i < update->count; i++)
        if (!parse_lines(&definition->text, update->items[i], error))
            return false;
    return true;
}

static bool read_report(struct definition *definition, const struct node *map,
                        struct error *error) {
    const struct node *report = node_get(map, "report");
    struct rule_text *text = &definition->text;
    const char *expression;
    if (!report)
        return true;
    if (!node_string(report, &expression, error))
        return false;
    text->has_report = true;
    text->report_node = report;
    text->report_first = text->expression.count;
    if (!expression_parse(&text->expression, expression, report, &language, error))
        return false;
    text->report = text->expression.count - 1;
    return true;
}

// ---- The optimizer

static bool needs_groups(const struct rule_text *text) {
    bool needs = false;
    for (size_t i = 0; i < text->expression.count; i++) {
        const struct expression_part *part = &text->expression.parts[i];
        needs = needs || (part->kind == EXPRESSION_OPERATION &&
                          part->operation >= OPERATION_ELEMENTWISE_END &&
                          part->operation < OPERATION_REDUCTION_END);
        needs =
            needs || (part->kind == EXPRESSION_NAME && text->names[part->name].kind == NAME_COUNT);
    }
    return needs;
}

static bool asks_elsewhere(const struct rule_text *text) {
    for (size_t i = 0; i < text->expression.count; i++)
        if (text->expression.parts[i].kind == EXPRESSION_OPERATION &&
            text->expression.parts[i].operation >= OPERATION_REDUCTION_END)
            return true;
    return text->names[NAME_LOSS].is_read;
}

// Where hdiag stands; without a source where it does not.
static struct place find_diagonal(const struct rule_text *text, bool *found) {
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        for (size_t k = line->first; k <= line->value; k++) {
            const struct expression_part *part = &text->expression.parts[k];
            *found = part->kind == EXPRESSION_OPERATION && part->operation == OPERATION_HDIAG;
            if (*found)
                return expression_place(line->node, part->at, part->length);
        }
    }
    return (struct place){0};
}

static void make_settings(struct definition *definition, const struct node *options) {
    const struct rule_text *text = &definition->text;
    definition->settings = mem_zero(text->option_count + 2, sizeof *definition->settings);
    for (size_t i = 0; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        if (name->kind != NAME_OPTION)
            continue;
        const struct node *value = node_get(options, name->name);
        definition->settings[name->index] = (struct setting){
            .name = name->name,
            .offset = offsetof(struct definition_options, options) + name->index * sizeof(double),
            .fallback = value->kind == NODE_NUMBER ? value->number : 0,
            .scheduled = true,
            .symbol = definition->symbols[i],
            .help = "an option of the rule"};
    }
    definition->groups_offset =
        offsetof(struct definition_options, options) + text->option_count * sizeof(double);
    if (definition->has_groups)
        definition->settings[text->option_count] =
            (struct setting){.name = "groups",
                             .offset = definition->groups_offset,
                             .type = SETTING_CHOICE,
                             .choices = group_names,
                             .help = "whether a norm is taken over a layer, all weights, or each"};
}

static void make_fields(struct definition *definition) {
    const struct rule_text *text = &definition->text;
    definition->fields = mem_zero(text->state_count + 1, sizeof *definition->fields);
    for (size_t i = 0; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        if (name->kind != NAME_STATE)
            continue;
        definition->fields[name->index] = (struct state_field){
            .kind = name->is_vector ? STATE_VECTOR : STATE_GROUP,
            .name = name->name,
            .symbol = definition->symbols[i],
            .offset = offsetof(struct definition_state, vectors) + name->index * sizeof(double *)};
    }
}

static void make_optimizer(struct definition *definition, const struct node *map) {
    const struct rule_text *text = &definition->text;
    for (size_t i = 0; i < text->name_count; i++)
        definition->has_groups = definition->has_groups ||
                                 (text->names[i].kind == NAME_STATE && !text->names[i].is_vector);
    definition->has_groups = definition->has_groups || needs_groups(text);
    definition->symbols = tex_symbols(text);
    definition->equation = tex_equation(text, definition->symbols);
    make_settings(definition, node_get(map, "options"));
    make_fields(definition);
    for (int each = 0; each < 2; each++) {
        definition->update[each] = program_compile(text, false, each);
        if (text->has_report)
            definition->report[each] = program_compile(text, true, each);
    }
    bool has_diagonal;
    definition->diagonal = find_diagonal(text, &has_diagonal);
    definition->optimizer = (struct optimizer){
        .name = optimizer_rule.name,
        .help = optimizer_rule.help,
        .equation = definition->equation,
        .source = optimizer_rule.source,
        .lr = optimizer_rule.lr,
        .reach = definition->has_groups ? REACH_LAYER
                 : asks_elsewhere(text) ? REACH_ALL
                                        : REACH_WEIGHT,
        .settings = definition->settings,
        .fields = definition->fields,
        .options_size = definition->groups_offset + sizeof(double),
        .state_size =
            offsetof(struct definition_state, vectors) + (text->state_count + 1) * sizeof(double *),
        .init = init,
        .update = update,
        .report = text->has_report ? report : NULL,
        .release = release,
        .diagonal = has_diagonal ? &definition->diagonal : NULL,
        .definition = definition,
        .undefine = optimizer_rule.undefine,
    };
}

struct definition *definition_read(const struct node *map, struct error *error) {
    struct definition *definition = mem_zero(1, sizeof *definition);
    rule_text_begin(&definition->text);
    const struct node *groups = node_get(map, "groups");
    bool good = read_options(definition, node_get(map, "options"), error);
    good = read_states(definition, node_get(map, "state"), error) && good;
    good = read_update(definition, map, error) && good;
    good = good && read_report(definition, map, error) &&
           rule_text_check(&definition->text, map->place, error) &&
           check_columns(&definition->text, error);
    if (good)
        make_optimizer(definition, map);
    if (good && groups && !definition->has_groups)
        good = error_at(error, groups->place,
                        "no line takes a norm, a sum or another number of a group of weights");
    if (good)
        return definition;
    definition_destroy(definition);
    return NULL;
}

void definition_destroy(struct definition *definition) {
    if (!definition)
        return;
    for (size_t i = 0; definition->symbols && definition->symbols[i]; i++)
        free(definition->symbols[i]);
    for (int each = 0; each < 2; each++) {
        program_destroy(definition->update[each]);
        program_destroy(definition->report[each]);
    }
    rule_text_finish(&definition->text);
    document_finish(&definition->document);
    free(definition->settings);
    free(definition->fields);
    free(definition->symbols);
    free(definition->equation);
    free(definition);
}

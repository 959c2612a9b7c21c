// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/definition.h"

#include "base/lock.h"
#include "base/memory.h"
#include "base/source.h"
#include "optim/optimizer_table.h"
#include "optim/program/definition_parts.h"
#include "optim/program/tex.h"

#include <stdlib.h>
#include <string.h>

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
    const struct node *base = document_read_once(document, path, file->place, error);
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

// Whether all weights share a value of the objective.
static bool asks_values(const struct rule_text *text) {
    for (size_t i = 0; i < text->expression.count; i++)
        if (text->expression.parts[i].kind == EXPRESSION_OPERATION &&
            text->expression.parts[i].operation == OPERATION_VALUE)
            return true;
    return text->names[NAME_LOSS].is_read;
}

// Where hdiag stands; without a source where it does not.
static struct place find_diagonal(const struct rule_text *text, bool *found,
                                  const struct error *error) {
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct expression_line *line = &text->lines.items[i];
        for (size_t k = line->first; k <= line->value; k++) {
            const struct expression_part *part = &text->expression.parts[k];
            *found = part->kind == EXPRESSION_OPERATION && part->operation == OPERATION_HDIAG;
            if (*found)
                return expression_place(line->node, part->at, part->length, error);
        }
    }
    return (struct place){0};
}

static bool make_settings(struct definition *definition, const struct node *map,
                          struct error *error) {
    const struct rule_text *text = &definition->text;
    const struct node *groups = node_get(map, "groups");
    bool good = true;
    definition->settings = mem_zero(text->option_count + 2, sizeof *definition->settings);
    for (size_t i = 0; i < text->name_count; i++) {
        const struct rule_name *name = &text->names[i];
        if (name->kind != NAME_OPTION)
            continue;
        struct setting *row = &definition->settings[name->index];
        struct error own = error_part(error);
        definition_read_row(node_get(node_get(map, "options"), name->name), row, &own);
        good = error_collect(error, &own) && good;
        row->name = name->name;
        row->offset = offsetof(struct definition_options, options) + name->index * sizeof(double);
        row->symbol = definition->symbols[i];
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
    struct setting row = definition->settings[text->option_count];
    int choice = 0;
    row.offset = 0;
    if (groups && !definition->has_groups)
        good = error_at(error, groups->place,
                        "no line takes a norm, a sum or another number of a group of weights");
    else if (groups)
        good = settings_read_one(&row, &choice, groups, error) && good;
    definition->settings[text->option_count].fallback = choice;
    return good;
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

static const char *write_equation(const struct definition *definition) {
    char **equation = &definition->made->equation;
    lock_take();
    if (!*equation)
        *equation = tex_equation(&definition->text, definition->symbols);
    lock_leave();
    return *equation;
}

static bool make_optimizer(struct definition *definition, const struct node *map,
                           struct error *error) {
    const struct rule_text *text = &definition->text;
    for (size_t i = 0; i < text->name_count; i++)
        definition->has_groups = definition->has_groups ||
                                 (text->names[i].kind == NAME_STATE && !text->names[i].is_vector);
    definition->has_groups = definition->has_groups || needs_groups(text);
    definition->made = mem_zero(1, sizeof *definition->made);
    definition->symbols = tex_symbols(text);
    if (!make_settings(definition, map, error))
        return false;
    make_fields(definition);
    bool has_diagonal = false;
    definition->diagonal = find_diagonal(text, &has_diagonal, error);
    definition->optimizer = (struct optimizer){
        .name = optimizer_rule.name,
        .write_equation = write_equation,
        .lr = optimizer_rule.lr,
        .reach = definition->has_groups ? REACH_LAYER
                 : asks_values(text)    ? REACH_ALL
                                        : REACH_WEIGHT,
        .settings = definition->settings,
        .fields = definition->fields,
        .options_size = definition->groups_offset + sizeof(double),
        .state_size =
            offsetof(struct definition_state, vectors) + (text->state_count + 1) * sizeof(double *),
        .init = definition_init,
        .update = definition_update,
        .report = text->has_report ? definition_report : NULL,
        .release = definition_release,
        .diagonal = has_diagonal ? &definition->diagonal : NULL,
        .definition = definition,
        .undefine = optimizer_rule.undefine,
    };
    HELP_SET(definition->optimizer.help, optimizer_rule.help);
    HELP_SET(definition->optimizer.source, optimizer_rule.source);
    return true;
}

const struct program *definition_program(const struct definition *definition, bool report,
                                         bool each) {
    struct program **program = &definition->made->programs[report][each];
    lock_take();
    if (!*program)
        *program = program_compile(&definition->text, report, each);
    lock_leave();
    return *program;
}

struct definition *definition_read(const struct node *map, struct error *error) {
    struct definition *definition = mem_zero(1, sizeof *definition);
    rule_text_begin(&definition->text);
    bool good = definition_read_options(definition, node_get(map, "options"), error);
    good = definition_read_states(definition, node_get(map, "state"), error) && good;
    good = definition_read_update(definition, map, error) && good;
    good = good && definition_read_report(definition, map, error) &&
           rule_text_check(&definition->text, node_get(map, "update")->place, error) &&
           definition_check_columns(&definition->text, error) &&
           make_optimizer(definition, map, error);
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
    for (int i = 0; definition->made && i < 4; i++)
        program_destroy(definition->made->programs[i / 2][i % 2]);
    if (definition->made)
        free(definition->made->equation);
    free(definition->made);
    rule_text_finish(&definition->text);
    free(definition->settings);
    free(definition->fields);
    free(definition->symbols);
    free(definition);
}

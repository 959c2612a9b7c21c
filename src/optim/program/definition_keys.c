// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the keys of a map that defines a rule.
#include "base/limits.h"
#include "base/number.h"
#include "optim/optimizer_table.h"
#include "optim/program/definition_parts.h"

#include <string.h>

// Columns and series that every run has. Those of a vector have a number behind the name.
static bool is_column(const char *name) {
    static const char *const columns[] = {"optimizer",
                                          "step",
                                          "epoch",
                                          "scene",
                                          "seed",
                                          "batch_loss",
                                          "gradient",
                                          "distance",
                                          "weight_norm",
                                          "gradient_norm",
                                          "update_norm",
                                          "trust_ratio",
                                          "accuracy",
                                          "test_loss",
                                          "test_accuracy",
                                          "sharpness",
                                          "stability_limit",
                                          NULL};
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
bool definition_check_columns(const struct rule_text *text, struct error *error) {
    bool good = true;
    for (size_t i = 0; i < text->name_count; i++)
        for (size_t k = 0; k < text->name_count; k++) {
            const struct rule_name *vector = &text->names[i], *name = &text->names[k];
            size_t length = strlen(vector->name);
            struct error own = error_part(error);
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

// Returns what stands behind a name that begins with another and goes on with digits; 0: no such.
static double number_behind(const char *name, const char *begin) {
    size_t length = strlen(begin);
    const char *digits = name + length;
    double number;
    return strncmp(name, begin, length) == 0 && number_parse(digits, strlen(digits), &number) &&
                   digits[strspn(digits, "0123456789")] == '\0'
               ? number
               : 0;
}

// Whether vectors share names of numbers: m12 is number 12 of m, and number 2 of m1; p0 and p1 are
// those of the plane.
bool definition_fits(const struct optimizer_config *config, size_t n, struct error *error) {
    const struct state_field *fields = config->optimizer->fields;
    for (const struct state_field *a = fields; a && a->kind != STATE_END; a++) {
        bool is_vector = a->name && a->kind == STATE_VECTOR;
        const char *other = is_vector && n > 2 && strcmp(a->name, "p") == 0 ? "the plane" : NULL;
        for (const struct state_field *b = fields; is_vector && b->kind != STATE_END; b++) {
            double index = b->name && b->kind == STATE_VECTOR ? number_behind(b->name, a->name) : 0;
            if (index > 0 && (double)n > 10 * index)
                other = b->name;
        }
        if (other)
            return error_at(error, config->place,
                            "of %zu weights, numbers of '%s' and '%s' would have the same names", n,
                            a->name, other);
    }
    return true;
}

static bool is_taken(const char *name) {
    return settings_find(optimizer_common_settings, name) ||
           settings_find(optimizer_rule.settings, name);
}

// What an option is: a number, or a schedule.
static const struct node *usual_value(const struct node *value) {
    const struct node *usual = node_get(value, "default");
    return usual ? usual : value;
}

bool definition_read_options(struct definition *definition, const struct node *options,
                             struct error *error) {
    bool good = true;
    if (!options || options->kind == NODE_NULL)
        return true;
    if (options->kind != NODE_MAP)
        return node_expected(options, "a map of numbers, such as {beta: 0.9}", error);
    if (!limit_check(LIMIT_RULE_OPTIONS, (double)options->count, options->place, error))
        return false;
    for (size_t i = 0; i < options->count; i++) {
        const struct node *key = options->keys[i], *usual = usual_value(options->items[i]);
        bool is_number = usual->kind == NODE_NUMBER;
        struct error own = error_part(error);
        if (is_taken(key->text) && strcmp(key->text, "lr") != 0)
            error_at(&own, key->place,
                     "an option of a rule cannot be called '%s', as one of every "
                     "rule is",
                     key->text);
        else if (strcmp(key->text, "lr") == 0)
            error_at(&own, key->place, "lr stands beside 'options': every rule has it");
        else if (usual->kind == NODE_MAP && is_column(key->text))
            error_at(&own, key->place,
                     "an option with a schedule cannot be called '%s', as a column of every run is",
                     key->text);
        else
            rule_text_add(&definition->text,
                          (struct rule_name){.kind = NAME_OPTION,
                                             .name = key->text,
                                             .place = key->place,
                                             // What changes over the steps is not 0.
                                             .number = is_number ? usual->number : 1},
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

bool definition_read_states(struct definition *definition, const struct node *states,
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
        struct error own = error_part(error);
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

bool definition_read_update(struct definition *definition, const struct node *map,
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

bool definition_read_report(struct definition *definition, const struct node *map,
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

// What a map says of an option.
struct option_keys {
    double usual, min, max, above, below;
    const char *help;
    bool has_min, has_max, has_above, has_below;
};

static const struct setting option_rows[] = {
    {.name = "default", .type = SETTING_NUMBER, .offset = offsetof(struct option_keys, usual)},
    {SETTING(option_keys, min), .given = offsetof(struct option_keys, has_min)},
    {SETTING(option_keys, max), .given = offsetof(struct option_keys, has_max)},
    {SETTING(option_keys, above), .given = offsetof(struct option_keys, has_above)},
    {SETTING(option_keys, below), .given = offsetof(struct option_keys, has_below)},
    {SETTING(option_keys, help), .type = SETTING_STRING},
    {0},
};

bool definition_read_row(const struct node *value, struct setting *row, struct error *error) {
    struct option_keys keys = {0};
    row->scheduled = true;
    row->fallback = value->kind == NODE_NUMBER ? value->number : 0;
    HELP_SET(row->help, "an option of the rule");
    if (!node_get(value, "default"))
        return true;
    if (!settings_read(option_rows, &keys, value, "an option", error))
        return false;
    if ((keys.has_min && keys.has_above) || (keys.has_max && keys.has_below))
        return error_at(error, value->place, "an option has min or above, and max or below");
    bool has_low = keys.has_min || keys.has_above;
    if (!has_low && (keys.has_max || keys.has_below))
        return error_at(error, value->place,
                        "an option with an upper bound has a lower one: min "
                        "or above");
    double low = keys.has_above ? keys.above : keys.min;
    double high = keys.has_max ? keys.max : keys.below;
    if ((keys.has_max || keys.has_below) && !(low < high))
        return error_at(error, value->place,
                        "an option is from a lower bound to a higher one, not from %.6g to %.6g",
                        low, high);
    row->fallback = keys.usual;
    row->min = low;
    row->max = keys.has_max || keys.has_below ? high : has_low ? SETTING_NO_MAX : 0;
    row->bounds = (keys.has_above ? BOUNDS_ABOVE_MIN : 0) | (keys.has_below ? BOUNDS_BELOW_MAX : 0);
    if (keys.help)
        HELP_SET(row->help, keys.help);
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/schema.h"

#include "base/json.h"
#include "plot/panel.h"
#include "plot/theme.h"
#include "problem/dataset.h"
#include "problem/problem_table.h"
#include "problem/samples.h"
#include "reference/catalog.h"
#include "scene/comparison.h"
#include "scene/scene.h"

// Definitions that do not come from a table.
static const struct {
    const char *name, *members;
} forms[] = {
    {"time", SCHEMA_EITHER("\"type\": \"number\", \"minimum\": 0",
                           SCHEMA_TEXT ", \"pattern\": \"^[0-9.][0-9.eE+-]*(s|ms)?$\"")},
    {"rate", SCHEMA_EITHER("\"type\": \"number\", \"minimum\": 0", SCHEMA_REFERENCE("schedule"))},
    {"axis", "\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1, "
             "\"additionalProperties\": {\"type\": \"array\", \"minItems\": 1, \"maxItems\": 32}"},
    {"background",
     SCHEMA_EITHER(SCHEMA_TEXT ", \"pattern\": \"^(transparent|#([0-9a-fA-F]{3}){1,2})$\"",
                   "\"type\": \"object\", \"required\": [\"outside\"], \"additionalProperties\": "
                   "false, \"properties\": {\"outside\": {\"const\": \"transparent\"}}")},
    {"sweep", "\"type\": \"object\", \"properties\": {\"grid\": {\"type\": \"boolean\"}}, "
              "\"additionalProperties\": {\"type\": \"array\", \"minItems\": 1}"},
    {"grid", SCHEMA_LIST(SCHEMA_LIST(SCHEMA_TEXT))},
    {"layout",
     SCHEMA_EITHER(
         SCHEMA_REFERENCE("grid"),
         "\"type\": \"object\", \"required\": [\"grid\"], \"additionalProperties\": "
         "false, \"properties\": {\"grid\": {" SCHEMA_REFERENCE(
             "grid") "}, "
                     "\"widths\": {\"type\": \"array\", \"items\": {\"type\": \"number\"}}, "
                     "\"heights\": {\"type\": \"array\", \"items\": {\"type\": \"number\"}}}")},
};

static void add_forms(struct text *out) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        text_printf(out, "\"%s\": {%s},\n", forms[i].name, forms[i].members);
}

// ---- Rows

static void add_rows(struct text *out, const struct setting *table, const struct setting *more,
                     const void *values, const char *extra);

static void add_number(struct text *out, const struct setting *row) {
    text_printf(out, "\"type\": \"%s\"", row->type == SETTING_INTEGER ? "integer" : "number");
    if (setting_has_min(row))
        json_add_number(out, row->bounds & BOUNDS_ABOVE_MIN ? "exclusiveMinimum" : "minimum",
                        row->min);
    if (setting_has_max(row))
        json_add_number(out, row->bounds & BOUNDS_BELOW_MAX ? "exclusiveMaximum" : "maximum",
                        row->max);
}

static void add_custom(struct text *out, const struct setting *row) {
    if (row->schema)
        text_add(out, row->schema);
    if (row->rows) {
        text_printf(out, "%s\"if\": {\"type\": \"object\"}, \"then\": ", row->schema ? ", " : "");
        add_rows(out, row->rows, NULL, NULL, "");
    }
}

static void add_type(struct text *out, const struct setting *row) {
    switch (row->type) {
    case SETTING_NUMBER:
    case SETTING_INTEGER:
        add_number(out, row);
        break;
    case SETTING_BOOL:
        text_add(out, "\"type\": \"boolean\"");
        break;
    case SETTING_CHOICE:
        text_add(out, "\"enum\": [");
        for (size_t i = 0; row->choices[i]; i++) {
            text_add(out, i ? ", " : "");
            json_string(out, row->choices[i]);
        }
        text_add(out, "]");
        break;
    case SETTING_STRING:
        text_add(out, "\"type\": \"string\"");
        break;
    case SETTING_RANGE:
        text_add(out, "\"allOf\": [{" SCHEMA_NUMBERS("2") "}]");
        break;
    case SETTING_COLOR:
        text_add(out, "\"type\": \"string\", \"pattern\": \"^#([0-9a-fA-F]{3}){1,2}$\"");
        break;
    case SETTING_CUSTOM:
        add_custom(out, row);
        break;
    }
}

static void add_row(struct text *out, const struct setting *row, const void *values) {
    text_printf(out, "\"%s\": {", row->name);
    if (row->scheduled && row->type == SETTING_NUMBER) {
        text_add(out, "\"anyOf\": [{");
        add_number(out, row);
        text_add(out, "}, {" SCHEMA_REFERENCE("schedule") "}]");
    } else {
        add_type(out, row);
    }
    struct text help = {0}, value = {0};
    if (row->help)
        text_add(&help, row->help);
    if (row->form)
        text_printf(&help, "%s%s", help.length ? ": " : "", row->form);
    if (out->data[out->length - 1] == '{') // no type: any value
        text_printf(out, "\"title\": \"%s\"", row->name);
    if (help.length > 0)
        json_add_string(out, "description", help.data);
    bool is_json = row->type != SETTING_CUSTOM && row->type != SETTING_STRING;
    if (is_json && setting_default(row, values, &value))
        text_printf(out, ", \"default\": %s", value.data);
    text_finish(&help);
    text_finish(&value);
    text_add(out, "}");
}

// Appends the schema of a map with the settings of two tables (each may be NULL) and `extra`,
// further properties, each followed by a comma.
static void add_rows(struct text *out, const struct setting *table, const struct setting *more,
                     const void *values, const char *extra) {
    text_add(out, "{\"type\": [\"object\", \"null\"], \"additionalProperties\": false, "
                  "\"properties\": {");
    text_add(out, extra);
    const struct setting *const tables[] = {table, more};
    bool first = true;
    for (int i = 0; i < 2; i++)
        for (const struct setting *row = tables[i]; row && row->name; row++, first = false) {
            text_add(out, first ? "" : ", ");
            add_row(out, row, i == 0 ? values : NULL);
        }
    text_add(out, "}}");
}

// ---- Tables of named entries: `name` or `{name: options}`

// Appends the names of a table as a JSON array.
static void add_enum(struct text *out, const struct catalog_topic *topic) {
    struct catalog_entry entry;
    text_add(out, "[");
    for (size_t i = 0; (entry = topic->at(i)).name; i++) {
        text_add(out, i ? ", " : "");
        json_string(out, entry.name);
    }
    text_add(out, "]");
}

// Appends the definition of an entry. Values that are no maps, such as a file name or a number, are
// not checked by the schema.
static void add_topic(struct text *out, const struct catalog_topic *topic, bool may_be_bare) {
    struct catalog_entry entry;
    text_printf(out, "\"%s\": {\"anyOf\": [", topic->noun);
    if (may_be_bare) {
        text_add(out, "{\"enum\": ");
        add_enum(out, topic);
        text_add(out, "}, ");
    }
    text_add(out, "{\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1, "
                  "\"additionalProperties\": false, \"properties\": {");
    for (size_t i = 0; (entry = topic->at(i)).name; i++) {
        text_printf(out, "%s\n  \"%s\": {\"description\": ", i ? "," : "", entry.name);
        json_string(out, entry.help);
        text_add(out, ", \"if\": {\"type\": \"object\"}, \"then\": ");
        add_rows(out, entry.settings, entry.common, NULL, "");
        text_add(out, "}");
    }
    text_add(out, "}}]},\n");
}

// ---- Panels

static void add_panel(struct text *out, const struct panel_type *type, const char *common) {
    text_printf(out, "\"panel_%s\": ", type->name);
    add_rows(out, type->settings, NULL, NULL, common);
    text_add(out, ",\n");
}

// A panel has the type that it names, or else the type of its own name.
static void add_panels(struct text *out) {
    struct text common = {0};
    text_add(&common, "\"title\": {\"type\": [\"string\", \"null\"], \"description\": \"text above "
                      "the panel\"}, \"minor\": {\"type\": \"boolean\", \"description\": \"ticks "
                      "between those with numbers\"}, \"legend\": {\"enum\": [");
    for (size_t i = 0; legend_places[i]; i++) {
        text_add(&common, i ? ", " : "");
        json_string(&common, legend_places[i]);
    }
    text_add(&common, "]}, \"type\": {\"enum\": [");
    for (size_t i = 0; panel_table[i]; i++) {
        text_add(&common, i ? ", " : "");
        json_string(&common, panel_table[i]->name);
    }
    text_add(&common, "]}, ");
    for (size_t i = 0; panel_table[i]; i++)
        add_panel(out, panel_table[i], common.data);
    text_finish(&common);
    text_add(out, "\"panel_typed\": {\"allOf\": [");
    for (size_t i = 0; panel_table[i]; i++)
        text_printf(out,
                    "%s{\"if\": {\"properties\": {\"type\": {\"const\": \"%s\"}}}, \"then\": "
                    "{\"$ref\": \"#/definitions/panel_%s\"}}",
                    i ? ", " : "", panel_table[i]->name, panel_table[i]->name);
    text_add(out,
             "]},\n\"panels\": {\"type\": \"object\", \"additionalProperties\": {\"required\": "
             "[\"type\"], " SCHEMA_OF("panel_typed") "}, \"properties\": {");
    for (size_t i = 0; panel_table[i]; i++)
        text_printf(out,
                    "\"%s\": {\"if\": {\"required\": [\"type\"]}, \"then\": {" SCHEMA_REFERENCE(
                        "panel_typed") "}, \"else\": {\"$ref\": \"#/definitions/panel_%s\"}}, ",
                    panel_table[i]->name, panel_table[i]->name);
    text_add(out, "\"history\": {\"if\": {\"required\": [\"type\"]}, \"then\": {" SCHEMA_REFERENCE(
                      "panel_typed") "}, \"else\": {" SCHEMA_REFERENCE("panel_curves") "}}}},\n");
}

// ---- The whole

// Appends the names of a table as a definition; strings that match the pattern (NULL: none) are
// valid too.
static void add_names(struct text *out, const char *definition, const struct catalog_topic *topic,
                      const char *pattern) {
    text_printf(out, "\"%s\": {\"anyOf\": [", definition);
    if (pattern)
        text_printf(out, "{\"type\": \"string\", \"pattern\": \"%s\"}, ", pattern);
    text_add(out, "{\"enum\": ");
    add_enum(out, topic);
    text_add(out, "}]},\n");
}

// The kinds of problems, with a definition for each whose value is a map.
static void add_problem(struct text *out) {
    text_add(out, "\"data\": ");
    add_rows(out, line_data_settings, file_data_settings, NULL, "");
    text_add(out, ",\n\"sample_file\": {\"required\": [\"file\"], \"oneOf\": [{\"required\": "
                  "[\"class\"]}, {\"required\": [\"value\"]}], \"allOf\": [");
    add_rows(out, sample_file_settings, NULL, NULL, "");
    text_add(out, "]}");
    for (size_t i = 0; problem_table[i]; i++) {
        if (!problem_table[i]->settings)
            continue;
        text_printf(out, ",\n\"%s\": ", problem_table[i]->name);
        add_rows(out, problem_table[i]->settings, NULL, NULL, "");
    }
    text_add(out, ",\n\"problem\": {\"type\": [\"object\", \"null\"], \"maxProperties\": 1, "
                  "\"additionalProperties\": false, \"properties\": {");
    for (size_t i = 0; problem_table[i]; i++) {
        const struct problem_kind *kind = problem_table[i];
        text_printf(out, "%s\"%s\": {", i ? ", " : "", kind->name);
        if (kind->settings)
            text_printf(out, "\"$ref\": \"#/definitions/%s\"", kind->name);
        else
            text_add(out, kind->schema);
        text_add(out, "}");
    }
    text_add(out, "}},\n");
}

void schema_write(struct text *out) {
    text_add(out, "{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
                  "\"title\": \"A scene of optanim\",\n\"definitions\": {\n");
    add_forms(out);
    add_problem(out);
    add_topic(out, catalog_find("optimizers"), true);
    add_topic(out, catalog_find("losses"), true);
    add_topic(out, catalog_find("functions"), true);
    add_topic(out, catalog_find("data"), true);
    add_topic(out, catalog_find("schedules"), false);
    add_panels(out);
    add_names(out, "theme_name", catalog_find("themes"), "[.]theme$");
    add_names(out, "map", catalog_find("maps"), NULL);
    add_names(out, "activation", catalog_find("activations"), NULL);
    text_add(out, "\"theme\": ");
    add_rows(out, theme_settings, NULL, theme_table[0], "");
    text_add(out, ",\n\"compare\": {\"anyOf\": [{\"required\": [\"rows\"]}, "
                  "{\"required\": [\"columns\"]}, {\"required\": [\"cells\"]}], \"allOf\": [");
    add_rows(out, comparison_settings, NULL, NULL, "");
    text_add(out, "]}");
    text_add(out,
             ",\n\"video\": {\"not\": {\"required\": [\"every\", \"duration\"]}, \"allOf\": [");
    add_rows(out, scene_video_settings, NULL, NULL, "");
    text_add(out, "]}");
    text_add(out, "},\n\"allOf\": [");
    add_rows(out, scene_settings, NULL, NULL, "");
    text_add(out, "], \"type\": \"object\",\n\"not\": {\"required\": [\"epochs\", \"steps\"]},\n"
                  "\"anyOf\": [{\"required\": [\"optimizers\"]}, {\"required\": [\"extends\"]}, "
                  "{\"required\": [\"compare\"]}]}\n");
}

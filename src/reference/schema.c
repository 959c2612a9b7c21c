// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/schema.h"

#include "base/json.h"
#include "draw/colormap.h"
#include "optim/optimizer.h"
#include "optim/recording.h"
#include "plot/panel.h"
#include "plot/theme.h"
#include "problem/dataset.h"
#include "problem/function.h"
#include "problem/loss.h"
#include "problem/regression.h"
#include "scene/comparison.h"
#include "scene/scene.h"

#include <string.h>

// ---- Values whose form their rows do not tell

#define REF(name) "\"$ref\": \"#/definitions/" name "\""
// Beside which other members count.
#define SEE(name) "\"allOf\": [{" REF(name) "}]"
#define POINT                                                                                      \
    "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": 2, \"maxItems\": 2}"

// A custom value of one table (NULL: of any): members of its schema.
struct custom {
    const struct setting *table;
    const char *name, *members;
};

static const struct custom customs[] = {
    {scene_settings, "extends", "\"type\": \"string\""},
    {scene_settings, "title", "\"type\": \"string\""},
    {scene_settings, "problem", SEE("problem")},
    {scene_settings, "optimizers",
     "\"anyOf\": [{" REF("optimizer") "}, {\"type\": \"array\", \"minItems\": 1, \"items\": {" REF(
         "optimizer") "}}]"},
    {scene_settings, "targets", "\"type\": \"array\", \"items\": " POINT},
    {scene_settings, "layout", SEE("layout")},
    {scene_settings, "panels", SEE("panels")},
    {scene_settings, "theme", "\"anyOf\": [{" REF("theme_name") "}, {" REF("theme") "}]"},
    {scene_settings, "background", SEE("background")},
    {scene_settings, "sweep",
     "\"type\": \"object\", \"properties\": {\"grid\": {\"type\": \"boolean\"}}, "
     "\"additionalProperties\": {\"type\": \"array\", \"minItems\": 1}"},
    {scene_settings, "compare", SEE("compare")},
    {scene_settings, "video", SEE("video")},
    {scene_video_settings, "size",
     "\"allOf\": [" POINT "], \"items\": {\"minimum\": 16, \"maximum\": 16384}"},
    {scene_video_settings, "hold", SEE("time")},
    {scene_video_settings, "duration", SEE("time")},
    {scene_video_settings, "speed",
     "\"anyOf\": [{\"enum\": [\"linear\", \"log\"]}, {\"type\": \"object\", \"required\": [\"from\", \"to\"]}]"},
    {comparison_settings, "rows", SEE("axis")},
    {comparison_settings, "columns", SEE("axis")},
    {comparison_settings, "cells", SEE("axis")},
    {comparison_settings, "panel", "\"type\": \"string\""},
    {regression_settings, "data",
     "\"anyOf\": [{\"type\": [\"string\", \"number\", \"null\"]}, {" REF("data") "}]"},
    {regression_settings, "loss", SEE("loss")},
    {regression_settings, "model", "\"type\": \"string\""},
    {optimizer_common_settings, "lr", SEE("rate")},
    {optimizer_common_settings, "label", "\"type\": \"string\", \"minLength\": 1"},
    {theme_settings, "extends", SEE("theme_name")},
    {theme_settings, "background", SEE("background")},
    // Of any other table.
    {NULL, "map", SEE("map")},
    {NULL, "dots", "\"enum\": [true, false, \"auto\"]"},
    {NULL, "levels",
     "\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, {\"type\": \"array\", \"minItems\": 1, "
     "\"items\": {\"type\": \"number\"}}]"},
};

static const char *custom_members(const struct setting *table, const char *name) {
    for (size_t i = 0; i < sizeof customs / sizeof *customs; i++)
        if ((!customs[i].table || customs[i].table == table) && strcmp(customs[i].name, name) == 0)
            return customs[i].members;
    return NULL;
}

// Definitions that no table has.
static const char fixed_definitions[] =
    "\"time\": {\"anyOf\": [{\"type\": \"number\", \"minimum\": 0}, "
    "{\"type\": \"string\", \"pattern\": \"^[0-9.][0-9.eE+-]*(s|ms)?$\"}]},\n"
    "\"rate\": {\"anyOf\": [{\"type\": \"number\", \"minimum\": 0}, {" REF(
        "schedule") "}]},\n"
                    "\"axis\": {\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1, "
                    "\"additionalProperties\": {\"type\": \"array\", \"minItems\": 1, \"maxItems\": 32}},\n"
                    "\"background\": {\"type\": \"string\", \"pattern\": "
                    "\"^(transparent|#([0-9a-fA-F]{3}){1,2})$\"},\n"
                    "\"grid\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"array\", "
                    "\"minItems\": 1, \"items\": {\"type\": \"string\"}}},\n"
                    "\"layout\": {\"anyOf\": [{" REF(
                        "grid") "}, {\"type\": \"object\", \"required\": [\"grid\"], "
                                "\"additionalProperties\": false, \"properties\": {\"grid\": {" REF(
                                    "grid") "}, "
                                            "\"widths\": {\"type\": \"array\", \"items\": {\"type\": \"number\"}}, "
                                            "\"heights\": {\"type\": \"array\", \"items\": {\"type\": \"number\"}}}}]},\n";

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

static void add_custom(struct text *out, const struct setting *table, const struct setting *row) {
    const char *members = custom_members(table, row->name);
    if (members)
        text_add(out, members);
    if (row->rows) {
        text_printf(out, "%s\"if\": {\"type\": \"object\"}, \"then\": ", members ? ", " : "");
        add_rows(out, row->rows, NULL, NULL, "");
    }
}

static void add_type(struct text *out, const struct setting *table, const struct setting *row) {
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
    case SETTING_PAIR:
        text_add(out, "\"allOf\": [" POINT "]");
        break;
    case SETTING_COLOR:
        text_add(out, "\"type\": \"string\", \"pattern\": \"^#([0-9a-fA-F]{3}){1,2}$\"");
        break;
    case SETTING_CUSTOM:
        add_custom(out, table, row);
        break;
    }
}

static void add_row(struct text *out, const struct setting *table, const struct setting *row,
                    const void *values) {
    text_printf(out, "\"%s\": {", row->name);
    if (row->scheduled && row->type == SETTING_NUMBER) {
        text_add(out, "\"anyOf\": [{");
        add_number(out, row);
        text_add(out, "}, {" REF("schedule") "}]");
    } else {
        add_type(out, table, row);
    }
    struct text help = {0}, value = {0};
    if (row->help)
        text_add(&help, row->help);
    if (row->form)
        text_printf(&help, "%s%s", help.length ? ": " : "", row->form);
    if (out->data[out->length - 1] == '{') // of any form
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

// Appends the schema of a map with the rows of two tables (each may be NULL) and `extra`, further
// members of its properties with a comma behind each.
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
            add_row(out, tables[i], row, i == 0 ? values : NULL);
        }
    text_add(out, "}}");
}

// ---- Tables of named entries: `name` or `{name: options}`

struct named {
    const char *name, *help;
    const struct setting *rows;
};

static struct named optimizer_named(size_t i) {
    size_t rules = 0;
    while (optimizer_table[rules])
        rules++;
    const struct optimizer *optimizer = i < rules    ? optimizer_table[i]
                                        : i == rules ? &optimizer_recorded
                                                     : NULL;
    return optimizer ? (struct named){optimizer->name, optimizer->help, optimizer->settings}
                     : (struct named){0};
}

static struct named loss_named(size_t i) {
    const struct loss *loss = loss_table[i];
    return loss ? (struct named){loss->name, loss->help, loss->settings} : (struct named){0};
}

static struct named function_named(size_t i) {
    const struct function *function = function_table[i];
    return function ? (struct named){function->name, function->help, function->settings}
                    : (struct named){0};
}

static struct named schedule_named(size_t i) {
    const struct schedule_kind *kind = schedule_table[i];
    return kind ? (struct named){kind->name, kind->help, kind->settings} : (struct named){0};
}

// Appends the definition of an entry. A value that is no map is left to the program: a file name, a
// number.
static void add_named(struct text *out, const char *definition, struct named (*at)(size_t),
                      const struct setting *common, bool may_be_bare) {
    text_printf(out, "\"%s\": {\"anyOf\": [", definition);
    if (may_be_bare) {
        text_add(out, "{\"enum\": [");
        for (size_t i = 0; at(i).name; i++) {
            text_add(out, i ? ", " : "");
            json_string(out, at(i).name);
        }
        text_add(out, "]}, ");
    }
    text_add(out, "{\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1, "
                  "\"additionalProperties\": false, \"properties\": {");
    for (size_t i = 0; at(i).name; i++) {
        struct named named = at(i);
        text_printf(out, "%s\n  \"%s\": {\"description\": ", i ? "," : "", named.name);
        json_string(out, named.help);
        text_add(out, ", \"if\": {\"type\": \"object\"}, \"then\": ");
        add_rows(out, named.rows, common, NULL, "");
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

// A panel is of the type that it names, else of that which its own name is.
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
             "[\"type\"], " SEE("panel_typed") "}, \"properties\": {");
    for (size_t i = 0; panel_table[i]; i++)
        text_printf(out,
                    "\"%s\": {\"if\": {\"required\": [\"type\"]}, \"then\": {" REF(
                        "panel_typed") "}, \"else\": {\"$ref\": \"#/definitions/panel_%s\"}}, ",
                    panel_table[i]->name, panel_table[i]->name);
    text_add(out, "\"history\": {\"if\": {\"required\": [\"type\"]}, \"then\": {" REF(
                      "panel_typed") "}, \"else\": {" REF("panel_curves") "}}}},\n");
}

// ---- The whole

static void add_names(struct text *out, const char *definition, const char *(*at)(size_t),
                      const char *pattern) {
    text_printf(out, "\"%s\": {\"anyOf\": [", definition);
    if (pattern)
        text_printf(out, "{\"type\": \"string\", \"pattern\": \"%s\"}, ", pattern);
    text_add(out, "{\"enum\": [");
    for (size_t i = 0; at(i); i++) {
        text_add(out, i ? ", " : "");
        json_string(out, at(i));
    }
    text_add(out, "]}]},\n");
}

static const char *theme_at(size_t i) {
    return theme_table[i] ? theme_table[i]->name : NULL;
}

static const char *map_at(size_t i) {
    return colormap_table[i].name;
}

static void add_problem(struct text *out) {
    text_add(out, "\"data\": ");
    add_rows(out, line_data_settings, file_data_settings, NULL, "");
    text_add(out, ",\n\"regression\": ");
    add_rows(out, regression_settings, NULL, NULL, "");
    text_add(
        out,
        ",\n\"problem\": {\"type\": [\"object\", \"null\"], \"maxProperties\": 1, "
        "\"additionalProperties\": false, \"properties\": {\"regression\": {" REF(
            "regression") "}, \"function\": {" REF("function") "}, "
                                                               "\"formula\": {\"type\": \"string\"}}},\n");
}

void schema_write(struct text *out) {
    text_add(out, "{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
                  "\"title\": \"A scene of optanim\",\n\"definitions\": {\n");
    text_add(out, fixed_definitions);
    add_problem(out);
    add_named(out, "optimizer", optimizer_named, optimizer_common_settings, true);
    add_named(out, "loss", loss_named, NULL, true);
    add_named(out, "function", function_named, NULL, true);
    add_named(out, "schedule", schedule_named, NULL, false);
    add_panels(out);
    add_names(out, "theme_name", theme_at, "[.]theme$");
    add_names(out, "map", map_at, NULL);
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

// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a panel from a cell of the layout and its entry under `panels`.
#include "base/memory.h"
#include "base/name_table.h"
#include "base/names.h"
#include "draw/text/label.h"
#include "plot/direct_labels.h"
#include "plot/series.h"

#include <stdlib.h>
#include <string.h>

static const struct name_table types = NAME_POINTERS(panel_table);

// Reports a name that is no panel type and has no entry that names one. Either a type or an entry
// is misspelt, or the author's own panel lacks a type. `map` is its entry; NULL: none.
static bool unknown_panel(struct place place, const char *name, const struct node *map,
                          const struct node *panels, struct error *error) {
    const char **names = NULL;
    size_t count = 0;
    names = name_table_append(types, names, &count);
    size_t capacity = count;
    for (size_t i = 0; panels && i < panels->count; i++) {
        names = mem_grow(names, &capacity, count + 1, sizeof *names);
        if (panels->items[i] != map)
            names[count++] = panels->keys[i]->text;
    }
    const char *meant = names_meant(name, names, count);
    free(names);
    // A name with an entry is more likely meant as it is, so only a very similar one is suggested.
    if (meant && (!map || text_distance(name, meant) == 1))
        return error_at(error, place, "unknown panel '%s'; did you mean '%s'?", name, meant);
    return error_at(error, place,
                    "panel '%s' needs a type, such as panels: {%s: {type: curves, left: [%s]}}",
                    name, name, series_find(name) ? name : "loss");
}

static bool read_minor(const struct node *node, void *field, struct error *error) {
    bool is_on;
    if (!node_bool(node, &is_on, error))
        return false;
    *(int *)field = is_on ? MINOR_ON : MINOR_OFF;
    return true;
}

// Reads the settings that every panel has, besides those of its type.
static bool read_common(struct panel *panel, const struct node *key, const struct node *value,
                        bool *is_common, struct error *error) {
    *is_common = true;
    if (strcmp(key->text, "type") == 0)
        return true; // `type` was read before
    if (strcmp(key->text, "title") == 0) {
        panel->title = NULL;
        return value->kind == NODE_NULL || label_read(value, &panel->title, error);
    }
    static const struct setting rows[] = {
        {SETTING(panel, legend), .type = SETTING_CHOICE, .choices = legend_places},
        {SETTING(panel, minor), .type = SETTING_CUSTOM, .read = read_minor},
        {0},
    };
    const struct setting *row = settings_find(rows, key->text);
    if (row)
        return settings_read_one(row, panel, value, error);
    *is_common = false;
    return true;
}

static bool read_options(struct panel *panel, const struct node *map, struct error *error) {
    static const struct setting common[] = {
        {.name = "type"}, {.name = "title"}, {.name = "legend"}, {.name = "minor"}, {0}};
    struct text what = {0};
    text_printf(&what, "panel '%s'", panel->name);
    bool good = true;
    if (map && map->kind != NODE_MAP && map->kind != NODE_NULL)
        good = node_expected(map, "a map of options", error);
    for (size_t i = 0; map && map->kind == NODE_MAP && i < map->count; i++) {
        const struct node *key = map->keys[i], *value = map->items[i];
        bool is_common;
        struct error own = error_part(error);
        const struct setting *row = settings_find(panel->type->settings, key->text);
        if (read_common(panel, key, value, &is_common, &own) && strcmp(key->text, "legend") == 0 &&
            !panel->type->draw_cover && legend_is_asked(panel->legend))
            error_at(&own, value->place, "%s has no legend", what.data);
        if (!is_common && row)
            settings_read_one(row, panel->options, value, &own);
        else if (!is_common)
            settings_unknown(panel->type->settings, common, key, what.data, &own);
        good = error_collect(error, &own) && good;
    }
    text_finish(&what);
    return good;
}

bool panel_init(struct panel *panel, const struct stage *stage, const char *name,
                struct place place, struct error *error) {
    const struct node *panels = stage->scene->panels;
    const struct node *map = node_get(panels, name);
    const struct node *type = node_get(map, "type");
    panel->stage = stage;
    panel->name = name;
    panel->place = place;
    if (type) {
        const char *type_name;
        if (!node_string(type, &type_name, error))
            return false;
        panel->type = NAME_FIND_POINTER(panel_table, type_name);
        if (!panel->type)
            return name_table_unknown(types, error, type->place, "panel type", type_name);
    } else {
        // `history` is another name for curves, and needs no entry.
        bool is_history = strcmp(name, "history") == 0;
        panel->type = NAME_FIND_POINTER(panel_table, is_history ? "curves" : name);
        if (!panel->type)
            return unknown_panel(place, name, map, panels, error);
    }
    panel->options = mem_zero(1, panel->type->options_size);
    panel->state = mem_zero(1, panel->type->state_size);
    panel->title = "";
    settings_default(panel->type->settings, panel->options);
    if (!read_options(panel, map, error))
        return false;
    panel->is_direct = panel->legend == LEGEND_DIRECT ||
                       (panel->legend == LEGEND_AUTO && stage->theme->legend == THEME_DIRECT);
    if (panel->type->check && !stage->scene->has_mistakes && !panel->type->check(panel, error))
        return false;
    if (panel->title && !*panel->title)
        panel->title = NULL;
    return true;
}

void panel_finish(struct panel *panel) {
    if (panel->type && panel->type->finish && panel->state)
        panel->type->finish(panel);
    direct_labels_destroy(panel->names);
    free(panel->options);
    free(panel->state);
}

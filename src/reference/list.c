// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/list.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/names.h"
#include "base/number.h"
#include "reference/catalog.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 256 };

// ---- For programs

// Adds a member, unless its value is NULL.
static void add_member(struct text *out, const char *name, const char *string) {
    if (!string)
        return;
    json_add_string(out, name, string);
}

static void add_default(struct text *out, const struct setting *row, const void *values) {
    struct text value = {0};
    bool is_json = row->type != SETTING_CUSTOM && row->type != SETTING_STRING;
    if (setting_default(row, values, &value)) {
        text_add(out, ", \"default\": ");
        if (is_json)
            text_append(out, value.data, value.length);
        else
            json_string(out, value.data);
    }
    text_finish(&value);
}

static void add_setting(struct text *out, const struct setting *row, const void *values) {
    static const char *const types[] = {
        [SETTING_NUMBER] = "number", [SETTING_INTEGER] = "integer", [SETTING_BOOL] = "boolean",
        [SETTING_CHOICE] = "choice", [SETTING_STRING] = "string",   [SETTING_RANGE] = "range",
        [SETTING_COLOR] = "color",   [SETTING_CUSTOM] = "other",
    };
    text_printf(out, "{\"name\": \"%s\", \"type\": \"%s\"", row->name, types[row->type]);
    add_default(out, row, values);
    if (setting_has_min(row))
        json_add_number(out, row->bounds & BOUNDS_ABOVE_MIN ? "above" : "min", row->min);
    if (setting_has_max(row))
        json_add_number(out, row->bounds & BOUNDS_BELOW_MAX ? "below" : "max", row->max);
    if (row->choices) {
        text_add(out, ", \"choices\": [");
        for (size_t i = 0; row->choices[i]; i++) {
            text_add(out, i ? ", " : "");
            json_string(out, row->choices[i]);
        }
        text_add(out, "]");
    }
    if (row->scheduled)
        text_add(out, ", \"scheduled\": true");
    add_member(out, "form", row->form);
    add_member(out, "help", row->help);
    text_add(out, "}");
}

static void print_json(const struct catalog_topic *topic, const struct catalog_entry *entry,
                       FILE *file) {
    struct text line = {0};
    text_printf(&line, "{\"topic\": \"%s\"", topic->name);
    add_member(&line, "name", entry->name);
    add_member(&line, "help", entry->help);
    add_member(&line, "source", entry->source);
    add_member(&line, "missing", entry->missing);
    add_member(&line, "reach", entry->reach);
    if (entry->lr != 0)
        json_add_number(&line, "lr", entry->lr);
    text_add(&line, ", \"options\": [");
    const struct setting *const tables[] = {entry->settings, entry->common};
    bool first = true;
    for (int i = 0; i < 2; i++)
        for (const struct setting *row = tables[i]; row && row->name; row++, first = false) {
            text_add(&line, first ? "" : ", ");
            add_setting(&line, row, i == 0 ? entry->values : NULL);
        }
    text_add(&line, "]}\n");
    fputs(line.data, file);
    text_finish(&line);
}

// ---- For people

static void print_line(const struct catalog_entry *entry, FILE *file) {
    struct text lr = {0};
    if (entry->lr != 0) {
        text_add(&lr, "lr ");
        number_append(&lr, entry->lr);
        text_add(&lr, "  ");
    }
    fprintf(file, "  %-19s %s%s", entry->name, lr.data ? lr.data : "",
            entry->help ? entry->help : "");
    if (entry->source)
        fprintf(file, " [%s]", entry->source);
    if (entry->reach)
        fprintf(file, " (%s)", entry->reach);
    if (entry->missing)
        fprintf(file, " (not here; install %s)", entry->missing);
    fputs("\n", file);
    text_finish(&lr);
}

static void print_topic(const struct catalog_topic *topic, bool as_json, FILE *file) {
    if (!as_json)
        fprintf(file, "%s:\n", topic->name);
    for (size_t i = 0; topic->at(i).name; i++) {
        struct catalog_entry entry = topic->at(i);
        if (as_json)
            print_json(topic, &entry, file);
        else
            print_line(&entry, file);
    }
}

static void print_settings(const char *title, const struct setting *settings, const void *values,
                           FILE *file) {
    if (!settings || !settings->name)
        return;
    struct text rows = {0};
    settings_describe_values(settings, values, &rows);
    fprintf(file, "%s:\n%s", title, rows.data);
    text_finish(&rows);
}

static void print_entry(const struct catalog_topic *topic, const struct catalog_entry *entry,
                        FILE *file) {
    fprintf(file, "%s '%s': %s\n", topic->noun, entry->name, entry->help ? entry->help : "");
    if (entry->source)
        fprintf(file, "source: %s\n", entry->source);
    if (entry->reach)
        fprintf(file, "reach: %s\n", entry->reach);
    if (entry->lr != 0) {
        struct text lr = {0};
        number_append(&lr, entry->lr);
        fprintf(file, "default lr: %s\n", lr.data);
        text_finish(&lr);
    }
    print_settings("options", entry->settings, entry->values, file);
    print_settings("options of every entry", entry->common, NULL, file);
}

static size_t entry_names(const struct catalog_topic *topic, const char *names[NAMES_MAX]) {
    size_t count = 0;
    for (; count < NAMES_MAX && topic->at(count).name; count++)
        names[count] = topic->at(count).name;
    return count;
}

// An entry named without its topic is answered with TOPIC.ENTRY.
static bool unknown_topic(const char *typed, struct error *error) {
    const char *names[NAMES_MAX] = {0}, *topics[NAMES_MAX] = {0};
    size_t topic_count = 0;
    for (; catalog[topic_count].name; topic_count++)
        topics[topic_count] = catalog[topic_count].name;
    const char *nearest = names_meant(typed, topics, topic_count);
    for (size_t t = 0; t < topic_count && !nearest; t++) {
        size_t count = entry_names(&catalog[t], names);
        for (size_t i = 0; i < count; i++)
            if (strcmp(names[i], typed) == 0)
                return error_set(error, ERROR_USAGE, "--list: '%s' is one of the %s: --list %s.%s",
                                 typed, catalog[t].name, catalog[t].name, typed);
    }
    return error_unknown_argument(error, "--list", "topic", typed, topics, topic_count);
}

// Prints `typed`, which is TOPIC or TOPIC.ENTRY.
static bool print_named(const char *typed, bool as_json, FILE *file, struct error *error) {
    size_t length = strcspn(typed, ".");
    char *topic_name = mem_string(typed, length);
    const struct catalog_topic *topic = catalog_find(topic_name);
    free(topic_name);
    if (!topic)
        return unknown_topic(typed, error);
    if (typed[length] == '\0') {
        print_topic(topic, as_json, file);
        return true;
    }
    const char *name = typed + length + 1, *names[NAMES_MAX];
    size_t count = entry_names(topic, names), index = 0;
    while (index < count && strcmp(names[index], name) != 0)
        index++;
    if (index == count)
        return error_unknown_argument(error, "--list", topic->noun, name, names, count);
    struct catalog_entry entry = topic->at(index);
    if (as_json)
        print_json(topic, &entry, file);
    else
        print_entry(topic, &entry, file);
    return true;
}

bool list_print(const struct strings *topics, bool as_json, FILE *file, struct error *error) {
    for (size_t i = 0; topics->count == 0 && catalog[i].name; i++)
        print_topic(&catalog[i], as_json, file);
    for (size_t i = 0; i < topics->count; i++)
        if (!print_named(topics->items[i], as_json, file, error))
            return false;
    return true;
}

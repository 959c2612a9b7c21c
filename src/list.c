// SPDX-License-Identifier: GPL-3.0-or-later
#include "list.h"

#include "base/number.h"
#include "figure/panel.h"
#include "figure/theme.h"
#include "optim/optimizer.h"
#include "optim/recording.h"
#include "problem/function.h"
#include "problem/loss.h"

#include <string.h>

// An entry of any table.
struct entry {
    const char *name;               // NULL: behind the last
    const char *help, *source;      // source: NULL where there is none
    const struct setting *settings; // NULL: none
    const struct setting *common;   // settings that all entries of the table take, or NULL
    double lr;                      // 0: none
    const void *values;             // of the settings; NULL: their defaults
};

// A table under the name that scenes and --list use; `at` gives its i-th entry.
struct topic {
    const char *name, *noun;
    struct entry (*at)(size_t i);
};

static struct entry optimizer_at(size_t i) {
    // What is drawn as recorded elsewhere stands beside the rules, behind the last of them.
    size_t rules = 0;
    while (optimizer_table[rules])
        rules++;
    if (i > rules)
        return (struct entry){0};
    const struct optimizer *optimizer = i == rules ? &optimizer_recorded : optimizer_table[i];
    return (struct entry){optimizer->name,     optimizer->help,           optimizer->source,
                          optimizer->settings, optimizer_common_settings, optimizer->lr};
}

static struct entry loss_at(size_t i) {
    const struct loss *loss = loss_table[i];
    return loss ? (struct entry){loss->name, loss->help, loss->source, loss->settings}
                : (struct entry){0};
}

static struct entry schedule_at(size_t i) {
    const struct schedule_kind *kind = schedule_table[i];
    return kind ? (struct entry){kind->name, kind->help, kind->source, kind->settings}
                : (struct entry){0};
}

static struct entry function_at(size_t i) {
    const struct function *function = function_table[i];
    return function ? (struct entry){function->name, function->help, function->source,
                                     function->settings}
                    : (struct entry){0};
}

static struct entry panel_at(size_t i) {
    const struct panel_type *panel = panel_table[i];
    return panel ? (struct entry){panel->name, panel->help, NULL, panel->settings}
                 : (struct entry){0};
}

static struct entry theme_at(size_t i) {
    const struct theme *theme = theme_table[i];
    return theme ? (struct entry){theme->name, theme->help, NULL, theme_settings, .values = theme}
                 : (struct entry){0};
}

static struct entry map_at(size_t i) {
    return (struct entry){colormap_table[i].name, colormap_table[i].help};
}

static struct entry format_at(size_t i) {
    const struct format *format = format_table[i];
    return format ? (struct entry){format_name(format), format_help(format)} : (struct entry){0};
}

static const struct topic topics_there_are[] = {
    {"optimizers", "optimizer", optimizer_at},
    {"schedules", "schedule", schedule_at},
    {"losses", "loss", loss_at},
    {"functions", "function", function_at},
    {"panels", "panel", panel_at},
    {"themes", "theme", theme_at},
    {"maps", "map", map_at},
    {"formats", "format", format_at},
};
enum { TOPICS = sizeof topics_there_are / sizeof *topics_there_are, NAMES_MAX = 256 };

static void print_line(const struct entry *entry, FILE *file) {
    struct text lr = {0};
    if (entry->lr != 0) {
        text_add(&lr, "lr ");
        number_append(&lr, entry->lr);
        text_add(&lr, "  ");
    }
    fprintf(file, "  %-19s %s%s%s%s%s\n", entry->name, lr.data ? lr.data : "",
            entry->help ? entry->help : "", entry->source ? " [" : "",
            entry->source ? entry->source : "", entry->source ? "]" : "");
    text_finish(&lr);
}

static void print_topic(const struct topic *topic, FILE *file) {
    fprintf(file, "%s:\n", topic->name);
    for (size_t i = 0; topic->at(i).name; i++) {
        struct entry entry = topic->at(i);
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

static void print_entry(const struct topic *topic, const struct entry *entry, FILE *file) {
    fprintf(file, "%s '%s': %s\n", topic->noun, entry->name, entry->help ? entry->help : "");
    if (entry->source)
        fprintf(file, "source: %s\n", entry->source);
    if (entry->lr != 0) {
        struct text lr = {0};
        number_append(&lr, entry->lr);
        fprintf(file, "default lr: %s\n", lr.data);
        text_finish(&lr);
    }
    print_settings("options", entry->settings, entry->values, file);
    print_settings("options of every entry", entry->common, NULL, file);
}

static bool unknown(const char *noun, const char *typed, const char *const *names, size_t count,
                    struct error *error) {
    const char *nearest = text_nearest(typed, names, count);
    if (nearest)
        return error_set(error, ERROR_USAGE, "--list: unknown %s '%s'; did you mean '%s'?", noun,
                         typed, nearest);
    struct text all = {0};
    for (size_t i = 0; i < count; i++)
        text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    error_set(error, ERROR_USAGE, "--list: unknown %s '%s'; there are %s", noun, typed, all.data);
    text_finish(&all);
    return false;
}

// Prints `typed`, which is TOPIC or TOPIC.ENTRY.
static bool print_named(const char *typed, FILE *file, struct error *error) {
    size_t length = strcspn(typed, ".");
    const char *names[NAMES_MAX];
    const struct topic *topic = NULL;
    for (size_t i = 0; i < TOPICS; i++) {
        names[i] = topics_there_are[i].name;
        if (strlen(names[i]) == length && memcmp(names[i], typed, length) == 0)
            topic = &topics_there_are[i];
    }
    if (!topic)
        return unknown("topic", typed, names, TOPICS, error);
    if (typed[length] == '\0') {
        print_topic(topic, file);
        return true;
    }
    const char *name = typed + length + 1;
    size_t count = 0;
    for (; topic->at(count).name && count < NAMES_MAX; count++) {
        struct entry entry = topic->at(count);
        names[count] = entry.name;
        if (strcmp(entry.name, name) == 0) {
            print_entry(topic, &entry, file);
            return true;
        }
    }
    return unknown(topic->noun, name, names, count, error);
}

bool list_print(const struct strings *topics, FILE *file, struct error *error) {
    for (size_t i = 0; topics->count == 0 && i < TOPICS; i++)
        print_topic(&topics_there_are[i], file);
    for (size_t i = 0; i < topics->count; i++)
        if (!print_named(topics->items[i], file, error))
            return false;
    return true;
}

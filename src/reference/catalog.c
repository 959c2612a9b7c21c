// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/catalog.h"

#include "base/name_table.h"
#include "encode/encoder.h"
#include "optim/optimizer_table.h"
#include "optim/schedule_table.h"
#include "plot/panel.h"
#include "plot/series.h"
#include "plot/theme.h"
#include "problem/activation.h"
#include "problem/dataset.h"
#include "problem/function.h"
#include "problem/loss_table.h"
#include "problem/network.h"
#include "problem/problem_table.h"
#include "problem/quadratic.h"
#include "problem/samples.h"
#include "scene/comparison.h"

// What stands inside decides of a wrapper that is elementwise itself; a recorded path is no rule.
static const char *reach_of(const struct optimizer *optimizer) {
    if (!optimizer->update)
        return NULL;
    bool is_inner = optimizer->has_inner && optimizer->reach == REACH_WEIGHT;
    return is_inner ? "as the rule inside" : reach_names[optimizer->reach];
}

static struct catalog_entry optimizer_at(size_t i) {
    const struct optimizer *optimizer = optimizer_entry_at(i);
    return optimizer ? (struct catalog_entry){optimizer->name,
                                              optimizer->help,
                                              optimizer->source,
                                              optimizer->settings,
                                              optimizer_common_settings,
                                              optimizer->lr,
                                              .reach = reach_of(optimizer)}
                     : (struct catalog_entry){0};
}

static struct catalog_entry loss_at(size_t i) {
    const struct loss *loss = loss_table[i];
    return loss ? (struct catalog_entry){loss->name, loss->help, loss->source, loss->settings}
                : (struct catalog_entry){0};
}

static struct catalog_entry schedule_at(size_t i) {
    const struct schedule_kind *kind = schedule_table[i];
    return kind ? (struct catalog_entry){kind->name, kind->help, kind->source, kind->settings}
                : (struct catalog_entry){0};
}

static struct catalog_entry function_at(size_t i) {
    const struct function *function = function_table[i];
    return function ? (struct catalog_entry){function->name, function->help, function->source,
                                             function->settings}
                    : (struct catalog_entry){0};
}

static struct catalog_entry sample_at(size_t i) {
    return (struct catalog_entry){sample_kinds[i].name, sample_kinds[i].help,
                                  .settings = sample_kinds[i].settings};
}

static struct catalog_entry activation_at(size_t i) {
    return (struct catalog_entry){activations[i].name, activations[i].help};
}

static struct catalog_entry panel_at(size_t i) {
    const struct panel_type *panel = panel_table[i];
    return panel ? (struct catalog_entry){panel->name, panel->help, NULL, panel->settings}
                 : (struct catalog_entry){0};
}

static struct catalog_entry series_at(size_t i) {
    return (struct catalog_entry){series_table[i].name, series_table[i].help};
}

static struct catalog_entry theme_at(size_t i) {
    const struct theme *theme = theme_table[i];
    return theme ? (struct catalog_entry){theme->name, theme->help, NULL, theme_settings,
                                          .values = theme}
                 : (struct catalog_entry){0};
}

static struct catalog_entry map_at(size_t i) {
    return (struct catalog_entry){colormap_table[i].name, colormap_table[i].help};
}

static struct catalog_entry format_at(size_t i) {
    const struct format *format = format_table[i];
    return format ? (struct catalog_entry){format->name, format->help,
                                           .missing = format_missing(format)}
                  : (struct catalog_entry){0};
}

// The maps of a scene: the top level, then those under `problem`.
static struct catalog_entry key_at(size_t i) {
    static const struct catalog_entry own[] = {
        {"scene", "the keys of a scene file", .settings = scene_settings},
        {"video", "size and timing, under 'video'", .settings = scene_video_settings},
        {"compare", "small multiples, under 'compare'", .settings = comparison_settings},
    };
    static const struct catalog_entry data[] = {
        {"data", "points along a line, under 'regression'", .settings = line_data_settings},
        {"file", "points from a file, under 'data'", .settings = file_data_settings},
        {"eigenvalues", "a row of eigenvalues, under 'quadratic'",
         .settings = quadratic_spectrum_settings},
        {"samples", "samples from a file, under 'data' of a 'network'",
         .settings = sample_file_settings},
        {"init", "how the first weights are drawn, under 'network'",
         .settings = network_init_settings},
    };
    enum { OWN = sizeof own / sizeof *own, DATA = sizeof data / sizeof *data };
    if (i < OWN)
        return own[i];
    i -= OWN;
    for (size_t kind = 0; problem_table[kind]; kind++)
        if (problem_table[kind]->settings && i-- == 0)
            return (struct catalog_entry){problem_table[kind]->name, problem_table[kind]->help,
                                          .settings = problem_table[kind]->settings};
    return i < DATA ? data[i] : (struct catalog_entry){0};
}

const struct catalog_topic catalog[] = {
    {"keys", "keys", "The keys of a scene", key_at},
    {"optimizers", "optimizer", "Optimizers", optimizer_at},
    {"schedules", "schedule", "Schedules of a learning rate or another number", schedule_at},
    {"losses", "loss", "Losses", loss_at},
    {"functions", "function", "Functions", function_at},
    {"data", "sample", "What a network is trained on", sample_at},
    {"activations", "activation", "Activations of a network", activation_at},
    {"panels", "panel", "Panels", panel_at},
    {"series", "series", "Series of curves", series_at},
    {"themes", "theme", "Themes", theme_at},
    {"maps", "map", "Colour maps", map_at},
    {"formats", "format", "Formats", format_at},
    {0},
};

const struct catalog_topic *catalog_find(const char *name) {
    const struct catalog_topic *topic = NAME_FIND(catalog, name);
    return topic->name ? topic : NULL;
}

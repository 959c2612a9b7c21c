// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/naming.h"

#include "plot/direct_labels.h"

// True if names must be at the heads of this panel: the scene asks for it, or they are those of
// series, which no other panel names.
static bool is_own(const struct panel *panel) {
    return panel->legend == LEGEND_DIRECT || panel->stage->scene->optimizer_count == 1;
}

static void drop_names(struct panel *panel) {
    direct_labels_destroy(panel->names);
    panel->names = NULL;
    panel->name_room = 0;
}

// Leaves the names of optimizers in the panel of a kind where they can be read best: the first, if
// no other is clearly better.
static void keep_best(struct panel *panels, size_t count, bool ends) {
    static const double clearly = 1.25;
    struct panel *best = NULL;
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &panels[i];
        if (panel->names && panel->type->names_ends == ends &&
            (!best ||
             direct_labels_weight(panel->names) > clearly * direct_labels_weight(best->names)))
            best = panel;
    }
    for (size_t i = 0; i < count; i++)
        if (&panels[i] != best && panels[i].type->names_ends == ends && !is_own(&panels[i]))
            drop_names(&panels[i]);
}

// Names at the ends of curves say enough where there is little room beside the heads.
static void drop_crowds(struct panel *panels, size_t count) {
    static const double enough = 0.6;
    bool has_ends = false;
    for (size_t i = 0; i < count; i++)
        has_ends = has_ends || (panels[i].names && panels[i].type->names_ends);
    for (size_t i = 0; has_ends && i < count; i++)
        if (panels[i].names && !panels[i].type->names_ends && !is_own(&panels[i]) &&
            direct_labels_crowd(panels[i].names) > enough)
            drop_names(&panels[i]);
}

// With several starts a name at one of many heads would be read as that of one path.
static bool has_clouds(const struct stage *stage) {
    return stage->trace->run_count > stage->scene->optimizer_count;
}

double naming_choose(struct panel *panels, size_t count, const struct stage *stage,
                     struct name_strip *strip, double begin, bool *changed) {
    bool is_needed = false, is_named = false, is_grid = stage->scene->comparison != NULL;
    *changed = false;
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &panels[i];
        if (!panel->is_direct || panel->legend == LEGEND_NONE)
            continue;
        is_needed = is_needed || panel->stage->scene->optimizer_count > 1;
        panel->names = is_grid || has_clouds(stage) ? NULL : direct_labels_create(panel);
        if (!panel->names || direct_labels_fit(panel->names))
            continue;
        if (is_own(panel)) { // what it names is named nowhere else, so it has a box
            panel->is_direct = false;
            *changed = true;
        }
        drop_names(panel);
    }
    keep_best(panels, count, false);
    keep_best(panels, count, true);
    drop_crowds(panels, count);
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &panels[i];
        if (panel->names && panel->type->names_ends)
            panel->name_room = direct_labels_room(panel->names);
        is_named = is_named || panel->names;
        *changed = *changed || panel->name_room > 0;
    }
    if (!is_needed || is_named)
        return 0;
    *changed = true;
    return name_strip_init(strip, panels[0].stage, begin);
}

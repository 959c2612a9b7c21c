// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/scene_layout.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/names.h"
#include "problem/problem_table.h"

#include <stdlib.h>
#include <string.h>

static bool is_usual(const struct usual_layout *usual, const char *name) {
    return strcmp(name, usual->top) == 0 || strcmp(name, usual->bottom) == 0 ||
           strcmp(name, usual->right) == 0;
}

// Appends a name, quoted if YAML might read it as something else.
static void add_name(struct text *out, const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    bool is_word = name[0] && name[strspn(name, letters)] == '\0' && strcmp(name, "null") != 0 &&
                   strcmp(name, "true") != 0 && strcmp(name, "false") != 0;
    if (is_word)
        text_add(out, name);
    else
        json_string(out, name);
}

// Appends a row of the grid. Each added column holds two panels, one above the other.
static void add_row(struct text *out, const struct usual_layout *usual, const struct strings *added,
                    size_t row) {
    text_printf(out, "[%s, %s", row == 0 ? usual->top : usual->bottom, usual->right);
    for (size_t i = 0; i < added->count; i += 2) {
        text_add(out, ", ");
        add_name(out, added->items[i + row < added->count ? i + row : i]);
    }
    text_add(out, "]");
}

char *scene_layout_default(const struct scene *scene) {
    const struct problem *problem = scene->problem;
    const struct usual_layout *usual = !problem          ? &problem_table[0]->layout
                                       : problem->layout ? problem->layout
                                                         : &problem->kind->layout;
    const struct node *panels = scene->panels;
    struct strings added = {0};
    for (size_t i = 0; panels && i < panels->count; i++)
        if (!is_usual(usual, panels->keys[i]->text))
            strings_add(&added, panels->keys[i]->text);
    struct text out = {0};
    text_add(&out, "{grid: [");
    add_row(&out, usual, &added, 0);
    text_add(&out, ", ");
    add_row(&out, usual, &added, 1);
    text_printf(&out, "], widths: [%s", usual->widths);
    for (size_t i = 0; i < added.count; i += 2)
        text_add(&out, ", 1.2");
    text_printf(&out, "], heights: [%s]}", usual->heights);
    strings_finish(&added);
    return text_take(&out);
}

bool scene_layout_read(struct layout *layout, const struct scene *scene, struct document *document,
                       struct error *error) {
    const struct node *panels = scene->panels, *node = scene->layout;
    if (!node) {
        char *text = scene_layout_default(scene);
        node = document_parse(document, "default layout", text, error);
        free(text);
    }
    if (!node || !layout_read(layout, node, error))
        return false;
    // The default layout takes names from `panels`, so mistakes in them are reported there.
    for (size_t i = 0; !scene->layout && panels && i < layout->count; i++)
        for (size_t k = 0; k < panels->count; k++)
            if (strcmp(panels->keys[k]->text, layout->spans[i].name) == 0)
                layout->spans[i].place = panels->keys[k]->place;
    return true;
}

// True for entries from another file than the layout, or than the comparison that replaces it:
// these are meant for other pictures, so no warning is given.
static bool is_left_aside(const struct scene *scene, const struct source *source) {
    if (scene->comparison)
        return scene->is_grid || source != scene->comparison->place.source;
    return source != scene->document.sources[0] && !source->single_line &&
           !(scene->layout && scene->layout->place.source == source);
}

static bool is_shown(const struct layout *layout, const char *name) {
    for (size_t i = 0; i < layout->count; i++)
        if (strcmp(layout->spans[i].name, name) == 0)
            return true;
    return false;
}

// The most panels that are warned of one by one, and the most names that a warning lists.
enum { WARNED_MAX = 20, LISTED_MAX = 12 };

void scene_layout_warn(const struct layout *layout, const struct scene *scene,
                       struct text *warnings) {
    const struct node *panels = scene->panels;
    struct strings names = {0};
    for (size_t i = 0; i < layout->count; i++)
        if (!scene->comparison || i == 0) // all cells of a comparison have the same name
            strings_add(&names, layout->spans[i].name);
    size_t hidden = 0;
    for (size_t i = 0; panels && i < panels->count; i++) {
        const struct node *key = panels->keys[i];
        if (is_shown(layout, key->text) || is_left_aside(scene, key->place.source))
            continue;
        if (++hidden > WARNED_MAX)
            continue;
        const char *meant = names_meant(key->text, names.items, names.count);
        if (!key->place.source->single_line)
            text_printf(warnings, "line %d: ", key->place.line);
        text_printf(warnings, "panel '%s' is not shown: %s", key->text,
                    scene->comparison ? "compare shows" : "the layout has");
        for (size_t k = 0; k < names.count && k < LISTED_MAX; k++)
            text_printf(warnings, "%s '%s'", k ? "," : "", names.items[k]);
        if (names.count > LISTED_MAX)
            text_printf(warnings, " and %zu more", names.count - LISTED_MAX);
        if (meant)
            text_printf(warnings, "; did you mean '%s'?", meant);
        text_add(warnings, "\n");
    }
    if (hidden > WARNED_MAX)
        text_printf(warnings, "%zu more panels are not shown\n", hidden - WARNED_MAX);
    strings_finish(&names);
}

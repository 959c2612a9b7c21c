// SPDX-License-Identifier: GPL-3.0-or-later
// A scene as one self-contained text, without `extends` and `sweep` and with the command line's
// overrides applied. It is stored in the files made from it.
#include "base/limits.h"
#include "base/number.h"
#include "base/source.h"
#include "optim/optimizer_table.h"
#include "scene/scene.h"
#include "tree/yaml_write.h"

#include <stdlib.h>
#include <string.h>

// Returns the scene with a value set at a key; NULL on error.
static const struct node *lay(struct document *document, const struct node *root, const char *key,
                              struct node *value, struct error *error) {
    return root && value ? document_with(document, root, key, value->place, false, value, error)
                         : NULL;
}

static const struct node *lay_text(struct document *document, const struct node *root,
                                   const char *key, struct text *value, struct error *error) {
    struct node *node = document_parse(document, key, value->data, error);
    text_finish(value);
    return lay(document, root, key, node, error);
}

static const struct node *lay_overrides(struct document *document, const struct node *root,
                                        const struct scene_overrides *overrides,
                                        struct error *error) {
    struct text value = {0};
    if (overrides->width) {
        text_printf(&value, "[%d, %d]", overrides->width, overrides->height);
        root = lay_text(document, root, "video.size", &value, error);
    }
    if (overrides->fps != 0) {
        number_append(&value, overrides->fps);
        root = lay_text(document, root, "video.fps", &value, error);
    }
    if (overrides->scale != 0) {
        number_append(&value, overrides->scale);
        root = lay_text(document, root, "video.scale", &value, error);
    }
    if (overrides->theme)
        root = lay(document, root, "theme", document_option(document, "--theme", overrides->theme),
                   error);
    return root;
}

// Returns a theme with the names of its files replaced by their contents; NULL on error.
static const struct node *fold_theme(struct document *document, const struct node *theme, int depth,
                                     struct error *error) {
    static const char ending[] = ".theme";
    size_t length = theme->kind == NODE_STRING ? strlen(theme->text) : 0;
    if (length >= sizeof ending && strcmp(theme->text + length - strlen(ending), ending) == 0) {
        char *path = source_beside(theme->place, theme->text);
        theme = document_read_alone(document, path, theme->place, error);
        free(path);
    }
    const struct node *base = node_get(theme, "extends");
    if (!base || depth == 0)
        return theme;
    base = fold_theme(document, base, depth - 1, error);
    return base ? lay(document, theme, "extends", document_share(document, base), error) : NULL;
}

// Returns a node in which rules that files define stand themselves; NULL on error.
static const struct node *fold_rules(struct document *document, const struct node *node,
                                     struct error *error) {
    bool is_list = node->kind == NODE_LIST;
    struct node *folded = NULL;
    for (size_t i = 0; (is_list || node->kind == NODE_MAP) && i < node->count; i++) {
        const struct optimizer *optimizer = is_list ? NULL : optimizer_find(node->keys[i]->text);
        const struct node *item = node->items[i];
        if (optimizer && optimizer->whole)
            item = optimizer->whole(document, item, error);
        else
            item = fold_rules(document, item, error);
        if (!item)
            return NULL;
        if (item == node->items[i])
            continue;
        folded = folded ? folded : document_share(document, node);
        folded->items[i] = document_share(document, item);
    }
    return folded ? folded : node;
}

// Returns true if the node or one of its descendants is a string that contains the name.
static bool mentions(const struct node *node, const char *name) {
    if (node->kind != NODE_LIST && node->kind != NODE_MAP)
        return node->text && strstr(node->text, name) != NULL;
    for (size_t i = 0; i < node->count; i++)
        if (mentions(node->items[i], name))
            return true;
    return false;
}

// Returns the scene without inherited panels that its layout does not show, and a comparison
// without layout and other panels. In a single file these would be mistakes.
static const struct node *drop_panels(struct document *document, const struct node *root,
                                      struct error *error) {
    const struct node *panels = node_get(root, "panels"), *layout = node_get(root, "layout");
    const struct node *compare = node_get(root, "compare");
    if (compare) {
        struct node *whole = document_share(document, root);
        document_drop(whole, "layout");
        root = whole;
        layout = node_get(compare, "panel");
        layout = layout ? layout : document_option(document, "compare", "contour");
    }
    if (!panels || !layout || panels->kind != NODE_MAP)
        return root;
    struct node *kept = document_share(document, panels);
    for (size_t i = 0; i < panels->count; i++) {
        const struct node *key = panels->keys[i];
        bool is_inherited = compare ? key->place.source != compare->place.source
                                    : key->place.source != root->place.source &&
                                          !key->place.source->single_line &&
                                          key->place.source != layout->place.source;
        if (is_inherited && !mentions(layout, key->text))
            document_drop(kept, key->text);
    }
    return lay(document, root, "panels", kept, error);
}

bool scene_source(struct text *out, const struct node *root,
                  const struct scene_overrides *overrides, struct error *error) {
    enum { THEMES_MAX = 32 };
    struct document document = {0};
    root = lay_overrides(&document, root, overrides, error);
    const struct node *theme = node_get(root, "theme");
    if (theme) {
        theme = fold_theme(&document, theme, THEMES_MAX, error);
        root =
            theme ? lay(&document, root, "theme", document_share(&document, theme), error) : NULL;
    }
    root = root ? fold_rules(&document, root, error) : NULL;
    root = root ? drop_panels(&document, root, error) : NULL;
    bool good = root != NULL;
    if (good) {
        struct node *whole = document_share(&document, root);
        document_drop(whole, "sweep");
        yaml_write(out, whole);
        // It must be readable again.
        struct place place = {.source = whole->place.source};
        good = limit_check(LIMIT_SCENE_BYTES, (double)out->length, place, error);
    }
    document_finish(&document);
    return good;
}

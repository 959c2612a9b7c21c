// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of what a film is made from as one text: a scene without `extends` and `sweep`, with
// what the command line laid over it.
#include "base/number.h"
#include "scene/scene.h"
#include "scene/yaml_write.h"

#include <stdlib.h>
#include <string.h>

// Returns the scene with a value at a key; NULL on error.
static const struct node *lay(struct document *document, const struct node *root, const char *key,
                              struct node *value, struct error *error) {
    return root && value ? document_with(document, root, key, value->place, value, error) : NULL;
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

// Returns a theme with what its files say in the place of their names; NULL on error.
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

bool scene_source(struct text *out, const struct node *root,
                  const struct scene_overrides *overrides, struct error *error) {
    enum { THEMES_MAX = 32 };
    struct document document = {0};
    root = lay_overrides(&document, root, overrides, error);
    const struct node *theme = node_get(root, "theme");
    if (theme && (theme = fold_theme(&document, theme, THEMES_MAX, error)))
        root = lay(&document, root, "theme", document_share(&document, theme), error);
    bool good = error->kind == ERROR_NONE;
    if (good) {
        struct node *whole = document_share(&document, root);
        document_drop(whole, "sweep");
        yaml_write(out, whole);
    }
    document_finish(&document);
    return good;
}

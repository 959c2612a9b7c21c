// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/scene.h"

#include "base/memory.h"
#include "optim/recording.h"
#include "scene/address.h"
#include "scene/comparison.h"
#include "scene/controls.h"
#include "scene/grid.h"
#include "scene/keys.h"

#include <stdlib.h>
#include <string.h>

char *scene_name(const char *path) {
    if (strcmp(path, "-") == 0)
        return mem_string("stdin", strlen("stdin"));
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    bool has_ending = dot && dot > name && strcmp(dot, ".scene") == 0;
    return mem_string(name, has_ending ? (size_t)(dot - name) : strlen(name));
}

// Applies the command line's overrides to the scene; NULL on error.
static struct node *lay_options(struct scene *scene, struct node *root,
                                const struct scene_overrides *overrides, struct error *error) {
    struct document *document = &scene->document;
    const struct node *sweep = node_get(root, "sweep"); // as written in the file
    struct node *key, *value;
    for (size_t i = 0; root && i < overrides->set_count; i++)
        root = document_parse_option(document, overrides->sets[i], (int)i + 1, false, &key, &value,
                                     error)
                   ? address_lay(document, root, key->text, key->place, true, value, error)
                   : NULL;
    if (root && overrides->grid)
        return grid_lay(scene, root, sweep, overrides, error);
    for (size_t i = 0; root && i < overrides->swept_count; i++)
        root = document_parse_option(document, overrides->swept[i], 0, false, &key, &value, error)
                   ? address_lay(document, root, key->text, key->place, true, value, error)
                   : NULL;
    if (root && overrides->combination > 0)
        root = grid_lay_one(document, root, sweep, overrides->combination, error);
    return root;
}

bool scene_read_partly(struct scene *scene, const char *path,
                       const struct scene_overrides *overrides, struct error *error) {
    *scene = (struct scene){.name = scene_name(path)};
    document_restrict(&scene->document, overrides->restricted, path);
    struct node *root = overrides->root;
    if (root)
        document_borrow(&scene->document, overrides->document);
    else
        root = document_read(&scene->document, path, (struct place){0}, error);
    root = root ? lay_options(scene, root, overrides, error) : NULL;
    bool good =
        root && (node_get(root, "compare") ? comparison_read(scene, root, overrides, error)
                                           : scene_read_keys(scene, root, NULL, overrides, error));
    good = good && controls_read(&scene->controls, scene, node_get(root, "controls"), root, error);
    good = good && scene_source(&scene->source, root, overrides, error);
    scene->has_mistakes = !good;
    return good;
}

bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error) {
    bool good = scene_read_partly(scene, path, overrides, error);
    if (!good)
        scene_finish(scene);
    return good;
}

void scene_finish(struct scene *scene) {
    comparison_destroy(scene->comparison);
    controls_finish(&scene->controls);
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        if (scene->borrows_optimizers)
            free(scene->optimizers[i].label);
        else
            optimizer_config_finish(&scene->optimizers[i]);
    }
    free(scene->optimizers);
    free(scene->targets);
    free(scene->start);
    free(scene->start_file);
    if (!scene->borrows_problem)
        problem_destroy(scene->problem);
    free(scene->name);
    text_finish(&scene->source);
    text_finish(&scene->warnings);
    document_finish(&scene->document);
    *scene = (struct scene){0};
}

// Adds the files of an optimizer: of its start and of a recorded path.
static void add_inputs(const struct optimizer_config *config, struct strings *paths) {
    if (config->start_file)
        strings_add(paths, config->start_file);
    if (config->recording)
        strings_add(paths, config->recording->file);
}

void scene_inputs(const struct scene *scene, struct strings *paths) {
    document_inputs(&scene->document, paths);
    if (scene->problem->kind->inputs)
        scene->problem->kind->inputs(scene->problem, paths);
    if (scene->start_file)
        strings_add(paths, scene->start_file);
    const struct comparison *comparison = scene->comparison;
    for (size_t i = 0; comparison && i < comparison->cell_count; i++)
        if (!comparison->cells[i].borrows_problem)
            scene_inputs(&comparison->cells[i], paths);
    for (size_t i = 0; !scene->borrows_optimizers && i < scene->optimizer_count; i++)
        add_inputs(&scene->optimizers[i], paths);
}

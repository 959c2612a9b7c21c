// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/font_files.h"

#include "base/memory.h"
#include "base/source.h"
#include "draw/text/fonts.h"

#include <stdlib.h>

enum { FILES_MAX = 16 };

bool font_files_keep(const struct node *node, void *field, struct error *error) {
    const char *path;
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of font files, such as [my.otf]", error);
    for (size_t i = 0; i < node->count; i++)
        if (!node_string(node->items[i], &path, error))
            return false;
    *(const struct node **)field = node;
    return node->count <= FILES_MAX ||
           error_at(error, node->items[FILES_MAX]->place, "more than %d font files", FILES_MAX);
}

static bool read_file(struct source *file, const struct node *node, struct error *error) {
    char *path = source_beside(node->place, node->text);
    bool good = source_read(file, path, LIMIT_FONT_BYTES, node->place, error);
    free(path);
    if (!good)
        return false;
    struct face *face = face_create(file->text, file->length);
    face_destroy(face);
    return face || error_at(error, node->place,
                            "'%s' is not a TrueType or OpenType font with outlines", node->text);
}

bool font_files_read(struct font_files *files, const struct node *list, struct error *error) {
    double bytes = 0;
    for (size_t i = 0; i < files->count; i++) // fonts of a scene and of its theme
        bytes += (double)files->files[i].length;
    for (size_t i = 0; list && i < list->count; i++) {
        files->files =
            mem_grow(files->files, &files->capacity, files->count + 1, sizeof *files->files);
        struct source *file = &files->files[files->count++];
        if (!read_file(file, list->items[i], error))
            return false;
        bytes += (double)file->length;
        if (!limit_check(LIMIT_FONT_BYTES, bytes, list->items[i]->place, error))
            return false;
    }
    return true;
}

void font_files_finish(struct font_files *files) {
    for (size_t i = 0; i < files->count; i++)
        source_finish(&files->files[i]);
    free(files->files);
    *files = (struct font_files){0};
}

struct font *font_files_open(const struct font_files *files, const struct typeface *typeface,
                             enum font_weight weight) {
    struct font *font = font_create_in(typeface, weight);
    for (size_t i = 0; i < files->count; i++)
        font_fall_back(font, files->files[i].text, files->files[i].length);
    return font;
}

void font_files_inputs(const struct font_files *files, struct strings *paths) {
    for (size_t i = 0; i < files->count; i++)
        strings_add(paths, files->files[i].name);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/files.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/source.h"
#include "tree/flow.h"
#include "tree/yaml.h"

#include <stdlib.h>
#include <string.h>

static struct given_file {
    char *name, *text;
    size_t length;
} * files;
static size_t file_count, file_capacity;

// Files are known by their names, whatever their folders.
static struct given_file *find(const char *path) {
    const char *name = path_name(path);
    for (size_t i = 0; i < file_count; i++)
        if (strcmp(files[i].name, name) == 0)
            return &files[i];
    return NULL;
}

bool files_has(const char *name) {
    return find(name);
}

void files_put(const char *name, const char *text, size_t length) {
    struct given_file *file = find(name);
    if (!file) {
        files = mem_grow(files, &file_capacity, file_count + 1, sizeof *files);
        file = &files[file_count++];
        file->name = mem_string(name, strlen(name));
    }
    free(file->text);
    file->text = mem_string(text, length);
    file->length = length;
}

static struct given_file *open_file(const char *path, struct place from, struct error *error) {
    struct given_file *file = find(path);
    if (!file)
        source_unreadable(path, from, error);
    return file;
}

bool source_unreadable(const char *path, struct place from, struct error *error) {
    if (from.source)
        return error_at(error, from, "'%s' is not part of this page", path);
    return error_set(error, ERROR_SCENE, "'%s' is not part of this page", path);
}

FILE *source_open(const char *path, struct place from, struct error *error) {
    struct given_file *file = open_file(path, from, error);
    static char nothing[] = "\n"; // no stream is empty
    bool is_empty = file && file->length == 0;
    FILE *stream = is_empty ? fmemopen(nothing, 1, "rb")
                   : file   ? fmemopen(file->text, file->length, "rb")
                            : NULL;
    if (file && !stream)
        mem_exhausted();
    return stream;
}

bool source_read(struct source *source, const char *path, enum limit limit, struct place from,
                 struct error *error) {
    struct given_file *file = open_file(path, from, error);
    *source = (struct source){0};
    if (!file || !limit_check(limit, (double)file->length, from, error))
        return false;
    *source = (struct source){.name = mem_string(path, strlen(path)),
                              .text = mem_string(file->text, file->length),
                              .length = file->length};
    return true;
}

bool source_read_scene(struct source *source, const char *path, const char *allowed,
                       struct place from, struct error *error) {
    (void)allowed;
    bool good = source_read(source, path, LIMIT_SCENE_BYTES, from, error);
    source->shows_lines = true;
    return good;
}

// All that the module reads is in flow style.
struct node *yaml_parse(struct document *document, const struct source *source,
                        struct error *error) {
    return flow_parse(document, source, error);
}

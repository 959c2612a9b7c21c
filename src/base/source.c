// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/source.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Sets an error about a file, at the place that names it where there is one.
static bool refuse(const char *path, const char *why, struct place from, struct error *error) {
    if (from.source)
        return error_at(error, from, "cannot read '%s': %s", path, why);
    return error_set(error, ERROR_SCENE, "%s: error: cannot read: %s", path, why);
}

bool source_unreadable(const char *path, struct place from, struct error *error) {
    return refuse(path, strerror(errno), from, error);
}

// True where the folder, which is a real path, holds the real path.
static bool holds(const char *folder, const char *path) {
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    return strncmp(folder, path, length) == 0 && path[length] == '/';
}

// Checks where the file lies. What is not there is told of as what lies outside is: who may not
// read a file may not learn of it either.
static bool check_place(const char *path, const char *allowed, struct place from,
                        struct error *error) {
    if (!allowed)
        return true;
    char *real = realpath(path, NULL);
    bool good = real && holds(allowed, real);
    if (!good) {
        struct text why = {0};
        text_printf(&why, "it is not in the folder '%s' (--restrict)", allowed);
        refuse(path, why.data, from, error);
        text_finish(&why);
    }
    free(real);
    return good;
}

// A scene that the command line names may come through a pipe.
static bool check_kind(const struct stat *status, const char *path, const char *allowed,
                       struct place from, struct error *error) {
    if (S_ISREG(status->st_mode) || (!from.source && !allowed && S_ISFIFO(status->st_mode)))
        return true;
    return refuse(path, S_ISDIR(status->st_mode) ? "it is a folder" : "it is no regular file", from,
                  error);
}

FILE *source_open_in(const char *path, const char *allowed, struct place from,
                     struct error *error) {
    struct stat before, status;
    if (!check_place(path, allowed, from, error))
        return NULL;
    if (stat(path, &before) != 0) {
        source_unreadable(path, from, error);
        return NULL;
    }
    if (!check_kind(&before, path, allowed, from, error))
        return NULL;
    // Some files of /proc would be waited for.
    int wait = S_ISFIFO(before.st_mode) ? 0 : O_NONBLOCK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "rb") : NULL;
    if (!file || fstat(descriptor, &status) != 0) {
        source_unreadable(path, from, error);
    } else if (status.st_ino != before.st_ino || status.st_dev != before.st_dev) {
        refuse(path, "it was replaced meanwhile", from, error);
    } else if (limit_check(LIMIT_DATA_BYTES, (double)status.st_size, from, error)) {
        return file;
    }
    if (file)
        fclose(file);
    else if (descriptor >= 0)
        close(descriptor);
    return NULL;
}

FILE *source_open(const char *path, struct place from, struct error *error) {
    return source_open_in(path, from.source ? from.source->allowed : NULL, from, error);
}

// Reads up to one byte more than the limit.
static bool read_stream(FILE *file, enum limit limit, struct source *source) {
    size_t capacity = 0, most = (size_t)limit_most(limit) + 1;
    struct stat status;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) &&
        (size_t)status.st_size < most)
        source->text = mem_grow(NULL, &capacity, (size_t)status.st_size + 2, 1);
    while (source->length < most) {
        source->text = mem_grow(source->text, &capacity, source->length + 4096, 1);
        size_t room = capacity - source->length - 1;
        room = room < most - source->length ? room : most - source->length;
        size_t got = fread(source->text + source->length, 1, room, file);
        source->length += got;
        if (got < room)
            break;
    }
    source->text[source->length] = '\0';
    return !ferror(file);
}

static bool read_file(struct source *source, const char *path, const char *allowed,
                      enum limit limit, struct place from, struct error *error) {
    *source = (struct source){.name = mem_string(path, strlen(path)), .allowed = allowed};
    FILE *file = source_open_in(path, allowed, from, error);
    bool good = file && read_stream(file, limit, source);
    if (file && !good)
        source_unreadable(path, from, error);
    good = good && limit_check(limit, (double)source->length,
                               from.source ? from : (struct place){.source = source}, error);
    if (!good)
        source_finish(source);
    if (file)
        fclose(file);
    return good;
}

bool source_read(struct source *source, const char *path, struct place from, struct error *error) {
    const char *allowed = from.source ? from.source->allowed : NULL;
    return read_file(source, path, allowed, LIMIT_DATA_BYTES, from, error);
}

bool source_read_scene(struct source *source, const char *path, const char *allowed,
                       struct place from, struct error *error) {
    bool good = read_file(source, path, allowed, LIMIT_SCENE_BYTES, from, error);
    source->shows_lines = true;
    return good;
}

char *source_beside(struct place place, const char *name) {
    bool is_file = place.source && !place.source->single_line;
    const char *slash = is_file ? strrchr(place.source->name, '/') : NULL;
    struct text path = {0};
    if (slash && name[0] != '/')
        text_append(&path, place.source->name, (size_t)(slash + 1 - place.source->name));
    text_add(&path, name);
    return text_take(&path);
}

void source_finish(struct source *source) {
    free(source->name);
    free(source->text);
    *source = (struct source){0};
}

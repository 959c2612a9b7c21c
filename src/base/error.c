// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The longest stretch of a source line that an error quotes, in characters.
enum { EXCERPT = 100 };

void error_finish(struct error *error) {
    free(error->message);
    *error = (struct error){0};
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...) {
    if (error->kind != ERROR_NONE)
        return false;
    struct text text = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&text, format, arguments);
    va_end(arguments);
    *error = (struct error){kind, text_take(&text)};
    return false;
}

// Appends the source line of `place` and a caret line under it.
static void add_excerpt(struct text *text, struct place place) {
    const char *line = place.source->text, *end = line + place.source->length;
    int first = place.source->first_line ? place.source->first_line : 1;
    for (int i = first; i < place.line; i++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline)
            return;
        line = newline + 1;
    }
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    end = stop ? stop : end;

    int skip = place.column > EXCERPT - 20 ? place.column - EXCERPT / 2 : 0;
    struct text quoted = {0}, carets = {0};
    const char *cursor = line;
    for (int column = 1; cursor < end && column <= skip + EXCERPT; column++) {
        const char *start = cursor;
        uint32_t point = utf8_next(&cursor, end);
        if (column <= skip)
            continue;
        bool plain = point >= 0x20 && point != 0x7F && point != 0xFFFD;
        if (plain)
            text_append(&quoted, start, (size_t)(cursor - start));
        else if (point != '\r')
            text_add(&quoted, point == '\t' ? " " : "?");
    }
    int length = place.length < 1 ? 1 : place.length;
    if (length > skip + EXCERPT - place.column)
        length = skip + EXCERPT - place.column > 1 ? skip + EXCERPT - place.column : 1;
    for (int column = skip + 1; column < place.column; column++)
        text_add(&carets, " ");
    for (int i = 0; i < length; i++)
        text_add(&carets, i ? "~" : "^");
    text_printf(text, "\n%4d | %s%s\n     | %s%s", place.line, skip ? "..." : "",
                quoted.data ? quoted.data : "", skip ? "   " : "", carets.data);
    text_finish(&quoted);
    text_finish(&carets);
}

bool error_at(struct error *error, struct place place, const char *format, ...) {
    if (error->kind != ERROR_NONE)
        return false;
    struct text text = {0};
    if (place.source && place.source->single_line)
        text_printf(&text, "%s:%d: ", place.source->name, place.column);
    else if (place.source && place.line)
        text_printf(&text, "%s:%d:%d: ", place.source->name, place.line, place.column);
    else if (place.source)
        text_printf(&text, "%s: ", place.source->name);
    text_add(&text, "error: ");
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&text, format, arguments);
    va_end(arguments);
    if (place.source && place.line)
        add_excerpt(&text, place);
    *error = (struct error){ERROR_SCENE, text_take(&text)};
    return false;
}

bool error_unknown(struct error *error, struct place place, const char *what, const char *name,
                   const char *const *names, size_t count) {
    const char *nearest = text_nearest(name, names, count);
    if (nearest)
        return error_at(error, place, "unknown %s '%s'; did you mean '%s'?", what, name, nearest);
    struct text all = {0};
    for (size_t i = 0; i < count; i++)
        text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    error_at(error, place, "unknown %s '%s'; there are %s", what, name,
             all.data ? all.data : "none");
    text_finish(&all);
    return false;
}

static bool read_stream(FILE *file, struct source *source) {
    size_t capacity = 0;
    struct stat status;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode))
        source->text = mem_grow(NULL, &capacity, (size_t)status.st_size + 2, 1);
    for (;;) {
        source->text = mem_grow(source->text, &capacity, source->length + 4096, 1);
        size_t room = capacity - source->length - 1;
        size_t got = fread(source->text + source->length, 1, room, file);
        source->length += got;
        if (got < room)
            break;
    }
    source->text[source->length] = '\0';
    return !ferror(file);
}

// Standard input from where it stood when the program began; its offset is left alone.
static bool read_standard_input(struct source *source) {
    size_t capacity = 0;
    off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    ssize_t got = at < 0 ? -1 : 1;
    while (got > 0) {
        source->text = mem_grow(source->text, &capacity, source->length + 4096, 1);
        got = pread(STDIN_FILENO, source->text + source->length, capacity - source->length - 1,
                    at + (off_t)source->length);
        source->length += got > 0 ? (size_t)got : 0;
    }
    return got == 0;
}

bool source_keep_standard_input(struct error *error) {
    if (lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0)
        return true;
    FILE *copy = tmpfile();
    char piece[1 << 14];
    ssize_t got = copy ? 1 : -1;
    while (got > 0) {
        got = read(STDIN_FILENO, piece, sizeof piece);
        if (got > 0 && fwrite(piece, 1, (size_t)got, copy) < (size_t)got)
            got = -1;
    }
    bool good = got == 0 && fflush(copy) == 0 && lseek(fileno(copy), 0, SEEK_SET) == 0 &&
                dup2(fileno(copy), STDIN_FILENO) >= 0;
    if (!good)
        error_set(error, ERROR_RENDER, "cannot read standard input: %s", strerror(errno));
    if (copy)
        fclose(copy);
    return good;
}

bool source_unreadable(const char *path, struct place from, struct error *error) {
    int reason = errno;
    if (from.source)
        return error_at(error, from, "cannot read '%s': %s", path, strerror(reason));
    return error_set(error, ERROR_SCENE, "%s: error: cannot read: %s", path, strerror(reason));
}

FILE *source_open(const char *path, struct place from, struct error *error) {
    FILE *file = fopen(path, "rb");
    if (!file)
        source_unreadable(path, from, error);
    return file;
}

static void drop_byte_order_mark(struct source *source) {
    static const char mark[] = "\xEF\xBB\xBF";
    size_t length = strlen(mark);
    if (source->length < length || memcmp(source->text, mark, length) != 0)
        return;
    source->length -= length;
    memmove(source->text, source->text + length, source->length + 1);
}

bool source_read(struct source *source, const char *path, struct place from, struct error *error) {
    *source = (struct source){.name = mem_string(path, strlen(path))};
    bool is_standard = strcmp(path, "-") == 0;
    FILE *file = is_standard ? NULL : source_open(path, from, error);
    bool good = is_standard ? read_standard_input(source) : file && read_stream(file, source);
    if (good)
        drop_byte_order_mark(source);
    else if (is_standard || file)
        source_unreadable(path, from, error);
    if (!good)
        source_finish(source);
    if (file)
        fclose(file);
    return good;
}

char *source_beside(struct place place, const char *name) {
    bool is_file = place.source && !place.source->single_line;
    const char *slash = is_file ? strrchr(place.source->name, '/') : NULL;
    struct text path = {0};
    if (slash && name[0] != '/')
        text_append(&path, place.source->name, (size_t)(slash + 1 - place.source->name));
    else if (strcmp(name, "-") == 0) // a file of that name, not standard input
        text_add(&path, "./");
    text_add(&path, name);
    return text_take(&path);
}

void source_finish(struct source *source) {
    free(source->name);
    free(source->text);
    *source = (struct source){0};
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/number.h"
#include "base/spelling.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The longest stretch of a source line that an error quotes, in characters.
enum { EXCERPT = 100 };

// More mistakes of a scene than a reader mends at once are not kept.
enum { MISTAKES_MAX = 20 };

void error_finish(struct error *error) {
    for (struct error *more = error->more, *next; more; more = next) {
        next = more->more;
        more->more = NULL;
        error_finish(more);
        free(more);
    }
    free(error->message);
    free(error->file);
    free(error->what);
    *error = (struct error){0};
}

// Whether a mistake stands before another one in their source.
static bool is_before(const struct error *a, const struct error *b) {
    return a->file && b->file && strcmp(a->file, b->file) == 0 &&
           (a->line < b->line || (a->line == b->line && a->column < b->column));
}

// Puts one mistake among those of `error`, in the order of their source.
static void insert(struct error *error, const struct error *one) {
    struct error *at = error;
    while (at->more && !is_before(one, at))
        at = at->more;
    struct error *behind = mem_zero(1, sizeof *behind);
    if (is_before(one, at)) {
        *behind = *at;
        *at = *one;
        at->more = behind;
    } else {
        *behind = *one;
        at->more = behind;
    }
}

// Takes one mistake over into `error`, or drops it.
static void take(struct error *error, struct error *one) {
    int count = 0;
    bool is_known = false;
    for (struct error *at = error->kind ? error : NULL; at; at = at->more, count++)
        is_known = is_known || strcmp(at->message, one->message) == 0;
    if (count == 0)
        *error = *one;
    else if (is_known || count >= MISTAKES_MAX)
        error_finish(one);
    else
        insert(error, one);
}

bool error_collect(struct error *error, struct error *one) {
    if (one->kind == ERROR_NONE)
        return true;
    struct error *rest = one->more;
    one->more = NULL;
    take(error, one);
    while (rest) {
        struct error *taken = rest;
        rest = rest->more;
        taken->more = NULL;
        take(error, taken);
        free(taken);
    }
    *one = (struct error){0};
    return false;
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...) {
    if (error->kind != ERROR_NONE)
        return false;
    struct text text = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&text, format, arguments);
    va_end(arguments);
    *error = (struct error){.kind = kind, .message = text_take(&text)};
    return false;
}

// Returns where the line of a place begins in its source's text, NULL where it has none.
static const char *line_start(struct place place, const char **end) {
    if (!place.source || !place.source->text || place.line < 1)
        return NULL;
    const char *line = place.source->text;
    *end = line + place.source->length;
    int first = place.source->first_line ? place.source->first_line : 1;
    for (int i = first; i < place.line; i++) {
        const char *newline = memchr(line, '\n', (size_t)(*end - line));
        if (!newline)
            return NULL;
        line = newline + 1;
    }
    return line;
}

const char *place_text(struct place place, const char **end) {
    const char *at = line_start(place, end);
    for (int column = 1; at && column < place.column && at < *end; column++)
        utf8_next(&at, *end);
    return at;
}

// Appends the source line of `place` and a caret line under it.
static void add_excerpt(struct text *text, struct place place) {
    const char *end, *line = line_start(place, &end);
    if (!line)
        return;
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
    struct text text = {0}, what = {0};
    bool is_line = place.source && place.source->single_line;
    if (is_line)
        text_printf(&text, "%s:%d: ", place.source->name, place.column);
    else if (place.source && place.line)
        text_printf(&text, "%s:%d:%d: ", place.source->name, place.line, place.column);
    else if (place.source)
        text_printf(&text, "%s: ", place.source->name);
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&what, format, arguments);
    va_end(arguments);
    text_printf(&text, "error: %s", what.data ? what.data : "");
    if (place.source && place.line)
        add_excerpt(&text, place);
    const char *file = place.source ? place.source->name : NULL;
    *error = (struct error){.kind = ERROR_SCENE,
                            .message = text_take(&text),
                            .file = file ? mem_string(file, strlen(file)) : NULL,
                            .line = is_line ? 0 : place.line,
                            .column = place.column,
                            .what = text_take(&what)};
    return false;
}

// The text up to and including a place that is cut at a comma: `{text: a, b}` has a key `b` without
// a value behind a text without quotes. NULL where the place is no such key; owned by the caller.
static char *cut_text(struct place place) {
    const char *end, *at = place_text(place, &end), *text = at ? place.source->text : NULL;
    if (!at)
        return NULL;
    const char *stop = at;
    for (int i = 0; i < place.length && stop < end; i++)
        utf8_next(&stop, end);
    const char *behind = stop;
    while (behind < end && *behind == ' ')
        behind++;
    if (behind == end || !strchr(",}", *behind) || at == text || strchr("\"'", *at))
        return NULL;
    // Back over the text before the comma, to the colon of its key.
    const char *comma = at - 1;
    while (comma > text && *comma == ' ')
        comma--;
    const char *start = comma;
    while (*comma == ',' && start > text && !strchr("{}[]\n\"'", start[-1]) &&
           !(start[-1] == ':' && start[0] == ' '))
        start--;
    if (*comma != ',' || start == text || start[-1] != ':')
        return NULL;
    start++;
    double number;
    bool is_number = start < comma && number_parse(start, (size_t)(comma - start), &number);
    // A number and a word are no text; two numbers are a list.
    if (start >= comma || (is_number && !number_parse(at, (size_t)(stop - at), &number)))
        return NULL;
    return mem_string(start, (size_t)(stop - start));
}

// `subject` is the whole of what is unknown; `there_are` begins the list of all names.
static bool unknown(struct error *error, struct place place, const char *subject, const char *name,
                    bool is_key, const char *there_are, const char *const *names, size_t count) {
    struct text advice = {0};
    char *whole = cut_text(place);
    if (whole) {
        if (whole[0] == '(')
            text_printf(&advice, "a list stands in brackets: write [%.*s]",
                        (int)strcspn(whole + 1, ")"), whole + 1);
        else if (isdigit((unsigned char)whole[0]) || whole[0] == '-')
            text_add(&advice, "decimals have a point, lists stand in [brackets]");
        else
            text_printf(&advice, "a comma ends an unquoted text: write \"%s\"", whole);
    } else if (!spelling_name(&advice, name, names, count) &&
               !names_advise(&advice, name, is_key, names, count)) {
        text_printf(&advice, "%s ", there_are);
        for (size_t i = 0; i < count; i++)
            text_printf(&advice, "%s%s", i ? ", " : "", names[i]);
        text_add(&advice, count ? "" : "none");
    }
    error_at(error, place, "unknown %s; %s", subject, advice.data);
    text_finish(&advice);
    free(whole);
    return false;
}

bool error_unknown(struct error *error, struct place place, const char *what, const char *name,
                   const char *const *names, size_t count) {
    struct text subject = {0};
    text_printf(&subject, "%s '%s'", what, name);
    unknown(error, place, subject.data, name, false, "there are", names, count);
    text_finish(&subject);
    return false;
}

bool error_unknown_key(struct error *error, struct place place, const char *owner, const char *name,
                       const char *const *names, size_t count) {
    struct text subject = {0};
    text_printf(&subject, "option '%s' for %s", name, owner);
    unknown(error, place, subject.data, name, true, "it has", names, count);
    text_finish(&subject);
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

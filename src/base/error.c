// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/number.h"
#include "base/shown.h"
#include "base/spelling.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// The most characters of a source line that an error quotes.
enum { EXCERPT = 100 };

// The most mistakes that one error keeps. Nobody fixes more than this between two runs.
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

// Returns true if both are in the same file and `a` comes before `b`.
static bool is_before(const struct error *a, const struct error *b) {
    return a->file && b->file && strcmp(a->file, b->file) == 0 &&
           (a->line < b->line || (a->line == b->line && a->column < b->column));
}

// Inserts one mistake into the list, sorted by position.
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

// Moves one mistake into `error`, or frees it if it is a duplicate or one too many.
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

struct error error_part(const struct error *error) {
    int count = 0;
    for (const struct error *at = error->kind ? error : NULL; at; at = at->more)
        count++;
    return (struct error){.is_full = error->is_full || count >= MISTAKES_MAX};
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
    *one = error_part(error);
    return false;
}

// Notes that there is a mistake which nobody will read.
static bool note(struct error *error, enum error_kind kind) {
    if (error->kind == ERROR_NONE)
        *error = (struct error){.kind = kind, .message = mem_string("", 0), .is_full = true};
    return false;
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...) {
    if (error->kind != ERROR_NONE || error->is_full)
        return note(error, kind);
    struct text text = {0};
    va_list arguments;
    va_start(arguments, format);
    shown_vprintf(&text, format, arguments);
    va_end(arguments);
    *error = (struct error){.kind = kind, .message = text_take(&text)};
    return false;
}

// Returns how many bytes a line break of YAML takes; 0: this is none.
static size_t break_length(const char *at, size_t left) {
    if (*at != '\n' && *at != '\r' && *at != '\xC2' && *at != '\xE2')
        return 0;
    if (left > 1 && (memcmp(at, "\r\n", 2) == 0 || memcmp(at, "\xC2\x85", 2) == 0))
        return 2;
    if (left > 2 && (memcmp(at, "\xE2\x80\xA8", 3) == 0 || memcmp(at, "\xE2\x80\xA9", 3) == 0))
        return 3;
    return *at == '\n' || *at == '\r';
}

const char *source_line_end(const struct source *source, const char *at, const char **next) {
    const char *end = source->text + source->length;
    *next = NULL;
    if (!source->shows_lines) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        *next = newline ? newline + 1 : NULL;
        return newline ? newline : end;
    }
    size_t length = 0;
    while (at < end && (length = break_length(at, (size_t)(end - at))) == 0)
        at++;
    *next = at < end ? at + length : NULL;
    return at;
}

// Returns the start of the line of a place, NULL if the place has none.
static const char *line_start(struct place place, const char **end) {
    if (!place.source || !place.source->text || place.line < 1)
        return NULL;
    const char *line = place.source->text;
    *end = line + place.source->length;
    int first = place.source->first_line ? place.source->first_line : 1;
    for (int i = first; i < place.line; i++) {
        source_line_end(place.source, line, &line);
        if (!line)
            return NULL;
    }
    return line;
}

const char *place_text(struct place place, const char **end) {
    const char *at = line_start(place, end);
    for (int column = 1; at && column < place.column && at < *end; column++)
        utf8_next(&at, *end);
    return at;
}

// Returns the text to quote, up to `*end`: the whole line of a scene, only the wrong field of a
// data file. NULL: nothing to quote.
static const char *quoted_part(struct place place, const char **end) {
    const char *line = line_start(place, end);
    if (!line)
        return NULL;
    const char *next;
    *end = source_line_end(place.source, line, &next);
    if (place.source->shows_lines)
        return line;
    for (int column = 1; column < place.column && line < *end; column++)
        utf8_next(&line, *end);
    const char *behind = line;
    for (int i = 0; i < place.length && behind < *end; i++)
        utf8_next(&behind, *end);
    *end = behind;
    return place.length > 1 ? line : NULL;
}

// Appends the quoted text and a line with a caret under the mistake.
static void add_excerpt(struct text *text, struct place place) {
    const char *end, *cursor = quoted_part(place, &end);
    if (!cursor)
        return;
    int first = place.source->shows_lines ? place.column : 1;
    int skip = first > EXCERPT - 20 ? first - EXCERPT / 2 : 0;
    struct text quoted = {0}, carets = {0};
    for (int column = 1; cursor < end && column <= skip + EXCERPT; column++) {
        const char *start = cursor;
        uint32_t point = utf8_next(&cursor, end);
        if (column <= skip)
            continue;
        if (!shown_is_special(point) && point != 0xFFFD)
            text_append(&quoted, start, (size_t)(cursor - start));
        else if (point != '\r')
            text_add(&quoted, point == '\t' ? " " : "?");
    }
    int length = place.length < 1 ? 1 : place.length;
    if (length > skip + EXCERPT - first)
        length = skip + EXCERPT - first > 1 ? skip + EXCERPT - first : 1;
    for (int column = skip + 1; column < first; column++)
        text_add(&carets, " ");
    for (int i = 0; i < length; i++)
        text_add(&carets, i ? "~" : "^");
    text_printf(text, "\n%4d | %s%s\n     | %s%s", place.line, skip ? "..." : "",
                quoted.data ? quoted.data : "", skip ? "   " : "", carets.data);
    text_finish(&quoted);
    text_finish(&carets);
}

bool error_at(struct error *error, struct place place, const char *format, ...) {
    if (error->kind != ERROR_NONE || error->is_full)
        return note(error, ERROR_SCENE);
    struct text text = {0}, what = {0};
    bool is_line = place.source && place.source->single_line;
    if (is_line)
        shown_printf(&text, "%s:%d: ", place.source->name, place.column);
    else if (place.source && place.line)
        shown_printf(&text, "%s:%d:%d: ", place.source->name, place.line, place.column);
    else if (place.source)
        shown_printf(&text, "%s: ", place.source->name);
    va_list arguments;
    va_start(arguments, format);
    shown_vprintf(&what, format, arguments);
    va_end(arguments);
    text_add(&text, "error: ");
    text_add(&text, what.data ? what.data : "");
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

// In `{text: a, b}` the comma ends the unquoted text `a`, and YAML reads `b` as a key without a
// value. If the place is such a key, returns the text that was meant, "a, b"; otherwise NULL. Owned
// by the caller.
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
    // Scan back from the comma to the colon of its key.
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
    // A number before the comma was not meant as text; two numbers were meant as a list.
    if (start >= comma || (is_number && !number_parse(at, (size_t)(stop - at), &number)))
        return NULL;
    return mem_string(start, (size_t)(stop - start));
}

static void list_names(struct text *out, const char *there_are, const char *const *names,
                       size_t count) {
    text_printf(out, "%s ", there_are);
    for (size_t i = 0; i < count; i++)
        text_printf(out, "%s%s", i ? ", " : "", names[i]);
    text_add(out, count ? "" : "none");
}

// `subject` names the unknown thing in the message; `there_are` introduces the list of all names.
static bool unknown(struct error *error, struct place place, const char *subject, const char *name,
                    bool is_key, const char *there_are, const char *const *names, size_t count) {
    if (error->kind != ERROR_NONE || error->is_full)
        return note(error, ERROR_SCENE);
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
        list_names(&advice, there_are, names, count);
    }
    error_at(error, place, "unknown %s; %s", subject, advice.data);
    text_finish(&advice);
    free(whole);
    return false;
}

bool error_unknown(struct error *error, struct place place, const char *what, const char *name,
                   const char *const *names, size_t count) {
    struct text subject = {0};
    shown_printf(&subject, "%s '%s'", what, name);
    unknown(error, place, subject.data, name, false, "there are", names, count);
    text_finish(&subject);
    return false;
}

bool error_unknown_key(struct error *error, struct place place, const char *owner, const char *name,
                       const char *const *names, size_t count) {
    struct text subject = {0};
    shown_printf(&subject, "option '%s' for %s", name, owner);
    unknown(error, place, subject.data, name, true, "it has", names, count);
    text_finish(&subject);
    return false;
}

bool error_unknown_argument(struct error *error, const char *option, const char *what,
                            const char *name, const char *const *names, size_t count) {
    struct text advice = {0};
    const char *meant = names_meant(name, names, count);
    if (meant)
        text_printf(&advice, "did you mean '%s'?", meant);
    else
        list_names(&advice, "there are", names, count);
    error_set(error, ERROR_USAGE, "%s: unknown %s '%s'; %s", option, what, name, advice.data);
    text_finish(&advice);
    return false;
}

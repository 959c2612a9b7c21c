// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

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
    shown_vprintf(&text, format, arguments);
    va_end(arguments);
    *error = (struct error){kind, text_take(&text)};
    return false;
}

// Returns the stretch of the source that is quoted, from its first character: the line, or of what
// is no scene the field alone that is wrong. NULL: nothing.
static const char *quoted_part(struct place place, const char **end) {
    const char *line = place.source->text;
    *end = line + place.source->length;
    for (int i = 1; i < place.line; i++) {
        const char *newline = memchr(line, '\n', (size_t)(*end - line));
        if (!newline)
            return NULL;
        line = newline + 1;
    }
    const char *stop = memchr(line, '\n', (size_t)(*end - line));
    *end = stop ? stop : *end;
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

// Appends what is wrong and a caret line under it.
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
    if (error->kind != ERROR_NONE)
        return false;
    struct text text = {0};
    if (place.source && place.source->single_line)
        shown_printf(&text, "%s:%d: ", place.source->name, place.column);
    else if (place.source && place.line)
        shown_printf(&text, "%s:%d:%d: ", place.source->name, place.line, place.column);
    else if (place.source)
        shown_printf(&text, "%s: ", place.source->name);
    text_add(&text, "error: ");
    va_list arguments;
    va_start(arguments, format);
    shown_vprintf(&text, format, arguments);
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

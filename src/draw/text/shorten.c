// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/shorten.h"

#include "base/memory.h"
#include "draw/text/maths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_combining(uint32_t point) {
    return (point >= 0x300 && point < 0x370) || point == 0x200D || (point & ~15u) == 0xFE00;
}

size_t shorten_next(const char *line, size_t at) {
    const char *cursor = line + at, *end = cursor + strlen(cursor), *behind = cursor;
    struct maths_part part;
    if (*cursor == '$' && maths_next_part(&behind, &part) && part.is_formula)
        return (size_t)(behind - line);
    cursor += cursor[0] == '\\' && cursor[1] == '$';
    utf8_next(&cursor, end);
    for (const char *mark = cursor; mark < end && is_combining(utf8_next(&mark, end));)
        cursor = mark;
    return (size_t)(cursor - line);
}

static void write_cut(struct text *text, const char *line, size_t length) {
    while (length > 0 && line[length - 1] == ' ')
        length--;
    text_clear(text);
    text_append(text, line, length);
    text_add(text, "\u2026");
}

// Appends as much of a line as fits into `width` pixels, with an ellipsis if it was cut; nothing if
// not even the ellipsis fits.
static void add_cut(struct font *font, const char *line, double size, double width,
                    struct text *fitted) {
    struct text cut = {0};
    size_t kept = 0;
    bool fits = false;
    if (font_width(font, line, size) <= width) {
        text_add(fitted, line);
        return;
    }
    for (size_t at = 0;; at = shorten_next(line, at)) {
        write_cut(&cut, line, at);
        if (font_width(font, cut.data, size) > width || !line[at])
            break;
        fits = true;
        kept = at;
    }
    write_cut(&cut, line, kept);
    text_add(fitted, fits ? cut.data : "");
    text_finish(&cut);
}

double shorten_line(struct font *font, const char *text, double size, double least, double width,
                    struct text *fitted) {
    text_clear(fitted);
    text_add(fitted, text);
    double natural = font_width(font, text, size);
    if (natural <= width)
        return size;
    if (natural * least <= width)
        return size * width / natural;
    size *= least;
    text_clear(fitted);
    for (const char *line = text;; line++) {
        size_t length = strcspn(line, "\n");
        char *alone = mem_string(line, length);
        add_cut(font, alone, size, width, fitted);
        free(alone);
        line += length;
        if (!*line)
            break;
        text_add(fitted, "\n");
    }
    text_add(fitted, ""); // `fitted` must not be NULL for an empty text
    return size;
}

size_t shorten_break(struct font *font, const char *line) {
    size_t best = 0;
    double least = font_width(font, line, 1);
    struct text part = {0};
    for (size_t at = 0; line[at]; at = shorten_next(line, at)) {
        if (line[at] != ' ' || at == 0)
            continue;
        text_clear(&part);
        text_append(&part, line, at);
        double wider = fmax(font_width(font, part.data, 1), font_width(font, line + at + 1, 1));
        if (wider < least) {
            least = wider;
            best = at + 1;
        }
    }
    text_finish(&part);
    return best;
}

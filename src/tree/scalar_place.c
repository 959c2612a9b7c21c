// SPDX-License-Identifier: GPL-3.0-or-later
// Places inside a scalar. Between its text and its source stand quotes, escapes, indentation and
// folded lines; what is not white space is the same in both, in the same order.
#include "base/text.h"
#include "tree/node.h"

#include <ctype.h>
#include <string.h>

enum style { STYLE_PLAIN, STYLE_BLOCK, STYLE_SINGLE, STYLE_DOUBLE };

// Walks through the source of a scalar.
struct walk {
    const char *at, *end;
    enum style style;
};

// Moves to the first character of the content, behind an anchor, a quote or the sign of a block.
static void begin(struct walk *walk) {
    while (walk->at < walk->end && (*walk->at == '&' || *walk->at == '!')) {
        while (walk->at < walk->end && !isspace((unsigned char)*walk->at))
            walk->at++;
        while (walk->at < walk->end && isspace((unsigned char)*walk->at))
            walk->at++;
    }
    walk->style = STYLE_PLAIN;
    if (walk->at < walk->end)
        walk->style = *walk->at == '|' || *walk->at == '>' ? STYLE_BLOCK
                      : *walk->at == '\''                  ? STYLE_SINGLE
                      : *walk->at == '"'                   ? STYLE_DOUBLE
                                                           : STYLE_PLAIN;
    if (walk->style == STYLE_BLOCK)
        while (walk->at < walk->end && *walk->at != '\n')
            walk->at++;
    else if (walk->style != STYLE_PLAIN)
        walk->at++;
}

static void skip_space(struct walk *walk) {
    while (walk->at < walk->end) {
        bool is_escape = walk->style == STYLE_DOUBLE && walk->at[0] == '\\' &&
                         walk->at + 1 < walk->end && strchr("nrt \n", walk->at[1]);
        if (!is_escape && !isspace((unsigned char)*walk->at))
            return;
        walk->at += is_escape ? 2 : 1;
    }
}

// Passes over the character of the source that stands for `c`. False if it is another.
static bool take(struct walk *walk, char c) {
    size_t left = (size_t)(walk->end - walk->at), marks = 0;
    if (left > 1)
        marks =
            (walk->style == STYLE_DOUBLE && walk->at[0] == '\\' && strchr("\"\\/", walk->at[1])) ||
            (walk->style == STYLE_SINGLE && walk->at[0] == '\'');
    if (left <= marks || walk->at[marks] != c)
        return false;
    walk->at += marks + 1;
    return true;
}

// Returns where the byte at `offset` of the text stands in the source; NULL where they differ.
static const char *find(const struct node *node, size_t offset) {
    struct walk walk = {0};
    walk.at = place_text(node->place, &walk.end);
    if (!walk.at)
        return NULL;
    begin(&walk);
    size_t i = 0;
    for (; i < offset && node->text[i]; i++) {
        if (isspace((unsigned char)node->text[i]))
            continue;
        skip_space(&walk);
        if (!take(&walk, node->text[i]))
            return NULL;
    }
    if (node->text[i] && !isspace((unsigned char)node->text[i]))
        skip_space(&walk);
    return walk.at;
}

struct place node_place_in(const struct node *node, size_t offset, size_t length) {
    struct place place = node->place;
    const char *end, *source = place_text(place, &end);
    const char *start = node->text ? find(node, offset) : NULL;
    const char *stop = start && length > 0 ? find(node, offset + length) : start;
    if (!source || !start || !stop || stop < start)
        return place;
    for (const char *next; source_line_end(place.source, source, &next) < start && next;) {
        source = next;
        place.line++;
        place.column = 1;
    }
    const char *next, *line_end = source_line_end(place.source, start, &next);
    place.column += (int)utf8_count(source, (size_t)(start - source));
    place.length = (int)utf8_count(start, (size_t)((line_end < stop ? line_end : stop) - start));
    return place;
}

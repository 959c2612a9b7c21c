// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/text.h"
#include "draw/text/maths_parser.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40 };

struct maths_node *maths_add_node(struct maths_parser *parser, enum maths_kind kind) {
    struct maths *maths = parser->maths;
    maths->nodes =
        mem_grow(maths->nodes, &maths->capacity, maths->count + 1, sizeof(struct maths_node *));
    struct maths_node *node = mem_zero(1, sizeof *node);
    node->kind = kind;
    maths->nodes[maths->count++] = node;
    return node;
}

void maths_add_item(struct maths_node *row, struct maths_node *item) {
    row->items = mem_grow(row->items, &row->capacity, row->count + 1, sizeof(struct maths_node *));
    row->items[row->count++] = item;
}

struct place maths_place(const struct maths_parser *parser, const char *start, const char *end) {
    struct place place = parser->place;
    place.column += (int)utf8_count(parser->text, (size_t)(start - parser->text));
    place.length = end > start ? (int)utf8_count(start, (size_t)(end - start)) : 1;
    return place;
}

struct maths_node *maths_fail(struct maths_parser *parser, const char *start, const char *message) {
    error_at(parser->error, maths_place(parser, start, parser->at), "%s", message);
    return NULL;
}

void maths_skip_spaces(struct maths_parser *parser) {
    while (parser->at < parser->end && *parser->at == ' ')
        parser->at++;
}

bool maths_looks_at(const struct maths_parser *parser, const char *what) {
    size_t length = strlen(what);
    return (size_t)(parser->end - parser->at) >= length && memcmp(parser->at, what, length) == 0 &&
           !(what[0] == '\\' && isalpha((unsigned char)what[length - 1]) &&
             parser->at + length < parser->end && isalpha((unsigned char)parser->at[length]));
}

bool maths_close_row(struct maths_parser *parser, const char *close, const char *start,
                     size_t length, const char *message) {
    if (maths_looks_at(parser, close)) {
        parser->at += strlen(close);
        return true;
    }
    parser->at = start + length;
    maths_fail(parser, start, message);
    return false;
}

static struct maths_node *parse_character(struct maths_parser *parser) {
    static const struct {
        uint32_t typed, point;
        enum maths_class class;
    } table[] = {
        {'+', '+', CLASS_BINARY},    {'-', 0x2212, CLASS_BINARY},   {0x2212, 0x2212, CLASS_BINARY},
        {'*', 0x2217, CLASS_BINARY}, {0xB7, 0x22C5, CLASS_BINARY},  {0xD7, 0xD7, CLASS_BINARY},
        {'=', '=', CLASS_RELATION},  {'<', '<', CLASS_RELATION},    {'>', '>', CLASS_RELATION},
        {':', ':', CLASS_RELATION},  {',', ',', CLASS_PUNCTUATION}, {';', ';', CLASS_PUNCTUATION},
        {'(', '(', CLASS_OPEN},      {'[', '[', CLASS_OPEN},        {')', ')', CLASS_CLOSE},
        {']', ']', CLASS_CLOSE},     {'!', '!', CLASS_CLOSE},
    };
    struct maths_node *node = maths_add_node(parser, MATHS_CHAR);
    uint32_t typed = utf8_next(&parser->at, parser->end);
    node->point = maths_letter(typed, parser->alphabet);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].typed == typed) {
            node->point = table[i].point;
            node->class = table[i].class;
        }
    }
    return node;
}

// Reads one thing, without its scripts.
static struct maths_node *parse_thing(struct maths_parser *parser) {
    const char *start = parser->at;
    if (parser->depth > DEPTH_MAX)
        return maths_fail(parser, start, "the formula is nested too deep");
    if (*start == '\\')
        return maths_parse_command(parser);
    if (*start == '{') {
        parser->at++;
        struct maths_node *row = maths_parse_row(parser, "}");
        bool closed =
            row && maths_close_row(parser, "}", start, 1, "a '{' without its '}' in a formula");
        return closed ? row : NULL;
    }
    if ((unsigned char)*start < 0x20) {
        parser->at++;
        return maths_fail(
            parser, start,
            "a control character in a formula; in \"double quotes\" YAML reads \\n as a "
            "line break and \\t as a tab: use 'single quotes'");
    }
    return parse_character(parser);
}

struct maths_node *maths_parse_argument(struct maths_parser *parser, const char *of) {
    maths_skip_spaces(parser);
    const char *start = parser->at;
    if (start == parser->end || strchr("}_^&", *start)) {
        error_at(parser->error, maths_place(parser, start, start),
                 "\\%s needs what it stands for, such as {x}", of);
        return NULL;
    }
    parser->depth++;
    struct maths_node *node = parse_thing(parser);
    parser->depth--;
    return node;
}

static struct maths_node *parse_script(struct maths_parser *parser) {
    const char *start = parser->at++;
    maths_skip_spaces(parser);
    if (parser->at == parser->end || strchr("}_^", *parser->at)) {
        parser->at = start + 1;
        return maths_fail(parser, start, "a script without what it holds; write x_1 or x_{10}");
    }
    parser->depth++;
    struct maths_node *node = parse_thing(parser);
    parser->depth--;
    return node;
}

// Reads the scripts behind a thing: in any order, each once; primes are a superscript.
static struct maths_node *parse_scripts(struct maths_parser *parser, struct maths_node *base) {
    struct maths_node *scripts = NULL;
    for (;;) {
        maths_skip_spaces(parser);
        if (parser->at == parser->end || !strchr("_^'", *parser->at))
            break;
        char mark = *parser->at;
        const char *start = parser->at;
        if (!scripts) {
            scripts = maths_add_node(parser, MATHS_SCRIPTS);
            scripts->class = base->class;
            scripts->parts[0] = base;
        }
        struct maths_node **part = &scripts->parts[mark == '_' ? 1 : 2];
        if (*part && (*part)->kind != MATHS_ROW && mark != '\'') {
            parser->at++;
            return maths_fail(parser, start,
                              mark == '_' ? "a second subscript" : "a second superscript");
        }
        struct maths_node *held = NULL;
        if (mark == '\'') {
            parser->at++;
            held = maths_add_node(parser, MATHS_CHAR);
            held->point = 0x2032;
        } else {
            held = parse_script(parser);
        }
        if (!held)
            return NULL;
        if (*part && mark == '^') {
            // x'^2: the primes come first.
            maths_add_item(*part, held);
        } else if (mark == '\'') {
            if (!*part)
                *part = maths_add_node(parser, MATHS_ROW);
            maths_add_item(*part, held);
        } else if (*part) {
            return maths_fail(parser, start, "a second subscript");
        } else {
            *part = held;
        }
    }
    return scripts ? scripts : base;
}

// Whether a row ends here; "&": a cell of several, at what ends any of them.
static bool ends_row(const struct maths_parser *parser, const char *until) {
    if (parser->at == parser->end)
        return true;
    if (*until == '&')
        return maths_looks_at(parser, "&") || maths_looks_at(parser, "\\\\") ||
               maths_looks_at(parser, "\\end");
    return *until && maths_looks_at(parser, until);
}

struct maths_node *maths_parse_row(struct maths_parser *parser, const char *until) {
    struct maths_node *row = maths_add_node(parser, MATHS_ROW);
    if (parser->depth++ > DEPTH_MAX)
        return maths_fail(parser, parser->at, "the formula is nested too deep");
    for (;;) {
        maths_skip_spaces(parser);
        if (ends_row(parser, until))
            break;
        if (*parser->at == '}') {
            const char *start = parser->at++;
            return maths_fail(parser, start, "a '}' without its '{' in a formula");
        }
        bool is_bare = strchr("_^'", *parser->at) != NULL;
        struct maths_node *thing =
            is_bare ? maths_add_node(parser, MATHS_ROW) : parse_thing(parser);
        if (thing && thing->kind != MATHS_SPACE && thing->kind != MATHS_STYLE)
            thing = parse_scripts(parser, thing);
        if (!thing)
            return NULL;
        maths_add_item(row, thing);
    }
    parser->depth--;
    return row;
}

// The next dollar that stands behind no backslash; NULL where there is none.
static const char *find_dollar(const char *text) {
    for (; *text; text++) {
        if (text[0] == '\\' && text[1] != '\0')
            text++;
        else if (*text == '$')
            return text;
    }
    return NULL;
}

bool maths_next_part(const char **text, struct maths_part *part) {
    const char *start = *text, *partner = *start == '$' ? find_dollar(start + 1) : NULL;
    if (*start == '\0')
        return false;
    if (partner) {
        *part = (struct maths_part){start + 1, (size_t)(partner - start) - 1, true};
        *text = partner + 1;
        return true;
    }
    if (start[0] == '\\' && start[1] == '$')
        start++;
    size_t length = 1;
    while (start[length] && start[length] != '$' &&
           !(start[length] == '\\' && start[length + 1] == '$'))
        length++;
    *part = (struct maths_part){start, length, false};
    *text = start + length;
    return true;
}

struct maths *maths_parse(const char *text, size_t length, struct place place,
                          struct error *error) {
    struct maths *maths = mem_zero(1, sizeof *maths);
    struct maths_parser parser = {.maths = maths,
                                  .text = text,
                                  .at = text,
                                  .end = text + length,
                                  .place = place,
                                  .error = error};
    maths->root = maths_parse_row(&parser, "");
    if (maths->root)
        return maths;
    maths_destroy(maths);
    return NULL;
}

void maths_destroy(struct maths *maths) {
    if (!maths)
        return;
    for (size_t i = 0; i < maths->count; i++) {
        free(maths->nodes[i]->text);
        free(maths->nodes[i]->items);
        free(maths->nodes[i]);
    }
    free(maths->nodes);
    free(maths);
}

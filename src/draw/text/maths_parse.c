// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/names.h"
#include "base/text.h"
#include "draw/text/maths_symbols.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40, NAME_MAX_LENGTH = 24 };

struct maths_parser {
    struct maths *maths;
    const char *text, *at, *end;
    struct place place; // of `text`
    enum maths_alphabet alphabet;
    int depth;
    struct error *error;
};

static struct maths_node *parse_row(struct maths_parser *parser, const char *until);
static struct maths_node *parse_argument(struct maths_parser *parser, const char *of);

static struct maths_node *add_node(struct maths_parser *parser, enum maths_kind kind) {
    struct maths *maths = parser->maths;
    maths->nodes =
        mem_grow(maths->nodes, &maths->capacity, maths->count + 1, sizeof(struct maths_node *));
    struct maths_node *node = mem_zero(1, sizeof *node);
    node->kind = kind;
    maths->nodes[maths->count++] = node;
    return node;
}

static void add_item(struct maths_node *row, struct maths_node *item) {
    row->items = mem_grow(row->items, &row->capacity, row->count + 1, sizeof(struct maths_node *));
    row->items[row->count++] = item;
}

// The place of what stands between two positions.
static struct place place_of(const struct maths_parser *parser, const char *start,
                             const char *end) {
    struct place place = parser->place;
    place.column += (int)utf8_count(parser->text, (size_t)(start - parser->text));
    place.length = end > start ? (int)utf8_count(start, (size_t)(end - start)) : 1;
    return place;
}

static struct maths_node *fail(struct maths_parser *parser, const char *start,
                               const char *message) {
    error_at(parser->error, place_of(parser, start, parser->at), "%s", message);
    return NULL;
}

static void skip_spaces(struct maths_parser *parser) {
    while (parser->at < parser->end && *parser->at == ' ')
        parser->at++;
}

static bool looks_at(const struct maths_parser *parser, const char *what) {
    size_t length = strlen(what);
    return (size_t)(parser->end - parser->at) >= length && memcmp(parser->at, what, length) == 0 &&
           !(what[0] == '\\' && isalpha((unsigned char)what[length - 1]) &&
             parser->at + length < parser->end && isalpha((unsigned char)parser->at[length]));
}

// Reads the name behind a backslash: letters, or one other character.
static void read_name(struct maths_parser *parser, char name[NAME_MAX_LENGTH + 1]) {
    size_t length = 0;
    parser->at++;
    while (parser->at + length < parser->end && length < NAME_MAX_LENGTH &&
           isalpha((unsigned char)parser->at[length]))
        length++;
    if (length == 0 && parser->at < parser->end)
        length = 1;
    memcpy(name, parser->at, length);
    name[length] = '\0';
    parser->at += length;
}

static const char *const commands[] = {
    "frac",   "dfrac",  "tfrac",    "sqrt",         "mathbf",    "boldsymbol",
    "mathrm", "mathit", "mathcal",  "mathbb",       "text",      "operatorname",
    "left",   "right",  "overline", "displaystyle", "textstyle", NULL};

static struct maths_node *unknown_name(struct maths_parser *parser, const char *start,
                                       const char *name) {
    const char *names[400];
    size_t count = 0;
    for (size_t i = 0; maths_symbols[i].name; i++)
        names[count++] = maths_symbols[i].name;
    for (size_t i = 0; maths_functions[i].name; i++)
        names[count++] = maths_functions[i].name;
    for (size_t i = 0; maths_accents[i].name; i++)
        names[count++] = maths_accents[i].name;
    for (size_t i = 0; commands[i]; i++)
        names[count++] = commands[i];
    struct place place = place_of(parser, start, parser->at);
    const char *nearest = names_meant(name, names, count);
    if (nearest)
        error_at(parser->error, place, "unknown command '\\%s' in a formula; did you mean '\\%s'?",
                 name, nearest);
    else
        error_at(parser->error, place, "unknown command '\\%s' in a formula", name);
    return NULL;
}

// Reads {text} as it stands.
static char *read_text(struct maths_parser *parser, const char *of) {
    skip_spaces(parser);
    const char *start = parser->at;
    if (start == parser->end || *start != '{') {
        error_at(parser->error, place_of(parser, start, start), "\\%s needs its {text}", of);
        return NULL;
    }
    int depth = 0;
    for (; parser->at < parser->end; parser->at++) {
        depth += *parser->at == '{';
        depth -= *parser->at == '}';
        if (depth == 0)
            break;
    }
    if (parser->at == parser->end) {
        parser->at = start + 1;
        fail(parser, start, "a '{' without its '}' in a formula");
        return NULL;
    }
    parser->at++;
    return mem_string(start + 1, (size_t)(parser->at - start) - 2);
}

static struct maths_node *add_name(struct maths_parser *parser, enum maths_kind kind, char *text) {
    if (!text)
        return NULL;
    struct maths_node *node = add_node(parser, kind);
    node->text = text;
    node->class = kind == MATHS_NAME ? CLASS_OPERATOR : CLASS_ORDINARY;
    return node;
}

// Reads an argument in another alphabet.
static struct maths_node *parse_alphabet(struct maths_parser *parser, enum maths_alphabet alphabet,
                                         const char *of) {
    enum maths_alphabet outer = parser->alphabet;
    parser->alphabet = alphabet;
    struct maths_node *node = parse_argument(parser, of);
    parser->alphabet = outer;
    return node;
}

static struct maths_node *parse_fraction(struct maths_parser *parser, const char *of) {
    struct maths_node *node = add_node(parser, MATHS_FRACTION);
    node->class = CLASS_INNER;
    node->parts[0] = parse_argument(parser, of);
    node->parts[1] = node->parts[0] ? parse_argument(parser, of) : NULL;
    if (!node->parts[1])
        return NULL;
    if (of[0] == 'f')
        return node;
    // \dfrac and \tfrac bring their style, for themselves alone.
    struct maths_node *row = add_node(parser, MATHS_ROW), *style = add_node(parser, MATHS_STYLE);
    style->display = of[0] == 'd';
    add_item(row, style);
    add_item(row, node);
    return row;
}

// Passes over what ends a row that began at `start`; where the text ends before it, that is an
// error at the first `length` bytes of the row.
static bool close_row(struct maths_parser *parser, const char *close, const char *start,
                      size_t length, const char *message) {
    if (looks_at(parser, close)) {
        parser->at += strlen(close);
        return true;
    }
    parser->at = start + length;
    fail(parser, start, message);
    return false;
}

static struct maths_node *parse_radical(struct maths_parser *parser) {
    struct maths_node *node = add_node(parser, MATHS_RADICAL);
    skip_spaces(parser);
    if (looks_at(parser, "[")) {
        const char *start = parser->at++;
        node->parts[1] = parse_row(parser, "]");
        if (!node->parts[1] ||
            !close_row(parser, "]", start, 1, "a '[' of \\sqrt without its ']' in a formula"))
            return NULL;
    }
    node->parts[0] = parse_argument(parser, "sqrt");
    return node->parts[0] ? node : NULL;
}

// Reads a delimiter: a character, a named one, or '.' for none.
static bool read_fence(struct maths_parser *parser, const char *of, uint32_t *point) {
    skip_spaces(parser);
    const char *start = parser->at;
    const struct maths_symbol *symbol = NULL;
    if (parser->at < parser->end && *parser->at == '\\') {
        char name[NAME_MAX_LENGTH + 1];
        read_name(parser, name);
        symbol = maths_symbol_find(name);
    } else if (parser->at < parser->end) {
        *point = utf8_next(&parser->at, parser->end);
    }
    if (symbol)
        *point = symbol->point;
    else if (parser->at == start || *start == '\\' || !strchr("()[]|/.<>", *start))
        return error_at(parser->error, place_of(parser, start, parser->at),
                        "\\%s needs a delimiter, such as ( or \\|", of);
    if (*point == '<' || *point == '>')
        *point = *point == '<' ? 0x27E8 : 0x27E9;
    *point = *point == '.' ? 0 : *point;
    return true;
}

static struct maths_node *parse_fenced(struct maths_parser *parser, const char *start) {
    struct maths_node *node = add_node(parser, MATHS_FENCED);
    node->class = CLASS_INNER;
    if (!read_fence(parser, "left", &node->point))
        return NULL;
    node->parts[0] = parse_row(parser, "\\right");
    if (!node->parts[0])
        return NULL;
    bool closed =
        close_row(parser, "\\right", start, strlen("\\left"), "a \\left without its \\right");
    return closed && read_fence(parser, "right", &node->close) ? node : NULL;
}

static struct maths_node *parse_command(struct maths_parser *parser) {
    const char *start = parser->at;
    char name[NAME_MAX_LENGTH + 1];
    read_name(parser, name);
    const struct maths_symbol *symbol = maths_symbol_find(name);
    if (symbol) {
        struct maths_node *node = add_node(parser, MATHS_CHAR);
        node->point = maths_letter(symbol->point, parser->alphabet);
        node->class = symbol->class;
        node->is_big = symbol->is_big;
        node->has_limits = symbol->has_limits;
        return node;
    }
    for (size_t i = 0; maths_functions[i].name; i++) {
        if (strcmp(maths_functions[i].name, name) != 0)
            continue;
        struct maths_node *node = add_name(parser, MATHS_NAME, mem_string(name, strlen(name)));
        node->has_limits = maths_functions[i].has_limits;
        return node;
    }
    for (size_t i = 0; maths_accents[i].name; i++) {
        if (strcmp(maths_accents[i].name, name) != 0)
            continue;
        struct maths_node *node = add_node(parser, MATHS_ACCENT);
        node->point = maths_accents[i].point;
        node->parts[0] = parse_argument(parser, name);
        return node->parts[0] ? node : NULL;
    }
    for (size_t i = 0; maths_spaces[i].name; i++) {
        if (strcmp(maths_spaces[i].name, name) != 0)
            continue;
        struct maths_node *node = add_node(parser, MATHS_SPACE);
        node->width = maths_spaces[i].width;
        return node;
    }
    if (strcmp(name, "frac") == 0 || strcmp(name, "dfrac") == 0 || strcmp(name, "tfrac") == 0)
        return parse_fraction(parser, name);
    if (strcmp(name, "sqrt") == 0)
        return parse_radical(parser);
    if (strcmp(name, "left") == 0)
        return parse_fenced(parser, start);
    if (strcmp(name, "right") == 0)
        return fail(parser, start, "a \\right without its \\left");
    if (strcmp(name, "mathbf") == 0 || strcmp(name, "boldsymbol") == 0)
        return parse_alphabet(parser, ALPHABET_BOLD, name);
    if (strcmp(name, "mathrm") == 0)
        return parse_alphabet(parser, ALPHABET_UPRIGHT, name);
    if (strcmp(name, "mathit") == 0)
        return parse_alphabet(parser, ALPHABET_ITALIC, name);
    if (strcmp(name, "mathcal") == 0)
        return parse_alphabet(parser, ALPHABET_SCRIPT, name);
    if (strcmp(name, "mathbb") == 0)
        return parse_alphabet(parser, ALPHABET_DOUBLE, name);
    if (strcmp(name, "text") == 0)
        return add_name(parser, MATHS_TEXT, read_text(parser, name));
    if (strcmp(name, "operatorname") == 0)
        return add_name(parser, MATHS_NAME, read_text(parser, name));
    if (strcmp(name, "overline") == 0) {
        struct maths_node *node = add_node(parser, MATHS_OVERLINE);
        node->parts[0] = parse_argument(parser, name);
        return node->parts[0] ? node : NULL;
    }
    if (strcmp(name, "displaystyle") == 0 || strcmp(name, "textstyle") == 0) {
        struct maths_node *node = add_node(parser, MATHS_STYLE);
        node->display = name[0] == 'd';
        return node;
    }
    return unknown_name(parser, start, name);
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
    struct maths_node *node = add_node(parser, MATHS_CHAR);
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
        return fail(parser, start, "the formula is nested too deep");
    if (*start == '\\')
        return parse_command(parser);
    if (*start == '{') {
        parser->at++;
        struct maths_node *row = parse_row(parser, "}");
        bool closed = row && close_row(parser, "}", start, 1, "a '{' without its '}' in a formula");
        return closed ? row : NULL;
    }
    if ((unsigned char)*start < 0x20) {
        parser->at++;
        return fail(parser, start,
                    "a control character in a formula; in \"double quotes\" YAML reads \\n as a "
                    "line break and \\t as a tab: use 'single quotes'");
    }
    return parse_character(parser);
}

static struct maths_node *parse_argument(struct maths_parser *parser, const char *of) {
    skip_spaces(parser);
    const char *start = parser->at;
    if (start == parser->end || strchr("}_^&", *start)) {
        error_at(parser->error, place_of(parser, start, start),
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
    skip_spaces(parser);
    if (parser->at == parser->end || strchr("}_^", *parser->at)) {
        parser->at = start + 1;
        return fail(parser, start, "a script without what it holds; write x_1 or x_{10}");
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
        skip_spaces(parser);
        if (parser->at == parser->end || !strchr("_^'", *parser->at))
            break;
        char mark = *parser->at;
        const char *start = parser->at;
        if (!scripts) {
            scripts = add_node(parser, MATHS_SCRIPTS);
            scripts->class = base->class;
            scripts->parts[0] = base;
        }
        struct maths_node **part = &scripts->parts[mark == '_' ? 1 : 2];
        if (*part && (*part)->kind != MATHS_ROW && mark != '\'') {
            parser->at++;
            return fail(parser, start, mark == '_' ? "a second subscript" : "a second superscript");
        }
        struct maths_node *held = NULL;
        if (mark == '\'') {
            parser->at++;
            held = add_node(parser, MATHS_CHAR);
            held->point = 0x2032;
        } else {
            held = parse_script(parser);
        }
        if (!held)
            return NULL;
        if (*part && mark == '^') {
            // x'^2: the primes come first.
            add_item(*part, held);
        } else if (mark == '\'') {
            if (!*part)
                *part = add_node(parser, MATHS_ROW);
            add_item(*part, held);
        } else if (*part) {
            return fail(parser, start, "a second subscript");
        } else {
            *part = held;
        }
    }
    return scripts ? scripts : base;
}

static struct maths_node *parse_row(struct maths_parser *parser, const char *until) {
    struct maths_node *row = add_node(parser, MATHS_ROW);
    if (parser->depth++ > DEPTH_MAX)
        return fail(parser, parser->at, "the formula is nested too deep");
    for (;;) {
        skip_spaces(parser);
        if (parser->at == parser->end || (*until && looks_at(parser, until)))
            break;
        if (*parser->at == '}') {
            const char *start = parser->at++;
            return fail(parser, start, "a '}' without its '{' in a formula");
        }
        bool is_bare = strchr("_^'", *parser->at) != NULL;
        struct maths_node *thing = is_bare ? add_node(parser, MATHS_ROW) : parse_thing(parser);
        if (thing && thing->kind != MATHS_SPACE && thing->kind != MATHS_STYLE)
            thing = parse_scripts(parser, thing);
        if (!thing)
            return NULL;
        add_item(row, thing);
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
    maths->root = parse_row(&parser, "");
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

// SPDX-License-Identifier: GPL-3.0-or-later
// Commands of formulas: what stands behind a backslash.
#include "base/memory.h"
#include "base/name_table.h"
#include "base/names.h"
#include "base/text.h"
#include "draw/text/maths_parser.h"
#include "draw/text/maths_symbols.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 24 };

// A command that is no symbol. `start` is where its backslash stands.
struct maths_command {
    const char *name;
    struct maths_node *(*parse)(struct maths_parser *parser, const struct maths_command *command,
                                const char *start);
    int value; // an alphabet, a kind of node, or whether it is a display
};

// Reads the name behind a backslash: letters, or one other character.
static void read_name(struct maths_parser *parser, char name[NAME_MAX_LENGTH + 1]) {
    size_t length = 0;
    parser->at++;
    while (parser->at + length < parser->end && length < NAME_MAX_LENGTH &&
           isalpha((unsigned char)parser->at[length]))
        length++;
    if (length == 0 && parser->at < parser->end) {
        const char *behind = parser->at;
        utf8_next(&behind, parser->end);
        length = (size_t)(behind - parser->at);
    }
    memcpy(name, parser->at, length);
    name[length] = '\0';
    parser->at += length;
}

// Reads {text} as it stands.
static char *read_text(struct maths_parser *parser, const char *of) {
    maths_skip_spaces(parser);
    const char *start = parser->at;
    if (start == parser->end || *start != '{') {
        error_at(parser->error, maths_place(parser, start, start), "\\%s needs its {text}", of);
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
        maths_fail(parser, start, "a '{' without its '}' in a formula");
        return NULL;
    }
    parser->at++;
    return mem_string(start + 1, (size_t)(parser->at - start) - 2);
}

static struct maths_node *parse_text(struct maths_parser *parser,
                                     const struct maths_command *command, const char *start) {
    (void)start;
    char *text = read_text(parser, command->name);
    if (!text)
        return NULL;
    struct maths_node *node = maths_add_node(parser, (enum maths_kind)command->value);
    node->text = text;
    node->class = node->kind == MATHS_NAME ? CLASS_OPERATOR : CLASS_ORDINARY;
    return node;
}

// Reads an argument in another alphabet.
static struct maths_node *parse_alphabet(struct maths_parser *parser,
                                         const struct maths_command *command, const char *start) {
    (void)start;
    enum maths_alphabet outer = parser->alphabet;
    parser->alphabet = (enum maths_alphabet)command->value;
    struct maths_node *node = maths_parse_argument(parser, command->name);
    parser->alphabet = outer;
    return node;
}

static struct maths_node *parse_fraction(struct maths_parser *parser,
                                         const struct maths_command *command, const char *start) {
    const char *of = command->name;
    (void)start;
    struct maths_node *node = maths_add_node(parser, MATHS_FRACTION);
    node->class = CLASS_INNER;
    node->parts[0] = maths_parse_argument(parser, of);
    node->parts[1] = node->parts[0] ? maths_parse_argument(parser, of) : NULL;
    if (!node->parts[1])
        return NULL;
    if (of[0] == 'f')
        return node;
    // \dfrac and \tfrac bring their style, for themselves alone.
    struct maths_node *row = maths_add_node(parser, MATHS_ROW),
                      *style = maths_add_node(parser, MATHS_STYLE);
    style->display = of[0] == 'd';
    maths_add_item(row, style);
    maths_add_item(row, node);
    return row;
}

static struct maths_node *parse_radical(struct maths_parser *parser,
                                        const struct maths_command *command, const char *start) {
    (void)start;
    struct maths_node *node = maths_add_node(parser, MATHS_RADICAL);
    maths_skip_spaces(parser);
    if (maths_looks_at(parser, "[")) {
        const char *bracket = parser->at++;
        node->parts[1] = maths_parse_row(parser, "]");
        if (!node->parts[1] || !maths_close_row(parser, "]", bracket, 1,
                                                "a '[' of \\sqrt without its ']' in a formula"))
            return NULL;
    }
    node->parts[0] = maths_parse_argument(parser, command->name);
    return node->parts[0] ? node : NULL;
}

// Reads a delimiter: a character, a named one, or '.' for none.
static bool read_fence(struct maths_parser *parser, const char *of, uint32_t *point) {
    maths_skip_spaces(parser);
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
        return error_at(parser->error, maths_place(parser, start, parser->at),
                        "\\%s needs a delimiter, such as ( or \\|", of);
    if (*point == '<' || *point == '>')
        *point = *point == '<' ? 0x27E8 : 0x27E9;
    *point = *point == '.' ? 0 : *point;
    return true;
}

static struct maths_node *parse_fenced(struct maths_parser *parser,
                                       const struct maths_command *command, const char *start) {
    (void)command;
    struct maths_node *node = maths_add_node(parser, MATHS_FENCED);
    node->class = CLASS_INNER;
    if (!read_fence(parser, "left", &node->point))
        return NULL;
    node->parts[0] = maths_parse_row(parser, "\\right");
    if (!node->parts[0])
        return NULL;
    bool closed =
        maths_close_row(parser, "\\right", start, strlen("\\left"), "a \\left without its \\right");
    return closed && read_fence(parser, "right", &node->close) ? node : NULL;
}

static struct maths_node *refuse_right(struct maths_parser *parser,
                                       const struct maths_command *command, const char *start) {
    (void)command;
    return maths_fail(parser, start, "a \\right without its \\left");
}

// Reads what is drawn over an argument.
static struct maths_node *parse_overline(struct maths_parser *parser,
                                         const struct maths_command *command, const char *start) {
    (void)start;
    struct maths_node *node = maths_add_node(parser, MATHS_OVERLINE);
    node->parts[0] = maths_parse_argument(parser, command->name);
    return node->parts[0] ? node : NULL;
}

static struct maths_node *parse_style(struct maths_parser *parser,
                                      const struct maths_command *command, const char *start) {
    (void)start;
    struct maths_node *node = maths_add_node(parser, MATHS_STYLE);
    node->display = command->value;
    return node;
}

// Reads \begin{cases} a & b \\ c & d \end{cases}.
static struct maths_node *parse_cases(struct maths_parser *parser,
                                      const struct maths_command *command, const char *start) {
    static const char end[] = "\\end{cases}";
    struct maths_node *node = maths_add_node(parser, MATHS_FENCED);
    struct maths_node *stack = node->parts[0] = maths_add_node(parser, MATHS_STACK);
    node->class = CLASS_INNER;
    node->point = '{';
    char *name = read_text(parser, command->name);
    bool is_known = name && strcmp(name, "cases") == 0;
    free(name);
    if (!name)
        return NULL;
    if (!is_known)
        return maths_fail(parser, start, "of \\begin{...} there is \\begin{cases} alone");
    for (;;) {
        struct maths_node *cell = maths_parse_row(parser, "&");
        if (!cell)
            return NULL;
        maths_add_item(stack, cell);
        bool is_first = stack->count % 2 == 1;
        if (maths_looks_at(parser, "&") && is_first) {
            parser->at++;
            continue;
        }
        if (maths_looks_at(parser, "&")) {
            const char *at = parser->at++;
            return maths_fail(parser, at, "a row of cases has two parts");
        }
        if (is_first) // a row without a condition
            maths_add_item(stack, maths_add_node(parser, MATHS_ROW));
        if (!maths_looks_at(parser, "\\\\"))
            break;
        parser->at += 2;
    }
    bool closed = maths_close_row(parser, end, start, strlen("\\begin"),
                                  "a \\begin{cases} without its \\end{cases}");
    return closed ? node : NULL;
}

static struct maths_node *refuse_end(struct maths_parser *parser,
                                     const struct maths_command *command, const char *start) {
    (void)command;
    return maths_fail(parser, start, "an \\end without its \\begin");
}

static const struct maths_command commands[] = {
    {"begin", parse_cases, 0},
    {"end", refuse_end, 0},
    {"frac", parse_fraction, 0},
    {"dfrac", parse_fraction, 0},
    {"tfrac", parse_fraction, 0},
    {"sqrt", parse_radical, 0},
    {"mathbf", parse_alphabet, ALPHABET_BOLD},
    {"boldsymbol", parse_alphabet, ALPHABET_BOLD},
    {"mathrm", parse_alphabet, ALPHABET_UPRIGHT},
    {"mathit", parse_alphabet, ALPHABET_ITALIC},
    {"mathcal", parse_alphabet, ALPHABET_SCRIPT},
    {"mathbb", parse_alphabet, ALPHABET_DOUBLE},
    {"text", parse_text, MATHS_TEXT},
    {"operatorname", parse_text, MATHS_NAME},
    {"left", parse_fenced, 0},
    {"right", refuse_right, 0},
    {"overline", parse_overline, 0},
    {"displaystyle", parse_style, true},
    {"textstyle", parse_style, false},
    {0},
};

// All that a command may be called, in the order in which a misspelt one is compared with them.
static const struct name_table tables[] = {
    NAME_ROWS(maths_symbols),
    NAME_ROWS(maths_functions),
    NAME_ROWS(maths_accents),
    NAME_ROWS(commands),
};
enum { TABLES = sizeof tables / sizeof *tables };

static struct maths_node *unknown_name(struct maths_parser *parser, const char *start,
                                       const char *name) {
    const char **names = NULL;
    size_t count = 0;
    for (size_t i = 0; i < TABLES; i++)
        names = name_table_append(tables[i], names, &count);
    struct place place = maths_place(parser, start, parser->at);
    const char *nearest = names_meant(name, names, count);
    if (nearest)
        error_at(parser->error, place, "unknown command '\\%s' in a formula; did you mean '\\%s'?",
                 name, nearest);
    else
        error_at(parser->error, place, "unknown command '\\%s' in a formula", name);
    free(names);
    return NULL;
}

static struct maths_node *add_symbol(struct maths_parser *parser,
                                     const struct maths_symbol *symbol) {
    struct maths_node *node = maths_add_node(parser, MATHS_CHAR);
    node->point = maths_letter(symbol->point, parser->alphabet);
    node->class = symbol->class;
    node->is_big = symbol->is_big;
    node->has_limits = symbol->has_limits;
    return node;
}

static struct maths_node *add_function(struct maths_parser *parser,
                                       const struct maths_function *function) {
    struct maths_node *node = maths_add_node(parser, MATHS_NAME);
    node->text = mem_string(function->name, strlen(function->name));
    node->class = CLASS_OPERATOR;
    node->has_limits = function->has_limits;
    return node;
}

static struct maths_node *parse_accent(struct maths_parser *parser,
                                       const struct maths_accent *accent) {
    struct maths_node *node = maths_add_node(parser, MATHS_ACCENT);
    node->point = accent->point;
    node->parts[0] = maths_parse_argument(parser, accent->name);
    return node->parts[0] ? node : NULL;
}

struct maths_node *maths_parse_command(struct maths_parser *parser) {
    const char *start = parser->at;
    char name[NAME_MAX_LENGTH + 1];
    read_name(parser, name);
    const struct maths_symbol *symbol = maths_symbol_find(name);
    if (symbol)
        return add_symbol(parser, symbol);
    const struct maths_function *function = NAME_FIND(maths_functions, name);
    if (function->name)
        return add_function(parser, function);
    const struct maths_accent *accent = NAME_FIND(maths_accents, name);
    if (accent->name)
        return parse_accent(parser, accent);
    const struct maths_space *space = NAME_FIND(maths_spaces, name);
    if (space->name) {
        struct maths_node *node = maths_add_node(parser, MATHS_SPACE);
        node->width = space->width;
        return node;
    }
    const struct maths_command *command = NAME_FIND(commands, name);
    return command->name ? command->parse(parser, command, start)
                         : unknown_name(parser, start, name);
}

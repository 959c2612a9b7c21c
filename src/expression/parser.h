// SPDX-License-Identifier: GPL-3.0-or-later
// The parser of expressions; private to this room.
#pragma once
#include "expression/expression.h"

struct expression_parser {
    struct expression *expression;
    const struct expression_language *language;
    const char *text, *at;
    const struct node *node;
    struct error *error;
    int nesting, parentheses;
    const char *open; // the innermost parenthesis that is not closed yet
};

// Skips white space, comments of a rule, and in parentheses of a rule newlines. Returns the next
// character.
char expression_peek(struct expression_parser *parser);

// The place of `length` bytes at `at` in what is parsed, as expression_place says.
struct place expression_parser_place(const struct expression_parser *parser, const char *at,
                                     size_t length);

// Sets the error "expected WHAT" at the next character, with a suggestion. Returns false.
bool expression_expected(struct expression_parser *parser, const char *what);

// Sets the error of an unknown name, to whose end the parser moves. Returns false.
bool expression_unknown(struct expression_parser *parser, const char *start);

// Appends a part. False, with an error, where there are too many.
bool expression_add(struct expression_parser *parser, struct expression_part part);

// The part that was added last.
size_t expression_last(const struct expression_parser *parser);

// Adds an operator at `at` with its operands.
bool expression_apply(struct expression_parser *parser, enum operation_id id, const char *at,
                      size_t length, size_t a, size_t b);

bool expression_parse_value(struct expression_parser *parser);

// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic as people write it, parsed to trees whose parts know their place in the text:
//
//     sum     = product {("+" | "-") product}
//     product = unary {("*" | "/") unary}
//     unary   = {"-" | "+"} power
//     power   = primary [("^" | "**") unary]  so -x^2 is -(x^2) and 2^3^2 is 2^(3^2)
//     primary = number | name | function "(" [value {"," value}] ")" | "(" value ")"
//
// In a formula, a value is a sum. A rule has lines, each of which sets a name, and more operators;
// '#' begins a comment:
//
//     lines   = [line] {(newline | ";") [line]}   where a newline inside parentheses ends nothing
//     line    = name ("=" | "+=" | "-=" | "*=" | "/=" | "**=" | "^=") value
//     value   = both {"or" both}
//     both    = negated {"and" negated}
//     negated = "not" negated | compared
//     compared = sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum]
//     product = unary {("*" | "/" | "%") unary}
#pragma once
#include "base/limits.h"
#include "expression/operation.h"
#include "tree/node.h"

enum expression_kind { EXPRESSION_NUMBER, EXPRESSION_NAME, EXPRESSION_OPERATION };

// A part of an expression. Its operands stand before it.
struct expression_part {
    enum expression_kind kind;
    enum operation_id operation;
    double number;
    size_t name;         // row in the language's table of names
    size_t arguments[3]; // indices of the operands
    const char *at;      // in the text: the number, name, operator or name of the function
    size_t length;
};

// The parts of one or several expressions, each in postfix order: its last part stands for the
// whole.
struct expression {
    struct expression_part *parts; // owned
    size_t count, capacity;
};

// A line of a rule: a name, and the part that is its new value. x += a is the value x + a.
struct expression_line {
    const char *name;
    size_t length;
    size_t first, value; // its parts are first to value
    const struct node *node;
};

struct expression_lines {
    struct expression_line *items; // owned
    size_t count, capacity;
};

struct expression_language {
    // Names that may stand for a value, beside pi and e; each other one is an error. Without rows:
    // every name is taken.
    struct name_table names;
    bool in_rules; // comparisons, where, norm ...: all operations
    enum limit limit;
    const char *subject; // of messages: "the formula"
};

// Parses a text that is one value. Errors point into `node`, the scalar whose text it is (NULL:
// they have no place). False on error. Release with expression_finish in any case.
bool expression_parse(struct expression *expression, const char *text, const struct node *node,
                      const struct expression_language *language, struct error *error);

// Parses a text of lines and appends its parts and lines. As before.
bool expression_parse_lines(struct expression *expression, struct expression_lines *lines,
                            const char *text, const struct node *node,
                            const struct expression_language *language, struct error *error);

void expression_finish(struct expression *expression);

// The end of the name that begins at `at`.
const char *expression_name_end(const char *at);

// The place in its source of `length` bytes at `at` in the text of a scalar; none where the mistake
// there gets no words (see error_part), since a place is found by going through the source.
struct place expression_place(const struct node *node, const char *at, size_t length,
                              const struct error *error);

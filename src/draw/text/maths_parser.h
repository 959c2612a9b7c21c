// SPDX-License-Identifier: GPL-3.0-or-later
// The parser of formulas: maths_parse.c reads rows, characters and scripts, maths_commands.c what
// stands behind a backslash. What returns a node returns NULL with the error set where there is
// none.
#pragma once
#include "draw/text/maths.h"

struct maths_parser {
    struct maths *maths;
    const char *text, *at, *end;
    struct place place; // of `text`
    enum maths_alphabet alphabet;
    int depth;
    struct error *error;
};

// Nodes belong to the formula.
struct maths_node *maths_add_node(struct maths_parser *parser, enum maths_kind kind);
void maths_add_item(struct maths_node *row, struct maths_node *item);

// The place of what stands between two positions.
struct place maths_place(const struct maths_parser *parser, const char *start, const char *end);

// Sets the error from `start` to where the parser is. Returns NULL.
struct maths_node *maths_fail(struct maths_parser *parser, const char *start, const char *message);

void maths_skip_spaces(struct maths_parser *parser);

// Whether the parser stands at `what`; a command only where its name ends there.
bool maths_looks_at(const struct maths_parser *parser, const char *what);

// Reads things up to `until`, which is left; "": up to the end; "&": up to what ends a cell, "&",
// "\\" or "\end".
struct maths_node *maths_parse_row(struct maths_parser *parser, const char *until);

// Passes over what ends a row that began at `start`; where the text ends before it, that is an
// error at the first `length` bytes of the row.
bool maths_close_row(struct maths_parser *parser, const char *close, const char *start,
                     size_t length, const char *message);

// Reads what the command `of` stands for: one thing, without scripts.
struct maths_node *maths_parse_argument(struct maths_parser *parser, const char *of);

// Reads a command, at whose backslash the parser stands.
struct maths_node *maths_parse_command(struct maths_parser *parser);

// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of formulas; private to tex*.c.
#pragma once
#include "base/text.h"
#include "optim/program/rule_text.h"

// Appends a number as it is typed; 1e-8 as a power of ten.
void tex_number(const struct expression_part *part, struct text *out);

// Appends a formula between fences that grow with it.
void tex_fence(const char *open, const char *inside, const char *close, struct text *out);

// Appends a factor to the product that begins at `start`, with the space or sign between them.
void tex_join(struct text *out, size_t start, const char *factor);

// Whether a part is 0, and the part that is left of it, where some names are 0: b of 0*a + b.
bool tex_vanishes(const struct rule_text *text, const bool *are_zero, size_t index);
size_t tex_simplified(const struct rule_text *text, const bool *are_zero, size_t index);

// How strongly the outermost operation of a value binds.
enum tex_binding {
    BINDS_CHOICE,
    BINDS_OR,
    BINDS_AND,
    BINDS_RELATION,
    BINDS_SUM,
    BINDS_PRODUCT,
    BINDS_POWER,
    BINDS_ALL
};

struct tex_writer {
    const struct rule_text *text;
    char *const *symbols;
    const bool *are_zero; // of each name: an option of 0, whose terms are left out
    int depth;
    bool is_small; // in an exponent: quotients are written a/b
};

// Appends a value, in parentheses where it binds less than `least`.
void tex_value(const struct tex_writer *writer, size_t index, enum tex_binding least,
               struct text *out);

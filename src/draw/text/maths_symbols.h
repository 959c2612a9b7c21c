// SPDX-License-Identifier: GPL-3.0-or-later
// The names of the language of formulas.
#pragma once
#include "draw/text/maths.h"

// A name without its backslash, for a character.
struct maths_symbol {
    const char *name;
    uint32_t point;
    enum maths_class class;
    bool is_big, has_limits;
};
extern const struct maths_symbol maths_symbols[]; // ends with one without a name

// \log and its kin; `has_limits`: \max.
struct maths_function {
    const char *name;
    bool has_limits;
};
extern const struct maths_function maths_functions[]; // likewise

struct maths_accent {
    const char *name;
    uint32_t point; // a combining character
};
extern const struct maths_accent maths_accents[]; // likewise

// Spaces, in ems: \, and \quad.
struct maths_space {
    const char *name;
    double width;
};
extern const struct maths_space maths_spaces[]; // likewise

// Returns the symbol of that name, NULL where there is none.
const struct maths_symbol *maths_symbol_find(const char *name);

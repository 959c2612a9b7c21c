// SPDX-License-Identifier: GPL-3.0-or-later
// The names that formulas may use.
#pragma once
#include "draw/text/maths.h"

// A command that stands for a character; `name` is without the backslash.
struct maths_symbol {
    const char *name;
    uint32_t point;
    enum maths_class class;
    bool is_big, has_limits;
};
extern const struct maths_symbol maths_symbols[]; // ends with a NULL name, as the other tables

// A function set upright, such as \log. With `has_limits`, as \max, its subscript is below it in
// display style.
struct maths_function {
    const char *name;
    bool has_limits;
};
extern const struct maths_function maths_functions[];

struct maths_accent {
    const char *name;
    uint32_t point; // a combining character
};
extern const struct maths_accent maths_accents[];

// A space such as \, or \quad; its width in ems.
struct maths_space {
    const char *name;
    double width;
};
extern const struct maths_space maths_spaces[];

// Returns the symbol of that name; NULL if there is none.
const struct maths_symbol *maths_symbol_find(const char *name);

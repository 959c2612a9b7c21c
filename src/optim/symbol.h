// SPDX-License-Identifier: GPL-3.0-or-later
// The symbols in the equation of an optimizer, and the numbers that they stand for.
#pragma once
#include "optim/optimizer.h"

// The index of a symbol of the decay around a rule, where the rule has the same symbol.
#define SYMBOL_DECAY "decay"

enum symbol_kind {
    SYMBOL_WEIGHTS,
    SYMBOL_GRADIENT,
    SYMBOL_STATE, // `field`, of the rule at `depth`
    SYMBOL_RATE,
    SYMBOL_LOSS,
    SYMBOL_STEP,   // t
    SYMBOL_OPTION, // `option`, which may have a schedule, at `value`
};

struct symbol {
    enum symbol_kind kind;
    const char *tex;   // as its table writes it
    const char *owner; // index that tells it from another of that symbol; NULL: none
    long weight;       // of w_0 or g_0: 0, ...; -1: all weights
    size_t depth;      // of the rule, as in struct rule_column
    const struct state_field *field;
    const struct setting *option;
    const void *value; // owned by the config
};

// A symbol as it stands in a formula: a letter with its accent, index and primes.
struct symbol_text {
    const char *start;
    size_t length;
};

// Finds the next symbol in a formula in TeX and advances `*at` behind it. Operators, functions such
// as \max, and words are passed over; what a symbol is raised to is not a part of it. False at
// `end`.
bool symbol_next(const char **at, const char *end, struct symbol_text *text);

// Returns true if a rule, without the one inside it, has an option or a number of that symbol.
bool symbol_is_of(const struct optimizer_config *rule, struct symbol_text text);

// Returns true if a rule of the config has an option of that symbol that is not 0.
bool symbol_is_set(const struct optimizer_config *config, struct symbol_text text);

// Finds what a symbol stands for in the equation of a config. An index that counts (of a weight,
// a step or one of several vectors) is left out where the symbol has none. False if it has no
// number.
bool symbol_find(const struct optimizer_config *config, struct symbol_text text,
                 struct symbol *symbol);

// Reads the numbers of an option: points `*items` at them, or at `*own` for a single one. Returns
// how many there are.
size_t symbol_option_numbers(const struct symbol *symbol, double *own, const double **items);

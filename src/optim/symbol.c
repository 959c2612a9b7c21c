// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/symbol.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// ---- Symbols in a formula

static bool is_letter(char c) {
    return isalpha((unsigned char)c);
}

// Returns the end of the command, group or character at `at`.
static const char *skip_one(const char *at, const char *end) {
    if (at < end && *at == '\\') {
        at++;
        if (at < end && !is_letter(*at))
            return at + 1;
        while (at < end && is_letter(*at))
            at++;
        return at;
    }
    if (at < end && *at == '{') {
        int depth = 0;
        do {
            depth += (*at == '{') - (*at == '}');
            at++;
        } while (at < end && depth > 0);
        return at;
    }
    return at < end ? at + 1 : at;
}

static const char *skip_spaces(const char *at, const char *end) {
    while (at < end && *at == ' ')
        at++;
    return at;
}

static bool is_among(const char *const *words, const char *start, const char *end) {
    for (; *words; words++)
        if (strlen(*words) == (size_t)(end - start) && memcmp(*words, start, strlen(*words)) == 0)
            return true;
    return false;
}

// Returns what the command at `at` is, and its end.
enum command { COMMAND_LETTER, COMMAND_ACCENT, COMMAND_WORDS, COMMAND_OTHER };
static enum command read_command(const char *at, const char *end, const char **after) {
    static const char *const accents[] = {"\\hat",  "\\widehat", "\\bar", "\\tilde", "\\dot",
                                          "\\ddot", "\\check",   "\\vec", NULL};
    static const char *const words[] = {"\\text", "\\operatorname", "\\begin", "\\end", NULL};
    static const char *const letters[] = {
        "\\alpha", "\\beta",    "\\gamma",    "\\delta",  "\\varepsilon", "\\zeta",
        "\\eta",   "\\theta",   "\\iota",     "\\kappa",  "\\lambda",     "\\mu",
        "\\nu",    "\\xi",      "\\omicron",  "\\pi",     "\\rho",        "\\varsigma",
        "\\sigma", "\\tau",     "\\upsilon",  "\\varphi", "\\chi",        "\\psi",
        "\\omega", "\\epsilon", "\\vartheta", "\\phi",    "\\varrho",     "\\varpi",
        "\\Gamma", "\\Delta",   "\\Theta",    "\\Lambda", "\\Xi",         "\\Pi",
        "\\Sigma", "\\Upsilon", "\\Phi",      "\\Psi",    "\\Omega",      "\\ell",
        "\\hbar",  "\\mathcal", "\\mathbf",   "\\mathbb", "\\mathit",     "\\mathrm",
        NULL};
    *after = skip_one(at, end);
    if (is_among(accents, at, *after))
        return COMMAND_ACCENT;
    if (is_among(words, at, *after))
        return COMMAND_WORDS;
    return is_among(letters, at, *after) ? COMMAND_LETTER : COMMAND_OTHER;
}

// Returns the end of the letter, accented or not, at `at`; NULL if there is none.
static const char *skip_base(const char *at, const char *end) {
    if (is_letter(*at))
        return at + 1;
    const char *after;
    if (*at != '\\')
        return NULL;
    enum command command = read_command(at, end, &after);
    bool is_alphabet = command == COMMAND_LETTER && at[1] == 'm' && at[2] == 'a';
    if (command == COMMAND_ACCENT || is_alphabet)
        return skip_one(skip_spaces(after, end), end);
    return command == COMMAND_LETTER ? after : NULL;
}

// Returns the end of the index, sign and primes behind a letter.
static const char *skip_marks(const char *at, const char *end) {
    for (;;) {
        if (at < end && *at == '\'')
            at++;
        else if (at + 1 < end && *at == '_')
            at = skip_one(skip_spaces(at + 1, end), end);
        else if (at + 1 < end && *at == '^' && (at[1] == '+' || at[1] == '-'))
            at += 2;
        else
            return at;
    }
}

bool symbol_next(const char **at, const char *end, struct symbol_text *text) {
    while (*at < end) {
        const char *start = *at, *base = skip_base(start, end), *after;
        if (base) {
            *at = skip_marks(base, end);
            *text = (struct symbol_text){start, (size_t)(*at - start)};
            return true;
        }
        if (*start != '\\')
            *at = start + 1;
        else if (read_command(start, end, &after) == COMMAND_WORDS)
            *at = skip_one(skip_spaces(after, end), end);
        else
            *at = after;
    }
    return false;
}

// ---- What they stand for

// Compares two ways of writing a symbol: spaces and braces do not count. Of `text` the first
// `length` bytes count.
static bool is_same(const char *tex, const char *text, size_t length) {
    const char *end = text + length;
    for (;; tex++, text++) {
        tex += strspn(tex, " {}");
        while (text < end && strchr(" {}", *text))
            text++;
        if (text == end || *tex == '\0')
            return text == end && *tex == '\0';
        if (*tex != *text)
            return false;
    }
}

static bool find_field(const struct optimizer_config *config, struct symbol_text text,
                       struct symbol *symbol) {
    const struct state_field *field = config->optimizer->fields;
    for (; field && field->kind != STATE_END; field++)
        if (field->name && field->symbol && is_same(field->symbol, text.start, text.length)) {
            symbol->kind = SYMBOL_STATE;
            symbol->tex = field->symbol;
            symbol->field = field;
            return true;
        }
    return false;
}

// Returns true if an option is set to something. Of two options that share a symbol, as the two
// bounds of a gradient, one is.
static bool is_set(const struct setting *row, const void *value) {
    return row->type != SETTING_NUMBER || *(const double *)value != 0;
}

static bool find_option(const struct setting *rows, const void *options, struct symbol_text text,
                        struct symbol *symbol) {
    bool found = false;
    for (const struct setting *row = rows; row && row->name; row++) {
        const void *value = (const char *)options + row->offset;
        if (row->rows && find_option(row->rows, value, text, symbol))
            return true;
        if (!row->symbol || !is_same(row->symbol, text.start, text.length) ||
            (found && !is_set(row, value)))
            continue;
        symbol->kind = SYMBOL_OPTION;
        symbol->tex = row->symbol;
        symbol->option = row;
        symbol->value = value;
        found = true;
    }
    return found;
}

// The symbols that mean the same in all equations.
static bool find_common(struct symbol_text text, struct symbol *symbol) {
    static const struct {
        const char *tex;
        enum symbol_kind kind;
    } table[] = {{"w", SYMBOL_WEIGHTS},
                 {"g", SYMBOL_GRADIENT},
                 {"\\eta", SYMBOL_RATE},
                 {"L", SYMBOL_LOSS},
                 {"t", SYMBOL_STEP}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (is_same(table[i].tex, text.start, text.length)) {
            symbol->kind = table[i].kind;
            symbol->tex = table[i].tex;
            return true;
        }
    return false;
}

static bool find_of_rule(const struct optimizer_config *rule, struct symbol_text text,
                         struct symbol *symbol) {
    return find_field(rule, text, symbol) ||
           find_option(rule->optimizer->settings, rule->options, text, symbol);
}

bool symbol_is_of(const struct optimizer_config *rule, struct symbol_text text) {
    struct symbol symbol;
    return find_of_rule(rule, text, &symbol);
}

bool symbol_is_set(const struct optimizer_config *config, struct symbol_text text) {
    for (; config; config = optimizer_inside(config)) {
        struct symbol symbol;
        if (find_option(config->optimizer->settings, config->options, text, &symbol) &&
            is_set(symbol.option, symbol.value))
            return true;
    }
    return false;
}

// The rule that is farthest inside comes first: equation_write gives the symbols of the outer ones
// an index where they would be the same. What is not set, as a decay of 0, comes last.
static bool find(const struct optimizer_config *config, struct symbol_text text,
                 struct symbol *symbol) {
    struct symbol one;
    bool found = false;
    size_t depth = 0;
    for (const struct optimizer_config *rule = config; rule;
         rule = optimizer_inside(rule), depth++) {
        one = (struct symbol){.weight = -1, .depth = depth};
        if (find_of_rule(rule, text, &one)) {
            *symbol = one;
            found = true;
        }
    }
    if (found && (symbol->kind != SYMBOL_OPTION || is_set(symbol->option, symbol->value)))
        return true;
    one = (struct symbol){.weight = -1};
    if (find_common(text, &one) || (find_option(optimizer_common_settings, config, text, &one) &&
                                    (!found || is_set(one.option, one.value)))) {
        *symbol = one;
        return true;
    }
    return found;
}

// Finds a symbol whose index says what it belongs to, as equation_write does: a rule by its name,
// or what surrounds the rules.
static bool find_named(const struct optimizer_config *config, struct symbol_text base,
                       struct symbol_text index, struct symbol *symbol) {
    char name[64];
    *symbol = (struct symbol){.weight = -1, .owner = SYMBOL_DECAY};
    if (is_same("\\mathrm" SYMBOL_DECAY, index.start, index.length))
        return find_option(optimizer_common_settings, config, base, symbol);
    for (; config; config = optimizer_inside(config), symbol->depth++) {
        symbol->owner = config->optimizer->name;
        snprintf(name, sizeof name, "\\mathrm%s", config->optimizer->name);
        if (is_same(name, index.start, index.length))
            return find_of_rule(config, base, symbol);
    }
    return false;
}

// Splits a symbol into what it is without its index, and the index, without braces. False if it
// has none.
static bool split_index(struct symbol_text text, struct symbol_text *base,
                        struct symbol_text *index) {
    const char *line = memchr(text.start, '_', text.length), *end = text.start + text.length;
    if (!line)
        return false;
    const char *start = skip_spaces(line + 1, end), *after = skip_one(start, end);
    bool is_group = after - start >= 2 && *start == '{' && after[-1] == '}';
    *base = (struct symbol_text){text.start, (size_t)(line - text.start)};
    *index = (struct symbol_text){start + is_group, (size_t)(after - start) - 2 * is_group};
    return after == end; // no primes behind it
}

bool symbol_find(const struct optimizer_config *config, struct symbol_text text,
                 struct symbol *symbol) {
    static const char *const counts[] = {"i", "j", "k", "s", "t", "t-1", "t+1", "k-1", "k+1", NULL};
    struct symbol_text base, index;
    if (find(config, text, symbol))
        return true;
    if (!split_index(text, &base, &index))
        return false;
    if (find_named(config, base, index, symbol))
        return true;
    if (is_among(counts, index.start, index.start + index.length)) {
        char now[40]; // the symbol at this step
        if (find(config, base, symbol))
            return true;
        if (base.length > sizeof now - 2)
            return false;
        memcpy(now, base.start, base.length);
        now[base.length] = '_';
        now[base.length + 1] = 't';
        return find(config, (struct symbol_text){now, base.length + 2}, symbol);
    }
    bool is_number = index.length > 0 && index.length <= 6;
    long weight = 0;
    for (size_t i = 0; is_number && i < index.length; i++) {
        is_number = isdigit((unsigned char)index.start[i]);
        weight = 10 * weight + (index.start[i] - '0');
    }
    *symbol = (struct symbol){0};
    if (!is_number || !find_common(base, symbol) || symbol->kind > SYMBOL_GRADIENT)
        return false;
    symbol->weight = weight;
    return true;
}

size_t symbol_option_numbers(const struct symbol *symbol, double *own, const double **items) {
    const struct setting *row = symbol->option;
    *items = own;
    if (row->numbers)
        return row->numbers(symbol->value, items);
    *own = row->type == SETTING_INTEGER ? (double)*(const long *)symbol->value
                                        : *(const double *)symbol->value;
    return 1;
}

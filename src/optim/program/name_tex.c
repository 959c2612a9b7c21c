// SPDX-License-Identifier: GPL-3.0-or-later
// How a name of a rule is set in formulas: beta1 as \beta_1, m_hat as \hat m.
#include "base/memory.h"
#include "base/name_set.h"
#include "base/text.h"
#include "optim/program/tex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// What is longer does not fit beside its numbers.
enum { SYMBOL_BYTES = 60, WORD_LETTERS = 16, PRIMES = 3 };

struct spelling {
    const char *name, *tex;
};

static const char *find(const struct spelling *table, const char *name, size_t length) {
    for (; table->name; table++)
        if (strlen(table->name) == length && memcmp(table->name, name, length) == 0)
            return table->tex;
    return NULL;
}

// Names that papers write with a letter of their own.
static const struct spelling usual[] = {
    {"w", "w"},
    {"g", "g"},
    {"t", "t"},
    {"lr", "\\eta"},
    {"loss", "L"},
    {"n", "n"},
    {"eps", "\\epsilon"},
    {"weight_decay", "\\lambda"},
    {"wd", "\\lambda"},
    {"momentum", "\\mu"},
    {"trust_coefficient", "\\kappa"},
    {"momentum_decay", "\\psi"},
    {0},
};

static const struct spelling letters[] = {
    {"alpha", "\\alpha"},     {"beta", "\\beta"},
    {"gamma", "\\gamma"},     {"delta", "\\delta"},
    {"zeta", "\\zeta"},       {"eta", "\\eta"},
    {"epsilon", "\\epsilon"}, {"eps", "\\epsilon"},
    {"theta", "\\theta"},     {"iota", "\\iota"},
    {"kappa", "\\kappa"},     {"lambda", "\\lambda"},
    {"lam", "\\lambda"},      {"lamda", "\\lambda"},
    {"mu", "\\mu"},           {"nu", "\\nu"},
    {"xi", "\\xi"},           {"rho", "\\rho"},
    {"sigma", "\\sigma"},     {"tau", "\\tau"},
    {"phi", "\\phi"},         {"chi", "\\chi"},
    {"psi", "\\psi"},         {"omega", "\\omega"},
    {"Gamma", "\\Gamma"},     {"Delta", "\\Delta"},
    {"Theta", "\\Theta"},     {"Lambda", "\\Lambda"},
    {"Sigma", "\\Sigma"},     {"Phi", "\\Phi"},
    {"Psi", "\\Psi"},         {"Omega", "\\Omega"},
    {"ell", "\\ell"},         {0},
};

static const struct spelling accents[] = {
    {"hat", "\\hat"},   {"bar", "\\bar"}, {"tilde", "\\tilde"},
    {"mix", "\\tilde"}, {"dot", "\\dot"}, {0},
};

static const struct spelling indices[] = {
    {"max", "\\max"},
    {"min", "\\min"},
    {"inf", "\\infty"},
    {"prev", "t-1"},
    {"old", "t-1"},
    {"before", "t-1"},
    {"last", "t-1"},
    {"next", "t+1"},
    {"start", "0"},
    {"0", "0"},
    {0},
};

// Appends letters as one symbol.
static void add_word(struct text *out, const char *word, size_t length) {
    const char *letter = find(letters, word, length);
    if (letter)
        text_add(out, letter);
    else if (length == 1)
        text_append(out, word, 1);
    else
        text_printf(out, "\\mathrm{%.*s}", (int)(length < WORD_LETTERS ? length : WORD_LETTERS),
                    word);
}

// Appends what stands before the first '_' of a name: a word, with an accent where that follows it
// ("mhat") or is given, and with digits as an index.
static void add_base(struct text *out, const char *base, size_t length, const char *accent,
                     struct text *index) {
    size_t word = length;
    while (word > 1 && isdigit((unsigned char)base[word - 1]))
        word--;
    text_append(index, base + word, length - word);
    if (!accent && word > 3 && !find(letters, base, word) &&
        (word == 4 || find(letters, base, word - 3)) && memcmp(base + word - 3, "hat", 3) == 0) {
        accent = "\\hat";
        word -= 3;
    }
    if (!accent) {
        add_word(out, base, word);
        return;
    }
    text_printf(out, "%s", accent);
    bool is_plain = word == 1 || find(letters, base, word);
    text_add(out, word == 1 ? " " : is_plain ? "" : "{");
    add_word(out, base, word);
    text_add(out, is_plain ? "" : "}");
}

// Whether a name is several words, as trust_ratio: not a letter with an index or an accent.
static bool is_phrase(const char *name, size_t base) {
    size_t word = base;
    while (word > 1 && isdigit((unsigned char)name[word - 1]))
        word--;
    const char *next = name + base + strspn(name + base, "_");
    size_t length = strcspn(next, "_");
    return word > 1 && !find(letters, name, word) && length > 1 && !find(accents, next, length) &&
           !find(indices, next, length) && !isdigit((unsigned char)*next);
}

static void add_phrase(struct text *out, const char *name) {
    text_add(out, "\\mathrm{");
    for (; *name; name++)
        if (*name != '_')
            text_append(out, name, 1);
        else if (name[1])
            text_add(out, "\\,");
    text_add(out, "}");
}

static void write_name(struct text *out, const char *name) {
    const char *whole = find(usual, name, strlen(name)), *accent = NULL;
    struct text index = {0}, parts = {0};
    if (whole) {
        text_add(out, whole);
        return;
    }
    name += strspn(name, "_");
    size_t base = strcspn(name, "_");
    if (is_phrase(name, base)) {
        add_phrase(out, name);
        return;
    }
    for (const char *part = name + base; *part;) {
        part += strspn(part, "_");
        size_t length = strcspn(part, "_");
        const char *known = find(indices, part, length), *over = find(accents, part, length);
        if (over && !accent) {
            accent = over;
        } else if (length > 0) {
            text_add(&parts, parts.length > 0 ? "," : "");
            if (known)
                text_add(&parts, known);
            else if (length == 1 || isdigit((unsigned char)*part) || find(letters, part, length))
                isdigit((unsigned char)*part) ? text_append(&parts, part, length)
                                              : add_word(&parts, part, length);
            else
                text_printf(&parts, "\\mathrm{%.*s}", (int)length, part);
        }
        part += length;
    }
    add_base(out, name, base, accent, &index);
    if (index.length > 0 || parts.length > 0) {
        bool is_short = index.length + parts.length == 1;
        text_printf(out, is_short ? "_%s%s%s" : "_{%s%s%s}", index.data ? index.data : "",
                    index.length > 0 && parts.length > 0 ? "," : "", parts.data ? parts.data : "");
    }
    text_finish(&index);
    text_finish(&parts);
}

// Writes a name that has no short symbol of its own as a word.
static void write_word(struct text *out, const char *name) {
    text_clear(out);
    text_add(out, "\\mathrm{");
    for (size_t k = 0; name[k] && k < WORD_LETTERS; k++)
        if (name[k] != '_')
            text_append(out, name + k, 1);
    text_add(out, "}");
}

// Tells a symbol from others that are written alike: primes for some, then a number.
static void add_mark(struct text *out, size_t number) {
    if (number > PRIMES)
        text_printf(out, "_{%zu}", number);
    for (size_t i = 0; number <= PRIMES && i < number; i++)
        text_add(out, "'");
}

char **tex_symbols(const struct rule_text *text) {
    char **symbols = mem_zero(text->name_count + 1, sizeof *symbols);
    size_t *alike = mem_zero(text->name_count, sizeof *alike); // symbols made of each with a mark
    struct name_set taken = {0};
    for (size_t i = 0; i < text->name_count; i++) {
        struct text symbol = {0}, word = {0};
        size_t first, other;
        write_name(&symbol, text->names[i].name);
        if (name_set_find(&taken, symbol.data, &first) || symbol.length > SYMBOL_BYTES)
            write_word(&symbol, text->names[i].name);
        text_add(&word, symbol.data);
        bool is_alike = name_set_find(&taken, word.data, &first);
        while (is_alike && name_set_find(&taken, symbol.data, &other)) {
            text_clear(&symbol);
            text_add(&symbol, word.data);
            add_mark(&symbol, ++alike[first]);
        }
        symbols[i] = text_take(&symbol);
        name_set_add(&taken, symbols[i], i);
        text_finish(&word);
    }
    name_set_finish(&taken);
    free(alike);
    return symbols;
}

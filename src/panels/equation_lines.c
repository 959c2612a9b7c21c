// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts formulas into lines that assign one symbol each, and lines at their arrow.
#include "panels/equation.h"

#include <string.h>

// Passes over one thing of a formula at the top level: a command, a group, what stands between
// fences or from \begin to \end, or a character.
static const char *skip_thing(const char *at, const char *end) {
    int depth = 0;
    do {
        bool is_command = *at == '\\';
        const char *start = at++;
        while (is_command && at < end &&
               strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *at))
            at++;
        if (is_command && at == start + 1 && at < end)
            at++;
        size_t length = (size_t)(at - start);
        bool opens = (length == 1 && strchr("{([", *start)) ||
                     (length == 5 && memcmp(start, "\\left", 5) == 0) ||
                     (length == 6 && memcmp(start, "\\begin", 6) == 0);
        bool closes = (length == 1 && strchr("})]", *start)) ||
                      (length == 6 && memcmp(start, "\\right", 6) == 0) ||
                      (length == 4 && memcmp(start, "\\end", 4) == 0);
        if ((length == 5 && opens) || (length == 6 && closes))
            at += at < end; // the fence, which opens or closes nothing else
        depth += opens - closes;
    } while (at < end && depth > 0);
    return at;
}

// Returns where `word` stands at the top level; NULL if nowhere.
static const char *find(const char *at, const char *end, const char *word) {
    size_t length = strlen(word);
    while (at < end) {
        const char *after = skip_thing(at, end);
        if ((size_t)(after - at) == length && memcmp(at, word, length) == 0)
            return at;
        at = after;
    }
    return NULL;
}

// Returns the first arrow or equals sign of a line, and its end; NULL if it has none.
static const char *find_relation(const char *at, const char *end, const char **after) {
    const char *arrow = find(at, end, "\\leftarrow"), *equals = find(at, end, "=");
    const char *first = !arrow || (equals && equals < arrow) ? equals : arrow;
    *after = first ? first + (first == equals ? 1 : strlen("\\leftarrow")) : NULL;
    return first;
}

static char *formula_of(const char *start, const char *end) {
    struct text text = {0};
    while (start < end && *start == ' ')
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    text_printf(&text, "$%.*s$", (int)(end - start), start);
    return text_take(&text);
}

static void add_line(struct equation_state *state, const char *start, const char *end) {
    if (state->count == LINES_MAX || start == end)
        return;
    struct equation_line *line = &state->lines[state->count++];
    const char *after, *relation = find_relation(start, end, &after);
    *line = (struct equation_line){.right = formula_of(relation ? after : start, end)};
    if (!relation)
        return;
    line->left = formula_of(start, relation);
    line->relation = formula_of(relation, after);
}

// Returns true if a part of a formula assigns a symbol that has a number.
static bool assigns(const struct optimizer_config *config, const char *start, const char *end) {
    const char *after, *relation = find_relation(start, end, &after), *at = start;
    struct symbol_text text;
    struct symbol symbol;
    return relation && symbol_next(&at, relation, &text) && symbol_find(config, text, &symbol);
}

void equation_add(struct equation_state *state, const struct optimizer_config *config,
                  const char *formula, size_t length, bool is_split) {
    static const char gap[] = "\\quad";
    const char *start = formula, *end = formula + length, *at = formula, *cut;
    while (is_split && (cut = find(at, end, gap)) != NULL) {
        at = cut + strlen(gap);
        const char *next = find(at, end, gap);
        if (!assigns(config, at, next ? next : end))
            continue;
        const char *comma = cut;
        while (comma > start && comma[-1] == ' ')
            comma--;
        add_line(state, start, comma > start && comma[-1] == ',' ? comma - 1 : cut);
        start = at;
    }
    add_line(state, start, end);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The bidirectional algorithm (UAX #9) for lines without explicit controls, in place of bidi.c
// where FriBidi is missing.
#include "base/memory.h"
#include "draw/text/bidi.h"
#include "draw/text/glyph_read.h"

#include <stdlib.h>

enum bidi_class bidi_class(uint32_t point) {
    return (enum bidi_class)glyph_tables_class(point);
}

struct bidi_line {
    const uint32_t *points;
    int count, base; // level of the line: 0 or 1
    enum bidi_class *classes;
};

static bool is_strong(enum bidi_class class) {
    return class == BIDI_L || class == BIDI_R || class == BIDI_AL;
}

// Rules P2 and P3: the first letter decides.
static int base_of(const struct bidi_line *line) {
    for (int i = 0; i < line->count; i++)
        if (is_strong(line->classes[i]))
            return line->classes[i] != BIDI_L;
    return 0;
}

static enum bidi_class side_of(int level) {
    return level % 2 == 1 ? BIDI_R : BIDI_L;
}

// Rules W1 to W7: numbers, and what belongs to them.
static void resolve_numbers(const struct bidi_line *line) {
    enum bidi_class *classes = line->classes, strong = side_of(line->base);
    int count = line->count;
    for (int i = 0; i < count; i++)
        if (classes[i] == BIDI_NSM)
            classes[i] = i > 0 ? classes[i - 1] : side_of(line->base);
    for (int i = 0; i < count; i++) {
        if (is_strong(classes[i]))
            strong = classes[i];
        else if (classes[i] == BIDI_EN && strong == BIDI_AL)
            classes[i] = BIDI_AN;
    }
    for (int i = 0; i < count; i++)
        if (classes[i] == BIDI_AL)
            classes[i] = BIDI_R;
    for (int i = 1; i + 1 < count; i++) {
        enum bidi_class before = classes[i - 1], after = classes[i + 1];
        if (before == after &&
            ((before == BIDI_EN && classes[i] == BIDI_ES) ||
             ((before == BIDI_EN || before == BIDI_AN) && classes[i] == BIDI_CS)))
            classes[i] = before;
    }
    for (int i = 0; i < count; i++) {
        int end = i;
        while (end < count && classes[end] == BIDI_ET)
            end++;
        bool joins = end > i && ((i > 0 && classes[i - 1] == BIDI_EN) ||
                                 (end < count && classes[end] == BIDI_EN));
        for (; joins && i < end; i++)
            classes[i] = BIDI_EN;
        i = end > i ? end - 1 : i;
    }
    strong = side_of(line->base);
    for (int i = 0; i < count; i++) {
        if (classes[i] == BIDI_ES || classes[i] == BIDI_ET || classes[i] == BIDI_CS)
            classes[i] = BIDI_ON;
        if (classes[i] == BIDI_L || classes[i] == BIDI_R)
            strong = classes[i];
        else if (classes[i] == BIDI_EN && strong == BIDI_L)
            classes[i] = BIDI_L;
    }
}

// What a class counts as where neutrals are resolved: numbers as right to left.
static enum bidi_class direction_of(enum bidi_class class) {
    return class == BIDI_EN || class == BIDI_AN ? BIDI_R : class;
}

// Returns the bracket that closes this one; 0 if it opens none.
static uint32_t closing(uint32_t point) {
    static const uint32_t pairs[][2] = {{'(', ')'},       {'[', ']'},       {'{', '}'},
                                        {0x2045, 0x2046}, {0x207D, 0x207E}, {0x208D, 0x208E},
                                        {0x2308, 0x2309}, {0x230A, 0x230B}, {0x27E8, 0x27E9}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == point)
            return pairs[i][1];
    return 0;
}

// Marks on a bracket go with it.
static void set_bracket(const struct bidi_line *line, int at, enum bidi_class class) {
    line->classes[at] = class;
    while (++at < line->count && bidi_class(line->points[at]) == BIDI_NSM)
        line->classes[at] = class;
}

// Rule N0 for the pair of brackets at `open` and `close`: they go with what they hold.
static void resolve_pair(const struct bidi_line *line, int open, int close) {
    enum bidi_class base = side_of(line->base), other = base == BIDI_L ? BIDI_R : BIDI_L;
    bool has_base = false, has_other = false;
    for (int i = open + 1; i < close; i++) {
        has_base = has_base || direction_of(line->classes[i]) == base;
        has_other = has_other || direction_of(line->classes[i]) == other;
    }
    enum bidi_class chosen = base;
    if (!has_base && !has_other)
        return;
    if (!has_base) { // what stands before decides
        enum bidi_class before = base;
        for (int i = open - 1; i >= 0; i--)
            if (direction_of(line->classes[i]) == BIDI_L ||
                direction_of(line->classes[i]) == BIDI_R) {
                before = direction_of(line->classes[i]);
                break;
            }
        chosen = before == other ? other : base;
    }
    set_bracket(line, open, chosen);
    set_bracket(line, close, chosen);
}

// Pairs brackets, those that open first at first (BD16).
static void resolve_brackets(const struct bidi_line *line) {
    enum { DEEPEST = 63 };
    struct {
        int open;
        uint32_t close;
    } stack[DEEPEST];
    int *partner = mem_zero((size_t)line->count + 1, sizeof *partner), depth = 0;
    for (int i = 0; i < line->count; i++) {
        uint32_t close = closing(line->points[i]);
        if (line->classes[i] != BIDI_ON)
            continue;
        if (close && depth == DEEPEST)
            break;
        if (close) {
            stack[depth].open = i;
            stack[depth++].close = close;
            continue;
        }
        for (int k = depth - 1; k >= 0; k--)
            if (stack[k].close == line->points[i]) {
                partner[stack[k].open] = i;
                depth = k;
                break;
            }
    }
    for (int i = 0; i < line->count; i++)
        if (partner[i] > 0)
            resolve_pair(line, i, partner[i]);
    free(partner);
}

static bool is_neutral(enum bidi_class class) {
    return class == BIDI_ON || class == BIDI_WS;
}

// Rules N1 and N2: neutrals go with both neighbours if those agree, else with the line.
static void resolve_neutrals(const struct bidi_line *line) {
    for (int i = 0; i < line->count; i++) {
        int end = i;
        while (end < line->count && is_neutral(line->classes[end]))
            end++;
        if (end == i)
            continue;
        enum bidi_class base = side_of(line->base);
        enum bidi_class before = i > 0 ? direction_of(line->classes[i - 1]) : base;
        enum bidi_class after = end < line->count ? direction_of(line->classes[end]) : base;
        for (; i < end; i++)
            line->classes[i] = before == after ? before : base;
        i--;
    }
}

void bidi_levels(const uint32_t *points, int count, signed char *levels) {
    enum bidi_class *classes = mem_zero((size_t)count + 1, sizeof *classes);
    struct bidi_line line = {points, count, 0, classes};
    for (int i = 0; i < count; i++)
        classes[i] = bidi_class(points[i]);
    line.base = base_of(&line);
    resolve_numbers(&line);
    resolve_brackets(&line);
    resolve_neutrals(&line);
    for (int i = 0; i < count; i++) { // rules I1 and I2
        bool is_number = classes[i] == BIDI_EN || classes[i] == BIDI_AN;
        if (line.base == 0)
            levels[i] = (signed char)(classes[i] == BIDI_R ? 1 : is_number ? 2 : 0);
        else
            levels[i] = (signed char)(classes[i] == BIDI_L || is_number ? 2 : 1);
    }
    for (int i = count; i-- > 0 && bidi_class(points[i]) == BIDI_WS;) // rule L1
        levels[i] = (signed char)line.base;
    free(classes);
}

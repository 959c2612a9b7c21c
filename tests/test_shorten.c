// SPDX-License-Identifier: GPL-3.0-or-later
// Text that must fit: random lines of letters, combining marks, formulas and written dollars are
// made smaller, cut or broken, and no part of them is ever split.
#include "base/random.h"
#include "draw/text/shorten.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// What is kept or left out as a whole.
static const char *const parts[] = {
    "a",
    "W",
    "i",
    " ",
    " ",
    "é",
    "ä",
    "e\xCC\x81",
    "o\xCC\x88\xCC\x81",
    "$x^2$",
    "\\$",
    "\\$",
    "$\\frac{a}{b}$",
    "$a b$",
    "\xE2\x9D\xA4\xEF\xB8\x8F",
};
enum { PARTS = sizeof parts / sizeof *parts, PARTS_MAX = 24 };

static struct random_stream stream;

// A line and where each of its parts begins; the last entry is its length.
struct line {
    char text[512];
    size_t begin[PARTS_MAX + 1];
    size_t count;
};

static void write_line(struct line *line) {
    *line = (struct line){.count = random_below(&stream, PARTS_MAX + 1)};
    for (size_t i = 0; i < line->count; i++) {
        strcat(line->text, parts[random_below(&stream, PARTS)]);
        line->begin[i + 1] = strlen(line->text);
    }
}

// Writes the first `count` parts and an ellipsis, without spaces between.
static void cut_line(const struct line *line, size_t count, char text[520]) {
    size_t length = line->begin[count];
    while (length > 0 && line->text[length - 1] == ' ')
        length--;
    snprintf(text, 520, "%.*s\u2026", (int)length, line->text);
}

// Of a line that is too wide, as many parts are kept as fit.
static void check_cut(struct font *font, const struct line *line, double size, double width,
                      const char *fitted) {
    char wanted[520] = "", next[520];
    bool is_whole = font_width(font, line->text, size) <= width;
    for (size_t i = 0; i < line->count && !is_whole; i++) {
        cut_line(line, i, next);
        if (font_width(font, next, size) > width)
            break;
        strcpy(wanted, next);
    }
    if (strcmp(fitted, is_whole ? line->text : wanted) != 0)
        fail_msg("'%s' in %g pixels at %g: '%s', not '%s'", line->text, width, size, fitted,
                 is_whole ? line->text : wanted);
}

static void test_lines(void **state) {
    (void)state;
    struct font *font = font_create();
    struct text fitted = {0};
    random_start(&stream, 1, RANDOM_START, 0);
    for (int round = 0; round < 3000; round++) {
        struct line lines[2];
        char text[1100];
        write_line(&lines[0]);
        write_line(&lines[1]);
        bool is_two = random_below(&stream, 4) == 0;
        snprintf(text, sizeof text, "%s%s%s", lines[0].text, is_two ? "\n" : "",
                 is_two ? lines[1].text : "");
        double least = random_uniform(&stream, 0.5, 1), size = random_uniform(&stream, 6, 30);
        double natural = font_width(font, text, size);
        double width = random_uniform(&stream, 0, 1.2) * natural;
        double got = shorten_line(font, text, size, least, width, &fitted);
        if (natural <= width || natural * least <= width) {
            assert_string_equal(fitted.data, text);
            assert_true(natural <= width ? got == size : got < size);
            assert_true(got >= least * size && font_width(font, text, got) <= width * (1 + 1e-9));
            continue;
        }
        assert_true(got == least * size);
        char *newline = strchr(fitted.data, '\n');
        assert_true(is_two == !!newline);
        if (newline) {
            *newline = '\0';
            check_cut(font, &lines[1], got, width, newline + 1);
        }
        check_cut(font, &lines[0], got, width, fitted.data);
    }
    text_finish(&fitted);
    font_destroy(font);
}

// A line is broken behind the space that leaves the narrowest wider half; never inside a formula.
static void test_breaks(void **state) {
    (void)state;
    struct font *font = font_create();
    random_start(&stream, 2, RANDOM_START, 0);
    for (int round = 0; round < 1000; round++) {
        struct line line;
        write_line(&line);
        size_t best = 0, got = shorten_break(font, line.text);
        double least = font_width(font, line.text, 1);
        for (size_t i = 1; i < line.count; i++) {
            size_t at = line.begin[i];
            char first[512];
            if (line.text[at] != ' ')
                continue;
            snprintf(first, sizeof first, "%.*s", (int)at, line.text);
            double wider =
                fmax(font_width(font, first, 1), font_width(font, line.text + at + 1, 1));
            if (wider < least) {
                least = wider;
                best = at + 1;
            }
        }
        if (got != best)
            fail_msg("'%s' is broken at %zu, not %zu", line.text, got, best);
    }
    font_destroy(font);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_breaks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

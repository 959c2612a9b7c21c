// SPDX-License-Identifier: GPL-3.0-or-later
// Random texts for the parsers of formulas and titles. Each text ends at the end of a memory page
// whose successor is inaccessible, so that reading too far crashes in every build.
#include "base/number.h"
#include "base/random.h"
#include "draw/text/label.h"
#include "draw/text/maths.h"
#include "plot/template.h"
#include "problem/formula.h"
#include "scene/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROUNDS = 30000, PIECES_MAX = 12 };

static const char *const pieces[] = {
    "$",
    "\\sqrt",
    "[",
    "]",
    "{",
    "}",
    "\\frac",
    "\\left",
    "\\right",
    "(",
    ")",
    "\\",
    "_",
    "^",
    "'",
    "x",
    "1e308",
    "1e",
    ".",
    " ",
    "\\text",
    "\\hat",
    "\\|",
    "\\sum",
    "\xC3",
    "\xE2",
    "\xF0",
    "\xE2\x88\x9A",
    "{lr}",
    "{lr:.3",
    "{loss:",
    "{a.lr}",
    "{{",
    "}}",
    "\n",
    "\t",
    "\x01",
    "%s",
    ",",
    "exp(",
    "+",
    "-",
    "*",
    "/",
    "max(",
    "y",
    "where(",
    "&",
    "#",
    "\\mathbb",
    "\\operatorname",
    "\\overline",
    "\\displaystyle",
    "\\,",
    "\\alpha",
    "log",
    "\xFF",
};

// A page of memory followed by one that may not be accessed.
struct guarded {
    char *end; // end of the accessible page
    size_t size;
};

static struct guarded guarded_make(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    assert_int_equal(mprotect(memory + page, page, PROT_NONE), 0);
    return (struct guarded){memory + page, page};
}

static void guarded_free(struct guarded *guarded) {
    munmap(guarded->end - guarded->size, 2 * guarded->size);
}

// Copies `length` bytes to the end of the page.
static const char *guarded_put(const struct guarded *guarded, const char *bytes, size_t length) {
    return memcpy(guarded->end - length, bytes, length);
}

static void make_text(struct random_stream *stream, struct text *text) {
    text_clear(text);
    text_add(text, "");
    for (uint32_t left = random_below(stream, PIECES_MAX + 1); left > 0; left--)
        text_add(text, pieces[random_below(stream, sizeof pieces / sizeof *pieces)]);
    // Some texts end in the middle of a token.
    if (text->length > 0 && random_below(stream, 4) == 0)
        text->data[--text->length] = '\0';
}

typedef void parse(const char *text, size_t length, struct error *error);

static void parse_maths(const char *text, size_t length, struct error *error) {
    maths_destroy(maths_parse(text, length, (struct place){0}, error));
}

static void parse_label(const char *text, size_t length, struct error *error) {
    (void)length;
    label_check(text, (struct place){0}, error);
}

static void parse_title(const char *text, size_t length, struct error *error) {
    (void)length;
    struct optimizer_config optimizer = {.label = (char[]){"a"}};
    struct scene scene = {.optimizers = &optimizer, .optimizer_count = 1};
    template_destroy(template_parse(&scene, text, (struct place){0}, error));
}

static void parse_formula(const char *text, size_t length, struct error *error) {
    static const struct formula_name names[] = {{"x", 0}, {"y", 1}, {0}};
    (void)length;
    formula_destroy(formula_parse(text, NULL, names, error));
}

static void parse_number(const char *text, size_t length, struct error *error) {
    double value;
    if (!number_parse(text, length, &value))
        error_set(error, ERROR_SCENE, "no number");
}

// Some texts must be accepted and some refused; otherwise the tokens prove nothing.
static void check(parse *read, bool has_end) {
    struct guarded guarded = guarded_make();
    struct random_stream stream;
    struct text text = {0};
    size_t accepted = 0;
    random_start(&stream, 1, RANDOM_SHUFFLE, 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct error error = {0};
        make_text(&stream, &text);
        read(guarded_put(&guarded, text.data, text.length + (has_end ? 1 : 0)), text.length,
             &error);
        accepted += error.kind == ERROR_NONE;
        error_finish(&error);
    }
    assert_in_range(accepted, 20, ROUNDS - 20);
    text_finish(&text);
    guarded_free(&guarded);
}

static void test_maths(void **state) {
    (void)state;
    check(parse_maths, false);
}

static void test_label(void **state) {
    (void)state;
    check(parse_label, true);
}

static void test_title(void **state) {
    (void)state;
    check(parse_title, true);
}

static void test_formula(void **state) {
    (void)state;
    check(parse_formula, true);
}

static void test_number(void **state) {
    (void)state;
    check(parse_number, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maths),   cmocka_unit_test(test_label),  cmocka_unit_test(test_title),
        cmocka_unit_test(test_formula), cmocka_unit_test(test_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

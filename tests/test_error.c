// SPDX-License-Identifier: GPL-3.0-or-later
// Several mistakes in one error: in source order, without repetition, and limited in number.
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct source source = {
    .name = (char[]){"a.scene"}, .text = (char[]){"one\ntwo\n"}, .length = 8, .shows_lines = true};

static size_t count(const struct error *error) {
    size_t count = 0;
    for (; error && error->kind != ERROR_NONE; error = error->more)
        count++;
    return count;
}

static void collect(struct error *error, int line, int column, const char *what) {
    struct error one = {0};
    error_at(&one, (struct place){&source, line, column, 1}, "%s", what);
    assert_false(error_collect(error, &one));
    assert_int_equal(one.kind, ERROR_NONE);
}

static void test_order(void **state) {
    (void)state;
    struct error error = {0}, none = {0};
    assert_true(error_collect(&error, &none));
    assert_int_equal(count(&error), 0);
    collect(&error, 2, 1, "second");
    collect(&error, 2, 3, "third");
    collect(&error, 1, 2, "first");
    collect(&error, 2, 3, "third");
    assert_int_equal(count(&error), 3);
    assert_string_equal(error.what, "first");
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, 2);
    assert_string_equal(error.file, "a.scene");
    assert_string_equal(error.more->what, "second");
    assert_string_equal(error.more->more->what, "third");
    assert_string_equal(error.message, "a.scene:1:2: error: first\n   1 | one\n     |  ^");
    error_finish(&error);
}

// Errors are merged, and those beyond the limit are dropped.
static void test_many(void **state) {
    (void)state;
    struct error error = {0}, other = {0};
    for (int i = 0; i < 100; i++) {
        char what[16];
        snprintf(what, sizeof what, "%d", i);
        collect(i % 2 ? &error : &other, 1, i + 1, what);
    }
    assert_int_equal(count(&error), 20);
    assert_false(error_collect(&error, &other));
    assert_int_equal(count(&error), 20);
    assert_int_equal(count(&other), 0);
    for (const struct error *one = &error; one->more; one = one->more)
        assert_true(one->column < one->more->column);
    error_finish(&error);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

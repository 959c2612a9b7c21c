// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/name_table.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct thing {
    const char *name;
    double other;
};
static const struct thing rows[] = {{"one", 1}, {"two", 2}, {"three", 3}, {0}};
static const struct thing *const pointers[] = {&rows[0], &rows[1], &rows[2], NULL};
static const char *const words[] = {"one", "two", "three", NULL};
static const struct thing none[] = {{0}};

static const struct name_table tables[] = {NAME_ROWS(rows), NAME_POINTERS(pointers),
                                           NAME_ROWS(words)};
enum { TABLES = sizeof tables / sizeof *tables };

static void test_every_shape_of_table(void **state) {
    (void)state;
    for (size_t i = 0; i < TABLES; i++) {
        for (size_t k = 0; k < 3; k++) {
            assert_string_equal(name_table_at(tables[i], k), words[k]);
            assert_int_equal(name_table_find(tables[i], words[k]), k);
        }
        assert_null(name_table_at(tables[i], 3));
        assert_int_equal(name_table_find(tables[i], "four"), 3);
        assert_int_equal(name_table_find(tables[i], ""), 3);
    }
    assert_ptr_equal(NAME_FIND(rows, "two"), &rows[1]);
    assert_null(NAME_FIND(rows, "twofold")->name);
    assert_ptr_equal(NAME_FIND_POINTER(pointers, "three"), &rows[2]);
    assert_null(NAME_FIND_POINTER(pointers, "thre"));
    assert_null(NAME_FIND(none, "one")->name);
}

static void test_names_of_several_tables(void **state) {
    (void)state;
    size_t count = 0;
    const char **names = NULL;
    for (size_t i = 0; i < TABLES; i++)
        names = name_table_append(tables[i], names, &count);
    assert_int_equal(count, 9);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(names[i], words[i % 3]);
    free(names);
}

static void test_an_unknown_name_is_compared_with_all(void **state) {
    (void)state;
    for (size_t i = 0; i < TABLES; i++) {
        struct error error = {0};
        assert_false(name_table_unknown(tables[i], &error, (struct place){0}, "number", "thrree"));
        assert_non_null(strstr(error.message, "unknown number 'thrree'"));
        assert_non_null(strstr(error.message, "did you mean 'three'?"));
        error_finish(&error);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_shape_of_table),
        cmocka_unit_test(test_names_of_several_tables),
        cmocka_unit_test(test_an_unknown_name_is_compared_with_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/dataset.h"
#include "tree/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// Reads `text` as a data file.
static bool read_text(struct dataset *dataset, const char *text, struct error *error) {
    char path[] = "/tmp/optanim-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    struct node node = {.kind = NODE_STRING, .text = path};
    bool good = dataset_read(dataset, &node, 1, error);
    unlink(path);
    return good;
}

static void test_numbers_are_those_of_strtod(void **state) {
    (void)state;
    static const char *const numbers[] = {"0.1",
                                          "-0",
                                          "9007199254740993",
                                          "1.7976931348623157e308",
                                          "123456789012345678",
                                          "0.9401060036131061",
                                          ".5",
                                          "5.",
                                          "0.00000000000000000000000012345",
                                          "4.9e-324",
                                          "+7"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[100];
        snprintf(text, sizeof text, "%s,1\n", numbers[i]);
        struct dataset dataset;
        struct error error = {0};
        if (!read_text(&dataset, text, &error))
            fail_msg("%s", error.message);
        double expected = strtod(numbers[i], NULL);
        assert_memory_equal(&dataset.x[0], &expected, sizeof expected);
        dataset_finish(&dataset);
    }
}

// Reads `text` as {file, columns}, with columns in YAML.
static bool read_columns(struct dataset *dataset, const char *text, const char *columns,
                         struct error *error) {
    char path[] = "/tmp/optanim-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    struct text map = {0};
    struct document document = {0};
    text_printf(&map, "{file: %s, columns: %s}", path, columns);
    struct node *node = document_parse_set(&document, map.data, 1, error);
    assert_non_null(node);
    bool good = dataset_read(dataset, node, 1, error);
    unlink(path);
    text_finish(&map);
    document_finish(&document);
    return good;
}

// Which columns are taken as x and y; in each of these files they hold 1 and 2.
static void test_columns(void **state) {
    (void)state;
    static const char *const files[][2] = {
        {",x,y\n0,1,2\n", NULL},
        {"a,X,b,Y\n0,1,0,2\n", NULL},
        {"y,x\n2,1\n", NULL},
        {"y,t\n2,1\n", NULL},
        {"t,x\n2,1\n", NULL},
        {"height,weight\n1,2\n", NULL},
        {"a,b\n1,2\n", "[a, b]"},
        {"b,x,y\n1,7,2\n", "{x: b}"},
        {"b,c,d\n1,7,2\n", "{y: 3, x: b}"},
        {"7,2,1\n", "[3, 2]"},
        {"# 1,2,3\n7,2,1\n", "[3, 2]"},
        {"{\"a\": {\"b\": 1}, \"c/d\": 2}\n", "{y: c/d, x: a.b}"},
        {"{\"x\": 1, \"id\": 7, \"y\": 2}\n", NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct dataset dataset;
        struct error error = {0};
        if (!(files[i][1] ? read_columns(&dataset, files[i][0], files[i][1], &error)
                          : read_text(&dataset, files[i][0], &error)))
            fail_msg("%s\n%s", files[i][0], error.message);
        if (dataset.count != 1 || dataset.x[0] != 1 || dataset.y[0] != 2)
            fail_msg("%s\nwas read otherwise", files[i][0]);
        dataset_finish(&dataset);
    }
    static const char *const mistakes[][3] = {
        {"a,b,c\n1,2,3\n", NULL, "which columns are x and y?"},
        {"a,b,c\n1,2,3\n", NULL, "there are a, b and c"},
        {",x,x\n1,2,3\n", NULL, "there are column 1 without a name, x and x"},
        {"1,2,3\n", NULL, "there are 1 to 3, without names"},
        {"x\n1\n", NULL, "needs two columns, x and y; this one has only x"},
        {"a,b\n1,2\n", "[a, c]", "unknown column 'c'; there are a and b"},
        {"height,b\n1,2\n", "[hieght, b]", "unknown column 'hieght'; did you mean 'height'?"},
        {"b,b\n1,2\n", "[b, 1]", "has 2 columns named 'b'; take one by its position"},
        {"1,2\n", "[a, b]", "has no names, so its columns have positions from 1 to 2"},
        {"1,2\n", "[1, 3]", "expected a whole number from 1 to 2, not 3"},
        {"a,b\n1,2\n", "[a]", "expected columns for [x, y], not a list of 1"},
        {"a,b\n1,2\n", "{z: a}", "unknown part of columns 'z'; there are x, y"},
        {"a,b\n1,2\n", "a", "expected a list of columns, or a map to them, not 'a'"},
        {"{\"a\": 1, \"b\": 2}\n", "[1, 2]", "unknown column '1'"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct dataset dataset;
        struct error error = {0};
        assert_false(mistakes[i][1] ? read_columns(&dataset, mistakes[i][0], mistakes[i][1], &error)
                                    : read_text(&dataset, mistakes[i][0], &error));
        if (!strstr(error.message, mistakes[i][2]))
            fail_msg("no '%s' in: %s", mistakes[i][2], error.message);
        error_finish(&error);
    }
}

// Where a message asks which columns are meant, its example is one that works.
static void test_any_names(void **state) {
    (void)state;
    static const char *const names[] = {"x",   "y",   "a",        "b",  "X",  "",
                                        "a b", "a.b", "\xC3\xA9", "no", "{a", "a: b"};
    enum { NAMES = sizeof names / sizeof *names };
    size_t asked = 0;
    uint64_t bits = 5;
    for (int i = 0; i < 4000; i++) {
        struct text header = {0}, row = {0};
        bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
        uint64_t left = bits >> 16;
        size_t width = 1 + left % 5;
        left /= 5;
        for (size_t k = 0; k < width; k++, left /= NAMES) {
            text_printf(&header, "%s%s", k ? "," : "", names[left % NAMES]);
            text_printf(&row, "%s%zu", k ? "," : "", k);
        }
        text_printf(&header, "\n%s\n", row.data);
        struct dataset dataset;
        struct error error = {0};
        if (read_text(&dataset, header.data, &error)) {
            dataset_finish(&dataset);
        } else if (strstr(error.message, "columns: [")) {
            const char *example = strstr(error.message, "columns: [") + strlen("columns: ");
            struct text columns = {0};
            struct error again = {0};
            text_append(&columns, example, strcspn(example, "]") + 1);
            if (!read_columns(&dataset, header.data, columns.data, &again))
                fail_msg("%s%s: %s", header.data, columns.data, again.message);
            dataset_finish(&dataset);
            text_finish(&columns);
            asked++;
        }
        error_finish(&error);
        text_finish(&header);
        text_finish(&row);
    }
    assert_in_range(asked, 500, 4000);
}

static void test_mistakes(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", "the file has no rows"},
        {"x,y\n", "the file has no rows of numbers"},
        {"1,nan\n", ":1:3: error: expected a finite number, not 'nan'"},
        {"1,-Inf\n", ":1:3: error: expected a finite number, not '-Inf'"},
        {"x,y\n1,NA\n", ":2:3: error: expected a number, not 'NA'"},
        {"x,y\n1,\n", ":2:3: error: expected a number, not an empty field"},
        {"x,y\n1,two\n3,4\n", ":2:3: error: expected a number, not 'two'"},
        {"{\"x\": 1, \"y\": 2}\n{\"x\": 1}\n", ":2:1: error: this row has no 'y'"},
        {"{\"x\": 1, \"y\": null}\n", ":1:15: error: expected a number, not 'null'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dataset dataset;
        struct error error = {0};
        assert_false(read_text(&dataset, cases[i][0], &error));
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, cases[i][1]))
            fail_msg("no '%s' in: %s", cases[i][1], error.message);
        assert_null(dataset.x);
        error_finish(&error);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_those_of_strtod),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_any_names),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

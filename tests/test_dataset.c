// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/csv.h"
#include "problem/dataset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// Reads `text` as a file of points.
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

static void test_good_files(void **state) {
    (void)state;
    static const char *const texts[] = {
        "1,2\n3,-0.25e1\n",
        "x,y\n1,2\n3,-2.5\n",
        "\xEF\xBB\xBFx,y\r\n1,2\r\n3,-2.5\r\n\r\n\n  \n",
        "\"a, \"\"b\"\"\",y\n\"1\",\"2\"\n 3 , -2.5",
        "x;y;name\n1;2;\"two\nlines\"\n3;-2.5;c\n",
        "x\ty\n1\t2\n3\t-2.5\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dataset dataset;
        struct error error = {0};
        if (!read_text(&dataset, texts[i], &error))
            fail_msg("%zu: %s", i, error.message);
        assert_int_equal(dataset.count, 2);
        assert_true(dataset.x[0] == 1 && dataset.y[0] == 2);
        assert_true(dataset.x[1] == 3 && dataset.y[1] == -2.5);
        assert_false(dataset.has_line);
        dataset_finish(&dataset);
    }
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

static void test_mistakes(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", "the file is empty"},
        {"x,y\n", "no rows"},
        {"x,y\n1,2\n3,four\n",
         ":3:3: error: expected a number, not 'four'\n   3 | four\n     | ^~~~"},
        {"1,two\n3,4\n", ":1:3: error: expected a number, not 'two'"},
        {"1,nan\n", ":1:3: error: expected a finite number"},
        {"1,1e999\n", ":1:3: error: expected a finite number"},
        {"x,y\n1,\n", ":2:3: error: expected a number, not an empty field"},
        {"x,y\n1,2\n3\n", ":3:1: error: this row has 1 field, the first has 2"},
        {"x,y\n1,2\n\n3,4\n", ":3:1: error: a blank line between rows"},
        {"x,y\n1,\"2\n", ":2:3: error: this quote is never closed"},
        {"x,y\n1,\"2\"3\n", ":2:6: error: text behind a closing quote"},
        {"x\n1\n", "expected two columns"},
        {"\xC3\xA4\xC3\xB6,y\n1,2\n\"\xC3\xA4\",2\n",
         ":3:1: error: expected a number, not '\xC3\xA4'"},
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
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_numbers_are_those_of_strtod),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

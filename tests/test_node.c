// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/document.h"
#include "tree/node.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum reader { NUMBER, INTEGER, STRING, BOOL, NUMBERS, VECTOR, RANGE, ENTRY };

// The result of reading a value, or the column and message of the failure; NULL: valid.
static const struct {
    enum reader reader;
    int column; // of the value's first character is 4
    const char *value;
    const char *message;
} readings[] = {
    {NUMBER, 0, "1.5", NULL},
    {NUMBER, 0, "-2e3", NULL},
    {NUMBER, 4, "'1.5'", "expected a number, not '1.5'"},
    {NUMBER, 4, "fast", "expected a number, not 'fast'"},
    {NUMBER, 4, "true", "expected a number, not 'true'"},
    {NUMBER, 4, ".nan", "expected a finite number, not .nan"},
    {NUMBER, 4, "1e999", "expected a finite number, not 1e999"},
    {NUMBER, 4, "[1]", "expected a number, not a list"},
    {NUMBER, 4, "{a: 1}", "expected a number, not a map"},
    {NUMBER, 4, "~", "expected a number, not nothing"},
    {INTEGER, 0, "7", NULL},
    {INTEGER, 0, "1e1", NULL},
    {INTEGER, 4, "1.5", "expected a whole number, not 1.5"},
    {INTEGER, 4, "11", "expected a whole number from 0 to 10, not 11"},
    {INTEGER, 4, "-1", "expected a whole number from 0 to 10, not -1"},
    {STRING, 0, "1.50", NULL},
    {STRING, 0, "true", NULL},
    {STRING, 4, "[a]", "expected a string, not a list"},
    {STRING, 0, "", "expected a string, not nothing"},
    {BOOL, 0, "false", NULL},
    {BOOL, 4, "yes", "expected true or false, not 'yes'"},
    {BOOL, 4, "1", "expected true or false, not '1'"},
    {NUMBERS, 0, "[1, 2]", NULL},
    {NUMBERS, 4, "[1, 2, 3]", "expected two numbers, [a, b], not a list of 3"},
    {NUMBERS, 8, "[1, b]", "expected a number, not 'b'"},
    {NUMBERS, 4, "1", "expected two numbers, [a, b], not '1'"},
    {VECTOR, 0, "[1, 2]", NULL},
    {VECTOR, 0, "[1, 2, 4]", NULL},
    {VECTOR, 0, "[1, 2, -3e1, 4]", NULL},
    {VECTOR, 4, "[1]", "expected two numbers, [a, b], not a list of 1"},
    {VECTOR, 14, "[1, 2, 3, b]", "expected a number, not 'b'"},
    {VECTOR, 4, "1", "expected two numbers, [a, b], not '1'"},
    {RANGE, 0, "[-1, 2]", NULL},
    {RANGE, 4, "[2, 2]", "the range is upside down: 2 is not below 2"},
    {RANGE, 4, "[2, -1.0]", "the range is upside down: 2 is not below -1.0"},
    {RANGE, 4, "[-1e308, 1e308]", "the range is too wide"},
    {ENTRY, 0, "adam", NULL},
    {ENTRY, 0, "{adam: {lr: 1}}", NULL},
    {ENTRY, 13, "{adam: , lr: 1}", "expected one name of a thing, not a second one"},
    {ENTRY, 4, "[adam]", "expected the name of a thing, not a list"},
    {ENTRY, 4, "{}", "expected the name of a thing, not an empty map"},
};

static bool read_it(enum reader reader, const struct node *node, struct error *error) {
    union {
        double numbers[2];
        long integer;
        const char *string;
        bool truth;
        const struct node *nodes[2];
    } to;
    switch (reader) {
    case NUMBER:
        return node_number(node, to.numbers, error);
    case INTEGER:
        return node_integer(node, 0, 10, &to.integer, error);
    case STRING:
        return node_string(node, &to.string, error);
    case BOOL:
        return node_bool(node, &to.truth, error);
    case NUMBERS:
        return node_numbers(node, 2, to.numbers, error);
    case VECTOR: {
        double *vector = NULL;
        size_t count = 0;
        bool good = node_vector(node, &vector, &count, error);
        good = good && count == node->count && vector[count - 1] == (count == 2 ? 2 : 4);
        free(vector); // set on success alone
        return good;
    }
    case RANGE:
        return node_range(node, to.numbers, error);
    case ENTRY:
        return node_entry(node, "a thing", &to.nodes[0], &to.nodes[1], error);
    }
    return false;
}

static void test_readers(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        struct document document = {0};
        struct error error = {0};
        char text[80], place[24];
        snprintf(text, sizeof text, "v: %s\n", readings[i].value);
        const struct node *root = document_parse(&document, "t", text, &error);
        assert_non_null(root);
        bool good = read_it(readings[i].reader, node_get(root, "v"), &error);
        const char *message = readings[i].message ? readings[i].message : "";
        if (good != !readings[i].message)
            fail_msg("'%s' as %d: %s", readings[i].value, (int)readings[i].reader,
                     good ? "good" : error.message);
        if (!good) {
            assert_int_equal(error.kind, ERROR_SCENE);
            snprintf(place, sizeof place, "t:%d: ", readings[i].column);
            bool has_place =
                !readings[i].column || strncmp(error.message, place, strlen(place)) == 0;
            if (!has_place || !strstr(error.message, message))
                fail_msg("'%s' as %d: %s", readings[i].value, (int)readings[i].reader,
                         error.message);
        }
        error_finish(&error);
        document_finish(&document);
    }
}

static void test_values(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    const struct node *root = document_parse(
        &document, "t", "{a: -2e3, b: 1.50, c: [3, 4], d: true, e: {adam: {lr: 1}}, f: {sgd: }}",
        &error);
    double number, numbers[2];
    const char *string;
    bool truth;
    const struct node *name, *value;
    assert_true(node_number(node_get(root, "a"), &number, &error) && number == -2000);
    assert_true(node_string(node_get(root, "b"), &string, &error));
    assert_string_equal(string, "1.50"); // as it was written
    assert_true(node_range(node_get(root, "c"), numbers, &error));
    assert_true(numbers[0] == 3 && numbers[1] == 4);
    assert_true(node_bool(node_get(root, "d"), &truth, &error) && truth);
    assert_true(node_entry(node_get(root, "e"), "it", &name, &value, &error));
    assert_string_equal(name->text, "adam");
    assert_non_null(node_get(value, "lr"));
    assert_true(node_entry(node_get(root, "f"), "it", &name, &value, &error));
    assert_null(value);
    assert_null(node_get(root, "g"));
    assert_null(node_get(node_get(root, "c"), "a"));
    assert_null(node_get(NULL, "a"));
    document_finish(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

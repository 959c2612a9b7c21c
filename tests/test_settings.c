// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/document.h"
#include "tree/settings.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct thing {
    double rate, part, plain;
    long count;
    bool is_on, has_range;
    int mode;
    const char *label;
    double range[2];
    size_t items;
};

static bool read_items(const struct node *node, void *field, struct error *error) {
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list", error);
    *(size_t *)field = node->count;
    return true;
}

static const char *const modes[] = {"slow", "fast", NULL};
static const struct setting rows[] = {
    {SETTING(thing, rate), .fallback = 0.5, .max = SETTING_NO_MAX, .bounds = BOUNDS_ABOVE_MIN,
     .help = "how fast"},
    {SETTING(thing, part), .fallback = 0.9, .max = 1, .bounds = BOUNDS_BELOW_MAX},
    {SETTING(thing, plain), .fallback = -3},
    {SETTING(thing, count), .type = SETTING_INTEGER, .fallback = 7, .min = 1, .max = 20},
    {SETTING(thing, is_on), .type = SETTING_BOOL, .fallback = 1},
    {SETTING(thing, mode), .type = SETTING_CHOICE, .fallback = 1, .choices = modes},
    {SETTING(thing, label), .type = SETTING_STRING},
    {SETTING(thing, range), .type = SETTING_RANGE, .given = offsetof(struct thing, has_range),
     .form = "[low, high]"},
    {SETTING(thing, items), .type = SETTING_CUSTOM, .read = read_items},
    {0},
};

static void assert_defaults(const struct thing *thing) {
    assert_true(thing->rate == 0.5 && thing->part == 0.9 && thing->plain == -3);
    assert_true(thing->count == 7 && thing->is_on && thing->mode == 1);
    assert_true(!thing->label && !thing->has_range && thing->items == 0);
}

static void test_values(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    struct thing thing = {0};
    settings_default(rows, &thing);
    assert_defaults(&thing);
    assert_true(settings_read(rows, &thing, NULL, "a thing", &error));
    assert_true(settings_read(rows, &thing, document_parse(&document, "t", "{}", &error), "a thing",
                              &error));
    assert_defaults(&thing);
    const struct node *map = document_parse(
        &document, "t",
        "{rate: 2, part: 0, plain: -1e9, count: 20, is_on: false, mode: slow, label: 1.0, "
        "range: [-1, 1], items: [a, b]}",
        &error);
    assert_true(settings_read(rows, &thing, map, "a thing", &error));
    assert_true(thing.rate == 2 && thing.part == 0 && thing.plain == -1e9);
    assert_true(thing.count == 20 && !thing.is_on && thing.mode == 0 && thing.items == 2);
    assert_string_equal(thing.label, "1.0");
    assert_true(thing.has_range && thing.range[0] == -1 && thing.range[1] == 1);
    document_finish(&document);
}

static const struct {
    const char *map, *message;
} mistakes[] = {
    {"rate: 0", "t:7: error: rate must be above 0, not 0"},
    {"part: 1", "part must be from 0 to below 1, not 1"},
    {"part: -0.1", "part must be from 0 to below 1, not -0.1"},
    {"count: 0", "expected a whole number from 1 to 20, not 0"},
    {"count: 1.5", "expected a whole number, not 1.5"},
    {"is_on: on", "expected true or false, not 'on'"},
    {"mode: fsat", "unknown mode 'fsat'; did you mean 'fast'?"},
    {"mode: zzzzzz", "unknown mode 'zzzzzz'"},
    {"label: [a]", "expected a string, not a list"},
    {"range: [1, 0]", "upside down"},
    {"items: 3", "expected a list, not '3'"},
    {"raet: 1", "t:1: error: unknown option 'raet' for a thing; did you mean 'rate'?"},
    {"zzzzzz: 1", "unknown option 'zzzzzz' for a thing; it has rate, part, plain, count, is_on, "
                  "mode, label, range, items"},
    {"[rate]", "expected the options of a thing as a map, not a list"},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct document document = {0};
        struct error error = {0};
        struct thing thing = {0};
        const struct node *map = document_parse(&document, "t", mistakes[i].map, &error);
        assert_non_null(map);
        assert_false(settings_read(rows, &thing, map, "a thing", &error));
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, mistakes[i].message))
            fail_msg("%s: %s", mistakes[i].map, error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

static void test_description(void **state) {
    (void)state;
    struct text text = {0};
    settings_describe(rows, &text);
    static const char *const lines[] = {
        "  rate               0.5        how fast (above 0)\n",
        " 0.9         (from 0 to below 1)\n",
        " (slow, fast)\n",
        "  range              -           ([low, high])\n",
        "  is_on              true       \n",
        " (from 1 to 20)\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(text.data, lines[i]))
            fail_msg("no '%s' in\n%s", lines[i], text.data);
    for (const struct setting *row = rows; row->name; row++) {
        assert_ptr_equal(settings_find(rows, row->name), row);
        assert_non_null(strstr(text.data, row->name));
    }
    assert_null(settings_find(rows, "rat"));
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_description),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

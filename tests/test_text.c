// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_grows(void **state) {
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 1000; i++)
        text_printf(&text, "%d,", i % 10);
    text_append(&text, "end\0!", 5);
    assert_int_equal(text.length, 2005);
    assert_memory_equal(text.data + 1998, "9,end\0!", 8); // including the NUL
    text_clear(&text);
    assert_int_equal(text.length, 0);
    assert_string_equal(text.data, "");
    char *empty = text_take(&(struct text){0}), *taken = text_take(&text);
    assert_string_equal(empty, "");
    assert_string_equal(taken, "");
    assert_null(text.data);
    free(empty);
    free(taken);
    text_finish(&text);
}

// Each is decoded completely; an invalid byte is skipped alone.
static const struct {
    const char *bytes;
    uint32_t points[4]; // ends with 0
} encoded[] = {
    {"a", {'a'}},
    {"é", {0xE9}},
    {"−", {0x2212}},
    {"😀b", {0x1F600, 'b'}},
    {"\xC3", {0xFFFD}},                         // truncated
    {"\xE2\x88", {0xFFFD, 0xFFFD}},             // truncated
    {"\x80x", {0xFFFD, 'x'}},                   // a lone continuation byte
    {"\xC0\xAF", {0xFFFD, 0xFFFD}},             // overlong
    {"\xE0\x80\xAF", {0xFFFD, 0xFFFD, 0xFFFD}}, // overlong
    {"\xED\xA0\x80", {0xFFFD, 0xFFFD, 0xFFFD}}, // a surrogate
    {"\xF5z", {0xFFFD, 'z'}},                   // above U+10FFFF
    {"\xC3(", {0xFFFD, '('}},                   // not a continuation
    {"\xF4\x8F\xBF\xBF", {0x10FFFF}},
};

static void test_utf8(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof encoded / sizeof *encoded; i++) {
        // A copy without a NUL, so that reading too far is detected.
        size_t length = strlen(encoded[i].bytes), count = 0;
        char *bytes = malloc(length);
        memcpy(bytes, encoded[i].bytes, length);
        for (const char *s = bytes; s < bytes + length; count++)
            assert_int_equal(utf8_next(&s, bytes + length), encoded[i].points[count]);
        assert_int_equal(encoded[i].points[count], 0);
        assert_int_equal(utf8_count(bytes, length), count);
        free(bytes);
    }
}

static const char *const names[] = {"lr",   "beta1", "beta2", "weight_decay", "average",
                                    "adam", "adamw", "lamb",  "optimizers"};
static const struct {
    const char *typed, *nearest;
} typos[] = {
    {"learning_rate", "lr"},
    {"weigth_decay", "weight_decay"},
    {"wieght_deacy", "weight_decay"},
    {"Beta1", "beta1"},
    {"beta3", "beta1"},
    {"lmab", "lamb"},
    {"optimisers", "optimizers"},
    {"avreage", "average"},
    {"adm", "adam"},
    {"", NULL},
    {"x", NULL},
    {"zzzzzz", NULL},
    {"momentum", NULL},
    {"a name that is far longer than sixty-three bytes, which is where the search ends", NULL},
};

static void test_nearest(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof typos / sizeof *typos; i++) {
        const char *nearest = text_nearest(typos[i].typed, names, sizeof names / sizeof *names);
        if (!typos[i].nearest != !nearest || (nearest && strcmp(nearest, typos[i].nearest) != 0))
            fail_msg("'%s' gives '%s'", typos[i].typed, nearest ? nearest : "nothing");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

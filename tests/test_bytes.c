// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_numbers(void **state) {
    (void)state;
    struct text out = {0};
    text_put_le(&out, 0x123456, 3);
    text_put_be(&out, 0x89ABCDEF01, 5);
    assert_memory_equal(out.data, "\x56\x34\x12\x89\xAB\xCD\xEF\x01", 8);
    const uint8_t *bytes = (const uint8_t *)out.data;
    assert_int_equal(bytes_le(bytes, 3), 0x123456);
    assert_int_equal(bytes_be(bytes + 3, 5), 0x89ABCDEF01);
    bytes_set_le(out.data + 1, UINT64_MAX, 2);
    assert_memory_equal(out.data, "\x56\xFF\xFF\x89", 4);
    text_finish(&out);
}

// The examples of RFC 4648, section 10.
static void test_base64(void **state) {
    (void)state;
    static const char *const codes[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                        "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t length = 0; length <= 6; length++) {
        struct text out = {0};
        text_add(&out, "");
        text_put_base64(&out, (const uint8_t *)"foobar", length);
        assert_string_equal(out.length ? out.data : "", codes[length]);
        text_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// The known-answer tests for philox4x32-10 in Random123's kat_vectors.
static void test_known_answers(void **state) {
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } cases[] = {
        {{0}, {0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t out[4];
        philox4x32(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].expected, sizeof out);
    }
}

static void test_shuffle_is_a_permutation(void **state) {
    (void)state;
    struct random_stream stream;
    uint32_t indices[1000];
    unsigned char seen[1000] = {0};
    size_t moved = 0;
    for (uint32_t i = 0; i < 1000; i++)
        indices[i] = i;
    random_start(&stream, 1, RANDOM_SHUFFLE, 3);
    random_shuffle(&stream, indices, 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_true(indices[i] < 1000 && !seen[indices[i]]++);
        moved += indices[i] != i;
    }
    assert_true(moved > 900);
}

static void test_moments(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    double sum = 0, squares = 0, uniform = 0;
    for (int i = 0; i < 100000; i++) {
        double value = random_normal(&stream, 2, 3), u = random_uniform(&stream, -1, 1);
        assert_true(u >= -1 && u < 1);
        sum += value;
        squares += (value - 2) * (value - 2);
        uniform += u;
    }
    assert_true(sum / 1e5 > 1.95 && sum / 1e5 < 2.05);
    assert_true(squares / 1e5 > 8.8 && squares / 1e5 < 9.2);
    assert_true(uniform / 1e5 > -0.01 && uniform / 1e5 < 0.01);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_shuffle_is_a_permutation),
        cmocka_unit_test(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

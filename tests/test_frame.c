// SPDX-License-Identifier: GPL-3.0-or-later
// Regions contain what was added to them, and little more.
#include "base/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 64, HEIGHT = 48 };

static void mark(uint8_t *pixels, struct rect rect) {
    for (int y = rect.y; y < rect.y + rect.height; y++)
        memset(pixels + (ptrdiff_t)y * WIDTH + rect.x, 1, (size_t)rect.width);
}

static void test_everything_is_held(void **state) {
    (void)state;
    for (unsigned seed = 1; seed < 200; seed++) {
        uint8_t added[WIDTH * HEIGHT] = {0}, held[WIDTH * HEIGHT] = {0};
        struct region region = {0};
        unsigned number = seed;
        for (unsigned i = 0; i < seed % 30; i++) {
            int parts[4];
            for (int k = 0; k < 4; k++) {
                number = number * 1103515245 + 12345;
                parts[k] = (int)(number >> 16 & 15);
            }
            struct rect rect = {3 * parts[0], 2 * parts[1], parts[2], parts[3]};
            region_add(&region, rect);
            mark(added, rect);
            assert_true(region.count <= REGION_RECTS);
        }
        for (int i = 0; i < region.count; i++)
            mark(held, region.rects[i]);
        for (size_t i = 0; i < sizeof held; i++)
            assert_true(held[i] >= added[i]);
    }
}

static void test_what_lies_apart_stays_apart(void **state) {
    (void)state;
    struct region region = region_of((struct rect){0, 0, 20, 2});
    region_add(&region, (struct rect){40, 30, 10, 10});
    region_add(&region, (struct rect){0, 0, 0, 9});
    assert_int_equal(region.count, 2);
    region_add(&region, (struct rect){42, 40, 8, 2}); // below the second, and no wider
    assert_int_equal(region.count, 3);
    region_add(&region, (struct rect){40, 40, 10, 2}); // as wide: one with both
    assert_int_equal(region.count, 2);
    struct region other = region_of((struct rect){0, 0, WIDTH, HEIGHT});
    region_join(&region, &other);
    assert_int_equal(region.count, 1);
}

static void test_walk(void **state) {
    (void)state;
    static uint32_t words[WIDTH * HEIGHT];
    struct frame frame = {(const uint8_t *)words, 4 * WIDTH, region_of((struct rect){3, 4, 5, 2})};
    region_add(&frame.changed, (struct rect){30, 20, 1, 3});
    struct row_walk walk = walk_changed(&frame);
    int rows = 0, pixels = 0;
    for (; walk_next(&walk); rows++) {
        assert_ptr_equal(walk.words, words + (ptrdiff_t)walk.y * WIDTH + walk.x);
        pixels += walk.count;
    }
    assert_int_equal(rows, 5);
    assert_int_equal(pixels, 13);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_held),
        cmocka_unit_test(test_what_lies_apart_stays_apart),
        cmocka_unit_test(test_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

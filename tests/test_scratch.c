// SPDX-License-Identifier: GPL-3.0-or-later
// Large allocations are backed by a file, give pages back and keep their contents.
#include "base/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { LENGTH = 1 << 20 };
static const size_t size = LENGTH * sizeof(double);

static size_t resident_bytes(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*d %ld", &pages), 1);
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void fill(const struct scratch *scratch) {
    double *numbers = scratch->bytes;
    for (size_t i = 0; i < LENGTH; i++) {
        assert_true(numbers[i] == 0);
        numbers[i] = (double)i;
    }
}

static void check(const struct scratch *scratch) {
    const double *numbers = scratch->bytes;
    for (size_t i = 0; i < LENGTH; i++)
        assert_true(numbers[i] == (double)i);
}

static void test_pages_go_and_contents_stay(void **state) {
    (void)state;
    char folder[] = "/tmp/test-scratch-XXXXXX";
    assert_non_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1);
    struct scratch scratch;
    assert_true(scratch_init(&scratch, size));
    assert_true(scratch.is_file);
    assert_int_equal(rmdir(folder), 0); // fails unless it is empty
    fill(&scratch);
    size_t before = resident_bytes();
    scratch_page_out(&scratch);
    assert_true(resident_bytes() + size / 2 < before);
    check(&scratch);
    scratch_finish(&scratch);
    assert_null(scratch.bytes);
}

static void test_without_a_file(void **state) {
    (void)state;
    struct scratch scratch;
    setenv("TMPDIR", "/nowhere", 1);
    assert_true(scratch_init(&scratch, size));
    assert_false(scratch.is_file);
    fill(&scratch);
    scratch_page_out(&scratch);
    check(&scratch);
    scratch_finish(&scratch);

    unsetenv("TMPDIR");
    assert_true(scratch_init(&scratch, 64));
    assert_false(scratch.is_file); // too small for a file
    scratch_finish(&scratch);
    assert_true(scratch_init(&scratch, 0));
    assert_non_null(scratch.bytes);
    scratch_finish(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_go_and_contents_stay),
        cmocka_unit_test(test_without_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

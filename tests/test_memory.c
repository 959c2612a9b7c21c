// SPDX-License-Identifier: GPL-3.0-or-later
// Every allocation of a render fails once, in the program and its libraries. Then there is an error
// with status 1 and no file, or the file is complete.
#include "program.h"

// $MEMORY_STEP overrides `step`, the distance between tested allocations. Those before main, for
// the rows of rules that are texts, are the same for all formats, and thousands of one kind: there
// it is STARTUP_STEP, for the first format alone.
enum { STARTUP_STEP = 37 };
static const struct {
    const char *format;
    long step;
} formats[] = {{"png", 1},  {"svg", 37},  {"pdf", 37},  {"csv", 37},
               {"gif", 37}, {"webp", 97}, {"mp4", 193}, {"webm", 577}};

static const char scene[] = "title: '$\\sqrt{x}$ {epoch}'\noptimizers: [sgd]\nepochs: 3\n"
                            "video: {size: [64, 48]}\nlayout: [[history]]\n";

// Runs a render in which allocation `fail_at` fails (0: none); returns its status.
static int render(const char *folder, const char *format, long fail_at) {
    return shell("cd '%s' && LD_PRELOAD='" FAIL_ALLOCATION "' FAIL_AT=%ld COUNT_TO=count "
                 "\"$OPTANIM\" a.scene -q --threads 1 -o film.%s 2>error",
                 folder, fail_at, format);
}

static long count_of(const char *folder) {
    struct source count = file_read(folder, "count");
    long number = strtol(count.text, NULL, 10);
    source_finish(&count);
    return number;
}

// Allocations before main.
static long startup_count(const char *folder) {
    assert_int_equal(shell("cd '%s' && LD_PRELOAD='" FAIL_ALLOCATION "' COUNT_TO=count "
                           "\"$OPTANIM\" --version >error",
                           folder),
                     0);
    return count_of(folder);
}

static void check_format(const char *folder, const char *format, long first, long startup,
                         long step) {
    assert_int_equal(render(folder, format, 0), 0);
    long count = count_of(folder);
    assert_in_range(count, 100, 1000000);
    assert_int_equal(shell("cd '%s' && mv film.%s good", folder, format), 0);
    const char *asked = getenv("MEMORY_STEP");
    for (long i = first; i <= count; i += asked ? atol(asked) : i < startup ? STARTUP_STEP : step) {
        int status = render(folder, format, i);
        if (status == 0 && shell("cd '%s' && cmp -s film.%s good", folder, format) == 0) {
            assert_int_equal(shell("rm '%sfilm.%s'", folder, format), 0);
            continue;
        }
        if (status != 1)
            fail_msg("%s: status %d with allocation %ld failed", format, status, i);
        struct source error = file_read(folder, "error");
        assert_string_equal(error.text, "optanim: error: out of memory\n");
        source_finish(&error);
        if (entry_count(folder) != 4) // scene, good, count, error
            fail_msg("%s: a file is left with allocation %ld failed", format, i);
    }
}

static void test_allocations(void **state) {
    (void)state;
#ifdef SANITIZED
    skip(); // sanitizers replace the allocator
#endif
    char folder[64];
    scratch_make(folder);
    file_write(folder, "a.scene", scene);
    long startup = startup_count(folder);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        check_format(folder, formats[i].format, i == 0 ? 1 : startup, startup, formats[i].step);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is done to a file on its way to the disk fails once: then there is an error with status
// 1 and what stood there before, or the file is whole. A write that is merely shortened is no
// failure.
#include "encode/encoder.h"
#include "encode/format_table.h"
#include "program.h"

#include <signal.h>

static const char *const calls[] = {"write", "cut",      "close",   "lseek",
                                    "fsync", "renameat", "mkdirat", "openat"};

// How many failures are tried of each call and format; $WRITES_MOST in its place.
enum { MOST = 4 };

static const char scene[] = "optimizers: [sgd]\nepochs: 4\nvideo: {size: [64, 48]}\n"
                            "layout: [[history]]\n";

// Renders into out/; returns the status.
static int render(const char *folder, const char *output, const char *call, long fail_at) {
    return shell("cd '%s' && rm -rf out && mkdir out && cp -a old/. out && "
                 "LD_PRELOAD='" FAIL_CALL "' FAIL_CALL=%s FAIL_AT=%ld COUNT_TO=count "
                 "\"$OPTANIM\" a.scene -q --sync --threads 1 -o out/%s 2>error",
                 folder, call, fail_at, output);
}

static bool same(const char *folder, const char *other) {
    return shell("cd '%s' && diff -r out '%s' >/dev/null", folder, other) == 0;
}

static void check_call(const char *folder, const char *output, const char *call) {
    assert_int_equal(render(folder, output, call, 0), 0);
    if (!same(folder, "good"))
        fail_msg("%s: another file where nothing fails", output);
    struct source source = file_read(folder, "count");
    long count = strtol(source.text, NULL, 10);
    source_finish(&source);
    const char *asked = getenv("WRITES_MOST");
    long most = asked ? atol(asked) : MOST, tried = count < most ? count : most;
    // Evenly from the first to the last.
    for (long k = 0; k < tried; k++) {
        long i = tried > 1 ? 1 + k * (count - 1) / (tried - 1) : 1;
        int status = render(folder, output, call, i);
        if (status == 0 && strcmp(call, "write") != 0 && same(folder, "good"))
            continue;
        struct source error = file_read(folder, "error");
        if (status != 1 || strncmp(error.text, "optanim: error: ", 16) != 0)
            fail_msg("%s: status %d where %s %ld of %ld fails: %s", output, status, call, i, count,
                     error.text);
        source_finish(&error);
        // A name that was given stays given where it could only not be made sure of (--sync).
        if (!same(folder, "old") && !(strcmp(call, "fsync") == 0 && same(folder, "good")))
            fail_msg("%s: not what it was where %s %ld of %ld fails", output, call, i, count);
    }
}

static void check_output(const char *folder, const char *output, const char *file) {
    assert_int_equal(
        shell("cd '%s' && rm -rf old good out && mkdir old good && echo old >old/%s && "
              "\"$OPTANIM\" a.scene -q --threads 1 -o good/%s",
              folder, file, output),
        0);
    assert_int_equal(render(folder, output, "halves", 0), 0);
    if (!same(folder, "good"))
        fail_msg("%s: another file where each write is cut short", output);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        check_call(folder, output, calls[i]);
}

static char folder[64];

static int begin(void **state) {
    (void)state;
    scratch_make(folder);
    file_write(folder, "a.scene", scene);
    return 0;
}

static int end(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

static void test_calls(void **state) {
    (void)state;
#ifdef SANITIZED
    skip(); // a sanitizer must be loaded first
#endif
    for (size_t i = 0; format_table[i]; i++) {
        if (format_table[i]->many_files || format_missing(format_table[i]))
            continue;
        struct text output = {0};
        text_printf(&output, "film.%s", format_table[i]->name);
        check_output(folder, output.data, output.data);
        text_finish(&output);
    }
    check_output(folder, "film%d.png", "film1.png");
}

// A limit of the shell on the size of files is an error as a full disk is, not the program's end.
static void test_size_limit(void **state) {
    (void)state;
    assert_int_equal(shell("cd '%s' && rm -rf out && mkdir out && ulimit -f 1 && "
                           "\"$OPTANIM\" a.scene -q -o out/film.raw 2>error",
                           folder),
                     1);
    struct source error = file_read(folder, "error");
    assert_string_equal(error.text,
                        "optanim: error: cannot write 'out/film.raw': File too large\n");
    source_finish(&error);
    assert_int_equal(shell("cd '%s' && ulimit -f 0 && \"$OPTANIM\" --new out/b.scene 2>&-", folder),
                     1);
    assert_int_equal(shell("cd '%s' && rmdir out", folder), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_calls, begin, end),
        cmocka_unit_test_setup_teardown(test_size_limit, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

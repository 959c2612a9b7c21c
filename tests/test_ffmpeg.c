// SPDX-License-Identifier: GPL-3.0-or-later
// Commands without video do not load FFmpeg: only video fails with a broken library.
#include "program.h"

#include <libavformat/version.h>
#include <libavutil/macros.h>

static const char LIBRARY[] = "libavformat.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR);

// Runs the program with an empty file as FFmpeg's library; returns its exit status.
static int run_without(const char *scratch, const char *arguments) {
    return shell("cd '%s' && LD_LIBRARY_PATH=. \"$OPTANIM\" -q --size 160x120 "
                 "'" SOURCE_DIR "/scenes/lamb_lr1.scene' --set epochs=3 %s >out 2>log",
                 scratch, arguments);
}

static void test_what_needs_no_ffmpeg(void **state) {
    (void)state;
    static const char *const cases[] = {
        "--check", "-o a.png", "-o a.gif", "-o a.svg", "-o a.pdf", "-o a.csv", "-f raw -o a.raw",
    };
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, LIBRARY, "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (run_without(scratch, cases[i]) != 0)
            fail_msg("FFmpeg is loaded by %s", cases[i]);
    scratch_remove(scratch);
}

static void test_what_is_said_where_it_is_needed(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, LIBRARY, "");
    assert_int_equal(run_without(scratch, "-o a.mp4"), 1);
    struct source log = file_read(scratch, "log");
    assert_non_null(strstr(log.text, "FFmpeg's libraries cannot be loaded"));
    assert_non_null(strstr(log.text, LIBRARY));
    source_finish(&log);
    assert_int_equal(shell("cd '%s' && test ! -e a.mp4", scratch), 0);
    assert_int_equal(shell("cd '%s' && LD_LIBRARY_PATH=. \"$OPTANIM\" --list formats >out && "
                           "grep -q '^ *mp4.*not here' out && ! grep -q '^ *gif.*not here' out",
                           scratch),
                     0);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_needs_no_ffmpeg),
        cmocka_unit_test(test_what_is_said_where_it_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

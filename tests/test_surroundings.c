// SPDX-License-Identifier: GPL-3.0-or-later
// The same files wherever the program runs: locale, time zone, umask, environment, terminal,
// standard streams, current folder, number of threads.
#include "program.h"

static const char scene[] =
    "title: '$\\sqrt{2}$ {lamb.loss:.3f}'\noptimizers: [lamb, adam]\nepochs: 8\n"
    "video: {size: [160, 120]}\nlayout: [[surface, contour], [history, history]]\n";

// How the program is begun; $OPTANIM and what follows stand behind.
static const char *const ways[] = {
    "LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8",
    "LC_ALL=tr_TR.UTF-8",
    "LC_ALL=C",
    "TZ=Asia/Kathmandu",
    "umask 077;",
    "env -u HOME",
    "env -i",
    "setsid -w",
    "TMPDIR=/nowhere HOME=/nowhere XDG_CACHE_HOME=/nowhere",
    "TERM=dumb COLUMNS=3 LINES=1",
    "FONTCONFIG_FILE=/nowhere FREETYPE_PROPERTIES=truetype:interpreter-version=35",
    "exec 0<&- ;",
    "exec 1>&- ;",
    "exec 0<&- 1>&- 2>&- ;",
    "ulimit -s 1024;",
    "MALLOC_PERTURB_=85",
    "nice -n 1",
};

static const char *const formats[] = {"raw", "svg", "gif", "mp4"};

static char folder[64];

static void check_files(const char *what) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (shell("cd '%s' && cmp good.%s a.%s && rm a.%s", folder, formats[i], formats[i],
                  formats[i]) != 0)
            fail_msg("another %s with %s", formats[i], what);
}

static void test_surroundings(void **state) {
    (void)state;
    scratch_make(folder);
    file_write(folder, "a.scene", scene);
    static const char outputs[] = "a.scene -q -o a.raw -o a.svg -o a.gif -o a.mp4";
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" %s --threads 1 && for f in raw svg gif mp4; do "
                           "mv a.$f good.$f; done",
                           folder, outputs),
                     0);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (shell("cd '%s' && { %s \"$OPTANIM\" %s; }", folder, ways[i], outputs) != 0)
            fail_msg("fails with %s", ways[i]);
        check_files(ways[i]);
    }
    for (int threads = 2; threads <= 8; threads++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" %s --threads %d", folder, outputs, threads),
                         0);
        check_files("other threads");
    }
    // The mode of a file is what umask leaves.
    assert_int_equal(shell("cd '%s' && umask 027 && \"$OPTANIM\" a.scene -q -o a.svg && "
                           "test \"$(stat -c %%a a.svg)\" = 640",
                           folder),
                     0);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_surroundings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// What was done once may leave things for next time; done a second time it leaves not one byte
// more, whether it ends well or with an error.
#include "app/commands.h"
#include "program.h"

#include <glob.h>
#include <malloc.h>
#include <unistd.h>

static size_t held(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

// Runs the program's command line in this process.
static void run(const char *line) {
    char *words = strdup(line), *arguments[32], *rest = NULL;
    int count = 0;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        arguments[count++] = word;
    struct options options = {0};
    struct error error = {0};
    if (options_read(&options, command_table, count, arguments, &error))
        command_run(&options, &error);
    options_finish(&options);
    error_finish(&error);
    free(words);
}

static void check(const char *line) {
    run(line);
    size_t before = held();
    run(line);
#ifdef SANITIZED // they tell it themselves
    (void)before;
#else
    size_t after = held();
    if (after != before)
        fail_msg("%s: from %zu bytes to %zu", line, before, after);
#endif
}

static void check_all(const char *pattern, const char *options) {
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct text line = {0};
        text_printf(&line, "%s %s", found.gl_pathv[i], options);
        check(line.data);
        text_finish(&line);
    }
    globfree(&found);
}

static void test_films(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    assert_int_equal(chdir(folder), 0);
    check_all(SOURCE_DIR "/scenes/*.scene", "--size 160x120 --quiet -o a.png -o a.svg -o a.csv");
    check_all(SOURCE_DIR "/scenes/networks/[lm]*s.scene", "--size 160x120 --quiet -o a.png");
    const char *film = SOURCE_DIR
        "/scenes/race.scene --size 160x120 --quiet --fps 3 -o a.gif -o a.mp4 -o a.apng -o a.webp "
        "-o a.html -o a.y4m -o a.pdf -o a.avif -o f%03d.png";
    run(film); // FFmpeg keeps a little more the second time
    check(film);
    assert_int_equal(chdir("/"), 0);
    scratch_remove(folder);
}

static void test_errors(void **state) {
    (void)state;
    check_all(SOURCE_DIR "/tests/bad/*.scene", "--check --quiet");
}

int main(int count, char **arguments) {
    (void)count;
    // glibc would hold what is freed as in use, for the thread that freed it.
    if (!getenv("GLIBC_TUNABLES")) {
        setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
        execv("/proc/self/exe", arguments);
        return 1;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_films), cmocka_unit_test(test_errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

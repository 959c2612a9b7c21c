// SPDX-License-Identifier: GPL-3.0-or-later
// Much work in one process takes no more memory than little, and many processes in one folder do
// not disturb each other. Where $SOAK is set, as much is done as a day of work has.
#include "program.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

static char folder[64];

static int begin(void **state) {
    (void)state;
    scratch_make(folder);
    return chdir(folder);
}

static int end(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

static long choose(long count, long soaked) {
    return getenv("SOAK") ? soaked : count;
}

// Starts the program with a pipe at its standard output or standard error.
static pid_t start(const char *arguments, int stream, FILE **out) {
    struct text command = {0};
    text_printf(&command, "exec " OPTANIM " %s", arguments);
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], stream);
        execl("/bin/sh", "sh", "-c", command.data, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *out = fdopen(ends[0], "r");
    assert_non_null(*out);
    text_finish(&command);
    return child;
}

// The memory of a process as it is now, KiB.
static long memory_of(pid_t process) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "r");
    long kilobytes = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kilobytes = strtol(line + 8, NULL, 10);
    if (file)
        fclose(file);
    return kilobytes;
}

static long larger(long a, long b) {
    return a > b ? a : b;
}

static long smaller(long a, long b) {
    return a < b ? a : b;
}

// The memory of late work is that of early work, within a twentieth. Sanitizers keep what was
// freed.
static void check_memory(const char *what, long early, long late) {
    assert_in_range(early, 1, 10000000);
    print_message("%s: %ld KiB at first, %ld KiB at last\n", what, early, late);
#ifndef SANITIZED
    if (late > early + early / 20)
        fail_msg("%s takes more and more memory", what);
#endif
}

static void finish(pid_t child, FILE *out, int expected) {
    fclose(out);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

// The least memory while the scenes of each third of a batch are over: what is never given back.
// The largest depends on how far two scenes happen to be at once.
static void test_batch(void **state) {
    (void)state;
    long count = choose(120, 600), over = 0, least[3] = {LONG_MAX, LONG_MAX, LONG_MAX};
    for (long i = 0; i < count; i++) {
        char name[32], scene[256];
        snprintf(name, sizeof name, "s%04ld.scene", i);
        snprintf(scene, sizeof scene,
                 "title: 'n %ld $\\sqrt{2}$'\noptimizers: [%s]\nepochs: 3\n"
                 "video: {size: [%ld, 60]}\nlayout: [[%s]]\n",
                 i, i % 2 ? "lamb" : "adam", 80 + i % 5, i % 3 ? "contour" : "surface");
        file_write("", name, scene);
    }
    FILE *out;
    pid_t child = start("s*.scene -q --json -j 2 -o out/ -f gif,svg,mp4", STDOUT_FILENO, &out);
    char line[4096];
    while (fgets(line, sizeof line, out)) {
        long third = over++ * 3 / count;
        least[third] = smaller(least[third], memory_of(child));
    }
    finish(child, out, 0);
    assert_int_equal(over, count);
    check_memory("a batch", least[1], least[2]);
}

// A film has as many bytes as its frames and takes memory as a short one does.
static void test_long_film(void **state) {
    (void)state;
    long steps = choose(4000, 100000), frame = 32 * 32 * 4, early = 0, late = 0, pieces = 0;
    file_write("", "a.scene", "optimizers: [sgd]\nvideo: {size: [32, 32]}\nlayout: [[history]]\n");
    char arguments[128];
    snprintf(arguments, sizeof arguments, "a.scene -q --set steps=%ld -f raw -o -", steps);
    FILE *out;
    pid_t child = start(arguments, STDOUT_FILENO, &out);
    static char bytes[1 << 16];
    size_t length;
    long long whole = 0;
    while ((length = fread(bytes, 1, sizeof bytes, out)) > 0) {
        whole += (long long)length;
        if (pieces++ % 64 == 0) {
            bool is_late = whole > frame * steps / 2;
            *(is_late ? &late : &early) = larger(is_late ? late : early, memory_of(child));
        }
    }
    finish(child, out, 0);
    if (whole % frame != 0 || whole / frame < steps)
        fail_msg("%lld bytes for %ld steps", whole, steps);
    check_memory("a film", early, late);
}

static void test_watch(void **state) {
    (void)state;
    long rounds = choose(15, 1000), early = 0, late = 0;
    file_write("", "w.scene", "optimizers: [sgd]\nepochs: 2\n");
    FILE *out;
    pid_t child = start("w.scene --watch -q -f csv -o w.csv", STDERR_FILENO, &out);
    for (long i = 0; i < rounds; i++) {
        char scene[128], command[128];
        snprintf(scene, sizeof scene, "optimizers: [{sgd: {label: n%ld}}]\nepochs: 2\n", i);
        file_write("", "w.scene", scene);
        snprintf(command, sizeof command, "grep -q '^n%ld,' w.csv 2>/dev/null", i);
        int waited = 0;
        for (; waited < 1000 && shell("%s", command) != 0; waited++)
            nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        if (waited == 1000)
            fail_msg("the scene that was written %ld times is not rendered", i + 1);
        if (i >= rounds / 3)
            *(i >= rounds * 2 / 3 ? &late : &early) =
                larger(i >= rounds * 2 / 3 ? late : early, memory_of(child));
    }
    assert_int_equal(kill(child, SIGTERM), 0);
    finish(child, out, 143);
    check_memory("watching", early, late);
}

// Eight programs at once, some with outputs of the same names.
static void test_siblings(void **state) {
    (void)state;
    assert_int_equal(shell("mkdir good all"), 0);
    file_write("", "b.scene", "optimizers: [lamb]\nepochs: 3\nvideo: {size: [64, 48]}\n");
    static const char outputs[] = "-o $d/own$i.svg -o $d/shared.gif -o $d/f%d.png -o $d/shared.mp4";
    for (long round = 0; round < choose(3, 50); round++) {
        assert_int_equal(shell("d=all; for i in 1 2 3 4 5 6 7 8; do \"$OPTANIM\" b.scene -q %s & "
                               "all=\"$all $!\"; done; s=0; for p in $all; do wait $p || s=1; "
                               "done; exit $s",
                               outputs),
                         0);
    }
    assert_int_equal(
        shell("d=good; for i in 1 2 3 4 5 6 7 8; do \"$OPTANIM\" b.scene -q %s; done", outputs), 0);
    assert_int_equal(shell("diff -r good all"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_batch, begin, end),
        cmocka_unit_test_setup_teardown(test_long_film, begin, end),
        cmocka_unit_test_setup_teardown(test_watch, begin, end),
        cmocka_unit_test_setup_teardown(test_siblings, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// SIGKILL at random times of renders, others at work on the same files: what stands at a
// destination is the old file or the new one, whole. What a killed run leaves is known by its name,
// and the next run removes it.
#include "base/clock.h"
#include "base/random.h"
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>

enum { ROUNDS = 24 }; // $KILL_ROUNDS in its place

// The outputs that runs take turns at. Numbered frames change their names one after the other, so
// each of them is whole, not all together.
static const char *const outputs[] = {"film.gif", "film.svg", "film.mp4", "film%d.png"};
static const char *const files[] = {"film.gif", "film.svg", "film.mp4", "film1.png", "film4.png"};
enum {
    OUTPUTS = sizeof outputs / sizeof *outputs,
    FILES = sizeof files / sizeof *files,
};

static char folder[64];

static pid_t start(const char *scene, const char *output) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    dup2(open("log", O_WRONLY | O_CREAT | O_APPEND, 0666), STDERR_FILENO);
    char path[80];
    snprintf(path, sizeof path, "out/%s", output);
    execl(OPTANIM, OPTANIM, scene, "-q", "-o", path, (char *)NULL);
    _exit(127);
}

static void finish(pid_t child) {
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("a run at the side of a killed one ends with status %x; see %slog",
                 (unsigned)status, folder);
}

static bool same(const char *file, const char *other) {
    return shell("cmp -s 'out/%s' '%s/%s'", file, other, file) == 0;
}

// What is there that is no output: temporaries, each with a name that says so.
static int count_leftovers(void) {
    DIR *entries = opendir("out");
    int count = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        const char *name = entry->d_name;
        size_t length = strlen(name);
        if (strncmp(name, "film", 4) == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (strncmp(name, ".film", 5) != 0 || length < 30 ||
            strcmp(name + length - 8, ".optanim") != 0)
            fail_msg("%s is left", name);
        count++;
    }
    closedir(entries);
    return count;
}

static void test_kills(void **state) {
    (void)state;
    scratch_make(folder);
    assert_int_equal(chdir(folder), 0);
    file_write("", "old.scene", "optimizers: [sgd]\nepochs: 5\nvideo: {size: [320, 240]}\n");
    file_write("", "new.scene", "optimizers: [lamb]\nepochs: 6\nvideo: {size: [320, 240]}\n");
    double longest = 0;
    for (int i = 0; i < OUTPUTS; i++) {
        double begun = seconds_now();
        for (int is_new = 0; is_new < 2; is_new++) {
            const char *side = is_new ? "new" : "old";
            assert_int_equal(shell("mkdir -p %s out && \"$OPTANIM\" %s.scene -q -o %s/%s", side,
                                   side, side, outputs[i]),
                             0);
        }
        longest = longest > seconds_now() - begun ? longest : seconds_now() - begun;
    }
    const char *asked = getenv("KILL_ROUNDS");
    long rounds = asked ? atol(asked) : ROUNDS;
    struct random_stream stream;
    random_start(&stream, 3, RANDOM_SHUFFLE, 0);
    assert_int_equal(shell("cp old/film* out/"), 0);
    for (long k = 0; k < rounds; k++) {
        const char *output = outputs[k % OUTPUTS], *other = outputs[(k + k / OUTPUTS) % OUTPUTS];
        pid_t killed = start("new.scene", output), sibling = start("new.scene", other);
        double delay = random_uniform(&stream, 0, longest / 2);
        nanosleep(&(struct timespec){(time_t)delay, (long)((delay - (double)(long)delay) * 1e9)},
                  NULL);
        assert_int_equal(kill(killed, SIGKILL), 0);
        assert_int_equal(waitpid(killed, NULL, 0), killed);
        finish(sibling);
        for (int i = 0; i < FILES; i++)
            if (!same(files[i], "old") && !same(files[i], "new"))
                fail_msg("%s is neither old nor new after %.3f s", files[i], delay);
        // One of each output at most: the next run removes that of the run before.
        assert_in_range(count_leftovers(), 0, OUTPUTS);
        if (k % 3 == 2)
            assert_int_equal(shell("cp old/film* out/"), 0);
    }
    for (int i = 0; i < OUTPUTS; i++)
        finish(start("new.scene", outputs[i]));
    assert_int_equal(count_leftovers(), 0);
    assert_int_equal(shell("diff -r out new"), 0);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kills)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

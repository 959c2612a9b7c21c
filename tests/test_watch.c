// SPDX-License-Identifier: GPL-3.0-or-later
// --watch in a folder in which files are edited.
#include "program.h"

#include <signal.h>
#include <sys/prctl.h>
#include <time.h>

static pid_t start(const char *folder, const char *arguments) {
    struct text command = {0};
    text_printf(&command, "cd '%s' && exec " OPTANIM " %s 2>log", folder, arguments);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // a failed test leaves no process behind
        execl("/bin/sh", "sh", "-c", command.data, (char *)NULL);
        _exit(99);
    }
    text_finish(&command);
    return child;
}

// Waits until a shell command in the folder succeeds.
static void wait_for(const char *folder, const char *command) {
    for (int i = 0; i < 400; i++) {
        if (shell("cd '%s'; { %s; } >/dev/null 2>&1", folder, command) == 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 25000000}, NULL);
    }
    shell("cat '%slog'", folder);
    fail_msg("waited in vain: %s", command);
}

static void interrupt(pid_t child, int number) {
    int status;
    assert_int_equal(kill(child, number), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 128 + number);
}

// Writes as many editors do: a new file replaces the old one.
static void replace(const char *folder, const char *name, const char *contents) {
    file_write(folder, "new~", contents);
    assert_int_equal(shell("cd '%s'; mv new~ '%s'", folder, name), 0);
}

static void test_every_input_is_watched(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(shell("mkdir '%sout' '%sdata'", scratch, scratch), 0);
    file_write(scratch, "base.scene", "epochs: 3\nproblem: {regression: {data: data/p.csv}}\n");
    file_write(scratch, "data/p.csv", "x,y\n1,2\n2,3\n3,5\n");
    file_write(scratch, "a.scene", "extends: base.scene\noptimizers: [sgd]\n");
    file_write(scratch, "b.scene", "optimizers: [lamb]\nepochs: 2\n");
    pid_t child = start(scratch, "a.scene b.scene --watch -o out/ -f csv");
    wait_for(scratch, "grep Ctrl-C log && cp out/b.csv old && touch -r out/b.csv stamp");

    replace(scratch, "a.scene", "extends: base.scene\noptimizers: [adam]\n");
    wait_for(scratch, "grep -q adam out/a.csv");
    file_write(scratch, "base.scene", "epochs: 4\nproblem: {regression: {data: data/p.csv}}\n");
    wait_for(scratch, "grep -q '^adam,3,' out/a.csv");
    wait_for(scratch, "cp out/a.csv before");
    replace(scratch, "data/p.csv", "x,y\n1,20\n2,30\n3,50\n");
    wait_for(scratch, "! cmp out/a.csv before");

    // A mistake is reported and changes no file; correcting it, in whichever file it is, renders
    // again.
    wait_for(scratch, "cp out/a.csv before");
    replace(scratch, "base.scene", "epocks: 4\n");
    wait_for(scratch, "grep -q 'did you mean .epochs' log");
    wait_for(scratch, "cmp out/a.csv before");
    replace(scratch, "base.scene", "epochs: 7\n");
    wait_for(scratch, "! cmp out/a.csv before");
    assert_int_equal(shell("cd '%s'; rm a.scene", scratch), 0);
    wait_for(scratch, "grep -q 'a.scene: error: cannot read' log");
    wait_for(scratch, "cp out/a.csv before");
    replace(scratch, "a.scene", "optimizers: [sgd]\nepochs: 9\n");
    wait_for(scratch, "! cmp out/a.csv before");

    // The other scene was never rendered again.
    assert_int_equal(shell("cd '%s'; ! test out/b.csv -nt stamp", scratch), 0);
    interrupt(child, SIGINT);
    scratch_remove(scratch);
}

// A scene that is invalid from the start is watched, with all files that it names.
static void test_mistakes_from_the_start(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [sgd]\nepochs: 3\nproblem: {regression: {data: p.csv}}\n");
    pid_t child = start(scratch, "a.scene --watch -q -f csv");
    wait_for(scratch, "grep -q 'p.csv' log");
    file_write(scratch, "p.csv", "x,y\n1,2\n2,3\n3,5\n");
    wait_for(scratch, "test -s a.csv");
    interrupt(child, SIGTERM);
    scratch_remove(scratch);
}

// A scene that failed and has very many texts that may be paths is watched at once.
static void test_many_texts(void **state) {
    (void)state;
    char scratch[64];
    struct text scene = {0};
    scratch_make(scratch);
    text_add(&scene, "optimizers: [sgdx]\nx: [");
    for (int i = 0; i < 110000; i++)
        text_printf(&scene, ".%05d/, ", i);
    text_add(&scene, "]\n");
    file_write(scratch, "a.scene", scene.data);
    text_finish(&scene);
    pid_t child = start(scratch, "a.scene --watch -f csv");
    wait_for(scratch, "grep Ctrl-C log");
    replace(scratch, "a.scene", "optimizers: [sgd]\nepochs: 3\n");
    wait_for(scratch, "test -s a.csv");
    interrupt(child, SIGTERM);
    scratch_remove(scratch);
}

// The page keeps all scenes if one of them changes.
static void test_page_stays_whole(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [sgd]\nepochs: 3\n");
    file_write(scratch, "b.scene", "optimizers: [lamb]\nepochs: 3\n");
    pid_t child = start(scratch, "[ab].scene --watch -o ./ -f csv --gallery index.html");
    wait_for(scratch, "grep Ctrl-C log && ! grep newest index.html");
    replace(scratch, "a.scene", "optimizers: [{sgd: {label: newest}}]\nepochs: 3\n");
    wait_for(scratch, "grep newest index.html && grep '\"name\": \"b\"' index.html");
    interrupt(child, SIGINT);
    scratch_remove(scratch);
}

static void test_wrong_command_lines_end(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [sgd]\n");
    assert_int_equal(shell("cd '%s'; $OPTANIM a.scene --watch -o a.xyz 2>/dev/null", scratch), 2);
    scratch_remove(scratch);
}

// All films of a sweep fail with the same likely inputs, which are looked for once.
static void test_many_that_fail(void **state) {
    (void)state;
    char scratch[64];
    struct text scene = {0};
    scratch_make(scratch);
    text_add(&scene, "sweep: {theme: [");
    for (int i = 0; i < 3000; i++)
        text_printf(&scene, "./%d.theme, ", i);
    text_add(&scene, "]}\noptimizers: [sgd]\nsteps: 2\n");
    while (scene.length < 900000)
        text_add(&scene, "# a long story\n");
    file_write(scratch, "a.scene", scene.data);
    pid_t child = start(scratch, "a.scene -q --watch -f csv");
    wait_for(scratch, "grep -q '3000 scenes failed' log");
    replace(scratch, "a.scene", "optimizers: [sgd]\nsteps: 2\n");
    wait_for(scratch, "test -s a.csv");
    interrupt(child, SIGTERM);
    text_finish(&scene);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_that_fail),
        cmocka_unit_test(test_every_input_is_watched),
        cmocka_unit_test(test_mistakes_from_the_start),
        cmocka_unit_test(test_many_texts),
        cmocka_unit_test(test_page_stays_whole),
        cmocka_unit_test(test_wrong_command_lines_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

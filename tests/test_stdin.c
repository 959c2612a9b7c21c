// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes from standard input and from pipes, and byte order marks.
#include "program.h"

static const char scene[] = "problem: {regression: {data: points.csv}}\n"
                            "epochs: 3\n"
                            "optimizers: [sgd]\n"
                            "theme: my.theme\n"
                            "video: {size: [160, 120]}\n";

static void fill(const char *scratch) {
    file_write(scratch, "points.csv", "x,y\n1,2\n3,4.5\n5,5\n");
    file_write(scratch, "my.theme", "\xEF\xBB\xBF---\nextends: dark\nbackground: \"#123456\"\n");
    file_write(scratch, "a.scene", scene);
    assert_int_equal(shell("cd %s && $OPTANIM -q a.scene -o a.csv -o a.raw", scratch), 0);
}

// From standard input a scene is the same as from a file in the working folder.
static void test_all_commands(void **state) {
    (void)state;
    static const char *const commands[] = {
        "cat a.scene | $O - -o b.csv && cmp a.csv b.csv",
        "$O - -o b.csv <a.scene && cmp a.csv b.csv",
        "(echo ignored; cat a.scene) >c && (read line; $O - -o b.csv) <c && cmp a.csv b.csv",
        "cat a.scene | $O -f csv -o - - | cmp a.csv -",
        "cat a.scene | $O - -o b.raw && cmp a.raw b.raw",
        "cat a.scene | $O - -f csv && cmp a.csv stdin.csv",
        "cat a.scene | $O - -f png --frame 0 && test -s stdin.png",
        "cat a.scene | $O - -f csv -o out/ && cmp a.csv out/stdin.csv",
        "cat a.scene | $O --check -",
        "cat a.scene | $O --check --json - | grep -q '\"name\": \"stdin\"'",
        "cat a.scene | $O --explain - >b && $O --explain a.scene | cmp b -",
        "cat a.scene | $O - --sweep seed=1,2 -f csv && cmp stdin_seed1.csv stdin_seed2.csv",
        "(cat a.scene; echo 'sweep: {seed: [3, 4]}') | $O - -f csv && test -s stdin_seed4.csv",
        "cat a.scene | $O - a.scene -f csv -o two/ && cmp two/a.csv two/stdin.csv",
        "cat a.scene | $O - -o g.gif --gallery g.html && grep -q points.csv g.html",
        "cat a.scene | $O - -o p.png && $O --extract p.png | $O - -o q.csv && cmp a.csv q.csv",
        "cat a.scene | $O - -o d.gif --depfile d && grep -qx 'd.gif: points.csv my.theme' d",
        "grep -qx points.csv: d && grep -qx my.theme: d",
        "cat a.scene | $O - -o d.png --embed html | grep -q d.png",
        "mkdir in && cd in && printf 'extends: ../a.scene\\n' | $O - -o b.csv && cmp ../a.csv b.csv",
        "(printf '\\357\\273\\277---\\r\\n'; cat a.scene) | $O - -o b.csv && cmp a.csv b.csv",
    };
    char scratch[64];
    scratch_make(scratch);
    fill(scratch);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        int status = shell("cd %s && O=$OPTANIM && { %s; } >said 2>&1", scratch, commands[i]);
        struct source said = file_read(scratch, "said");
        if (status != 0)
            fail_msg("%s\n%s", commands[i], said.text);
        source_finish(&said);
    }
    scratch_remove(scratch);
}

// A pipe that is named is read once, whatever is made of it; it is the same scene.
static void test_pipes(void **state) {
    (void)state;
    static const char *const commands[] = {
        "$O p.scene -o b.csv && cmp a.csv b.csv",
        "$O --check p.scene",
        "$O --explain p.scene >b && $O --explain a.scene | cmp b -",
        "$O p.scene --themes light,dark -f png -o two/ && test -s two/p.dark.png",
        "$O p.scene --sweep seed=1,2 -f csv && cmp p_seed1.csv p_seed2.csv",
        "$O p.scene a.scene -j2 -f csv -o two/ && cmp two/a.csv two/p.csv",
        "$O p.scene -o g.gif --gallery g.html && grep -q points.csv g.html",
        "$O p.scene -o d.gif --depfile d && grep -qx 'd.gif: points.csv my.theme' d",
    };
    char scratch[64];
    scratch_make(scratch);
    fill(scratch);
    assert_int_equal(shell("cd %s && mkfifo p.scene", scratch), 0);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        int status = shell("cd %s && O=\"timeout 20 $OPTANIM -q\" && (cat a.scene >p.scene &) && "
                           "{ %s; } >said 2>&1",
                           scratch, commands[i]);
        struct source said = file_read(scratch, "said");
        if (status != 0)
            fail_msg("%s\n%s", commands[i], said.text);
        source_finish(&said);
    }
    assert_int_equal(shell("cd %s && cat a.scene | $OPTANIM -q /dev/stdin -o b.csv && "
                           "cmp a.csv b.csv",
                           scratch),
                     0);
    scratch_remove(scratch);
}

static void test_mistakes(void **state) {
    (void)state;
    static const struct {
        const char *command;
        int status;
        const char *says;
    } cases[] = {
        {"printf 'optimizers: [lanb]\\n' | $OPTANIM --check -", 3,
         "-:1:14: error: unknown optimizer 'lanb'; did you mean 'lamb'?"},
        {"printf '\\357\\273\\277\\noptimizers: [lanb]\\n' | $OPTANIM --check -", 3,
         "-:2:14: error: unknown optimizer 'lanb'"},
        {"$OPTANIM --check - </dev/null", 3, "-:1:1: error: a scene is a map of keys"},
        {"$OPTANIM --watch - <a.scene", 2, "--watch is for files, not for standard input"},
        {"mkfifo p && $OPTANIM --watch a.scene p", 2, "--watch is for files, not for pipes"},
        {"(echo 'optimizers: [lanb]' >p &) && $OPTANIM --check p", 3,
         "p:1:14: error: unknown optimizer 'lanb'"},
        {"$OPTANIM --check --restrict=. p", 3, "p: error: cannot read: it is no regular file"},
        {"$OPTANIM - -o x.csv <.", 3, "-: error: cannot read: Is a directory"},
        {"printf 'optimizers: [sgd]\\nproblem: {regression: {data: -}}\\n' | $OPTANIM --check -", 3,
         "-:2:"},
        {"printf 'optimizers: [sgd]\\nproblem: {regression: {data: \"-\"}}\\n' | $OPTANIM --check -",
         3, "-:2:30: error: cannot read './-': No such file"},
        {"printf '\\357\\273\\277optimizers: [lanb]\\n' >b.scene && $OPTANIM --check b.scene", 3,
         "b.scene:1:14: error: unknown optimizer 'lanb'; did you mean 'lamb'?\n"
         "   1 | optimizers: [lanb]\n"
         "     |              ^~~~\n"},
        {"cat a.scene | $OPTANIM - - -f csv -o x/", 2, "x/stdin.csv"},
    };
    char scratch[64];
    scratch_make(scratch);
    fill(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = shell("cd %s && { %s; } >said 2>&1", scratch, cases[i].command);
        struct source said = file_read(scratch, "said");
        if (status != cases[i].status || !strstr(said.text, cases[i].says))
            fail_msg("%s\nstatus %d: %s\nno '%s'", cases[i].command, status, said.text,
                     cases[i].says);
        source_finish(&said);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_commands),
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Options of the command line are judged before any work: with a value that is refused no file is
// written, not even one that has nothing to do with it.
#include "options/option_table.h"
#include "program.h"

static char folder[64];

static int begin(void **state) {
    (void)state;
    scratch_make(folder);
    file_write(
        folder, "a.scene",
        "optimizers: [sgd, adam]\nepochs: 2\nvideo: {size: [64, 48]}\nlayout: [[history]]\n");
    file_write(folder, "b.scene", "optimizers: [lamb]\nepochs: 3\nlayout: [[history]]\n");
    return 0;
}

static int end(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

// Runs the program on a.scene; returns its status. Fails if it is refused and leaves a file.
static int run(const char *arguments) {
    int status =
        shell("cd '%s' && exec \"$OPTANIM\" -q a.scene %s >/dev/null 2>error", folder, arguments);
    int count = entry_count(folder);
    assert_int_equal(shell("cd '%s' && rm error && mkdir kept && mv a.scene b.scene kept && "
                           "find . -name kept -prune -o -type f -print >kept/files",
                           folder),
                     0);
    char path[80];
    snprintf(path, sizeof path, "%skept/", folder);
    struct source files = file_read(path, "files");
    if (status != 0 && files.text[0] != '\0')
        fail_msg("%s: status %d, but there are\n%s", arguments, status, files.text);
    if (status == 0 && count == 3)
        fail_msg("%s: no file", arguments);
    source_finish(&files);
    assert_int_equal(shell("cd '%s' && rm kept/files && mv kept/* . && "
                           "find . -mindepth 1 ! -name '?.scene' -delete",
                           folder),
                     0);
    return status;
}

// One value is wrong of several, or only at the end of the work.
static void test_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "-o out/ -f svg --themes light,nope",
        "-o out/ -f svg --themes light,missing.theme",
        "-o out/ -f svg b.scene --themes light,nope",
        "-o out/ -f svg --sizes 64x48,16384x16384",
        "-o out/ -f svg --sizes 64x48,nope",
        "-o out/ -f svg --sweep lr=0.1,nope",
        "-o out/ -f svg --sweep lr=0.1,-1",
        "-o out/ -f svg --sweep lr=0.1,0.2 --sweep adam.beta1=0.9,2",
        "-o out/ -f svg --sweep nope=1,2",
        "-o out/ -f svg,nope",
        "-o out/ -f svg,png --frame 99",
        "-o out/ -f svg,mp4 --encoder nope",
        "-o out/ -f svg,mp4 --encoder libx264:nope=1",
        "-o out/ -f svg --columns scores",
        "-o out/ -f svg,csv --columns nope",
        "-o out/ -f svg --gallery nodir/x.html",
        "-o out/ -f svg --gallery out2/x.html",
        "-o out/ -f svg --gallery .",
        "-o out/ -f svg --depfile nodir/d",
        "-o out/ -f svg --depfile .",
        "-o out/ -f svg --embed nope",
        "-o out/ -f csv --embed html",
        "-o out/ -f svg --set lr=nope",
        "-o out/ -f svg --theme nope",
        "-o a.svg -o a.nope",
        "-o out/ -o a.svg -f svg,csv",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (run(cases[i]) == 0)
            fail_msg("%s is not refused", cases[i]);
}

// What is the scene's own mistake does not stop other scenes, and has its place.
static void test_others_go_on(void **state) {
    (void)state;
    static const struct {
        const char *line, *options, *place, *says;
    } cases[] = {
        {"optimizers: [lamp]", "-f csv --themes light,dark", "14", "unknown optimizer 'lamp'"},
        {"sweep: {lr: [null, ~]}", "-f csv", "20", "would be written to out/bad_lrnull.csv"},
        {"sweep: {title: ['a/b', c, 'a:b']}", "-f csv", "27",
         "would be written to out/bad_titlea_b"},
        {"sweep: {title: [a, a.00001]}", "-f png,frames", "20",
         "would be written to out/bad_title"},
        {"sweep: {seed: [1, 1]}", "-f csv --sizes 64x48,48x64", "19", "would be written to"},
        {"sweep: {grid: true}", "-f csv", "15", "a grid needs a sweep of one or two keys, not 0"},
        {"sweep: {grid: true, lr: [1], seed: [1], steps: [1]}", "-f csv", "15", "keys, not 3"},
        {"sweep: {grid: true, lr: 1}", "-f csv", "15", "keys, not 0"},
        {"sweep: {grid: [1], lr: [1, 2]}", "-f csv", "15", "expected true or false, not a list"},
        {"sweep: {'': [1, 2]}", "-f csv", "9", "expected a key"},
        {"sweep: {lr.: [1, 2]}", "-f csv", "9", "expected a name behind the last '.'"},
        {"video: {scale: 16}", "-f csv --sizes 64x48,1280x720", "16", "not 20480 x 11520"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text scene = {0};
        text_printf(&scene, "%s\n%s", cases[i].line,
                    strncmp(cases[i].line, "opt", 3) == 0 ? "" : "optimizers: [sgd]\n");
        file_write(folder, "bad.scene", scene.data);
        text_finish(&scene);
        int status = shell("cd '%s' && \"$OPTANIM\" -q a.scene bad.scene -o out/ %s 2>error",
                           folder, cases[i].options);
        struct source error = file_read(folder, "error");
        struct text place = {0};
        text_printf(&place, "bad.scene:1:%s: error: ", cases[i].place);
        if (status != 1 || strncmp(error.text, place.data, place.length) != 0 ||
            !strstr(error.text, cases[i].says))
            fail_msg("%s: status %d: %s", cases[i].line, status, error.text);
        text_finish(&place);
        source_finish(&error);
        assert_int_equal(shell("cd '%s' && ls out/a.* >list && \"$OPTANIM\" -q bad.scene -o out/ "
                               "%s 2>error; status=$? && rm -r out error list; "
                               "test $status = 3 -o $status = 1",
                               folder, cases[i].options),
                         0);
    }
    assert_int_equal(shell("cd '%s' && rm bad.scene", folder), 0);
    assert_int_equal(run("-o out/ -f svg --gallery out/page.html --depfile ./out/d"), 0);
    assert_int_equal(run("-o out/in/ -f svg --gallery out/page.html"), 0);
}

// Any option with any value: no file, or success.
static void test_any(void **state) {
    (void)state;
    static const char *const values[] = {"nope",      "-1",      "1e99", "light,nope", "64x48,1x1",
                                         "lr=0.1,no", "nodir/x", "svg,", "adam.lr=-1", "1/0"};
    for (const struct option *option = option_table; option->name; option++) {
        if (!option->argument || strcmp(option->name, "preview") == 0)
            continue;
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            struct text arguments = {0};
            bool is_output = strcmp(option->name, "output") == 0;
            text_printf(&arguments, "--%s='%s' -o out/ -f svg%s", option->name, values[k],
                        is_output ? "" : " -f csv");
            run(arguments.data);
            text_finish(&arguments);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_others_go_on, begin, end),
        cmocka_unit_test_setup_teardown(test_any, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

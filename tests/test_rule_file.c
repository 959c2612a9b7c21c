// SPDX-License-Identifier: GPL-3.0-or-later
// Rules in files of their own: what stands beside the file replaces what it says, options are
// addressed as those of any optimizer, and what is kept of a scene needs no file.
#include "program.h"

static char folder[64];

static int open_folder(void **state) {
    (void)state;
    scratch_make(folder);
    file_write(folder, "mine.rule",
               "label: Mine\nlr: 0.05\noptions: {beta: 0.9}\nstate: {m: 0, r: 1}\n"
               "help: normalised momentum\nupdate: |\n"
               "  m = beta*m + (1-beta)*g  # 'an average': \"of\" gradients\n"
               "  r = norm(m)\n  w = w - lr*m/(r + 1e-12)\n");
    file_write(
        folder, "a.scene",
        "title: \"{Mine.beta} {beta:.3f} {lr}\"\nproblem: {function: rosenbrock}\nsteps: 20\n"
        "optimizers:\n  - rule: {file: mine.rule}\n");
    file_write(folder, "inline.scene",
               "problem: {function: rosenbrock}\nsteps: 20\noptimizers:\n  - rule:\n"
               "      label: Mine\n      lr: 0.05\n      options: {beta: 0.5}\n"
               "      state: {m: {vector: 0}, r: {number: 1}}\n      update:\n"
               "      - m = beta*m + (1-beta)*g; r = norm(m)\n"
               "      - w -= lr*m/(r + 1e-12)\n");
    return 0;
}

static int close_folder(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

// Writes the numbers of a scene with options of the command line.
static void write_numbers(const char *scene, const char *options, const char *output) {
    if (shell("cd '%s' && \"$OPTANIM\" -q %s %s --columns state -o %s", folder, scene, options,
              output) != 0)
        fail_msg("%s %s", scene, options);
}

static void assert_same(const char *one, const char *other, const char *what) {
    if (shell("cd '%s' && cmp -s %s %s", folder, one, other) != 0)
        fail_msg("%s: %s is not %s", what, one, other);
}

static void test_addresses(void **state) {
    (void)state;
    static const char *const options[] = {
        "--set beta=0.5",
        "--set Mine.beta=0.5",
        "--set optimizers.0.beta=0.5",
        "--set optimizers.0.options.beta=0.5",
        "--set optimizer.beta=0.5",
        "--set 'optimizers.0={rule: {file: mine.rule, options: {beta: 0.5}}}'",
    };
    write_numbers("inline.scene", "", "expected.csv");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        write_numbers("a.scene", options[i], "actual.csv");
        assert_same("expected.csv", "actual.csv", options[i]);
    }
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene --sweep beta=0.5,0.8 -f csv -o out/ "
                           "--columns state",
                           folder),
                     0);
    assert_same("expected.csv", "out/a_beta0.5.csv", "a sweep");
}

// What --explain prints and what a picture keeps are the whole scene.
static void test_whole_scenes(void **state) {
    (void)state;
    write_numbers("a.scene", "", "expected.csv");
    assert_int_equal(
        shell("cd '%s' && mkdir alone && \"$OPTANIM\" --explain a.scene >alone/e.scene && "
              "\"$OPTANIM\" -q a.scene -o a.png && "
              "\"$OPTANIM\" --extract a.png >alone/x.scene",
              folder),
        0);
    assert_int_equal(
        shell("cd '%s' && grep -q 'm: {vector: 0}, r: {number: 1}' alone/e.scene", folder), 0);
    write_numbers("alone/e.scene", "", "e.csv");
    write_numbers("alone/x.scene", "", "x.csv");
    assert_same("expected.csv", "e.csv", "--explain");
    assert_same("expected.csv", "x.csv", "--extract");
}

// A film is made anew when the file changes, and the file must lie where files may.
static void test_files(void **state) {
    (void)state;
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene -o one.png && cp one.png two.png && "
                           "sed -i 's/beta: 0.9/beta: 0.1/' mine.rule && "
                           "\"$OPTANIM\" -q a.scene -o one.png && ! cmp -s one.png two.png && "
                           "sed -i 's/beta: 0.1/beta: 0.9/' mine.rule",
                           folder),
                     0);
    assert_int_equal(shell("cd '%s' && mkdir -p in && sed 's|mine.rule|../mine.rule|' a.scene "
                           ">in/b.scene && \"$OPTANIM\" --check in/b.scene >/dev/null && "
                           "\"$OPTANIM\" --check --restrict in/b.scene >/dev/null 2>error",
                           folder),
                     3);
    assert_int_equal(shell("cd '%s' && grep -q 'in/b.scene:5:18' error", folder), 0);
}

// Files that a comparison names are not in the text of its scene: pages hold them, and a film is
// made anew when one changes.
static void test_compared(void **state) {
    (void)state;
    file_write(folder, "one.rule", "update: w = w - lr*g\nlr: 0.05\n");
    file_write(folder, "other.rule", "update: w = w - lr*g/2\nlr: 0.05\n");
    file_write(folder, "compared.scene",
               "problem: {function: sphere}\nsteps: 5\noptimizers: [rule: {file: one.rule}]\n"
               "compare: {cells: {optimizers.0.file: [one.rule, other.rule]}}\n");
    if (shell("cd '%s' && \"$OPTANIM\" -q compared.scene -o c1.png && cp c1.png c2.png && "
              "sed -i 's|/2|/3|' other.rule && \"$OPTANIM\" -q compared.scene -o c1.png && "
              "! cmp -s c1.png c2.png",
              folder) != 0)
        fail_msg("a picture stays where a compared rule changed");
    if (shell("cd '%s' && \"$OPTANIM\" -q compared.scene -o c.html && grep -q 'lr\\*g/3' c.html",
              folder) != 0)
        fail_msg("a page lacks a compared rule");
}

// What every optimizer has belongs to a wrapper, wherever the rule inside says it.
static void test_inside(void **state) {
    (void)state;
    static const char *const keys[] = {"label: A",          "color: '#123456'", "start: [1, 1]",
                                       "clip: {norm: 0.1}", "noise: 5",         "decay: 0.5"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int length = (int)strcspn(keys[i], ":");
        struct text rule = {0};
        text_printf(&rule, "update: w = w - lr*g\nlr: 0.1\n%s\n", keys[i]);
        file_write(folder, "inside.rule", rule.data);
        file_write(folder, "inside.scene",
                   "problem: {function: sphere}\noptimizers:\n"
                   "  - lookahead: {inner: {sam: {inner: {rule: {file: inside.rule}}}}}\n");
        assert_int_equal(
            shell("cd '%s' && \"$OPTANIM\" --check inside.scene 2>error >/dev/null", folder), 3);
        if (shell("cd '%s' && grep -q \"^inside.rule:3:1: error: '%.*s' belongs to 'sam'\" error",
                  folder, length, keys[i]) != 0)
            fail_msg("%s: %s", keys[i], file_read(folder, "error").text);
        text_finish(&rule);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_whole_scenes),
        cmocka_unit_test(test_files),     cmocka_unit_test(test_compared),
        cmocka_unit_test(test_inside),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}

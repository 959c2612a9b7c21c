// SPDX-License-Identifier: GPL-3.0-or-later
// Rendering a folder again renders only what has changed.
#include "program.h"

static const char SCENE[] = "optimizers: [sgd]\nepochs: 3\nvideo: {size: [160, 120]}\n"
                            "problem: {regression: {data: points.csv}}\n";

static void begin(char scratch[64]) {
    scratch_make(scratch);
    file_write(scratch, "a.scene", SCENE);
    file_write(scratch, "points.csv", "x,y\n0,1\n1,2\n2,4\n");
}

// Renders into a folder; returns how many files were up to date.
static int render(const char *scratch, const char *options) {
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene -o out/ %s 2>log", scratch, options),
                     0);
    return shell("cd '%s' && exit $(grep -c 'up to date' log)", scratch);
}

static void test_every_format_that_keeps_its_key(void **state) {
    (void)state;
    char scratch[64];
    begin(scratch);
    const char *formats = "-f mp4,gif,png,webp,apng,svg,pdf,csv,raw";
    assert_int_equal(render(scratch, formats), 0);
    // CSV, uncompressed frames and PDF files contain no key.
    assert_int_equal(render(scratch, formats), 6);
    assert_int_equal(shell("cd '%s' && ! grep 'csv (up\\|raw (up\\|pdf (up' log", scratch), 0);
    assert_int_equal(render(scratch, "-f mp4 --force"), 0);
    scratch_remove(scratch);
}

static void test_what_makes_a_file_old(void **state) {
    (void)state;
    static const struct {
        const char *change, *options;
        int fresh;
    } cases[] = {
        {"true", "", 1},
        {"true", "--threads 1 --json", 1},
        {"echo '# a comment' >>a.scene", "", 1},
        {"true", "--quality 50", 0},
        {"true", "--size 200x120", 0},
        {"true", "--set epochs=4", 0},
        {"true", "--theme dark", 0},
        {"true", "--pixels yuv444p", 0},
        {"true", "--encoder libx264:crf=30", 0},
        {"true", "--no-source", 0},
        {"echo 3,5 >>points.csv", "", 0},
        // Changes to the first and the last byte, which have no meaning here.
        {"sed -i 1s/x/X/ points.csv", "", 0},
        {"truncate -s -1 points.csv; printf ' ' >>points.csv", "", 0},
        {"sed -i s/sgd/adam/ a.scene", "", 0},
        {"echo broken >out/a.mp4", "", 0},
        {"rm out/a.mp4", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char scratch[64];
        begin(scratch);
        assert_int_equal(render(scratch, ""), 0);
        assert_int_equal(shell("cd '%s' && %s", scratch, cases[i].change), 0);
        if (render(scratch, cases[i].options) != cases[i].fresh)
            fail_msg("%s, %s", cases[i].change, cases[i].options);
        scratch_remove(scratch);
    }
}

// Cells of several data files: rows that move from one file to the next are a change, whatever the
// number of bytes.
static void test_rows_that_move(void **state) {
    (void)state;
    static const char rows[] = "0,1\n1,2\n2,4\n3,1\n4,2\n5,5\n";
    char scratch[64], part[64];
    begin(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [sgd]\nepochs: 1\nvideo: {size: [160, 120]}\ncompare: {cells: "
               "{problem.regression.data: [points.csv, more.csv]}}\n"
               "problem: {regression: {data: points.csv}}\n");
    for (size_t i = 8; i < sizeof rows - 8; i += 4) {
        snprintf(part, sizeof part, "%.*s", (int)i, rows);
        file_write(scratch, "points.csv", part);
        file_write(scratch, "more.csv", rows + i);
        assert_int_equal(render(scratch, "-f png"), 0);
        assert_int_equal(render(scratch, "-f png"), 1);
    }
    scratch_remove(scratch);
}

// A file that was cut is made anew, wherever it was cut.
static void test_cut_files(void **state) {
    (void)state;
    static const char *const formats[] = {"png",  "apng", "gif",  "mp4",
                                          "webp", "svg",  "avif", "webm"};
    char scratch[64];
    begin(scratch);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char options[32];
        snprintf(options, sizeof options, "-f %s", formats[i]);
        assert_int_equal(render(scratch, options), 0);
        for (int percent = 10; percent <= 100; percent += 15) {
            assert_int_equal(shell("cd '%s/out' && size=$(stat -c %%s a.%s) && "
                                   "truncate -s $((size * %d / 100)) a.%s",
                                   scratch, formats[i], percent, formats[i]),
                             0);
            if (render(scratch, options) != (percent == 100))
                fail_msg("%s cut to %d %%", formats[i], percent);
        }
        assert_int_equal(shell("cd '%s/out' && truncate -s -1 a.%s", scratch, formats[i]), 0);
        if (render(scratch, options) != 0)
            fail_msg("%s without its last byte", formats[i]);
    }
    scratch_remove(scratch);
}

// A file given by its own name, or of a format that stores no scene, is always rendered.
static void test_named_files(void **state) {
    (void)state;
    char scratch[64];
    begin(scratch);
    for (int i = 0; i < 2; i++)
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene -o b.mp4 2>log && "
                               "! grep 'up to date' log",
                               scratch),
                         0);
    assert_int_equal(render(scratch, "--no-source"), 0);
    assert_int_equal(render(scratch, "--no-source"), 0);
    assert_int_equal(render(scratch, ""), 0);
    scratch_remove(scratch);
}

// Files that stay are touched, as a build tool would otherwise request them again and again.
static void test_make(void **state) {
    (void)state;
    static const struct {
        const char *change, *says;
    } steps[] = {
        {"true", "out/a b.gif\n"},
        {"true", "make: Nothing"},
        {"echo '# a comment' >>a\\ b.scene", "(up to date)"},
        {"true", "make: Nothing"},
        {"echo 3,5 >>the\\ points.csv", "out/a b.gif\n"},
        {"mv the\\ points.csv new.csv; sed -i 's/the points/new/' a\\ b.scene", "out/a b.gif\n"},
        {"true", "make: Nothing"},
        {"echo broken: >>a\\ b.scene", "unknown option 'broken'"},
        {"sed -i /broken/d a\\ b.scene; echo 4,6 >>new.csv", "out/a b.gif\n"},
    };
    char scratch[64];
    begin(scratch);
    assert_int_equal(shell("cd '%s' && mv points.csv 'the points.csv' && "
                           "sed 's/points.csv/the points.csv/' a.scene >'a b.scene'",
                           scratch),
                     0);
    file_write(scratch, "Makefile",
               "all: out/a\\ b.mp4\nout/a\\ b.mp4:\n\t$(OPTANIM) 'a b.scene' -o out/ -f mp4,gif "
               "--poster --depfile d\n-include d\n");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(shell("cd '%s' && %s", scratch, steps[i].change), 0);
        shell("cd '%s' && sleep 0.02 && OPTANIM=$OPTANIM make >log 2>&1", scratch);
        struct source log = file_read(scratch, "log");
        if (!strstr(log.text, steps[i].says))
            fail_msg("step %zu: no '%s' in\n%s", i, steps[i].says, log.text);
        source_finish(&log);
    }
    scratch_remove(scratch);
}

// Builds a film once, not again, and again when its data have changed.
static int rebuild(const char *folder, const char *tool) {
    return shell("cd '%s' && export OPTANIM=$OPTANIM && made() { %s >log 2>&1; grep -q made log; } "
                 "&& made && ! made && sleep 0.02 && echo 3,5 >>\"$(cat data)\" && made",
                 folder, tool);
}

// Films and data whose names have a character of make's or ninja's language: each reads what is
// written for it, or a warning says that it does not.
static void test_names(void **state) {
    (void)state;
    // `target` as a makefile has it, where it is not the name. No film has the name of the data.
    static const struct {
        const char *film, *target, *data;
        bool make, ninja;
    } names[] = {
        {"a:b.svg", "a\\:b.svg", "x:y.csv", true, true},
        {"a b.svg", "a\\ b.svg", "x y.csv", true, true},
        {"a$b.svg", "a$$b.svg", "x$y.csv", true, true},
        {"a#b.svg", "a\\#b.svg", "x#y.csv", true, true},
        {"a(b.svg", "a(b.svg", "x[y.csv", true, true},
        {"ab.svg", "ab.svg", "x%y.csv", true, true},
        {"a%b.svg", "a\\%b.svg", "x.csv", false, true},
        {"ab.svg", "ab.svg", "x=y.csv", true, true},
        {"ab.svg", "ab.svg", "x;y.csv", false, false},
        {"ab.svg", "ab.svg", "x'y.csv", true, false},
        {"a'b.svg", "a'b.svg", "x.csv", true, false},
        {"ab.svg", "ab.svg", "x\ty.csv", false, false},
        {"ab.svg", "ab.svg", "x\\y.csv", false, false},
        {"ab.svg", "ab.svg", "x*y.csv", false, false},
        {"ab.svg", "ab.svg", "x?y.csv", false, false},
        {"ab.svg", "ab.svg", "x[y].csv", false, true},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char scratch[64];
        struct text scene = {0}, make = {0}, ninja = {0};
        scratch_make(scratch);
        text_printf(&scene, "optimizers: [sgd]\nepochs: 2\nproblem: {regression: {data: '");
        for (const char *at = names[i].data; *at; at++)
            text_printf(&scene, "%s%c", *at == '\'' ? "'" : "", *at);
        text_add(&scene, "'}}\n");
        // What a name that make takes for a pattern finds.
        file_write(scratch, "x%y.csv", "");
        file_write(scratch, "xy.csv", "");
        text_printf(&make,
                    "%s:\n\t@$(OPTANIM) -q s.scene -o \"$$(cat film)\" --depfile d && echo made\n"
                    "-include d\n",
                    names[i].target);
        text_add(&ninja, "rule film\n  command = $$OPTANIM -q s.scene -o \"$$(cat film)\" "
                         "--depfile e && echo made\n  depfile = e\nbuild ");
        for (const char *at = names[i].film; *at; at++)
            text_printf(&ninja, "%s%c", strchr(" :$", *at) ? "$" : "", *at);
        text_add(&ninja, ": film\n");
        file_write(scratch, "s.scene", scene.data);
        file_write(scratch, names[i].data, "x,y\n0,1\n1,2\n2,4\n");
        file_write(scratch, "film", names[i].film);
        file_write(scratch, "data", names[i].data);
        file_write(scratch, "Makefile", make.data);
        file_write(scratch, "build.ninja", ninja.data);
        if ((rebuild(scratch, "make") == 0) != names[i].make)
            fail_msg("make, %s of %s", names[i].film, names[i].data);
        if (shell("cd '%s' && rm -f a*.svg && command -v ninja >/dev/null", scratch) == 0 &&
            (rebuild(scratch, "ninja") == 0) != names[i].ninja)
            fail_msg("ninja, %s of %s", names[i].film, names[i].data);
        shell("cd '%s' && \"$OPTANIM\" s.scene -o \"$(cat film)\" --depfile d 2>log", scratch);
        struct source log = file_read(scratch, "log");
        if (!strstr(log.text, "make does not read") != names[i].make ||
            !strstr(log.text, "ninja does not read") != names[i].ninja)
            fail_msg("%s of %s: %s", names[i].film, names[i].data, log.text);
        source_finish(&log);
        text_finish(&scene);
        text_finish(&make);
        text_finish(&ninja);
        scratch_remove(scratch);
    }
}

// Of numbered files the first is the one that a rule names.
static void test_numbered(void **state) {
    (void)state;
    char scratch[64];
    begin(scratch);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene -o f%%03d.png --depfile d && "
                           "grep -q '^f000.png:' d && test -s f000.png",
                           scratch),
                     0);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format_that_keeps_its_key),
        cmocka_unit_test(test_what_makes_a_file_old),
        cmocka_unit_test(test_rows_that_move),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_named_files),
        cmocka_unit_test(test_make),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

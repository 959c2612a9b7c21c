// SPDX-License-Identifier: GPL-3.0-or-later
// Whole renders by the built program: the same files, however they are made.
#include "program.h"

static const char scene[] = "optimizers: [lamb, adam]\nepochs: 12\nvideo: {size: [160, 96]}\n";

// Options that make a.raw and must give the same bytes as `-f raw -o one.raw`.
static const char *const variants[] = {
    "--threads 1 -o a.raw", "--threads 3 -o a.raw",        "-o a.raw -o a.gif -o a.mp4",
    "-f raw -o - >a.raw",   "--frame 3 -o a.png -o a.raw",
};

static void test_frames_do_not_depend_on_threads_or_outputs(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        char scratch[64];
        scratch_make(scratch);
        file_write(scratch, "a.scene", scene);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene -o one.raw", scratch), 0);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene %s", scratch, variants[i]), 0);
        if (shell("cd '%s' && cmp one.raw a.raw", scratch) != 0)
            fail_msg("other frames with %s", variants[i]);
        struct source raw = file_read(scratch, "one.raw");
        assert_int_equal(raw.length, 12 * 160 * 96 * 4);
        source_finish(&raw);
        scratch_remove(scratch);
    }
}

// A failed render leaves the previous files unchanged, and nothing else.
static void test_failure_leaves_what_stood_there(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", scene);
    file_write(scratch, "a.mp4", "old");
    int status =
        shell("cd '%s' && \"$OPTANIM\" -q a.scene -o a.mp4 -o no/a.gif 2>/dev/null", scratch);
    assert_int_equal(status, 1);
    struct source film = file_read(scratch, "a.mp4");
    assert_string_equal(film.text, "old");
    assert_int_equal(entry_count(scratch), 2);
    source_finish(&film);
    scratch_remove(scratch);
}

// A scene's input files are never overwritten, under whatever name they are given.
static void test_inputs_are_spared(void **state) {
    (void)state;
    static const char points[] = "x,y\n0,3\n1,8\n";
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "run.csv", points);
    file_write(scratch, "path.csv", "step,w0,w1\n0,1,2\n1,3,4\n");
    file_write(scratch, "run.scene",
               "problem: {regression: {data: run.csv}}\n"
               "optimizers: [sgd, recorded: path.csv]\n");
    assert_int_equal(shell("cd %s && $OPTANIM run.scene -f csv 2>err", scratch), 2);
    assert_int_equal(shell("cd %s && ln -s path.csv link.csv && $OPTANIM run.scene -o link.csv "
                           "2>>err",
                           scratch),
                     2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(shell("cd %s && $OPTANIM run.scene -o run.svg --%s run.csv 2>>err",
                               scratch, i ? "gallery" : "depfile"),
                         2);
    struct source data = file_read(scratch, "run.csv"), said = file_read(scratch, "err");
    assert_string_equal(data.text, points);
    assert_int_equal(entry_count(scratch), 5); // no run.svg
    assert_non_null(strstr(said.text, "run.csv would be written over run.csv"));
    assert_non_null(strstr(said.text, "link.csv would be written over path.csv"));
    source_finish(&data);
    source_finish(&said);
    scratch_remove(scratch);
}

// Nor by numbered files, whatever else is written as one of them.
static void test_numbered_files_spare(void **state) {
    (void)state;
    static const struct {
        const char *arguments, *says;
    } cases[] = {
        {"run.scene -f frames -o .", "./run.%05d.png would be written over run.00001.png"},
        {"run.scene -o in/%d.png", "in/%d.png would be written over in/1.png"},
        {"run.scene -o real/%d.png", "real/%d.png would be written over in/1.png"},
        {"run.scene -o real/l%d.png", "real/l%d.png would be written over real/l0.png"},
        {"run.scene -o real/t%d.png", "real/t%d.png would be written over real/l0.png"},
        {"b.scene b.00002.scene -f frames,png -o real/",
         "b.scene and b.00002.scene would both be written to real/b.00002.png"},
        {"b.scene -o none.png -o to_none.png", "none.png would be written twice"},
    };
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(
        shell("cd '%s' && mkdir real && ln -s real in && ln -s none.png to_none.png && "
              "echo 'optimizers: [sgd]' >b.scene && cp b.scene b.00002.scene && "
              "printf '0,1\n1,2\n' >run.00001.png && cp run.00001.png real/1.png && "
              "cp run.00001.png real/t0.png && ln -s t0.png real/l0.png",
              scratch),
        0);
    file_write(scratch, "run.scene",
               "optimizers: [sgd]\ncompare: {cells: {problem.regression.data:"
               " [run.00001.png, in/1.png, real/l0.png]}}\n"
               "problem: {regression: {data: in/1.png}}\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = shell("cd '%s' && \"$OPTANIM\" %s 2>err", scratch, cases[i].arguments);
        struct source said = file_read(scratch, "err");
        if (status != 2 || !strstr(said.text, cases[i].says))
            fail_msg("%s: status %d: %s", cases[i].arguments, status, said.text);
        source_finish(&said);
    }
    assert_int_equal(shell("cd '%s' && cmp run.00001.png real/1.png && cmp real/1.png real/t0.png "
                           "&& test $(ls | wc -l) = 8",
                           scratch),
                     0);
    scratch_remove(scratch);
}

// A folder in the way of one frame: no output of the film replaces what stood there.
static void test_all_outputs_or_none(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "s.scene", "optimizers: [sgd]\nepochs: 3\nvideo: {size: [64, 48]}\n");
    assert_int_equal(shell("cd '%s' && mkdir -p o/s.00001.png && for end in gif mp4 csv 00000.png; "
                           "do echo old >o/s.$end; done; "
                           "\"$OPTANIM\" s.scene -q -o o/ -f gif,mp4,csv,frames 2>err",
                           scratch),
                     1);
    assert_int_equal(shell("cd '%s' && grep -q 'Is a directory' err && cd o && "
                           "test \"$(cat s.gif s.mp4 s.csv s.00000.png | uniq -c | tr -d ' ')\" = "
                           "4old && test \"$(ls -A | wc -l)\" -eq 5",
                           scratch),
                     0);
    scratch_remove(scratch);
}

// --max-size finds the best picture that fits, reports it, and leaves no other file.
static void test_max_size(void **state) {
    (void)state;
    static const struct {
        const char *arguments;
        long max; // bytes
        const char *says;
    } cases[] = {
        {"-o a.gif --max-size 1M", 1000000, NULL},
        {"-o a.gif --quality 90 --max-size 6.6K", 6600, "a.gif: quality "},
        {"-o a.gif -o a.csv -o a.png --max-size 5.2k", 5200, "instead of 75, PSNR "},
        {"-o a.gif --max-size 4K", 4000, "a.gif: one frame of "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char scratch[64];
        scratch_make(scratch);
        file_write(scratch, "a.scene", scene);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene %s --progress never 2>err", scratch,
                               cases[i].arguments),
                         0);
        struct source film = file_read(scratch, "a.gif"), said = file_read(scratch, "err");
        if (film.length > (size_t)cases[i].max)
            fail_msg("%s: %zu bytes", cases[i].arguments, film.length);
        assert_int_equal(strstr(said.text, " to fit ") != NULL, cases[i].says != NULL);
        if (cases[i].says && !strstr(said.text, cases[i].says))
            fail_msg("%s: said\n%s", cases[i].arguments, said.text);
        assert_int_equal(entry_count(scratch), strstr(cases[i].arguments, "png") ? 5 : 3);
        source_finish(&film);
        source_finish(&said);
        scratch_remove(scratch);
    }
}

static void test_max_size_too_small(void **state) {
    (void)state;
    static const char *const lines[] = {"-o a.gif --max-size 500", "-o a.raw --max-size 1K",
                                        "-f gif -o - --max-size 1M >out"};
    static const int statuses[] = {1, 1, 2};
    for (size_t i = 0; i < 3; i++) {
        char scratch[64];
        scratch_make(scratch);
        file_write(scratch, "a.scene", scene);
        int status = shell("cd '%s' && \"$OPTANIM\" -q a.scene %s 2>err", scratch, lines[i]);
        assert_int_equal(status, statuses[i]);
        struct source said = file_read(scratch, "err");
        assert_non_null(strstr(said.text, "--max-size: "));
        source_finish(&said);
        assert_int_equal(entry_count(scratch), i == 2 ? 3 : 2);
        scratch_remove(scratch);
    }
}

// Renders a.gif; returns its size, or -1 on failure. The caller owns `said`, the messages.
static long gif_bytes(const char *scratch, const char *options, long max, struct source *said) {
    char limit[40] = "";
    if (max > 0)
        snprintf(limit, sizeof limit, "--max-size %ld", max);
    int status = shell("cd '%s' && rm -f a.gif && \"$OPTANIM\" a.scene -o a.gif --no-source "
                       "--progress never %s %s 2>err",
                       scratch, options, limit);
    *said = file_read(scratch, "err");
    if (status != 0)
        return -1;
    struct source film = file_read(scratch, "a.gif");
    long bytes = (long)film.length;
    source_finish(&film);
    return bytes;
}

static long number_behind(const struct source *said, const char *words) {
    const char *at = strstr(said->text, words);
    if (!at)
        fail_msg("no '%s' in\n%s", words, said->text);
    return strtol(at + strlen(words), NULL, 10);
}

// The result is that of its quality, and the next better quality does not fit. A size equal to the
// limit fits.
static void test_max_size_is_the_best(void **state) {
    (void)state;
    char scratch[64], options[40];
    struct source said;
    scratch_make(scratch);
    file_write(scratch, "a.scene", scene);
    for (long max = 5900; max > 5400; max -= 100) {
        long bytes = gif_bytes(scratch, "--quality 60", max, &said);
        long quality = number_behind(&said, "a.gif: quality ");
        assert_int_equal(number_behind(&said, " to fit "), bytes);
        assert_true(bytes > 0 && bytes <= max);
        source_finish(&said);
        for (int better = 0; better < 2; better++) {
            snprintf(options, sizeof options, "--quality %ld", quality + better);
            long there = gif_bytes(scratch, options, 0, &said);
            assert_true(better ? there > max : there == bytes);
            source_finish(&said);
        }
        long again = gif_bytes(scratch, "--quality 60", bytes, &said);
        assert_int_equal(again, bytes);
        assert_int_equal(number_behind(&said, "a.gif: quality "), quality);
        source_finish(&said);
    }
    scratch_remove(scratch);
}

// The size in a refusal is that of the smallest picture found: it suffices as a limit, and one byte
// less does not.
static void test_max_size_names_the_least(void **state) {
    (void)state;
    char scratch[64];
    struct source said;
    scratch_make(scratch);
    file_write(scratch, "a.scene", scene);
    assert_int_equal(gif_bytes(scratch, "", 500, &said), -1);
    long least = number_behind(&said, "a.gif needs ");
    long quality = number_behind(&said, " and quality ");
    source_finish(&said);
    assert_int_equal(gif_bytes(scratch, "", least - 1, &said), -1);
    assert_int_equal(number_behind(&said, "a.gif needs "), least);
    source_finish(&said);
    assert_int_equal(gif_bytes(scratch, "", least, &said), least);
    assert_true(number_behind(&said, " and quality ") >= quality); // some have the same size
    source_finish(&said);
    scratch_remove(scratch);
}

// Every stage is reported in milliseconds. The stages of this scene take some time, and none takes
// longer than the whole, except drawing, which two passes share.
static void test_timings(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", scene);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" a.scene -o a.gif --timings 2>err", scratch), 0);
    struct source said = file_read(scratch, "err");
    double whole, stages[6], memory;
    const char *line = strstr(said.text, "a: ");
    assert_non_null(line);
    assert_int_equal(
        sscanf(line,
               "a: %lf ms: parse %lf, simulate %lf, draw %lf, convert %lf, encode %lf, "
               "wait %lf ms; peak memory %lf MB\n",
               &whole, &stages[0], &stages[1], &stages[2], &stages[3], &stages[4], &stages[5],
               &memory),
        8);
    for (int i = 0; i < 6; i++)
        assert_true(stages[i] >= 0 && stages[i] <= whole + 0.1);
    assert_true(stages[0] > 0 && stages[2] > 0 && stages[4] > 0 && memory > 1);
    source_finish(&said);
    scratch_remove(scratch);
}

static void test_interrupts(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int status;
    } signals[] = {{"INT", 130}, {"TERM", 143}};
    for (size_t i = 0; i < 2; i++) {
        char scratch[64];
        scratch_make(scratch);
        file_write(scratch, "a.scene", "optimizers: [lamb]\nepochs: 200000\n");
        int status = shell("cd '%s' && exec timeout -s %s --preserve-status 0.5 \"$OPTANIM\" -q "
                           "a.scene -o a.mp4 2>/dev/null",
                           scratch, signals[i].name);
        assert_int_equal(status, signals[i].status);
        assert_int_equal(entry_count(scratch), 1);
        scratch_remove(scratch);
    }
}

// A reader of standard output may leave: no message, and the status that SIGPIPE would give. A full
// disk leaves no part of a sequence.
static void test_leaving_reader(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    file_write(folder, "a.scene", "optimizers: [sgd]\nepochs: 50\n");
    int status = shell("cd '%s'; (\"$OPTANIM\" a.scene -f raw -o - -q 2>error; echo $? >status) | "
                       "head -c 1000 >/dev/null",
                       folder);
    assert_int_equal(status, 0);
    struct source said = file_read(folder, "error"), left = file_read(folder, "status");
    assert_string_equal(said.text, "");
    assert_string_equal(left.text, "141\n");
    source_finish(&said);
    source_finish(&left);
    status = shell("cd '%s'; mkdir f; (ulimit -f 1; trap '' XFSZ; \"$OPTANIM\" a.scene -o "
                   "f/%%d.png -q 2>/dev/null)",
                   folder);
    assert_int_equal(status, 1);
    assert_int_equal(shell("rmdir '%sf'", folder), 0);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_do_not_depend_on_threads_or_outputs),
        cmocka_unit_test(test_failure_leaves_what_stood_there),
        cmocka_unit_test(test_inputs_are_spared),
        cmocka_unit_test(test_numbered_files_spare),
        cmocka_unit_test(test_all_outputs_or_none),
        cmocka_unit_test(test_timings),
        cmocka_unit_test(test_max_size),
        cmocka_unit_test(test_max_size_too_small),
        cmocka_unit_test(test_max_size_is_the_best),
        cmocka_unit_test(test_max_size_names_the_least),
        cmocka_unit_test(test_interrupts),
        cmocka_unit_test(test_leaving_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded paths: a run read back from its CSV is the same run, films are as long as their
// recordings, and each mistake has its message.
#include "program.h"

// Returns the columns from step to loss; `labels` selects the rows.
static char *columns_of(const char *folder, const char *name) {
    struct source table = file_read(folder, name);
    struct text kept = {0};
    for (char *line = strtok(table.text, "\n"); line; line = strtok(NULL, "\n")) {
        char step[32], w0[32], w1[32], loss[32];
        int got = sscanf(line, "%*[^,],%31[^,],%*[^,],%*[^,],%31[^,],%31[^,],%31[^,]", step, w0, w1,
                         loss);
        assert_int_equal(got, 4);
        text_printf(&kept, "%s,%s,%s,%s\n", step, w0, w1, loss);
    }
    source_finish(&table);
    return text_take(&kept);
}

// A recorded run is read back as the same numbers and the same picture in every frame.
static void test_recorded_back(void **state) {
    (void)state;
    static const char *const optimizers[] = {
        "sgd: {lr: 0.1",    "sgd: {lr: 9",         "sgd: {lr: 1e300",
        "adam: {lr: 0.3",   "momentum: {lr: 1.99", "sgd: {lr: 0.1, start: [1e200, 1]",
        "newton: {lr: 0.5", "lion: {noise: 1",
    };
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
        static const char rest[] = "problem: {function: rosenbrock}\n"
                                   "title: as recorded\n"
                                   "layout: [[contour]]\n"
                                   "video: {size: [160, 120]}\n";
        struct text run = {0}, back = {0};
        text_printf(&run, "optimizers: [%s, label: a}]\nsteps: 40\n%s", optimizers[i], rest);
        text_printf(&back, "optimizers: [recorded: {file: run.csv, label: a}]\n%s", rest);
        file_write(scratch, "run.scene", run.data);
        file_write(scratch, "back.scene", back.data);
        int status = shell("cd %s && $OPTANIM -q run.scene -o run.csv -o run.raw && "
                           "$OPTANIM -q back.scene -o back.csv -o back.raw && cmp run.raw back.raw",
                           scratch);
        char *first = columns_of(scratch, "run.csv"), *second = columns_of(scratch, "back.csv");
        if (status != 0 || strcmp(first, second) != 0)
            fail_msg("%s}: recorded\n%sread back\n%s", optimizers[i], first, second);
        free(first);
        free(second);
        text_finish(&run);
        text_finish(&back);
    }
    scratch_remove(scratch);
}

// The same path with other column names and layouts.
static void test_spellings(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"step,w0,w1,loss\n0,1,2,5\n2,0.5,1,1.25\n", "run"},
        {"\xEF\xBB\xBF# by hand\nStep;W0;w1;Loss\r\n0;1,0;2,0;5\r\n2;0,5;1;1,25\r\n", "run"},
        {"# loss w1 w0 step\n5 2 1 0\n1.25 1 .5 2\n", "run"},
        {"{\"step\": 0, \"w0\": 1, \"w1\": 2, \"loss\": 5}\n"
         "{\"step\": 1, \"val\": 7}\n"
         "{\"step\": 1, \"w0\": null, \"w1\": null}\n"
         "{\"step\": 2, \"w0\": 0.5, \"w1\": 1, \"loss\": 1.25}\n",
         "run"},
        {"Step,fc.weight,fc.bias,train/loss\n0,1,2,5\n2,0.5,1,1.25\n",
         "{file: run, columns: {w0: fc.weight, w1: fc.bias, loss: train/loss}}"},
        {"{\"i\": 0, \"fc\": {\"weight\": [1], \"bias\": 2}, \"loss\": 5}\n"
         "{\"i\": 2, \"fc\": {\"weight\": [0.5], \"bias\": 1}, \"loss\": 1.25}\n",
         "{file: run, columns: {step: i, w0: fc.weight.0, w1: fc.bias}}"},
        {"0\t1\t2\t5\n2\t0.5\t1\t1.25\n", "{file: run, columns: [1, 2, 3, 4]}"},
        {"0\t1\t2\n2\t0.5\t1\n", "{file: run, columns: [1, 2, 3]}"},
        {"step,w0,w1,w2,loss\n0,1,7,2,5\n2,0.5,7,1,1.25\n", "{file: run, columns: {w1: w2}}"},
        {"step,w0,w1,loss\n0,1,2,5\n2,0.5,1,\n", "run"},
    };
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text scene = {0};
        text_printf(&scene, "problem: {function: sphere}\noptimizers: [recorded: %s]\n",
                    cases[i][1]);
        file_write(scratch, "run", cases[i][0]);
        file_write(scratch, "back.scene", scene.data);
        int status = shell("cd %s && $OPTANIM -q back.scene -o back.csv 2>said", scratch);
        struct source said = file_read(scratch, "said");
        if (status != 0)
            fail_msg("%s\n%s", cases[i][0], said.text);
        char *back = columns_of(scratch, "back.csv");
        if (strcmp(back, "step,w0,w1,loss\n0,1,2,5\n1,0.75,1.5,2.8125\n2,0.5,1,1.25\n") != 0)
            fail_msg("%s\nwas read as\n%s", cases[i][0], back);
        free(back);
        source_finish(&said);
        text_finish(&scene);
    }
    scratch_remove(scratch);
}

// A choice of columns may name any number of weights.
static void test_many_weights(void **state) {
    (void)state;
    enum { WEIGHTS = 40 };
    struct text plain = {0}, other = {0}, map = {0};
    char scratch[64];
    scratch_make(scratch);
    text_add(&plain, "step");
    text_add(&other, "t");
    text_add(&map, "step: t");
    for (int i = 0; i < WEIGHTS; i++) {
        text_printf(&plain, ",w%d", i);
        text_printf(&other, ",a%d", (i + 7) % WEIGHTS);
        text_printf(&map, ", w%d: a%d", i, (i + 7) % WEIGHTS);
    }
    for (int row = 0; row < 3; row++)
        for (int i = -1; i < WEIGHTS; i++) {
            text_printf(&plain, i < 0 ? "\n%d" : ",%d", i < 0 ? row : i * row + 1);
            text_printf(&other, i < 0 ? "\n%d" : ",%d", i < 0 ? row : i * row + 1);
        }
    file_write(scratch, "plain.csv", plain.data);
    file_write(scratch, "other.csv", other.data);
    for (int is_other = 0; is_other < 2; is_other++) {
        struct text scene = {0};
        text_printf(&scene,
                    "problem: {quadratic: {eigenvalues: {count: %d}}}\noptimizers: [recorded: ",
                    (int)WEIGHTS);
        if (is_other)
            text_printf(&scene, "{file: other.csv, columns: {%s}, label: a}]\n", map.data);
        else
            text_add(&scene, "{file: plain.csv, label: a}]\n");
        file_write(scratch, is_other ? "other.scene" : "plain.scene", scene.data);
        text_finish(&scene);
    }
    assert_int_equal(
        shell("cd %s && $OPTANIM -q plain.scene -o p.csv && $OPTANIM -q other.scene -o o.csv && "
              "cmp p.csv o.csv && test $(wc -l <p.csv) = 4",
              scratch),
        0);
    text_finish(&plain);
    text_finish(&other);
    text_finish(&map);
    scratch_remove(scratch);
}

static void test_lengths(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "long.csv", "step,w0,w1\n0,1,1\n0.5,1,1\n4,0,0\n6,-1,0\n");
    file_write(scratch, "short.csv", "step,w0,w1\n0,1,1\n2,1,0.5\n");
    file_write(scratch, "over.csv", "step,w0,w1\n0,1,1\n1,nan,inf\n2,nan,nan\n");
    file_write(
        scratch, "a.scene",
        "problem: {function: sphere}\n"
        "optimizers: [recorded: {file: long.csv, label: long},\n"
        "  recorded: {file: short.csv, label: short}, recorded: {file: over.csv, label: over},\n"
        "  sgd: {lr: 0.1, start: [1, 1]}]\n"
        "layout: [[contour, surface, history]]\n"
        "panels: {history: {type: curves, series: [w0, loss], values: true}}\n"
        "video: {size: [360, 160]}\n");
    // The longest recording gives the length; shorter or diverged ones have no numbers after their
    // end.
    assert_int_equal(shell("cd %s && $OPTANIM a.scene -o a.csv -o a.raw 2>said", scratch), 0);
    struct source said = file_read(scratch, "said"), table = file_read(scratch, "a.csv");
    assert_non_null(strstr(said.text, "long.csv: 1 of 4 rows lie between whole steps"));
    assert_null(strstr(said.text, "behind"));
    assert_non_null(strstr(table.text, "long,6,6,nan,-1,0,1,"));
    assert_null(strstr(table.text, ",7,7,"));
    assert_non_null(strstr(table.text, "short,2,2,nan,1,0.5,1.25,"));
    assert_non_null(strstr(table.text, "short,3,3,nan,nan,nan,nan,"));
    assert_non_null(strstr(table.text, "over,1,1,nan,nan,nan,nan,"));
    source_finish(&said);
    source_finish(&table);
    // A single frame equals that of the film, also where the heads of shorter paths are open.
    assert_int_equal(
        shell("cd %s && for i in 0 2 3 6; do $OPTANIM -q a.scene -f png -o one.png "
              "--no-source --frame $i && $OPTANIM -q a.scene -o f%%04d.png --no-source "
              "&& cmp one.png f000$i.png || exit 1; done",
              scratch),
        0);
    // Only the open head shows that a path has ended; this path continues without moving. A curve
    // stops with its path.
    file_write(scratch, "rest.csv", "step,w0,w1\n0,1,1\n2,1,0.5\n6,1,0.5\n");
    assert_int_equal(
        shell("cd %s && shoot() { $OPTANIM -q a.scene -o $1.png --no-source --frame $2 "
              "--set \"layout=[[$4]]\" --set \"panels={$5}\" --set steps=7 --set "
              "\"optimizers=[{recorded: $3.csv}]\" --set title=a; } && "
              "curve() { shoot $1 $2 short history "
              "'history: {type: curves, series: [loss], marker: true}'; } && "
              "levels='contour: {levels: [0.5, 1, 2, 5]}' && for panel in contour surface; do "
              "shoot a 2 short $panel \"$levels\" && shoot b 2 rest $panel \"$levels\" && "
              "cmp a.png b.png && shoot a 3 short $panel \"$levels\" && "
              "shoot b 3 rest $panel \"$levels\" && ! cmp a.png b.png >differ "
              "|| exit 1; done && "
              "curve a 2 && curve b 3 && ! cmp a.png b.png >differ && "
              "curve a 4 && cmp a.png b.png",
              scratch),
        0);
    // A given length.
    assert_int_equal(
        shell("cd %s && $OPTANIM a.scene --set steps=3 -o b.csv --json >json 2>said", scratch), 0);
    struct source json = file_read(scratch, "json");
    said = file_read(scratch, "said");
    assert_non_null(strstr(said.text, "long.csv: 2 of 4 rows lie behind the last step, 2,"));
    assert_null(strstr(said.text, "short.csv"));
    assert_non_null(strstr(json.text, "2 of 4 rows lie behind the last step"));
    source_finish(&said);
    source_finish(&json);
    // The output of --explain gives the same film.
    assert_int_equal(shell("cd %s && $OPTANIM --explain a.scene >e.scene && $OPTANIM -q e.scene -o "
                           "e.csv && cmp a.csv e.csv",
                           scratch),
                     0);
    file_write(scratch, "huge.csv", "step,w0,w1\n0,1,1\n1e9,1,0.5\n");
    file_write(scratch, "huge.scene",
               "problem: {function: sphere}\noptimizers: [recorded: huge.csv]\n");
    assert_int_equal(shell("cd %s && $OPTANIM --check huge.scene 2>said", scratch), 3);
    said = file_read(scratch, "said");
    assert_non_null(strstr(said.text, "huge.scene:2:14: error: 1000000001 states of a run"));
    source_finish(&said);
    scratch_remove(scratch);
}

// Between rows whose steps or weights differ by more than the largest double.
static void test_large_differences(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"step,w0,w1\n-1,-1.7e308,1\n1,1.7e308,2\n", "0,0,nan,0,1.5"},
        {"step,w0,w1\n-1.7e308,1,0\n1.7e308,2,1\n", "0,0,nan,1.5,0.5"},
        {"step,w0,w1\n-1.7e308,1e308,0\n1.7e308,-1e308,8\n", "0,0,nan,0,4"},
    };
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "problem: {function: sphere}\nsteps: 1\noptimizers: [recorded: a.csv]\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        file_write(scratch, "a.csv", cases[i][0]);
        if (shell("cd %s && $OPTANIM -q a.scene -o out.csv && grep -q '^recorded,%s,' out.csv",
                  scratch, cases[i][1]) != 0)
            fail_msg("case %zu", i);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_weights), cmocka_unit_test(test_recorded_back),
        cmocka_unit_test(test_spellings),    cmocka_unit_test(test_large_differences),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

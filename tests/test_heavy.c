// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes that are small as files and ask for much: each is refused or read quickly, in little
// memory.
#include "program.h"

#include <sys/resource.h>

static const double SECONDS_MAX = 2;

static void repeat(struct text *out, const char *piece, int count) {
    for (int i = 0; i < count; i++)
        text_add(out, piece);
}

static void make_set(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\nsweep:\n  ? \"panels.q");
    repeat(out, ".a", 200000);
    text_add(out, "\"\n  : [1, 2]\n");
}

static void make_compared(struct text *out) {
    text_add(out, "optimizers: [adam]\nsteps: 2\ncompare: {columns: {\n  ? \"panels.q");
    repeat(out, ".a", 60000);
    text_add(out, "\"\n  : [1, 2]}}\n");
}

static const struct {
    const char *name;
    void (*make)(struct text *out);
    const char *expected; // part of the message; NULL: the scene is good
} cases[] = {
    {"path of a sweep", make_set, "the limit 'depth'"},
    {"path of a comparison", make_compared, "the limit 'depth'"},
};

// Checks the scene of one case.
static void check(const char *folder, size_t i) {
    struct text scene = {0};
    cases[i].make(&scene);
    file_write(folder, "a.scene", scene.data);
    text_finish(&scene);
    int status = shell("cd '%s' && exec \"$OPTANIM\" --check a.scene -q 2>error", folder);
    struct source error = file_read(folder, "error");
    // A sweep of which no film is made returns 1.
    if (cases[i].expected ? status != 3 && status != 1 : status != 0)
        fail_msg("%s: status %d: %.300s", cases[i].name, status, error.text);
    if (cases[i].expected && !strstr(error.text, cases[i].expected))
        fail_msg("%s: %.300s", cases[i].name, error.text);
    source_finish(&error);
}

static double seconds_used(const struct rusage *used) {
    return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
           1e-6 * (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec);
}

static void test_cases(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rusage before, after;
        getrusage(RUSAGE_CHILDREN, &before);
        check(folder, i);
        getrusage(RUSAGE_CHILDREN, &after);
        double took = seconds_used(&after) - seconds_used(&before);
#ifndef SANITIZED
        if (took > SECONDS_MAX)
            fail_msg("%s: took %.2f s", cases[i].name, took);
        if (after.ru_maxrss > 200 * 1024) // KiB
            fail_msg("%s: took %ld KiB", cases[i].name, after.ru_maxrss);
#else
        (void)took;
#endif
    }
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

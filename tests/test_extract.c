// SPDX-License-Identifier: GPL-3.0-or-later
// Films and pictures contain their scene, and can be rendered again from it.
#include "encode/encoder.h"
#include "encode/xmp.h"
#include "program.h"

#include <sys/resource.h>

static const char SCENE[] = "# a comment that is no part of it: \xC3\xA9\n"
                            "title: 'a <b> & \"c\" --> \xC3\xA9'\nvideo: {size: [160, 120]}\n"
                            "optimizers: [{sgd: {lr: 0.1, label: '$\\eta$ ]]>'}}]\nepochs: 3\n"
                            "problem: {regression: {data: points.csv}}\n";

// For a format with many files, the path of the first.
static void name_of(const struct format *format, const char *folder, char path[128]) {
    const char *ending = format->extensions[0];
    snprintf(path, 128, "%s/a%s%s", folder, ending[0] == '%' ? "" : ".", ending);
}

static void test_round_trip(void **state) {
    (void)state;
    for (size_t i = 0; format_table[i]; i++) {
        const struct format *format = format_table[i];
        const char *name = format->name;
        char scratch[64], path[128];
        if (format_missing(format) || format->many_files)
            continue;
        scratch_make(scratch);
        file_write(scratch, "a.scene", SCENE);
        file_write(scratch, "points.csv", "x,y\n0,1\n1,2\n2,4\n");
        name_of(format, "one", path);
        assert_int_equal(shell("cd '%s' && mkdir one two bare && \"$OPTANIM\" a.scene -o %s -f %s "
                               "-q && \"$OPTANIM\" a.scene -o bare/ -f %s -q --no-source",
                               scratch, path, name, name),
                         0);
        int status = shell("cd '%s' && \"$OPTANIM\" --extract %s >b.scene 2>log", scratch, path);
        if (status != (format->keeps_source ? 0 : 2))
            fail_msg("%s: --extract exits with %d", name, status);
        // From standard input and through a pipe it is the same.
        if (format->keeps_source &&
            shell("cd '%s' && \"$OPTANIM\" --extract - <%s | cmp - b.scene && "
                  "cat %s | \"$OPTANIM\" --extract - | cmp - b.scene && mkfifo pipe && "
                  "(cat %s >pipe & \"$OPTANIM\" --extract pipe | cmp - b.scene)",
                  scratch, path, path, path) != 0)
            fail_msg("%s: another scene through a pipe", name);
        // Rendering the extracted scene gives the same file.
        if (format->keeps_source &&
            shell("cd '%s' && mv b.scene a.scene && \"$OPTANIM\" a.scene -o two/ -f %s -q && "
                  "grep -q '^optimizers:' a.scene && cmp one/* two/*",
                  scratch, name) != 0)
            fail_msg("%s: made of its own scene, it is another", name);
        // With --no-source nothing of the scene is in the file, but in a page that runs it.
        if (!format->computes && shell("cd '%s' && ! \"$OPTANIM\" --extract bare/a.* >log 2>&1 && "
                                       "! grep -qa 'points.csv' bare/a.*",
                                       scratch) != 0)
            fail_msg("%s: --no-source leaves the scene in it", name);
        scratch_remove(scratch);
    }
}

static void test_what_holds_none(void **state) {
    (void)state;
    static const char *const contents[] = {
        "",       "\x89PNG",   "RIFF....WEBP",
        "GIF89a", "some text", "\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFiTXtComment"};
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        file_write(scratch, "a.png", contents[i]);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --extract a.png >out 2>log", scratch), 2);
        assert_int_equal(
            shell("cd '%s' && grep -q 'a.png holds no scene' log && ! test -s out", scratch), 0);
    }
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --extract none.mp4 2>log", scratch), 3);
    scratch_remove(scratch);
}

// A large file is read in pieces: memory does not follow its size. Nor does a scene have to stand
// near its start.
static void test_large_files(void **state) {
    (void)state;
    enum { KIB_MAX = 600 << 10 };
    static const char *const starts[] = {"", "\x89PNG\r\n\x1A\n", "GIF89a"};
    char scratch[64];
    struct rusage used;
    scratch_make(scratch);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        file_write(scratch, "a.film", starts[i]);
        assert_int_equal(shell("cd '%s' && truncate -s 1200M a.film && "
                               "\"$OPTANIM\" --extract a.film 2>log",
                               scratch),
                         2);
        assert_int_equal(shell("cd '%s' && printf '<dc:source>a &amp; b</dc:source>' >>a.film && "
                               "test \"$(\"$OPTANIM\" --extract a.film)\" = 'a & b'",
                               scratch),
                         0);
    }
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
    if (used.ru_maxrss > KIB_MAX)
        fail_msg("%ld KiB of memory", used.ru_maxrss);
    scratch_remove(scratch);
}

// A mark of the scene's ends may stand across any two pieces that are read.
static void test_pieces(void **state) {
    (void)state;
    for (size_t before = 65500; before < 65560; before++) {
        FILE *file = tmpfile();
        assert_non_null(file);
        for (size_t k = 0; k < before; k++)
            fputc(k % 7 ? '<' : 'd', file);
        fputs("<dc:source>a scene</dc:source>", file);
        rewind(file);
        char *source = xmp_source(file, UINT64_MAX);
        assert_non_null(source);
        assert_string_equal(source, "a scene");
        free(source);
        rewind(file);
        assert_null(xmp_source(file, before + 29)); // one byte is missing
        fclose(file);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_what_holds_none),
        cmocka_unit_test(test_large_files),
        cmocka_unit_test(test_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

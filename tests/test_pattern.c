// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of numbered files.
#include "base/random.h"
#include "encode/pattern.h"
#include "program.h"

// A path, and its files 7 and 12345; NULL where it is a mistake.
static const struct {
    const char *pattern, *seventh, *later;
} cases[] = {
    {"f%d.png", "f7.png", "f12345.png"},
    {"%03d", "007", "12345"},
    {"a/b.%05d.png", "a/b.00007.png", "a/b.12345.png"},
    {"/%09dx", "/000000007x", "/000012345x"},
    {"100%/f%02d.png", "100%/f07.png", "100%/f12345.png"}, // of a folder with any name
    {"%d/%d", "%d/7", "%d/12345"},
    {"f%.png", NULL, NULL},
    {"f%", NULL, NULL},
    {"f%0", NULL, NULL},
    {"f%5d.png", NULL, NULL},
    {"f%00d.png", NULL, NULL},
    {"f%010d.png", NULL, NULL},
    {"f%0:d.png", NULL, NULL},
    {"f%03x.png", NULL, NULL},
    {"f%s.png", NULL, NULL},
    {"f%d_%d.png", NULL, NULL},
    {"f%d%%.png", NULL, NULL},
};

static void test_patterns(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct text path = {0};
        const char *pattern = cases[i].pattern;
        assert_true(pattern_is(pattern));
        if (pattern_check(pattern, &error) != (cases[i].seventh != NULL))
            fail_msg("%s is %sa pattern", pattern, cases[i].seventh ? "not " : "");
        if (!cases[i].seventh) {
            assert_int_equal(error.kind, ERROR_USAGE);
            assert_non_null(strstr(error.message, pattern));
            error_finish(&error);
            continue;
        }
        pattern_put(&path, pattern, 7);
        assert_string_equal(path.data, cases[i].seventh);
        text_clear(&path);
        pattern_put(&path, pattern, 12345);
        assert_string_equal(path.data, cases[i].later);
        text_finish(&path);
    }
    static const char *const plain[] = {"f.png", "%d/f.png", "100%/", ""};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(pattern_is(plain[i]));
}

// A random pattern of a few characters, so that many share files.
static void random_pattern(struct random_stream *stream, struct text *out) {
    static const char *const parts[] = {"", "a", "1", "0", "b1", "10"};
    static const char *const places[] = {"%d", "%01d", "%02d", "%03d"};
    text_clear(out);
    text_printf(out, "%s%s%s", parts[random_below(stream, 6)], places[random_below(stream, 4)],
                parts[random_below(stream, 6)]);
}

// What is one of the files is so by its text, and two patterns that share a file are said to.
static void test_files_of_patterns(void **state) {
    (void)state;
    enum { COUNT = 120, ROUNDS = 20000 };
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_SHUFFLE, 0);
    struct text a = {0}, b = {0}, file = {0}, other = {0};
    for (int round = 0; round < ROUNDS; round++) {
        random_pattern(&stream, &a);
        random_pattern(&stream, &b);
        long n = (long)random_below(&stream, COUNT);
        text_clear(&other);
        pattern_put(&other, b.data, n);
        bool has = false;
        for (size_t at = 0; at < other.length; at++)
            for (size_t length = 1; at + length <= other.length && length < 9; length++) {
                char digits[9] = {0}; // each part of the name may be the number
                memcpy(digits, other.data + at, length);
                text_clear(&file);
                pattern_put(&file, a.data, strtol(digits, NULL, 10));
                has = has || strcmp(file.data, other.data) == 0;
            }
        if (pattern_has(a.data, other.data) != has)
            fail_msg("%s has %s: %d", a.data, other.data, !has);
        if (has && (!pattern_meets(a.data, b.data) || !pattern_meets(b.data, a.data)))
            fail_msg("%s and %s meet in %s", a.data, b.data, other.data);
    }
    assert_false(pattern_has("f/%d.png", "g/1.png"));
    assert_false(pattern_has("f/%d.png", "f/1/1.png"));
    assert_false(pattern_has("f%d.png", "f20261127.png")); // more than a film has frames
    assert_false(pattern_meets("lamb.%05d.png", "lamb.1.%05d.png"));
    text_finish(&a);
    text_finish(&b);
    text_finish(&file);
    text_finish(&other);
}

// Frames are written into a folder whose name has a %.
static void test_folder(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    file_write(folder, "a.scene",
               "optimizers: [sgd]\nepochs: 3\nvideo: {size: [64, 48]}\nlayout: [[history]]\n");
    assert_int_equal(shell("cd '%s' && mkdir 50%% && \"$OPTANIM\" a.scene -q -o 50%%/f%%02d.png && "
                           "\"$OPTANIM\" a.scene -q -f frames -o 50%%/",
                           folder),
                     0);
    assert_int_equal(shell("cd '%s/50%%' && ls | tr '\\n' ' ' >../list", folder), 0);
    struct source list = file_read(folder, "list");
    assert_string_equal(list.text, "a.00000.png a.00001.png a.00002.png f00.png f01.png f02.png ");
    source_finish(&list);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_patterns),
                                       cmocka_unit_test(test_files_of_patterns),
                                       cmocka_unit_test(test_folder)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

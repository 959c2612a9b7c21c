// SPDX-License-Identifier: GPL-3.0-or-later
// Every scene in tests/bad has one mistake. Rendering and checking it print the content of
// NAME.expected, return 3 and write nothing.
#include "program.h"

#define BAD SOURCE_DIR "/tests/bad/"

static void expect(const char *name, const char *scratch, const char *arguments) {
    struct text expected_name = {0};
    text_printf(&expected_name, "%.*s.expected", (int)(strlen(name) - strlen(".scene")), name);
    struct source expected = file_read(BAD, expected_name.data);
    struct text out = {0};
    text_printf(&out, "%sout", scratch);
    assert_int_equal(mkdir(out.data, 0777), 0);
    int status =
        shell("cd '" BAD "' && exec \"$OPTANIM\" %s %s 2>'%sstderr'", name, arguments, scratch);
    struct source actual = file_read(scratch, "stderr");
    if (strcmp(actual.text, expected.text) != 0)
        fail_msg("%s: expected\n%snot\n%s", name, expected.text, actual.text);
    if (status != 3)
        fail_msg("%s: expected status 3, not %d", name, status);
    assert_int_equal(rmdir(out.data), 0); // fails if something was written
    text_finish(&out);
    source_finish(&expected);
    source_finish(&actual);
    text_finish(&expected_name);
}

static void test_bad_scenes(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    struct text output = {0};
    text_printf(&output, "-o '%sout/film.mp4' -o '%sout/more/' -o '%sout/table.csv'", scratch,
                scratch, scratch);
    DIR *entries = opendir(BAD);
    assert_non_null(entries);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 6, ".scene") != 0)
            continue;
        expect(entry->d_name, scratch, output.data);
        expect(entry->d_name, scratch, "--check");
        count++;
    }
    closedir(entries);
    assert_true(count > 20);
    text_finish(&output);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bad_scenes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

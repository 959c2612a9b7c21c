// SPDX-License-Identifier: GPL-3.0-or-later
// What a page that computes holds of its scene: one JSON text, in which no "<" can end the element.
#include "program.h"

static void test_data(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    file_write(
        folder, "a.scene",
        "problem: {function: rosenbrock}\noptimizers: [{adam: {lr: 0.1, label: \"</script>\"}}]\n"
        "steps: 20\ntitle: \"a < b & c\"\nvideo: {size: [320, 200]}\n");
    int status = shell("cd %s && $OPTANIM -q a.scene -o a.html 2>error", folder);
    if (status != 0) { // built without what makes the module
        assert_int_equal(shell("grep -q needs %serror", folder), 0);
        scratch_remove(folder);
        skip();
    }
    struct source page = file_read(folder, "a.html");
    static const char mark[] = "<script type=\"application/json\" id=\"data\">",
                      stop[] = "</script>";
    const char *begin = strstr(page.text, mark);
    assert_non_null(begin);
    begin += strlen(mark);
    const char *end = strstr(begin, stop);
    assert_non_null(end);
    char *json = strndup(begin, (size_t)(end - begin));
    assert_null(strchr(json, '<'));
    static const char *const parts[] = {
        "{\"scene\": \"{",
        "title: \\\"a \\u003c b & c\\\"",
        "label: \\\"\\u003c/script>\\\"",
        "function: rosenbrock",
        ", \"width\": 320, \"height\": 200, ",
        "\"controls\": [{\"address\": \"optimizers.0.lr\"",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(json, parts[i]))
            fail_msg("no %s in %s", parts[i], json);
    assert_string_equal(json + strlen(json) - 2, "}}");
    free(json);
    source_finish(&page);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_data)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

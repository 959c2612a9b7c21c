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

// What a page cannot run is refused where it is written; numbers at the end of their range are
// some.
static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *scene, *says; // NULL: nothing
    } cases[] = {
        {"compare: {cells: {problem.network.data: [moons, digits]}}\n"
         "problem: {network: {data: moons}}\n",
         "does not hold the handwritten digits"},
        {"problem: {regression: {data: page.scene}}\n", "a page cannot hold page.scene"},
        {"problem: {regression: {data: 'rule:adamw'}}\n", "a page cannot hold rule:adamw"},
        {"problem: {regression: {data: my.scene}}\n", NULL},
    };
    char folder[64];
    scratch_make(folder);
    assert_int_equal(
        shell("cd '%s' && printf '0,1\n1,2\n' | tee page.scene rule:adamw >my.scene", folder), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text scene = {0};
        text_printf(&scene, "optimizers: [{sgd: {lr: 1e307}}]\nsteps: 2\n%s", cases[i].scene);
        file_write(folder, "a.scene", scene.data);
        text_finish(&scene);
        int status = shell("cd '%s' && $OPTANIM -q a.scene -o a.html 2>error", folder);
        if (status == 1 && shell("grep -q needs '%serror'", folder) == 0) {
            scratch_remove(folder);
            skip(); // built without what makes the module
        }
        struct source said = file_read(folder, "error");
        if ((status == 0) != !cases[i].says || (cases[i].says && !strstr(said.text, cases[i].says)))
            fail_msg("%s: status %d: %s", cases[i].scene, status, said.text);
        source_finish(&said);
        if (status == 0)
            assert_int_equal(shell("grep -q '\"high\": [0-9]' '%sa.html' && "
                                   "! grep -q '\"high\": null' '%sa.html'",
                                   folder, folder),
                             0);
    }
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_data), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

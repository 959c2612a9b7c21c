// SPDX-License-Identifier: GPL-3.0-or-later
// The scenes that --new writes are valid, and no file is overwritten.
#include "program.h"
#include "starters/starters.h"

static void test_every_starter_renders(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; starter_names[i]; i++) {
        const char *name = starter_names[i];
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new %s.scene --from %s >log 2>&1",
                               scratch, name, name),
                         0);
        // There are no warnings: the output of a quiet render is empty.
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q %s.scene -o x.png >log 2>&1 && "
                               "test -s x.png && ! test -s log",
                               scratch, name),
                         0);
    }
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new my.scene >log && cmp my.scene %s.scene",
                           scratch, starter_names[0]),
                     0);
    scratch_remove(scratch);
}

// Returns where the comment of a line begins if it holds a key or an entry, not a sentence; NULL:
// none.
static const char *commented(const char *line) {
    const char *sign = line + strspn(line, " ");
    if (strncmp(sign, "# ", 2) != 0)
        return NULL;
    const char *key = sign + 2 + (strncmp(sign + 2, "- ", 2) == 0 ? 2 : 0);
    size_t length = strspn(key, "abcdefghijklmnopqrstuvwxyz_0123456789");
    return length > 0 && strncmp(key + length, ": ", 2) == 0 ? sign : NULL;
}

// Commented-out lines work: the scene is valid with each of them uncommented.
static void test_commented_lines_render(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; starter_names[i]; i++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new %s.scene --from %s", scratch,
                               starter_names[i], starter_names[i]),
                         0);
        struct text name = {0};
        text_printf(&name, "%s.scene", starter_names[i]);
        struct source whole = file_read(scratch, name.data);
        int tried = 0;
        for (const char *line = whole.text; *line;
             line += strcspn(line, "\n"), line += *line == '\n') {
            const char *sign = commented(line);
            if (!sign)
                continue;
            struct text without = {0};
            text_append(&without, whole.text, (size_t)(sign - whole.text));
            text_add(&without, sign + 2);
            file_write(scratch, "tried.scene", without.data);
            text_finish(&without);
            if (shell("cd '%s' && \"$OPTANIM\" -q tried.scene -o x.png >log 2>&1 && ! test -s log",
                      scratch) != 0)
                fail_msg("%s: %.*s", starter_names[i], (int)strcspn(line, "\n"), line);
            tried++;
        }
        if (tried < 2)
            fail_msg("%s has %d lines to try", starter_names[i], tried);
        source_finish(&whole);
        text_finish(&name);
    }
    scratch_remove(scratch);
}

static void test_standard_output(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(
        shell("cd '%s' && \"$OPTANIM\" --new - >a && \"$OPTANIM\" --new b && cmp a b && "
              "! test -e -",
              scratch),
        0);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new - >/dev/full 2>log", scratch), 1);
    assert_int_equal(shell("cd '%s' && grep -q 'cannot write standard output' log", scratch), 0);
    scratch_remove(scratch);
}

static void test_nothing_is_lost(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "my.scene", "mine\n");
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new my.scene 2>log", scratch), 2);
    assert_int_equal(
        shell("cd '%s' && grep -q 'there already' log && grep -q mine my.scene", scratch), 0);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new none/my.scene 2>log", scratch), 1);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --new a.scene --from fits 2>log", scratch), 2);
    assert_int_equal(
        shell("cd '%s' && grep -q 'fit, function, post' log && ! test -e a.scene", scratch), 0);
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --from post my.scene 2>log", scratch), 2);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_starter_renders),
        cmocka_unit_test(test_commented_lines_render),
        cmocka_unit_test(test_standard_output),
        cmocka_unit_test(test_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The scenes that --new writes are right, and nothing is written over.
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
        // No word of warning: the log of a quiet render is empty.
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
        cmocka_unit_test(test_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

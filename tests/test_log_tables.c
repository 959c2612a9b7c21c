// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of logarithms that the module of pages makes are those that the program holds.
#include "base/maths_tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define maths_log_cells made_log_cells
#define maths_log_quick made_log_quick
#define maths_log2_quick made_log2_quick
#include "web/core/log_tables.c"
#undef maths_log_cells
#undef maths_log_quick
#undef maths_log2_quick

static void test_tables(void **state) {
    (void)state;
    log_tables_make();
    for (size_t i = 0; i < CELLS; i++) {
        if (memcmp(&made_log_cells[i], &maths_log_cells[i], sizeof made_log_cells[i]) != 0)
            fail_msg("cell %zu: %a %a %a", i, made_log_cells[i].inverse, made_log_cells[i].high,
                     made_log_cells[i].low);
        if (memcmp(&made_log_quick[i], &maths_log_quick[i], sizeof made_log_quick[i]) != 0)
            fail_msg("quick %zu: %a %a %a", i, made_log_quick[i].c, made_log_quick[i].inverse,
                     made_log_quick[i].log);
        if (memcmp(&made_log2_quick[i], &maths_log2_quick[i], sizeof made_log2_quick[i]) != 0)
            fail_msg("binary %zu: %a %a %a", i, made_log2_quick[i].c, made_log2_quick[i].inverse,
                     made_log2_quick[i].log);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

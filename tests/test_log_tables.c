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
#include "web/core/log_tables.c" // NOLINT(bugprone-suspicious-include)
#undef maths_log_cells
#undef maths_log_quick
#undef maths_log2_quick

static void check(const char *name, size_t index, const double made[3], const double kept[3]) {
    for (int k = 0; k < 3; k++)
        if (made[k] != kept[k] || signbit(made[k]) != signbit(kept[k]))
            fail_msg("%s %zu: number %d is %a, not %a", name, index, k, made[k], kept[k]);
}

static void test_tables(void **state) {
    (void)state;
    log_tables_make();
    for (size_t i = 0; i < CELLS; i++) {
        const struct made_log_cell *cell = &made_log_cells[i];
        const struct maths_log_cell *kept = &maths_log_cells[i];
        const struct made_quick_cell *quick[] = {&made_log_quick[i], &made_log2_quick[i]};
        const struct maths_quick_cell *quick_kept[] = {&maths_log_quick[i], &maths_log2_quick[i]};
        check("cell", i, (double[]){cell->inverse, cell->high, cell->low},
              (double[]){kept->inverse, kept->high, kept->low});
        for (int k = 0; k < 2; k++)
            check(k ? "binary" : "quick", i,
                  (double[]){quick[k]->c, quick[k]->inverse, quick[k]->log},
                  (double[]){quick_kept[k]->c, quick_kept[k]->inverse, quick_kept[k]->log});
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

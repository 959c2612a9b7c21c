// SPDX-License-Identifier: GPL-3.0-or-later
// What of a rule depends on the number of weights.
#include "base/limits.h"
#include "optim/optimizer.h"

bool optimizer_fits(const struct optimizer_config *config, const struct shape *shape,
                    struct error *error) {
    for (; config; config = optimizer_inside(config)) {
        const struct optimizer *optimizer = config->optimizer;
        double numbers = 0, rows = 0;
        if (optimizer->matrix_rows)
            rows = (double)optimizer->matrix_rows(config->options, shape, &numbers);
        const struct place *place = optimizer->diagonal;
        if (!limit_check(LIMIT_MATRIX, rows, config->place, error) ||
            !limit_check(LIMIT_MATRICES, numbers, config->place, error) ||
            (place && !limit_check(LIMIT_HDIAG_WEIGHTS, (double)shape->n, *place, error)) ||
            (config->entry->fits && !config->entry->fits(config, shape->n, error)))
            return false;
    }
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// What of a rule depends on the number of weights.
#include "base/limits.h"
#include "base/number.h"
#include "optim/optimizer.h"

#include <string.h>

// Returns what stands behind a name that begins with another and goes on with digits; 0: no such.
static double number_behind(const char *name, const char *begin) {
    size_t length = strlen(begin);
    const char *digits = name + length;
    double number;
    return strncmp(name, begin, length) == 0 && number_parse(digits, strlen(digits), &number) &&
                   digits[strspn(digits, "0123456789")] == '\0'
               ? number
               : 0;
}

// Whether vectors share names of numbers: m12 is number 12 of m, and number 2 of m1; p0 and p1 are
// those of the plane.
static bool check_fields(const struct optimizer_config *config, size_t n, struct error *error) {
    const struct state_field *fields = config->optimizer->fields;
    for (const struct state_field *a = fields; a && a->kind != STATE_END; a++) {
        if (n > 2 && a->name && a->kind == STATE_VECTOR && strcmp(a->name, "p") == 0)
            return error_at(error, config->place,
                            "of more than two weights, numbers of the state 'p' would be called as "
                            "coordinates of the plane");
        for (const struct state_field *b = fields; b->kind != STATE_END; b++) {
            double index = a->name && b->name && a->kind == STATE_VECTOR && b->kind == STATE_VECTOR
                               ? number_behind(b->name, a->name)
                               : 0;
            if (index > 0 && (double)n > 10 * index)
                return error_at(error, config->place,
                                "of %zu weights, numbers of the states '%s' and '%s' would have "
                                "the same names",
                                n, a->name, b->name);
        }
    }
    return true;
}

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
            (config->entry->define && !check_fields(config, shape->n, error)))
            return false;
    }
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Levels of a landscape of any doubles: inside, rising, and what is written is what they are.
#include "fuzz.h"

#include "plot/levels.h"

#include <math.h>

enum { SIDE_MAX = 16 };

static void check(const struct landscape *landscape, enum level_spacing spacing, size_t count) {
    struct levels levels;
    char labels[LEVELS_MAX][DECIMAL_TEXT];
    levels_choose_written(landscape, spacing, count, &levels);
    decimals_write(levels.numbers, levels.count, labels, NULL);
    for (size_t k = 0; k < levels.count; k++)
        if (!(levels.values[k] > landscape->low && levels.values[k] < landscape->high) ||
            levels.values[k] != decimal_value(levels.numbers[k]) ||
            (k > 0 && !(levels.values[k] > levels.values[k - 1])) ||
            (k > 0 && strcmp(labels[k], labels[k - 1]) == 0))
            abort();
    levels.count = levels_choose(landscape, spacing, count, levels.values);
    if (levels.count > count)
        abort();
    for (size_t k = 0; k < levels.count; k++)
        if (!isfinite(levels.values[k]) || (k > 0 && !(levels.values[k] > levels.values[k - 1])))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 + 4 * sizeof(double))
        return 0;
    size_t side = 2, given = (size - 1) / sizeof(double);
    while (side < SIDE_MAX && (side + 1) * (side + 1) <= given)
        side++;
    double values[SIDE_MAX * SIDE_MAX];
    memcpy(values, data + 1, side * side * sizeof *values);
    struct landscape landscape = {
        .count = {side, side}, .value = values, .low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < side * side; i++)
        if (isfinite(values[i])) {
            landscape.low = fmin(landscape.low, values[i]);
            landscape.high = fmax(landscape.high, values[i]);
        }
    if (landscape.low > landscape.high)
        landscape.low = 0, landscape.high = 1;
    for (int spacing = SPACING_QUANTILE; spacing <= SPACING_LINEAR; spacing++)
        check(&landscape, (enum level_spacing)spacing, 1 + data[0] % LEVELS_MAX);
    return 0;
}

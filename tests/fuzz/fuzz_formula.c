// SPDX-License-Identifier: GPL-3.0-or-later
// A formula: parsed, and evaluated with its derivatives at special points.
#include "fuzz.h"

#include "problem/formula.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct formula_name names[] = {{"x", 0}, {"y", 1}, {"w0", 0}, {"w1", 1}, {0}};
    static const double values[] = {0, -0.0, 1, -1, 0.5, 1e-320, 1e308, -1e308, INFINITY, NAN};
    enum { VALUES = sizeof values / sizeof *values };
    char *text = fuzz_string(data, size);
    struct error error = {0};
    struct formula *formula = formula_parse(text, NULL, names, &error);
    for (int i = 0; formula && i < VALUES * VALUES; i++) {
        double slots[2] = {values[i % VALUES], values[i / VALUES]};
        double value = formula_value(formula, slots), same = formula_jet(formula, slots).value;
        if (value != same && !(isnan(value) && isnan(same)))
            abort();
    }
    formula_destroy(formula);
    error_finish(&error);
    free(text);
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of formulas; private to formula.c.
#pragma once
#include "problem/jet.h"

// An operator or function of one or two arguments; with one, the second is ignored.
struct operation {
    const char *name;
    int arity;
    double (*value)(double a, double b);
    struct jet (*jet)(struct jet a, struct jet b);
};

// All operations, ending with a row without a name. Only those named by letters can be called.
extern const struct operation formula_operations[];

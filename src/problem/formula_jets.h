// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of formulas on jets; private to formula.c.
#pragma once
#include "expression/operation.h"
#include "problem/jet.h"

// With one argument, the second is ignored.
typedef struct jet (*formula_jet_operation)(struct jet a, struct jet b);

extern const formula_jet_operation formula_jets[OPERATION_FORMULAS_END];

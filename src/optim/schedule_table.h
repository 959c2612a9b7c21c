// SPDX-License-Identifier: GPL-3.0-or-later
// The table of schedules.
#pragma once
#include "optim/schedule.h"

// All kinds, in the order of --list. A new one is a row here and `const struct schedule_kind
// schedule_NAME` in its own file, or in the file of its family.
#define SCHEDULES(ROW)                                                                             \
    ROW(constant)                                                                                  \
    ROW(linear)                                                                                    \
    ROW(step)                                                                                      \
    ROW(piecewise)                                                                                 \
    ROW(exponential)                                                                               \
    ROW(polynomial)                                                                                \
    ROW(cosine)                                                                                    \
    ROW(rex)                                                                                       \
    ROW(warm_restarts)                                                                             \
    ROW(warmup)                                                                                    \
    ROW(inverse_sqrt)                                                                              \
    ROW(wsd)                                                                                       \
    ROW(one_cycle)                                                                                 \
    ROW(cyclic)                                                                                    \
    ROW(plateau)                                                                                   \
    ROW(join)                                                                                      \
    ROW(formula)

#define SCHEDULE_DECLARATION(name) extern const struct schedule_kind schedule_##name;
SCHEDULES(SCHEDULE_DECLARATION)
#undef SCHEDULE_DECLARATION

// The same as an array, ending with NULL.
extern const struct schedule_kind *const schedule_table[];

// SPDX-License-Identifier: GPL-3.0-or-later
// The table of losses.
#pragma once
#include "problem/loss.h"

// All losses, in the order of --list. A new one is a row here and `const struct loss loss_NAME` in
// its own file, or in the file of its family.
#define LOSSES(ROW)                                                                                \
    ROW(rmse)                                                                                      \
    ROW(mse)                                                                                       \
    ROW(mae)                                                                                       \
    ROW(huber)                                                                                     \
    ROW(logistic)

#define LOSS_DECLARATION(name) extern const struct loss loss_##name;
LOSSES(LOSS_DECLARATION)
#undef LOSS_DECLARATION

// The same as an array, ending with NULL.
extern const struct loss *const loss_table[];

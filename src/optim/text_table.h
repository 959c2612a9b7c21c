// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that are text, src/optim/rules/NAME.rule, in the order of --list; also for rules.S.
#pragma once

// clang-format off
#define TEXT_OPTIMIZERS(ROW)                                                                       \
    ROW(adopt)                                                                                     \
    ROW(mars)                                                                                      \
    ROW(laprop)                                                                                    \
    ROW(sophia)                                                                                    \
    ROW(adahessian)                                                                                \
    ROW(stable_adamw)                                                                              \
    ROW(adamp)                                                                                     \
    ROW(d_adapt_adam)                                                                              \
    ROW(dog)                                                                                       \
    ROW(dowg)                                                                                      \
    ROW(barzilai_borwein)
// clang-format on

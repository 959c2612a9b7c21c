// SPDX-License-Identifier: GPL-3.0-or-later
// The table of optimizers.
#pragma once
#include "optim/optimizer.h"
#include "optim/text_table.h"

// All update rules, in the order of --list. A new one is a row here and `const struct optimizer
// optimizer_NAME` in a file of optim/rules/; or a row of text_table.h and a file NAME.rule there.
#define OPTIMIZERS(ROW)                                                                            \
    OPTIMIZERS_IN_C(ROW)                                                                           \
    TEXT_OPTIMIZERS(ROW)

#define OPTIMIZERS_IN_C(ROW)                                                                       \
    ROW(sgd)                                                                                       \
    ROW(momentum)                                                                                  \
    ROW(asgd)                                                                                      \
    ROW(rprop)                                                                                     \
    ROW(adagrad)                                                                                   \
    ROW(adadelta)                                                                                  \
    ROW(rmsprop)                                                                                   \
    ROW(adam)                                                                                      \
    ROW(adamw)                                                                                     \
    ROW(adamax)                                                                                    \
    ROW(nadam)                                                                                     \
    ROW(radam)                                                                                     \
    ROW(lamb)                                                                                      \
    ROW(lars)                                                                                      \
    ROW(lion)                                                                                      \
    ROW(signsgd)                                                                                   \
    ROW(adabelief)                                                                                 \
    ROW(yogi)                                                                                      \
    ROW(adabound)                                                                                  \
    ROW(adamod)                                                                                    \
    ROW(diffgrad)                                                                                  \
    ROW(novograd)                                                                                  \
    ROW(madgrad)                                                                                   \
    ROW(qhm)                                                                                       \
    ROW(qhadam)                                                                                    \
    ROW(aggmo)                                                                                     \
    ROW(adan)                                                                                      \
    ROW(ademamix)                                                                                  \
    ROW(prodigy)                                                                                   \
    ROW(schedule_free_sgd)                                                                         \
    ROW(schedule_free_adamw)                                                                       \
    ROW(polyak_sgd)                                                                                \
    ROW(swats)                                                                                     \
    ROW(lookahead)                                                                                 \
    ROW(sam)                                                                                       \
    ROW(asam)                                                                                      \
    ROW(cautious)                                                                                  \
    ROW(ema)                                                                                       \
    ROW(swa)                                                                                       \
    ROW(schedule_free)                                                                             \
    ROW(newton)                                                                                    \
    ROW(lbfgs)                                                                                     \
    ROW(cg)                                                                                        \
    ROW(bfgs)                                                                                      \
    ROW(line_search)                                                                               \
    ROW(adafactor)                                                                                 \
    ROW(shampoo)                                                                                   \
    ROW(muon)

#define OPTIMIZER_DECLARATION(name) extern const struct optimizer optimizer_##name;
OPTIMIZERS_IN_C(OPTIMIZER_DECLARATION)
#undef OPTIMIZER_DECLARATION

// Those that are text are made before main (optim/rules/text_rules.c) and stay as they are.
#define OPTIMIZER_DECLARATION(name) extern struct optimizer optimizer_##name;
TEXT_OPTIMIZERS(OPTIMIZER_DECLARATION)
#undef OPTIMIZER_DECLARATION

// The entry named `rule`, whose rule the scene writes: see optim/program/definition.h.
extern const struct optimizer optimizer_rule;

// The entry named `recorded`: it takes `file` and the common options, and has no update rule.
extern const struct optimizer optimizer_recorded;

// The rules; and all entries of `optimizers:`, which are the rules, `rule` and `recorded`. Both end
// with NULL.
extern const struct optimizer *const optimizer_table[], *const optimizer_entries[];

// Returns the entry of that name, or NULL.
const struct optimizer *optimizer_find(const char *name);

// Appends help, source, and one line per option: the rule's own, then the common ones.
void optimizer_describe(const struct optimizer *optimizer, struct text *out);

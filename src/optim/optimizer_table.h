// SPDX-License-Identifier: GPL-3.0-or-later
// The table of optimizers.
#pragma once

#include "base/module_rows.h"

// All update rules, in the order of --list. A new one in C is a row here and `const struct
// optimizer optimizer_NAME` in a file of optim/rules/; one that is text is a row TEXT and NAME.rule
// there. The smaller module of pages has no TEXT, nor what runs it, and no LARGE.
#define OPTIMIZERS_BY_KIND(ROW, TEXT, LARGE)                                                       \
    ROW(sgd)                                                                                       \
    ROW(momentum)                                                                                  \
    ROW(asgd)                                                                                      \
    ROW(rprop)                                                                                     \
    ROW(adagrad)                                                                                   \
    TEXT(adadelta)                                                                                 \
    ROW(rmsprop)                                                                                   \
    ROW(adam)                                                                                      \
    ROW(adamw)                                                                                     \
    TEXT(adamax)                                                                                   \
    ROW(nadam)                                                                                     \
    ROW(radam)                                                                                     \
    ROW(lamb)                                                                                      \
    TEXT(lars)                                                                                     \
    TEXT(lion)                                                                                     \
    TEXT(signsgd)                                                                                  \
    ROW(adabelief)                                                                                 \
    ROW(yogi)                                                                                      \
    ROW(adabound)                                                                                  \
    TEXT(adamod)                                                                                   \
    TEXT(diffgrad)                                                                                 \
    TEXT(novograd)                                                                                 \
    ROW(madgrad)                                                                                   \
    TEXT(qhm)                                                                                      \
    TEXT(qhadam)                                                                                   \
    LARGE(aggmo)                                                                                   \
    LARGE(adan)                                                                                    \
    LARGE(ademamix)                                                                                \
    TEXT(adopt)                                                                                    \
    TEXT(mars)                                                                                     \
    TEXT(laprop)                                                                                   \
    TEXT(sophia)                                                                                   \
    TEXT(adahessian)                                                                               \
    TEXT(stable_adamw)                                                                             \
    TEXT(adamp)                                                                                    \
    LARGE(prodigy)                                                                                 \
    TEXT(d_adapt_adam)                                                                             \
    TEXT(dog)                                                                                      \
    TEXT(dowg)                                                                                     \
    ROW(schedule_free_sgd)                                                                         \
    LARGE(schedule_free_adamw)                                                                     \
    ROW(polyak_sgd)                                                                                \
    LARGE(swats)                                                                                   \
    ROW(lookahead)                                                                                 \
    ROW(sam)                                                                                       \
    LARGE(asam)                                                                                    \
    LARGE(cautious)                                                                                \
    LARGE(ema)                                                                                     \
    LARGE(swa)                                                                                     \
    LARGE(schedule_free)                                                                           \
    TEXT(barzilai_borwein)                                                                         \
    LARGE(newton)                                                                                  \
    LARGE(lbfgs)                                                                                   \
    LARGE(cg)                                                                                      \
    LARGE(bfgs)                                                                                    \
    LARGE(line_search)                                                                             \
    LARGE(adafactor)                                                                               \
    LARGE(shampoo)                                                                                 \
    LARGE(muon)

#define OPTIMIZERS_BY_SIZE(ROW, LARGE) OPTIMIZERS_BY_KIND(ROW, LARGE, LARGE)
#define OPTIMIZERS(ROW) MODULE_ROWS(OPTIMIZERS_BY_SIZE, ROW)
#define OPTIMIZER_ENTRIES_BY_SIZE(ROW, LARGE)                                                      \
    OPTIMIZERS_BY_SIZE(ROW, LARGE) LARGE(rule) ROW(recorded)
#define OPTIMIZER_ENTRIES(ROW) MODULE_ROWS(OPTIMIZER_ENTRIES_BY_SIZE, ROW)
#define TEXT_OPTIMIZERS_BY_SIZE(ROW, LARGE) OPTIMIZERS_BY_KIND(NO_ROW, LARGE, NO_ROW)
#define TEXT_OPTIMIZERS(ROW) MODULE_ROWS(TEXT_OPTIMIZERS_BY_SIZE, ROW)

#ifndef __ASSEMBLER__ // rules.S has the texts
#include "optim/optimizer.h"

// Those that are text have only their names until they are asked for.
#define OPTIMIZER_IN_C(name) extern const struct optimizer optimizer_##name;
#define OPTIMIZER_AS_TEXT(name) extern struct optimizer optimizer_##name;
OPTIMIZERS_BY_KIND(OPTIMIZER_IN_C, OPTIMIZER_AS_TEXT, OPTIMIZER_IN_C)
#undef OPTIMIZER_IN_C
#undef OPTIMIZER_AS_TEXT

// The entry named `rule`, whose rule the scene writes: see optim/program/definition.h.
extern const struct optimizer optimizer_rule;

// The entry named `recorded`: it takes `file` and the common options, and has no update rule.
extern const struct optimizer optimizer_recorded;

// Makes the row of a rule that is text when it is first asked for (optim/rules/rule_texts.c).
// Nothing for other rules, nor in a page, which brings the texts that it needs. NULL is allowed.
void optimizer_make_ready(const struct optimizer *optimizer);

// Return the rules; and all entries of `optimizers:`, which are the rules, `rule` and `recorded`,
// one after the other; NULL after the last.
const struct optimizer *optimizer_rule_at(size_t i);
const struct optimizer *optimizer_entry_at(size_t i);

// The entries for their names only, ending with NULL.
extern const struct optimizer *const optimizer_names[];

// Returns the entry of that name, or NULL.
const struct optimizer *optimizer_find(const char *name);

// True for a rule that the smaller module has.
bool optimizer_is_small(const struct optimizer *optimizer);

// Appends help, source, and one line per option: the rule's own, then the common ones.
void optimizer_describe(const struct optimizer *optimizer, struct text *out);
#endif

// SPDX-License-Identifier: GPL-3.0-or-later
// How an option is addressed: in --set, sweeps, comparisons and the fields of titles.
//
//     lr                  that option of every optimizer that has it
//     adam.lr             of the optimizer with that label
//     optimizers.0.lr     of one by its position; `optimizer` is short for optimizers.0
//     video.fps           else a key of the scene, which goes before an option of its name
#pragma once
#include "tree/document.h"

struct text;

// Returns a copy of `root` with `value` at the key; what does not change is shared. `place` is
// where the key was written; with `by_column` its errors stand at their part of it. NULL on error,
// also where the key is nothing.
struct node *address_lay(struct document *document, const struct node *root, const char *key,
                         struct place place, bool by_column, struct node *value,
                         struct error *error);

// True where the values of a key are optimizers, and not an option of them.
bool address_is_optimizer(const char *key);

// A key and the value that it gets.
struct address_value {
    const struct node *key;
    struct node *value;
};

// Lays values over the scene, first those that are optimizers. NULL on error.
struct node *address_lay_all(struct document *document, struct node *root,
                             const struct address_value *values, size_t count, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of options, as used by --set, sweeps, comparisons and the fields of titles.
//
//     lr                  that option of every optimizer that has it
//     adam.lr             of the optimizer with that label
//     optimizers.0.lr     of one by its position; `optimizer` is short for optimizers.0
//     video.fps           a key of the scene; takes precedence over an option of that name
#pragma once
#include "tree/document.h"

struct text;

// Returns a copy of `root` with `value` at the address; unchanged nodes are shared. `place` is
// where the address is written; with `by_column` errors are at the part of it they concern. NULL on
// error, also if the address matches nothing.
struct node *address_lay(struct document *document, const struct node *root, const char *key,
                         struct place place, bool by_column, struct node *value,
                         struct error *error);

// Returns true if the address denotes optimizers themselves, not an option of them.
bool address_is_optimizer(const char *key);

// An address and the value to set there.
struct address_value {
    const struct node *key;
    struct node *value;
};

// Sets several values in the scene, those that are optimizers first. NULL on error.
struct node *address_lay_all(struct document *document, struct node *root,
                             const struct address_value *values, size_t count, struct error *error);

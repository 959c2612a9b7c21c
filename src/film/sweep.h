// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: one scene rendered for each of several values of a key, from `sweep:` in the scene or
// --sweep.
#pragma once
#include "options/option_table.h"

// A key of the scene and the values that it takes, as --set would be given them.
struct sweep_axis {
    char *key;     // "optimizers.0.lr"; owned
    char **values; // in YAML; owned
    size_t count;
};

// All axes of a scene; each combination of their values is rendered. {0}: the scene as it is.
struct sweep {
    struct sweep_axis *axes; // owned
    size_t count, capacity;
    bool in_scene; // from its `sweep:`, and not from --sweep
    bool is_grid;  // one picture with a cell for each value, which counts as one combination
};

// Reads every --sweep, or without one the scene's `sweep`; A
// scene that cannot be read gives no sweep: its render tells why. False with ERROR_USAGE.
bool sweep_read(struct sweep *sweep, const char *scene, const struct options *options,
                struct error *error);
void sweep_finish(struct sweep *sweep);

// How many combinations there are; 1 without axes.
size_t sweep_count(const struct sweep *sweep);

// "KEY=VALUE" of an axis in a combination, the last axis changing fastest; owned by the caller.
char *sweep_set(const struct sweep *sweep, size_t combination, size_t axis);

// Appends "_lr0.1" for each axis: what tells the combination's files apart.
void sweep_suffix(const struct sweep *sweep, size_t combination, struct text *out);

// `path` with {value} (of the only axis) or {lr} (of an axis by the last parts of its key) filled
// in; owned by the caller. NULL with ERROR_USAGE where an axis has no field.
char *sweep_path(const struct sweep *sweep, size_t combination, const char *path,
                 struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: one scene rendered for each of several values of a key, given by `sweep:` in the scene or
// --sweep.
#pragma once
#include "options/option_table.h"
#include "tree/document.h"

// A key of the scene and its values.
struct sweep_axis {
    char *key;                 // "optimizers.0.lr"; owned
    char **values;             // of --sweep: in YAML, as --set would take them; owned
    const struct node *listed; // of the scene: the list of them
    size_t count;
};

// The axes of a sweep; each combination of their values is rendered. {0}: no sweep.
struct sweep {
    struct sweep_axis *axes; // owned
    size_t count, capacity;
    bool is_grid;              // one picture with a cell per value; counts as one combination
    struct document *document; // that the scene's `sweep:` is in; owned; NULL: from --sweep
    struct node *root;         // of the scene
};

// Reads every --sweep or, if there is none, the `sweep` of the scene. A scene that cannot be read
// gives no sweep: rendering it reports the error. False with ERROR_USAGE for a mistake on the
// command line, with ERROR_SCENE for one in the scene.
bool sweep_read(struct sweep *sweep, const char *scene, const struct options *options,
                struct error *error);
void sweep_finish(struct sweep *sweep);

// Returns the number of combinations; 1 without axes.
size_t sweep_count(const struct sweep *sweep);

// Returns "KEY=VALUE" of an axis in a combination, where the last axis changes fastest; owned by
// the caller.
char *sweep_set(const struct sweep *sweep, size_t combination, size_t axis);

// Returns where the scene has the value that makes a combination another one than an earlier one.
struct place sweep_place(const struct sweep *sweep, size_t combination, size_t earlier);

// Appends "_lr0.1" for each axis, to make the combination's file names unique.
void sweep_suffix(const struct sweep *sweep, size_t combination, struct text *out);

// Returns `path` with its fields replaced: {value} for a single axis, or {lr} for the axis whose
// key ends so. Owned by the caller. NULL with ERROR_USAGE if an axis has no field.
char *sweep_path(const struct sweep *sweep, size_t combination, const char *path,
                 struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// Weights that a scene gives: a list of numbers, or the name of a file that has them.
#pragma once
#include "tree/node.h"
#include "tree/settings.h"

// JSON Schema members of such a file's name.
#define SCHEMA_WEIGHTS_FILE "\"type\": \"string\", \"pattern\": \"\\\\.npy$\""

// Weights, owned by whoever holds this. {0} is empty.
struct weights {
    double *values; // NULL: none
    size_t count;
    char *file; // path of the file they are from; NULL: none
};

// Returns true if a value names a .npy file.
bool weights_are_file(const struct node *node);

// Reads a .npy file by its name: of an array of one dimension all numbers, of [states, n] the last
// row. The path is relative to the file that the node is in. False with ERROR_SCENE; nothing is
// then to be released.
bool weights_read_file(struct weights *weights, const struct node *node, struct error *error);

// Reads that, or a list of at least two numbers, likewise.
bool weights_read(struct weights *weights, const struct node *node, struct error *error);

void weights_finish(struct weights *weights);

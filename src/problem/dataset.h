// SPDX-License-Identifier: GPL-3.0-or-later
// The points (x, y) that a model is fitted to: generated along a line, or read from a file.
#pragma once
#include "tree/node.h"
#include "tree/settings.h"

#include <stdint.h>

// Options of generated points: y = slope * x + intercept + noise.
struct line_data {
    double slope, intercept;
    long points;
    double x[2];           // uniform range
    double noise_range[2]; // range of uniform noise, if `noise_normal` is 0
    double noise_normal;   // standard deviation of normal noise
    bool classes;          // y is a class: 1 where the noisy line is above 0, else 0
};

// The settings of struct line_data, and of data from a file; for --list.
extern const struct setting line_data_settings[], file_data_settings[];

struct dataset {
    double *x, *y; // `count` each, owned
    size_t count;
    char *file;    // path they were read from, owned; NULL if generated
    bool has_line; // generated, so slope and intercept are known
    double slope, intercept;
};

// Reads the value of `data:` (NULL: all defaults). Paths are relative to the file that the node is
// in. Generated data depend on `seed`. False with ERROR_SCENE; `dataset` is then empty. Release
// with dataset_finish.
bool dataset_read(struct dataset *dataset, const struct node *node, uint64_t seed,
                  struct error *error);
void dataset_finish(struct dataset *dataset);

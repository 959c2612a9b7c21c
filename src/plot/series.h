// SPDX-License-Identifier: GPL-3.0-or-later
// The quantities that a trace records for a run, as series of numbers to plot.
#pragma once
#include "base/help.h"
#include "scene/scene.h"
#include "sim/plane.h"

struct series {
    const char *name;
    HELP_FIELD(help);
    double (*value)(const struct scene *scene, const struct run *run, long state);
    enum coordinates coordinates; // of problems of which it is a series
    unsigned record;              // what it needs of a run, as RECORD_ flags
    // Returns why the scene has no such series, as a part of a sentence; NULL: it has. NULL: every
    // scene has it.
    const char *(*lack)(const struct scene *scene);
    // Of a series that has a number for each layer, in place of `value`.
    double (*layer_value)(const struct run *run, long state, size_t layer);
    bool is_log; // it is best seen on a log scale
};

extern const struct series series_table[]; // ends with an entry without a name

// Returns the entry of that name, or NULL.
const struct series *series_find(const char *name);

// A series to draw, or that of a layer.
struct layer_series {
    const struct series *series; // NULL: there is none
    size_t layer;                // of a series of layers
    bool is_one;                 // the name picks a layer, as `weight_norm.layer1.bias` does
};

// Finds a series by its name, or NAME.LAYER. `series` is NULL if there is none; a layer that the
// problem lacks is reported at `place`, as is a series that the scene does not have: false. `scene`
// may be a cell of a comparison, `whole`, whose optimizers count.
bool series_read(const struct scene *scene, const struct scene *whole, const char *name,
                 struct place place, struct layer_series *out, struct error *error);

// Returns the value at a state.
double series_value(const struct layer_series *series, const struct scene *scene,
                    const struct run *run, long state);

// Writes a short name of a layer: "2 W" for the matrix layer2.weight, "2 b" for layer2.bias, else
// its own.
enum { LAYER_NAME = 48 };
void layer_short_name(const struct layer *layer, char name[LAYER_NAME]);

// SPDX-License-Identifier: GPL-3.0-or-later
// The samples that a network is trained on: points of some features, each with a class or a value.
#pragma once
#include "tree/node.h"
#include "tree/settings.h"

#include <stdint.h>

enum { FEATURES_MAX = 1024, CLASSES_MAX = 64 };

struct samples {
    size_t features, count;
    size_t train;    // the first `train` are trained on, the others are held out for tests
    size_t classes;  // at least 2; 0: each has a value
    double *x;       // count * features, sample by sample; owned
    double *y;       // its class, from 0, or its value; owned
    bool are_digits; // those kept in the program
    char *file;      // path they were read from; owned; NULL if generated
};

// A kind of generated samples.
struct maker;
struct sample_kind {
    const char *name, *help;
    const struct setting *settings;
    size_t features; // 1: x, with a value; 2: x and y, with a class
    size_t classes;  // 0: an option says it
    double (*make)(const struct maker *maker, double x[2]); // NULL: they are kept in the program
};
extern const struct sample_kind sample_kinds[]; // ends with an entry without a name

// The settings of samples from a file; for --list.
extern const struct setting sample_file_settings[];

// Reads the value of a network's `data:`: a name, {NAME: options}, or {file: ...}. Generated
// samples depend on `seed`. The share `test` of them, drawn by the seed, is held out; `test_place`
// is where the scene gives it. False with ERROR_SCENE; `samples` is then empty. Release with
// samples_finish.
bool samples_read(struct samples *samples, const struct node *node, double test, uint64_t seed,
                  struct place test_place, struct error *error);
void samples_finish(struct samples *samples);

// Fills `samples` with the first `count` of the 1797 handwritten digits of 8x8 pixels (0: all),
// from 0 to 1, in ten classes. False with an error at `place` where the program has been built
// without them.
bool digits_read(struct samples *samples, size_t count, struct place place, struct error *error);

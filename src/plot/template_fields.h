// SPDX-License-Identifier: GPL-3.0-or-later
// The fields that a title template may have, such as {lr}.
#pragma once
#include "scene/scene.h"

// One run at one state, from which fields take their values.
struct moment {
    const struct trace *trace;
    const struct run *run;
    long state;
};

struct template_field {
    const char *name;
    bool is_own;                                  // its value differs between optimizers
    double (*value)(const struct moment *moment); // NULL: a series, or the optimizer's label
    enum coordinates coordinates;
    const char *series; // that it is; NULL: none
};

enum {
    FIELD_OPTIMIZER,
    FIELD_LR,
    FIELD_EPOCH,
    FIELD_EPOCHS,
    FIELD_STEP,
    FIELD_STEPS,
    FIELD_LOSS,
    FIELD_W0,
    FIELD_W1,
    FIELD_P0,
    FIELD_P1,
    FIELD_ACCURACY,
    FIELD_TEST_LOSS,
    FIELD_TEST_ACCURACY,
    FIELD_SHARPNESS,
    FIELD_STABILITY_LIMIT,
    FIELD_PLANE,
    FIELD_COUNT
};
extern const struct template_field template_fields[FIELD_COUNT];

// True if a field has the same value for all optimizers of the scene.
bool template_field_is_shared(const struct scene *scene, const struct template_field *field);

// SPDX-License-Identifier: GPL-3.0-or-later
// Options of optimizers as fields of titles, such as {beta1} or {adam.beta1}, for title.c.
#pragma once
#include "scene/scene.h"

// Finds the optimizer with the label `name`, or of "optimizers.I".
bool title_optimizer(const struct scene *scene, const char *name, size_t *index, struct place place,
                     struct error *error);

// Finds the value of an option that is a number: of the optimizer `index`, or where that is NULL of
// all that have it, which must agree. `*found` tells whether there is such an option; false with an
// error where it differs between them or changes over the steps.
bool title_option(const struct scene *scene, const size_t *index, const char *name, double *value,
                  bool *found, struct place place, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// Options of optimizers as fields of titles, such as {beta1} or {adam.beta1}; for template.c.
#pragma once
#include "scene/scene.h"

// Finds the optimizer with the label `name`, or that of "optimizers.I". False with ERROR_SCENE.
bool title_optimizer(const struct scene *scene, const char *name, size_t *index, struct place place,
                     struct error *error);

// Finds the value of a numeric option: of the optimizer `index` or the one inside it, or, if that
// is NULL, of all that have it. Sets `*found` to whether there is such an option. False with
// ERROR_SCENE if the value differs between them or changes over the steps.
bool title_option(const struct scene *scene, const size_t *index, const char *name, double *value,
                  bool *found, struct place place, struct error *error);

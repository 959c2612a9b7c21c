// SPDX-License-Identifier: GPL-3.0-or-later
// Files that would be written twice, or over a scene.
#pragma once
#include "film/plan.h"
#include "film/sweep.h"

// Checks that no two outputs of a plan are the same file, and that none is a scene. False with
// ERROR_USAGE.
bool doubles_refuse(const struct plan *list, const struct options *options, struct error *error);

// Checks that no two values of a scene's own sweep, of the jobs from `first` on, make the same
// file. False with ERROR_SCENE at one of them.
bool doubles_refuse_values(const struct plan *list, size_t first, const struct sweep *sweep,
                           struct error *error);

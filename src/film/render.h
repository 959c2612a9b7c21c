// SPDX-License-Identifier: GPL-3.0-or-later
// Renders one scene: from the scene file to its output files.
#pragma once
#include "film/report.h"

// A callback for progress: `frame` is called after every frame with the number done and the total,
// including frames of extra passes for a palette or a size limit. NULL: no callback.
struct render_watch {
    void (*frame)(void *context, long done, long total);
    void *context;
};

// Renders a job: checks the scene, simulates, and writes all files from one drawing of the film. On
// failure no partial file is left. `report` must be {0} and is filled; warnings are appended, one
// per line. `options->threads` must be at least 1. False with the error.
bool render(const struct job *job, const struct options *options, const struct render_watch *watch,
            struct report *report, struct text *warnings, struct error *error);

// Only checks the scene of a job, for all its mistakes, and puts the length of its film into
// `report`.
bool render_check(const struct job *job, const struct options *options, struct report *report,
                  struct text *warnings, struct error *error);

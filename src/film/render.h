// SPDX-License-Identifier: GPL-3.0-or-later
// One scene: from its file to the files made of it.
#pragma once
#include "film/report.h"

// Hears how far a render is. `frame` is called after every frame, `done` of `total`; in passes over
// the film for a palette too. NULL where nobody listens.
struct render_watch {
    void (*frame)(void *context, long done, long total);
    void *context;
};

// Renders a job: finds every mistake in its scene, simulates, and writes all its files from one
// drawing of the film. Where one fails, nothing of the scene is left half-written. What was made is
// told in `report`, which begins empty; warnings are appended, a line each. The options have at
// least one thread.
bool render(const struct job *job, const struct options *options, const struct render_watch *watch,
            struct report *report, struct text *warnings, struct error *error);

// Finds every mistake in the scene of a job, tells the length of its film in `report`, and does
// nothing else.
bool render_check(const struct job *job, const struct options *options, struct report *report,
                  struct text *warnings, struct error *error);

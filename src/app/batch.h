// SPDX-License-Identifier: GPL-3.0-or-later
// Renders many scenes, several at a time.
#pragma once
#include "film/report.h"

// A callback for each finished job; calls do not overlap. `error` is NULL on success.
struct batch_listener {
    void (*over)(void *context, const struct job *job, const struct report *report,
                 const struct error *error);
    void *context;
};

// Renders the jobs (with --check: only checks the scenes), continues after failures, and reports
// each on standard error. Returns false with the error of a single job (with an empty message,
// since it was already printed), with the number of failed jobs (ERROR_RENDER), or with
// ERROR_INTERRUPTED. `listener` may be NULL.
bool batch_run(const struct plan *list, const struct options *options,
               const struct batch_listener *listener, struct error *error);

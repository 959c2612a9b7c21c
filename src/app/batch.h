// SPDX-License-Identifier: GPL-3.0-or-later
// Many scenes, several at a time.
#pragma once
#include "film/report.h"

// Hears of each job that is over, one at a time; `error` is NULL where it went well.
struct batch_listener {
    void (*over)(void *context, const struct job *job, const struct report *report,
                 const struct error *error);
    void *context;
};

// Renders the jobs (with --check: checks their scenes), going on past failures, and reports each on
// standard error. False with the error of a single job, or for several with how many failed
// (ERROR_RENDER), or ERROR_INTERRUPTED; errors of jobs are already reported, so a single job's has
// an empty message. `listener` may be NULL.
bool batch_run(const struct plan *list, const struct options *options,
               const struct batch_listener *listener, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees of a running batch, on standard error: lines redrawn in place on a terminal,
// one for each running scene and one for the whole, and a line for each finished file, each warning
// and each error. Safe from several threads.
#pragma once
#include "film/report.h"

#include <pthread.h>

struct progress_job {
    const struct job *job;
    bool running, over;
    long done, total; // frames; total 0: not known yet
};

struct progress {
    pthread_mutex_t lock; // of all below
    struct progress_job *jobs;
    size_t count;
    bool quiet, has_line, checks_only, is_json, timed;
    size_t lines_shown;
    double started,
        drawn;   // seconds of the monotonic clock; `drawn`: when the line was last redrawn
    long frames; // drawn in all
    struct text last_error; // the first line of the error that was printed last
};

void progress_init(struct progress *progress, const struct plan *list,
                   const struct options *options);
void progress_finish(struct progress *progress); // wipes the line

void progress_start(struct progress *progress, size_t job);
void progress_frame(struct progress *progress, size_t job, long done, long total);

// Reports a job that is over: its warnings and its error (NULL: it went well, so name its files,
// and which of them the report says to be up to date; of a check the length of the film, on
// standard output).
void progress_over(struct progress *progress, size_t job, const struct report *report,
                   const char *warnings, const struct error *error);

// Prints an error that is no job's, or a job's outside a batch.
void error_print(const struct error *error);

// Prints to standard error, names as a terminal may show them (base/shown.h).
void print_shown(const char *format, ...) __attribute__((format(printf, 1, 2)));

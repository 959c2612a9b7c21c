// SPDX-License-Identifier: GPL-3.0-or-later
// Progress and messages of a batch, on standard error. On a terminal, one line per running scene
// and one for the whole are redrawn in place; each finished file, warning and error gets a line of
// its own. Thread-safe.
#pragma once
#include "film/report.h"

#include <pthread.h>

struct progress_job {
    const struct job *job;
    bool running, over;
    long done, total; // frames; total 0: not yet known
};

struct progress {
    pthread_mutex_t lock; // guards the fields below
    struct progress_job *jobs;
    size_t count;
    bool quiet, has_line, checks_only, is_json, timed;
    size_t lines_shown;
    double started,
        drawn;              // from seconds_now; `drawn`: time of the last redraw
    long frames;            // drawn in total
    struct text last_error; // first line of the last error printed
};

// Starts the display of a batch; plan and options must outlive it. progress_finish ends it.
void progress_init(struct progress *progress, const struct plan *list,
                   const struct options *options);
void progress_finish(struct progress *progress); // erases the lines

// A job starts, and has drawn `done` of `total` frames. `job` is its index in the plan.
void progress_start(struct progress *progress, size_t job);
void progress_frame(struct progress *progress, size_t job, long done, long total);

// Reports a finished job: its warnings, then its error or, if that is NULL, its files and which of
// them were up to date. After a check, the length of the film is printed on standard output.
void progress_over(struct progress *progress, size_t job, const struct report *report,
                   const char *warnings, const struct error *error);

// Prints an error that belongs to no job of a batch.
void error_print(const struct error *error);

// Prints to standard error, with names made safe for a terminal (base/shown.h).
void print_shown(const char *format, ...) __attribute__((format(printf, 1, 2)));

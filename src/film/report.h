// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to tell of a job that is over, for --json and --depfile.
#pragma once
#include "film/plan.h"
#include "film/timings.h"

struct scene;
struct trace;

// {0} is empty: nothing was made.
struct report {
    char **inputs; // paths of all files that the scene was made from; owned
    size_t input_count;
    struct text optimizers;  // JSON: a list of {label, final_loss, diverged_at, optimizer}
    struct text description; // the scene's, or who is at work in it
    int width, height;       // pixels
    long frames;             // drawn, without held copies
    double fps;
    double duration; // seconds of the film, hold and fade included
    bool *stayed;    // of each target of the job: it was up to date; NULL: none was; owned
    double elapsed;  // seconds that the render took
    struct timings timings;
};

void report_inputs(struct report *report, const struct strings *paths);
void report_optimizers(struct report *report, const struct scene *scene, const struct trace *trace);
void report_finish(struct report *report);

// Appends one JSON object, a line: the scene, its files, how it went, and where its mistakes are.
// `error` is NULL where it went well; `warnings` has a line each, or is NULL.
void report_json(const struct report *report, const struct job *job, const char *warnings,
                 const struct error *error, struct text *out);

// Appends the rule of a makefile: the job's files depend on its inputs. The scene comes
// first; every other input has an empty rule.
void report_rule(const struct report *report, const struct job *job, struct text *out);

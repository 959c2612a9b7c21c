// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a job, for --json and --depfile.
#pragma once
#include "film/plan.h"
#include "film/timings.h"

struct scene;
struct trace;

// {0} is empty: nothing was made. Release with report_finish.
struct report {
    char **inputs; // paths of all files that the scene depends on; owned
    size_t input_count;
    struct text optimizers;  // JSON: a list of {label, final_loss, diverged_at, optimizer}, and
                             // of a model with samples accuracy, test_loss, test_accuracy
    struct text panels;      // JSON: the types of the panels, each once
    struct text description; // the scene's description, or a list of its optimizers
    int width, height;       // pixels
    bool is_dark;            // text is lighter than its ground
    long frames;             // drawn, without held copies
    double fps;
    double duration; // seconds of the film, hold and fade included
    bool *stayed;    // for each target: it was up to date; NULL: none was; owned
    double elapsed;  // seconds of rendering
    struct timings timings;
};

// Copies the paths of the inputs into the report.
void report_inputs(struct report *report, const struct strings *paths);

// Returns the input that is the file `path`, under whatever name; NULL if none is, or `path` is
// NULL.
const char *report_input(const struct report *report, const char *path);

// Returns the input that is one of the numbered files of `pattern`, itself or what it leads to;
// NULL if none is.
const char *report_numbered_input(const struct report *report, const char *pattern);

// Writes the result of every run to `optimizers`: its label, final loss and divergence.
void report_optimizers(struct report *report, const struct scene *scene, const struct trace *trace);

// Writes the types of the panels to `panels`.
void report_panels(struct report *report, const struct strings *types);
void report_finish(struct report *report);

// Appends one line of JSON: the scene, its files, the result, and its mistakes with their places.
// `error` is NULL on success; `warnings` has one per line, or is NULL.
void report_json(const struct report *report, const struct job *job, const char *warnings,
                 const struct error *error, struct text *out);

// Appends a makefile rule: the job's files depend on its inputs, the scene first. Every other input
// also gets an empty rule. Of numbered files the first stands for all.
void report_rule(const struct report *report, const struct job *job, struct text *out);

// Warns of names that make or ninja would not read in such a rule.
void report_warn_of_names(const struct report *report, const struct job *job,
                          struct text *warnings);

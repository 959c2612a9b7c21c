// SPDX-License-Identifier: GPL-3.0-or-later
// Plans which files are made from which scene, before any work starts.
#pragma once
#include "options/option_table.h"
#include "tree/document.h"

// One file to write.
struct target {
    const struct format *format;
    char *path;    // owned; "-": standard output
    size_t stem;   // length of the path without its ending
    bool may_stay; // skip if up to date; false if the user named the file itself
};

// Returns true if a web page can show the file: it has a name and a format that browsers support.
bool target_is_shown(const struct target *target);

// One scene and the files to make from it.
struct job {
    const char *scene; // path, owned by the options
    char *name; // name of the film: that of the scene, with a suffix for the values in a sweep, and
                // for its size and theme of several; owned
    size_t stem; // length of `name` without size and theme
    char **sets; // KEY=VALUE of each --sweep, applied last; owned
    size_t set_count;
    const char *theme; // of several, owned by the options; NULL: that of the options or the scene
    struct picture_size size; // of several; {0}: that of the options or the scene
    size_t family;            // index of the first of the jobs that show the same film
    bool grid; // show the sweep as one picture: `sets` is KEY=VALUES, or the scene's own is used
    size_t combination;              // of the scene's own sweep, from 1; 0: none
    const struct document *document; // of the scene with its sweep, read once for all its films,
    struct node *root;               // and its root; NULL: the scene is read for the job
    struct error mistake;   // in the scene's sweep: the job stands for all its films, and fails
    struct target *targets; // owned
    size_t target_count, capacity;
};

struct plan {
    struct job *jobs; // owned
    size_t count, capacity;
    struct document **documents; // that the jobs refer to; owned
    size_t document_count, document_capacity;
};

// Makes the jobs from the command line. Without -o, files are NAME.FORMAT in the current folder;
// with -o FOLDER/ in that folder; -o FILE takes the format from its extension. A scene with a sweep
// makes one job per combination of values. False with ERROR_USAGE, also if two outputs would be the
// same file, or an output would replace a scene. A mistake in a scene's own sweep is that of a job.
bool plan_make(struct plan *list, const struct options *options, struct error *error);
void plan_finish(struct plan *list);

// Creates the folders of the outputs. Called only once the scene is known to be valid.
bool make_folders(const struct job *job, const struct options *options, struct error *error);

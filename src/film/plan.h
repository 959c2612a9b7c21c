// SPDX-License-Identifier: GPL-3.0-or-later
// Which files are made of which scene, settled before any work starts.
#pragma once
#include "options/option_table.h"

// One file to write.
struct target {
    const struct format *format;
    char *path;    // owned; "-": standard output
    bool may_stay; // where the file is there and up to date: it was not named by itself
};

// Whether a page can show the file: browsers know its format, and it has a name.
bool target_is_shown(const struct target *target);

// One scene and its files.
struct job {
    const char *scene; // path, owned by the options
    char *name;        // of the scene, and of its values in a sweep; owned
    char **sets;       // KEY=VALUE of each --sweep, laid over the scene last; owned
    size_t set_count;
    bool grid;              // the sweep is one picture: `sets` is KEY=VALUES, or the scene's own
    size_t combination;     // of the scene's own sweep, from 1; 0: none
    struct target *targets; // owned
    size_t target_count, capacity;
};

struct plan {
    struct job *jobs; // owned
    size_t count, capacity;
};

// Settles the jobs by the rules of the command line: without -o NAME.FORMAT in the current folder,
// -o FOLDER/ likewise in there, -o FILE by its ending; a scene with a sweep makes a job for each
// combination of values. False with ERROR_USAGE, also where two files would be one, or one a scene
// that is read.
bool plan_make(struct plan *list, const struct options *options, struct error *error);
void plan_finish(struct plan *list);

// Makes the folders that -o names. Done only once a scene is known to be right.
bool make_folders(const struct job *job, const struct options *options, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// How input files are opened: the one way for scenes, themes, data, recordings and films. What a
// scene names is a regular file, no longer than a limit; and where a scene is restricted, it lies
// in one folder, wherever links lead. All of that is seen before the file is opened.
#pragma once
#include "base/error.h"

#include <stdio.h>

// Opens a file that the source of `from` names, or the command line where it has none (then it may
// also be a pipe). NULL on error (ERROR_SCENE): at `from` where it has a source, else without a
// place. Reading never waits for what is no pipe.
FILE *source_open(const char *path, struct place from, struct error *error);

// The same for who may name files in the folder `allowed` alone (NULL: anywhere).
FILE *source_open_in(const char *path, const char *allowed, struct place from, struct error *error);

// Sets the error of a file that cannot be read for the reason that errno has.
bool source_unreadable(const char *path, struct place from, struct error *error);

// Makes standard input a file that can be read again, by several threads too: what comes through a
// pipe is copied to a temporary file first. False with ERROR_RENDER where that fails.
bool source_keep_standard_input(struct error *error);

// Reads a whole file of data into `source`, whose name becomes `path`, without the byte order mark
// that some editors put before UTF-8. "-" is standard input, which source_keep_standard_input has
// made readable. On failure sets ERROR_SCENE, as above.
bool source_read(struct source *source, const char *path, struct place from, struct error *error);

// Reads a scene or theme. Files that it names lie in the folder `allowed`, which must outlive it,
// as it does itself; NULL: anywhere.
bool source_read_scene(struct source *source, const char *path, const char *allowed,
                       struct place from, struct error *error);

void source_finish(struct source *source);

// Returns `name`, as it was written in the source of `place`, as a path from the current folder:
// what a file names is relative to that file, what a --set or standard input names to the current
// folder. Owned by the caller.
char *source_beside(struct place place, const char *name);

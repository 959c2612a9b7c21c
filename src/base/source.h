// SPDX-License-Identifier: GPL-3.0-or-later
// Opening input files: scenes, themes, data, recordings and films all go through here. A file that
// a scene names must be a regular file within the size limit; for a restricted scene it must also
// lie in one folder, with links resolved. All of this is checked before the file is opened.
#pragma once
#include "base/limits.h"

#include <stdint.h>
#include <stdio.h>

// Opens a data file that is named at `from`, or on the command line if `from` has no source (then
// it may also be a pipe). NULL on error: ERROR_SCENE, at `from` if that has a source. Opening never
// blocks, except on a pipe.
FILE *source_open(const char *path, struct place from, struct error *error);

// Opens a file that is named on the command line so that it can be read from any place and more
// than once: what standard input ("-") or a pipe still hold is copied to a temporary file first.
// NULL on error: ERROR_SCENE or ERROR_INTERRUPTED.
FILE *source_open_seekable(const char *path, struct error *error);

// Moves ahead in a file, fast over short and over long distances. False where it ends before.
bool source_skip(FILE *file, uint64_t bytes);

// Sets the error for a file that cannot be read, with the reason from errno; ERROR_INTERRUPTED
// where that is a signal which ends the program. Returns false.
bool source_unreadable(const char *path, struct place from, struct error *error);

// Makes standard input ("-"), or a pipe that is named on the command line, readable more than once
// and from several threads: what a pipe holds is copied to a temporary file, which source_read
// takes from then on. Any other file stays as it is. Only before there are threads. False with
// ERROR_RENDER, of a pipe ERROR_SCENE, or ERROR_INTERRUPTED.
bool source_keep(const char *path, struct error *error);

// Reads a whole file into `source`, named `path`: at most as many bytes as the limit says. A
// leading UTF-8 byte order mark is dropped. "-" is standard input, after source_keep. False with
// ERROR_SCENE or ERROR_INTERRUPTED. Release with source_finish.
bool source_read(struct source *source, const char *path, enum limit limit, struct place from,
                 struct error *error);

// Reads a scene or theme likewise. Files that it names must lie in the folder `allowed`, which must
// outlive the source (NULL: no restriction).
bool source_read_scene(struct source *source, const char *path, const char *allowed,
                       struct place from, struct error *error);

void source_finish(struct source *source);

// Returns the path of a file `name` that is written at `place`: relative to the file that names it,
// or to the current folder for --set, standard input and pipes. Owned by the caller.
char *source_beside(struct place place, const char *name);

// What to say of bytes that begin no text: a picture, an archive, text in UTF-16. NULL where they
// may be text.
const char *source_not_text(const char *bytes, size_t length);

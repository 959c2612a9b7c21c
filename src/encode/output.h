// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears whole or not at all.
//
// Bytes for a regular file go to a hidden temporary beside its destination, which output_close
// renames. The temporary is locked (flock) as long as its run lives, so the next run with the same
// destination knows a dead run's leftover by its free lock and removes it. Fifos, devices and
// standard output are written directly. The program ignores SIGPIPE: a reader that has gone is an
// error like any other.
#pragma once
#include "base/error.h"

#include <stdint.h>

struct output;

// Opens `path` ("-": standard output). NULL on error (ERROR_RENDER; ERROR_INTERRUPTED where a
// signal ends the wait for a fifo's reader).
struct output *output_open(const char *path, struct error *error);

// Writes all of `length` bytes at the current position.
bool output_write(struct output *output, const void *bytes, size_t length, struct error *error);

// True for a regular file of our own: one may seek in it, and read it back at output_file.
bool output_seekable(const struct output *output);

// Moves to `position` bytes from the start; only where output_seekable.
bool output_seek(struct output *output, int64_t position, struct error *error);

// Returns how many bytes the file has; only where output_seekable.
int64_t output_size(const struct output *output);

// Returns the path of the temporary, NULL where there is none.
const char *output_file(const struct output *output);

// Returns "'PATH'" or "standard output", for messages.
const char *output_name(const struct output *output);

// Puts the file in its place. The output must still be destroyed.
bool output_close(struct output *output, struct error *error);

// Frees the output; the temporary of one that was not closed is removed. NULL is allowed.
void output_destroy(struct output *output);

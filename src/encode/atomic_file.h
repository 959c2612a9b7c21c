// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears whole or not at all.
//
// Bytes for a regular file go to a hidden temporary beside its destination, which atomic_file_close
// renames. The temporary is locked (flock) as long as its run lives, so the next run with the same
// destination knows a dead run's leftover by its free lock and removes it. Fifos, devices and
// standard output are written directly. A folder that is moved meanwhile keeps its file, and no
// temporary stays in it. The program ignores SIGPIPE: a reader that has gone is an error, and where
// it read standard output the error is ERROR_UNREAD.
#pragma once
#include "base/error.h"

#include <stdint.h>

struct atomic_file;

// Opens `path` ("-": standard output). NULL on error (ERROR_RENDER; ERROR_INTERRUPTED where a
// signal ends the wait for a fifo's reader).
struct atomic_file *atomic_file_open(const char *path, struct error *error);

// Writes all of `length` bytes at the current position.
bool atomic_file_write(struct atomic_file *output, const void *bytes, size_t length,
                       struct error *error);

// True for a regular file of our own: one may seek in it, and read it back at atomic_file_path.
bool atomic_file_seekable(const struct atomic_file *output);

// Moves to `position` bytes from the start; only where atomic_file_seekable.
bool atomic_file_seek(struct atomic_file *output, int64_t position, struct error *error);

// Returns how many bytes the file has; only where atomic_file_seekable.
int64_t atomic_file_size(const struct atomic_file *output);

// Returns the path of the temporary, NULL where there is none.
const char *atomic_file_path(const struct atomic_file *output);

// Returns "'PATH'" or "standard output", for messages.
const char *atomic_file_name(const struct atomic_file *output);

// Asks that atomic_file_close returns no sooner than file and name are on the disk.
void atomic_file_set_durable(struct atomic_file *output);

// Puts the file in its place, if all of it could be written and closed. The output must still be
// destroyed.
bool atomic_file_close(struct atomic_file *output, struct error *error);

// Frees the output; the temporary of one that was not closed is removed. NULL is allowed.
void atomic_file_destroy(struct atomic_file *output);

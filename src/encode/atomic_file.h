// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears whole or not at all.
//
// Bytes for a regular file go to a hidden temporary file beside its destination, which
// atomic_file_close renames. The temporary is locked (flock) while its process lives. A later run
// with the same destination recognizes the leftover of a dead process by its free lock, and removes
// it. Pipes, devices and standard output are written directly. If the folder is moved meanwhile,
// the file still appears in it and no temporary stays behind. The program ignores SIGPIPE: if a
// pipe's reader is gone, writing fails, with ERROR_UNREAD for standard output.
#pragma once
#include "base/error.h"

#include <stdint.h>

struct atomic_file;

// Opens `path` ("-": standard output) for writing. The caller destroys the result. NULL with
// ERROR_RENDER, or with ERROR_INTERRUPTED if a signal ends the wait for a pipe's reader.
struct atomic_file *atomic_file_open(const char *path, struct error *error);

// Writes all of `length` bytes at the current position. False on error.
bool atomic_file_write(struct atomic_file *output, const void *bytes, size_t length,
                       struct error *error);

// True if the output is a regular file: then one can seek in it, and read it back at
// atomic_file_path.
bool atomic_file_seekable(const struct atomic_file *output);

// Moves to `position`, in bytes from the start. Only if atomic_file_seekable.
bool atomic_file_seek(struct atomic_file *output, int64_t position, struct error *error);

// Returns the size in bytes. Only if atomic_file_seekable.
int64_t atomic_file_size(const struct atomic_file *output);

// Returns the path of the temporary file, which belongs to the output; NULL if there is none.
const char *atomic_file_path(const struct atomic_file *output);

// Returns "'PATH'" or "standard output", for messages.
const char *atomic_file_name(const struct atomic_file *output);

// Makes atomic_file_close wait until the file and its name are on the disk.
void atomic_file_set_durable(struct atomic_file *output);

// Closes the file and moves it to its destination, if everything could be written. False on error.
// The output must still be destroyed.
bool atomic_file_close(struct atomic_file *output, struct error *error);

// Frees the output, and removes the temporary file if it was not closed. NULL is allowed.
void atomic_file_destroy(struct atomic_file *output);

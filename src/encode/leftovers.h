// SPDX-License-Identifier: GPL-3.0-or-later
// Names of temporary files, and the removal of those that dead processes left behind. The temporary
// for out/film.mp4 is out/.film.mp4.0123456789abcdef.optanim; that for numbered files, such as
// out/%05d.png, is a folder. A process holds a lock (flock) on each of its temporaries.
#pragma once
#include "base/quit.h"
#include "base/text.h"

#include <stdbool.h>

// Returns the length in bytes of the folder part of `path`, including the slash; 0: the current
// folder.
size_t folder_length(const char *path);

// Opens the folder of a path, also one without read permission. Returns the descriptor, or -1 with
// errno.
int folder_open(const char *path);

// Makes and locks a temporary of `destination`, in its folder, and appends its name. Returns its
// descriptor, or -1 with errno.
int leftover_make(struct temporary **temporary, int folder, const char *destination, bool is_folder,
                  struct text *name);

// Removes the temporaries of `destination` in its folder whose lock is free, of those that were
// there when this process first asked: to read a large folder for each of its files would take
// long. Failing to remove one is not an error.
void leftovers_remove(int folder, const char *destination);

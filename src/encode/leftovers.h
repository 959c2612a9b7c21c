// SPDX-License-Identifier: GPL-3.0-or-later
// Temporaries beside their destinations: how they are named, and what becomes of those whose run
// is dead. The temporary of out/film.mp4 is out/.film.mp4.0123456789abcdef.optanim; that of many
// files, out/%05d.png, is a folder. A run holds the lock (flock) of each as long as it lives.
#pragma once
#include "base/text.h"

#include <stdbool.h>

// Returns how many bytes of `path` its folder takes, with the slash; 0: the current folder.
size_t folder_length(const char *path);

// Opens the folder of a path, also one that may not be listed; -1 with errno.
int folder_open(const char *path);

// Appends a name for a temporary of `destination` that no other has. False with errno.
bool leftover_name(struct text *name, const char *destination);

// Locks a temporary that was just made. False where another run, cleaning up, took it for a
// leftover before it was locked: then it is gone.
bool leftover_lock(int descriptor);

// Removes the temporaries of `destination` whose lock is free. That one cannot is no error; it is
// only litter.
void leftovers_remove(const char *destination);

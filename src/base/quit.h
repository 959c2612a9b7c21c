// SPDX-License-Identifier: GPL-3.0-or-later
// Immediate exit that leaves no temporary file behind. It is used when memory runs out, on a second
// signal, and when the first signal was not handled in time. Other threads may still run, so it
// frees nothing and takes no lock, and calls only async-signal-safe functions. Every other failure
// is an error that is returned up to main.
#pragma once
#include <stddef.h>
#include <stdnoreturn.h>

// A file or folder that is removed if the program ends before temporary_keep.
struct temporary;

// Creates the file `name` in the open folder `folder`, which must stay open as long as the
// temporary exists. Returns its descriptor, or -1 with errno set.
int temporary_file(struct temporary **temporary, int folder, const char *name);

// Creates a folder likewise and returns its descriptor. The files in it are named 0, 1, 2 ...
int temporary_folder(struct temporary **temporary, int folder, const char *name);

// Creates the next file in a temporary folder. Returns its descriptor, or -1 with errno set.
int temporary_next(struct temporary *temporary);

// Returns how many files were created in a temporary folder.
long temporary_count(const struct temporary *temporary);

// How the files of a temporary folder are named beside it: `head`, the number with at least
// `digits` digits, `tail`. The texts must stay valid until the temporary is removed.
struct numbered_names {
    const char *head, *tail;
    size_t head_length;
    int digits;
};

// Moves the next file of a temporary folder to its name beside that folder. What stood there takes
// its place in the temporary folder, where the file system can do that. Returns an error number, 0
// if none. Until temporary_commit, temporary_remove and quit undo all moves.
int temporary_move(struct temporary *temporary, const struct numbered_names *names);
void temporary_commit(struct temporary *temporary);

// Writes the name of file `number` of a temporary folder: its decimal digits and a NUL.
void temporary_name(long number, char name[24]);

// Removes the file, or the folder with all files that are in it, and releases the temporary. NULL
// is allowed.
void temporary_remove(struct temporary *temporary);

// Releases a temporary without removing anything, after it was renamed.
void temporary_keep(struct temporary *temporary);

// Sets bytes that quit writes to standard output, such as the sequence that shows a hidden cursor
// again. They must stay valid until replaced. NULL: nothing.
void quit_restores(const char *bytes);

// Removes all temporaries, writes the message (NULL: none) to standard error and exits.
noreturn void quit(const char *message, int status);

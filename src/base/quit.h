// SPDX-License-Identifier: GPL-3.0-or-later
// The end of the program at once, which leaves no temporary file: where memory is out, where a
// second signal comes, where the first was not heeded in time. It frees nothing and takes no lock,
// as other threads still run; all that it calls may be called in a signal handler. Whatever can
// wait goes the ordinary way, by an error that is handed up to main.
#pragma once
#include <stdnoreturn.h>

// A file or folder that is removed if the program ends before it is kept.
struct temporary;

// Creates the file `name` in an open folder, which must stay open as long as the temporary is.
// Gives its descriptor, or -1 with errno.
int temporary_file(struct temporary **temporary, int folder, const char *name);

// Likewise a folder; its descriptor is of the folder. The files in it are named 0, 1, 2 ...
int temporary_folder(struct temporary **temporary, int folder, const char *name);

// Creates the next file of a temporary folder; -1 with errno.
int temporary_next(struct temporary *temporary);

// Returns how many files were begun in a temporary folder.
long temporary_count(const struct temporary *temporary);

// Writes a number of decimal digits and a NUL: the name of a file in a temporary folder.
void temporary_name(long number, char name[24]);

// Removes what was made, of a folder all files that are still in it. NULL is allowed.
void temporary_remove(struct temporary *temporary);

// Lets go of a file that was renamed.
void temporary_keep(struct temporary *temporary);

// What is written to standard output on the way out, such as what shows a hidden cursor again; it
// must live as long as it may be written. NULL: nothing.
void quit_restores(const char *bytes);

// Removes all temporaries, writes the message (NULL: none) to standard error and ends the program.
noreturn void quit(const char *message, int status);

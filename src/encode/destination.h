// SPDX-License-Identifier: GPL-3.0-or-later
// Where a file lies that is written to a path, so that two paths can be compared. "-", standard
// output, stays what it is.
#pragma once

// Returns `path` with the symbolic links at its end resolved, also if what they lead to does not
// exist yet; owned by the caller. NULL for a link in /proc: what /dev/stdout leads to is an open
// file without a path.
char *destination_follow(const char *path);

// Returns `path` with the links of its folders resolved, those of the file not: what a renamed file
// replaces. Owned by the caller.
char *destination_place(const char *path);

// Returns the path of the file itself, all links resolved; it need not exist. Owned by the caller.
char *destination_real(const char *path);

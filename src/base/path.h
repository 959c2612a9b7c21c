// SPDX-License-Identifier: GPL-3.0-or-later
// File paths; the files need not exist.
#pragma once
#include <stdbool.h>

// Returns true if the path is an existing folder or ends with a slash.
bool path_is_folder(const char *path);

// Returns the part of a path behind its folders, within it.
const char *path_name(const char *path);

// Returns the folder that holds a file, without a trailing slash ("" for the root). Links are
// resolved if the folder exists; otherwise it is as written. Owned by the caller.
char *path_folder(const char *path);

// Returns `path` relative to the folder of `page`, as a link in that page needs it. Owned by the
// caller.
char *path_from_page(const char *path, const char *page);

// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of files, which need not be there.
#pragma once
#include <stdbool.h>

// True for what is a folder, or is written as one with a slash at its end.
bool path_is_folder(const char *path);

// Returns the folder of a file with all links resolved, without a slash behind it ("" for the
// root); where the folder is not there, as it was written. Owned by the caller.
char *path_folder(const char *path);

// Returns the way to `path` from the folder of `page`: what a link in that page says. Owned by the
// caller.
char *path_from_page(const char *path, const char *page);

// SPDX-License-Identifier: GPL-3.0-or-later
// Font files that a scene or theme names, as fallbacks for characters that the bundled font lacks.
#pragma once
#include "base/text.h"
#include "draw/text/font.h"
#include "tree/node.h"

// The bytes of the files. {0} is empty.
struct font_files {
    struct source *files; // owned
    size_t count, capacity;
};

// A setting's reader: checks that a node is a list of paths, and stores the node in `field`, a
// const struct node *.
bool font_files_keep(const struct node *node, void *field, struct error *error);

// Reads the files of such a list (NULL: none). Paths are relative to the file that holds the list.
// False with ERROR_SCENE if a file is missing or is no font.
bool font_files_read(struct font_files *files, const struct node *list, struct error *error);
void font_files_finish(struct font_files *files);

// Opens a bundled typeface with these fallbacks. The files must outlive it; the caller destroys it.
struct font *font_files_open(const struct font_files *files, const struct typeface *typeface,
                             enum font_weight weight);

// Appends the paths, which still belong to the files.
void font_files_inputs(const struct font_files *files, struct strings *paths);

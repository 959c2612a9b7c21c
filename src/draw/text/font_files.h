// SPDX-License-Identifier: GPL-3.0-or-later
// Font files that scenes and themes name, for characters that the bundled font lacks.
#pragma once
#include "base/text.h"
#include "draw/text/font.h"
#include "tree/node.h"

// {0} is empty.
struct font_files {
    struct source *files; // owned
    size_t count, capacity;
};

// Checks that a node is a list of paths, and keeps it in a const struct node *: the reader of a
// setting.
bool font_files_keep(const struct node *node, void *field, struct error *error);

// Reads the files of such a list (NULL: none), whose paths are relative to the file that names
// them. False with ERROR_SCENE where one is missing or no font.
bool font_files_read(struct font_files *files, const struct node *list, struct error *error);
void font_files_finish(struct font_files *files);

// Makes a font that falls back on them; they must outlive it.
struct font *font_files_open(const struct font_files *files);

// Adds their paths, which belong to them.
void font_files_inputs(const struct font_files *files, struct strings *paths);

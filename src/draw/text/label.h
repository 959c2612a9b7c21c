// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of a scene that the figure draws. Their formulas are checked when the scene is read.
#pragma once
#include "tree/node.h"

// False with ERROR_SCENE, at line and column, if `text` holds an invalid formula. `place` is where
// the text's first character stands in its file.
bool label_check(const char *text, struct place place, struct error *error);

// Returns where the first character of a string stands, behind its opening quote if there is one.
struct place label_place(const struct node *node);

// A setting's reader: reads a string with valid formulas into `field`, a const char * that belongs
// to the node.
bool label_read(const struct node *node, void *field, struct error *error);

// A setting that holds a text: the field `member` of struct `structure`.
#define LABEL_SETTING(structure, member)                                                           \
    SETTING(structure, member), .type = SETTING_CUSTOM, .read = label_read, .form = "text"

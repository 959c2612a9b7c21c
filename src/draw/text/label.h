// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of a scene that the figure draws: their formulas are checked before any work starts.
#pragma once
#include "tree/node.h"

// False with ERROR_SCENE, at the column, where a formula of `text` is wrong. `place` is that of the
// text's first character.
bool label_check(const char *text, struct place place, struct error *error);

// The place of the first character of a string, which may stand in quotes.
struct place label_place(const struct node *node);

// Reads a string into a const char *, checked: the reader of a setting.
bool label_read(const struct node *node, void *field, struct error *error);

// A setting that holds a text, for field `member` of struct `structure`.
#define LABEL_SETTING(structure, member)                                                           \
    SETTING(structure, member), .type = SETTING_CUSTOM, .read = label_read, .form = "text"

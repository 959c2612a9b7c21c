// SPDX-License-Identifier: GPL-3.0-or-later
// The manual pages, in troff, generated from the program's tables.
#pragma once
#include "options/option_table.h"

void manual_program(const struct command *commands, FILE *file); // optanim(1)
void manual_scene(FILE *file);                                   // optanim-scene(5)

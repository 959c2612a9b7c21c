// SPDX-License-Identifier: GPL-3.0-or-later
// The manual pages, as troff, from the program's tables.
#pragma once
#include <stdio.h>

void manual_program(FILE *file); // optanim(1)
void manual_scene(FILE *file);   // optanim-scene(5)

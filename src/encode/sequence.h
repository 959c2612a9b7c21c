// SPDX-License-Identifier: GPL-3.0-or-later
// Numbered files that appear together or not at all: they are written into a hidden folder beside
// their destinations and moved when the last is complete.
#pragma once
#include "base/error.h"

struct sequence;

// Begins the files that a pattern such as frames/%05d.png names, from 0. NULL on error.
struct sequence *sequence_open(const char *pattern, bool durable, struct error *error);

// Writes the next file.
bool sequence_add(struct sequence *sequence, const void *bytes, size_t length, struct error *error);

// Puts all files in their places. The sequence must still be destroyed.
bool sequence_close(struct sequence *sequence, struct error *error);

// Frees the sequence; files that were not put in their places are removed. NULL is allowed.
void sequence_destroy(struct sequence *sequence);

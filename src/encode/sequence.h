// SPDX-License-Identifier: GPL-3.0-or-later
// Numbered files that appear together or not at all. They are written to a hidden folder beside
// their destinations, and moved when the last one is complete.
#pragma once
#include "base/error.h"

struct sequence;

// Begins the files named by a pattern such as frames/%05d.png, numbered from 0. The caller destroys
// the result. NULL on error.
struct sequence *sequence_open(const char *pattern, bool durable, struct error *error);

// Writes the next file. False on error.
bool sequence_add(struct sequence *sequence, const void *bytes, size_t length, struct error *error);

// Moves all files to their destinations. False on error.
bool sequence_move(struct sequence *sequence, struct error *error);

// Makes the moves final. The sequence must still be destroyed.
void sequence_commit(struct sequence *sequence);

// Frees the sequence. Unless it was committed, its files are removed, and what stood in their place
// is put back where the file system can exchange files. NULL is allowed.
void sequence_destroy(struct sequence *sequence);

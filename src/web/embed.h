// SPDX-License-Identifier: GPL-3.0-or-later
// What to paste into a page to show the films of a job.
#pragma once
#include "film/report.h"

// Appends the text for a job that went well: a video of its MP4 and WebM with its GIF or another
// picture for those that play none, the still in place of it for readers who ask for less motion.
// All text from the scene and all paths are escaped.
void embed_write(enum embed_kind kind, const struct report *report, const struct job *job,
                 struct text *out);

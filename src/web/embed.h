// SPDX-License-Identifier: GPL-3.0-or-later
// --embed: markup that shows the films of a job in a page.
#pragma once
#include "film/report.h"

// Appends the markup for a successful job: a video element with its MP4 and WebM, a GIF or other
// picture as fallback, and a still for readers who prefer reduced motion. All text and paths are
// escaped.
void embed_write(enum embed_kind kind, const struct report *report, const struct job *job,
                 struct text *out);

// SPDX-License-Identifier: GPL-3.0-or-later
// How a web page shows the files of a job.
#pragma once
#include "film/plan.h"

// A video goes into a video element, a moving picture and a still into an image element, a page
// into a frame.
enum page_role { PAGE_VIDEO, PAGE_MOVING, PAGE_STILL, PAGE_FRAME };

// Returns the role of a file for which target_is_shown is true.
enum page_role page_role_of(const struct target *target);

// Appends a path, percent-encoded for a URL.
void page_address(struct text *out, const char *path);

// Appends a URL in front of a path, with a slash between them: what would end an attribute, or
// begin something in Markdown or Liquid, is percent-encoded.
void page_base(struct text *out, const char *url);

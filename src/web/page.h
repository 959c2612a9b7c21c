// SPDX-License-Identifier: GPL-3.0-or-later
// How a web page shows the files of a job.
#pragma once
#include "film/plan.h"

// A video has controls and sound, a moving picture and a still stand where a page has a picture.
enum page_role { PAGE_VIDEO, PAGE_MOVING, PAGE_STILL };

// Returns how a page shows a file for which target_is_shown.
enum page_role page_role_of(const struct target *target);

// Appends a path as the part of an address: what is no letter, digit or plain mark is encoded.
void page_address(struct text *out, const char *path);

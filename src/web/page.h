// SPDX-License-Identifier: GPL-3.0-or-later
// How a web page shows the files of a job.
#pragma once
#include "film/plan.h"

enum page_role { PAGE_VIDEO, PAGE_MOVING, PAGE_STILL };

// A format that browsers show.
struct page_format {
    const char *format, *mime;
    enum page_role role;
};

// Returns how a page shows a file; NULL where it is no picture, or none that has a name.
const struct page_format *page_format_of(const struct target *target);

// Appends a path as the part of an address: what is no letter, digit or plain mark is encoded.
void page_address(struct text *out, const char *path);

// SPDX-License-Identifier: GPL-3.0-or-later
// One page that shows the films of a batch. gallery.html, gallery.css, clock.js and gallery.js are
// the page, which a browser opens as it is; here they become one file with the scenes in it.
#pragma once
#include "film/report.h"

struct gallery {
    const char *path;     // of the page; NULL: none is wanted
    struct text *entries; // JSON of each scene that is over, in the order of the jobs; owned
    size_t count;
    bool durable; // gallery_write waits until the page is on the disk
};

void gallery_init(struct gallery *gallery, const char *path, size_t job_count);
void gallery_finish(struct gallery *gallery);

// Notes a job that is over; `error` is NULL where it went well.
void gallery_add(struct gallery *gallery, size_t index, const struct job *job,
                 const struct report *report, const struct error *error);

// Writes the page, where one is wanted.
bool gallery_write(const struct gallery *gallery, struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// --gallery: one page that shows the films of a batch. The page is gallery.html, gallery.css,
// clock.js and gallery.js, combined here into one file together with the scenes.
#pragma once
#include "film/report.h"

struct gallery {
    const char *path;     // path of the page; NULL: no page
    struct text *entries; // JSON of each finished scene, in the order of the jobs; owned
    size_t count;
    const char *title, *text; // of the page; NULL: the usual title, no text
    bool durable;             // gallery_write flushes the page to disk
};

// Prepares for `job_count` jobs; `path` (NULL: no page) must outlive the gallery.
void gallery_init(struct gallery *gallery, const char *path, size_t job_count);
void gallery_finish(struct gallery *gallery);

// Adds a finished job; `error` is NULL on success.
void gallery_add(struct gallery *gallery, size_t index, const struct job *job,
                 const struct report *report, const struct error *error);

// Writes the page, if there is one. False with ERROR_RENDER.
bool gallery_write(const struct gallery *gallery, struct error *error);

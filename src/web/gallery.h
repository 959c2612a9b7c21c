// SPDX-License-Identifier: GPL-3.0-or-later
// --gallery: one page that shows the films of a batch. The page is gallery.html, gallery.css,
// clock.js and gallery.js, combined here into one file together with the scenes.
#pragma once
#include "base/name_set.h"
#include "film/report.h"

// The text of a scene, which many films can be made from.
struct gallery_source {
    char *path;       // owned
    struct text json; // {name, text}; empty: it cannot be read
    size_t number;    // in the page, from 1; 0: none yet
};

// A finished job.
struct gallery_entry {
    struct text json; // an object but for its sources and its end
    size_t *sources;  // indices of the texts that it shows; owned
    size_t source_count, capacity;
};

struct gallery {
    const char *path;              // path of the page; NULL: no page
    struct gallery_entry *entries; // in the order of the jobs; owned
    size_t count;
    struct gallery_source *sources; // owned
    size_t source_count, source_capacity;
    struct name_set paths;    // of the sources, with their indices
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

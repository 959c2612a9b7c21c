// SPDX-License-Identifier: GPL-3.0-or-later
// --embed: markup that shows films in a page.
#pragma once
#include "film/report.h"

// The files of a job, as a page shows them.
struct embed_film {
    const struct job *job;
    char *description; // owned
    int width, height; // pixels
    long frames;       // 1: a picture
    bool is_dark;      // for readers who prefer a dark scheme
};

// Takes what it needs of the report of a successful job. Release with embed_film_finish.
struct embed_film embed_film_of(const struct job *job, const struct report *report);
void embed_film_finish(struct embed_film *film);

// Where a page finds the files.
struct embed_place {
    const char *base; // put before their names; NULL: their paths are used
};

// Appends the markup for one film, given in all its themes and sizes (plan.h, `family`), the
// default first. A page takes the one that suits its reader. All text and paths are escaped.
void embed_write(enum embed_kind kind, const struct embed_place *place,
                 const struct embed_film *films, size_t count, struct text *out);

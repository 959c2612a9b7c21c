// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of what --embed prints: addresses, media queries, pictures and videos.
#pragma once
#include "web/embed.h"
#include "web/page.h"

// What the markup is written from.
struct markup {
    const struct embed_place *place;
    const struct embed_film *films; // the default first
    size_t count;
    bool has_liquid;     // addresses go through Jekyll's relative_url
    const char *special; // characters that are written as entities, so that nothing interprets them
    struct text *out;
};

// The characters that HTML, and Markdown with HTML in it, would interpret.
extern const char markup_html[], markup_markdown[];

// Returns file `index` of a role, NULL if there is none. What comes first is smaller.
const struct target *markup_find(const struct embed_film *film, enum page_role role, size_t index);

// A film of one frame is a picture: it is shown by its still.
bool markup_has_video(const struct embed_film *film);
const struct target *markup_still_of(const struct embed_film *film);

// Returns the picture that moves or, for a film of one frame, stands still.
const struct target *markup_moving_of(const struct embed_film *film);

// Append the description; the URL of a file, for Liquid a string in the given quotes; an attribute
// with one.
void markup_put_description(const struct markup *to);
void markup_put_address(const struct markup *to, const struct target *target, char quote);
void markup_put_attribute(const struct markup *to, const char *name, const struct target *target);

// Appends a picture: the moving one, or the still for readers who prefer reduced motion. With
// `is_still` the still for all. `class` may be NULL.
void markup_put_picture(const struct markup *to, const char *class, bool is_still);

// Appends a video with controls, whose sources are taken only where the media query `also` (NULL:
// everywhere) holds. Inside is what a page shows that drops or cannot play it: a picture, which
// leads to the film.
void markup_put_video(const struct markup *to, const char *also);

// The media query of readers who prefer reduced motion.
extern const char markup_calm[];

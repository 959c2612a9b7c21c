// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/markup.h"

#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char markup_html[] = "&<>\"'";
const char markup_markdown[] = "&<>\"'{}[]()*_`\\|~!#$";

// ---- Files

// Returns file `index` of a role, NULL if there is none. What comes first is smaller.
const struct target *markup_find(const struct embed_film *film, enum page_role role, size_t index) {
    const struct job *job = film->job;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < job->target_count; i++) {
            const struct target *target = &job->targets[i];
            if (target_is_shown(target) && page_role_of(target) == role &&
                target->format->comes_first == (pass == 0) && index-- == 0)
                return target;
        }
    return NULL;
}

// A film of one frame is a picture: it is shown by its still.
bool markup_has_video(const struct embed_film *film) {
    bool has_still = markup_find(film, PAGE_STILL, 0) != NULL;
    return markup_find(film, PAGE_VIDEO, 0) && !(film->frames == 1 && has_still);
}

const struct target *markup_still_of(const struct embed_film *film) {
    return markup_find(film, PAGE_STILL, 0);
}

// Returns the picture that moves or, for a film of one frame, stands still.
const struct target *markup_moving_of(const struct embed_film *film) {
    const struct target *still = markup_still_of(film);
    return film->frames == 1 && still ? still : markup_find(film, PAGE_MOVING, 0);
}

// ---- Texts and addresses

void markup_put_description(const struct markup *to) {
    for (const char *text = to->films->description; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (strchr(to->special, c))
            text_printf(to->out, "&#%d;", c);
        else
            text_append(to->out, c < 0x20 ? " " : text, 1);
    }
}

// Returns the path of a file below the folder that holds _config.yml, the root of a Jekyll site;
// NULL if there is none. Owned by the caller.
static char *below_site(const char *path) {
    char *folder = path_folder(path), *real = realpath(*folder ? folder : ".", NULL), *found = NULL;
    struct text config = {0}, below = {0};
    for (size_t length = real ? strlen(real) : 0; length > 0 && !found;) {
        text_clear(&config);
        text_printf(&config, "%.*s/_config.yml", (int)length, real);
        if (access(config.data, F_OK) == 0) {
            text_printf(&below, "%s/%s", real + length, path_name(path));
            found = text_take(&below);
        }
        while (length > 0 && real[--length] != '/')
            continue;
    }
    text_finish(&config);
    free(folder);
    free(real);
    return found;
}

// Appends the URL of a file. For Liquid it is a string in the given quotes.
void markup_put_address(const struct markup *to, const struct target *target, char quote) {
    const char *path = target->path, *base = to->place->base;
    char *below = to->has_liquid && !base ? below_site(path) : NULL;
    while (to->has_liquid && strncmp(path, "./", 2) == 0)
        path += 2;
    if (below)
        path = below;
    else if (base)
        path = path_name(path);
    bool is_relative = (base ? base : path)[0] != '/';
    bool is_elsewhere = base && strstr(base, "://");
    if (to->has_liquid)
        text_printf(to->out, "{{ %c%s", quote, is_relative && !is_elsewhere ? "/" : "");
    if (base)
        page_base(to->out, base);
    page_address(to->out, path);
    if (to->has_liquid)
        text_printf(to->out, "%c | relative_url }}", quote);
    free(below);
}

void markup_put_attribute(const struct markup *to, const char *name, const struct target *target) {
    // Liquid's relative_url decodes apostrophes but not quotation marks, so the latter go outside.
    text_printf(to->out, " %s=\"", name);
    markup_put_address(to, target, '\'');
    text_add(to->out, "\"");
}

// ---- Media queries

// Returns the narrowest width among the films that is wider than a film's; 0 if there is none.
static int next_width(const struct markup *to, const struct embed_film *film) {
    int next = 0;
    for (size_t i = 0; i < to->count; i++) {
        int width = to->films[i].width;
        if (width > film->width && (next == 0 || width < next))
            next = width;
    }
    return next;
}

// Appends the attribute that picks a film of several: by the width of the screen, by the scheme of
// its reader, and by `also` (NULL: nothing else).
static void put_media(const struct markup *to, const struct embed_film *film, const char *also) {
    const char *join = "";
    int next = next_width(to, film);
    struct text query = {0};
    if (next > 0) {
        text_printf(&query, "(max-width: %dpx)", next - 1);
        join = " and ";
    }
    if (film->is_dark != to->films->is_dark) {
        text_printf(&query, "%s(prefers-color-scheme: %s)", join, film->is_dark ? "dark" : "light");
        join = " and ";
    }
    if (also)
        text_printf(&query, "%s%s", join, also);
    if (query.length > 0)
        text_printf(to->out, " media=\"%s\"", query.data);
    text_finish(&query);
}

// Calls `put` for each film, narrow ones and those of the other scheme first: of several that fit,
// a page takes the first, and the default needs no query.
static void for_each(const struct markup *to, const char *also,
                     void (*put)(const struct markup *to, const struct embed_film *film,
                                 const char *also)) {
    int after = 0;
    for (;;) {
        int width = INT_MAX;
        for (size_t i = 0; i < to->count; i++)
            if (to->films[i].width > after && to->films[i].width < width)
                width = to->films[i].width;
        if (width == INT_MAX)
            return;
        for (int pass = 0; pass < 2; pass++)
            for (size_t i = 0; i < to->count; i++)
                if (to->films[i].width == width &&
                    (to->films[i].is_dark == to->films->is_dark) == (pass == 1))
                    put(to, &to->films[i], also);
        after = width;
    }
}

// ---- Elements

const char markup_calm[] = "(prefers-reduced-motion: reduce)";
static const char fitting[] = "max-width: 100%; height: auto;";

static void put_image(const struct markup *to, const struct target *target) {
    text_add(to->out, "<img");
    markup_put_attribute(to, "src", target);
    text_printf(to->out, " width=\"%d\" height=\"%d\" alt=\"", to->films->width, to->films->height);
    markup_put_description(to);
    text_printf(to->out, "\" loading=\"lazy\" style=\"%s\">", fitting);
}

static void put_picture_source(const struct markup *to, const struct embed_film *film,
                               const struct target *target, const char *also) {
    if (!target)
        return;
    text_add(to->out, "  <source");
    markup_put_attribute(to, "srcset", target);
    put_media(to, film, also);
    text_printf(to->out, " width=\"%d\" height=\"%d\">\n", film->width, film->height);
}

static void put_still_source(const struct markup *to, const struct embed_film *film,
                             const char *also) {
    put_picture_source(to, film, markup_still_of(film), also);
}

static void put_moving_source(const struct markup *to, const struct embed_film *film,
                              const char *also) {
    put_picture_source(to, film, markup_moving_of(film), also);
}

// A picture: the moving one, or the still for readers who prefer reduced motion. With `is_still`
// the still for all.
void markup_put_picture(const struct markup *to, const char *class, bool is_still) {
    const struct target *still = markup_still_of(to->films), *moving = markup_moving_of(to->films);
    bool has_both = !is_still && still && moving && still != moving;
    const struct target *shown = moving && !is_still ? moving : still;
    if (!shown)
        return;
    if (!class && !has_both && to->count == 1) {
        put_image(to, shown);
        return;
    }
    text_add(to->out, "<picture");
    if (class)
        text_printf(to->out, " class=\"%s\"", class);
    text_add(to->out, ">\n");
    if (has_both)
        for_each(to, markup_calm, put_still_source);
    if (to->count > 1)
        for_each(to, NULL, shown == moving ? put_moving_source : put_still_source);
    text_add(to->out, "  ");
    put_image(to, shown);
    text_add(to->out, "\n</picture>");
}

static void put_video_sources(const struct markup *to, const struct embed_film *film,
                              const char *also) {
    const struct target *video;
    for (size_t i = 0; (video = markup_find(film, PAGE_VIDEO, i)); i++) {
        text_add(to->out, "  <source");
        markup_put_attribute(to, "src", video);
        put_media(to, film, also);
        text_printf(to->out, " type=\"%s\">\n", video->format->mime);
    }
}

// A video with controls. Inside is what a page shows that drops or cannot play it: a picture, which
// leads to the film.
void markup_put_video(const struct markup *to, const char *also) {
    const struct embed_film *film = to->films;
    const struct target *still = markup_still_of(film), *moving = markup_find(film, PAGE_MOVING, 0);
    text_printf(to->out,
                "<video autoplay loop muted playsinline controls width=\"%d\" height=\"%d\" "
                "style=\"%s\"",
                film->width, film->height, fitting);
    if (still)
        markup_put_attribute(to, "poster", still);
    text_add(to->out, " aria-label=\"");
    markup_put_description(to);
    text_add(to->out, "\">\n");
    for_each(to, also, put_video_sources);
    if (moving || still) {
        text_add(to->out, "  <a");
        markup_put_attribute(to, "href", markup_find(film, PAGE_VIDEO, 0));
        text_add(to->out, ">");
        put_image(to, moving ? moving : still);
        text_add(to->out, "</a>\n");
    }
    text_add(to->out, "</video>");
}

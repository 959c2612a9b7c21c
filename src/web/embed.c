// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/embed.h"

#include "base/memory.h"
#include "base/path.h"
#include "web/page.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct embed_film embed_film_of(const struct job *job, const struct report *report) {
    const char *text = report->description.data ? report->description.data : "";
    return (struct embed_film){.job = job,
                               .description = mem_string(text, strlen(text)),
                               .width = report->width,
                               .height = report->height,
                               .frames = report->frames,
                               .is_dark = report->is_dark};
}

void embed_film_finish(struct embed_film *film) {
    free(film->description);
}

// What the markup is written from.
struct markup {
    const struct embed_place *place;
    const struct embed_film *films; // the default first
    size_t count;
    bool has_liquid;     // addresses go through Jekyll's relative_url
    const char *special; // characters that are written as entities, so that nothing interprets them
    struct text *out;
};

static const char special_html[] = "&<>\"'";
static const char special_markdown[] = "&<>\"'{}[]()*_`\\|~!#$";

// ---- Files

// Returns file `index` of a role, NULL if there is none. What comes first is smaller.
static const struct target *find(const struct embed_film *film, enum page_role role, size_t index) {
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
static bool has_video(const struct embed_film *film) {
    bool has_still = find(film, PAGE_STILL, 0) != NULL;
    return find(film, PAGE_VIDEO, 0) && !(film->frames == 1 && has_still);
}

static const struct target *still_of(const struct embed_film *film) {
    return find(film, PAGE_STILL, 0);
}

// Returns the picture that moves or, for a film of one frame, stands still.
static const struct target *moving_of(const struct embed_film *film) {
    const struct target *still = still_of(film);
    return film->frames == 1 && still ? still : find(film, PAGE_MOVING, 0);
}

// ---- Texts and addresses

static void put_description(const struct markup *to) {
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
    const char *slash = strrchr(path, '/');
    struct text config = {0}, below = {0};
    for (size_t length = real ? strlen(real) : 0; length > 0 && !found;) {
        text_clear(&config);
        text_printf(&config, "%.*s/_config.yml", (int)length, real);
        if (access(config.data, F_OK) == 0) {
            text_printf(&below, "%s/%s", real + length, slash ? slash + 1 : path);
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
static void put_address(const struct markup *to, const struct target *target, char quote) {
    const char *path = target->path, *base = to->place->base, *slash = strrchr(path, '/');
    char *below = to->has_liquid && !base ? below_site(path) : NULL;
    while (to->has_liquid && strncmp(path, "./", 2) == 0)
        path += 2;
    if (below)
        path = below;
    else if (base)
        path = slash ? slash + 1 : path;
    bool is_relative = (base ? base : path)[0] != '/';
    bool is_elsewhere = base && strstr(base, "://");
    if (to->has_liquid)
        text_printf(to->out, "{{ %c%s", quote, is_relative && !is_elsewhere ? "/" : "");
    if (base) {
        page_address(to->out, base);
        text_add(to->out, *base && base[strlen(base) - 1] != '/' ? "/" : "");
    }
    page_address(to->out, path);
    if (to->has_liquid)
        text_printf(to->out, "%c | relative_url }}", quote);
    free(below);
}

static void put_attribute(const struct markup *to, const char *name, const struct target *target) {
    // Liquid's relative_url decodes apostrophes but not quotation marks, so the latter go outside.
    text_printf(to->out, " %s=\"", name);
    put_address(to, target, '\'');
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

static const char calm[] = "(prefers-reduced-motion: reduce)";
static const char fitting[] = "max-width: 100%; height: auto;";

static void put_image(const struct markup *to, const struct target *target) {
    text_add(to->out, "<img");
    put_attribute(to, "src", target);
    text_printf(to->out, " width=\"%d\" height=\"%d\" alt=\"", to->films->width, to->films->height);
    put_description(to);
    text_printf(to->out, "\" loading=\"lazy\" style=\"%s\">", fitting);
}

static void put_picture_source(const struct markup *to, const struct embed_film *film,
                               const struct target *target, const char *also) {
    if (!target)
        return;
    text_add(to->out, "  <source");
    put_attribute(to, "srcset", target);
    put_media(to, film, also);
    text_printf(to->out, " width=\"%d\" height=\"%d\">\n", film->width, film->height);
}

static void put_still_source(const struct markup *to, const struct embed_film *film,
                             const char *also) {
    put_picture_source(to, film, still_of(film), also);
}

static void put_moving_source(const struct markup *to, const struct embed_film *film,
                              const char *also) {
    put_picture_source(to, film, moving_of(film), also);
}

// A picture: the moving one, or the still for readers who prefer reduced motion. With `is_still`
// the still for all.
static void put_picture(const struct markup *to, const char *class, bool is_still) {
    const struct target *still = still_of(to->films), *moving = moving_of(to->films);
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
        for_each(to, calm, put_still_source);
    if (to->count > 1)
        for_each(to, NULL, shown == moving ? put_moving_source : put_still_source);
    text_add(to->out, "  ");
    put_image(to, shown);
    text_add(to->out, "\n</picture>");
}

static void put_video_sources(const struct markup *to, const struct embed_film *film,
                              const char *also) {
    const struct target *video;
    for (size_t i = 0; (video = find(film, PAGE_VIDEO, i)); i++) {
        text_add(to->out, "  <source");
        put_attribute(to, "src", video);
        put_media(to, film, also);
        text_printf(to->out, " type=\"%s\">\n", video->format->mime);
    }
}

// A video with controls. Inside is what a page shows that drops or cannot play it: a picture, which
// leads to the film.
static void put_video(const struct markup *to, const char *also) {
    const struct embed_film *film = to->films;
    const struct target *still = still_of(film), *moving = find(film, PAGE_MOVING, 0);
    text_printf(to->out,
                "<video autoplay loop muted playsinline controls width=\"%d\" height=\"%d\" "
                "style=\"%s\"",
                film->width, film->height, fitting);
    if (still)
        put_attribute(to, "poster", still);
    text_add(to->out, " aria-label=\"");
    put_description(to);
    text_add(to->out, "\">\n");
    for_each(to, also, put_video_sources);
    if (moving || still) {
        text_add(to->out, "  <a");
        put_attribute(to, "href", find(film, PAGE_VIDEO, 0));
        text_add(to->out, ">");
        put_image(to, moving ? moving : still);
        text_add(to->out, "</a>\n");
    }
    text_add(to->out, "</video>");
}

// ---- Kinds of pages

// A page that keeps styles and scripts. With a script a button stands beneath the film; without one
// the video's own controls remain.
static void put_figure(const struct markup *to) {
    bool is_film = has_video(to->films), has_still = still_of(to->films) != NULL;
    text_add(to->out, "<figure class=\"optanim\" style=\"margin: 1em 0;\">\n");
    if (!is_film) {
        put_picture(to, NULL, false);
        text_add(to->out, "\n</figure>\n");
        return;
    }
    // Browsers without media queries show the video.
    if (has_still)
        text_printf(to->out,
                    "<style>.optanim-still { display: none; }\n@media %s {\n"
                    ".optanim-still { display: inline; }\n"
                    ".optanim video, .optanim button { display: none; }\n}</style>\n",
                    calm);
    put_video(to, NULL);
    text_add(to->out, "\n");
    if (has_still) {
        put_picture(to, "optanim-still", true);
        text_add(to->out, "\n");
    }
    text_add(
        to->out,
        "<div><button type=\"button\" hidden style=\"font: inherit; min-height: 2em;\">Pause"
        "</button></div>\n"
        "<script>(function (figure) {\n"
        "var film = figure.querySelector(\"video\"), button = figure.querySelector(\"button\");\n"
        "function tell() { button.textContent = film.paused ? \"Play\" : \"Pause\"; }\n"
        "film.controls = button.hidden = false;\n"
        "film.onplay = film.onpause = tell;\n"
        "button.onclick = function () { if (film.paused) film.play(); else film.pause(); tell(); };\n"
        "tell();\n"
        "})(document.currentScript.parentNode);</script>\n"
        "</figure>\n");
}

static void put_markdown_image(const struct markup *to, const struct target *target) {
    text_add(to->out, "![");
    put_description(to);
    text_add(to->out, "](");
    put_address(to, target, '"');
    text_add(to->out, ")");
}

// True if Markdown's own image says all: one picture for every reader.
static bool is_one_picture(const struct markup *to) {
    const struct target *still = still_of(to->films), *moving = moving_of(to->films);
    bool has_both = still && moving && still != moving;
    return !has_video(to->films) && to->count == 1 && !has_both && (still || moving);
}

// A page that may drop styles and scripts; where it drops a video, its picture remains.
static void put_markdown(const struct markup *to) {
    if (is_one_picture(to)) {
        const struct target *moving = moving_of(to->films);
        put_markdown_image(to, moving ? moving : still_of(to->films));
        text_add(to->out, "\n");
        return;
    }
    text_add(to->out, "<figure style=\"margin: 1em 0;\">\n");
    if (has_video(to->films))
        put_video(to, still_of(to->films) ? "(prefers-reduced-motion: no-preference)" : NULL);
    else
        put_picture(to, NULL, false);
    text_add(to->out, "\n</figure>\n");
}

static void put_jekyll(const struct markup *to) {
    if (is_one_picture(to)) {
        const struct target *moving = moving_of(to->films);
        put_markdown_image(to, moving ? moving : still_of(to->films));
        text_add(to->out, "{: .center-image }\n");
        return;
    }
    put_figure(to);
}

// Hugo drops HTML unless its settings allow it, but has a shortcode for a picture, which can lead
// to a film.
static void put_hugo(const struct markup *to) {
    const struct embed_film *film = to->films;
    const struct target *video = has_video(film) ? find(film, PAGE_VIDEO, 0) : NULL;
    const struct target *moving = moving_of(film), *shown = moving ? moving : still_of(film);
    if (!shown)
        return;
    text_add(to->out, "{{< figure");
    put_attribute(to, "src", shown);
    if (video)
        put_attribute(to, "link", video);
    // Hugo takes what is in backquotes as it is. In quotation marks it drops backslashes.
    bool is_raw = !strchr(film->description, '`');
    const char *quote = is_raw ? "`" : "\"";
    text_printf(to->out, " width=\"%d\" height=\"%d\" loading=\"lazy\" alt=%s", film->width,
                film->height, quote);
    for (const char *text = film->description; *text; text++) {
        if (!is_raw && *text == '\\')
            text_add(to->out, "\u2216"); // a sign that looks the same
        else if (!is_raw && *text == '"')
            text_add(to->out, "\\\"");
        else
            text_append(to->out, (unsigned char)*text < 0x20 ? " " : text, 1);
    }
    text_printf(to->out, "%s >}}\n", quote);
}

// Quarto shows the film in HTML and its still in other formats.
static void put_quarto(const struct markup *to) {
    const struct target *still = still_of(to->films), *moving = moving_of(to->films);
    text_add(to->out, "::: {.content-visible when-format=\"html\"}\n```{=html}\n");
    put_figure(to);
    text_add(to->out, "```\n:::\n");
    if (!still && !moving)
        return;
    struct markup markdown = *to;
    markdown.special = special_markdown;
    text_add(to->out, "\n::: {.content-visible unless-format=\"html\"}\n");
    put_markdown_image(&markdown, still ? still : moving);
    text_add(to->out, "\n:::\n");
}

// GitHub keeps pictures with their sources, and links.
static void put_github(const struct markup *to) {
    const struct target *video = has_video(to->films) ? find(to->films, PAGE_VIDEO, 0) : NULL;
    bool has_moving = moving_of(to->films) != NULL;
    if (video && !has_moving) {
        text_add(to->out, "<a");
        put_attribute(to, "href", video);
        text_add(to->out, ">\n");
    }
    put_picture(to, NULL, false);
    text_add(to->out, video && !has_moving ? "\n</a>\n" : "\n");
}

void embed_write(enum embed_kind kind, const struct embed_place *place,
                 const struct embed_film *films, size_t count, struct text *out) {
    static const struct {
        void (*put)(const struct markup *to);
        bool has_liquid;
        const char *special;
    } kinds[] = {
        [EMBED_HTML] = {put_figure, false, special_html},
        [EMBED_MARKDOWN] = {put_markdown, false, special_markdown},
        [EMBED_JEKYLL] = {put_jekyll, true, special_markdown},
        [EMBED_HUGO] = {put_hugo, false, special_html},
        [EMBED_QUARTO] = {put_quarto, false, special_html},
        [EMBED_GITHUB] = {put_github, false, special_markdown},
    };
    bool is_shown = false;
    for (int role = PAGE_VIDEO; role <= PAGE_STILL; role++)
        is_shown = is_shown || find(films, (enum page_role)role, 0);
    struct markup markup = {.place = place,
                            .films = films,
                            .count = count,
                            .has_liquid = kinds[kind].has_liquid,
                            .special = kinds[kind].special,
                            .out = out};
    if (is_shown && kinds[kind].put)
        kinds[kind].put(&markup);
}

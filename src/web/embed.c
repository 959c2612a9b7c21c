// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/embed.h"

#include "base/memory.h"
#include "web/markup.h"

#include <stdlib.h>
#include <string.h>

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

// A page that computes, as high as it says it is.
static void put_frame(const struct markup *to, const struct target *page) {
    enum { BELOW = 220 }; // pixels that its controls take, about
    text_add(to->out, "<figure class=\"optanim\" style=\"margin: 1em 0;\">\n<iframe");
    markup_put_attribute(to, "src", page);
    text_add(to->out, " title=\"");
    markup_put_description(to);
    text_printf(to->out,
                "\" loading=\"lazy\" style=\"width: 100%%; height: %dpx; border: 0;\"></iframe>\n"
                "<script>\n"
                "addEventListener(\"message\", ({ data, source }) => {\n"
                "for (const frame of document.querySelectorAll(\".optanim iframe\"))\n"
                "if (data?.optanim && frame.contentWindow === source)\n"
                "frame.style.height = data.optanim.height + \"px\";\n"
                "});\n"
                "</script>\n</figure>\n",
                to->films->height + BELOW);
}

// A link to a page that computes, for pages that keep no frames: of its still, or of its name.
static void put_link(const struct markup *to, const struct target *page) {
    const struct target *still = markup_still_of(to->films);
    text_add(to->out, still ? "[![" : "[");
    markup_put_description(to);
    if (still) {
        text_add(to->out, "](");
        markup_put_address(to, still, '"');
        text_add(to->out, ")");
    }
    text_add(to->out, "](");
    markup_put_address(to, page, '"');
    text_add(to->out, ")\n");
}

// A page that keeps styles and scripts. With a script a button stands beneath the film; without one
// the video's own controls remain.
static void put_figure(const struct markup *to) {
    bool is_film = markup_has_video(to->films), has_still = markup_still_of(to->films) != NULL;
    text_add(to->out, "<figure class=\"optanim\" style=\"margin: 1em 0;\">\n");
    if (!is_film) {
        markup_put_picture(to, NULL, false);
        text_add(to->out, "\n</figure>\n");
        return;
    }
    // Browsers without media queries show the video.
    if (has_still)
        text_printf(to->out,
                    "<style>.optanim-still { display: none; }\n@media %s {\n"
                    ".optanim-still { display: inline; }\n"
                    ".optanim video, .optanim button { display: none; }\n}</style>\n",
                    markup_calm);
    markup_put_video(to, NULL);
    text_add(to->out, "\n");
    if (has_still) {
        markup_put_picture(to, "optanim-still", true);
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
    markup_put_description(to);
    text_add(to->out, "](");
    markup_put_address(to, target, '"');
    text_add(to->out, ")");
}

// True if Markdown's own image says all: one picture for every reader.
static bool is_one_picture(const struct markup *to) {
    const struct target *still = markup_still_of(to->films), *moving = markup_moving_of(to->films);
    bool has_both = still && moving && still != moving;
    return !markup_has_video(to->films) && to->count == 1 && !has_both && (still || moving);
}

// A page that may drop styles and scripts; where it drops a video, its picture remains.
static void put_markdown(const struct markup *to) {
    if (is_one_picture(to)) {
        const struct target *moving = markup_moving_of(to->films);
        put_markdown_image(to, moving ? moving : markup_still_of(to->films));
        text_add(to->out, "\n");
        return;
    }
    text_add(to->out, "<figure style=\"margin: 1em 0;\">\n");
    if (markup_has_video(to->films))
        markup_put_video(to, markup_still_of(to->films) ? "(prefers-reduced-motion: no-preference)"
                                                        : NULL);
    else
        markup_put_picture(to, NULL, false);
    text_add(to->out, "\n</figure>\n");
}

static void put_jekyll(const struct markup *to) {
    if (is_one_picture(to)) {
        const struct target *moving = markup_moving_of(to->films);
        put_markdown_image(to, moving ? moving : markup_still_of(to->films));
        text_add(to->out, "{: .center-image }\n");
        return;
    }
    put_figure(to);
}

// Hugo drops HTML unless its settings allow it, but has a shortcode for a picture, which can lead
// to a film.
static void put_hugo(const struct markup *to) {
    const struct embed_film *film = to->films;
    const struct target *video = markup_has_video(film) ? markup_find(film, PAGE_VIDEO, 0) : NULL;
    const struct target *moving = markup_moving_of(film),
                        *shown = moving ? moving : markup_still_of(film);
    if (!shown)
        return;
    text_add(to->out, "{{< figure");
    markup_put_attribute(to, "src", shown);
    if (video)
        markup_put_attribute(to, "link", video);
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
    const struct target *still = markup_still_of(to->films), *moving = markup_moving_of(to->films);
    text_add(to->out, "::: {.content-visible when-format=\"html\"}\n```{=html}\n");
    put_figure(to);
    text_add(to->out, "```\n:::\n");
    if (!still && !moving)
        return;
    struct markup markdown = *to;
    markdown.special = markup_markdown;
    text_add(to->out, "\n::: {.content-visible unless-format=\"html\"}\n");
    put_markdown_image(&markdown, still ? still : moving);
    text_add(to->out, "\n:::\n");
}

static void put_quarto_frame(const struct markup *to, const struct target *page) {
    text_add(to->out, "::: {.content-visible when-format=\"html\"}\n```{=html}\n");
    put_frame(to, page);
    text_add(to->out, "```\n:::\n");
}

// GitHub keeps pictures with their sources, and links.
static void put_github(const struct markup *to) {
    const struct target *video =
        markup_has_video(to->films) ? markup_find(to->films, PAGE_VIDEO, 0) : NULL;
    bool has_moving = markup_moving_of(to->films) != NULL;
    if (video && !has_moving) {
        text_add(to->out, "<a");
        markup_put_attribute(to, "href", video);
        text_add(to->out, ">\n");
    }
    markup_put_picture(to, NULL, false);
    text_add(to->out, video && !has_moving ? "\n</a>\n" : "\n");
}

void embed_write(enum embed_kind kind, const struct embed_place *place,
                 const struct embed_film *films, size_t count, struct text *out) {
    static const struct {
        void (*put)(const struct markup *to);
        bool has_liquid;
        const char *special;
        void (*put_page)(const struct markup *to, const struct target *page);
    } kinds[] = {
        [EMBED_HTML] = {put_figure, false, markup_html, put_frame},
        [EMBED_MARKDOWN] = {put_markdown, false, markup_markdown, put_link},
        [EMBED_JEKYLL] = {put_jekyll, true, markup_markdown, put_frame},
        [EMBED_HUGO] = {put_hugo, false, markup_html, put_link},
        [EMBED_QUARTO] = {put_quarto, false, markup_html, put_quarto_frame},
        [EMBED_GITHUB] = {put_github, false, markup_markdown, put_link},
    };
    bool is_shown = false;
    for (int role = PAGE_VIDEO; role <= PAGE_STILL; role++)
        is_shown = is_shown || markup_find(films, (enum page_role)role, 0);
    struct markup markup = {.place = place,
                            .films = films,
                            .count = count,
                            .has_liquid = kinds[kind].has_liquid,
                            .special = kinds[kind].special,
                            .out = out};
    const struct target *page = markup_find(films, PAGE_FRAME, 0);
    if (page && kinds[kind].put_page)
        kinds[kind].put_page(&markup, page);
    else if (is_shown && kinds[kind].put)
        kinds[kind].put(&markup);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/embed.h"

#include "web/page.h"

#include <string.h>

// Returns the first target of a role from `index` on, NULL if there is none.
static const struct target *find(const struct job *job, enum page_role role, size_t *index) {
    for (; *index < job->target_count; (*index)++) {
        const struct target *target = &job->targets[*index];
        if (target_is_shown(target) && page_role_of(target) == role) {
            (*index)++;
            return target;
        }
    }
    return NULL;
}

static const struct target *first(const struct job *job, enum page_role role) {
    size_t index = 0;
    return find(job, role, &index);
}

// Appends the description, escaped for an attribute and so that neither Liquid nor Markdown
// interprets it.
static void add_description(struct text *out, enum embed_kind kind, const struct report *report) {
    const char *special = kind == EMBED_HTML ? "&<>\"'" : "&<>\"'{}[]()*_`\\|~!#$";
    const char *text = report->description.data ? report->description.data : "";
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (strchr(special, c))
            text_printf(out, "&#%d;", c);
        else
            text_append(out, c < 0x20 ? " " : text, 1);
    }
}

// Appends the URL of a file. For Liquid it is a string in the given quotes.
static void add_address(struct text *out, enum embed_kind kind, const char *path, char quote) {
    while (kind == EMBED_JEKYLL && strncmp(path, "./", 2) == 0)
        path += 2;
    if (kind == EMBED_JEKYLL)
        text_printf(out, "{{ %c%s", quote, path[0] == '/' ? "" : "/");
    page_address(out, path);
    if (kind == EMBED_JEKYLL)
        text_printf(out, "%c | relative_url }}", quote);
}

static void add_attribute(struct text *out, enum embed_kind kind, const char *name,
                          const char *path) {
    // Liquid's relative_url decodes apostrophes but not quotation marks, so the latter go outside.
    text_printf(out, " %s=\"", name);
    add_address(out, kind, path, '\'');
    text_add(out, "\"");
}

static void add_image(struct text *out, enum embed_kind kind, const struct report *report,
                      const struct target *target, const char *class) {
    text_add(out, "<img");
    if (class)
        text_printf(out, " class=\"%s\"", class);
    add_attribute(out, kind, "src", target->path);
    text_printf(out, " width=\"%d\" height=\"%d\" alt=\"", report->width, report->height);
    add_description(out, kind, report);
    text_add(out, "\" loading=\"lazy\" style=\"max-width: 100%; height: auto;\">");
}

// A video, with pictures for browsers that play none, and the still for reduced motion.
static void add_video(struct text *out, enum embed_kind kind, const struct report *report,
                      const struct job *job) {
    const struct target *still = first(job, PAGE_STILL), *moving = first(job, PAGE_MOVING), *video;
    // Browsers without media queries show the video.
    if (still)
        text_add(out, "<style>.optanim-still { display: none; }\n"
                      "@media (prefers-reduced-motion: reduce) {\n"
                      ".optanim-still { display: inline; } .optanim video { display: none; }\n"
                      "}</style>\n");
    text_printf(out,
                "<video autoplay loop muted playsinline width=\"%d\" height=\"%d\" "
                "style=\"max-width: 100%%; height: auto;\"",
                report->width, report->height);
    if (still)
        add_attribute(out, kind, "poster", still->path);
    text_add(out, " aria-label=\"");
    add_description(out, kind, report);
    text_add(out, "\">\n");
    // A browser takes the first source that it can play.
    for (int pass = 0; pass < 2; pass++) {
        for (size_t index = 0; (video = find(job, PAGE_VIDEO, &index));) {
            if (video->format->comes_first != (pass == 0))
                continue;
            text_add(out, "  <source");
            add_attribute(out, kind, "src", video->path);
            text_printf(out, " type=\"%s\">\n", video->format->mime);
        }
    }
    if (moving || still) {
        text_add(out, "  ");
        add_image(out, kind, report, moving ? moving : still, NULL);
        text_add(out, "\n");
    }
    text_add(out, "</video>\n");
    if (still) {
        add_image(out, kind, report, still, "optanim-still");
        text_add(out, "\n");
    }
}

// An animated picture without a video; replaced by the still for reduced motion.
static void add_moving(struct text *out, enum embed_kind kind, const struct report *report,
                       const struct job *job) {
    const struct target *still = first(job, PAGE_STILL), *moving = first(job, PAGE_MOVING);
    if (still && moving) {
        text_add(out, "<picture>\n  <source");
        add_attribute(out, kind, "srcset", still->path);
        text_add(out, " media=\"(prefers-reduced-motion: reduce)\">\n  ");
        add_image(out, kind, report, moving, NULL);
        text_add(out, "\n</picture>\n");
    } else if (still || moving) {
        add_image(out, kind, report, moving ? moving : still, NULL);
        text_add(out, "\n");
    }
}

// Markdown's image syntax, if there is only one picture.
static void add_markdown(struct text *out, enum embed_kind kind, const struct report *report,
                         const struct target *target) {
    text_add(out, "![");
    add_description(out, kind, report);
    text_add(out, "](");
    add_address(out, kind, target->path, '"');
    text_add(out, kind == EMBED_JEKYLL ? "){: .center-image }\n" : ")\n");
}

void embed_write(enum embed_kind kind, const struct report *report, const struct job *job,
                 struct text *out) {
    const struct target *still = first(job, PAGE_STILL), *moving = first(job, PAGE_MOVING);
    bool has_video = first(job, PAGE_VIDEO) != NULL;
    if (!has_video && kind != EMBED_HTML && !(still && moving) && (still || moving)) {
        add_markdown(out, kind, report, moving ? moving : still);
        return;
    }
    if (!has_video && !still && !moving)
        return;
    text_add(out, "<figure class=\"optanim\">\n");
    if (has_video)
        add_video(out, kind, report, job);
    else
        add_moving(out, kind, report, job);
    text_add(out, "</figure>\n");
}

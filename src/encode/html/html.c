// SPDX-License-Identifier: GPL-3.0-or-later
// A page that computes: the scene's still, and the program as WebAssembly, which runs and draws the
// scene anew for the values that a reader sets. The page is src/web/player, put together and
// embedded at build time; here the marks in it are replaced.
#include "base/bytes.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/xml.h"
#include "encode/format.h"
#include "encode/html/still.h"
#include "encode/xmp.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

extern const char html_page_start[], html_page_end[];
extern const char html_core_start[], html_core_end[];
extern const char html_plain_start[], html_plain_end[]; // with the most usual rules only
extern const char html_worker_start[], html_worker_end[];

static const char *html_missing(const struct format *format) {
    (void)format;
    return HTML_MISSING[0] ? HTML_MISSING " and build optanim anew" : NULL;
}

static bool html_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const char *missing = html_missing(encoder->format);
    return !missing || error_set(error, ERROR_RENDER, "html is not here; install %s", missing);
}

// Appends a part of the program.
static void add_part(struct text *out, const char *start, const char *end) {
    text_put_base64(out, (const uint8_t *)start, (size_t)(end - start));
}

// Appends bytes, compressed as by gzip, in base64.
static void add_packed(struct text *out, const char *bytes, size_t length) {
    enum { LEVEL = 12 };
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor)
        mem_exhausted();
    size_t room = libdeflate_gzip_compress_bound(compressor, length);
    uint8_t *packed = mem_zero(room, 1);
    text_put_base64(out, packed, libdeflate_gzip_compress(compressor, bytes, length, packed, room));
    free(packed);
    libdeflate_free_compressor(compressor);
}

// Appends a JSON text that is safe inside a script element: it has no "<", so a scene cannot close
// the element.
static void add_data(struct text *out, const struct film *film) {
    struct text json = {0};
    text_add(&json, "{\"scene\": ");
    json_string(&json, film->page.scene);
    json_add_string(&json, "name", film->title);
    json_add_string(&json, "description", film->description);
    text_add(&json, ", \"glyphs\": \"");
    add_packed(&json, film->page.glyphs, film->page.glyph_bytes);
    text_add(&json, "\"");
    json_add_number(&json, "width", film->width);
    json_add_number(&json, "height", film->height);
    json_add_number(&json, "scale", film->page.scale);
    text_printf(&json, ", \"controls\": [%s], \"files\": {%s}}",
                film->page.controls ? film->page.controls : "",
                film->page.files ? film->page.files : "");
    for (const char *c = json.data; *c; c++)
        text_append(out, *c == '<' ? "\\u003c" : c, *c == '<' ? 6 : 1);
    text_finish(&json);
}

// What stands in place of a mark.
struct html_part {
    const char *mark;
    struct text text;
};

static void add_page(struct text *page, struct html_part *parts, size_t count) {
    const char *rest = html_page_start;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(parts[i].mark);
        const char *place = memmem(rest, (size_t)(html_page_end - rest), parts[i].mark, length);
        text_append(page, rest, (size_t)(place - rest));
        text_append(page, parts[i].text.data, parts[i].text.length);
        rest = place + length;
        text_finish(&parts[i].text);
    }
    text_append(page, rest, (size_t)(html_page_end - rest));
}

static bool html_write(struct encoder *encoder, const struct frame *frame, long times,
                       struct error *error) {
    (void)times;
    const struct film *film = &encoder->film;
    struct text still = {0}, page = {0};
    // In the order in which they stand in the page.
    struct html_part parts[] = {{"@TITLE@"}, {"@TITLE@"}, {"@ALT@"},    {"@STILL@"},
                                {"@DATA@"},  {"@CORE@"},  {"@WORKER@"}, {"@XMP@"}};
    still_make(film, frame, &still);
    xml_escape(&parts[0].text, film->title);
    xml_escape(&parts[1].text, film->title);
    xml_escape(&parts[2].text, film->description ? film->description : film->title);
    text_put_base64(&parts[3].text, (const uint8_t *)still.data, still.length);
    add_data(&parts[4].text, film);
    if (film->page.needs_all)
        add_part(&parts[5].text, html_core_start, html_core_end);
    else
        add_part(&parts[5].text, html_plain_start, html_plain_end);
    add_part(&parts[6].text, html_worker_start, html_worker_end);
    xmp_put(&parts[7].text, film);
    add_page(&page, parts, sizeof parts / sizeof *parts);
    bool done = atomic_file_write(encoder->output, page.data, page.length, error);
    text_finish(&still);
    text_finish(&page);
    return done;
}

static const struct codec html_codec = {
    .missing = html_missing,
    .open = html_open,
    .write = html_write,
};

const struct format format_html = {
    .name = "html",
    .extensions = (const char *const[]){"html", NULL},
    .help = "a page that runs the optimizers, with sliders",
    .mime = "text/html",
    .kind = FORMAT_STILL,
    .keeps_source = true,
    .has_alpha = true,
    .computes = true,
    .codec = &html_codec,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// Canvases that store shapes, and writing them as PDF and SVG files.
#include "draw/canvas_cairo.h"

#include "base/memory.h"
#include "base/xml.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A path as the `d` attribute of an SVG path. `from` and `to` are as in struct svg_path, but empty
// where those are NULL.
struct outline {
    struct text data, from, to;
    int moves, closes, others;
};

static void add_point(struct canvas *canvas, struct text *text, double x, double y) {
    cairo_user_to_device(cairo_in(canvas), &x, &y);
    svg_number(text, x);
    text_add(text, " ");
    svg_number(text, y);
}

static void outline_finish(struct outline *outline) {
    text_finish(&outline->data);
    text_finish(&outline->from);
    text_finish(&outline->to);
}

static void outline_of(struct canvas *canvas, struct outline *outline) {
    static const char letters[] = {[CAIRO_PATH_MOVE_TO] = 'M',
                                   [CAIRO_PATH_LINE_TO] = 'L',
                                   [CAIRO_PATH_CURVE_TO] = 'C',
                                   [CAIRO_PATH_CLOSE_PATH] = 'Z'};
    cairo_path_t *path = cairo_copy_path(cairo_in(canvas));
    *outline = (struct outline){0};
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *step = &path->data[i];
        int next = i + step->header.length;
        // After closing a subpath cairo adds a move to its start, even if nothing follows.
        bool is_idle =
            step->header.type == CAIRO_PATH_MOVE_TO &&
            (next == path->num_data || path->data[next].header.type == CAIRO_PATH_MOVE_TO);
        if (is_idle)
            continue;
        outline->moves += step->header.type == CAIRO_PATH_MOVE_TO;
        outline->closes += step->header.type == CAIRO_PATH_CLOSE_PATH;
        text_append(&outline->data, &letters[step->header.type], 1);
        for (int k = 1; k < step->header.length; k++) {
            text_clear(&outline->to);
            add_point(canvas, &outline->to, step[k].point.x, step[k].point.y);
            text_add(&outline->data, k > 1 ? " " : "");
            text_add(&outline->data, outline->to.data);
        }
        if (i == 0 && outline->to.data)
            text_add(&outline->from, outline->to.data);
    }
    cairo_path_destroy(path);
}

static struct svg_path path_of(const struct outline *outline) {
    bool is_line = outline->moves == 1 && outline->closes == 0;
    return (struct svg_path){.data = outline->data.data ? outline->data.data : "",
                             .from = is_line ? outline->from.data : NULL,
                             .to = is_line ? outline->to.data : NULL};
}

// A path that is a single circle is written as a <circle>: as curves, a dot would take four.
static void svg_canvas_fill_keep(struct canvas *canvas, uint32_t color, double alpha) {
    struct cairo_canvas *own = cairo_of(canvas);
    struct outline outline;
    if (!own->has_path || alpha <= 0)
        return;
    outline_of(canvas, &outline);
    struct svg_path path = path_of(&outline);
    const struct circle *circle = &own->circle;
    if (circle->is_first && outline.moves == 1) {
        double x = circle->x, y = circle->y;
        cairo_user_to_device(own->cairo, &x, &y);
        svg_circle(&own->svg, x, y, circle->radius, color, alpha);
    } else if (outline.moves > 0) {
        svg_fill(&own->svg, &path, color, alpha);
    }
    outline_finish(&outline);
}

static void svg_canvas_stroke(struct canvas *canvas, const struct stroke *stroke) {
    struct cairo_canvas *own = cairo_of(canvas);
    if (own->has_path && stroke->alpha > 0 && stroke->width > 0) {
        struct outline outline;
        outline_of(canvas, &outline);
        struct svg_path path = path_of(&outline);
        if (outline.moves > 0)
            svg_stroke(&own->svg, &path, stroke);
        outline_finish(&outline);
    }
    cairo_canvas_drop_path(canvas);
}

static void svg_canvas_clip(struct canvas *canvas, struct box box) {
    cairo_canvas_clip(canvas, box);
    svg_clip(&cairo_of(canvas)->svg, box);
}

static void svg_canvas_unclip(struct canvas *canvas) {
    cairo_canvas_restore(canvas);
    svg_unclip(&cairo_of(canvas)->svg);
}

static void svg_canvas_blend(struct canvas *canvas, struct canvas *over, struct rect rect,
                             double alpha) {
    (void)rect; // all of a canvas is blended with one of a file
    svg_group(&cairo_of(canvas)->svg, &cairo_of(over)->svg, alpha);
}

static bool svg_canvas_text_begin(struct canvas *canvas, const struct canvas_label *label) {
    cairo_matrix_t matrix;
    if (canvas->kind != CANVAS_SVG_TEXT)
        return false;
    cairo_get_matrix(cairo_in(canvas), &matrix);
    svg_text(&cairo_of(canvas)->svg, label,
             (const double[]){matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.x0, matrix.y0});
    return true;
}

static cairo_status_t add_bytes(void *text, const unsigned char *bytes, unsigned length) {
    text_append(text, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void svg_canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height,
                             int x, int y) {
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    int stride = cairo_image_surface_get_stride(image);
    unsigned char *rows = cairo_image_surface_get_data(image);
    for (int row = 0; rows && row < height; row++)
        memcpy(rows + (ptrdiff_t)row * stride, pixels + (ptrdiff_t)row * width, (size_t)width * 4);
    cairo_surface_mark_dirty(image);
    struct text png = {0};
    cairo_surface_write_to_png_stream(image, add_bytes, &png);
    svg_image(&cairo_of(canvas)->svg, (struct box){x, y, width, height}, png.data, png.length);
    text_finish(&png);
    cairo_surface_destroy(image);
}

static void add_element(struct text *out, const char *name, const char *text) {
    if (!text)
        return;
    text_printf(out, "<%s>", name);
    size_t start = out->length;
    xml_escape(out, text);
    for (char *line = out->data + start; (line = strchr(line, '\n'));)
        *line = ' '; // viewers show it on one line
    text_printf(out, "</%s>\n", name);
}

static bool write_svg(struct canvas *canvas, double scale, const char *title,
                      const char *description, canvas_sink *sink, void *context) {
    struct text out = {0};
    text_add(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    svg_number(&out, canvas->width * scale);
    text_add(&out, "\" height=\"");
    svg_number(&out, canvas->height * scale);
    // Attributes that most lines share are set once, on the root element.
    text_printf(&out,
                "\" viewBox=\"0 0 %d %d\" fill=\"none\" stroke-linecap=\"round\" "
                "stroke-linejoin=\"round\" stroke-miterlimit=\"10\">\n",
                canvas->width, canvas->height);
    add_element(&out, "title", title);
    add_element(&out, "desc", description);
    if (cairo_of(canvas)->svg.body.data)
        text_append(&out, cairo_of(canvas)->svg.body.data, cairo_of(canvas)->svg.body.length);
    text_add(&out, "</svg>\n");
    bool good = sink(context, out.data, out.length);
    text_finish(&out);
    return good;
}

static void set_metadata(cairo_surface_t *file, cairo_pdf_metadata_t kind, const char *text) {
    struct text clean = {0};
    if (!text)
        return;
    xml_clean(&clean, text);
    cairo_pdf_surface_set_metadata(file, kind, clean.data);
    text_finish(&clean);
}

static bool write_pdf(struct canvas *canvas, double scale, const char *title,
                      const char *description, canvas_sink *sink, void *context) {
    static const double points_a_pixel = 72.0 / 96;
    struct text out = {0};
    cairo_surface_t *file =
        cairo_pdf_surface_create_for_stream(add_bytes, &out, canvas->width * scale * points_a_pixel,
                                            canvas->height * scale * points_a_pixel);
    set_metadata(file, CAIRO_PDF_METADATA_TITLE, title);
    set_metadata(file, CAIRO_PDF_METADATA_SUBJECT, description);
    // No creation date: the same picture must give the same bytes at any time.
    cairo_pdf_surface_set_metadata(file, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_t *cairo = cairo_create(file);
    cairo_scale(cairo, scale * points_a_pixel, scale * points_a_pixel);
    cairo_set_source_surface(cairo, cairo_of(canvas)->surface, 0, 0);
    cairo_paint(cairo);
    bool good = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_finish(file);
    good = good && cairo_surface_status(file) == CAIRO_STATUS_SUCCESS &&
           sink(context, out.data, out.length);
    cairo_surface_destroy(file);
    text_finish(&out);
    return good;
}

static const cairo_user_data_key_t font_key;

// Draws a glyph of stored text. cairo calls it once for each glyph and stores the result in the PDF
// as a glyph of a font.
static cairo_status_t render_glyph(cairo_scaled_font_t *scaled, unsigned long glyph, cairo_t *cairo,
                                   cairo_text_extents_t *extents) {
    const struct canvas_font *font =
        cairo_font_face_get_user_data(cairo_scaled_font_get_font_face(scaled), &font_key);
    struct cairo_canvas letter = {.canvas.backend = &canvas_pdf_backend, .cairo = cairo};
    struct box ink;
    extents->x_advance = font->measure(font->face, (uint32_t)glyph, &ink);
    font->outline(font->face, (uint32_t)glyph, &letter.canvas, 0, 0, 1);
    cairo_fill(cairo);
    return CAIRO_STATUS_SUCCESS;
}

// Returns the typeface of stored text as cairo's, created with its first text.
static cairo_font_face_t *letters_of(struct cairo_canvas *own, const struct canvas_font *font) {
    for (size_t i = 0; i < own->letters_count; i++)
        if (own->letters[i].font == font)
            return own->letters[i].face;
    own->letters = mem_grow(own->letters, &own->letters_capacity, own->letters_count + 1,
                            sizeof *own->letters);
    cairo_font_face_t *face = cairo_user_font_face_create();
    cairo_user_font_face_set_render_glyph_func(face, render_glyph);
    cairo_font_face_set_user_data(
        face, &font_key,
        (void *)(uintptr_t)font, // NOLINT(performance-no-int-to-ptr): casts const away

        NULL);
    own->letters[own->letters_count++] = (struct kept_letters){font, face};
    return face;
}

static bool pdf_text_begin(struct canvas *canvas, const struct canvas_label *label) {
    if (canvas->kind == CANVAS_PDF_TEXT)
        cairo_of(canvas)->text = mem_string(label->text, strlen(label->text));
    return false; // its glyphs are needed, too
}

static void pdf_text_end(struct canvas *canvas) {
    free(cairo_of(canvas)->text);
    cairo_of(canvas)->text = NULL;
}

// Stores a run as text that can be selected and searched, if it is all of a text. A text of several
// runs, such as one from right to left, is drawn as outlines.
static void pdf_glyphs(struct canvas *canvas, const struct glyph_run *run) {
    struct cairo_canvas *own = cairo_of(canvas);
    size_t bytes = 0;
    for (size_t i = 0; i < run->count; i++)
        bytes += (size_t)run->glyphs[i].bytes;
    if (!own->text || bytes != strlen(own->text)) {
        for (size_t i = 0; i < run->count; i++)
            canvas_glyph(canvas, run->font, run->glyphs[i].glyph, run->glyphs[i].x,
                         run->glyphs[i].y, run->size);
        canvas_fill(canvas, run->color, 1);
        return;
    }
    cairo_glyph_t *glyphs = mem_zero(run->count, sizeof *glyphs);
    cairo_text_cluster_t *clusters = mem_zero(run->count, sizeof *clusters);
    int count = 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct canvas_glyph *glyph = &run->glyphs[i];
        glyphs[i] = (cairo_glyph_t){glyph->glyph, glyph->x, glyph->y};
        count += i == 0 || glyph->bytes > 0;
        clusters[count - 1].num_bytes += glyph->bytes;
        clusters[count - 1].num_glyphs++;
    }
    cairo_canvas_set_color(canvas, run->color, 1);
    cairo_set_font_face(own->cairo, letters_of(own, run->font));
    cairo_set_font_size(own->cairo, run->size);
    cairo_show_text_glyphs(own->cairo, own->text, (int)bytes, glyphs, (int)run->count, clusters,
                           count, 0);
    cairo_new_path(own->cairo);
    free(glyphs);
    free(clusters);
}

const struct canvas_backend canvas_pdf_backend = {
    CAIRO_CANVAS_PATHS,
    .blend = cairo_canvas_blend,
    .image = cairo_canvas_image,
    .clip = cairo_canvas_clip,
    .unclip = cairo_canvas_restore,
    .fill_keep = cairo_canvas_fill_keep,
    .stroke = cairo_canvas_stroke,
    .glyphs = pdf_glyphs,
    .text_begin = pdf_text_begin,
    .text_end = pdf_text_end,
    .write = write_pdf,
};

const struct canvas_backend canvas_svg_backend = {
    CAIRO_CANVAS_PATHS,          .blend = svg_canvas_blend,
    .image = svg_canvas_image,   .clip = svg_canvas_clip,
    .unclip = svg_canvas_unclip, .fill_keep = svg_canvas_fill_keep,
    .stroke = svg_canvas_stroke, .text_begin = svg_canvas_text_begin,
    .write = write_svg,
};

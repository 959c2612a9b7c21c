// SPDX-License-Identifier: GPL-3.0-or-later
// The table of formats, and the calls on to them.
#include "encode/encoder.h"
#include "base/clock.h"
#include "base/memory.h"
#include "encode/convert.h"
#include "encode/ffmpeg/libav.h"
#include "encode/format.h"
#include "encode/pattern.h"
#include "encode/xmp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

extern const struct format format_mp4, format_webm, format_gif, format_webp, format_apng,
    format_avif, format_png, format_frames, format_svg, format_pdf, format_csv, format_raw,
    format_y4m;

const char *format_name(const struct format *format) {
    return format->name;
}

const char *format_help(const struct format *format) {
    return format->help;
}

enum format_kind format_kind_of(const struct format *format) {
    return format->kind;
}

enum drawing_language format_language(const struct format *format) {
    return format->language;
}

bool format_takes_quality(const struct format *format) {
    return format->default_quality > 0;
}

bool format_takes_thin(const struct format *format) {
    return format->takes_thin;
}

int format_default_quality(const struct format *format) {
    return format->default_quality;
}

bool format_has_many_files(const struct format *format) {
    return format->many_files;
}

bool format_takes_encoder(const struct format *format) {
    return format->takes_encoder;
}

bool format_takes_pixels(const struct format *format) {
    return format->takes_pixels;
}

bool format_keeps_source(const struct format *format) {
    return format->keeps_source;
}

const char *format_missing(const struct format *format) {
    return format->parts ? libav_missing(format->parts) : NULL;
}

void format_load(const struct format *format) {
    if (format->parts)
        libav_load();
}

int encoder_quality(const struct encoder *encoder) {
    return encoder->film.quality > 0 ? encoder->film.quality : encoder->format->default_quality;
}

const char *const *format_extensions(const struct format *format) {
    return format->extensions;
}

const struct format *format_by_name(const char *name) {
    for (size_t i = 0; format_table[i]; i++)
        if (strcmp(format_table[i]->name, name) == 0)
            return format_table[i];
    return NULL;
}

const struct format *format_by_path(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    if (!dot)
        return NULL;
    if (pattern_is(path) && strcasecmp(dot, ".png") == 0)
        return &format_frames;
    for (size_t i = 0; format_table[i]; i++)
        for (const char *const *extension = format_table[i]->extensions; *extension; extension++)
            if (strcasecmp(*extension, dot + 1) == 0)
                return format_table[i];
    return NULL;
}

struct encoder *encoder_open(const struct format *format, const char *path, const struct film *film,
                             struct text *warnings, struct error *error) {
    struct encoder *encoder = mem_zero(1, sizeof *encoder);
    encoder->format = format;
    encoder->film = *film;
    if (film->transparent && !format->has_alpha) {
        encoder->film.transparent = false;
        encoder->flat = mem_zero((size_t)film->width * (size_t)film->height, 4);
        text_printf(warnings, "%s has no transparency; its background is #%06x\n", format->name,
                    (unsigned)film->background);
    }
    encoder->path = path;
    encoder->output = format->many_files ? NULL : atomic_file_open(path, error);
    if ((!encoder->output && !format->many_files) ||
        (format->open && !format->open(encoder, warnings, error))) {
        encoder_destroy(encoder);
        return NULL;
    }
    return encoder;
}

bool encoder_wants_survey(const struct encoder *encoder) {
    return encoder->format->wants_survey;
}

// Returns the frame as the format takes it: without alpha, what changed is laid on the background.
static struct frame flatten(struct encoder *encoder, const struct frame *frame) {
    const struct film *film = &encoder->film;
    if (!encoder->flat)
        return *frame;
    double start = seconds_now();
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk))
        convert_flatten(walk.words, encoder->flat + (ptrdiff_t)walk.y * film->width + walk.x,
                        walk.count, film->background);
    encoder->convert_seconds += seconds_now() - start;
    return (struct frame){(const uint8_t *)encoder->flat, 4 * film->width, frame->changed};
}

bool encoder_survey(struct encoder *encoder, const struct frame *frame, struct error *error) {
    struct frame flat = flatten(encoder, frame);
    return encoder->format->survey(encoder, &flat, error);
}

bool encoder_write(struct encoder *encoder, const struct frame *frame, long times,
                   struct error *error) {
    struct frame flat = flatten(encoder, frame);
    return encoder->format->write(encoder, &flat, times, error);
}

static bool gather(void *context, const void *bytes, size_t length) {
    text_append(context, bytes, length);
    return true;
}

// Writes an SVG with what the film tells of itself in front of its end.
static bool write_svg(struct encoder *encoder, const struct text *drawn, struct error *error) {
    static const char end[] = "</svg>\n";
    size_t length = drawn->length, tail = strlen(end);
    struct text metadata = {0};
    if (length >= tail && memcmp(drawn->data + length - tail, end, tail) == 0) {
        length -= tail;
        text_add(&metadata, "<metadata>");
        xmp_put(&metadata, &encoder->film);
        text_printf(&metadata, "</metadata>\n%s", end);
    }
    bool good = atomic_file_write(encoder->output, drawn->data, length, error) &&
                atomic_file_write(encoder->output, metadata.data, metadata.length, error);
    text_finish(&metadata);
    return good;
}

bool encoder_draw(struct encoder *encoder, const struct drawing *drawing, struct error *error) {
    enum drawing_language language = encoder->format->language;
    struct text drawn = {0};
    bool good = drawing->write(drawing->context, language, gather, &drawn, error);
    if (good)
        good = language == DRAWING_SVG && encoder->film.source
                   ? write_svg(encoder, &drawn, error)
                   : atomic_file_write(encoder->output, drawn.data, drawn.length, error);
    text_finish(&drawn);
    return good;
}

bool encoder_finish(struct encoder *encoder, struct error *error) {
    if (!encoder->finished && encoder->format->close && !encoder->format->close(encoder, error))
        return false;
    encoder->finished = true;
    return true;
}

int64_t encoder_size(const struct encoder *encoder) {
    return encoder->output && atomic_file_seekable(encoder->output)
               ? atomic_file_size(encoder->output)
               : -1;
}

double encoder_convert_seconds(const struct encoder *encoder) {
    return encoder->convert_seconds;
}

double encoder_psnr(const struct encoder *encoder) {
    return encoder->format->psnr ? encoder->format->psnr(encoder) : (double)NAN;
}

bool encoder_close(struct encoder *encoder, struct error *error) {
    return encoder_finish(encoder, error) &&
           (!encoder->output || atomic_file_close(encoder->output, error));
}

void encoder_destroy(struct encoder *encoder) {
    if (!encoder)
        return;
    if (encoder->format->destroy)
        encoder->format->destroy(encoder);
    atomic_file_destroy(encoder->output);
    free(encoder->flat);
    free(encoder);
}

bool encoder_write_table(const struct format *format, const char *path, const struct trace *trace,
                         struct error *error) {
    struct atomic_file *output = atomic_file_open(path, error);
    bool done =
        output && format->write_table(output, trace, error) && atomic_file_close(output, error);
    atomic_file_destroy(output);
    return done;
}

const struct format *const format_table[] = {
    &format_mp4,  &format_webm, &format_gif,    &format_webp, &format_apng,
    &format_avif, &format_png,  &format_frames, &format_svg,  &format_pdf,
    &format_csv,  &format_raw,  &format_y4m,    NULL,
};

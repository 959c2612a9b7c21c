// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/encoder.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/shown.h"
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/xmp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *format_missing(const struct format *format) {
    return format->codec->missing ? format->codec->missing(format) : NULL;
}

void format_load(const struct format *format) {
    if (format->codec->load)
        format->codec->load();
}

int encoder_quality(const struct encoder *encoder) {
    return encoder->film.quality > 0 ? encoder->film.quality : encoder->format->default_quality;
}

// An encoder or pixels that were asked for are those of opaque video.
static bool keeps_alpha(const struct format *format, const struct film *film) {
    return format->has_alpha && !(format->takes_encoder && film->encoder) &&
           !(format->takes_pixels && film->full_chroma);
}

struct encoder *encoder_open(const struct format *format, const char *path, const struct film *film,
                             struct text *warnings, struct error *error) {
    struct encoder *encoder = mem_zero(1, sizeof *encoder);
    encoder->format = format;
    encoder->codec = format->codec;
    encoder->film = *film;
    if (film->transparent && !keeps_alpha(format, film)) {
        encoder->film.transparent = false;
        encoder->flat = mem_zero((size_t)film->width * (size_t)film->height, 4);
        shown_printf(warnings, "%s has no transparency; its background is #%06x\n", format->name,
                     (unsigned)film->background);
    }
    encoder->path = path;
    encoder->output = format->many_files ? NULL : atomic_file_open(path, error);
    if ((!encoder->output && !format->many_files) ||
        (format->codec->open && !format->codec->open(encoder, warnings, error))) {
        encoder_destroy(encoder);
        return NULL;
    }
    if (film->durable && encoder->output)
        atomic_file_set_durable(encoder->output);
    return encoder;
}

bool encoder_wants_survey(const struct encoder *encoder) {
    return encoder->codec->wants_survey;
}

// Returns the frame as the format takes it. For a format without alpha, the changed rectangles are
// composited over the film's background.
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
    return encoder->codec->survey(encoder, &flat, error);
}

bool encoder_write(struct encoder *encoder, const struct frame *frame, long times,
                   struct error *error) {
    struct frame flat = flatten(encoder, frame);
    return encoder->codec->write(encoder, &flat, times, error);
}

static bool gather(void *context, const void *bytes, size_t length) {
    text_append(context, bytes, length);
    return true;
}

// Writes an SVG, with the film's metadata inserted before its closing tag.
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
    if (!encoder->finished && encoder->codec->close && !encoder->codec->close(encoder, error))
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
    return encoder->codec->psnr ? encoder->codec->psnr(encoder) : (double)NAN;
}

bool encoder_close(struct encoder *encoder, struct error *error) {
    if (!encoder_finish(encoder, error) ||
        (encoder->output && !atomic_file_close(encoder->output, error)))
        return false;
    if (encoder->codec->commit)
        encoder->codec->commit(encoder);
    return true;
}

void encoder_destroy(struct encoder *encoder) {
    if (!encoder)
        return;
    if (encoder->codec->destroy)
        encoder->codec->destroy(encoder);
    atomic_file_destroy(encoder->output);
    free(encoder->flat);
    free(encoder);
}

struct encoder *encoder_write_table(const struct format *format, const char *path, bool durable,
                                    const struct trace *trace, unsigned record,
                                    struct error *error) {
    struct encoder *encoder = mem_zero(1, sizeof *encoder);
    encoder->format = format;
    encoder->codec = format->codec;
    encoder->path = path;
    encoder->finished = true;
    encoder->output = atomic_file_open(path, error);
    if (encoder->output && durable)
        atomic_file_set_durable(encoder->output);
    if (encoder->output && format->codec->write_table(encoder->output, trace, record, error))
        return encoder;
    encoder_destroy(encoder);
    return NULL;
}

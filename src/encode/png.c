// SPDX-License-Identifier: GPL-3.0-or-later
// PNG: a lossless still, or a film as a folder of stills.
#include "encode/png.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/png_chunks.h"
#include "encode/sequence.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { CHUNK_MAX = 1 << 30 }; // a length has 31 bits

// Packs rows, each behind a filter byte. The filter is always none: plots have long runs instead of
// gradients, and without prediction files are a fifth smaller.
static uint8_t *pack_rows(const struct film *film, const struct frame *frame, bool opaque,
                          size_t *length) {
    size_t stride = 1 + (size_t)film->width * (opaque ? 3 : 4);
    uint8_t *rows = mem_zero((size_t)film->height, stride);
    for (int y = 0; y < film->height; y++) {
        (opaque ? convert_rgb : convert_rgba)(frame_row(frame, y), rows + (size_t)y * stride + 1,
                                              film->width);
    }
    *length = (size_t)film->height * stride;
    return rows;
}

// Level 6 takes a sixth of the time of zlib's highest level, for files that are 1 % larger.
static void put_pixels(struct text *out, const uint8_t *rows, size_t length) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    if (!compressor)
        mem_exhausted();
    size_t room = libdeflate_zlib_compress_bound(compressor, length);
    uint8_t *stream = mem_zero(room, 1);
    size_t packed = libdeflate_zlib_compress(compressor, rows, length, stream, room);
    for (size_t at = 0; at < packed; at += CHUNK_MAX)
        png_put_chunk(out, "IDAT", stream + at, packed - at < CHUNK_MAX ? packed - at : CHUNK_MAX);
    free(stream);
    libdeflate_free_compressor(compressor);
}

void png_make(const struct film *film, const struct frame *frame, struct text *out) {
    bool opaque = convert_is_opaque(frame, film->width, film->height);
    size_t length;
    uint8_t *rows = pack_rows(film, frame, opaque, &length);
    png_put_header(out, film->width, film->height, opaque ? PNG_RGB : PNG_RGBA);
    png_put_texts(out, film);
    put_pixels(out, rows, length);
    png_put_chunk(out, "IEND", "", 0);
    free(rows);
}

static bool png_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)encoder, (void)warnings, (void)error;
    return true;
}

static bool png_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    (void)times;
    struct text out = {0};
    png_make(&encoder->film, frame, &out);
    bool done = atomic_file_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    return done;
}

static bool frames_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    encoder->state = sequence_open(encoder->path, encoder->film.durable, error);
    return encoder->state != NULL;
}

// Writes the frame once for each period that it is shown, so that numbered files keep the film's
// timing.
static bool frames_write(struct encoder *encoder, const struct frame *frame, long times,
                         struct error *error) {
    struct text out = {0};
    png_make(&encoder->film, frame, &out);
    bool done = true;
    for (long i = 0; done && i < times; i++)
        done = interrupt_check(error) && sequence_add(encoder->state, out.data, out.length, error);
    text_finish(&out);
    return done;
}

static bool frames_close(struct encoder *encoder, struct error *error) {
    return sequence_move(encoder->state, error);
}

static void frames_commit(struct encoder *encoder) {
    sequence_commit(encoder->state);
}

static void frames_destroy(struct encoder *encoder) {
    sequence_destroy(encoder->state);
}

static const struct codec png_codec = {
    .open = png_open,
    .write = png_write,
};

const struct format format_png = {
    .name = "png",
    .extensions = (const char *const[]){"png", NULL},
    .help = "one frame, lossless",
    .mime = "image/png",
    .kind = FORMAT_STILL,
    .keeps_source = true,
    .has_alpha = true,
    .codec = &png_codec,
};

static const struct codec frames_codec = {
    .open = frames_open,
    .write = frames_write,
    .close = frames_close,
    .commit = frames_commit,
    .destroy = frames_destroy,
};

const struct format format_frames = {
    .name = "frames",
    .extensions = (const char *const[]){"%05d.png", NULL},
    .help = "every frame as a png: frames/%05d.png",
    .kind = FORMAT_FILM,
    .has_alpha = true,
    .many_files = true,
    .codec = &frames_codec,
};

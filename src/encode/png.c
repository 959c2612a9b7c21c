// SPDX-License-Identifier: GPL-3.0-or-later
// PNG: a still without loss, or a film as a folder of stills.
#include "base/memory.h"
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/libav.h"
#include "encode/pattern.h"
#include "encode/png_chunks.h"

#include <stdlib.h>

static const struct libav_parts parts = {.encoder = "png", .package = "an FFmpeg with zlib"};

// The encoder is opened by the frame, which tells whether alpha is needed.
static bool write_png(const struct film *film, const struct frame *frame, struct output *output,
                      struct error *error) {
    bool opaque = convert_is_opaque(frame, film->width, film->height);
    struct text texts = {0};
    png_put_texts(&texts, film);
    struct libav *libav = libav_create(
        &(struct libav_settings){
            .parts = &parts,
            // Plots have runs, not slopes: without prediction files are a fifth smaller.
            .options = "compression_level=9:pred=none",
            .pixels = opaque ? LIBAV_RGB : LIBAV_RGBA,
            .width = film->width,
            .height = film->height,
            .fps = 1,
            .threads = 1,
            .insert = texts.data,
            .insert_length = texts.length,
            .insert_at = PNG_TEXT_AT,
        },
        output, error);
    struct libav_picture picture;
    bool done = libav && libav_picture(libav, &picture, error);
    for (int y = 0; done && y < film->height; y++) {
        const void *row = frame->pixels + (ptrdiff_t)y * frame->stride;
        uint8_t *bytes = picture.planes[0] + (ptrdiff_t)y * picture.strides[0];
        (opaque ? convert_rgb : convert_rgba)(row, bytes, film->width);
    }
    done = done && libav_write(libav, 1, error) && libav_close(libav, error);
    libav_destroy(libav);
    text_finish(&texts);
    return done;
}

static bool png_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)encoder, (void)warnings, (void)error;
    return true;
}

static bool png_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    (void)times;
    return write_png(&encoder->film, frame, encoder->output, error);
}

// The state is the number of the next file.
static bool frames_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    encoder->state = mem_zero(1, sizeof(long));
    return pattern_check(encoder->path, error);
}

// Writes the frame as often as it is shown, so that who reads the files has the film's time.
static bool frames_write(struct encoder *encoder, const struct frame *frame, long times,
                         struct error *error) {
    long *next = encoder->state;
    for (long i = 0; i < times; i++) {
        char *path = pattern_path(encoder->path, (*next)++);
        struct output *output = output_open(path, error);
        bool done = output && write_png(&encoder->film, frame, output, error) &&
                    output_close(output, error);
        output_destroy(output);
        free(path);
        if (!done)
            return false;
    }
    return true;
}

static void frames_destroy(struct encoder *encoder) {
    free(encoder->state);
}

extern const struct format format_png, format_frames;

const struct format format_png = {
    .name = "png",
    .extensions = (const char *const[]){"png", NULL},
    .help = "one frame without loss",
    .kind = FORMAT_STILL,
    .keeps_source = true,
    .has_alpha = true,
    .parts = &parts,
    .open = png_open,
    .write = png_write,
};

const struct format format_frames = {
    .name = "frames",
    .extensions = (const char *const[]){"%05d.png", NULL},
    .help = "every frame as a png: frames/%05d.png",
    .kind = FORMAT_FILM,
    .has_alpha = true,
    .many_files = true,
    .parts = &parts,
    .open = frames_open,
    .write = frames_write,
    .destroy = frames_destroy,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// Lossless films that browsers show in place of an image: APNG and WebP.
#include "base/clock.h"
#include "base/memory.h"
#include "encode/convert.h"
#include "encode/ffmpeg/libav.h"
#include "encode/format.h"
#include "encode/png_chunks.h"
#include "encode/webp_chunks.h"

#include <stdlib.h>

struct lossless {
    struct libav *libav;
    struct text texts; // metadata chunks to insert
    void (*convert)(const uint32_t *words, void *to, int count);
};

static void to_rgba(const uint32_t *words, void *to, int count) {
    convert_rgba(words, to, count);
}

static void to_words(const uint32_t *words, void *to, int count) {
    convert_straight(words, to, count);
}

static bool apng_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const struct film *film = &encoder->film;
    struct lossless *state = encoder->state = mem_zero(1, sizeof *state);
    // RGBA even for an opaque film: the encoder can only leave out unchanged pixels by making them
    // transparent, and files are then a ninth of the size.
    state->convert = to_rgba;
    png_put_texts(&state->texts, film);
    // The duration of a frame follows from the next frame's time, which the last one lacks.
    struct text options = {0};
    text_printf(&options, "plays=%d:final_delay=%.9g", film->plays_once,
                (double)(film->fade > 0 ? 1 : 1 + film->hold) / film->fps);
    state->libav = libav_create(
        &(struct libav_settings){
            .parts = encoder->format->parts,
            .options = "pred=none:compression_level=6",
            .muxer_options = options.data,
            .pixels = LIBAV_RGBA,
            .width = film->width,
            .height = film->height,
            .fps = film->fps,
            .threads = 1,
            .long_frames = true,
            .insert = state->texts.data,
            .insert_length = state->texts.length,
            .insert_at = PNG_TEXT_AT,
        },
        encoder->output, error);
    text_finish(&options);
    return state->libav != NULL;
}

// The encoder returns the whole film as one packet.
static bool take_webp(void *context, const void *bytes, size_t length, struct error *error) {
    struct encoder *encoder = context;
    struct text out = {0};
    bool good =
        webp_rewrite(&out, bytes, length, &encoder->film)
            ? atomic_file_write(encoder->output, out.data, out.length, error)
            : error_set(error, ERROR_RENDER, "cannot encode %s: libwebp did not return a WebP file",
                        atomic_file_name(encoder->output));
    text_finish(&out);
    return good;
}

enum { WEBP_SIDE_MAX = 16383 };

static bool webp_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const struct film *film = &encoder->film;
    if (film->width > WEBP_SIDE_MAX || film->height > WEBP_SIDE_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a WebP has at most %dx%d pixels",
                         atomic_file_name(encoder->output), WEBP_SIDE_MAX, WEBP_SIDE_MAX);
    struct lossless *state = encoder->state = mem_zero(1, sizeof *state);
    state->convert = to_words;
    state->libav = libav_create(
        &(struct libav_settings){
            .parts = encoder->format->parts,
            .options = "lossless=1:quality=75:compression_level=4",
            .pixels = LIBAV_WORDS,
            .width = film->width,
            .height = film->height,
            .fps = film->fps,
            .threads = 1,
            .long_frames = true,
            .take = take_webp,
            .context = encoder,
        },
        encoder->output, error);
    return state->libav != NULL;
}

static bool lossless_write(struct encoder *encoder, const struct frame *frame, long times,
                           struct error *error) {
    struct lossless *state = encoder->state;
    struct libav_picture picture;
    if (!libav_picture(state->libav, &picture, error))
        return false;
    double start = seconds_now();
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk))
        state->convert(walk.words,
                       picture.planes[0] + (ptrdiff_t)walk.y * picture.strides[0] +
                           (ptrdiff_t)4 * walk.x,
                       walk.count);
    encoder->convert_seconds += seconds_now() - start;
    return libav_write(state->libav, times, error);
}

static bool lossless_close(struct encoder *encoder, struct error *error) {
    struct lossless *state = encoder->state;
    return libav_close(state->libav, error);
}

static void lossless_destroy(struct encoder *encoder) {
    struct lossless *state = encoder->state;
    if (!state)
        return;
    libav_destroy(state->libav);
    text_finish(&state->texts);
    free(state);
}

static const struct codec apng_codec = {
    .missing = libav_missing,
    .load = libav_load,
    .open = apng_open,
    .write = lossless_write,
    .close = lossless_close,
    .destroy = lossless_destroy,
};

const struct format format_apng = {
    .name = "apng",
    .pixel_bytes = 52,
    .extensions = (const char *const[]){"apng", NULL},
    .help = "lossless film, as an animated PNG",
    .mime = "image/apng",
    .kind = FORMAT_FILM,
    .keeps_source = true,
    .has_alpha = true,
    .parts = &(const struct libav_parts){.encoder = "apng",
                                         .muxer = "apng",
                                         .package = "an FFmpeg with zlib"},
    .codec = &apng_codec,
};

static const struct codec webp_codec = {
    .missing = libav_missing,
    .load = libav_load,
    .open = webp_open,
    .write = lossless_write,
    .close = lossless_close,
    .destroy = lossless_destroy,
};

const struct format format_webp = {
    .name = "webp",
    .pixel_bytes = 75,
    .extensions = (const char *const[]){"webp", NULL},
    .help = "lossless film, smaller than an apng",
    .mime = "image/webp",
    .kind = FORMAT_FILM,
    .keeps_source = true,
    .has_alpha = true,
    .parts =
        &(const struct libav_parts){
            .encoder = "libwebp_anim",
            .package = "libavcodec-extra, or an FFmpeg with --enable-libwebp",
        },
    .codec = &webp_codec,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// PNG: a still without loss.
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/libav.h"

// The encoder is opened by the frame, which tells whether alpha is needed.
static bool png_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)encoder, (void)warnings, (void)error;
    return true;
}

static bool png_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    (void)times;
    const struct film *film = &encoder->film;
    bool opaque = convert_is_opaque(frame, film->width, film->height);
    struct libav *libav = libav_create(
        &(struct libav_settings){
            .encoder = "png",
            .package = "an FFmpeg with zlib",
            .options = "compression_level=9:pred=mixed",
            .pixels = opaque ? LIBAV_RGB : LIBAV_RGBA,
            .width = film->width,
            .height = film->height,
            .fps = 1,
            .threads = 1,
        },
        encoder->output, error);
    struct libav_picture picture;
    bool done = libav && libav_picture(libav, &picture, error);
    for (int y = 0; done && y < film->height; y++) {
        const void *row = frame->pixels + (ptrdiff_t)y * frame->stride;
        uint8_t *bytes = picture.planes[0] + (ptrdiff_t)y * picture.strides[0];
        (opaque ? convert_rgb : convert_rgba)(row, bytes, film->width);
    }
    done = done && libav_write(libav, 1, error) && libav_close(libav, error);
    libav_destroy(libav);
    return done;
}

extern const struct format format_png;
const struct format format_png = {
    .name = "png",
    .extensions = (const char *const[]){"png", NULL},
    .help = "one frame without loss",
    .kind = FORMAT_STILL,
    .has_alpha = true,
    .open = png_open,
    .write = png_write,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// MP4: H.264 that plays in every browser and on phones.
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/libav.h"

// The bytes of a file must not depend on the machine or on --threads, and x264's do depend on how
// many threads it has.
enum { X264_THREADS = 4 };

// Flat areas and thin lines: animation's long B runs and deblocking; without psycho-visual
// optimizations, which add grain that a plot does not have, files are 5 % smaller at equal PSNR.
static const char X264_OPTIONS[] = "preset=medium:crf=17:tune=animation:psy=0";

static bool mp4_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const struct film *film = &encoder->film;
    bool regular = output_seekable(encoder->output);
    encoder->state = libav_create(
        &(struct libav_settings){
            .encoder = "libx264",
            .package = "libavcodec-extra, or an FFmpeg with --enable-libx264",
            .options = X264_OPTIONS,
            .muxer = "mp4",
            .muxer_options =
                regular ? "movflags=+faststart:brand=mp42"
                        : "movflags=+frag_keyframe+delay_moov+default_base_moof:brand=mp42",
            .pixels = LIBAV_YUV420,
            .width = (film->width + 1) & ~1,
            .height = (film->height + 1) & ~1,
            .fps = film->fps,
            .threads = X264_THREADS,
            .title = film->title,
            .description = film->description,
        },
        encoder->output, error);
    return encoder->state != NULL;
}

static bool mp4_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    struct libav_picture picture;
    if (!libav_picture(encoder->state, &picture, error))
        return false;
    convert_yuv420(&encoder->film, frame, picture.planes, picture.strides);
    return libav_write(encoder->state, times, error);
}

static bool mp4_close(struct encoder *encoder, struct error *error) {
    return libav_close(encoder->state, error);
}

static void mp4_destroy(struct encoder *encoder) {
    libav_destroy(encoder->state);
}

extern const struct format format_mp4;
const struct format format_mp4 = {
    .name = "mp4",
    .extensions = (const char *const[]){"mp4", "m4v", NULL},
    .help = "H.264 video that plays in browsers and on phones",
    .kind = FORMAT_FILM,
    .open = mp4_open,
    .write = mp4_write,
    .close = mp4_close,
    .destroy = mp4_destroy,
};

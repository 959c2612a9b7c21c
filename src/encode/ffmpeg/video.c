// SPDX-License-Identifier: GPL-3.0-or-later
// Video: Y'CbCr frames for an encoder and a container of FFmpeg. Each format is a table of
// parameters.
#include "base/bytes.h"
#include "base/clock.h"
#include "base/maths.h"
#include "base/memory.h"
#include "base/shown.h"
#include "encode/avif_boxes.h"
#include "encode/convert.h"
#include "encode/ffmpeg/libav.h"
#include "encode/format.h"
#include "encode/xmp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Encoders give different bytes for different numbers of threads. With a fixed number, files depend
// neither on the machine nor on --threads.
enum { THREADS = 4 };

enum { QUALITY = 75 };
enum { LARGE = 1280 * 720 }; // pixels

// The parameters of a format. A rate factor (crf) is on the encoder's own scale, where lower means
// better; the quality 1 to 100 is mapped between crf_worst and crf_best.
struct video_parameters {
    const char *options;                     // for the encoder
    const char *draft_options;               // the same for drafts
    int crf, crf_worst, crf_best;            // at default quality, 1 and 100; all 0: lossless
    double crf_octave;                       // less for each doubling of the frame rate, from 25 on
    const char *file_options, *pipe_options; // for the container; NULL: none
    bool has_no_matrix;                      // the file cannot name its matrix, so readers guess it
    bool has_levels;                         // H.264 levels limit the number of reference frames
    bool needs_file;                         // the container needs a seekable file
    bool has_xmp;   // the muxer writes no metadata; it goes into an XMP box at the end
    bool has_edits; // the muxer cannot write that the film plays only once
    // For films of more than LARGE pixels, unless they are drafts. NULL: the same.
    const struct video_parameters *large;
    // For transparent films: another encoder and its parameters. NULL: the format has no alpha.
    const struct video_parameters *clear;
    const struct libav_parts *clear_parts;
};

struct video_state {
    struct libav *libav;
    const struct video_parameters *video;
    const struct yuv_matrix *matrix;
    uint32_t *colors; // the frame without its alpha; NULL: the film is opaque
    void (*convert)(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]);
};

static double crf_of(const struct video_parameters *video, int quality, double fps) {
    double worse = quality < QUALITY ? (double)(QUALITY - quality) / (QUALITY - 1)
                                     : (double)(QUALITY - quality) / (100 - QUALITY);
    int span = quality < QUALITY ? video->crf_worst - video->crf : video->crf - video->crf_best;
    int crf = (int)(video->crf + worse * span + 0.5);
    double octaves = m_log2(fmax(1, fmin(100, fps)) / 25);
    return video->crf_octave > 0 ? fmax(video->crf_best, crf - video->crf_octave * octaves) : crf;
}

// Returns the number of reference frames that keeps a stream within the level for its size, so that
// phones play films of up to 1920x1088 (ITU-T H.264, table A-1: MaxFS and MaxDpbMbs of level 4.2,
// and of level 5.2 for larger pictures).
static long references(const struct film *film) {
    enum { MOST = 6 }; // as the preset and tune set it
    long blocks = (film->width + 15L) / 16 * ((film->height + 15L) / 16);
    long fitting = (blocks <= 8704 ? 34816 : 184320) / blocks;
    return fitting < 1 ? 1 : fitting < MOST ? fitting : MOST;
}

static bool check_encoder(const struct encoder *encoder, struct error *error) {
    const struct film *film = &encoder->film;
    if (film->encoder && (film->quality > 0 || film->draft || film->measure))
        return error_set(error, ERROR_USAGE,
                         "%s is for the format's own encoder; --encoder takes options, such as "
                         "libx264:crf=20",
                         film->measure ? "--max-size" : "--quality");
    return true;
}

// Returns BT.709; for a file that cannot name its matrix, the one that readers guess from its
// height.
static enum libav_matrix matrix_of(const struct video_parameters *video, const struct film *film) {
    enum { HIGH_DEFINITION = 720 }; // readers guess BT.709 from this height on
    return video->has_no_matrix && film->height < HIGH_DEFINITION ? LIBAV_BT601 : LIBAV_BT709;
}

static bool video_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    const struct format *format = encoder->format;
    const struct video_parameters *video = format->parameters;
    const struct libav_parts *parts = format->parts;
    const struct film *film = &encoder->film;
    if (film->transparent) {
        parts = video->clear_parts;
        video = video->clear;
    }
    if (video->large && !film->draft && (long)film->width * film->height > LARGE)
        video = video->large;
    bool regular = atomic_file_seekable(encoder->output), full = film->full_chroma;
    if (!check_encoder(encoder, error))
        return false;
    if (video->needs_file && !regular)
        return error_set(error, ERROR_RENDER, "cannot write %s: %s needs a regular file",
                         atomic_file_name(encoder->output), encoder->format->name);
    if (full && video->crf > 0)
        shown_printf(warnings,
                     "%s: few players show yuv444p; browsers on desks do, phones and TVs do not\n",
                     atomic_file_name(encoder->output));
    struct text options = {0};
    const char *base = film->draft ? video->draft_options : video->options;
    text_add(&options, base ? base : "");
    if (video->crf > 0)
        text_printf(&options, "%scrf=%.3g", options.length ? ":" : "",
                    crf_of(video, encoder_quality(encoder), film->fps));
    if (video->has_levels)
        text_printf(&options, ":refs=%ld", film->draft ? 1 : references(film));
    struct video_state *state = encoder->state = mem_zero(1, sizeof *state);
    state->video = video;
    state->convert = full ? convert_yuv444 : convert_yuv420;
    if (film->transparent)
        state->colors = mem_zero((size_t)film->width * (size_t)film->height, sizeof *state->colors);
    state->libav = libav_create(
        &(struct libav_settings){
            .parts = parts,
            .encoder = format->takes_encoder ? film->encoder : NULL,
            .options = options.data,
            .muxer_options = regular ? video->file_options : video->pipe_options,
            .pixels = film->transparent ? LIBAV_YUVA420
                      : full            ? LIBAV_YUV444
                                        : LIBAV_YUV420,
            .matrix = matrix_of(video, film),
            .width = full ? film->width : (film->width + 1) & ~1,
            .height = full ? film->height : (film->height + 1) & ~1,
            .fps = film->fps,
            .threads = THREADS,
            .title = film->title,
            .description = film->description,
            .comment = film->source,
        },
        encoder->output, error);
    text_finish(&options);
    if (!state->libav)
        return false;
    state->matrix = libav_matrix(state->libav) == LIBAV_BT601 ? &yuv_bt601 : &yuv_bt709;
    return true;
}

// Writes the alpha plane of what changed, and returns the frame of opaque colours. Beyond a film of
// odd size the plane has its last column and row.
static struct frame split_alpha(struct video_state *state, const struct film *film,
                                const struct frame *frame, uint8_t *plane, int stride) {
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk)) {
        uint8_t *alpha = plane + (ptrdiff_t)walk.y * stride + walk.x;
        convert_apart(walk.words, state->colors + (ptrdiff_t)walk.y * film->width + walk.x, alpha,
                      walk.count, film->background);
        if (film->width % 2 && walk.x + walk.count == film->width)
            alpha[walk.count] = alpha[walk.count - 1];
    }
    if (film->height % 2)
        memcpy(plane + (ptrdiff_t)film->height * stride,
               plane + (ptrdiff_t)(film->height - 1) * stride,
               (size_t)film->width + (size_t)film->width % 2);
    return (struct frame){(const uint8_t *)state->colors, 4 * film->width, frame->changed};
}

static bool video_write(struct encoder *encoder, const struct frame *frame, long times,
                        struct error *error) {
    struct video_state *state = encoder->state;
    struct libav_picture picture;
    if (!libav_picture(state->libav, &picture, error))
        return false;
    double start = seconds_now();
    struct frame opaque = *frame;
    if (state->colors)
        opaque = split_alpha(state, &encoder->film, frame, picture.planes[3], picture.strides[3]);
    state->convert(&encoder->film, state->matrix, &opaque, picture.planes, picture.strides);
    encoder->convert_seconds += seconds_now() - start;
    return libav_write(state->libav, times, error);
}

// Writes XMP into a uuid box (XMP specification part 3, section 1.2.7.1).
static bool write_xmp(struct encoder *encoder, struct error *error) {
    static const char head[] = "uuid\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF"
                               "\xAC";
    struct text xmp = {0}, box = {0};
    xmp_put(&xmp, &encoder->film);
    text_put_be(&box, 4 + sizeof head - 1 + xmp.length, 4);
    text_append(&box, head, sizeof head - 1);
    text_append(&box, xmp.data, xmp.length);
    bool good = xmp.length == 0 ||
                (atomic_file_seek(encoder->output, atomic_file_size(encoder->output), error) &&
                 atomic_file_write(encoder->output, box.data, box.length, error));
    text_finish(&xmp);
    text_finish(&box);
    return good;
}

static bool video_close(struct encoder *encoder, struct error *error) {
    struct video_state *state = encoder->state;
    const struct video_parameters *video = state->video;
    return libav_close(state->libav, error) &&
           (!video->has_edits || !encoder->film.plays_once ||
            avif_play_once(encoder->output, error)) &&
           (!video->has_xmp || write_xmp(encoder, error));
}

static void video_destroy(struct encoder *encoder) {
    struct video_state *state = encoder->state;
    if (!state)
        return;
    libav_destroy(state->libav);
    free(state->colors);
    free(state);
}

static const struct codec video_codec = {
    .missing = libav_missing,
    .load = libav_load,
    .open = video_open,
    .write = video_write,
    .close = video_close,
    .destroy = video_destroy,
};

#define X264 "preset=medium:tune=animation:psy=0:weightp=0"
#define MP4                                                                                        \
    .draft_options = "preset=ultrafast:psy=0:weightp=0", .has_levels = true,                       \
    .file_options = "movflags=+faststart:brand=mp42",                                              \
    .pipe_options = "movflags=+frag_keyframe+delay_moov+default_base_moof:brand=mp42"

// x264 holds some 45 frames back, to see which of their blocks will be copied how often and to
// spend more bits on those. For a large film that is 430 MB. With eight frames the same quality
// takes a stronger effect of what is seen (qcomp) and a lower crf, at the same bytes and in less
// time. x264 raises the quantizer by the frame rate to the power of 1 - qcomp, which is taken back
// down to what it is by default, 0.6: 6 (0.6 - qcomp) for each doubling. Frames between the
// lookahead and the encoder make no difference to the bytes, nor does a fourth thread.
static const struct video_parameters large_mp4 = {
    MP4,
    .options = X264 ":rc-lookahead=8:qcomp=0.3:x264-params=sync-lookahead=0:threads=3",
    .crf = 14,
    .crf_worst = 48,
    .crf_best = 1,
    .crf_octave = 1.8,
};

// tune=animation suits flat areas and thin lines: more B-frames and stronger deblocking. psy=0
// turns off psycho-visual optimization, which adds grain that a plot does not have; files are 5 %
// smaller at equal PSNR. weightp=0 turns off weighted prediction, which is meant for fades: x264's
// search for it reads uninitialized memory, so the bytes of a file would not be reproducible.
const struct format format_mp4 = {
    .name = "mp4",
    .pixel_bytes = 300,
    .extensions = (const char *const[]){"mp4", "m4v", NULL},
    .help = "H.264 video that plays in browsers and on phones",
    .mime = "video/mp4",
    .keeps_source = true,
    .default_quality = QUALITY,
    .takes_encoder = true,
    .takes_pixels = true,
    .parts =
        &(const struct libav_parts){
            .encoder = "libx264",
            .muxer = "mp4",
            .package = "libavcodec-extra, or an FFmpeg with --enable-libx264",
        },
    .parameters =
        &(const struct video_parameters){
            MP4,
            .options = X264,
            .crf = 17,
            .crf_worst = 51,
            .crf_best = 4, // 0 is lossless, which few players support
            .large = &large_mp4,
        },
    .kind = FORMAT_FILM,
    .codec = &video_codec,
};

// A compromise between size and encoding time; docs/encoding.md has the measurements of others.
// A drawn film has no noise for a temporal filter (arnr) to remove.
#define AV1                                                                                        \
    .options = "cpu-used=5:row-mt=1:g=250:arnr-max-frames=0:aom-params=deltaq-mode=0",             \
    .draft_options = "usage=realtime:cpu-used=8:row-mt=1:g=250", .crf = 30, .crf_worst = 63,       \
    .crf_best = 4

#define AV1_PARTS(container)                                                                       \
    .parts = &(const struct libav_parts) {                                                         \
        .encoder = "libaom-av1", .muxer = (container),                                             \
        .package = "libavcodec-extra, or an FFmpeg with --enable-libaom",                          \
    }

// Browsers show transparency in a WebM of VP9 alone; FFmpeg encodes it without alternate
// references.
static const struct video_parameters vp9 = {
    .options = "cpu-used=2:row-mt=1:auto-alt-ref=0:lag-in-frames=0:b=0:g=250",
    .draft_options = "deadline=realtime:cpu-used=8:row-mt=1:auto-alt-ref=0:b=0:g=250",
    .crf = 20,
    .crf_worst = 63,
    .crf_best = 4,
};
static const struct libav_parts vp9_parts = {
    .encoder = "libvpx-vp9",
    .muxer = "webm",
    .package = "libavcodec-extra, or an FFmpeg with --enable-libvpx",
};

const struct format format_webm = {
    .name = "webm",
    .pixel_bytes = 320,
    .extensions = (const char *const[]){"webm", NULL},
    .help = "AV1 video for browsers, smaller than an mp4",
    .mime = "video/webm",
    .comes_first = true,
    .default_quality = QUALITY,
    .takes_encoder = true,
    .takes_pixels = true,
    .keeps_source = true,
    .has_alpha = true,
    AV1_PARTS("webm"),
    .parameters = &(const struct video_parameters){AV1, .clear = &vp9, .clear_parts = &vp9_parts},
    .kind = FORMAT_FILM,
    .codec = &video_codec,
};

const struct format format_avif = {
    .name = "avif",
    .pixel_bytes = 320,
    .extensions = (const char *const[]){"avif", NULL},
    .help = "AV1 as an animated image for web pages",
    .mime = "image/avif",
    .default_quality = QUALITY,
    .takes_encoder = true,
    .takes_pixels = true,
    .keeps_source = true,
    AV1_PARTS("avif"),
    .parameters = &(const struct video_parameters){AV1, .needs_file = true, .has_xmp = true,
                                                   .has_edits = true},
    .kind = FORMAT_FILM,
    .codec = &video_codec,
};

const struct format format_y4m = {
    .name = "y4m",
    .extensions = (const char *const[]){"y4m", NULL},
    .help = "uncompressed video for other programs; BT.601 below 720 lines, as they assume",
    .takes_encoder = true,
    .takes_pixels = true,
    .parts =
        &(const struct libav_parts){
            .encoder = "wrapped_avframe",
            .muxer = "yuv4mpegpipe",
            .package = "an FFmpeg with yuv4mpegpipe",
        },
    .parameters = &(const struct video_parameters){.has_no_matrix = true},
    .kind = FORMAT_FILM,
    .codec = &video_codec,
};

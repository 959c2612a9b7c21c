// SPDX-License-Identifier: GPL-3.0-or-later
// Opening an encoder: which one, with which options, for which pixels and colours.
#include "encode/ffmpeg/libav_encoder.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool libav_fail(struct libav *libav, int code, struct error *error) {
    if (libav->error.kind != ERROR_NONE) {
        error_set(error, libav->error.kind, "%s", libav->error.message);
        return false;
    }
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    ffmpeg.av_strerror(code, reason, sizeof reason);
    return error_set(error, ERROR_RENDER, "cannot encode %s: %s", atomic_file_name(libav->output),
                     reason);
}

bool libav_parse_options(struct libav *libav, const char *options, AVDictionary **dictionary,
                         struct error *error) {
    int code = options ? ffmpeg.av_dict_parse_string(dictionary, options, "=", ":", 0) : 0;
    return code >= 0 || libav_fail(libav, code, error);
}

bool libav_check_options(struct libav *libav, const AVDictionary *dictionary, struct error *error) {
    const AVDictionaryEntry *left = ffmpeg.av_dict_get(dictionary, "", NULL, AV_DICT_IGNORE_SUFFIX);
    return !left ||
           error_set(error, ERROR_RENDER, "cannot encode %s: this FFmpeg has no option '%s'",
                     atomic_file_name(libav->output), left->key);
}

static const enum AVPixelFormat pixel_formats[] = {
    [LIBAV_YUV420] = AV_PIX_FMT_YUV420P,
    [LIBAV_YUV444] = AV_PIX_FMT_YUV444P,
    [LIBAV_YUVA420] = AV_PIX_FMT_YUVA420P,
};

// What the pixels mean.
static void set_colors(AVCodecContext *encoder, const struct libav_settings *settings) {
    static const enum AVColorSpace matrices[] = {AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M};
    encoder->pix_fmt = pixel_formats[settings->pixels];
    encoder->color_primaries = AVCOL_PRI_BT709;
    encoder->color_trc = AVCOL_TRC_BT709;
    encoder->colorspace = matrices[settings->matrix];
    encoder->color_range = AVCOL_RANGE_MPEG;
    if (settings->pixels != LIBAV_YUV444)
        encoder->chroma_sample_location = AVCHROMA_LOC_LEFT;
}

enum libav_matrix libav_matrix(const struct libav *libav) {
    return libav->encoder->colorspace == AVCOL_SPC_SMPTE170M ? LIBAV_BT601 : LIBAV_BT709;
}

// Options may have named colours that we do not write.
static bool check_colors(const AVCodecContext *encoder, struct error *error) {
    enum AVColorSpace space = encoder->colorspace;
    return ((space == AVCOL_SPC_BT709 || space == AVCOL_SPC_SMPTE170M) &&
            encoder->color_range == AVCOL_RANGE_MPEG) ||
           error_set(error, ERROR_USAGE,
                     "--encoder: the colours of video may be "
                     "colorspace=bt709 or smpte170m, in limited range");
}

// Finds the encoder of the parts, or the one that was asked for in its place.
static const AVCodec *find_encoder(struct libav *libav, struct error *error) {
    const struct libav_settings *settings = &libav->settings;
    const struct libav_parts *parts = settings->parts;
    if (!settings->encoder)
        return ffmpeg.avcodec_find_encoder_by_name(parts->encoder);
    size_t length = strcspn(settings->encoder, ":");
    char *name = mem_string(settings->encoder, length);
    const AVCodec *codec = ffmpeg.avcodec_find_encoder_by_name(name);
    const AVOutputFormat *muxer = ffmpeg.av_guess_format(parts->muxer, NULL, NULL);
    if (!codec || codec->type != AVMEDIA_TYPE_VIDEO) {
        error_set(error, ERROR_USAGE, "--encoder: this FFmpeg has no video encoder '%s'", name);
        codec = NULL;
    } else if (muxer && codec->id != muxer->video_codec && // some know but their own
               ffmpeg.avformat_query_codec(muxer, codec->id, FF_COMPLIANCE_NORMAL) <= 0) {
        error_set(error, ERROR_USAGE, "--encoder: %s cannot hold the video of %s", parts->muxer,
                  name);
        codec = NULL;
    }
    free(name);
    return codec;
}

static bool takes_pixels(const AVCodec *codec, enum libav_pixels pixels) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 13, 100)
    const void *list = NULL;
    ffmpeg.avcodec_get_supported_config(NULL, codec, AV_CODEC_CONFIG_PIX_FORMAT, 0, &list, NULL);
    const enum AVPixelFormat *format = list;
#else
    const enum AVPixelFormat *format = codec->pix_fmts;
#endif
    for (; format && *format != AV_PIX_FMT_NONE; format++)
        if (*format == pixel_formats[pixels])
            return true;
    return !format;
}

// The options of the encoder that was asked for stand behind its name.
static bool read_options(struct libav *libav, AVDictionary **options, struct error *error) {
    const char *given = libav->settings.encoder;
    if (!given)
        return libav_parse_options(libav, libav->settings.options, options, error);
    given += strcspn(given, ":");
    if (given[0] == '\0' || ffmpeg.av_dict_parse_string(options, given + 1, "=", ",", 0) >= 0)
        return true;
    return error_set(error, ERROR_USAGE,
                     "--encoder: expected NAME:KEY=VALUE,KEY=VALUE, such as libx265:crf=20, not %s",
                     libav->settings.encoder);
}

static bool refuse_option(const AVCodec *codec, const AVDictionary *options, struct error *error) {
    const AVDictionaryEntry *left = ffmpeg.av_dict_get(options, "", NULL, AV_DICT_IGNORE_SUFFIX);
    return !left || error_set(error, ERROR_USAGE, "--encoder: %s has no option '%s'", codec->name,
                              left->key);
}

bool libav_open_encoder(struct libav *libav, bool global_header, struct error *error) {
    const struct libav_settings *settings = &libav->settings;
    const AVCodec *codec = find_encoder(libav, error);
    if (!codec)
        return false;
    if (!takes_pixels(codec, settings->pixels))
        return error_set(error, ERROR_USAGE, "%s takes no pixels of the kind %s", codec->name,
                         ffmpeg.av_get_pix_fmt_name(pixel_formats[settings->pixels]));
    AVCodecContext *encoder = libav->encoder = ffmpeg.avcodec_alloc_context3(codec);
    if (!encoder)
        return libav_fail(libav, AVERROR(ENOMEM), error);
    encoder->width = settings->width;
    encoder->height = settings->height;
    // 29.97 is 2997/100: the rate as a person wrote it, not the nearest of some list.
    // AV1 encoders refuse less than one a second: then a frame lasts several units of time.
    bool is_slow = codec->id == AV_CODEC_ID_AV1 && settings->fps < 1;
    libav->period = is_slow ? (int)ceil(1 / settings->fps) : 1;
    encoder->framerate = ffmpeg.av_d2q(settings->fps * libav->period, 1000000);
    encoder->time_base = av_inv_q(encoder->framerate);
    encoder->sample_aspect_ratio = (AVRational){1, 1};
    encoder->thread_count = settings->threads;
    encoder->flags |= AV_CODEC_FLAG_BITEXACT | (global_header ? AV_CODEC_FLAG_GLOBAL_HEADER : 0);
    set_colors(encoder, settings);

    AVDictionary *options = NULL;
    bool done = read_options(libav, &options, error);
    if (done) {
        int code = ffmpeg.avcodec_open2(encoder, codec, &options);
        done = code < 0            ? libav_fail(libav, code, error)
               : settings->encoder ? refuse_option(codec, options, error)
                                   : libav_check_options(libav, options, error);
    }
    done = done && check_colors(encoder, error);
    ffmpeg.av_dict_free(&options);
    return done;
}

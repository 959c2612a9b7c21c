// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/ffmpeg/libav.h"
#include "base/memory.h"
#include "base/text.h"
#include "encode/ffmpeg/libav_encoder.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUFFER_SIZE = 1 << 16 };

#if LIBAVFORMAT_VERSION_MAJOR >= 61
static int write_bytes(void *opaque, const uint8_t *bytes, int length) {
#else
static int write_bytes(void *opaque, uint8_t *bytes, int length) {
#endif
    struct libav *libav = opaque;
    bool done = libav->error.kind == ERROR_NONE &&
                atomic_file_write(libav->output, bytes, (size_t)length, &libav->error);
    return done ? length : AVERROR(EIO);
}

// libavformat seeks only from the start.
static int64_t seek(void *opaque, int64_t position, int whence) {
    struct libav *libav = opaque;
    if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    return atomic_file_seek(libav->output, position, &libav->error) ? position : AVERROR(EIO);
}

static bool has_parts(const struct libav_parts *parts) {
    return ffmpeg.avcodec_find_encoder_by_name(parts->encoder) &&
           ffmpeg.av_guess_format(parts->muxer, NULL, NULL);
}

const char *libav_missing(const struct format *format) {
    const struct libav_parts *parts = format->parts;
    struct error error = {0};
    bool found = ffmpeg_load(&error) && has_parts(parts);
    error_finish(&error);
    return found ? NULL : parts->package;
}

void libav_load(void) {
    struct error error = {0}; // who needs it loads it again, and reports this
    ffmpeg_load(&error);
    error_finish(&error);
}

static bool open_frame(struct libav *libav, struct error *error) {
    libav->packet = ffmpeg.av_packet_alloc();
    libav->frame = ffmpeg.av_frame_alloc();
    if (!libav->packet || !libav->frame)
        return libav_fail(libav, AVERROR(ENOMEM), error);
    const AVCodecContext *encoder = libav->encoder;
    libav->frame->format = encoder->pix_fmt;
    libav->frame->width = encoder->width;
    libav->frame->height = encoder->height;
    libav->frame->color_primaries = encoder->color_primaries;
    libav->frame->color_trc = encoder->color_trc;
    libav->frame->colorspace = encoder->colorspace;
    libav->frame->color_range = encoder->color_range;
    libav->frame->chroma_location = encoder->chroma_sample_location;
    int code = ffmpeg.av_frame_get_buffer(libav->frame, 0);
    return code >= 0 || libav_fail(libav, code, error);
}

// Gives the muxer an AVIOContext on our output.
static bool open_io(struct libav *libav, struct error *error) {
    bool seekable = atomic_file_seekable(libav->output);
    uint8_t *buffer = ffmpeg.av_malloc(BUFFER_SIZE);
    libav->muxer->pb = buffer ? ffmpeg.avio_alloc_context(buffer, BUFFER_SIZE, 1, libav, NULL,
                                                          write_bytes, seekable ? seek : NULL)
                              : NULL;
    if (!libav->muxer->pb) {
        ffmpeg.av_free(buffer);
        return libav_fail(libav, AVERROR(ENOMEM), error);
    }
    libav->muxer->pb->seekable = seekable ? AVIO_SEEKABLE_NORMAL : 0;
    libav->muxer->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    if (!seekable)
        return true;
    // Moving the index to the front (faststart) reads the file back, by its URL.
    struct text url = {0};
    text_printf(&url, "file:%s", atomic_file_path(libav->output));
    ffmpeg.av_free(libav->muxer->url);
    libav->muxer->url = ffmpeg.av_strdup(url.data);
    text_finish(&url);
    return libav->muxer->url || libav_fail(libav, AVERROR(ENOMEM), error);
}

static bool open_stream(struct libav *libav, struct error *error) {
    const struct libav_settings *settings = &libav->settings;
    AVStream *stream = ffmpeg.avformat_new_stream(libav->muxer, NULL);
    if (!stream)
        return libav_fail(libav, AVERROR(ENOMEM), error);
    stream->time_base = libav->encoder->time_base;
    stream->avg_frame_rate = libav->encoder->framerate;
    stream->avg_frame_rate.den *= libav->period;
    stream->sample_aspect_ratio = libav->encoder->sample_aspect_ratio;
    int code = ffmpeg.avcodec_parameters_from_context(stream->codecpar, libav->encoder);
    const char *const metadata[][2] = {{"title", settings->title},
                                       {"description", settings->description},
                                       {"comment", settings->comment}};
    for (int i = 0; code >= 0 && i < 3; i++)
        if (metadata[i][1])
            code = ffmpeg.av_dict_set(&libav->muxer->metadata, metadata[i][0], metadata[i][1], 0);
    if (code < 0)
        return libav_fail(libav, code, error);

    // libaom gives its header with the first packet, and a WebM's is then written already.
    if (!atomic_file_seekable(libav->output) && strcmp(libav->muxer->oformat->name, "webm") == 0 &&
        stream->codecpar->codec_id == AV_CODEC_ID_AV1 && stream->codecpar->extradata_size == 0)
        return error_set(error, ERROR_RENDER, "cannot write %s: AV1 in a webm needs a regular file",
                         atomic_file_name(libav->output));

    AVDictionary *options = NULL;
    bool done = libav_parse_options(libav, settings->muxer_options, &options, error);
    if (done) {
        code = ffmpeg.avformat_write_header(libav->muxer, &options);
        done =
            code >= 0 ? libav_check_options(libav, options, error) : libav_fail(libav, code, error);
    }
    ffmpeg.av_dict_free(&options);
    return done;
}

static bool open_all(struct libav *libav, struct error *error) {
    const struct libav_parts *parts = libav->settings.parts;
    if (!has_parts(parts))
        return error_set(error, ERROR_RENDER,
                         "this FFmpeg lacks %s or the container %s; install %s", parts->encoder,
                         parts->muxer, parts->package);
    int code = ffmpeg.avformat_alloc_output_context2(&libav->muxer, NULL, parts->muxer, NULL);
    if (code < 0)
        return libav_fail(libav, code, error);
    bool global_header = libav->muxer->oformat->flags & AVFMT_GLOBALHEADER;
    return libav_open_encoder(libav, global_header, error) && open_frame(libav, error) &&
           open_io(libav, error) && open_stream(libav, error);
}

struct libav *libav_create(const struct libav_settings *settings, struct atomic_file *output,
                           struct error *error) {
    if (!ffmpeg_load(error))
        return NULL;
#ifdef __GLIBC__
    // x264's macroblock tree reads memory that it never wrote, and the bytes of a film followed
    // from what else the program had done. Large blocks of their own come from the system as zeros.
    mallopt(M_MMAP_THRESHOLD, 1 << 15);
#endif
    struct libav *libav = mem_zero(1, sizeof *libav);
    libav->output = output;
    libav->settings = *settings;
    if (open_all(libav, error))
        return libav;
    libav_destroy(libav);
    return NULL;
}

bool libav_picture(struct libav *libav, struct libav_picture *picture, struct error *error) {
    int code = ffmpeg.av_frame_make_writable(libav->frame);
    if (code < 0)
        return libav_fail(libav, code, error);
    for (int i = 0; i < 4; i++) {
        picture->planes[i] = libav->frame->data[i];
        picture->strides[i] = libav->frame->linesize[i];
    }
    return true;
}

// Sends a frame (NULL: the end) and writes what comes out.
static bool encode(struct libav *libav, const AVFrame *frame, struct error *error) {
    int code = ffmpeg.avcodec_send_frame(libav->encoder, frame);
    while (code >= 0) {
        code = ffmpeg.avcodec_receive_packet(libav->encoder, libav->packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
            return true;
        if (code < 0)
            break;
        // Without it the last frame has no length.
        libav->packet->duration = libav->period;
        ffmpeg.av_packet_rescale_ts(libav->packet, libav->encoder->time_base,
                                    libav->muxer->streams[0]->time_base);
        code = ffmpeg.av_interleaved_write_frame(libav->muxer, libav->packet);
        ffmpeg.av_packet_unref(libav->packet);
    }
    return libav_fail(libav, code, error);
}

bool libav_write(struct libav *libav, long times, struct error *error) {
    for (long i = 0; i < times; i++) {
        libav->frame->pts = libav->next;
        libav->next += libav->period;
        if (!encode(libav, libav->frame, error))
            return false;
    }
    return true;
}

bool libav_close(struct libav *libav, struct error *error) {
    if (!encode(libav, NULL, error))
        return false;
    // What the muxer needs for the index of a long film, it takes where the encoder's frames were.
    ffmpeg.avcodec_free_context(&libav->encoder);
    int code = ffmpeg.av_write_trailer(libav->muxer);
    ffmpeg.avio_flush(libav->muxer->pb);
    if (code >= 0)
        code = libav->muxer->pb->error;
    return (code >= 0 && libav->error.kind == ERROR_NONE) || libav_fail(libav, code, error);
}

void libav_destroy(struct libav *libav) {
    if (!libav)
        return;
    if (libav->muxer && libav->muxer->pb) {
        ffmpeg.av_free(libav->muxer->pb->buffer);
        ffmpeg.avio_context_free(&libav->muxer->pb);
    }
    ffmpeg.avformat_free_context(libav->muxer);
    ffmpeg.avcodec_free_context(&libav->encoder);
    ffmpeg.av_frame_free(&libav->frame);
    ffmpeg.av_packet_free(&libav->packet);
    error_finish(&libav->error);
    free(libav);
}

static int read_bytes(void *file, uint8_t *bytes, int count) {
    size_t got = fread(bytes, 1, (size_t)count, file);
    return got > 0 ? (int)got : AVERROR_EOF;
}

static int64_t seek_file(void *file, int64_t offset, int whence) {
    struct stat status;
    if (whence & AVSEEK_SIZE)
        return fstat(fileno(file), &status) == 0 ? status.st_size : AVERROR(errno);
    return fseeko(file, offset, whence & ~AVSEEK_FORCE) == 0 ? ftello(file) : AVERROR(errno);
}

// Reads the metadata that `io` holds.
static char *read_comment(AVIOContext *io) {
    AVFormatContext *demuxer = ffmpeg.avformat_alloc_context();
    if (!demuxer)
        return NULL;
    demuxer->pb = io;
    char *comment = NULL;
    // The containers that we write, and the file itself: FFmpeg knows others that name further
    // files or hosts, which it would open.
    AVDictionary *options = NULL;
    bool limited =
        ffmpeg.av_dict_set(&options, "format_whitelist", "mov,matroska,webm,gif", 0) >= 0 &&
        ffmpeg.av_dict_set(&options, "protocol_whitelist", "none", 0) >= 0;
    if (!limited) {
        ffmpeg.avformat_free_context(demuxer);
    } else if (ffmpeg.avformat_open_input(&demuxer, NULL, NULL, &options) >= 0) {
        const AVDictionaryEntry *entry = ffmpeg.av_dict_get(demuxer->metadata, "comment", NULL, 0);
        comment = entry ? mem_string(entry->value, strlen(entry->value)) : NULL;
        ffmpeg.avformat_close_input(&demuxer);
    }
    ffmpeg.av_dict_free(&options);
    return comment;
}

char *libav_comment(FILE *file) {
    struct error error = {0};
    bool loaded = ffmpeg_load(&error);
    error_finish(&error);
    if (!loaded)
        return NULL;
    rewind(file);
    uint8_t *buffer = ffmpeg.av_malloc(BUFFER_SIZE);
    AVIOContext *io = buffer ? ffmpeg.avio_alloc_context(buffer, BUFFER_SIZE, 0, file, read_bytes,
                                                         NULL, seek_file)
                             : NULL;
    char *comment = io ? read_comment(io) : NULL;
    ffmpeg.av_free(io ? io->buffer : buffer);
    ffmpeg.avio_context_free(&io);
    return comment;
}

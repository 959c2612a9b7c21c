// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of encoders: encodes a small film, in a folder of its own, and decodes it with FFmpeg.
#pragma once
#include "encode/encoder.h"

#include <dirent.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// Odd sizes, so that an MP4 must be padded.
enum { WIDTH = 131, HEIGHT = 77, FRAMES_MAX = 110 };

static const uint32_t theme[] = {0xD62728, 0x1F77B4};

static inline int enter(void **state) {
    char *folder = strdup("/tmp/optanim-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static inline int leave(void **state) {
    DIR *directory = opendir(".");
    for (struct dirent *entry; (entry = readdir(directory));)
        unlink(entry->d_name);
    closedir(directory);
    rmdir(*state);
    free(*state);
    return 0;
}

static inline int count_files(void) {
    int count = -2; // . and ..
    DIR *directory = opendir(".");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

// ---- Drawing: a smooth picture with a red square that moves by two pixels a frame

static inline struct film film_of(double fps, long frames, long hold) {
    return (struct film){
        .width = WIDTH,
        .height = HEIGHT,
        .fps = fps,
        .frames = frames,
        .hold = hold,
        .background = 0xFFFFFF,
        .colors = theme,
        .color_count = 2,
        .title = "A title: with \"quotes\" = é",
        .description = "One sentence.",
        .threads = 1,
    };
}

static inline struct rect square_of(long frame) {
    return (struct rect){4 + 2 * (int)(frame % 50), 30, 12, 12};
}

static inline uint32_t pixel_of(long frame, int x, int y) {
    struct rect square = square_of(frame);
    if (x >= square.x && x < square.x + square.width && y >= square.y &&
        y < square.y + square.height)
        return 0xFF000000 | theme[0];
    uint32_t level = (uint32_t)(255 - x / 2 - y / 2);
    return 0xFF000000 | level << 16 | level << 8 | (level / 2 + 100);
}

// Draws a frame and reports what changed since the one before.
static inline struct frame draw(uint32_t *words, long frame) {
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            words[y * WIDTH + x] = pixel_of(frame, x, y);
    struct rect changed = {0, 0, WIDTH, HEIGHT};
    if (frame > 0) {
        struct rect a = square_of(frame - 1), b = square_of(frame);
        int left = a.x < b.x ? a.x : b.x, right = (a.x > b.x ? a.x : b.x) + a.width;
        changed = (struct rect){left, a.y, right - left, a.height};
    }
    return (struct frame){(const uint8_t *)words, WIDTH * 4, region_of(changed)};
}

// Replaces a figure that writes shapes: writes as many bytes as a small picture has.
static inline bool draw_shape(void *context, enum drawing_language language,
                              bool (*sink)(void *to, const void *bytes, size_t length), void *to,
                              struct error *error) {
    (void)context, (void)error;
    char bytes[5000];
    memset(bytes, language == DRAWING_SVG ? 's' : 'p', sizeof bytes);
    return sink(to, bytes, sizeof bytes);
}

// Encodes a film; sets `error` on failure.
static inline bool encode(const struct format *format, const char *path, const struct film *film,
                          struct text *warnings, struct error *error) {
    uint32_t words[WIDTH * HEIGHT];
    struct encoder *encoder = encoder_open(format, path, film, warnings, error);
    bool done = encoder != NULL;
    if (format->language != DRAWING_NONE) {
        struct drawing drawing = {draw_shape, NULL};
        done = done && encoder_draw(encoder, &drawing, error) && encoder_close(encoder, error);
        encoder_destroy(encoder);
        return done;
    }
    for (long i = 0; done && encoder_wants_survey(encoder) && i < film->frames; i++) {
        struct frame frame = draw(words, i);
        done = encoder_survey(encoder, &frame, error);
    }
    for (long i = 0; done && i < film->frames; i++) {
        struct frame frame = draw(words, i);
        long times = i + 1 < film->frames ? 1 : 1 + film->hold;
        done = encoder_write(encoder, &frame, times, error);
    }
    done = done && encoder_close(encoder, error);
    encoder_destroy(encoder);
    return done;
}

static inline void encode_good(const char *path, const struct film *film) {
    struct error error = {0};
    struct text warnings = {0};
    if (!encode(format_by_path(path), path, film, &warnings, &error))
        fail_msg("%s", error.message);
    text_finish(&warnings);
}

static inline char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*length + 1);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    bytes[*length] = '\0';
    fclose(file);
    return bytes;
}

// ---- Decoding

struct decoded {
    AVFormatContext *demuxer;
    const AVStream *stream; // of the film
    AVCodecContext *decoder;
    AVFrame *frames[FRAMES_MAX];
    int64_t durations[FRAMES_MAX]; // of packets, in the stream's time base
    int count;
};

static inline void receive(struct decoded *decoded) {
    for (;;) {
        assert_in_range(decoded->count, 0, FRAMES_MAX - 1);
        AVFrame *frame = decoded->frames[decoded->count] = av_frame_alloc();
        if (avcodec_receive_frame(decoded->decoder, frame) < 0) {
            av_frame_free(&decoded->frames[decoded->count]);
            return;
        }
        decoded->count++;
    }
}

static inline void decode(struct decoded *decoded, const char *path) {
    *decoded = (struct decoded){0};
    assert_int_equal(avformat_open_input(&decoded->demuxer, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(decoded->demuxer, NULL) >= 0);
    // FFmpeg 7.1 shows the picture that an AVIF begins with as a stream beside the film.
    for (unsigned i = 0; i < decoded->demuxer->nb_streams; i++) {
        const AVStream *stream = decoded->demuxer->streams[i];
        assert_int_equal(stream->codecpar->codec_type, AVMEDIA_TYPE_VIDEO);
        if (!decoded->stream || stream->nb_frames > decoded->stream->nb_frames)
            decoded->stream = stream;
    }
    const AVCodecParameters *parameters = decoded->stream->codecpar;
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    decoded->decoder = avcodec_alloc_context3(codec);
    assert_true(avcodec_parameters_to_context(decoded->decoder, parameters) >= 0);
    decoded->decoder->thread_count = 1;
    assert_int_equal(avcodec_open2(decoded->decoder, codec, NULL), 0);
    AVPacket *packet = av_packet_alloc();
    for (int i = 0; av_read_frame(decoded->demuxer, packet) >= 0;) {
        if (packet->stream_index == decoded->stream->index) {
            assert_in_range(i, 0, FRAMES_MAX - 1);
            decoded->durations[i++] = packet->duration;
            assert_int_equal(avcodec_send_packet(decoded->decoder, packet), 0);
            receive(decoded);
        }
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    assert_int_equal(avcodec_send_packet(decoded->decoder, NULL), 0);
    receive(decoded);
}

static inline void decoded_finish(struct decoded *decoded) {
    for (int i = 0; i < decoded->count; i++)
        av_frame_free(&decoded->frames[i]);
    avcodec_free_context(&decoded->decoder);
    avformat_close_input(&decoded->demuxer);
}

static inline double clip(double value) {
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

// Decodes one pixel of BT.709 in limited range (ITU-R BT.709-6 items 3.2 to 3.5).
static inline void yuv_to_rgb(double luma, double cb, double cr, double rgb[3]) {
    double y = (luma - 16) * 255.0 / 219, u = (cb - 128) * 255.0 / 224,
           v = (cr - 128) * 255.0 / 224;
    rgb[0] = clip(y + 1.5748 * v);
    rgb[2] = clip(y + 1.8556 * u);
    rgb[1] = clip((y - 0.2126 * (y + 1.5748 * v) - 0.0722 * (y + 1.8556 * u)) / 0.7152);
}

// Chroma is at the even columns; in between it is interpolated.
static inline double chroma_at(const AVFrame *frame, int plane, int x, int y) {
    const uint8_t *row = frame->data[plane] + y / 2 * frame->linesize[plane];
    int right = x % 2 == 1 && x + 1 < frame->width ? x / 2 + 1 : x / 2;
    return (row[x / 2] + row[right]) / 2.0;
}

static inline void decoded_pixel(const AVFrame *frame, int x, int y, double rgb[3]) {
    const uint8_t *row = frame->data[0] + y * frame->linesize[0];
    switch (frame->format) {
    case AV_PIX_FMT_YUV420P:
        yuv_to_rgb(row[x], chroma_at(frame, 1, x, y), chroma_at(frame, 2, x, y), rgb);
        return;
    case AV_PIX_FMT_BGRA:
        for (int c = 0; c < 3; c++)
            rgb[c] = row[4 * x + 2 - c];
        assert_int_equal(row[4 * x + 3], 255);
        return;
    case AV_PIX_FMT_RGBA:
        for (int c = 0; c < 3; c++)
            rgb[c] = row[4 * x + c];
        assert_int_equal(row[4 * x + 3], 255);
        return;
    case AV_PIX_FMT_RGB24:
        for (int c = 0; c < 3; c++)
            rgb[c] = row[3 * x + c];
        return;
    default:
        fail_msg("pixel format %d", frame->format);
    }
}

static inline double psnr_of(const AVFrame *frame, long drawn) {
    double sum = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double rgb[3] = {0};
            decoded_pixel(frame, x, y, rgb);
            for (int c = 0; c < 3; c++) {
                double expected = pixel_of(drawn, x, y) >> (16 - 8 * c) & 255;
                sum += (rgb[c] - expected) * (rgb[c] - expected);
            }
        }
    return 10 * log10(255.0 * 255 * WIDTH * HEIGHT * 3 / (sum + 1e-9));
}

// Runs a test in a new folder, which becomes the working folder.
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

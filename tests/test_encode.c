// SPDX-License-Identifier: GPL-3.0-or-later
// Files are decoded back by FFmpeg and compared with what was drawn.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "encode/convert.h"
#include "encode/encoder.h"
#include "encode/format.h"
#include "sim/trace.h"

#include <dirent.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Odd, so that MP4 must pad.
enum { WIDTH = 131, HEIGHT = 77, FRAMES_MAX = 80 };

static const uint32_t theme[] = {0xD62728, 0x1F77B4};

static int enter(void **state) {
    char *folder = strdup("/tmp/optanim-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state) {
    DIR *directory = opendir(".");
    for (struct dirent *entry; (entry = readdir(directory));)
        unlink(entry->d_name);
    closedir(directory);
    rmdir(*state);
    free(*state);
    return 0;
}

static int count_files(void) {
    int count = -2; // . and ..
    DIR *directory = opendir(".");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

// ---- Drawing: a smooth picture on which a red square moves by two pixels a frame.

static struct film film_of(double fps, long frames, long hold) {
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

static struct rect square_of(long frame) {
    return (struct rect){4 + 2 * (int)(frame % 50), 30, 12, 12};
}

static uint32_t pixel_of(long frame, int x, int y) {
    struct rect square = square_of(frame);
    if (x >= square.x && x < square.x + square.width && y >= square.y &&
        y < square.y + square.height)
        return 0xFF000000 | theme[0];
    uint32_t level = (uint32_t)(255 - x / 2 - y / 2);
    return 0xFF000000 | level << 16 | level << 8 | (level / 2 + 100);
}

// Draws a frame and says what changed since the one before.
static struct frame draw(uint32_t *words, long frame) {
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            words[y * WIDTH + x] = pixel_of(frame, x, y);
    struct rect changed = {0, 0, WIDTH, HEIGHT};
    if (frame > 0) {
        struct rect a = square_of(frame - 1), b = square_of(frame);
        int left = a.x < b.x ? a.x : b.x, right = (a.x > b.x ? a.x : b.x) + a.width;
        changed = (struct rect){left, a.y, right - left, a.height};
    }
    return (struct frame){(const uint8_t *)words, WIDTH * 4, changed};
}

// Encodes a film; `error` is set on failure.
static bool encode(const struct format *format, const char *path, const struct film *film,
                   struct text *warnings, struct error *error) {
    uint32_t words[WIDTH * HEIGHT];
    struct encoder *encoder = encoder_open(format, path, film, warnings, error);
    bool done = encoder != NULL;
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

static void encode_good(const char *path, const struct film *film) {
    struct error error = {0};
    struct text warnings = {0};
    if (!encode(format_by_path(path), path, film, &warnings, &error))
        fail_msg("%s", error.message);
    text_finish(&warnings);
}

static char *read_file(const char *path, size_t *length) {
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
    AVCodecContext *decoder;
    AVFrame *frames[FRAMES_MAX];
    int64_t durations[FRAMES_MAX]; // of packets, in the stream's time base
    int count;
};

static void receive(struct decoded *decoded) {
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

static void decode(struct decoded *decoded, const char *path) {
    *decoded = (struct decoded){0};
    assert_int_equal(avformat_open_input(&decoded->demuxer, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(decoded->demuxer, NULL) >= 0);
    assert_int_equal(decoded->demuxer->nb_streams, 1); // no audio
    const AVCodecParameters *parameters = decoded->demuxer->streams[0]->codecpar;
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    decoded->decoder = avcodec_alloc_context3(codec);
    assert_true(avcodec_parameters_to_context(decoded->decoder, parameters) >= 0);
    decoded->decoder->thread_count = 1;
    assert_int_equal(avcodec_open2(decoded->decoder, codec, NULL), 0);
    AVPacket *packet = av_packet_alloc();
    for (int i = 0; av_read_frame(decoded->demuxer, packet) >= 0; i++) {
        assert_in_range(i, 0, FRAMES_MAX - 1);
        decoded->durations[i] = packet->duration;
        assert_int_equal(avcodec_send_packet(decoded->decoder, packet), 0);
        receive(decoded);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    assert_int_equal(avcodec_send_packet(decoded->decoder, NULL), 0);
    receive(decoded);
}

static void decoded_finish(struct decoded *decoded) {
    for (int i = 0; i < decoded->count; i++)
        av_frame_free(&decoded->frames[i]);
    avcodec_free_context(&decoded->decoder);
    avformat_close_input(&decoded->demuxer);
}

static double clip(double value) {
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

// Decodes one pixel of BT.709 in limited range (ITU-R BT.709-6 items 3.2 to 3.5).
static void yuv_to_rgb(double luma, double cb, double cr, double rgb[3]) {
    double y = (luma - 16) * 255.0 / 219, u = (cb - 128) * 255.0 / 224,
           v = (cr - 128) * 255.0 / 224;
    rgb[0] = clip(y + 1.5748 * v);
    rgb[2] = clip(y + 1.8556 * u);
    rgb[1] = clip((y - 0.2126 * (y + 1.5748 * v) - 0.0722 * (y + 1.8556 * u)) / 0.7152);
}

// Chroma sits at the even columns; between them it is their mean.
static double chroma_at(const AVFrame *frame, int plane, int x, int y) {
    const uint8_t *row = frame->data[plane] + y / 2 * frame->linesize[plane];
    int right = x % 2 == 1 && x + 1 < frame->width ? x / 2 + 1 : x / 2;
    return (row[x / 2] + row[right]) / 2.0;
}

static void decoded_pixel(const AVFrame *frame, int x, int y, double rgb[3]) {
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
    case AV_PIX_FMT_RGB24:
        for (int c = 0; c < 3; c++)
            rgb[c] = row[3 * x + c];
        return;
    default:
        fail_msg("pixel format %d", frame->format);
    }
}

static double psnr_of(const AVFrame *frame, long drawn) {
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

// ---- Every format

static void test_table(void **state) {
    (void)state;
    for (size_t i = 0; format_table[i]; i++) {
        const struct format *format = format_table[i];
        assert_ptr_equal(format_by_name(format_name(format)), format);
        assert_true(strlen(format_help(format)) > 0);
        for (const char *const *extension = format_extensions(format); *extension; extension++) {
            char path[64];
            snprintf(path, sizeof path, "a.b/film.x.%s", *extension);
            assert_ptr_equal(format_by_path(path), format);
        }
    }
    assert_null(format_by_name("mp5"));
    assert_null(format_by_path("film"));
    assert_null(format_by_path("gif"));
    assert_null(format_by_path("folder.gif/film"));
}

static const char old[] = "what stood there";

static void assert_old(const char *path) {
    size_t length;
    char *bytes = read_file(path, &length);
    assert_string_equal(bytes, old);
    free(bytes);
}

static void test_failed_runs_leave_the_old_file(void **state) {
    (void)state;
    FILE *file = fopen("film", "w");
    fputs(old, file);
    fclose(file);
    uint32_t words[WIDTH * HEIGHT];
    struct film film = film_of(25, 2, 0);
    for (size_t i = 0; format_table[i]; i++) {
        if (format_kind_of(format_table[i]) == FORMAT_TABLE)
            continue;
        struct error error = {0};
        struct text warnings = {0};
        struct encoder *encoder = encoder_open(format_table[i], "film", &film, &warnings, &error);
        assert_non_null(encoder);
        struct frame frame = draw(words, 0);
        if (encoder_wants_survey(encoder))
            assert_true(encoder_survey(encoder, &frame, &error));
        assert_true(encoder_write(encoder, &frame, 1, &error));
        encoder_destroy(encoder);
        assert_old("film");
        assert_int_equal(count_files(), 1);
    }
}

static void test_bad_destinations(void **state) {
    (void)state;
    static const char *const paths[][2] = {
        {"/dev/full", "cannot write '/dev/full': No space left on device"},
        {"absent/film", "cannot write 'absent/film': No such file or directory"},
    };
    struct film film = film_of(25, 1, 0);
    for (size_t i = 0; format_table[i]; i++)
        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
            if (format_kind_of(format_table[i]) == FORMAT_TABLE)
                continue;
            struct error error = {0};
            struct text warnings = {0};
            assert_false(encode(format_table[i], paths[k][0], &film, &warnings, &error));
            assert_int_equal(error.kind, ERROR_RENDER);
            assert_string_equal(error.message, paths[k][1]);
            error_finish(&error);
        }
}

static void test_same_bytes_every_time(void **state) {
    (void)state;
    for (size_t i = 0; format_table[i]; i++) {
        if (format_kind_of(format_table[i]) == FORMAT_TABLE)
            continue;
        char *bytes[2];
        size_t lengths[2];
        for (int run = 0; run < 2; run++) {
            struct film film =
                film_of(25, format_kind_of(format_table[i]) == FORMAT_STILL ? 1 : 9, 0);
            film.threads = 1 + 3 * run;
            struct error error = {0};
            struct text warnings = {0};
            assert_true(encode(format_table[i], "film", &film, &warnings, &error));
            bytes[run] = read_file("film", &lengths[run]);
        }
        assert_int_equal(lengths[0], lengths[1]);
        assert_memory_equal(bytes[0], bytes[1], lengths[0]);
        free(bytes[0]);
        free(bytes[1]);
    }
}

// ---- Each format

static void assert_metadata(const struct decoded *decoded, const char *key, const char *value) {
    const AVDictionaryEntry *entry = av_dict_get(decoded->demuxer->metadata, key, NULL, 0);
    assert_non_null(entry);
    assert_string_equal(entry->value, value);
}

static void assert_mp4(const char *path, const struct film *film) {
    struct decoded decoded;
    decode(&decoded, path);
    const AVStream *stream = decoded.demuxer->streams[0];
    const AVCodecParameters *parameters = stream->codecpar;
    assert_int_equal(parameters->codec_id, AV_CODEC_ID_H264);
    assert_int_equal(parameters->format, AV_PIX_FMT_YUV420P);
    assert_int_equal(parameters->width, WIDTH + 1);
    assert_int_equal(parameters->height, HEIGHT + 1);
    assert_int_equal(parameters->color_primaries, AVCOL_PRI_BT709);
    assert_int_equal(parameters->color_trc, AVCOL_TRC_BT709);
    assert_int_equal(parameters->color_space, AVCOL_SPC_BT709);
    assert_int_equal(parameters->color_range, AVCOL_RANGE_MPEG);
    assert_int_equal(parameters->chroma_location, AVCHROMA_LOC_LEFT);
    double time_base = av_q2d(stream->time_base);
    int64_t total = 0;
    assert_int_equal(decoded.count, film->frames + film->hold);
    for (int i = 0; i < decoded.count; i++) {
        long drawn = i < film->frames ? i : film->frames - 1;
        double psnr = psnr_of(decoded.frames[i], drawn);
        if (psnr < 38)
            fail_msg("frame %d: %f dB", i, psnr);
        assert_true(fabs((double)decoded.frames[i]->pts * time_base - i / film->fps) < 1e-9);
        total += decoded.durations[i];
        double rgb[3] = {0};
        decoded_pixel(decoded.frames[i], WIDTH, HEIGHT, rgb);
        assert_true(rgb[0] > 240 && rgb[1] > 240 && rgb[2] > 240); // padding is background
    }
    assert_true(fabs((double)total * time_base - decoded.count / film->fps) < 1e-9);
    assert_metadata(&decoded, "title", film->title);
    assert_metadata(&decoded, "description", film->description);
    decoded_finish(&decoded);
}

static void test_mp4(void **state) {
    (void)state;
    static const double rates[] = {25, 29.97, 23.976, 60, 12.5};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct film film = film_of(rates[i], 12, 5);
        encode_good("film.mp4", &film);
        assert_mp4("film.mp4", &film);
    }
    size_t length;
    char *bytes = read_file("film.mp4", &length);
    char *index = memmem(bytes, length, "moov", 4), *data = memmem(bytes, length, "mdat", 4);
    assert_true(index && data && index < data);
    free(bytes);
}

// A pipe cannot seek: what came out of it must be as good.
static void test_mp4_through_a_fifo(void **state) {
    (void)state;
    assert_int_equal(mkfifo("pipe.mp4", 0600), 0);
    FILE *reader = popen("cat pipe.mp4 > film.mp4", "r");
    struct film film = film_of(29.97, 12, 0);
    encode_good("pipe.mp4", &film);
    assert_int_equal(pclose(reader), 0);
    assert_mp4("film.mp4", &film);
}

// Patches of 16x16: within 2 after conversion and within 5 after decoding.
static void test_flat_patches(void **state) {
    (void)state;
    static const uint32_t colors[] = {0xFFFFFF, 0x000000, 0xFF0000, 0x00FF00, 0x0000FF, 0xD62728,
                                      0x1F77B4, 0x2CA02C, 0xFF7F0E, 0x440154, 0xFDE725, 0x808080};
    enum { COUNT = sizeof colors / sizeof *colors, SIDE = 16, ROW = SIDE * COUNT };
    static uint32_t words[ROW * SIDE];
    for (int i = 0; i < ROW * SIDE; i++)
        words[i] = 0xFF000000 | colors[i % ROW / SIDE];
    struct frame frame = {(const uint8_t *)words, ROW * 4, {0, 0, ROW, SIDE}};
    struct film film = {.width = ROW, .height = SIDE, .fps = 25, .frames = 1, .threads = 1};

    static uint8_t luma[ROW * SIDE], cb[ROW * SIDE / 4], cr[ROW * SIDE / 4];
    convert_yuv420(&film, &frame, (uint8_t *const[]){luma, cb, cr},
                   (const int[]){ROW, ROW / 2, ROW / 2});
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder =
        encoder_open(format_by_name("mp4"), "patches.mp4", &film, &warnings, &error);
    assert_true(encoder && encoder_write(encoder, &frame, 1, &error) &&
                encoder_close(encoder, &error));
    encoder_destroy(encoder);
    struct decoded decoded;
    decode(&decoded, "patches.mp4");
    for (int i = 0; i < COUNT; i++) {
        int x = i * SIDE + SIDE / 2, y = SIDE / 2;
        double before[3], after[3];
        yuv_to_rgb(luma[y * ROW + x], cb[y / 2 * ROW / 2 + x / 2], cr[y / 2 * ROW / 2 + x / 2],
                   before);
        decoded_pixel(decoded.frames[0], x, y, after);
        for (int c = 0; c < 3; c++) {
            double expected = colors[i] >> (16 - 8 * c) & 255;
            assert_true(fabs(before[c] - expected) <= 2);
            assert_true(fabs(after[c] - expected) <= 5);
        }
    }
    decoded_finish(&decoded);
}

// Converting what changed gives the same planes as converting everything.
static void test_conversion_of_changes(void **state) {
    (void)state;
    enum { ROW = WIDTH + 1, ROWS = HEIGHT + 1 };
    static uint8_t planes[2][3][ROW * ROWS];
    static const int strides[] = {ROW, ROW / 2, ROW / 2};
    static uint32_t words[WIDTH * HEIGHT];
    struct film film = film_of(25, 1, 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        words[i] = 0xFF000000 | (uint32_t)i * 2654435761u;
    struct frame frame = {(const uint8_t *)words, WIDTH * 4, {0, 0, WIDTH, HEIGHT}};
    uint8_t *const grown[] = {planes[0][0], planes[0][1], planes[0][2]};
    uint8_t *const whole[] = {planes[1][0], planes[1][1], planes[1][2]};
    convert_yuv420(&film, &frame, grown, strides);
    for (int i = 0; i < 200; i++) {
        struct rect *changed = &frame.changed;
        *changed = (struct rect){i * 7 % WIDTH, i * 5 % HEIGHT, 1 + i % 9, 1 + i % 4};
        if (changed->x + changed->width > WIDTH)
            changed->width = WIDTH - changed->x;
        if (changed->y + changed->height > HEIGHT)
            changed->height = HEIGHT - changed->y;
        for (int y = changed->y; y < changed->y + changed->height; y++)
            for (int x = changed->x; x < changed->x + changed->width; x++)
                words[y * WIDTH + x] = 0xFF000000 | (uint32_t)(i * 40503 + x * 999 + y);
        convert_yuv420(&film, &frame, grown, strides);
        frame.changed = (struct rect){0, 0, WIDTH, HEIGHT};
        convert_yuv420(&film, &frame, whole, strides);
        assert_memory_equal(planes[0], planes[1], sizeof planes[0]);
    }
}

static void test_gif(void **state) {
    (void)state;
    struct film film = film_of(25, 40, 0);
    encode_good("film.gif", &film);
    struct decoded decoded;
    decode(&decoded, "film.gif");
    assert_int_equal(decoded.count, film.frames);
    const uint8_t *first = decoded.frames[0]->data[0];
    for (int i = 0; i < decoded.count; i++) {
        const AVFrame *frame = decoded.frames[i];
        assert_int_equal(frame->width, WIDTH);
        assert_int_equal(frame->height, HEIGHT);
        assert_int_equal(decoded.durations[i], 4);
        assert_true(psnr_of(frame, i) > 38);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                const uint8_t *pixel = frame->data[0] + y * frame->linesize[0] + 4 * x;
                uint32_t drawn = pixel_of(i, x, y);
                if ((drawn & 0xFFFFFF) == theme[0]) // exact
                    assert_true(pixel[2] == (drawn >> 16 & 255) && pixel[1] == (drawn >> 8 & 255) &&
                                pixel[0] == (drawn & 255));
                else if (drawn == pixel_of(0, x, y)) // never shimmers
                    assert_memory_equal(pixel, first + y * decoded.frames[0]->linesize[0] + 4 * x,
                                        4);
            }
    }
    decoded_finish(&decoded);
    size_t length;
    char *bytes = read_file("film.gif", &length);
    assert_non_null(memmem(bytes, length, "NETSCAPE2.0\3\1\0\0", 16));
    free(bytes);
}

static void test_gif_delays(void **state) {
    (void)state;
    static const struct {
        double fps;
        long frames, hold;
        int64_t delays[12];
    } cases[] = {
        {50, 3, 0, {2, 2, 2}},
        {30, 6, 0, {3, 4, 3, 3, 4, 3}},
        {29.97, 6, 0, {3, 4, 3, 3, 4, 3}},
        {40, 4, 0, {3, 2, 3, 2}},
        {25, 3, 25, {4, 4, 104}},
        {1, 2, 700, {100, 65535, 4565}},
        {100, 1, 131071, {65535, 65535, 2}},
        {100, 1, 65535, {65533, 3}},
        {60, 7, 0, {2, 2, 2, 2, 2, 2}}, // the sixth gives way to the seventh
        {100, 5, 0, {2, 2, 2}},
        {200, 1, 0, {2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct film film = film_of(cases[i].fps, cases[i].frames, cases[i].hold);
        struct error error = {0};
        struct text warnings = {0};
        assert_true(encode(format_by_name("gif"), "film.gif", &film, &warnings, &error));
        assert_int_equal(warnings.length > 0, film.fps > 50);
        text_finish(&warnings);
        struct decoded decoded;
        decode(&decoded, "film.gif");
        for (int k = 0; k < 12; k++)
            if (decoded.durations[k] != cases[i].delays[k])
                fail_msg("%g fps: delay %d is %ld", film.fps, k, (long)decoded.durations[k]);
        assert_true(psnr_of(decoded.frames[0], 0) > 38);
        assert_true(psnr_of(decoded.frames[decoded.count - 1], film.frames - 1) > 38);
        decoded_finish(&decoded);
    }
}

// Frames that look alike are one image with a longer delay.
static void test_gif_merges(void **state) {
    (void)state;
    struct film film = film_of(25, 10, 0);
    uint32_t words[WIDTH * HEIGHT];
    struct error error = {0};
    struct text warnings = {0};
    struct frame frame = draw(words, 0);
    struct encoder *encoder =
        encoder_open(format_by_name("gif"), "film.gif", &film, &warnings, &error);
    assert_true(encoder_survey(encoder, &frame, &error));
    for (int i = 0; i < 10; i++)
        assert_true(encoder_write(encoder, &frame, 1, &error));
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    struct decoded decoded;
    decode(&decoded, "film.gif");
    assert_int_equal(decoded.count, 1);
    assert_int_equal(decoded.durations[0], 40);
    decoded_finish(&decoded);
}

// Noise fills the dictionary of the compression many times over, and long runs make long strings.
static void test_gif_of_noise(void **state) {
    (void)state;
    enum { SIDE = 300, COUNT = 3 };
    static uint32_t words[COUNT][SIDE * SIDE];
    struct random_stream stream;
    random_start(&stream, 7, RANDOM_DATA_NOISE, 0);
    for (int k = 0; k < COUNT; k++)
        for (int i = 0; i < SIDE * SIDE; i++) {
            bool noisy = i / SIDE % 100 < 60;
            uint32_t level = noisy ? random_below(&stream, 200) : 0;
            bool kept = k > 0 && random_below(&stream, 3) > 0;
            words[k][i] = kept ? words[k - 1][i] : 0xFF000000 | level * 0x010001;
        }
    struct film film = {.width = SIDE, .height = SIDE, .fps = 10, .frames = COUNT, .threads = 1};
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder =
        encoder_open(format_by_name("gif"), "noise.gif", &film, &warnings, &error);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < COUNT; k++) {
            struct frame frame = {(const uint8_t *)words[k], SIDE * 4, {0, 0, SIDE, SIDE}};
            assert_true(pass ? encoder_write(encoder, &frame, 1, &error)
                             : encoder_survey(encoder, &frame, &error));
        }
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    struct decoded decoded;
    decode(&decoded, "noise.gif");
    assert_int_equal(decoded.count, COUNT);
    for (int k = 0; k < COUNT; k++)
        for (int y = 0; y < SIDE; y++)
            assert_memory_equal(decoded.frames[k]->data[0] + y * decoded.frames[k]->linesize[0],
                                words[k] + y * SIDE, SIDE * 4);
    decoded_finish(&decoded);
}

static void test_png(void **state) {
    (void)state;
    struct film film = film_of(25, 1, 0);
    encode_good("still.png", &film);
    struct decoded decoded;
    decode(&decoded, "still.png");
    assert_int_equal(decoded.count, 1);
    assert_int_equal(decoded.frames[0]->format, AV_PIX_FMT_RGB24);
    assert_true(psnr_of(decoded.frames[0], 0) > 99);
    decoded_finish(&decoded);
}

// Half transparent red is premultiplied in a frame and straight in a file.
static const uint32_t glass[] = {0x80800000, 0x00000000, 0xFF102030, 0x40004000};
static const uint8_t straight[] = {255, 0, 0, 128, 0, 0, 0, 0, 16, 32, 48, 255, 0, 255, 0, 64};

static void write_glass(const char *path) {
    struct film film = {.width = 4, .height = 1, .fps = 1, .frames = 1, .threads = 1};
    struct frame frame = {(const uint8_t *)glass, 16, {0, 0, 4, 1}};
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder = encoder_open(format_by_path(path), path, &film, &warnings, &error);
    assert_true(encoder && encoder_write(encoder, &frame, 1, &error) &&
                encoder_close(encoder, &error));
    encoder_destroy(encoder);
}

static void test_transparency(void **state) {
    (void)state;
    write_glass("glass.png");
    struct decoded decoded;
    decode(&decoded, "glass.png");
    assert_int_equal(decoded.frames[0]->format, AV_PIX_FMT_RGBA);
    assert_memory_equal(decoded.frames[0]->data[0], straight, sizeof straight);
    decoded_finish(&decoded);
    write_glass("glass.raw");
    size_t length;
    char *bytes = read_file("glass.raw", &length);
    assert_int_equal(length, sizeof straight);
    assert_memory_equal(bytes, straight, sizeof straight);
    free(bytes);
}

static void test_raw(void **state) {
    (void)state;
    struct film film = film_of(25, 5, 2);
    encode_good("film.raw", &film);
    size_t length;
    char *bytes = read_file("film.raw", &length);
    const uint8_t *next = (const uint8_t *)bytes;
    assert_int_equal(length, 7 * WIDTH * HEIGHT * 4);
    for (long i = 0; i < 7; i++)
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++, next += 4) {
                uint32_t word = pixel_of(i < 5 ? i : 4, x, y);
                const uint8_t expected[] = {(uint8_t)(word >> 16), (uint8_t)(word >> 8),
                                            (uint8_t)word, 255};
                assert_memory_equal(next, expected, 4);
            }
    free(bytes);
}

static void test_csv(void **state) {
    (void)state;
    const double none = nan("");
    double w[][2] = {{-10, -20}, {0.1, 1e-300}, {0.1, 1e-300}};
    double lr[] = {0.1, 0.1, none}, loss[] = {1.0 / 3, 2, none}, batch[] = {1, 3, none};
    double gradient[][2] = {{1e22, -0.5}, {1e-09, 0}, {none, none}};
    struct run runs[] = {
        {"adam", NULL, w, loss, batch, lr, gradient, 2},
        {"a, \"b\"", NULL, w, loss, batch, lr, gradient, -1},
    };
    struct trace trace = {runs, 2, 3, 2, 2};
    static const char expected[] =
        "optimizer,step,epoch,lr,w0,w1,loss,grad0,grad1,batch_loss\n"
        "adam,0,0,0.1,-10,-20,0.3333333333333333,1e+22,-0.5,1\n"
        "adam,1,0.5,0.1,0.1,1e-300,2,1e-09,0,3\n"
        "adam,2,1,nan,nan,nan,nan,nan,nan,nan\n"
        "\"a, \"\"b\"\"\",0,0,0.1,-10,-20,0.3333333333333333,1e+22,-0.5,1\n"
        "\"a, \"\"b\"\"\",1,0.5,0.1,0.1,1e-300,2,1e-09,0,3\n"
        "\"a, \"\"b\"\"\",2,1,nan,0.1,1e-300,nan,nan,nan,nan\n";
    struct error error = {0};
    const struct format *csv = format_by_path("run.csv");
    assert_true(encoder_write_table(csv, "run.csv", &trace, &error));
    size_t length;
    char *bytes = read_file("run.csv", &length);
    assert_string_equal(bytes, expected);
    free(bytes);
    assert_int_equal(count_files(), 1);
    assert_false(encoder_write_table(csv, "/dev/full", &trace, &error));
    assert_string_equal(error.message, "cannot write '/dev/full': No space left on device");
    error_finish(&error);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TEST(test_table),
        TEST(test_failed_runs_leave_the_old_file),
        TEST(test_bad_destinations),
        TEST(test_same_bytes_every_time),
        TEST(test_mp4),
        TEST(test_mp4_through_a_fifo),
        TEST(test_flat_patches),
        TEST(test_conversion_of_changes),
        TEST(test_gif),
        TEST(test_gif_delays),
        TEST(test_gif_merges),
        TEST(test_gif_of_noise),
        TEST(test_png),
        TEST(test_transparency),
        TEST(test_raw),
        TEST(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

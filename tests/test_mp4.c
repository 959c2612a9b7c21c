// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/convert.h"
#include "film.h"

#include <sys/stat.h>

static void assert_metadata(const struct decoded *decoded, const char *key, const char *value) {
    const AVDictionaryEntry *entry = av_dict_get(decoded->demuxer->metadata, key, NULL, 0);
    assert_non_null(entry);
    assert_string_equal(entry->value, value);
}

static void assert_mp4(const char *path, const struct film *film) {
    struct decoded decoded;
    decode(&decoded, path);
    const AVStream *stream = decoded.stream;
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

// Output to a pipe, which cannot seek, is equivalent.
static void test_mp4_through_a_fifo(void **state) {
    (void)state;
    assert_int_equal(mkfifo("pipe.mp4", 0600), 0);
    FILE *reader = popen("cat pipe.mp4 > film.mp4", "r");
    struct film film = film_of(29.97, 12, 0);
    encode_good("pipe.mp4", &film);
    assert_int_equal(pclose(reader), 0);
    assert_mp4("film.mp4", &film);
}

// Patches of 16x16 pixels: within 2 after conversion and within 5 after decoding.
static void test_flat_patches(void **state) {
    (void)state;
    static const uint32_t colors[] = {0xFFFFFF, 0x000000, 0xFF0000, 0x00FF00, 0x0000FF, 0xD62728,
                                      0x1F77B4, 0x2CA02C, 0xFF7F0E, 0x440154, 0xFDE725, 0x808080};
    enum { COUNT = sizeof colors / sizeof *colors, SIDE = 16, ROW = SIDE * COUNT };
    static uint32_t words[ROW * SIDE];
    for (int i = 0; i < ROW * SIDE; i++)
        words[i] = 0xFF000000 | colors[i % ROW / SIDE];
    struct frame frame = {(const uint8_t *)words, ROW * 4,
                          region_of((struct rect){0, 0, ROW, SIDE})};
    struct film film = {.width = ROW, .height = SIDE, .fps = 25, .frames = 1, .threads = 1};

    static uint8_t luma[ROW * SIDE], cb[ROW * SIDE / 4], cr[ROW * SIDE / 4];
    convert_yuv420(&film, &yuv_bt709, &frame, (uint8_t *const[]){luma, cb, cr},
                   (const int[]){ROW, ROW / 2, ROW / 2});
    static const char *const paths[] = {"patches.mp4", "patches.webm", "patches.avif"};
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
        struct error error = {0};
        struct text warnings = {0};
        struct encoder *encoder =
            encoder_open(format_by_path(paths[k]), paths[k], &film, &warnings, &error);
        assert_true(encoder && encoder_write(encoder, &frame, 1, &error) &&
                    encoder_close(encoder, &error));
        encoder_destroy(encoder);
        struct decoded decoded;
        decode(&decoded, paths[k]);
        assert_int_equal(decoded.frames[0]->colorspace, AVCOL_SPC_BT709);
        assert_int_equal(decoded.frames[0]->color_range, AVCOL_RANGE_MPEG);
        for (int i = 0; i < COUNT; i++) {
            int x = i * SIDE + SIDE / 2, y = SIDE / 2;
            double before[3], after[3];
            yuv_to_rgb(luma[y * ROW + x], cb[y / 2 * ROW / 2 + x / 2], cr[y / 2 * ROW / 2 + x / 2],
                       before);
            decoded_pixel(decoded.frames[0], x, y, after);
            for (int c = 0; c < 3; c++) {
                double expected = colors[i] >> (16 - 8 * c) & 255;
                if (fabs(before[c] - expected) > 2 || fabs(after[c] - expected) > 5)
                    fail_msg("%s, %06x: %f before, %f after", paths[k], (unsigned)colors[i],
                             before[c], after[c]);
            }
        }
        decoded_finish(&decoded);
    }
}

// Decodes Y'CbCr with a matrix that has these weights of red and blue.
static void read_as(double kr, double kb, const uint8_t yuv[3], double rgb[3]) {
    double y = (yuv[0] - 16) / 219.0, cb = (yuv[1] - 128) / 224.0, cr = (yuv[2] - 128) / 224.0;
    rgb[0] = 255 * (y + 2 * (1 - kr) * cr);
    rgb[2] = 255 * (y + 2 * (1 - kb) * cb);
    rgb[1] = (255 * y - kr * rgb[0] - kb * rgb[2]) / (1 - kr - kb);
}

// A y4m cannot name its matrix: readers assume BT.601 below 720 lines and BT.709 above.
static void test_y4m_as_readers_guess(void **state) {
    (void)state;
    static const struct {
        int height;
        const char *encoder;
        double kr, kb;
    } cases[] = {{360, NULL, 0.299, 0.114},
                 {718, NULL, 0.299, 0.114},
                 {720, NULL, 0.2126, 0.0722},
                 {360, "wrapped_avframe:colorspace=bt709", 0.2126, 0.0722},
                 {720, "wrapped_avframe:colorspace=smpte170m", 0.299, 0.114}};
    enum { WIDE = 32, TALL = 720 };
    static uint32_t words[WIDE * TALL];
    static uint8_t bytes[3 * WIDE * TALL + 500];
    for (uint32_t i = 0; i < 5 * 2 * 40; i++) {
        size_t k = i % 5;
        bool full = i / 5 % 2;
        uint32_t color = i < 10 ? 0xD62728 : i * 2654435761u >> 8;
        int height = cases[k].height;
        struct film film = {.width = WIDE,
                            .height = height,
                            .fps = 25,
                            .frames = 1,
                            .threads = 1,
                            .encoder = cases[k].encoder,
                            .full_chroma = full};
        for (int at = 0; at < WIDE * TALL; at++)
            words[at] = 0xFF000000 | color;
        struct frame frame = {(const uint8_t *)words, WIDE * 4,
                              region_of((struct rect){0, 0, WIDE, height})};
        struct error error = {0};
        struct text warnings = {0};
        struct encoder *encoder =
            encoder_open(format_by_path("film.y4m"), "film.y4m", &film, &warnings, &error);
        assert_true(encoder && encoder_write(encoder, &frame, 1, &error) &&
                    encoder_close(encoder, &error));
        encoder_destroy(encoder);
        text_finish(&warnings);
        FILE *file = fopen("film.y4m", "rb");
        size_t length = fread(bytes, 1, sizeof bytes, file), luma = WIDE * (size_t)height;
        fclose(file);
        size_t chroma = full ? luma : luma / 4, begin = length - luma - 2 * chroma;
        uint8_t yuv[3] = {bytes[begin], bytes[begin + luma], bytes[begin + luma + chroma]};
        double rgb[3];
        read_as(cases[k].kr, cases[k].kb, yuv, rgb);
        for (int c = 0; c < 3; c++)
            if (fabs(rgb[c] - (color >> (16 - 8 * c) & 255)) > 2)
                fail_msg("%06x in %d lines%s is read as %.1f %.1f %.1f", (unsigned)color, height,
                         full ? ", 4:4:4" : "", rgb[0], rgb[1], rgb[2]);
    }
}

// Unsupported colour options, and encoders that a container cannot hold, are refused.
static void test_encoder_colors(void **state) {
    (void)state;
    static const struct {
        const char *path, *encoder, *part;
    } cases[] = {{"film.y4m", "wrapped_avframe:colorspace=bt2020nc", "bt709 or smpte170m"},
                 {"film.mp4", "libx264:color_range=pc", "limited range"},
                 {"film.y4m", "libx264:crf=3", "cannot hold the video of libx264"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct film film = film_of(25, 1, 0);
        struct error error = {0};
        struct text warnings = {0};
        film.encoder = cases[i].encoder;
        assert_null(
            encoder_open(format_by_path(cases[i].path), cases[i].path, &film, &warnings, &error));
        assert_non_null(strstr(error.message, cases[i].part));
        error_finish(&error);
        text_finish(&warnings);
    }
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
    struct frame frame = {(const uint8_t *)words, WIDTH * 4,
                          region_of((struct rect){0, 0, WIDTH, HEIGHT})};
    uint8_t *const grown[] = {planes[0][0], planes[0][1], planes[0][2]};
    uint8_t *const whole[] = {planes[1][0], planes[1][1], planes[1][2]};
    convert_yuv420(&film, &yuv_bt709, &frame, grown, strides);
    for (int i = 0; i < 200; i++) {
        frame.changed.count = 0;
        for (int k = 0; k <= i % 12; k++) {
            struct rect changed = {(i + 3 * k) * 7 % WIDTH, (i + k) * 5 % HEIGHT, 1 + i % 9,
                                   1 + i % 4};
            if (changed.x + changed.width > WIDTH)
                changed.width = WIDTH - changed.x;
            if (changed.y + changed.height > HEIGHT)
                changed.height = HEIGHT - changed.y;
            for (int y = changed.y; y < changed.y + changed.height; y++)
                for (int x = changed.x; x < changed.x + changed.width; x++)
                    words[y * WIDTH + x] = 0xFF000000 | (uint32_t)(i * 40503 + x * 999 + y);
            region_add(&frame.changed, changed);
        }
        convert_yuv420(&film, &yuv_bt709, &frame, grown, strides);
        frame.changed = region_of((struct rect){0, 0, WIDTH, HEIGHT});
        convert_yuv420(&film, &yuv_bt709, &frame, whole, strides);
        assert_memory_equal(planes[0], planes[1], sizeof planes[0]);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TEST(test_mp4),
        TEST(test_mp4_through_a_fifo),
        TEST(test_flat_patches),
        TEST(test_y4m_as_readers_guess),
        TEST(test_encoder_colors),
        TEST(test_conversion_of_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

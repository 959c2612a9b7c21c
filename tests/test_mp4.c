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
    struct frame frame = {(const uint8_t *)words, ROW * 4,
                          region_of((struct rect){0, 0, ROW, SIDE})};
    struct film film = {.width = ROW, .height = SIDE, .fps = 25, .frames = 1, .threads = 1};

    static uint8_t luma[ROW * SIDE], cb[ROW * SIDE / 4], cr[ROW * SIDE / 4];
    convert_yuv420(&film, &frame, (uint8_t *const[]){luma, cb, cr},
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
    convert_yuv420(&film, &frame, grown, strides);
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
        convert_yuv420(&film, &frame, grown, strides);
        frame.changed = region_of((struct rect){0, 0, WIDTH, HEIGHT});
        convert_yuv420(&film, &frame, whole, strides);
        assert_memory_equal(planes[0], planes[1], sizeof planes[0]);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TEST(test_mp4),
        TEST(test_mp4_through_a_fifo),
        TEST(test_flat_patches),
        TEST(test_conversion_of_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

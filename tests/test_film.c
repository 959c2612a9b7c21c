// SPDX-License-Identifier: GPL-3.0-or-later
// README's film: rendered by the built program, decoded, and compared with the drawn frames.
#include "film.h"

#include "encode/convert.h"
#include "picture.h"

static const char path[] = SOURCE_DIR "/scenes/lamb_lr1.scene";
enum { SIDE_X = 690, SIDE_Y = 394, COUNT = 100 };

static double psnr(double squares, double count) {
    return 10 * log10(255.0 * 255 * count / (squares + 1e-9));
}

static double plane_squares(const AVFrame *frame, int plane, const uint8_t *drawn, int width,
                            int height) {
    double sum = 0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double off = frame->data[plane][y * frame->linesize[plane] + x] - drawn[y * width + x];
            sum += off * off;
        }
    return sum;
}

// The drawn frame as BT.709 4:2:0, as in an MP4.
static double mp4_squares(const AVFrame *decoded, const struct frame *drawn) {
    static uint8_t luma[SIDE_X * SIDE_Y], cb[SIDE_X * SIDE_Y / 4], cr[SIDE_X * SIDE_Y / 4];
    struct film film = {.width = SIDE_X, .height = SIDE_Y};
    convert_yuv420(&film, &yuv_bt709, drawn, (uint8_t *const[]){luma, cb, cr},
                   (const int[]){SIDE_X, SIDE_X / 2, SIDE_X / 2});
    return plane_squares(decoded, 0, luma, SIDE_X, SIDE_Y) +
           plane_squares(decoded, 1, cb, SIDE_X / 2, SIDE_Y / 2) +
           plane_squares(decoded, 2, cr, SIDE_X / 2, SIDE_Y / 2);
}

static double gif_squares(const AVFrame *decoded, const struct frame *drawn) {
    double sum = 0;
    for (int y = 0; y < SIDE_Y; y++)
        for (int x = 0; x < SIDE_X; x++) {
            double rgb[3] = {0};
            uint32_t word =
                *(const uint32_t *)(const void *)(drawn->pixels + y * drawn->stride + 4 * x);
            decoded_pixel(decoded, x, y, rgb);
            for (int c = 0; c < 3; c++) {
                double off = rgb[c] - (word >> (16 - 8 * c) & 255);
                sum += off * off;
            }
        }
    return sum;
}

// Renders as README describes and compares every frame.
static void check_film(const char *name, double channels,
                       double (*squares)(const AVFrame *, const struct frame *)) {
    assert_int_equal(shell("here=$PWD && cd '%s' && \"$OPTANIM\" scenes/lamb_lr1.scene -q "
                           "-o \"$here/%s\"",
                           SOURCE_DIR, name),
                     0);
    struct decoded decoded;
    struct picture picture;
    decode(&decoded, name);
    picture_open(&picture, path, NULL);
    assert_int_equal(decoded.count, COUNT);
    int64_t duration = 0;
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(decoded.frames[i]->width, SIDE_X);
        assert_int_equal(decoded.frames[i]->height, SIDE_Y);
        duration += decoded.durations[i];
        struct frame drawn = figure_draw(picture.figure, i);
        drawn.changed = region_of((struct rect){0, 0, SIDE_X, SIDE_Y});
        double found = psnr(squares(decoded.frames[i], &drawn), channels * SIDE_X * SIDE_Y);
        if (found < 38)
            fail_msg("%s frame %d: %f dB", name, i, found);
    }
    AVRational base = decoded.stream->time_base;
    assert_float_equal((double)duration * base.num / base.den, 4, 1e-9);
    picture_close(&picture);
    decoded_finish(&decoded);
}

static void test_mp4(void **state) {
    (void)state;
    check_film("lamb.mp4", 1.5, mp4_squares);
}

static void test_gif(void **state) {
    (void)state;
    check_film("lamb.gif", 3, gif_squares);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_mp4, enter, leave),
        cmocka_unit_test_setup_teardown(test_gif, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// A thin path keeps its colour in a film whose chroma has half the resolution.
#include "film.h"
#include "picture.h"

enum { WIDE = 690, TALL = 394 };

// How much redder a colour is than anything else.
static double redness(double red, double green, double blue) {
    return red - fmax(green, blue);
}

// Encodes one frame of a scene, and returns how red its red pixels are when decoded, in the mean.
static double decoded_redness(const char *path, const char *set, double position) {
    const char *sets[] = {set};
    struct scene_overrides overrides = {.sets = sets, .set_count = set ? 1 : 0};
    struct picture picture;
    struct decoded decoded;
    struct error error = {0};
    struct text warnings = {0};
    picture_open(&picture, path, &overrides);
    uint32_t *words = picture_draw(&picture, position, NULL);
    struct frame frame = {(const uint8_t *)words, WIDE * 4,
                          region_of((struct rect){0, 0, WIDE, TALL})};
    struct film film = {.width = WIDE, .height = TALL, .fps = 25, .frames = 1, .threads = 1};
    struct encoder *encoder =
        encoder_open(format_by_path("red.mp4"), "red.mp4", &film, &warnings, &error);
    assert_true(encoder && encoder_write(encoder, &frame, 1, &error) &&
                encoder_close(encoder, &error));
    encoder_destroy(encoder);
    decode(&decoded, "red.mp4");
    double red = 0, kept = 0;
    for (int y = 0; y < TALL; y++)
        for (int x = WIDE / 2; x < WIDE; x++) {
            uint32_t word = words[y * WIDE + x];
            double rgb[3] = {0};
            if (redness(word >> 16 & 255, word >> 8 & 255, word & 255) < 70)
                continue;
            decoded_pixel(decoded.frames[0], x, y, rgb);
            red++;
            kept += redness(rgb[0], rgb[1], rgb[2]);
        }
    assert_true(red > 200);
    decoded_finish(&decoded);
    free(words);
    text_finish(&warnings);
    picture_close(&picture);
    return kept / red;
}

static void test_red_lines(void **state) {
    (void)state;
    static const char path[] = SOURCE_DIR "/scenes/sgd.scene";
    double cased = decoded_redness(path, NULL, 60);
    double bare =
        decoded_redness(path, "theme={extends: post, casing_width: 0, path_alpha: 0.55}", 60);
    if (cased < 80 || cased <= bare + 15)
        fail_msg("the path is red by %.0f, as published by %.0f", cased, bare);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_red_lines)};
    return cmocka_run_group_tests(tests, enter, leave);
}

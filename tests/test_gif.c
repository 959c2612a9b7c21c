// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "film.h"

// Returns the largest difference of a channel.
static int difference(const uint8_t *a, const uint8_t *b) {
    int most = 0;
    for (int c = 0; c < 3; c++)
        most = abs(a[c] - b[c]) > most ? abs(a[c] - b[c]) : most;
    return most;
}

// At the best quality, pixels that do not change never shimmer; below, shimmer is bounded.
static void check_film(int quality, double psnr, int shimmer) {
    struct film film = film_of(25, 40, 0);
    film.quality = quality;
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
        if (psnr_of(frame, i) < psnr)
            fail_msg("quality %d: frame %d has %g dB", quality, i, psnr_of(frame, i));
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                const uint8_t *pixel = frame->data[0] + y * frame->linesize[0] + 4 * x;
                uint32_t drawn = pixel_of(i, x, y);
                if ((drawn & 0xFFFFFF) == theme[0]) // exact
                    assert_true(pixel[2] == (drawn >> 16 & 255) && pixel[1] == (drawn >> 8 & 255) &&
                                pixel[0] == (drawn & 255));
                else if (drawn == pixel_of(0, x, y))
                    assert_in_range(
                        difference(pixel, first + y * decoded.frames[0]->linesize[0] + 4 * x), 0,
                        shimmer);
            }
    }
    decoded_finish(&decoded);
    size_t length;
    char *bytes = read_file("film.gif", &length);
    assert_non_null(memmem(bytes, length, "NETSCAPE2.0\3\1\0\0", 16));
    free(bytes);
}

static void test_gif(void **state) {
    (void)state;
    check_film(100, 47, 0);
    check_film(0, 42, 8);
    check_film(30, 30, 30);
}

// A lower quality gives a smaller file.
static void test_gif_quality(void **state) {
    (void)state;
    size_t before = SIZE_MAX;
    for (int quality = 100; quality >= 10; quality -= 15) {
        struct film film = film_of(25, 40, 0);
        film.quality = quality;
        encode_good("film.gif", &film);
        size_t length;
        free(read_file("film.gif", &length));
        if (length >= before)
            fail_msg("quality %d: %zu bytes, not less than %zu", quality, length, before);
        before = length;
    }
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
        {60, 7, 0, {2, 2, 2, 2, 2, 2}}, // the seventh frame replaces the sixth
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

// Equal frames become one image with a longer delay.
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

// Writes the frames of a film, one after another in `words`, to noise.gif.
static void write_noise(const struct film *film, const uint32_t *words) {
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder =
        encoder_open(format_by_name("gif"), "noise.gif", film, &warnings, &error);
    for (int pass = 0; pass < 2; pass++)
        for (long k = 0; k < film->frames; k++) {
            const uint32_t *first = words + k * film->width * film->height;
            struct frame frame = {(const uint8_t *)first, film->width * 4,
                                  region_of((struct rect){0, 0, film->width, film->height})};
            assert_true(pass ? encoder_write(encoder, &frame, 1, &error)
                             : encoder_survey(encoder, &frame, &error));
        }
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    text_finish(&warnings);
}

// Noise fills the LZW dictionary many times, and long runs make long strings.
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
    struct film film = {
        .width = SIDE, .height = SIDE, .fps = 10, .frames = COUNT, .threads = 1, .quality = 100};
    write_noise(&film, &words[0][0]);
    struct decoded decoded;
    decode(&decoded, "noise.gif");
    assert_int_equal(decoded.count, COUNT);
    for (int k = 0; k < COUNT; k++)
        for (int y = 0; y < SIDE; y++)
            assert_memory_equal(decoded.frames[k]->data[0] + y * decoded.frames[k]->linesize[0],
                                words[k] + y * SIDE, SIDE * 4);
    decoded_finish(&decoded);
}

// A pixel of a transparent film: the moving square leaves nothing behind, and has a
// half-transparent border at its left.
static uint32_t transparent_pixel_of(long frame, int x, int y) {
    struct rect square = square_of(frame);
    if (y < square.y || y >= square.y + square.height)
        return y < 10 ? 0xFF203040 : 0;
    if (x == square.x - 1)
        return 0xC0600000; // premultiplied
    return x >= square.x && x < square.x + square.width ? 0xFF000000 | theme[0] : 0x40102030;
}

static void check_transparent(double fps, long frames, long hold) {
    struct film film = film_of(fps, frames, hold);
    film.transparent = true;
    film.quality = 100;
    static uint32_t words[WIDTH * HEIGHT];
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder =
        encoder_open(format_by_name("gif"), "film.gif", &film, &warnings, &error);
    for (int pass = 0; pass < 2; pass++)
        for (long i = 0; i < frames; i++) {
            for (int y = 0; y < HEIGHT; y++)
                for (int x = 0; x < WIDTH; x++)
                    words[y * WIDTH + x] = transparent_pixel_of(i, x, y);
            struct frame frame = {(const uint8_t *)words, WIDTH * 4,
                                  region_of((struct rect){0, 0, WIDTH, HEIGHT})};
            long times = i + 1 < frames ? 1 : 1 + hold;
            assert_true(pass ? encoder_write(encoder, &frame, times, &error)
                             : encoder_survey(encoder, &frame, &error));
        }
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    text_finish(&warnings);
    struct decoded decoded;
    decode(&decoded, "film.gif");
    int64_t time = 0;
    for (int i = 0; i < decoded.count; time += decoded.durations[i++]) {
        long drawn = (long)(((double)time + 0.5) * fps / 100);
        drawn = drawn < frames ? drawn : frames - 1;
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                const AVFrame *frame = decoded.frames[i];
                uint32_t shown =
                    *(const uint32_t *)(frame->data[0] + y * frame->linesize[0] + 4 * x);
                uint32_t meant = transparent_pixel_of(drawn, x, y);
                meant = meant == 0xC0600000 ? 0xFF800000 : meant >> 24 < 128 ? 0 : meant;
                if (shown >> 24 ? shown != meant : meant != 0)
                    fail_msg("%g fps, image %d, frame %ld: %d,%d is %08x, not %08x", fps, i, drawn,
                             x, y, shown, meant);
            }
    }
    decoded_finish(&decoded);
}

static void test_gif_transparent(void **state) {
    (void)state;
    check_transparent(25, 30, 10);
    check_transparent(1, 3, 2000); // a hold longer than the largest delay
    check_transparent(10, 1, 0);
    check_transparent(50, 10, 0);
    check_transparent(30, 10, 0);
}

// Of every `step` frames the last is shown, at its own time; the first and last are always shown.
static void test_gif_frame_step(void **state) {
    (void)state;
    for (int step = 2; step <= 7; step++)
        for (long frames = 1; frames <= 16; frames++)
            for (long hold = 0; hold <= 5; hold += 5) {
                struct film film = film_of(20, frames, hold);
                film.frame_step = step;
                film.quality = 100;
                encode_good("film.gif", &film);
                struct decoded decoded;
                decode(&decoded, "film.gif");
                int64_t time = 0;
                for (int i = 0; i < decoded.count; time += decoded.durations[i++]) {
                    long drawn = i * step < frames - 1 ? i * step : frames - 1;
                    if (psnr_of(decoded.frames[i], drawn) < 45)
                        fail_msg("one of %d: image %d of %ld is not frame %ld", step, i, frames,
                                 drawn);
                    // The held frame may be too late for a slot of its own.
                    long start = (drawn + step - 1) / step * step;
                    start = start < frames + hold - 1 ? start : frames + hold - 1;
                    assert_int_equal(time, 5 * start);
                }
                assert_int_equal(decoded.count, (frames - 2 + step) / step + 1);
                assert_int_equal(time, 5 * (frames + hold));
                decoded_finish(&decoded);
            }
}

// Films of noise on a noisy background, a part of which moves. Returns the squared error of a
// moving pixel.
static double error_of_moving(double part) {
    enum { SIDE = 100, COUNT = 20 };
    static uint32_t words[COUNT][SIDE * SIDE];
    struct random_stream stream;
    random_start(&stream, 9, RANDOM_DATA_NOISE, 0);
    int moving = (int)(part * SIDE * SIDE);
    for (int k = 0; k < COUNT; k++)
        for (int i = 0; i < SIDE * SIDE; i++)
            words[k][i] = k > 0 && i >= moving
                              ? words[k - 1][i]
                              : 0xFF000000 | random_below(&stream, 48) << 16 |
                                    random_below(&stream, 48) << 8 | random_below(&stream, 4);
    struct film film = {.width = SIDE, .height = SIDE, .fps = 10, .frames = COUNT, .threads = 1};
    write_noise(&film, &words[0][0]);
    struct decoded decoded;
    decode(&decoded, "noise.gif");
    double sum = 0;
    for (int k = 1; k < COUNT; k++)
        for (int i = 0; i < moving; i++)
            for (int c = 0; c < 3; c++) {
                const AVFrame *frame = decoded.frames[k];
                int there = frame->data[0][i / SIDE * frame->linesize[0] + 4 * (i % SIDE) + c];
                int off = there - (int)(words[k][i] >> 8 * c & 255);
                sum += off * off;
            }
    decoded_finish(&decoded);
    return sum / ((COUNT - 1) * (double)moving);
}

// If more than 0.7 % of the pixels move, errors in them would be visible: the tolerated error
// decreases with the number of moving pixels.
static void test_gif_motion(void **state) {
    (void)state;
    double still = error_of_moving(0.005), slow = error_of_moving(0.0065);
    double less = error_of_moving(0.014), least = error_of_moving(0.64);
    if (slow < 0.9 * still || less > 0.8 * slow || least > 0.25 * slow)
        fail_msg("errors %g, %g, %g, %g", still, slow, less, least);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_gif),
        TEST(test_gif_quality),
        TEST(test_gif_delays),
        TEST(test_gif_merges),
        TEST(test_gif_of_noise),
        TEST(test_gif_transparent),
        TEST(test_gif_frame_step),
        TEST(test_gif_motion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

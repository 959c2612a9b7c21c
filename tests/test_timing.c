// SPDX-License-Identifier: GPL-3.0-or-later
// In every container each picture is shown for exactly its time, the last one through the hold.
#include "film.h"

static const double rates[] = {30, 60, 25, 29.97, 7};

// Returns the tolerance of a time: a WebM counts milliseconds; FFmpeg reads an APNG's times in
// units of 1/100000 s and adds up rounding errors.
static double within(const char *path) {
    return strstr(path, "webm") ? 0.0011 : strstr(path, "apng") ? 0.0002 : 1e-6;
}

// Returns the last picture that begins at or before a time, in seconds from the first picture.
static const AVFrame *shown_at(const struct decoded *decoded, double time) {
    double base = av_q2d(decoded->stream->time_base);
    const AVFrame *shown = decoded->frames[0];
    for (int i = 1; i < decoded->count; i++)
        if ((double)(decoded->frames[i]->pts - decoded->frames[0]->pts) * base <= time)
            shown = decoded->frames[i];
    return shown;
}

static void check_film(const char *path, const struct film *film) {
    struct decoded decoded;
    encode_good(path, film);
    decode(&decoded, path);
    double base = av_q2d(decoded.stream->time_base), end = 0;
    long periods = film->frames + film->hold;
    for (long i = 0; i < periods; i++) {
        long drawn = i < film->frames ? i : film->frames - 1;
        // Just after its beginning and just before its end.
        for (int side = 0; side < 2; side++) {
            double slack = within(path);
            double time =
                side ? (double)(i + 1) / film->fps - slack : (double)i / film->fps + slack;
            double right = psnr_of(shown_at(&decoded, time), drawn);
            double wrong = psnr_of(shown_at(&decoded, time), drawn > 0 ? drawn - 1 : drawn + 1);
            if (right < 35 || right < wrong + 3)
                fail_msg("%s at %g fps, %ld + %ld frames: %f s shows frame %ld at %f dB, its "
                         "neighbour at %f dB",
                         path, film->fps, film->frames, film->hold, time, drawn, right, wrong);
        }
    }
    for (int i = 0; i < decoded.count; i++)
        end += (double)decoded.durations[i] * base;
    if (fabs(end - (double)periods / film->fps) > (double)decoded.count * within(path))
        fail_msg("%s at %g fps: %f s, not %f", path, film->fps, end, (double)periods / film->fps);
    decoded_finish(&decoded);
}

static void test_containers(void **state) {
    (void)state;
    static const char *const paths[] = {"film.mp4",  "film.webm", "film.avif",
                                        "film.apng", "film.y4m",  NULL};
    for (int i = 0; paths[i]; i++)
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
            struct film film = film_of(rates[k], 9, k % 2 ? 4 : 0);
            check_film(paths[i], &film);
        }
}

static uint32_t number_at(const char *bytes, int count) {
    uint32_t number = 0;
    for (int i = 0; i < count; i++)
        number |= (uint32_t)(uint8_t)bytes[i] << 8 * i;
    return number;
}

// This FFmpeg cannot read animated WebP. Each picture ends at its time, rounded to the milliseconds
// of the format (RFC 9649, section 2.7.1.3).
static void test_webp(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        struct film film = film_of(rates[k], 9, k % 2 ? 4 : 0);
        encode_good("film.webp", &film);
        size_t length;
        char *bytes = read_file("film.webp", &length);
        long pictures = 0;
        double end = 0;
        for (size_t at = 12; at + 8 <= length;) {
            size_t size = number_at(bytes + at + 4, 4);
            if (memcmp(bytes + at, "ANMF", 4) == 0) {
                end += number_at(bytes + at + 8 + 12, 3);
                pictures++;
                double right = (double)(pictures < film.frames ? pictures : pictures + film.hold) *
                               1000 / film.fps;
                if (fabs(end - right) > 1)
                    fail_msg("picture %ld at %g fps ends at %g ms, not %g", pictures, film.fps, end,
                             right);
            }
            at += 8 + size + size % 2;
        }
        assert_int_equal(pictures, film.frames);
        free(bytes);
    }
}

// Every frame is a file; the last one is repeated for each period of the hold.
static void test_numbered_files(void **state) {
    (void)state;
    struct film film = film_of(30, 9, 4);
    encode_good("%03d.png", &film);
    assert_int_equal(count_files(), 9 + 4);
    for (long i = 0; i < film.frames + film.hold; i++) {
        char path[40];
        struct decoded decoded;
        snprintf(path, sizeof path, "%03ld.png", i);
        decode(&decoded, path);
        assert_true(psnr_of(decoded.frames[0], i < film.frames ? i : film.frames - 1) > 90);
        decoded_finish(&decoded);
    }
}

// A film of 1920x1080 at 60 fps is within level 4.2, which phones play (ITU-T H.264, table A-1).
static void test_level(void **state) {
    (void)state;
    enum { ROW = 1920, ROWS = 1080, COUNT = 12 };
    uint32_t *words = malloc(sizeof *words * ROW * ROWS);
    struct film film = {.width = ROW, .height = ROWS, .fps = 60, .frames = COUNT, .threads = 1};
    struct error error = {0};
    struct text warnings = {0};
    struct encoder *encoder =
        encoder_open(format_by_name("mp4"), "large.mp4", &film, &warnings, &error);
    assert_non_null(encoder);
    for (int k = 0; k < COUNT; k++) {
        for (int i = 0; i < ROW * ROWS; i++)
            words[i] = 0xFF000000 | (uint32_t)(i + k * 9) * 2654435761u >> 8;
        struct frame frame = {(const uint8_t *)words, ROW * 4,
                              region_of((struct rect){0, 0, ROW, ROWS})};
        assert_true(encoder_write(encoder, &frame, 1, &error));
    }
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    free(words);
    struct decoded decoded;
    decode(&decoded, "large.mp4");
    assert_int_equal(decoded.decoder->profile, FF_PROFILE_H264_HIGH);
    assert_in_range(decoded.decoder->level, 10, 42);
    decoded_finish(&decoded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_containers),
        TEST(test_webp),
        TEST(test_numbered_files),
        TEST(test_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

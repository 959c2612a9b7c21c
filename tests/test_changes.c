// SPDX-License-Identifier: GPL-3.0-or-later
// Films in which a few rectangles change at a time, in all lossless formats: every frame is the
// whole picture, although encoders look only at what changed.
#include "base/random.h"
#include "film.h"

#include <math.h>
#include <webp/demux.h>

enum { FRAMES = 12, HOLD = 2, COLORS = 60 };

struct drawn {
    uint32_t words[FRAMES][WIDTH * HEIGHT];
    struct region changed[FRAMES];
    double fps;
    bool is_draft;
};

// What the pixels of a film are: opaque, opaque or transparent, or of any alpha.
enum film_kind { FILM_OPAQUE, FILM_CUT, FILM_CLEAR, FILM_KINDS };

// Few colours, so that a GIF has them all; premultiplied if some are translucent.
static void draw_all(struct drawn *drawn, struct random_stream *stream, enum film_kind kind) {
    const uint32_t none = 1; // is not premultiplied, so it is no colour
    uint32_t colors[COLORS];
    for (int i = 0; i < COLORS; i++) {
        uint32_t alpha = kind == FILM_OPAQUE || i % 3 == 0 ? 255
                         : kind == FILM_CLEAR              ? random_below(stream, 256)
                         : i % 3 == 1                      ? 255u
                                                           : 0u;
        colors[i] = alpha << 24;
        for (int shift = 0; shift <= 16; shift += 8)
            colors[i] |= random_below(stream, alpha + 1) << shift;
    }
    for (int k = 0; k < FRAMES; k++) {
        drawn->changed[k] = (struct region){0};
        if (k > 0)
            memcpy(drawn->words[k], drawn->words[k - 1], sizeof drawn->words[k]);
        for (uint32_t i = k ? random_below(stream, 4) : 1; i > 0; i--) {
            struct rect rect = {0, 0, WIDTH, HEIGHT};
            if (k > 0) {
                rect.x = (int)random_below(stream, WIDTH);
                rect.y = (int)random_below(stream, HEIGHT);
                rect.width = 1 + (int)random_below(stream, (uint32_t)(WIDTH - rect.x));
                rect.height = 1 + (int)random_below(stream, (uint32_t)(HEIGHT - rect.y));
            }
            uint32_t color = none, often = 1 + random_below(stream, 40);
            for (int y = rect.y; y < rect.y + rect.height; y++)
                for (int x = rect.x; x < rect.x + rect.width; x++) {
                    if (random_below(stream, often) == 0)
                        color = colors[random_below(stream, COLORS)];
                    if (color != none) // else the rectangle is only declared as changed
                        drawn->words[k][y * WIDTH + x] = color;
                    else if (k == 0)
                        drawn->words[k][y * WIDTH + x] = colors[0];
                }
            region_add(&drawn->changed[k], rect);
        }
    }
}

static void write_all(const struct drawn *drawn, const char *path, bool is_clear, int threads) {
    struct film film = film_of(drawn->fps, FRAMES, HOLD);
    struct error error = {0};
    struct text warnings = {0};
    film.transparent = is_clear;
    film.quality = 100;
    film.draft = drawn->is_draft;
    film.threads = threads;
    struct encoder *encoder = encoder_open(format_by_path(path), path, &film, &warnings, &error);
    assert_non_null(encoder);
    for (int pass = encoder_wants_survey(encoder) ? 0 : 1; pass < 2; pass++)
        for (int k = 0; k < FRAMES; k++) {
            struct frame frame = {(const uint8_t *)drawn->words[k], WIDTH * 4, drawn->changed[k]};
            long times = k + 1 < FRAMES ? 1 : 1 + HOLD;
            assert_true(pass ? encoder_write(encoder, &frame, times, &error)
                             : encoder_survey(encoder, &frame, &error));
        }
    assert_true(encoder_close(encoder, &error));
    encoder_destroy(encoder);
    text_finish(&warnings);
}

// Returns a pixel as files have it: red, green, blue and alpha, not premultiplied.
static void straight_of(uint32_t word, uint8_t bytes[4]) {
    uint32_t alpha = bytes[3] = (uint8_t)(word >> 24);
    for (int c = 0; c < 3; c++) {
        uint32_t value = word >> (16 - 8 * c) & 255;
        bytes[c] = (uint8_t)(alpha ? (2 * 255 * value + alpha) / (2 * alpha) : value);
    }
}

static void check_bytes(const struct drawn *drawn, int frame, const uint8_t *bytes,
                        ptrdiff_t stride, const int order[4], const char *path) {
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint8_t wanted[4];
            straight_of(drawn->words[frame][y * WIDTH + x], wanted);
            for (int c = 0; c < 4; c++)
                if (bytes[y * stride + 4 * x + order[c]] != wanted[c] &&
                    (c == 3 || wanted[3] > 0)) // transparent pixels have no colour
                    fail_msg("%s, frame %d at (%d, %d): channel %d is %d, not %d", path, frame, x,
                             y, c, bytes[y * stride + 4 * x + order[c]], wanted[c]);
        }
}

static void check_decoded(const struct drawn *drawn, const char *path) {
    static const int rgba[] = {0, 1, 2, 3}, bgra[] = {2, 1, 0, 3};
    struct decoded decoded;
    decode(&decoded, path);
    int64_t time = 0;
    for (int i = 0; i < decoded.count; i++) {
        const AVFrame *frame = decoded.frames[i];
        AVRational base = decoded.stream->time_base;
        int k = (int)floor(((double)time * base.num / base.den + 0.006) * drawn->fps); // rounded
        bool is_rgba = frame->format == AV_PIX_FMT_RGBA;
        assert_true(is_rgba || frame->format == AV_PIX_FMT_BGRA);
        check_bytes(drawn, k < FRAMES ? k : FRAMES - 1, frame->data[0], frame->linesize[0],
                    is_rgba ? rgba : bgra, path);
        time += decoded.durations[i];
    }
    assert_true(decoded.count >= FRAMES / 3); // equal frames are merged
    decoded_finish(&decoded);
}

// FFmpeg cannot read animated WebP: libwebp does. Returns the number of images. What they show
// changes with the film's frames and at no other time.
static int check_webp(const struct drawn *drawn, const char *path) {
    static const int rgba[] = {0, 1, 2, 3};
    WebPData data = {0};
    char *bytes = read_file(path, &data.size);
    data.bytes = (const uint8_t *)bytes;
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, NULL);
    assert_non_null(decoder);
    uint8_t *pixels;
    int count = 0, end, start = 0;
    for (; WebPAnimDecoderGetNext(decoder, &pixels, &end); count++, start = end) {
        int k = (int)floor((start + 0.6) / 1000 * drawn->fps);
        assert_true(k < FRAMES + HOLD);
        check_bytes(drawn, k < FRAMES ? k : FRAMES - 1, pixels, (ptrdiff_t)WIDTH * 4, rgba, path);
        int frame_end = (int)lround((k + 1 < FRAMES ? k + 1 : FRAMES + HOLD) * 1000 / drawn->fps);
        assert_true(end <= frame_end);
        assert_true(end == frame_end || end - start > 10); // what is shorter, browsers show for 100
    }
    assert_int_equal(start, lround((FRAMES + HOLD) * 1000 / drawn->fps));
    WebPAnimDecoderDelete(decoder);
    free(bytes);
    return count;
}

static void check_equal_files(const char *one, const char *other) {
    size_t lengths[2];
    char *files[] = {read_file(one, &lengths[0]), read_file(other, &lengths[1])};
    assert_int_equal(lengths[0], lengths[1]);
    assert_memory_equal(files[0], files[1], lengths[0]);
    free(files[0]);
    free(files[1]);
}

static void check_raw(const struct drawn *drawn, const char *path) {
    static const int rgba[] = {0, 1, 2, 3};
    size_t length;
    char *bytes = read_file(path, &length);
    assert_int_equal(length, (FRAMES + HOLD) * WIDTH * HEIGHT * 4);
    for (int k = 0; k < FRAMES + HOLD; k++)
        check_bytes(drawn, k < FRAMES ? k : FRAMES - 1,
                    (const uint8_t *)bytes + (size_t)k * WIDTH * HEIGHT * 4, WIDTH * 4, rgba, path);
    free(bytes);
}

static void test_every_frame(void **state) {
    (void)state;
    static struct drawn drawn;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    static const double rates[] = {25, 60, 12.5, 30};
    int cleared = 0;
    for (int turn = 0; turn < 24 * FILM_KINDS; turn++) {
        enum film_kind kind = turn % FILM_KINDS;
        bool is_clear = kind != FILM_OPAQUE;
        drawn.fps = rates[turn / FILM_KINDS % 4];
        drawn.is_draft = turn % 7 == 0;
        draw_all(&drawn, &stream, kind);
        write_all(&drawn, "film.apng", is_clear, 1);
        check_decoded(&drawn, "film.apng");
        write_all(&drawn, "film.webp", is_clear, 1);
        int images = check_webp(&drawn, "film.webp");
        if (is_clear && drawn.fps < 45)
            cleared += images - FRAMES;
        else
            assert_int_equal(images, FRAMES);
        write_all(&drawn, "other.apng", is_clear, 2 + turn % 3);
        check_equal_files("film.apng", "other.apng");
        write_all(&drawn, "other.webp", is_clear, 2 + turn % 3);
        check_equal_files("film.webp", "other.webp");
        write_all(&drawn, "film.raw", is_clear, 1);
        check_raw(&drawn, "film.raw");
        // A GIF rounds alpha, and drops frames of more than 50 a second.
        if (kind != FILM_CLEAR && drawn.fps <= 50) {
            write_all(&drawn, "film.gif", is_clear, 1);
            check_decoded(&drawn, "film.gif");
        }
    }
    assert_true(cleared > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_every_frame)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

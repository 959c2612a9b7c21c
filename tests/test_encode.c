// SPDX-License-Identifier: GPL-3.0-or-later
// What all formats have in common, and the uncompressed formats.
#include "encode/encoder.h"
#include "film.h"
#include "sim/trace.h"

static void test_table(void **state) {
    (void)state;
    for (size_t i = 0; format_table[i]; i++) {
        const struct format *format = format_table[i];
        assert_ptr_equal(format_by_name(format->name), format);
        assert_true(strlen(format->help) > 0);
        for (const char *const *extension = format->extensions; *extension; extension++) {
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
        if (format_table[i]->kind == FORMAT_TABLE || format_table[i]->many_files)
            continue;
        struct error error = {0};
        struct text warnings = {0};
        struct encoder *encoder = encoder_open(format_table[i], "film", &film, &warnings, &error);
        assert_non_null(encoder);
        struct frame frame = draw(words, 0);
        if (encoder_wants_survey(encoder))
            assert_true(encoder_survey(encoder, &frame, &error));
        struct drawing drawing = {draw_shape, NULL};
        assert_true(format_table[i]->language == DRAWING_NONE
                        ? encoder_write(encoder, &frame, 1, &error)
                        : encoder_draw(encoder, &drawing, &error));
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
            if (format_table[i]->kind == FORMAT_TABLE || format_table[i]->many_files)
                continue;
            struct error error = {0};
            struct text warnings = {0};
            assert_false(encode(format_table[i], paths[k][0], &film, &warnings, &error));
            assert_int_equal(error.kind, ERROR_RENDER);
            if (!strstr(error.message, "needs a regular file"))
                assert_string_equal(error.message, paths[k][1]);
            error_finish(&error);
        }
}

static void test_same_bytes_every_time(void **state) {
    (void)state;
    for (size_t i = 0; format_table[i]; i++) {
        if (format_table[i]->kind == FORMAT_TABLE)
            continue;
        char *bytes[2];
        size_t lengths[2];
        for (int run = 0; run < 2; run++) {
            struct film film = film_of(25, format_table[i]->kind == FORMAT_STILL ? 1 : 9, 0);
            film.threads = 1 + 3 * run;
            struct error error = {0};
            struct text warnings = {0};
            bool many = format_table[i]->many_files;
            assert_true(
                encode(format_table[i], many ? "film%d" : "film", &film, &warnings, &error));
            bytes[run] = read_file(many ? "film8" : "film", &lengths[run]);
        }
        if (lengths[0] != lengths[1])
            fail_msg("%s: %zu and %zu bytes", format_table[i]->name, lengths[0], lengths[1]);
        assert_memory_equal(bytes[0], bytes[1], lengths[0]);
        free(bytes[0]);
        free(bytes[1]);
    }
}

// ---- Pictures and numbers

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

// Half-transparent red is premultiplied in a frame and straight in a file.
static const uint32_t glass[] = {0x80800000, 0x00000000, 0xFF102030, 0x40004000};
static const uint8_t straight[] = {255, 0, 0, 128, 0, 0, 0, 0, 16, 32, 48, 255, 0, 255, 0, 64};

static void write_glass(const char *path) {
    struct film film = {.width = 4, .height = 1, .fps = 1, .frames = 1, .threads = 1};
    struct frame frame = {(const uint8_t *)glass, 16, region_of((struct rect){0, 0, 4, 1})};
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

// A draft is a whole film, and made in another way: no format ignores it.
static void test_drafts(void **state) {
    (void)state;
    static const char *const paths[] = {"film.mp4",  "film.webm", "film.avif", "film.gif",
                                        "film.webp", "film.apng", NULL};
    for (int i = 0; paths[i]; i++) {
        size_t lengths[2];
        for (int draft = 0; draft < 2; draft++) {
            struct film film = film_of(25, 12, 3);
            film.draft = draft;
            encode_good(paths[i], &film);
            free(read_file(paths[i], &lengths[draft]));
        }
        assert_int_not_equal(lengths[0], lengths[1]);
        if (strstr(paths[i], "webp"))
            continue; // this FFmpeg cannot read it; test_changes does
        struct decoded decoded;
        decode(&decoded, paths[i]);
        double base = av_q2d(decoded.stream->time_base), time = 0;
        for (int k = 0; k < decoded.count; k++) {
            long frame = lround(time * 25);
            double psnr = psnr_of(decoded.frames[k], frame < 12 ? frame : 11);
            if (psnr < 30)
                fail_msg("draft %s, frame %ld: %f dB", paths[i], frame, psnr);
            time += (double)decoded.durations[k] * base;
        }
        assert_true(fabs(time - 15 / 25.0) < 0.01);
        decoded_finish(&decoded);
    }
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
    double w[][2] = {{-10, -20}, {0.1, 1e-300}, {0.1, 1e-300}, {0.1, 1e-300}};
    double lr[] = {0.1, 0.1, none, none}, loss[] = {1.0 / 3, 2, none, none};
    double batch[] = {1, 3, none, none};
    double gradient[] = {1e22, -0.5, 1e-09, 0, none, none, none, none};
    struct run run = {.shape = &shape_of_two,
                      .w = w,
                      .loss = loss,
                      .batch_loss = batch,
                      .lr = lr,
                      .gradient = gradient};
    struct run runs[] = {run, run};
    runs[0].label = "adam";
    runs[0].diverged = 2;
    runs[0].last[0] = -1e9;
    runs[0].last[1] = INFINITY;
    runs[1].label = "a, \"b\"";
    runs[1].diverged = -1;
    struct trace trace = {.runs = runs, .run_count = 2, .states = 4, .steps_per_epoch = 2};
    // The state at which a run diverges has its real values; later states have none.
    static const char expected[] =
        "optimizer,step,epoch,lr,w0,w1,loss,grad0,grad1,batch_loss\n"
        "adam,0,0,0.1,-10,-20,0.3333333333333333,1e+22,-0.5,1\n"
        "adam,1,0.5,0.1,0.1,1e-300,2,1e-09,0,3\n"
        "adam,2,1,nan,-1000000000,inf,nan,nan,nan,nan\n"
        "adam,3,1.5,nan,nan,nan,nan,nan,nan,nan\n"
        "\"a, \"\"b\"\"\",0,0,0.1,-10,-20,0.3333333333333333,1e+22,-0.5,1\n"
        "\"a, \"\"b\"\"\",1,0.5,0.1,0.1,1e-300,2,1e-09,0,3\n"
        "\"a, \"\"b\"\"\",2,1,nan,0.1,1e-300,nan,nan,nan,nan\n"
        "\"a, \"\"b\"\"\",3,1.5,nan,0.1,1e-300,nan,nan,nan,nan\n";
    struct error error = {0};
    const struct format *csv = format_by_path("run.csv");
    struct encoder *table = encoder_write_table(csv, "run.csv", false, &trace, 0, &error);
    assert_non_null(table);
    assert_int_equal(access("run.csv", F_OK), -1); // until it is closed
    assert_true(encoder_close(table, &error));
    encoder_destroy(table);
    size_t length;
    char *bytes = read_file("run.csv", &length);
    assert_string_equal(bytes, expected);
    free(bytes);
    assert_int_equal(count_files(), 1);
    assert_null(encoder_write_table(csv, "/dev/full", false, &trace, 0, &error));
    assert_string_equal(error.message, "cannot write '/dev/full': No space left on device");
    error_finish(&error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_table),
        TEST(test_failed_runs_leave_the_old_file),
        TEST(test_bad_destinations),
        TEST(test_same_bytes_every_time),
        TEST(test_png),
        TEST(test_transparency),
        TEST(test_drafts),
        TEST(test_raw),
        TEST(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The golden pictures: those of golden/list.txt are as they were.
#include "picture.h"

#include <cairo.h>
#include <glob.h>
#include <zlib.h>

#define GOLDEN SOURCE_DIR "/tests/golden/"

// With the libraries that the golden pictures were drawn with, every pixel is as it was.
static bool are_libraries_same(void) {
    return shell("'" SOURCE_DIR "/tests/golden/libraries.sh' | cmp -s - '" GOLDEN
                 "libraries.txt'") == 0;
}

// Another version of a library antialiases a little differently, so a few pixels may differ much
// and all together a little.
static void compare(bool exactly, const char *name, struct picture *picture,
                    const uint32_t *words) {
    struct text path = {0};
    text_printf(&path, SOURCE_DIR "/tests/golden/%s.png", name);
    cairo_surface_t *golden = cairo_image_surface_create_from_png(path.data);
    if (cairo_surface_status(golden) != CAIRO_STATUS_SUCCESS)
        fail_msg("%s: %s", path.data, cairo_status_to_string(cairo_surface_status(golden)));
    int width = picture->scene.video.width, height = picture->scene.video.height;
    assert_int_equal(cairo_image_surface_get_width(golden), width);
    assert_int_equal(cairo_image_surface_get_height(golden), height);
    const unsigned char *pixels = cairo_image_surface_get_data(golden);
    double sum = 0;
    long far = 0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            uint32_t expected;
            int worst = 0;
            memcpy(&expected, pixels + y * cairo_image_surface_get_stride(golden) + 4 * x, 4);
            for (int c = 0; c < 24; c += 8) {
                int off = abs((int)(expected >> c & 255) - (int)(words[y * width + x] >> c & 255));
                sum += off;
                worst = off > worst ? off : worst;
            }
            far += worst > 40;
        }
    double mean = sum / 3 / width / height, part = (double)far / width / height;
    if (mean >= 0.5 || part > 0.002 || (exactly && sum > 0))
        fail_msg("%s is not as it was: off by %.6f of 255 on average, %.2f %% of pixels by more "
                 "than 40; see tests/update-golden.sh",
                 name, mean, 100 * part);
    cairo_surface_destroy(golden);
    text_finish(&path);
}

static void test_golden(void **state) {
    (void)state;
    FILE *list = fopen(SOURCE_DIR "/tests/golden/list.txt", "r");
    assert_non_null(list);
    char name[64], scene[128];
    long frame;
    int count = 0;
    bool exactly = are_libraries_same();
    for (; fscanf(list, "%63s %127s %ld", name, scene, &frame) == 3; count++) {
        struct text path = {0};
        struct picture picture;
        text_printf(&path, SOURCE_DIR "/%s", scene);
        picture_open(&picture, path.data, NULL);
        frame += frame < 0 ? picture.timeline.frames : 0;
        uint32_t *words = picture_draw(&picture, timeline_position(&picture.timeline, frame), NULL);
        compare(exactly, name, &picture, words);
        free(words);
        picture_close(&picture);
        text_finish(&path);
    }
    assert_true(feof(list) && count > 0);
    fclose(list);
}

// ---- Sums of frames

static uint32_t sum_of(struct picture *picture, long frame) {
    uint32_t *words = picture_draw(picture, timeline_position(&picture->timeline, frame), NULL);
    size_t count = (size_t)picture->scene.video.width * (size_t)picture->scene.video.height;
    uLong sum = crc32(0, (const Bytef *)words, (uInt)(count * sizeof *words));
    free(words);
    return (uint32_t)sum;
}

// Opens a scene at a size with a theme (NULL: its own).
static void open_as(struct picture *picture, const char *path, int width, int height,
                    const char *theme) {
    const struct scene_overrides overrides = {
        .width = width, .height = height, .sets = &theme, .set_count = theme != NULL};
    picture_open(picture, path, &overrides);
}

// Writes for each scene the sums of three of its frames, and of its last in another theme and
// shape, a line each.
static void write_sums(const char *pattern, struct text *out) {
    static const char *const themes[] = {"theme=post", "theme=light", "theme=dark", "theme=paper"};
    glob_t scenes;
    assert_int_equal(glob(pattern, 0, NULL, &scenes), 0);
    for (size_t i = 0; i < scenes.gl_pathc; i++) {
        const char *path = scenes.gl_pathv[i], *name = path + strlen(SOURCE_DIR "/");
        const char *theme = themes[strlen(name) % 4]; // the same while other scenes come
        struct picture picture;
        open_as(&picture, path, 690, 394, NULL);
        long last = picture.timeline.frames - 1;
        text_printf(out, "%s %08x %08x %08x", name, sum_of(&picture, last / 7),
                    sum_of(&picture, last / 2), sum_of(&picture, last));
        picture_close(&picture);
        open_as(&picture, path, 500, 640, theme);
        text_printf(out, " %s %08x\n", theme, sum_of(&picture, last));
        picture_close(&picture);
    }
    globfree(&scenes);
}

// Where a sum is another, so is a frame of that scene: look at it, old and new.
static void test_frames(void **state) {
    (void)state;
    static const char *const patterns[] = {"scenes/*.scene", "scenes/as-published/*.scene",
                                           "scenes/networks/[lms][aop][yoi]*.scene",
                                           "tests/golden/*.scene", "tests/golden/frames/*.scene"};
    bool writes = getenv("GOLDEN_WRITE") != NULL;
    if (!writes && !are_libraries_same())
        skip();
    struct text sums = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct text pattern = {0};
        text_printf(&pattern, SOURCE_DIR "/%s", patterns[i]);
        write_sums(pattern.data, &sums);
        text_finish(&pattern);
    }
    if (writes) {
        file_write(GOLDEN, "frames.txt", sums.data);
    } else {
        struct source golden = file_read(GOLDEN, "frames.txt");
        const char *is = sums.data, *was = golden.text;
        while (*is && *was) {
            size_t length = strcspn(is, "\n");
            if (strncmp(is, was, length + 1) != 0)
                fail_msg("a frame is not as it was: %.*s, and golden/frames.txt has %.*s; see "
                         "tests/update-golden.sh",
                         (int)length, is, (int)strcspn(was, "\n"), was);
            is += length + 1;
            was += length + 1;
        }
        assert_true(!*is && !*was);
        source_finish(&golden);
    }
    text_finish(&sums);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden),
                                       cmocka_unit_test(test_frames)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

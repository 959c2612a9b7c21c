// SPDX-License-Identifier: GPL-3.0-or-later
// Whole pictures: independent of the order of drawing.
#include "picture.h"
#include "plot/panel.h"
#include "plot/template.h"

#include <glob.h>
#include <math.h>

static size_t pixel_count(const struct picture *picture) {
    return (size_t)picture->scene.video.width * (size_t)picture->scene.video.height;
}

static bool holds(const struct region *region, int x, int y) {
    bool found = false;
    for (int i = 0; i < region->count; i++) {
        const struct rect *rect = &region->rects[i];
        found = found || (x >= rect->x && x < rect->x + rect->width && y >= rect->y &&
                          y < rect->y + rect->height);
    }
    return found;
}

static void assert_opaque(const struct picture *picture, const uint32_t *words) {
    for (size_t i = 0; i < pixel_count(picture); i++)
        if (words[i] >> 24 != 255)
            fail_msg("%s: pixel %zu is %08x", picture->scene.name, i, words[i]);
}

static void assert_outside_unchanged(const struct picture *picture, const uint32_t *before,
                                     const uint32_t *after, struct region changed, long frame) {
    int width = picture->scene.video.width, height = picture->scene.video.height;
    for (int i = 0; i < changed.count; i++) {
        const struct rect *rect = &changed.rects[i];
        assert_true(rect->x >= 0 && rect->x + rect->width <= width);
        assert_true(rect->y >= 0 && rect->y + rect->height <= height);
    }
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (before[y * width + x] != after[y * width + x] && !holds(&changed, x, y))
                fail_msg("%s: frame %ld changes (%d, %d), which it does not tell",
                         picture->scene.name, frame, x, y);
}

static void assert_same(const struct picture *picture, const uint32_t *a, const uint32_t *b,
                        long frame, const char *how) {
    int width = picture->scene.video.width;
    for (size_t i = 0; i < pixel_count(picture); i++)
        if (a[i] != b[i])
            fail_msg("%s: frame %ld %s differs at (%d, %d)", picture->scene.name, frame, how,
                     (int)i % width, (int)i / width);
}

// Draws a film in order and checks its reported changes. Compares three frames with those of new
// figures, and with frames drawn backwards.
static void check_film(const char *path, const struct scene_overrides *overrides) {
    struct picture film, still;
    picture_open(&film, path, overrides);
    long frames = film.timeline.frames, picked[] = {frames / 3, frames / 2, frames - 1};
    uint32_t *before = NULL, *kept[3] = {NULL};
    for (long i = 0; i < frames; i++) {
        struct region changed;
        double position = timeline_position(&film.timeline, i);
        uint32_t *words = picture_draw(&film, position, &changed);
        assert_opaque(&film, words);
        if (before)
            assert_outside_unchanged(&film, before, words, changed, i);
        free(before);
        before = words;
        for (int k = 0; k < 3; k++) {
            if (i != picked[k] || kept[k])
                continue;
            kept[k] = mem_zero(pixel_count(&film), sizeof *words);
            memcpy(kept[k], words, pixel_count(&film) * sizeof *words);
            picture_open(&still, path, overrides);
            uint32_t *alone = picture_draw(&still, position, NULL);
            assert_same(&film, words, alone, i, "drawn from scratch");
            free(alone);
            picture_close(&still);
        }
    }
    for (int k = 0; k < 3; k++) {
        if (!kept[k])
            continue;
        uint32_t *again = picture_draw(&film, timeline_position(&film.timeline, picked[k]), NULL);
        assert_same(&film, kept[k], again, picked[k], "drawn after a later one");
        free(again);
        free(kept[k]);
    }
    free(before);
    picture_close(&film);
}

// Every scene at a reduced size, for speed, and at positions between its states.
static void test_order_does_not_matter(void **state) {
    (void)state;
    static const char *const sets[] = {"video.duration=1.2s"};
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(glob(SOURCE_DIR "/scenes/as-published/*.scene", GLOB_APPEND, NULL, &scenes),
                     0);
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*.scene", GLOB_APPEND, NULL, &scenes), 0);
    assert_true(scenes.gl_pathc > 10);
    struct scene_overrides between = {.sets = sets, .set_count = 1, .width = 391, .height = 223};
    for (size_t i = 0; i < scenes.gl_pathc; i++)
        check_film(scenes.gl_pathv[i], &between);
    globfree(&scenes);
    check_film(SOURCE_DIR "/scenes/lamb_lr1.scene", NULL); // at its own size
    static const char *const slow[] = {"video.duration=1.2s", "video.speed=log",
                                       "video.progress=true"};
    struct scene_overrides slowly = {.sets = slow, .set_count = 3, .width = 391, .height = 223};
    check_film(SOURCE_DIR "/scenes/lamb_lr1.scene", &slowly);
}

// ---- Panels

static const char *const panel_scenes[] = {
    "problem: {regression: {}}\n",
    "problem: {function: rosenbrock}\n",
    "problem: {formula: 'x^2 + sqrt(y)'}\nstart: [3, 1]\n",
    "problem: {network: {data: {moons: {points: 30}}, hidden: [4], test: 0.3}}\n",
};

static void test_every_panel_at_every_size(void **state) {
    (void)state;
    static const int sizes[][2] = {{690, 394}, {1920, 1080}, {600, 600}, {200, 150}, {16, 16}};
    for (size_t i = 0; panel_table[i]; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (size_t k = 0; k < sizeof panel_scenes / sizeof *panel_scenes; k++) {
                if (k > 0 && strcmp(panel_table[i]->name, "data") == 0)
                    continue; // only a regression has data
                if (k < 3 && strcmp(panel_table[i]->name, "boundary") == 0)
                    continue; // only a network has classes
                struct text text = {0};
                struct picture picture;
                text_printf(&text,
                            "%soptimizers: [sgd, adam]\nepochs: 5\nlayout: [[%s]]\n"
                            "video: {size: [%d, %d]}\n",
                            panel_scenes[k], panel_table[i]->name, sizes[s][0], sizes[s][1]);
                picture_open_text(&picture, text.data, NULL);
                for (double position = 0; position <= 4; position += 2.5) {
                    uint32_t *words = picture_draw(&picture, position, NULL);
                    assert_opaque(&picture, words);
                    free(words);
                }
                picture_close(&picture);
                text_finish(&text);
            }
}

// ---- Divergence

static void test_diverging_run(void **state) {
    (void)state;
    struct picture picture;
    struct text title = {0};
    struct error error = {0};
    picture_open_text(&picture,
                      "problem: {regression: {loss: mse}}\noptimizers: [{sgd: {lr: 100}}]\n"
                      "epochs: 200\nvideo: {size: [345, 197]}\n",
                      NULL);
    long diverged = picture.trace.runs[0].diverged;
    assert_in_range(diverged, 1, 20);
    struct template *writer = template_create(&picture.scene, false, &error);
    struct text end = {0};
    text_printf(&end, " - diverged at epoch %ld", diverged + 1);
    uint32_t *before = NULL;
    for (long i = 0; i < picture.timeline.frames; i++) {
        struct region changed;
        uint32_t *words = picture_draw(&picture, (double)i, &changed);
        assert_opaque(&picture, words);
        if (before)
            assert_outside_unchanged(&picture, before, words, changed, i);
        free(before);
        before = words;
        template_write(writer, &picture.trace, i, &title);
        bool says = title.length > end.length &&
                    strcmp(title.data + title.length - end.length, end.data) == 0;
        assert_int_equal(says, i >= diverged);
    }
    assert_int_equal(picture.timeline.frames, 200);
    free(before);
    text_finish(&title);
    text_finish(&end);
    template_destroy(writer);
    picture_close(&picture);
}

// ---- Legends

// Counts data points that show through the legend's background, which is 85 % opaque. A dot is
// wider than three pixels; the rim of an uncovered dot is narrower.
static int points_under_legend(const char *path, const char *text, const char *set) {
    const struct theme *theme = theme_table[0];
    struct scene_overrides overrides = {
        .sets = &set, .set_count = set != NULL, .width = 690, .height = 394};
    struct picture picture;
    if (path)
        picture_open(&picture, path, &overrides);
    else
        picture_open_text(&picture, text, &overrides);
    uint32_t *words = picture_draw(&picture, 0, NULL);
    int width = picture.scene.video.width, height = picture.scene.video.height, count = 0;
    for (int y = 1; y + 1 < height; y++)
        for (int x = 1; x + 1 < width; x++) {
            bool is_veiled = true;
            for (int k = 0; k < 9 && is_veiled; k++)
                for (int c = 0; c < 24 && is_veiled; c += 8) {
                    int there = (int)(words[(y + k / 3 - 1) * width + x + k % 3 - 1] >> c & 255);
                    double veiled =
                        0.15 * (theme->points >> c & 255) + 0.85 * (theme->background >> c & 255);
                    is_veiled = fabs(there - veiled) < 3 && theme->points != theme->background;
                }
            count += is_veiled;
        }
    free(words);
    picture_close(&picture);
    return count;
}

static void test_legend_covers_no_data(void **state) {
    (void)state;
    // With points everywhere some must be covered; otherwise the count would prove nothing.
    assert_true(points_under_legend(NULL,
                                    "optimizers: [sgd]\nlayout: [[data, surface], [., surface]]\n"
                                    "problem: {regression: {data: {slope: 0, points: 300}}}\n",
                                    NULL) > 0);
    static const char *const films[] = {
        "lamb_lr1", "lamb_lr0.1", "adam_lr1", "adam_lr0.1", "sgd", "momentum", "lr_too_small",
    };
    for (size_t i = 0; i < sizeof films / sizeof *films; i++) {
        struct text path = {0};
        text_printf(&path, SOURCE_DIR "/scenes/%s.scene", films[i]);
        int covered = points_under_legend(path.data, NULL, NULL);
        if (covered > 0)
            fail_msg("%s: the legend covers data at %d pixels", films[i], covered);
        text_finish(&path);
    }
}

// ---- Scale

// Twice the pixels show the same picture: reduced, the two differ only at edges.
static void test_scale(void **state) {
    (void)state;
    enum { WIDTH = 345, HEIGHT = 197 };
    struct scene_overrides once = {.width = WIDTH, .height = HEIGHT}, twice = once;
    struct picture small, large;
    twice.scale = 2;
    picture_open(&small, SOURCE_DIR "/scenes/lamb_lr0.1.scene", &once);
    picture_open(&large, SOURCE_DIR "/scenes/lamb_lr0.1.scene", &twice);
    assert_int_equal(large.scene.video.width, 2 * WIDTH);
    assert_int_equal(large.scene.video.height, 2 * HEIGHT);
    uint32_t *a = picture_draw(&small, 40, NULL), *b = picture_draw(&large, 40, NULL);
    double sum = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        for (int shift = 0; shift < 24; shift += 8) {
            const uint32_t *four = &b[i / WIDTH * 4 * WIDTH + i % WIDTH * 2];
            double mean =
                ((four[0] >> shift & 255) + (four[1] >> shift & 255) +
                 (four[2 * WIDTH] >> shift & 255) + (four[2 * WIDTH + 1] >> shift & 255)) /
                4.0;
            sum += fabs(mean - (a[i] >> shift & 255));
        }
    // For a different layout this would be 26.
    assert_true(sum / 3 / WIDTH / HEIGHT < 8);
    free(a);
    free(b);
    picture_close(&small);
    picture_close(&large);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_every_panel_at_every_size),
        cmocka_unit_test(test_diverging_run),
        cmocka_unit_test(test_legend_covers_no_data),
        cmocka_unit_test(test_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

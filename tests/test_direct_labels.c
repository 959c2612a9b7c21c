// SPDX-License-Identifier: GPL-3.0-or-later
// Names at heads and ends of curves, and the strip of names: who has them, and what is drawn.
#include "base/random.h"
#include "picture.h"
#include "plot/direct_labels.h"

#include <math.h>

enum { TEXTS = 400 };

// The texts of a frame and the boxes of their ink.
struct texts {
    struct drawn_text {
        char text[100];
        struct box ink;
    } items[TEXTS];
    size_t count;
};

static void record(void *context, const char *text, struct box ink) {
    struct texts *texts = context;
    if (texts->count < TEXTS) {
        struct drawn_text *item = &texts->items[texts->count++];
        snprintf(item->text, sizeof item->text, "%s", text);
        item->ink = ink;
    }
}

static size_t count_of(const struct texts *texts, const char *text) {
    size_t count = 0;
    for (size_t i = 0; i < texts->count; i++)
        count += strcmp(texts->items[i].text, text) == 0;
    return count;
}

static bool begins_any(const struct texts *texts, const char *text) {
    bool found = false;
    for (size_t i = 0; i < texts->count; i++)
        found = found || strncmp(texts->items[i].text, text, strlen(text)) == 0;
    return found;
}

// Collects the texts of the static layers and of one frame.
static void draw(const char *scene, double position, struct texts *texts) {
    struct picture picture;
    texts->count = 0;
    picture_open_text_with(&picture, scene, NULL, record, texts);
    free(picture_draw(&picture, position, NULL));
    picture_close(&picture);
}

#define FUNCTION "title: x\nproblem: {function: himmelblau}\nstart: [0, 0]\nsteps: 30\n"
#define TWO "optimizers: [sgd: {lr: 0.01, label: One}, adam: {lr: 0.2, label: Two}]\n"

#define NETWORK "title: x\nproblem: {network: {data: moons, hidden: [3]}}\nsteps: 30\n"
#define TRUST                                                                                      \
    "optimizers: [lamb: {label: One}, sgd: {label: Two}]\ntheme: light\nlayout: [[history]]\n"

// How often a name is drawn, and the titles of the panels.
static void test_who_has_names(void **state) {
    (void)state;
    static struct texts texts;
    static const struct {
        const char *scene, *text;
        size_t count;
    } cases[] = {
        // Once in a landscape and once at the curves; in boxes of all panels in theme post.
        {FUNCTION TWO "theme: dark\n", "One", 2},
        {FUNCTION TWO "theme: paper\n", "Two", 2},
        {FUNCTION TWO "theme: {extends: dark, legend: box}\n", "One", 3},
        {FUNCTION TWO "theme: post\n", "One", 3},
        {FUNCTION TWO "theme: post\nlayout: [[contour]]\npanels: {contour: {legend: direct}}\n",
         "Two", 1},
        {FUNCTION TWO "theme: light\nlayout: [[contour]]\npanels: {contour: {legend: none}}\n",
         "Two", 0},
        {FUNCTION TWO "theme: light\nlayout: [[contour, surface]]\n"
                      "panels: {contour: {legend: direct}, surface: {legend: direct}}\n",
         "Two", 2},
        // A single optimizer is named where that is asked for; its series at their ends.
        {FUNCTION "optimizers: [adam: {label: One}]\ntheme: dark\n", "One", 0},
        {FUNCTION "optimizers: [adam: {label: One}]\ntheme: dark\nlayout: [[contour]]\n"
                  "panels: {contour: {legend: direct}}\n",
         "One", 1},
        {FUNCTION "optimizers: [adam]\ntheme: dark\nlayout: [[history]]\n"
                  "video: {size: [690, 394]}\n",
         "w0", 1},
        {FUNCTION "optimizers: [adam]\ntheme: dark\n", "Target", 0},
        // Series are told apart by dashes in a box.
        {FUNCTION TWO "theme: dark\nlayout: [[history]]\n"
                      "panels: {history: {left: {series: [w0, w1], label: weights}}}\n",
         "w1", 1},
        // Many starts, small multiples: a strip.
        {FUNCTION TWO "theme: dark\nstart: {random: 9}\n", "One", 1},
        {FUNCTION TWO
         "theme: dark\ncompare: {columns: {start: [[0, 0], [1, 1]]}, panel: contour}\n",
         "One", 1},
        {FUNCTION TWO
         "theme: post\ncompare: {columns: {start: [[0, 0], [1, 1]]}, panel: contour}\n",
         "One", 1},
        // A run whose rule keeps no such number has no curve, and so no name; of several series
        // the first that it has carries the name.
        {NETWORK TRUST "panels: {history: {series: trust_ratio.layer2.weight}}\n", "Two", 0},
        {NETWORK TRUST "panels: {history: {series: trust_ratio.layer2.weight}}\n", "One", 1},
        {NETWORK TRUST "panels: {history: {series: [trust_ratio.layer2.weight, loss]}}\n", "Two",
         1},
        {NETWORK TRUST "panels: {history: {series: trust_ratio.layer2.weight, legend: outside}}\n",
         "Two", 0},
        // Titles say what panels show where all would be the same.
        {FUNCTION TWO, "Loss by step", 1},
        {FUNCTION TWO, "Landscape", 1},
        {FUNCTION TWO, "Paths", 1},
        {FUNCTION TWO "layout: [[contour]]\n", "Loss", 1},
        {FUNCTION TWO "panels: {contour: {title: Loss}, surface: {title: null}}\n", "Loss by step",
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char scene[1000];
        snprintf(scene, sizeof scene, "%s", cases[i].scene);
        char *twice = strstr(scene, "start: [0, 0]\n"); // a key may stand once
        if (strstr(scene, "start: {random"))
            memmove(twice, twice + 14, strlen(twice + 14) + 1);
        draw(scene, 20, &texts);
        if (count_of(&texts, cases[i].text) != cases[i].count)
            fail_msg("'%s' is there %zu times, not %zu:\n%s", cases[i].text,
                     count_of(&texts, cases[i].text), cases[i].count, scene);
    }
}

// A strip names all optimizers or says how many more there are, within the picture, above all
// panels.
static void test_strip(void **state) {
    (void)state;
    static struct texts texts;
    struct random_stream stream;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct text scene = {0};
        random_start(&stream, seed, RANDOM_START, 0);
        size_t count = 13 + random_below(&stream, 30);
        int width = 200 + (int)random_below(&stream, 900);
        text_printf(&scene,
                    "title: x\nproblem: {function: himmelblau}\nstart: [0, 0]\nsteps: 3\n"
                    "layout: [[contour]]\npanels: {contour: {title: Panel}}\n"
                    "theme: light\nvideo: {size: [%d, 600]}\noptimizers:\n",
                    width);
        for (size_t i = 0; i < count; i++)
            text_printf(&scene, "  - sgd: {lr: 0.00%zu, label: name %zu}\n", i + 1, i);
        draw(scene.data, 1, &texts);
        double panel = 0;
        for (size_t i = 0; i < texts.count; i++)
            panel = strcmp(texts.items[i].text, "Panel") == 0 ? texts.items[i].ink.y : panel;
        size_t shown = 0;
        for (size_t i = 0; i < texts.count; i++) {
            const struct drawn_text *item = &texts.items[i];
            if (strncmp(item->text, "name ", 5) != 0)
                continue;
            shown++;
            assert_true(item->ink.x >= 0 && item->ink.x + item->ink.width <= width);
            assert_true(item->ink.y + item->ink.height < panel);
            for (size_t k = i + 1; k < texts.count; k++)
                assert_false(strncmp(texts.items[k].text, "name ", 5) == 0 &&
                             fabs(texts.items[k].ink.y - item->ink.y) < 6 &&
                             texts.items[k].ink.x < item->ink.x + item->ink.width &&
                             item->ink.x < texts.items[k].ink.x + texts.items[k].ink.width);
        }
        if (shown < count) {
            char more[32];
            snprintf(more, sizeof more, "+ %zu more", count - shown);
            assert_int_equal(count_of(&texts, more), 1);
        }
        text_finish(&scene);
    }
}

// Six heads in a valley: each is named once, and no name meets another.
static void test_race(void **state) {
    (void)state;
    static struct texts texts;
    static const char *const names[] = {"sgd", "momentum", "nesterov", "rmsprop", "adam", "lion"};
    struct picture picture;
    struct scene_overrides overrides = {.theme = "dark"};
    picture_open_with(&picture, SOURCE_DIR "/scenes/race.scene", &overrides, record, &texts);
    size_t met = 0, missing = 0, frames = 0;
    for (long frame = 0; frame < picture.timeline.frames; frame += 5, frames++) {
        texts.count = 0;
        free(picture_draw(&picture, timeline_position(&picture.timeline, frame), NULL));
        for (size_t i = 0; i < 6; i++)
            missing += 1 - count_of(&texts, names[i]);
        for (size_t i = 0; i < texts.count; i++)
            for (size_t k = 0; k < i; k++) {
                const struct box *a = &texts.items[i].ink, *b = &texts.items[k].ink;
                met += a->x < b->x + b->width && b->x < a->x + a->width &&
                       a->y < b->y + b->height && b->y < a->y + a->height;
            }
    }
    // Names fade where they must pass each other.
    if (met > frames / 20 || missing > frames / 20)
        fail_msg("in %zu frames names meet %zu times and %zu are missing", frames, met, missing);
    picture_close(&picture);
}

// Whatever order frames are drawn in, they are the same, and only what is told changes.
static void test_any_order(void **state) {
    (void)state;
    static const char scene[] =
        FUNCTION TWO "theme: dark\nvideo: {size: [500, 300], duration: 3s}\n"
                     "panels: {surface: {camera: {orbit: {turns: 1}}}}\n";
    struct picture film, still;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_START, 0);
    picture_open_text(&film, scene, NULL);
    picture_open_text(&still, scene, NULL);
    size_t width = (size_t)film.scene.video.width, height = (size_t)film.scene.video.height;
    uint32_t *before = NULL;
    for (int turn = 0; turn < 25; turn++) {
        struct region changed;
        double position =
            timeline_position(&film.timeline, turn < 15 ? turn : (long)random_below(&stream, 75));
        uint32_t *words = picture_draw(&film, position, &changed);
        free(picture_draw(&still, 29 - position, NULL));
        uint32_t *wanted = picture_draw(&still, position, NULL);
        assert_memory_equal(words, wanted, width * height * sizeof *words);
        for (int i = 0; before && i < changed.count; i++)
            for (int y = changed.rects[i].y; y < changed.rects[i].y + changed.rects[i].height; y++)
                memcpy(before + (size_t)y * width + changed.rects[i].x,
                       words + (size_t)y * width + changed.rects[i].x,
                       (size_t)changed.rects[i].width * sizeof *words);
        if (before)
            assert_memory_equal(before, words, width * height * sizeof *words);
        free(wanted);
        free(before);
        before = words;
    }
    free(before);
    picture_close(&film);
    picture_close(&still);
}

static double luminance(uint32_t color) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = (color >> (16 - 8 * i) & 255) / 255.0;
        sum += (double[]){0.2126, 0.7152, 0.0722}[i] *
               (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

// Letters of any colour can be read, and keep it where it could be read already.
static void test_letters(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_START, 0);
    for (size_t i = 0; theme_table[i]; i++)
        for (int turn = 0; turn < 200; turn++) {
            const struct theme *theme = theme_table[i];
            uint32_t color = random_below(&stream, 1 << 24);
            uint32_t letters = direct_labels_color(theme, color, theme->background);
            double a = luminance(theme->background), b = luminance(letters), c = luminance(color);
            assert_true((fmax(a, b) + 0.05) / (fmin(a, b) + 0.05) >= 4.5);
            if ((fmax(a, c) + 0.05) / (fmin(a, c) + 0.05) >= 4.5)
                assert_int_equal(letters, color);
        }
}

// A long name is cut with a warning, one of several lines becomes one.
static void test_long_names(void **state) {
    (void)state;
    static struct texts texts;
    struct picture picture;
    texts.count = 0;
    picture_open_text_with(
        &picture,
        FUNCTION "layout: [[contour]]\ntheme: light\nvideo: {size: [320, 240]}\noptimizers:\n"
                 "  - adam: {label: a very long name of an optimizer that nobody can read}\n"
                 "  - sgd: {label: \"two\\nlines\"}\n",
        NULL, record, &texts);
    free(picture_draw(&picture, 3, NULL));
    assert_non_null(strstr(picture.warnings.data, "was cut"));
    assert_true(begins_any(&texts, "a very long"));
    assert_int_equal(count_of(&texts, "two lines"), 1);
    picture_close(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_names), cmocka_unit_test(test_strip),
        cmocka_unit_test(test_race),          cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_letters),       cmocka_unit_test(test_long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

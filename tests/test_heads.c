// SPDX-License-Identifier: GPL-3.0-or-later
// Heads are visible: no target's mark covers one, heads at one place are nested rings, equal
// heads look like one, and starts are completely within the axes.
#include "picture.h"
#include "plot/panel.h"

static const char *const sizes[] = {"[690, 394]", "[320, 240]", "[1200, 800]"};
enum { SIZES = 3 };

static size_t pixels_of(const struct picture *picture) {
    return (size_t)picture->scene.video.width * (size_t)picture->scene.video.height;
}

// Counts pixels of about this colour.
static size_t count_of(const uint32_t *words, size_t count, uint32_t color) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        bool near = true;
        for (int c = 0; c < 24; c += 8)
            near = near && abs((int)(words[i] >> c & 255) - (int)(color >> c & 255)) <= 72;
        found += near;
    }
    return found;
}

// A head on a target looks as it does without one, and the mark is visible around it.
static void check_target(const char *panel, const char *theme, const char *size,
                         const char *function) {
    uint32_t *words[2];
    size_t count = 0;
    for (int marked = 0; marked < 2; marked++) {
        struct text text = {0};
        struct picture picture;
        text_printf(&text,
                    "title: \"\"\noptimizers: [{sgd: {color: \"#ff00ff\", lr: 0}}]\nsteps: 3\n"
                    "problem: {function: %s}\ntargets: %s\nstart: [1, 3]\nlayout: [[p]]\n"
                    "panels: {p: {type: %s, legend: none}}\ntheme: %s\nvideo: {size: %s}\n",
                    function, marked ? "[[1, 3]]" : "[]", panel, theme, size);
        picture_open_text(&picture, text.data, NULL);
        words[marked] = picture_draw(&picture, 1.5, NULL);
        count = pixels_of(&picture);
        picture_close(&picture);
        text_finish(&text);
    }
    size_t covered = 0, around = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_head = words[0][i] == 0xFFFF00FF;
        covered += is_head && words[1][i] != words[0][i];
        around += !is_head && words[1][i] != words[0][i];
    }
    assert_true(count_of(words[0], count, 0xFF00FF) >= 9);
    if (covered > 0 || around < 16)
        fail_msg("%s, %s, %s of %s: a mark of %zu pixels covers %zu of a head", panel, theme, size,
                 function, around, covered);
    free(words[0]);
    free(words[1]);
}

static void test_targets(void **state) {
    (void)state;
    static const char *const panels[] = {"contour", "surface"};
    for (int panel = 0; panel < 2; panel++)
        for (int size = 0; size < SIZES; size++)
            for (size_t theme = 0; theme_table[theme]; theme++)
                check_target(panels[panel], theme_table[theme]->name, sizes[size],
                             theme % 2 ? "booth" : "himmelblau");
}

// All heads are visible if they are at the same place, in the first frame and later.
static void check_nested(const char *panel, const char *theme, const char *size, double position) {
    static const uint32_t colors[] = {0xFF00FF, 0x00FF00, 0x0000FF, 0xFF0000};
    struct text text = {0};
    struct picture picture;
    text_add(&text, "title: \"\"\nsteps: 5\nproblem: {function: booth}\nstart: [1, 2]\n"
                    "optimizers:\n");
    for (int i = 0; i < 4; i++)
        text_printf(&text, "  - sgd: {lr: 0, color: \"#%06x\"}\n", (unsigned)colors[i]);
    text_printf(&text,
                "layout: [[p]]\npanels: {p: {type: %s, legend: none}}\ntheme: %s\n"
                "video: {size: %s}\n",
                panel, theme, size);
    picture_open_text(&picture, text.data, NULL);
    uint32_t *words = picture_draw(&picture, position, NULL);
    for (int i = 0; i < 4; i++) {
        size_t found = count_of(words, pixels_of(&picture), colors[i]);
        if (found < 4)
            fail_msg("%s, %s, %s at %g: %zu pixels of head %d", panel, theme, size, position, found,
                     i);
    }
    free(words);
    picture_close(&picture);
    text_finish(&text);
}

static void test_nested(void **state) {
    (void)state;
    static const char *const panels[] = {"contour", "surface", "curves"};
    for (int panel = 0; panel < 3; panel++)
        for (int size = 0; size < SIZES; size++)
            for (size_t theme = 0; theme_table[theme]; theme++)
                for (double position = 0; position < 5; position += 1.75)
                    check_nested(panels[panel], theme_table[theme]->name, sizes[size], position);
}

// The default axes contain the whole mark of a start: at a place farther inside it is no larger.
static void test_starts(void **state) {
    (void)state;
    static const char *const starts[] = {"[-20, 0]", "[20, 0]",  "[0, -20]",
                                         "[0, 20]",  "[20, 20]", "[26, -3]"};
    size_t inner = 0;
    for (size_t i = 0; i < 1 + sizeof starts / sizeof *starts; i++) {
        struct text text = {0};
        struct picture picture;
        text_printf(&text,
                    "title: \"\"\nepochs: 3\noptimizers: [{sgd: {lr: 0, color: \"#ff00ff\"}}]\n"
                    "layout: [[contour]]\nstart: %s\n",
                    i ? starts[i - 1] : "[-7, -7]");
        picture_open_text(&picture, text.data, NULL);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        size_t found = count_of(words, pixels_of(&picture), 0xFF00FF);
        if (i == 0)
            inner = found;
        if (found + 8 < inner) // tolerance for pixel alignment
            fail_msg("start %s: %zu pixels of %zu", starts[i - 1], found, inner);
        free(words);
        picture_close(&picture);
        text_finish(&text);
    }
}

// Many equal heads look as one does: their edge is as smooth.
static void test_equal(void **state) {
    (void)state;
    static const char *const panels[] = {"contour", "surface"};
    for (int panel = 0; panel < 2; panel++) {
        uint32_t *words[2];
        size_t size = 0;
        for (int many = 0; many < 2; many++) {
            struct text text = {0};
            struct picture picture;
            text_add(&text, "title: \"\"\nsteps: 3\nproblem: {function: booth}\nstart: [1, 2]\n"
                            "optimizers:\n");
            for (int i = 0; i < (many ? 30 : 1); i++)
                text_add(&text, "  - sgd: {lr: 0, color: \"#ff00ff\"}\n");
            text_printf(&text,
                        "theme: {extends: post, markers: [circle], dashes: [[]]}\n"
                        "layout: [[p]]\npanels: {p: {type: %s, legend: none}}\n",
                        panels[panel]);
            picture_open_text(&picture, text.data, NULL);
            words[many] = picture_draw(&picture, 0, NULL);
            size = pixels_of(&picture);
            picture_close(&picture);
            text_finish(&text);
        }
        int most = 0; // paths beneath the heads may differ by a few levels
        for (size_t i = 0; i < size; i++)
            for (int c = 0; c < 24; c += 8) {
                int apart = abs((int)(words[0][i] >> c & 255) - (int)(words[1][i] >> c & 255));
                most = apart > most ? apart : most;
            }
        if (most > 8)
            fail_msg("%s: a colour differs by %d levels", panels[panel], most);
        free(words[0]);
        free(words[1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_starts),
        cmocka_unit_test(test_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

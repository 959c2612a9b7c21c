// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/scene.h"

#include "program.h"

// Reads a scene from text. Its folder is removed, so error messages begin with "scene:".
static bool read_text(struct scene *scene, const char *text, struct error *error) {
    char folder[64], path[96];
    scratch_make(folder);
    file_write(folder, "a.b.scene", text);
    snprintf(path, sizeof path, "%sa.b.scene", folder);
    struct scene_overrides overrides = {0};
    bool good = scene_read(scene, path, &overrides, error);
    scratch_remove(folder);
    return good;
}

static void read_good(struct scene *scene, const char *text) {
    struct error error = {0};
    if (!read_text(scene, text, &error))
        fail_msg("%s: %s", text, error.message);
}

static void test_defaults(void **state) {
    (void)state;
    struct scene scene;
    read_good(&scene, "optimizers: [lamb]");
    assert_string_equal(scene.name, "a.b");
    assert_null(scene.title.text);
    assert_null(scene.description);
    assert_int_equal(scene.seed, 1);
    assert_true(scene.start[0] == -10 && scene.start[1] == -20);
    assert_int_equal(scene.states, 100);
    assert_int_equal(scene.steps_per_epoch, 1);
    assert_int_equal(scene.batch, 0);
    assert_int_equal(scene.problem->points, 100);
    assert_int_equal(scene.optimizer_count, 1);
    assert_string_equal(scene.optimizers[0].label, "lamb");
    assert_int_equal(scene.target_count, 1);
    assert_true(scene.targets[0][0] == 5 && scene.targets[0][1] == 3);
    assert_int_equal(scene.video.width, 690);
    assert_int_equal(scene.video.height, 394);
    assert_true(scene.video.fps == 25 && scene.video.hold == 0 && scene.video.duration == 0);
    assert_int_equal(scene.video.every, 0);
    assert_true(!scene.layout && !scene.panels && !scene.theme);
    scene_finish(&scene);
}

static void test_labels(void **state) {
    (void)state;
    static const struct {
        const char *optimizers, *labels;
    } cases[] = {
        {"adam", "adam;"},
        {"[adam, adam, adam]", "adam;adam 2;adam 3;"},
        {"[adam, sgd, adam]", "adam;sgd;adam 2;"},
        {"[adam, {adam: {label: adam}}]", "adam 2;adam;"},
        {"[{adam: {label: adam 2}}, adam, adam]", "adam 2;adam;adam 3;"},
        {"[{adam: {label: Adam}}, adam]", "Adam;adam;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0}, labels = {0};
        text_printf(&text, "optimizers: %s", cases[i].optimizers);
        struct scene scene;
        read_good(&scene, text.data);
        for (size_t k = 0; k < scene.optimizer_count; k++)
            text_printf(&labels, "%s;", scene.optimizers[k].label);
        assert_string_equal(labels.data, cases[i].labels);
        scene_finish(&scene);
        text_finish(&text);
        text_finish(&labels);
    }
}

static void test_counting(void **state) {
    (void)state;
    static const struct {
        const char *keys;
        long states, steps_per_epoch;
    } cases[] = {
        {"epochs: 7", 7, 1},
        {"steps: 7", 7, 1},
        {"batch: 10", 1000, 10},
        {"batch: 100", 100, 1},
        {"{batch: 30, epochs: 3}", 12, 4}, // the last batch is short
        {"{batch: 1, epochs: 2}", 200, 100},
        {"{batch: 30, steps: 5}", 5, 4},
        {"{problem: {function: sphere}, epochs: 9}", 9, 1},
        {"epochs: 10000000", 10000000, 1},
        {"epochs: 1e2", 100, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *keys = cases[i].keys;
        bool is_map = keys[0] == '{';
        struct text text = {0};
        text_printf(&text, "{optimizers: [sgd], %.*s}", (int)strlen(keys) - 2 * is_map,
                    keys + is_map);
        struct scene scene;
        read_good(&scene, text.data);
        assert_int_equal(scene.states, cases[i].states);
        assert_int_equal(scene.steps_per_epoch, cases[i].steps_per_epoch);
        scene_finish(&scene);
        text_finish(&text);
    }
}

static void test_times(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {{"1", 1}, {"0", 0}, {"1s", 1}, {"1.5s", 1.5}, {"500ms", 0.5}, {"'2s'", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_printf(&text, "{optimizers: [sgd], video: {hold: %s}}", cases[i].text);
        struct scene scene;
        read_good(&scene, text.data);
        assert_true(scene.video.hold == cases[i].seconds);
        scene_finish(&scene);
        text_finish(&text);
    }
}

static void test_limits(void **state) {
    (void)state;
    static const struct {
        const char *keys, *says;
    } cases[] = {
        {"epochs: 0", ":1:29: error: expected a whole number from 1 to 10000000, not 0"},
        {"epochs: 10000001", "not 10000001"},
        {"epochs: 1.5", "expected a whole number, not 1.5"},
        {"steps: 0", "not 0"},
        {"batch: 0", "not 0"},
        {"batch: 101", ":1:28: error: a batch of 101 is more than the 100 points"},
        {"batch: 1, epochs: 100001",
         "10000100 states of a run are more than 10000000, the limit 'states'"},
        {"steps: 5, epochs: 5", "'steps' and 'epochs' both set the length of the run"},
        {"problem: {function: sphere}, batch: 5", "a function has no points to make batches of"},
        {"seed: -1", "not -1"},
        {"start: [1]", "expected two numbers"},
        {"video: {size: [15, 394]}", "width and height must be 16 to 16384 pixels, not 15 x 394"},
        {"video: {size: [16384, 16384]}", "a picture may have at most 64 million pixels"},
        {"video: {size: [20.5, 20]}", "whole numbers of pixels"},
        {"video: {fps: 0.09}", "not 0.09"},
        {"video: {fps: 241}", "not 241"},
        {"video: {hold: 2 weeks}", "expected a time, such as 2s or 500ms, not '2 weeks'"},
        {"video: {hold: s}", "expected a time, such as 2s or 500ms, not 's'"},
        {"video: {hold: 86401s}", "a time must be from 0s to 86400s"},
        {"video: {hold: .nan}", "a time must be from 0s to 86400s, not .nan"},
        {"video: {duration: 0s}", "the duration must be above 0s"},
        {"video: {every: 2, duration: 1s}", "'every' and 'duration' both set the length"},
        {"targets: 5", "expected a list of points"},
        {"targets: [[1, .inf]]", "expected a finite number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_printf(&text, "{optimizers: [sgd], %s}", cases[i].keys);
        struct scene scene;
        struct error error = {0};
        if (read_text(&scene, text.data, &error))
            fail_msg("%s: no error", text.data);
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, cases[i].says))
            fail_msg("%s: expected\n%s\nnot\n%s", text.data, cases[i].says, error.message);
        assert_null(scene.optimizers); // empty again
        error_finish(&error);
        text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_labels),
        cmocka_unit_test(test_counting), cmocka_unit_test(test_times),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The sliders of a page: which numbers they set, and how far they go.
#include "picture.h"

#include <math.h>

static struct scene read_text(const char *text) {
    char folder[64];
    struct text path = {0};
    struct error error = {0};
    struct scene scene;
    scratch_make(folder);
    file_write(folder, "test.scene", text);
    text_printf(&path, "%stest.scene", folder);
    if (!scene_read(&scene, path.data, &(struct scene_overrides){0}, &error))
        fail_msg("%s%s", text, error.message);
    text_finish(&path);
    scratch_remove(folder);
    return scene;
}

static const struct {
    const char *optimizers, *controls;
    const char *address; // of the last
    size_t count;
    double low, high;
    bool is_log, is_whole;
} cases[] = {
    {"[{sgd: {lr: 0.003}}]", NULL, "optimizers.0.lr", 1, 1e-5, 0.1, true, false},
    {"[{sgd: {lr: 0.003}}, {adam: {lr: 20}}]", NULL, "optimizers.1.lr", 2, 0.1, 1000, true, false},
    {"[{sgd: {lr: 1e-12}}]", NULL, "optimizers.0.lr", 1, 1e-14, 1e-10, true, false},
    {"[{sgd: {lr: 1}}]", "[lr]", "lr", 1, 0.01, 100, true, false},
    {"[{adam: {beta1: 0.5}}]", "[adam.beta1]", "adam.beta1", 1, 0, 0.999, false, false},
    {"[sgd]", "{lr: [0.5, 8]}", "lr", 1, 0.5, 8, false, false},
    {"[sgd]", "[steps]", "steps", 1, 1, 200, true, true},
    {"[{sgd: {lr: 0.1}}]", "{lr: [0, 2]}", "lr", 1, 0, 2, false, false},
};

static void test_ranges(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_printf(&text, "problem: {function: rosenbrock}\nsteps: 50\noptimizers: %s\n",
                    cases[i].optimizers);
        if (cases[i].controls)
            text_printf(&text, "controls: %s\n", cases[i].controls);
        struct scene scene = read_text(text.data);
        assert_int_equal(scene.controls.count, cases[i].count);
        const struct control *last = &scene.controls.items[cases[i].count - 1];
        assert_string_equal(last->address, cases[i].address);
        if (fabs(last->low - cases[i].low) > 1e-12 * cases[i].high ||
            fabs(last->high / cases[i].high - 1) > 1e-12 || last->is_log != cases[i].is_log ||
            last->is_whole != cases[i].is_whole)
            fail_msg("%s%g to %g, log %d, whole %d", text.data, last->low, last->high, last->is_log,
                     last->is_whole);
        scene_finish(&scene);
        text_finish(&text);
    }
}

// A rate's slider goes two decades to both sides of it, whatever it is.
static void test_decades(void **state) {
    (void)state;
    for (int exponent = -12; exponent <= 5; exponent++) {
        struct text text = {0};
        text_printf(&text,
                    "problem: {function: rosenbrock}\nsteps: 50\noptimizers: [{sgd: {lr: 3e%d}}]\n",
                    exponent);
        struct scene scene = read_text(text.data);
        const struct control *control = &scene.controls.items[0];
        double lower = log10(control->low), higher = log10(control->high);
        if (fabs(lower - (exponent - 2)) > 1e-9 || fabs(higher - (exponent + 2)) > 1e-9)
            fail_msg("3e%d has a slider from %g to %g", exponent, control->low, control->high);
        scene_finish(&scene);
        text_finish(&text);
    }
}

// Both ends of a speed may be any number that is one.
static void test_speed(void **state) {
    (void)state;
    struct scene scene =
        read_text("problem: {function: rosenbrock}\noptimizers: [sgd]\nsteps: 100\n"
                  "video: {speed: {from: 1, to: 50}}\n");
    assert_true(scene.video.speed.from == 1 && scene.video.speed.to == 50);
    scene_finish(&scene);
    scene = read_text("problem: {function: rosenbrock}\noptimizers: [sgd]\nsteps: 100\n"
                      "video: {speed: {from: 50, to: 1}}\n");
    assert_true(scene.video.speed.from == 50 && scene.video.speed.to == 1);
    scene_finish(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranges),
                                       cmocka_unit_test(test_decades),
                                       cmocka_unit_test(test_speed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

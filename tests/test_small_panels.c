// SPDX-License-Identifier: GPL-3.0-or-later
// A surface is seen in a panel of any size, with any texts and legends.
#include "base/random.h"
#include "panels/surface_paths.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

// How much of the plot's width or height the box of a surface takes.
static double share_of(const struct panel *panel) {
    const struct surface_state *state = panel->state;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    double lines[BOX3D_LINES][2][2];
    int count = box3d_lines(&state->space, BOX_WALLS, lines);
    for (int i = 0; i < 2 * count; i++)
        for (int d = 0; d < 2; d++) {
            low[d] = fmin(low[d], lines[i / 2][i % 2][d]);
            high[d] = fmax(high[d], lines[i / 2][i % 2][d]);
        }
    return fmax((high[0] - low[0]) / panel->plot.width, (high[1] - low[1]) / panel->plot.height);
}

static void write_scene(struct text *text) {
    static const char *const names[] = {"adam", "sgd", "momentum", "lion", "yogi", "adagrad"};
    static const char *const labels[] = {"a", "a label of some length",
                                         "the label of somebody who has very much to tell"};
    text_clear(text);
    text_printf(text, "problem: {function: %s}\nsteps: 5\nlayout: [[surface]]\noptimizers:\n",
                random_below(&stream, 2) ? "himmelblau" : "rosenbrock");
    for (uint32_t i = 0, count = 1 + random_below(&stream, 6); i < count; i++)
        text_printf(text, "  - %s: {lr: 0.001, label: \"%s %s\"}\n", names[i],
                    labels[random_below(&stream, 3)], names[i]);
    text_printf(text, "panels: {surface: {color_bar: %s, camera: {elevation: %u, azimuth: %u}}}\n",
                random_below(&stream, 3) ? "false" : "true", 10 + random_below(&stream, 70),
                random_below(&stream, 360));
}

static void test_surface_is_seen(void **state) {
    (void)state;
    struct text text = {0};
    for (uint64_t seed = 0; seed < 150; seed++) {
        struct picture picture;
        struct error error = {0};
        struct panel panel = {0};
        random_start(&stream, seed, RANDOM_START, 0);
        write_scene(&text);
        picture_open_text(&picture, text.data, NULL);
        struct stage stage = {.scene = &picture.scene,
                              .trace = &picture.trace,
                              .theme = theme_table[0],
                              .font = font_create(),
                              .width = 40 + (int)random_below(&stream, 400),
                              .height = 40 + (int)random_below(&stream, 300),
                              .unit = 1};
        assert_true(panel_init(&panel, &stage, "surface", (struct place){0}, &error));
        assert_true(panel.type->prepare(&panel, &error));
        panel.plot = panel.cell = (struct box){0, 0, stage.width, stage.height};
        struct canvas *canvas = stage_canvas(&stage);
        panel.type->draw_static(&panel, canvas);
        const struct surface_state *surface = panel.state;
        double share = share_of(&panel);
        if (!(share > (surface->has_bar ? 0.12 : 0.25)))
            fail_msg("seed %d: the box takes %g of %d x %d\n%s", (int)seed, share, stage.width,
                     stage.height, text.data);
        canvas_destroy(canvas);
        panel_finish(&panel);
        font_destroy(stage.font);
        picture_close(&picture);
    }
    text_finish(&text);
}

// Names of axes that nobody would guess are not left out in silence.
static void test_turning_axes(void **state) {
    (void)state;
    static const char scene[] =
        "problem: {network: {data: moons, hidden: [2]}}\noptimizers: [adam, sgd]\nepochs: 2\n"
        "layout: [[%s]]\npanels: {s: {type: surface%s}}\nvideo: {size: [690, 394]}\n";
    for (int k = 0; k < 3; k++) {
        struct text text = {0};
        struct picture picture;
        text_printf(&text, scene, k < 2 ? "contour, layers, s, boundary, curves" : "s",
                    k ? ", plane: here" : "");
        picture_open_text(&picture, text.data, NULL);
        const char *said = picture.warnings.data ? picture.warnings.data : "";
        assert_int_equal(strstr(said, "panel 's' has no room for the names of its axes") != NULL,
                         k == 1);
        picture_close(&picture);
        text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_surface_is_seen),
                                       cmocka_unit_test(test_turning_axes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Where nothing says it, a surface is seen from a side that shows most of the paths.
#include "base/random.h"
#include "figure/figure_state.h"
#include "panels/surface_azimuth.h"
#include "panels/surface_paths.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

// Returns the part of the states in view that the drawn surface does not hide.
static double seen_part(const struct picture *picture) {
    const struct panel *panel = &picture->figure->panels[0];
    const struct surface_state *state = panel->state;
    struct path_pen pen = surface_paths_pen(panel, NULL, NULL, 0, 0);
    double seen = 0, all = 0;
    for (size_t i = 0; i < picture->trace.run_count; i++) {
        const struct run *run = &picture->trace.runs[i];
        for (long k = 0; k <= run_last(run, &picture->trace); k++) {
            double point[3];
            surface_point(panel, run->w[k], run->loss[k], point);
            struct spot spot = box3d_project(&state->space, point);
            if (!box3d_holds(&state->space, point))
                continue;
            all++;
            seen += path_is_seen(&pen, &spot);
        }
    }
    return all > 0 ? seen / all : 1;
}

static double azimuth_of(const struct picture *picture) {
    const struct surface_options *options = picture->figure->panels[0].options;
    return options->camera.from.azimuth;
}

static void open_scene(struct picture *picture, const char *function, double x, double y,
                       const char *theme, const char *camera) {
    struct text text = {0};
    text_printf(&text,
                "problem: {function: %s}\nstart: [%.3f, %.3f]\nsteps: 60\n"
                "optimizers: [{adam: {lr: 0.1}}, {rprop: {}}]\ntheme: %s\nlayout: [[surface]]\n"
                "panels: {surface: {title: null, camera: {%s}}}\nvideo: {size: [480, 320]}\n",
                function, x, y, theme, camera);
    picture_open_text(picture, text.data, NULL);
    text_finish(&text);
}

// As the picture is drawn, with its depth buffer, the side that was found hides hardly more of the
// paths than any other of the sides around.
static void test_paths_are_seen(void **state) {
    (void)state;
    static const char *const functions[] = {"himmelblau", "beale", "branin", "rosenbrock",
                                            "six_hump_camel"};
    random_start(&stream, 5, RANDOM_START, 0);
    for (int round = 0; round < 20; round++) {
        const char *function = functions[round % 5];
        double x = random_uniform(&stream, -1.5, 1.5), y = random_uniform(&stream, -0.9, 0.9);
        struct picture picture;
        open_scene(&picture, function, x, y, "dark", "elevation: 50");
        double found = azimuth_of(&picture), best = 0, own = seen_part(&picture);
        picture_close(&picture);
        for (int other = 20; other < 360; other += 90) {
            char camera[40];
            snprintf(camera, sizeof camera, "azimuth: %d", other + 25);
            open_scene(&picture, function, x, y, "dark", camera);
            best = fmax(best, seen_part(&picture));
            picture_close(&picture);
        }
        if (!(own > best - 0.1))
            fail_msg("%s from (%g, %g): %g of the states are seen at %g degrees, %g elsewhere",
                     function, x, y, own, found, best);
    }
}

// What the scene says is kept, and theme post has its own azimuth.
static void test_said_is_kept(void **state) {
    (void)state;
    static const struct {
        const char *theme, *camera;
        double azimuth;
    } cases[] = {{"dark", "azimuth: 33", 33},
                 {"light", "orbit: {from: 10, to: 50}", 10},
                 {"post", "elevation: 40", 70},
                 {"post", "orbit: {turns: 1}", 70},
                 {"{extends: dark, azimuth: 12}", "height: 1", 12}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture picture;
        open_scene(&picture, "himmelblau", 0, 0, cases[i].theme, cases[i].camera);
        if (azimuth_of(&picture) != cases[i].azimuth)
            fail_msg("%s, %s: %g", cases[i].theme, cases[i].camera, azimuth_of(&picture));
        picture_close(&picture);
    }
}

// The side with the best score is taken, whichever it is.
static void test_each_side(void **state) {
    (void)state;
    struct picture picture;
    double azimuths[AZIMUTHS];
    open_scene(&picture, "himmelblau", 0, 0, "dark", "elevation: 30");
    struct panel *panel = &picture.figure->panels[0];
    struct surface_state *surface = panel->state;
    assert_true(surface->seeks_azimuth);
    for (size_t best = 0; best < AZIMUTHS; best++) {
        for (size_t k = 0; k < AZIMUTHS; k++)
            surface->scores[k] = k == best ? 1 : 0.5;
        surface_use_azimuth(panel);
        azimuths[best] = azimuth_of(&picture);
        for (size_t k = 0; k < best; k++)
            assert_true(azimuths[k] != azimuths[best]);
    }
    picture_close(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_are_seen),
        cmocka_unit_test(test_each_side),
        cmocka_unit_test(test_said_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

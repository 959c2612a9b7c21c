// SPDX-License-Identifier: GPL-3.0-or-later
// All that is drawn of a path on a surface lies within the panel's plot, where nothing cuts it off:
// over random problems, planes, themes, cameras and scales, for paths far above the sheet and for
// those that leave the box.
#include "base/random.h"
#include "figure/figure_state.h"
#include "panels/surface_paths.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

static const char *one_of(const char *const *items, uint32_t count) {
    return items[random_below(&stream, count)];
}
#define ONE_OF(items) one_of(items, sizeof(items) / sizeof *(items))

static void write_scene(struct text *text) {
    static const char *const networks[] = {
        "{network: {data: {moons: {points: 30}}, hidden: [6]}}",
        "{network: {data: {blobs: {points: 30}}, hidden: [3, 4]}}",
        "{quadratic: {eigenvalues: [1, 10, 0.1, 5]}}",
    };
    static const char *const functions[] = {"{function: himmelblau}", "{function: ackley}",
                                            "{function: eggholder}", "{function: rosenbrock}",
                                            "{regression: {}}"};
    static const char *const planes[] = {"random", "pca", "{weights: [3, 1]}", "here"};
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    static const char *const sizes[] = {"690, 394", "320, 240", "1080, 1350", "600, 600"};
    static const char *const scales[] = {"linear", "log"};
    static const char *const paths[] = {"chord", "drape"};
    static const char *const rates[] = {"0.01", "0.1", "1", "1.3", "100"};
    static const char *const rules[] = {"adam", "sgd", "momentum", "lamb"};
    bool has_plane = random_below(&stream, 3) > 0;
    text_clear(text);
    // One number a statement: the order in which arguments are evaluated is the compiler's choice.
    const char *problem = has_plane ? ONE_OF(networks) : ONE_OF(functions), *theme = ONE_OF(themes);
    text_printf(text, "problem: %s\nseed: %u\n", problem, random_below(&stream, 100));
    text_printf(text, "theme: %s\nsteps: %u\n", theme, 1 + random_below(&stream, 30));
    if (has_plane)
        text_printf(text, "plane: %s\n", ONE_OF(planes));
    else
        text_printf(text, "start: {random: %u}\n", 1 + random_below(&stream, 3));
    text_printf(text, "optimizers:\n");
    for (uint32_t i = 0, count = 1 + random_below(&stream, 3); i < count; i++) {
        const char *rule = rules[i];
        text_printf(text, "  - %s: {lr: %s}\n", rule, ONE_OF(rates));
    }
    const char *scale = ONE_OF(scales), *path = ONE_OF(paths);
    text_printf(text, "panels: {surface: {scale: %s, path: %s, cells: 20", scale, path);
    if (random_below(&stream, 4) == 0)
        text_add(text, ", camera: {orbit: {from: 10, to: 170}}");
    else if (random_below(&stream, 3) == 0)
        text_printf(text, ", camera: {elevation: %u}", random_below(&stream, 91));
    if (random_below(&stream, 4) == 0)
        text_add(text, ", color_bar: true");
    text_printf(text, "}}\nlayout: [[surface%s]]\n", random_below(&stream, 2) ? ", curves" : "");
    text_printf(text, "video: {size: [%s]}\n", ONE_OF(sizes));
}

static void check_spot(const struct panel *panel, const double point[3], size_t run, long k,
                       double position, const char *scene) {
    static const double slack = 0.6; // pixels: the box is fitted to half a pixel a side
    const struct surface_state *state = panel->state;
    struct spot spot = box3d_project(&state->space, point);
    const struct box *plot = &panel->plot;
    if (spot.x < plot->x - slack || spot.y < plot->y - slack ||
        spot.x > plot->x + plot->width + slack || spot.y > plot->y + plot->height + slack)
        fail_msg("at %g, state %ld of run %zu is drawn at %g, %g, outside of %g to %g, %g to "
                 "%g\n%s",
                 position, k, run, spot.x, spot.y, plot->x, plot->x + plot->width, plot->y,
                 plot->y + plot->height, scene);
}

// All that the panel draws of its paths up to a position.
static void check_paths(const struct panel *panel, double position, const char *scene) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    for (size_t r = 0; r < trace->run_count; r++) {
        const struct run *run = &trace->runs[r];
        double from[3] = {0}, to[3], w[2], loss;
        for (long k = 0; (double)k <= fmin(position, (double)run_last(run, trace)); k++) {
            surface_point(panel, run->w[k], run->loss[k], to);
            if (box3d_holds(&state->space, to))
                check_spot(panel, to, r, k, position, scene);
            double a[3], b[3];
            memcpy(a, from, sizeof a);
            memcpy(b, to, sizeof b);
            if (k > 0 && surface_paths_are_straight(panel) && box3d_clip(&state->space, a, b)) {
                check_spot(panel, a, r, k, position, scene);
                check_spot(panel, b, r, k, position, scene);
            }
            memcpy(from, to, sizeof from);
        }
        if (stage_point(run, position, w, &loss)) {
            surface_point(panel, w, loss, to);
            if (box3d_holds(&state->space, to))
                check_spot(panel, to, r, -1, position, scene);
        }
    }
}

static void test_paths_are_whole(void **state) {
    (void)state;
    struct text text = {0};
    for (uint64_t seed = 0; seed < 150; seed++) {
        struct picture picture;
        random_start(&stream, seed, RANDOM_START, 0);
        write_scene(&text);
        picture_open_text(&picture, text.data, NULL);
        double last = (double)(picture.trace.states - 1);
        for (int i = 0; i <= 4; i++) {
            double position = last * i / 4;
            free(picture_draw(&picture, position, NULL));
            check_paths(&picture.figure->panels[0], position, text.data);
        }
        picture_close(&picture);
    }
    text_finish(&text);
}

// Where the scene cuts the heights, nothing of the sheet is drawn above or below its box: all is
// within what the panel says that it covers.
static void test_cut_sheets(void **state) {
    (void)state;
    static const char *const functions[] = {"himmelblau", "rosenbrock", "ackley", "booth"};
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    static const char *const floors[] = {"plain", "contours"};
    struct text text = {0};
    for (uint64_t seed = 0; seed < 24; seed++) {
        struct picture picture;
        random_start(&stream, seed, RANDOM_START, 1);
        const char *function = ONE_OF(functions), *theme = ONE_OF(themes), *floor = ONE_OF(floors);
        uint32_t low = random_below(&stream, 20), high = low + 1 + random_below(&stream, 100);
        text_clear(&text);
        text_printf(&text,
                    "title: \"\"\ncounter: \"\"\nproblem: {function: %s}\nsteps: 1\n"
                    "optimizers: [sgd: {lr: 0.001}]\ntheme: %s\nlayout: [[surface]]\n",
                    function, theme);
        text_printf(&text,
                    "targets: []\nvideo: {size: [500, 400]}\npanels: {surface: {title: null, "
                    "legend: none, path: none, floor: %s, z: [%u, %u]}}\n",
                    floor, low, high);
        picture_open_text(&picture, text.data, NULL);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        const struct surface_state *surface = picture.figure->panels[0].state;
        const struct box *content = &surface->content;
        for (int i = 0; i < 500 * 400; i++) {
            int x = i % 500, y = i / 500;
            bool is_beside = x < content->x - 3 || y < content->y - 3 ||
                             x > content->x + content->width + 3 ||
                             y > content->y + content->height + 3;
            if (is_beside && words[i] != words[0])
                fail_msg("a pixel at %d, %d\n%s", x, y, text.data);
        }
        free(words);
        picture_close(&picture);
    }
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_paths_are_whole),
                                       cmocka_unit_test(test_cut_sheets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The fitted line of a data panel is where its weights say, however steep or far away it is.
#include "base/random.h"
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

enum { WIDTH = 240, HEIGHT = 200 };

static struct random_stream stream;

static double any_weight(void) {
    double size = pow(10, random_uniform(&stream, -3, random_below(&stream, 3) ? 2 : 12));
    return random_below(&stream, 2) ? size : -size;
}

static bool is_line(uint32_t color) {
    return (color >> 16 & 255) > 200 && (color >> 8 & 255) < 90 && (color & 255) < 90;
}

// Whether a pixel within one of (x, y) belongs to the line.
static bool is_near(const uint32_t *words, double x, double y) {
    bool found = false;
    for (int i = 0; i < 9; i++)
        found = found || is_line(words[((int)y + i / 3 - 1) * WIDTH + (int)x + i % 3 - 1]);
    return found;
}

static void test_lines(void **state) {
    (void)state;
    int seen = 0;
    for (uint64_t seed = 0; seed < 120; seed++) {
        random_start(&stream, seed, RANDOM_START, 0);
        double w[2] = {any_weight(), random_below(&stream, 2) ? any_weight() : 0};
        struct text scene = {0};
        struct picture picture;
        text_printf(&scene,
                    "title: ''\nproblem: {regression: {}}\nstart: [%.17g, %.17g]\nsteps: 1\n"
                    "optimizers: [{sgd: {lr: 1e-300, color: '#ff0000'}}]\nlayout: [[data]]\n"
                    "panels: {data: {show: [lines], x: [-1, 1], y: [-5, 5], legend: none}}\n"
                    "video: {size: [%d, %d]}\n",
                    w[0], w[1], WIDTH, HEIGHT);
        picture_open_text(&picture, scene.data, NULL);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        struct box plot = picture.figure->panels[0].plot;
        double slope = w[0] * plot.height / 10 / (plot.width / 2), length = hypot(1, slope);
        for (int y = (int)plot.y + 3; y < (int)(plot.y + plot.height) - 3; y++)
            for (int x = (int)plot.x + 3; x < (int)(plot.x + plot.width) - 3; x++) {
                // Upwards from the pixel to the line, and from there the shortest way.
                double at = 2 * (x + 0.5 - plot.x) / plot.width - 1;
                double value = 5 - 10 * (y + 0.5 - plot.y) / plot.height;
                double away = fabs(w[0] * at + w[1] - value) * plot.height / 10 / length;
                if (away < 0.3 && !is_near(words, x, y))
                    fail_msg("no line at %d, %d with weights %.17g, %.17g", x, y, w[0], w[1]);
                if (away > 2.5 && is_line(words[y * WIDTH + x]))
                    fail_msg("a line at %d, %d with weights %.17g, %.17g", x, y, w[0], w[1]);
                seen += away < 0.3;
            }
        free(words);
        picture_close(&picture);
        text_finish(&scene);
    }
    assert_true(seen > 2000);
}

// The curve of a network passes where its outputs are, between states by weights in between.
static void test_curves(void **state) {
    (void)state;
    struct picture picture;
    struct text scene = {0};
    text_printf(&scene,
                "title: ''\nproblem: {network: {data: waves, hidden: [6]}}\nsteps: 40\n"
                "optimizers: [{adam: {lr: 0.05, color: '#ff0000'}}]\nlayout: [[data]]\n"
                "panels: {data: {show: [lines], x: [-1, 1], y: [-2, 2], legend: none}}\n"
                "video: {size: [%d, %d]}\n",
                WIDTH, HEIGHT);
    picture_open_text(&picture, scene.data, NULL);
    const struct problem *problem = picture.scene.problem;
    size_t n = problem->shape.n;
    double *w = mem_zero(n, sizeof *w);
    struct box plot = picture.figure->panels[0].plot;
    for (double position = 0; position < 39; position += 12.5) {
        uint32_t *words = picture_draw(&picture, position, NULL);
        const double *from = picture.trace.runs[0].weights + (size_t)floor(position) * n;
        double part = position - floor(position);
        for (size_t i = 0; i < n; i++)
            w[i] = from[i] + (part > 0 ? part * (from[n + i] - from[i]) : 0);
        for (int x = (int)plot.x + 3; x < (int)(plot.x + plot.width) - 3; x++) {
            double at = 2 * (x + 0.5 - plot.x) / plot.width - 1, value;
            problem->kind->outputs(problem, w, &at, 1, &value);
            if (!is_near(words, x, plot.y + plot.height * (2 - value) / 4))
                fail_msg("no curve at %d, state %g", x, position);
        }
        free(words);
    }
    free(w);
    picture_close(&picture);
    text_finish(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_curves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The bars of a layers panel are as long as the norms of the recorded weights say.
#include "draw/colormap.h"
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

enum { WIDTH = 400, HEIGHT = 260 };

// Returns how many pixels of a row have a colour, within a few of 255.
static int length_of(const uint32_t *words, int y, uint32_t color) {
    int count = 0;
    for (int x = 0; x < WIDTH; x++) {
        bool is_same = true;
        for (int c = 0; c < 24; c += 8)
            is_same = is_same &&
                      abs((int)(words[y * WIDTH + x] >> c & 255) - (int)(color >> c & 255)) < 6;
        count += is_same;
    }
    return count;
}

// Groups of two runs, each bar as long as the norm between two states; the biases of the start,
// which are 0, have none.
static void check(bool is_log) {
    static const uint32_t colors[] = {0xFF0000, 0x0000FF};
    struct text scene = {0};
    struct picture picture;
    text_printf(&scene,
                "title: ''\nproblem: {network: {data: moons, hidden: [6, 5]}}\nsteps: 30\n"
                "optimizers: [{sgd: {color: '#ff0000'}}, {adam: {lr: 0.05, color: '#0000ff'}}]\n"
                "layout: [[layers]]\npanels: {layers: {range: [%s], scale: %s, legend: none}}\n"
                "video: {size: [%d, %d]}\n",
                is_log ? "0.01, 20" : "0, 9", is_log ? "log" : "linear", WIDTH, HEIGHT);
    picture_open_text(&picture, scene.data, NULL);
    const struct shape *shape = &picture.scene.problem->shape;
    struct box plot = picture.figure->panels[0].plot;
    uint32_t ground = picture.figure->stage.theme->plot;
    for (double position = 0; position < 29; position += 9.5) {
        uint32_t *words = picture_draw(&picture, position, NULL);
        for (size_t l = 0; l < shape->layer_count; l++)
            for (size_t r = 0; r < 2; r++) {
                const double *norms = picture.trace.runs[r].norms;
                size_t k = (size_t)floor(position), stride = 3 * shape->layer_count;
                double norm = norms[k * stride + 3 * l];
                norm += (position - (double)k) * (norms[(k + 1) * stride + 3 * l] - norm);
                double part = is_log ? log(norm / 0.01) / log(20 / 0.01) : norm / 9;
                uint32_t color = colors[r];
                if (shape->layers[l].columns == 0)
                    color = color_mix(ground, color, 0.62);
                double y = plot.y + plot.height / (double)shape->layer_count *
                                        ((double)l + (r ? 0.69 : 0.31));
                int found = length_of(words, (int)y, color);
                if (fabs(found - fmax(0, part) * plot.width) > 2)
                    fail_msg("state %g, layer %zu, run %zu: %d pixels, not %g", position, l, r,
                             found, part * plot.width);
            }
        free(words);
    }
    picture_close(&picture);
    text_finish(&scene);
}

static void test_bars(void **state) {
    (void)state;
    check(false);
    check(true);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bars)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

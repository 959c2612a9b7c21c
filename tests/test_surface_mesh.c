// SPDX-License-Identifier: GPL-3.0-or-later
// The points of a sheet follow narrow valleys, and heights on a log scale are finite and in order.
#include "panels/surface_mesh.h"

#include "base/random.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

// The floor of a valley that runs across the grid is found in every row or column, and cells on it
// are split along it.
static void check_valley(const char *formula, double bend, double least) {
    struct picture picture;
    struct text text = {0};
    struct mesh mesh;
    struct landscape landscape;
    struct box3d_axis axes[3] = {{.low = -1, .high = 1}, {.low = -1, .high = 1}};
    struct view view = {{{-1, 1}, {-1, 1}}};
    text_printf(&text, "problem: {formula: \"%s\"}\nstart: [0, 0]\nsteps: 2\noptimizers: [sgd]\n",
                formula);
    picture_open_text(&picture, text.data, NULL);
    landscape_init(&landscape, picture.scene.problem, &view, 61, 61);
    axes[2] = (struct box3d_axis){.low = least, .high = landscape.high};
    mesh_init(&mesh, &landscape, picture.scene.problem, axes);
    for (size_t column = 0; column < 61; column++) {
        double lowest = INFINITY;
        for (size_t row = 0; row < 61; row++)
            lowest = fmin(lowest, mesh.at[row * 61 + column][2]);
        if (!(lowest - least < 0.03 * (landscape.high - least)))
            fail_msg("%s (%g): the floor of column %d is at %g", formula, bend, (int)column,
                     lowest);
    }
    for (size_t cell = 0; cell < (size_t)60 * 60; cell++) {
        const double(*at)[3] = (const double(*)[3])(mesh.at + cell / 60 * 61 + cell % 60);
        if (mesh.is_turned[cell] && !(at[1][2] + at[61][2] < at[0][2] + at[62][2]))
            fail_msg("%s: cell %d is split along its upper diagonal", formula, (int)cell);
    }
    mesh_finish(&mesh);
    landscape_finish(&landscape);
    picture_close(&picture);
    text_finish(&text);
}

static void test_valleys(void **state) {
    (void)state;
    random_start(&stream, 1, RANDOM_START, 0);
    for (int i = 0; i < 20; i++) {
        double slope = random_uniform(&stream, -0.6, 0.6),
               bend = random_uniform(&stream, -0.3, 0.3);
        struct text text = {0};
        text_printf(&text, "sqrt(abs(y - (%.4f)*x - (%.4f)*x^2))", slope, bend);
        check_valley(text.data, bend, 0);
        text_finish(&text);
    }
}

// A smooth landscape keeps its grid.
static void test_smooth_is_kept(void **state) {
    (void)state;
    struct picture picture;
    struct mesh mesh;
    struct landscape landscape;
    struct view view = {{{-5, 5}, {-5, 5}}};
    picture_open_text(&picture, "problem: {function: himmelblau}\nsteps: 2\noptimizers: [sgd]\n",
                      NULL);
    landscape_init(&landscape, picture.scene.problem, &view, 121, 121);
    struct box3d_axis axes[3] = {
        {.low = -5, .high = 5}, {.low = -5, .high = 5}, {.low = 0, .high = landscape.high}};
    mesh_init(&mesh, &landscape, picture.scene.problem, axes);
    for (size_t i = 0; i < (size_t)121 * 121; i++)
        if (mesh.at[i][0] != landscape.w[0][i % 121] || mesh.at[i][1] != landscape.w[1][i / 121])
            fail_msg("point %d was moved", (int)i);
    mesh_finish(&mesh);
    landscape_finish(&landscape);
    picture_close(&picture);
}

static void test_heights(void **state) {
    (void)state;
    random_start(&stream, 2, RANDOM_START, 0);
    for (int i = 0; i < 2000; i++) {
        double knee = pow(10, floor(random_uniform(&stream, -12, 8)));
        struct height_scale scale = {.is_log = true, .knee = i % 3 ? knee : 0};
        double loss = knee * pow(10, random_uniform(&stream, -3, 9));
        double height = height_of_loss(&scale, loss), more = height_of_loss(&scale, 1.01 * loss);
        double back = height_loss(&scale, height);
        if (!(more > height && fabs(back - loss) < 1e-9 * loss + 1e-12 * scale.knee))
            fail_msg("knee %g: %g has the height %g, which is %g", scale.knee, loss, height, back);
        double low = i % 2 && scale.knee > 0 ? 0 : height_of_loss(&scale, loss / 50);
        struct ticks ticks;
        int most = 2 + (int)random_below(&stream, 8);
        height_ticks(&scale, &ticks, low, height, most);
        if (!(ticks.count >= 2 && ticks.count <= most + 1))
            fail_msg("%d ticks of %d", ticks.count, most);
        for (int k = 0; k < ticks.count; k++) {
            double slack = 1e-9 * (1 + fabs(height));
            if (!(ticks.value[k] >= low - slack && ticks.value[k] <= height + slack &&
                  (k == 0 || ticks.value[k] > ticks.value[k - 1])))
                fail_msg("knee %g: tick %s is at %g of %g to %g", scale.knee, ticks.label[k],
                         ticks.value[k], low, height);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valleys),
        cmocka_unit_test(test_smooth_is_kept),
        cmocka_unit_test(test_heights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

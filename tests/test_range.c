// SPDX-License-Identifier: GPL-3.0-or-later
// Default axes contain all values of the runs that have not diverged, with space for the line
// width.
#include "base/random.h"
#include "optim/optimizer_table.h"
#include "panels/curves.h"
#include "panels/surface_paths.h"
#include "picture.h"
#include "problem/function.h"

#include <math.h>

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

static const char *any_optimizer(void) {
    size_t count = 0;
    while (optimizer_rule_at(count))
        count++;
    return optimizer_rule_at(below((uint32_t)count))->name;
}

static const char *any_series(void) {
    size_t count = 0;
    while (series_table[count].name)
        count++;
    const struct series *series;
    do
        series = &series_table[below((uint32_t)count)];
    while (series->coordinates == COORDINATES_PLANE || series->lack);
    return series->name;
}

static const char *any_function(void) {
    size_t count = 0;
    while (function_table[count])
        count++;
    return function_table[below((uint32_t)count)]->name;
}

static void write_scene(struct text *text, uint64_t seed) {
    random_start(&stream, seed, RANDOM_START, 0);
    text_clear(text);
    text_printf(text, "steps: %u\noptimizers: [%s, %s, {sgd: {lr: %g}}]\n", 1 + below(40),
                any_optimizer(), any_optimizer(), pow(10, random_uniform(&stream, -6, 3)));
    switch (below(4)) {
    case 0:
        text_printf(text, "problem: {function: %s}\n", any_function());
        break;
    case 1:
        text_printf(text, "problem: {formula: \"x^2 + 3*y^2 + %u*exp(-300*(x^2 + (y-2)^2))\"}\n",
                    below(1000));
        text_add(text, "start: [0.02, 2]\n");
        break;
    default:
        text_add(text, "batch: 7\n");
    }
    static const char *const scales[] = {"linear", "log"};
    text_printf(text,
                "layout: [[history, surface]]\n"
                "panels:\n  surface: {scale: %s}\n"
                "  history: {left: {series: [%s], scale: %s}, right: {series: [%s], scale: %s}}\n",
                scales[below(2)], any_series(), scales[below(2)], any_series(), scales[below(2)]);
}

// Returns the position of a value on the axis, 0 to 1.
static double part_of(const struct axis *axis, double value) {
    return axis->is_log ? log(value / axis->low) / log(axis->high / axis->low)
                        : (value - axis->low) / (axis->high - axis->low);
}

static void check_curves(struct panel *panel, const char *scene) {
    const struct curves_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    for (size_t i = 0; i < state->count; i++) {
        const struct curve *curve = &state->curves[i];
        const struct axis *axis = curve->axis;
        assert_true(axis->low < axis->high && isfinite(axis->high));
        assert_true(!axis->is_log || axis->low > 0);
        for (long k = 0; k < trace->states && trace->runs[curve->run].diverged < 0; k++) {
            double value = curve_value(panel, curve, k);
            if (!isfinite(value) || (axis->is_log && value <= 0))
                continue;
            double part = part_of(axis, value);
            bool is_floor = !axis->is_log && axis->low == 0;
            if (!(part <= 0.985 && part >= (is_floor ? 0 : 0.015)))
                fail_msg("%s of run %zu at %ld: %g is at %g of [%g, %g]\n%s", curve->series->name,
                         curve->run, k, value, part, axis->low, axis->high, scene);
        }
    }
}

static void check_surface(struct panel *panel, const char *scene) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct box3d_axis *height = &state->space.axes[2];
    assert_true(height->low < height->high && isfinite(height->high) && isfinite(height->low));
    for (size_t i = 0; i < trace->run_count; i++)
        for (long k = 0; k < trace->states && trace->runs[i].diverged < 0; k++) {
            const double *w = trace->runs[i].w[k];
            double loss = trace->runs[i].loss[k];
            double point[3] = {w[0], w[1], 0};
            point[2] = isfinite(loss) ? box3d_height(height, loss) : height->low;
            bool is_in_view = true;
            for (int d = 0; d < 2; d++)
                is_in_view = is_in_view && w[d] >= state->space.axes[d].low &&
                             w[d] <= state->space.axes[d].high;
            if (is_in_view && !box3d_holds(&state->space, point))
                fail_msg("height %g of run %zu at %ld is not in [%g, %g]\n%s", point[2], i, k,
                         height->low, height->high, scene);
        }
}

static void check_scene(const char *text) {
    struct picture picture;
    struct error error = {0};
    picture_open_text(&picture, text, NULL);
    struct stage stage = {.scene = &picture.scene,
                          .trace = &picture.trace,
                          .theme = theme_table[0],
                          .width = picture.scene.video.width,
                          .height = picture.scene.video.height,
                          .unit = 1};
    for (int i = 0; i < 2; i++) {
        struct panel panel = {0};
        assert_true(
            panel_init(&panel, &stage, i ? "surface" : "history", (struct place){0}, &error));
        assert_true(panel.type->prepare(&panel, &error));
        if (i)
            check_surface(&panel, text);
        else
            check_curves(&panel, text);
        panel_finish(&panel);
    }
    picture_close(&picture);
}

static void test_scenes(void **state) {
    (void)state;
    struct text text = {0};
    for (uint64_t seed = 0; seed < 250; seed++) {
        write_scene(&text, seed);
        check_scene(text.data);
    }
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

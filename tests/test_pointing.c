// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader of a page points at: where a head is drawn, its own weights are found.
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

static const struct {
    const char *panel, *problem;
    double tolerance; // of the view
} cases[] = {
    {"contour", "{function: himmelblau}", 1e-6},    {"contour", "{regression: {}}", 1e-6},
    {"surface", "{function: sphere}", 0.02},        {"surface", "{function: himmelblau}", 0.02},
    {"surface", "{regression: {loss: mae}}", 0.02},
};

static void test_heads(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        struct picture picture;
        // From above, so that nothing of the path is hidden.
        text_printf(&text,
                    "problem: %s\noptimizers: [adam]\nsteps: 30\nlayout: [[%s]]\n"
                    "video: {size: [400, 300]}\n%s",
                    cases[i].problem, cases[i].panel,
                    strcmp(cases[i].panel, "surface") == 0
                        ? "panels: {surface: {camera: {elevation: 75}}}\n"
                        : "");
        picture_open_text(&picture, text.data, NULL);
        free(picture_draw(&picture, 29, NULL));
        const struct panel *panel = &picture.figure->panels[0];
        const struct run *run = &picture.trace.runs[0];
        double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
        for (long k = 0; k < picture.trace.states; k++)
            for (int d = 0; d < 2; d++) {
                low[d] = fmin(low[d], run->w[k][d]);
                high[d] = fmax(high[d], run->w[k][d]);
            }
        double view = fmax(4, fmax(high[0] - low[0], high[1] - low[1]));
        for (long k = 0; k < picture.trace.states; k++) {
            double at[3] = {NAN, NAN, NAN}, w[2];
            assert_true(panel->type->head(panel, 0, (double)k, at));
            if (!panel->type->weights_at(panel, at, w))
                fail_msg("%sstate %ld: nothing is pointed at", text.data, k);
            for (int d = 0; d < 2; d++)
                if (!(fabs(w[d] - run->w[k][d]) <= cases[i].tolerance * view))
                    fail_msg("%sstate %ld: (%g, %g), not (%g, %g)", text.data, k, w[0], w[1],
                             run->w[k][0], run->w[k][1]);
        }
        const double outside[3] = {-5, -5, NAN};
        double w[2];
        assert_false(panel->type->weights_at(panel, outside, w));
        picture_close(&picture);
        text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_heads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

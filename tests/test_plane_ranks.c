// SPDX-License-Identifier: GPL-3.0-or-later
// Planes of most variance through states that fill no plane: all one point, on a line, or on one
// but for a little. The axis along which nothing varies has as much room as the other, and says so.
#include "base/random.h"
#include "base/vector.h"
#include "figure/figure_state.h"
#include "picture.h"
#include "plot/landscape.h"
#include "sim/plane.h"

#include <math.h>

static struct random_stream stream;

// What the states of a scene are: the rank of their differences, or a line but for a part of 1e-12.
enum rank { POINT, LINE, PLANE, NEAR_LINE, RANKS };

// Gradient descent on a quadratic function runs towards its minimum at 0 along a line where all
// curvatures are equal.
static void write_scene(struct text *text, enum rank rank, const char *panel) {
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    uint32_t n = 3 + random_below(&stream, 6), runs = 1 + random_below(&stream, 2);
    double curvature = random_uniform(&stream, 0.5, 2), rate = random_uniform(&stream, 0.05, 0.4);
    double scale = pow(10, random_uniform(&stream, -5, 5));
    text_clear(text);
    text_add(text, "problem: {quadratic: {eigenvalues: [");
    for (uint32_t i = 0; i < n; i++) {
        double own = rank == PLANE && i == 1 ? 2 : rank == NEAR_LINE && i == 1 ? 1 + 1e-12 : 1;
        text_printf(text, "%s%.17g", i ? ", " : "", curvature * own);
    }
    text_add(text, "]}}\nstart: [");
    for (uint32_t i = 0; i < n; i++)
        text_printf(text, "%s%.17g", i ? ", " : "", scale * random_uniform(&stream, 0.5, 1));
    text_printf(text, "]\nsteps: %u\nplane: pca\n", 3 + random_below(&stream, 30));
    text_printf(text, "theme: %s\nlayout: [[%s]]\noptimizers:\n", themes[random_below(&stream, 4)],
                panel);
    for (uint32_t i = 0; i < runs; i++) // runs with equal paths change no rank
        text_printf(text, "  - sgd: {lr: %.17g, label: l%u}\n", rank == POINT ? 0 : rate, i);
}

static void keep_text(void *context, const char *text, struct box ink) {
    struct text *all = context;
    (void)ink;
    text_printf(all, "%s\n", text);
}

static void check(enum rank rank, const char *scene) {
    struct picture picture;
    struct text all = {0};
    picture_open_text_with(&picture, scene, NULL, keep_text, &all);
    const struct panel *panel = &picture.figure->panels[0];
    const struct plane *plane = picture.trace.planes[0];
    struct view view = landscape_final_view(panel);
    double width[2];
    for (int d = 0; d < 2; d++) {
        width[d] = view.axis[d][1] - view.axis[d][0];
        assert_true(fabs(vector_norm(plane->n, plane->direction[d]) - 1) < 1e-9);
    }
    assert_true(fabs(vector_dot(plane->n, plane->direction[0], plane->direction[1])) < 1e-9);
    if (rank != PLANE && !(width[1] > 0.5 * width[0] && width[0] > 0.5 * width[1]))
        fail_msg("the axes are %g and %g long\n%s", width[0], width[1], scene);
    for (size_t r = 0; r < picture.trace.run_count; r++)
        for (long k = 0; k < picture.trace.states && rank != PLANE; k++)
            if (!(fabs(picture.trace.runs[r].w[k][1]) < 1e-9 * width[1]))
                fail_msg("state %ld is beside the line\n%s", k, scene);
    free(picture_draw(&picture, 1, NULL));
    bool is_said[2] = {strstr(all.data, "PC 1 (0 %)"), strstr(all.data, "PC 2 (0 %)")};
    if (is_said[0] != (rank == POINT) || is_said[1] != (rank != PLANE))
        fail_msg("rank %d: the axes say\n%s%s", (int)rank, all.data, scene);
    picture_close(&picture);
    text_finish(&all);
}

static void test_ranks(void **state) {
    (void)state;
    struct text text = {0};
    for (uint64_t seed = 0; seed < 80; seed++) {
        enum rank rank = (enum rank)(seed % RANKS);
        random_start(&stream, seed, RANDOM_START, 0);
        write_scene(&text, rank, seed / RANKS % 2 ? "surface" : "contour");
        check(rank, text.data);
    }
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of paths on planes of many weights: frame t from scratch equals frame t grown; panels
// with planes of their own; the height of heads; what texts say of planes.
#include "picture.h"
#include "problem/problem.h"

#include <math.h>

#define NETWORK                                                                                    \
    "problem: {network: {data: {moons: {points: 40}}, hidden: [4]}}\nsteps: 9\n"                   \
    "video: {size: [300, 200]}\noptimizers: [adam: {lr: 0.1}, sgd: {lr: 3}, momentum: {lr: 1e6}]\n"

static const char *const scenes[] = {
    NETWORK "plane: pca\nlayout: [[contour, surface]]\ntheme: dark\n",
    NETWORK "plane: random\nlayout: [[contour, surface]]\n",
    NETWORK "plane: {weights: [3, 9]}\nlayout: [[contour, surface]]\ntheme: light\n",
    NETWORK "plane: here\nlayout: [[contour, surface]]\ntheme: dark\n",
    NETWORK
    "layout: [[contour, surface, own]]\ntheme: light\n"
    "panels: {surface: {plane: {here: sgd}}, own: {type: contour, plane: random, tail: 3}}\n",
    NETWORK "plane: {here: sgd}\nlayout: [[contour, surface]]\n"
            "panels: {surface: {camera: {orbit: {from: 20, to: 60}}}}\n",
};
enum { SCENES = sizeof scenes / sizeof *scenes, LAST = 2 * 8 }; // pictures are half a state apart

static size_t size_of(const struct picture *picture) {
    return (size_t)picture->scene.video.width * (size_t)picture->scene.video.height * 4;
}

// The recorded loss is that of all weights at the state.
static void check_heights(const struct picture *picture) {
    for (size_t r = 0; r < picture->trace.run_count; r++) {
        const struct run *run = &picture->trace.runs[r];
        for (long k = 0; k < (run->diverged < 0 ? 9 : run->diverged); k++) {
            const double *w = run->weights + (size_t)k * run->shape->n;
            double loss = problem_value(picture->scene.problem, w);
            assert_true(fabs(run->loss[k] - loss) <= 1e-12 * fabs(loss));
        }
    }
}

static void test_growth(void **state) {
    (void)state;
    for (int s = 0; s < SCENES; s++) {
        struct picture grown;
        picture_open_text(&grown, scenes[s], NULL);
        check_heights(&grown);
        for (int i = 0; i <= LAST; i++) {
            uint32_t *words = picture_draw(&grown, i / 2.0, NULL);
            if (i % 8 == 5) {
                struct picture whole;
                picture_open_text(&whole, scenes[s], NULL);
                uint32_t *own = picture_draw(&whole, i / 2.0, NULL);
                if (memcmp(words, own, size_of(&whole)) != 0)
                    fail_msg("scene %d, position %g", s, i / 2.0);
                free(own);
                picture_close(&whole);
            }
            free(words);
        }
        picture_close(&grown);
    }
}

// A panel's own plane shows what that plane shows as the scene's.
static void test_own_plane(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {NETWORK "plane: random\nlayout: [[contour]]\n",
         NETWORK "layout: [[contour]]\npanels: {contour: {plane: random}}\n"},
        {NETWORK "plane: pca\nlayout: [[surface]]\n",
         NETWORK "plane: here\nlayout: [[surface]]\npanels: {surface: {plane: pca}}\n"},
        {NETWORK "plane: {here: sgd}\nlayout: [[contour]]\n",
         NETWORK "layout: [[contour]]\npanels: {contour: {plane: {here: sgd}}}\n"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct picture one, other;
        picture_open_text(&one, pairs[i][0], NULL);
        picture_open_text(&other, pairs[i][1], NULL);
        for (double position = 0; position <= 8; position += 4) {
            uint32_t *words = picture_draw(&one, position, NULL);
            uint32_t *own = picture_draw(&other, position, NULL);
            assert_memory_equal(words, own, size_of(&one));
            free(words);
            free(own);
        }
        picture_close(&one);
        picture_close(&other);
    }
}

static void keep_text(void *context, const char *text, struct box ink) {
    struct text *all = context;
    (void)ink;
    text_printf(all, "%s\n", text);
}

// Titles tell the share of variance, axes what they are.
static void test_texts(void **state) {
    (void)state;
    static const struct {
        const char *scene, *texts[3];
    } cases[] = {
        {NETWORK "title: \"{plane} of it\"\nlayout: [[contour]]\n", {"%\nof\nit", "PC 1", "PC 2"}},
        {NETWORK "title: \"{plane:.0f}\"\nlayout: [[surface]]\n", {"PC 1", "PC 2"}},
        {NETWORK "plane: here\nlayout: [[contour]]\n", {"sharpest direction", "gradient"}},
        {NETWORK "plane: random\nlayout: [[contour]]\n", {"p0", "p1"}},
        {NETWORK "plane: {weights: [3, 9]}\nlayout: [[contour]]\n", {"w3", "w9"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture picture;
        struct text all = {0};
        picture_open_text_with(&picture, cases[i].scene, NULL, keep_text, &all);
        free(picture_draw(&picture, 8, NULL));
        for (int k = 0; k < 3 && cases[i].texts[k]; k++)
            if (!strstr(all.data, cases[i].texts[k]))
                fail_msg("'%s' is not in\n%s", cases[i].texts[k], all.data);
        picture_close(&picture);
        text_finish(&all);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_own_plane),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

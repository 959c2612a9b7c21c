// SPDX-License-Identifier: GPL-3.0-or-later
// The boundary panel: its colours are the network's probabilities, its rings the mistakes.
#include "base/random.h"
#include "figure/figure_state.h"
#include "panels/boundary.h"
#include "picture.h"

#include <math.h>

enum { WIDTH = 420, HEIGHT = 300 };

static const char *const data[] = {"moons", "{spirals: {points: 80}}", "{blobs: {points: 60}}"};

static void open_picture(struct picture *picture, const char *data_text, const char *optimizers,
                         const char *theme, bool has_samples) {
    struct text text = {0};
    text_printf(&text,
                "problem: {network: {data: %s, hidden: [8], test: 0.25}}\nsteps: 60\ntitle: ''\n"
                "optimizers: %s\nlayout: [[boundary]]\ntheme: {extends: %s%s}\n"
                "panels: {boundary: {mistakes: %s}}\nvideo: {size: [%d, %d]}\n",
                data_text, optimizers, theme, has_samples ? "" : ", dot_radius: 0.001",
                has_samples ? "true" : "false", WIDTH, HEIGHT);
    picture_open_text(picture, text.data, NULL);
    text_finish(&text);
}

static const struct boundary_state *state_of(const struct picture *picture) {
    return picture->figure->panels[0].state;
}

// The colour that the network's answer at a point asks for, without any interpolation.
static void plain_color(const struct picture *picture, const double *w, const double x[2],
                        double color[3], double *certainty) {
    const struct problem *problem = picture->scene.problem;
    const struct theme *theme = picture->figure->stage.theme;
    size_t classes = problem->kind->samples(problem)->classes;
    double out[CLASSES_MAX], p[CLASSES_MAX], most = 0;
    problem->kind->outputs(problem, w, x, 1, out);
    for (size_t k = 0; k < classes; k++) {
        p[k] = classes > 2 ? out[k] : k ? out[0] : 1 - out[0];
        most = fmax(most, p[k]);
    }
    *certainty = (most - 1.0 / (double)classes) / (1 - 1.0 / (double)classes);
    for (int c = 0; c < 3; c++) {
        double sum = 0, ground = theme->plot >> (16 - 8 * c) & 255;
        for (size_t k = 0; k < classes; k++)
            sum += p[k] * (boundary_color(theme, k) >> (16 - 8 * c) & 255);
        color[c] = ground + 0.42 * *certainty * (sum - ground);
    }
}

// True if a sample is drawn within some pixels.
static bool is_near_sample(const struct boundary_state *state, const struct boundary_cell *cell,
                           double x, double y) {
    for (size_t i = 0; i < state->samples->count; i++) {
        double at[2];
        boundary_point(state, cell, state->samples->x + 2 * i, at);
        if (hypot(at[0] - x, at[1] - y) < 4)
            return true;
    }
    return false;
}

// Near samples and lines between regions, which are drawn over them, nothing is compared.
static void check_colors(struct picture *picture, double position) {
    const struct boundary_state *state = state_of(picture);
    uint32_t *words = picture_draw(picture, position, NULL);
    size_t n = picture->scene.problem->shape.n, seen = 0;
    double *w = mem_zero(n, sizeof *w);
    long k = (long)floor(position);
    for (size_t r = 0; r < state->count; r++) {
        const struct boundary_cell *cell = &state->cells[r];
        const double *from = cell->run->weights + (size_t)k * n;
        for (size_t i = 0; i < n; i++)
            w[i] = from[i] +
                   (position > (double)k ? (from[n + i] - from[i]) * (position - (double)k) : 0);
        for (int y = 2; y < cell->plot.height - 2; y += 3)
            for (int x = 2; x < cell->plot.width - 2; x += 3) {
                double across = (x + 0.5) / cell->plot.width, certainty, color[3];
                double up = 1 - (y + 0.5) / cell->plot.height;
                double at[2] = {
                    state->axes.x.low + across * (state->axes.x.high - state->axes.x.low),
                    state->axes.left.low + up * (state->axes.left.high - state->axes.left.low)};
                plain_color(picture, w, at, color, &certainty);
                if (certainty < 0.45 ||
                    is_near_sample(state, cell, cell->plot.x + x, cell->plot.y + y))
                    continue;
                uint32_t found = words[((int)cell->plot.y + y) * WIDTH + (int)cell->plot.x + x];
                for (int c = 0; c < 3; c++)
                    if (fabs(color[c] - (found >> (16 - 8 * c) & 255)) > 7)
                        fail_msg("run %zu, state %g, pixel %d,%d: %06x, not %.0f %.0f %.0f", r,
                                 position, x, y, (unsigned)found & 0xFFFFFF, color[0], color[1],
                                 color[2]);
                seen++;
            }
    }
    assert_true(seen > 1000);
    free(w);
    free(words);
}

static void test_colors(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        struct picture picture;
        open_picture(&picture, data[i], i == 1 ? "[adam: {lr: 0.05}]" : "[adam: {lr: 0.05}, sgd]",
                     i == 1 ? "dark" : "light", false);
        assert_int_equal(state_of(&picture)->count, i == 1 ? 1 : 2);
        check_colors(&picture, 40.5);
        check_colors(&picture, 59);
        picture_close(&picture);
    }
}

// At how many of 16 points around a sample a pixel is dark, within half a pixel of the ring.
static int ring_pixels(const uint32_t *words, const double at[2], double radius) {
    int count = 0;
    for (int i = 0; i < 16; i++) {
        bool is_dark = false;
        for (double r = radius - 0.5; r <= radius + 0.5; r += 0.5) {
            int x = (int)(at[0] + r * cos(i * 0.3927)), y = (int)(at[1] + r * sin(i * 0.3927));
            uint32_t word = words[y * WIDTH + x];
            is_dark = is_dark || (word >> 16 & 255) + (word >> 8 & 255) + (word & 255) < 500;
        }
        count += is_dark;
    }
    return count;
}

// Samples whose class is not found are ringed, others are not. Crowded ones are left out.
static void test_mistakes(void **state) {
    (void)state;
    struct picture picture;
    open_picture(&picture, "{moons: {points: 60, noise: 0.2}}", "[adam: {lr: 0.02}]", "light",
                 true);
    const struct boundary_state *panel = state_of(&picture);
    const struct problem *problem = picture.scene.problem;
    const struct samples *samples = panel->samples;
    int ringed = 0, others = 0;
    for (long k = 0; k < 60; k += 29) {
        uint32_t *words = picture_draw(&picture, (double)k, NULL);
        for (size_t i = 0; i < samples->count; i++) {
            double at[2], out, nearest = INFINITY;
            boundary_point(panel, &panel->cells[0], samples->x + 2 * i, at);
            for (size_t m = 0; m < samples->count; m++) {
                double other[2];
                boundary_point(panel, &panel->cells[0], samples->x + 2 * m, other);
                nearest =
                    m == i ? nearest : fmin(nearest, hypot(at[0] - other[0], at[1] - other[1]));
            }
            const double *w = panel->cells[0].run->weights + (size_t)k * problem->shape.n;
            problem->kind->outputs(problem, w, samples->x + 2 * i, 1, &out);
            if (nearest < 14 || fabs(out - 0.5) < 0.1)
                continue;
            double unit = picture.figure->stage.unit;
            int count =
                ring_pixels(words, at, panel->radius + fmin(1.9 * unit, 1.1 * panel->radius));
            bool is_wrong = (out > 0.5) != (samples->y[i] > 0.5);
            if (is_wrong ? count < 9 : count > 6)
                fail_msg("state %ld, sample %zu: %d ring pixels, %s", k, i, count,
                         is_wrong ? "wrong" : "right");
            ringed += is_wrong;
            others += !is_wrong;
        }
        free(words);
    }
    assert_true(ringed > 3 && others > 20);
    picture_close(&picture);
}

// A diverged run keeps its last finite regions; one that never had any leaves its cell empty.
static void test_divergence(void **state) {
    (void)state;
    struct picture picture;
    open_picture(&picture, "moons", "[sgd: {lr: 1e5}, adam]", "dark", false);
    long diverged = picture.trace.runs[0].diverged;
    assert_in_range(diverged, 1, 58);
    uint32_t *last = picture_draw(&picture, (double)diverged - 1, NULL);
    uint32_t *after = picture_draw(&picture, (double)diverged + 0.5, NULL);
    const struct box plot = state_of(&picture)->cells[0].plot;
    for (int y = (int)plot.y; y < (int)(plot.y + plot.height); y++)
        assert_memory_equal(last + y * WIDTH + (int)plot.x, after + y * WIDTH + (int)plot.x,
                            (size_t)plot.width * sizeof *last);
    free(last);
    free(after);
    picture_close(&picture);
}

// Many runs have cells; of too many each optimizer has one.
static void test_cells(void **state) {
    (void)state;
    static const struct {
        int starts;
        size_t cells;
    } cases[] = {{1, 2}, {7, 14}, {18, 36}, {19, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        struct picture picture;
        text_printf(
            &text,
            "problem: {network: {data: moons, hidden: [2]}}\nsteps: 2\nstart: {random: %d}\n"
            "optimizers: [adam, sgd]\nlayout: [[boundary]]\n",
            cases[i].starts);
        picture_open_text(&picture, text.data, NULL);
        const struct boundary_state *panel = state_of(&picture);
        free(picture_draw(&picture, 1, NULL));
        assert_int_equal(panel->count, cases[i].cells);
        for (size_t a = 0; a < panel->count; a++)
            for (size_t b = 0; b < a; b++) {
                struct box p = panel->cells[a].cell, q = panel->cells[b].cell;
                assert_true(p.x >= q.x + q.width || q.x >= p.x + p.width || p.y >= q.y + q.height ||
                            q.y >= p.y + p.height);
            }
        assert_true(!!picture.warnings.length == (cases[i].starts == 19));
        picture_close(&picture);
        text_finish(&text);
    }
}

// A film has the same bytes for any number of threads.
static void test_threads(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    file_write(folder, "a.scene",
               "problem: {network: {data: moons, hidden: [8, 8], test: 0.2}}\nsteps: 20\n"
               "optimizers: [lamb: {lr: 0.02}, sgd]\nlayout: [[boundary, l], [contour, history]]\n"
               "panels: {l: {type: layers}, history: {left: [sharpness, test_accuracy]}}\n"
               "video: {size: [320, 240]}\n");
    assert_int_equal(shell("cd %s && $OPTANIM -q a.scene -o 1.raw --threads 1 && "
                           "$OPTANIM -q a.scene -o 3.raw --threads 3 && cmp 1.raw 3.raw",
                           folder),
                     0);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colors),     cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_divergence), cmocka_unit_test(test_cells),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

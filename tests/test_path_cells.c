// SPDX-License-Identifier: GPL-3.0-or-later
// Long paths are drawn without the steps that change nothing.
#include "base/random.h"
#include "fixture.h"
#include "plot/path_cells.h"
#include "plot/path_style.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 120 };

// A tail of `count` points: wandering, jumping at will, or to and fro.
static void make_tail(struct path_tail *tail, struct random_stream *stream, int kind,
                      size_t count) {
    double at[2] = {SIDE / 2.0, SIDE / 2.0};
    path_tail_clear(tail);
    for (size_t k = 0; k < count; k++) {
        for (int d = 0; d < 2; d++) {
            double part = (double)random_below(stream, 1001) / 1000;
            at[d] = kind == 0   ? fmin(110, fmax(10, at[d] + 4 * part - 2))
                    : kind == 1 ? 140 * part - 10
                                : SIDE / 2.0 + (k % 2 ? 50 : -50) * (d ? 1 - 1e-4 * (double)k : 1);
        }
        path_tail_add(tail, at, (double)(count - 1 - k));
    }
}

static void draw(const struct path_tail *tail, struct canvas *canvas) {
    canvas_clip(canvas, (struct box){10, 10, 100, 100});
    path_draw_tail(tail, canvas, 1e6,
                   &(struct stroke){.color = 0x336699, .alpha = 0.9, .width = 3});
    canvas_unclip(canvas);
}

static void test_tails(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 5, RANDOM_START, 0);
    for (int round = 0; round < 18; round++) {
        struct path_tail tail = {0};
        size_t count = 3 + random_below(&stream, round % 2 ? 3000 : 40);
        struct canvas *is = canvas_create(SIDE, SIDE), *was = canvas_create(SIDE, SIDE);
        make_tail(&tail, &stream, round % 3, count);
        draw(&tail, was);
        path_tail_thin(&tail, (struct box){10, 10, 100, 100});
        draw(&tail, is);
        // Cells are half a pixel, so there are few more steps than pixels.
        size_t steps = 0;
        for (size_t k = 0; k < count; k++)
            steps += !tail.is_apart || !tail.is_apart[k];
        assert_true(steps < 2500);
        int stride;
        const uint8_t *a = canvas_pixels(is, &stride), *b = canvas_pixels(was, &stride);
        double apart = 0;
        for (int i = 0; i < SIDE * stride; i++)
            apart += abs(a[i] - b[i]);
        if (count < 10)
            assert_true(apart == 0);
        assert_true(apart / (SIDE * stride) < 0.6); // of 255
        canvas_destroy(is);
        canvas_destroy(was);
        path_tail_finish(&tail);
    }
}

// A step is kept if a cell of it was not passed before, which a twin of a few lines tells.
static void test_cells(void **state) {
    (void)state;
    enum { CELLS = 16, STEPS = 400 };
    struct random_stream stream;
    random_start(&stream, 6, RANDOM_START, 0);
    struct path_cells cells = {
        .side = CELLS, .pairs = 1, .length = INFINITY}; // no step is kept for
    bool passed[CELLS][CELLS] = {{0}};                  // being early
    for (int k = 0; k < STEPS; k++) {
        int cell[2][2];
        double ends[2][3] = {{0}};
        for (int i = 0; i < 4; i++) {
            cell[i / 2][i % 2] = (int)random_below(&stream, CELLS);
            ends[i / 2][i % 2] = (cell[i / 2][i % 2] + 0.5) / CELLS;
        }
        int d = k % 2; // level or upright
        ends[1][d] = ends[0][d];
        cell[1][d] = cell[0][d];
        bool is_new = false;
        int step = cell[0][!d] < cell[1][!d] ? 1 : -1;
        for (int at = cell[0][!d];; at += step) {
            bool *own = d ? &passed[cell[0][1]][at] : &passed[at][cell[0][0]];
            is_new |= !*own;
            *own = true;
            if (at == cell[1][!d])
                break;
        }
        assert_int_equal(path_cells_add(&cells, ends[0], ends[1]), is_new);
    }
    assert_false(path_cells_add(&cells, (double[]){NAN, 0, 0}, (double[]){0, 1, 0}));
    assert_false(path_cells_add(&cells, (double[]){-1e300, 2, 0}, (double[]){1e300, 2, 0}));
    path_cells_finish(&cells);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tails), cmocka_unit_test(test_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

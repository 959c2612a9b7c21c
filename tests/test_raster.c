// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets of triangles, and what they hide.
#include "draw/raster/raster.h"

#include "base/memory.h"
#include "plot/box3d_fit.h"
#include "plot/box3d_path.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 60, HEIGHT = 37 };

static void make_colors(uint32_t colors[256], double alpha) {
    for (uint32_t i = 0; i < 256; i++)
        colors[i] = raster_color(i << 16 | (255 - i) << 8 | 7, alpha);
}

// A sheet of one cell over [x0, x1] x [y0, y1].
static void draw_flat(struct raster *raster, double x0, double y0, double x1, double y1,
                      double nearness, double height, double alpha, int samples) {
    uint32_t colors[256];
    make_colors(colors, alpha);
    struct vertex corners[4] = {{x0, y0, nearness, height},
                                {x1, y0, nearness, height},
                                {x0, y1, nearness, height},
                                {x1, y1, nearness, height}};
    raster_sheet(raster, corners, 2, 2,
                 &(struct paint){.colors = colors, .lights = 1, .samples = samples});
}

static uint32_t pixel(const struct raster *raster, int x, int y) {
    return raster->pixels[y * WIDTH + x];
}

// Edges cover pixels partially, for any number of samples.
static void test_coverage(void **state) {
    (void)state;
    for (int samples = 1; samples <= 8; samples++) {
        struct raster raster;
        raster_init(&raster, WIDTH, HEIGHT);
        draw_flat(&raster, 10, 5, 30.5, 25, 0.2, 1, 1, samples);
        assert_int_equal(pixel(&raster, 9, 10), 0);
        assert_int_equal(pixel(&raster, 10, 4), 0);
        assert_int_equal(pixel(&raster, 10, 25), 0);
        for (int y = 5; y < 25; y++)
            for (int x = 10; x < 30; x++)
                assert_int_equal(pixel(&raster, x, y), 0xFFFF0007); // no seam on the diagonal
        int covered = (int)(pixel(&raster, 30, 10) >> 24);
        assert_true(abs(covered - 128) <= 128 / samples + 1);
        raster_finish(&raster);
    }
}

static void test_alpha_is_premultiplied(void **state) {
    (void)state;
    struct raster raster;
    raster_init(&raster, WIDTH, HEIGHT);
    draw_flat(&raster, 0, 0, WIDTH, HEIGHT, 0.2, 1, 0.5, 2);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        assert_int_equal(raster.pixels[i], 0x80800004);
    raster_finish(&raster);
}

// Many cells with one height and half opacity give an even colour, without visible edges.
static void test_no_seams(void **state) {
    (void)state;
    enum { SIDE = 24 };
    uint32_t colors[256];
    make_colors(colors, 0.5);
    struct vertex corners[SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
        double u = i % SIDE / (SIDE - 1.0) - 0.5, v = i / SIDE / (SIDE - 1.0) - 0.5;
        corners[i] = (struct vertex){30 + 137.7 * u - 61.3 * v, 18 + 71.1 * u + 133.9 * v,
                                     0.2 + 0.01 * u, 0.5};
    }
    for (int samples = 1; samples <= 5; samples++) {
        struct raster raster;
        raster_init(&raster, WIDTH, HEIGHT);
        struct paint paint = {.colors = colors, .lights = 1, .samples = samples};
        raster_sheet(&raster, corners, SIDE, SIDE, &paint);
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            assert_int_equal(raster.pixels[i], colors[128]);
        raster_finish(&raster);
    }
}

// The nearer part of a folded sheet wins, in any drawing order.
static void test_fold_hides(void **state) {
    (void)state;
    uint32_t colors[256];
    make_colors(colors, 1);
    for (int flipped = 0; flipped < 2; flipped++) {
        struct raster raster;
        raster_init(&raster, WIDTH, HEIGHT);
        // Rows of two corners: the sheet runs down from y 5 to 30, then back up to 5, nearer to the
        // eye.
        double near_first = flipped ? 0.4 : 0.2, near_last = flipped ? 0.2 : 0.4;
        struct vertex corners[6] = {
            {5, 5, near_first, flipped}, {55, 5, near_first, flipped}, {5, 30, 0.3, 0.5},
            {55, 30, 0.3, 0.5},          {5, 5, near_last, !flipped},  {55, 5, near_last, !flipped},
        };
        raster_sheet(&raster, corners, 2, 3,
                     &(struct paint){.colors = colors, .lights = 1, .samples = 3});
        for (int x = 6; x < 54; x++) {
            assert_true((pixel(&raster, x, 6) >> 16 & 255) > 200); // the near one is height 1
            assert_true(raster.nearness[6 * WIDTH + x] > 0.38f);
        }
        raster_finish(&raster);
    }
}

static void test_what_is_left_out(void **state) {
    (void)state;
    static const struct {
        double x1, nearness, height;
    } cases[] = {{20, NAN, 0.5}, {NAN, 0.2, 0.5}, {20, 0.2, NAN}, {20, 0.2, 1.1}, {20, 0.2, -0.1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct raster raster;
        raster_init(&raster, WIDTH, HEIGHT);
        draw_flat(&raster, 5, 5, cases[i].x1, 20, cases[i].nearness, cases[i].height, 1, 2);
        for (int k = 0; k < WIDTH * HEIGHT; k++)
            if (raster.pixels[k] != 0)
                fail_msg("case %zu draws %08x", i, raster.pixels[k]);
        raster_finish(&raster);
    }
    // Corners far outside, behind and in front of the raster.
    struct raster raster;
    raster_init(&raster, WIDTH, HEIGHT);
    draw_flat(&raster, -1e7, -1e7, 1e7, 1e7, 0.2, 1, 1, 1);
    assert_int_equal(pixel(&raster, 0, 0), 0xFFFF0007);
    assert_int_equal(pixel(&raster, WIDTH - 1, HEIGHT - 1), 0xFFFF0007);
    raster_finish(&raster);
}

static void test_nearness(void **state) {
    (void)state;
    struct raster raster;
    raster_init(&raster, WIDTH, HEIGHT);
    draw_flat(&raster, 10, 5, 30, 25, 0.25, 1, 1, 2);
    static const struct {
        double x, y, nearness;
    } spots[] = {{20, 15, 0.25}, {11.5, 6.5, 0.25}, {10.5, 15, 0}, {29.9, 15, 0}, {50, 15, 0},
                 {-5, 15, 0},    {20, -1, 0},       {20, 1e9, 0},  {0, 0, 0}};
    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++)
        if (raster_nearness(&raster, spots[i].x, spots[i].y) != spots[i].nearness)
            fail_msg("spot %zu: %g", i, raster_nearness(&raster, spots[i].x, spots[i].y));
    raster_finish(&raster);
}

// ---- A wall across the right half of a box hides the path behind it.

struct set {
    struct stage stage;
    struct panel panel;
    struct box3d space;
    struct raster raster;
    struct path_pen pen;
};

// The eye looks along the second axis from its low end; the wall is in the middle.
static void set_init(struct set *set) {
    memset(set, 0, sizeof *set);
    set->stage = (struct stage){
        .theme = theme_table[0], .font = font_create(), .width = 200, .height = 160, .unit = 1};
    set->panel = (struct panel){.stage = &set->stage, .plot = {20, 10, 160, 140}};
    set->space.camera = (struct camera){.elevation = 0, .azimuth = -90, .height = 1, .stretch = 1};
    for (int d = 0; d < 3; d++)
        set->space.axes[d] = (struct box3d_axis){.low = 0, .high = 1};
    struct camera_motion motion = {.from = set->space.camera, .to = set->space.camera};
    struct tick_choices *choices = mem_zero(1, sizeof *choices);
    box3d_fit(&set->space, &set->panel, set->panel.plot, &motion, choices);
    free(choices);
    raster_init(&set->raster, 160, 140);
    struct vertex corners[4];
    for (int i = 0; i < 4; i++) {
        double point[3] = {i % 2 ? 1 : 0.5, 0.5, i / 2};
        struct spot spot = box3d_project(&set->space, point);
        corners[i] = (struct vertex){spot.x - set->panel.plot.x, spot.y - set->panel.plot.y,
                                     spot.nearness, 0.5};
    }
    uint32_t colors[256];
    make_colors(colors, 1);
    raster_sheet(&set->raster, corners, 2, 2,
                 &(struct paint){.colors = colors, .lights = 1, .samples = 3});
    set->pen = (struct path_pen){.panel = &set->panel,
                                 .space = &set->space,
                                 .raster = &set->raster,
                                 .canvas = {canvas_create(200, 160), canvas_create(200, 160)},
                                 .alpha = {1, 1},
                                 .width = theme_table[0]->path_width};
}

static void set_finish(struct set *set) {
    canvas_destroy(set->pen.canvas[0]);
    canvas_destroy(set->pen.canvas[1]);
    font_destroy(set->stage.font);
    raster_finish(&set->raster);
}

static unsigned alpha_at(struct canvas *canvas, const struct spot *spot) {
    int stride;
    const uint8_t *pixels = canvas_pixels(canvas, &stride);
    uint32_t word;
    memcpy(&word, pixels + (int)spot->y * stride + 4 * (int)spot->x, 4);
    return word >> 24;
}

static const struct {
    double point[3];
    bool seen;
} spots[] = {
    {{0.2, 0.9, 0.5}, true},  // beside the wall
    {{0.8, 0.9, 0.5}, false}, // behind it
    {{0.8, 0.52, 0.5}, true}, // close enough to count as on it
    {{0.8, 0.5, 0.5}, true},  // on it
    {{0.8, 0.1, 0.5}, true},  // in front of it
};

static void test_path_behind_a_wall(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++) {
        struct spot spot = box3d_project(&set.space, spots[i].point);
        if (path_is_seen(&set.pen, &spot) != spots[i].seen)
            fail_msg("spot %zu", i);
    }
    // A path behind the wall: visible at the left, hidden at the right, split where the wall
    // begins.
    // A path is clipped to the box.
    static const double from[3] = {-3, 0.9, 0.5}, to[3] = {5, 0.9, 0.5};
    set.pen.color = 0xFF0000;
    path_line(&set.pen, from, to);
    path_end(&set.pen);
    int seen = 0, hidden = 0, columns = 0;
    for (int i = 1; i < 100; i++) {
        double point[3] = {i / 100.0, 0.9, 0.5};
        struct spot spot = box3d_project(&set.space, point);
        bool expected = path_is_seen(&set.pen, &spot);
        unsigned alphas[2] = {alpha_at(set.pen.canvas[0], &spot),
                              alpha_at(set.pen.canvas[1], &spot)};
        seen += alphas[1] > 100;
        hidden += alphas[0] > 100;
        columns += (alphas[expected] > 100) && alphas[!expected] < 100;
    }
    assert_in_range(seen, 40, 65);
    assert_in_range(hidden, 35, 60);
    assert_in_range(columns, 95, 99); // except where they meet
    struct spot low = box3d_project(&set.space, (double[3]){0, 0.9, 0.5});
    struct spot high = box3d_project(&set.space, (double[3]){1, 0.9, 0.5});
    for (int x = 0; x < 200; x++) {
        struct spot spot = {x, low.y, 0};
        if (x < low.x - 3 || x > high.x + 3)
            assert_int_equal(
                alpha_at(set.pen.canvas[0], &spot) + alpha_at(set.pen.canvas[1], &spot), 0);
    }
    set_finish(&set);
}

// What is behind the wall by less than 1/40 of the box counts as on it; what is farther behind is
// hidden.
static void test_tolerance(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    for (int i = 0; i < 200; i++) {
        double behind = 0.05 * i / 200;
        double point[3] = {0.6 + 0.001 * i, 0.5 + behind, 0.3 + 0.002 * i};
        struct spot spot = box3d_project(&set.space, point);
        if (fabs(behind - 1.0 / 40) > 0.0015)
            assert_int_equal(path_is_seen(&set.pen, &spot), behind < 1.0 / 40);
    }
    set_finish(&set);
}

static void test_dots(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++) {
        canvas_clear(set.pen.canvas[0]);
        canvas_clear(set.pen.canvas[1]);
        struct spot spot = box3d_project(&set.space, spots[i].point);
        path_dot(&set.pen, spots[i].point, 3);
        path_end_dots(&set.pen);
        assert_int_equal(alpha_at(set.pen.canvas[spots[i].seen], &spot), 255);
        assert_int_equal(alpha_at(set.pen.canvas[!spots[i].seen], &spot), 0);
    }
    canvas_take_damage(set.pen.canvas[0]);
    canvas_take_damage(set.pen.canvas[1]);
    static const double outside[][3] = {{1.1, 0.5, 0.5}, {0.5, -0.1, 0.5}, {0.5, 0.5, NAN}};
    for (int i = 0; i < 3; i++) {
        assert_false(box3d_holds(&set.space, outside[i]));
        path_dot(&set.pen, outside[i], 3);
        path_end_dots(&set.pen);
        path_line(&set.pen, outside[i], (double[3]){2, -1, NAN});
        path_end(&set.pen);
    }
    assert_int_equal(canvas_take_damage(set.pen.canvas[0]).width, 0);
    assert_int_equal(canvas_take_damage(set.pen.canvas[1]).width, 0);
    set_finish(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),   cmocka_unit_test(test_alpha_is_premultiplied),
        cmocka_unit_test(test_fold_hides), cmocka_unit_test(test_what_is_left_out),
        cmocka_unit_test(test_nearness),   cmocka_unit_test(test_path_behind_a_wall),
        cmocka_unit_test(test_dots),       cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_no_seams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

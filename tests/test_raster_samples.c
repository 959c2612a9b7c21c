// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets against a plain reference that finds the nearest of all triangles for every sample.
#include "base/random.h"
#include "draw/raster/raster.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 83, HEIGHT = 71, SIDE_MAX = 14, LIGHTS = 5, SAMPLES_MAX = 4 };

// A sheet and its colours: height in blue, light in green, all opaque or not.
struct scene {
    size_t columns, rows;
    struct vertex corners[SIDE_MAX * SIDE_MAX];
    uint32_t colors[256 * LIGHTS];
    struct paint paint;
};

// The result at a sample; nearness 0: nothing.
struct seen {
    double nearness, second; // of the nearest surface and of the one behind it
    double height, light;    // in steps of the colour table
    int layers;              // how many surfaces are behind each other
    bool is_near_cut;
};

static void try_triangle(const struct scene *scene, const size_t corners[3], size_t cell, double x,
                         double y, struct seen *seen) {
    const struct vertex *v[3];
    for (int i = 0; i < 3; i++)
        v[i] = &scene->corners[corners[i]];
    if ((v[0]->y < y && v[1]->y < y && v[2]->y < y) ||
        (v[0]->y > y && v[1]->y > y && v[2]->y > y) ||
        (v[0]->x < x && v[1]->x < x && v[2]->x < x) || (v[0]->x > x && v[1]->x > x && v[2]->x > x))
        return; // most triangles are elsewhere
    double area =
        (v[1]->x - v[0]->x) * (v[2]->y - v[0]->y) - (v[1]->y - v[0]->y) * (v[2]->x - v[0]->x);
    if (!(fabs(area) > 1e-12))
        return;
    double nearness = 0, height = 0, light = 0, mean = 0, mean_light = 0;
    for (int i = 0; i < 3; i++) {
        const struct vertex *a = v[(i + 1) % 3], *b = v[(i + 2) % 3];
        double part = ((a->x - x) * (b->y - y) - (a->y - y) * (b->x - x)) / area;
        if (!(part > 0))
            return;
        nearness += part * v[i]->nearness;
        height += part * v[i]->height * 256;
        light += part * v[i]->light;
    }
    if (isnan(nearness + height))
        return;
    double low = fmin(height, 256 - height);
    bool is_cut = false;
    for (int i = 0; i < 3; i++)
        is_cut = is_cut || !(v[i]->height >= 0 && v[i]->height <= 1);
    seen->is_near_cut = seen->is_near_cut || (is_cut && fabs(low) < 1e-3);
    if (is_cut && low < 0)
        return;
    seen->layers++;
    if (scene->paint.is_flat) {
        size_t a = cell / (scene->columns - 1) * scene->columns + cell % (scene->columns - 1);
        const size_t four[] = {a, a + 1, a + scene->columns, a + scene->columns + 1};
        for (int i = 0; i < 4; i++) {
            mean += scene->corners[four[i]].height * 64;
            mean_light += scene->corners[four[i]].light / 4;
        }
        height = mean;
        light = mean_light;
    }
    if (nearness <= seen->nearness) {
        seen->second = fmax(seen->second, nearness);
        return;
    }
    seen->second = seen->nearness;
    seen->nearness = nearness;
    seen->height = height;
    seen->light = light;
}

static struct seen look(const struct scene *scene, double x, double y) {
    struct seen seen = {0};
    size_t columns = scene->columns - 1;
    for (size_t cell = 0; cell < columns * (scene->rows - 1); cell++) {
        size_t a = cell / columns * scene->columns + cell % columns, b = a + 1,
               d = a + scene->columns, c = d + 1;
        try_triangle(scene, (const size_t[]){a, b, c}, cell, x, y, &seen);
        try_triangle(scene, (const size_t[]){a, c, d}, cell, x, y, &seen);
    }
    return seen;
}

static int limit(double value, int most) {
    return value < 0 ? 0 : value > most ? most : (int)value;
}

static uint32_t color_of(const struct scene *scene, const struct seen *seen) {
    return seen->nearness > 0
               ? scene
                     ->colors[256 * limit(seen->light + 0.5, LIGHTS - 1) + limit(seen->height, 255)]
               : 0;
}

// Compares a pixel with its n x n samples. It must be their mean; where the sheet does not end,
// fold or get cut between them, it may be the sample at its centre. Returns whether the samples
// were unambiguous.
static bool check_pixel(const struct scene *scene, const struct raster *raster, int x, int y) {
    int n = scene->paint.samples;
    struct seen samples[SAMPLES_MAX * SAMPLES_MAX];
    const struct seen middle = look(scene, x + 0.5, y + 0.5);
    bool may_be_one = n > 1 && !scene->paint.is_flat;
    double nearest = 0, sums[4] = {0};
    for (int i = 0; i < n * n; i++) {
        samples[i] = look(scene, x + (i % n + 0.5) / n, y + (i / n + 0.5) / n);
        const struct seen *seen = &samples[i];
        if (seen->is_near_cut || (seen->nearness > 0 && seen->nearness - seen->second < 2e-5))
            return false;
        may_be_one = may_be_one && seen->layers == samples[0].layers;
        nearest = fmax(nearest, seen->nearness);
        for (int c = 0; c < 4; c++)
            sums[c] += color_of(scene, seen) >> 8 * c & 255;
    }
    size_t at = (size_t)y * WIDTH + (size_t)x;
    uint32_t word = raster->pixels[at], one = color_of(scene, &middle);
    double nearness = (double)raster->nearness[at];
    bool is_one = may_be_one && fabs(nearness - middle.nearness) <= 1e-5;
    if (!is_one && fabs(nearness - nearest) > 1e-5)
        fail_msg("(%d, %d): nearness %.9g, not %.9g", x, y, nearness, nearest);
    // A step of height is 1 in blue, a step of light 32 in green; steps along rows are rounded.
    static const int slack[] = {1, 0, 0, 0};
    for (int c = 0; c < 4; c++) {
        int there = (int)(word >> 8 * c & 255), mean = (int)floor(sums[c] / (n * n) + 0.5);
        if (abs(there - mean) > slack[c] &&
            !(is_one && abs(there - (int)(one >> 8 * c & 255)) <= slack[c]))
            fail_msg("(%d, %d) of %d samples: channel %d is %d, not %d", x, y, n, c, there, mean);
    }
    return true;
}

static void check(const struct scene *scene, struct raster *raster) {
    int clear = 0;
    raster_sheet(raster, scene->corners, scene->columns, scene->rows, &scene->paint);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            clear += check_pixel(scene, raster, x, y);
    assert_true(clear > WIDTH * HEIGHT * 9 / 10);
}

// Height is in blue and light in green, with steps so far apart that only an error is off by 32.
static void make_paint(struct scene *scene, struct random_stream *stream, int samples) {
    uint32_t alpha = 128 + random_below(stream, 128);
    for (uint32_t i = 0; i < 256 * LIGHTS; i++)
        scene->colors[i] = alpha << 24 | (i / 256 * 32) << 8 | i % 256;
    scene->paint = (struct paint){.colors = scene->colors,
                                  .lights = LIGHTS,
                                  .is_flat = random_below(stream, 4) == 0,
                                  .samples = samples};
}

// Random corners: sheets that intersect themselves, fold, are cut, or have holes.
static void draw_anyhow(struct scene *scene, struct random_stream *stream) {
    bool is_plain = random_below(stream, 2);      // all within the colour table
    bool has_ends = random_below(stream, 3) == 0; // many corners are at an end of the colour table
    double light = random_below(stream, LIGHTS);
    for (size_t i = 0; i < scene->columns * scene->rows; i++) {
        double u = (double)(i % scene->columns) / (double)(scene->columns - 1),
               v = (double)(i / scene->columns) / (double)(scene->rows - 1);
        double spread = is_plain ? 20 : 60;
        scene->corners[i] = (struct vertex){
            WIDTH * u + random_uniform(stream, -spread, spread),
            HEIGHT * v + random_uniform(stream, -spread, spread), random_uniform(stream, 0.1, 0.3),
            is_plain ? random_uniform(stream, 0.02, 0.98) : random_uniform(stream, -0.3, 1.3),
            light + random_uniform(stream, -0.45, 0.45)};
        if (!is_plain && random_below(stream, 30) == 0)
            scene->corners[i].nearness = NAN;
        if (has_ends && random_below(stream, 4) > 0)
            scene->corners[i].height = random_below(stream, 2);
    }
}

// A landscape seen from above, with hills that hide what is behind them; or a plain with a few
// peaks, some of them cut, or with one ridge.
static void draw_hills(struct scene *scene, struct random_stream *stream) {
    double turn = random_uniform(stream, 0, 6), rise = random_uniform(stream, 0.3, 1.2);
    double light = random_below(stream, LIGHTS), over = random_below(stream, 3) ? 0 : 0.1;
    bool is_plain = random_below(stream, 4) > 0;
    bool is_ridge = is_plain && random_below(stream, 2), is_turned = random_below(stream, 2);
    size_t ridge = random_below(stream, (uint32_t)scene->columns);
    double zoom = random_uniform(stream, 1, 5);
    if (is_ridge) // across the view, so that it hides what is behind it
        turn = (is_turned ? 0 : M_PI / 2) + random_uniform(stream, -0.3, 0.3);
    for (size_t i = 0; i < scene->columns * scene->rows; i++) {
        double u = (double)(i % scene->columns) / (double)(scene->columns - 1) - 0.5,
               v = (double)(i / scene->columns) / (double)(scene->rows - 1) - 0.5;
        bool is_peak = is_ridge ? (is_turned ? i / scene->columns : i % scene->columns) == ridge
                                : random_below(stream, 40) == 0;
        double steep = is_plain && !is_peak ? 0.5 : is_ridge ? 20 : random_uniform(stream, 2, 12);
        double height = random_uniform(stream, 0.05 - over, 0.95 + over);
        if (is_plain)
            height = is_ridge && is_peak ? 0.9
                     : is_peak           ? random_below(stream, 2) + over
                                         : 0.5 + (over > 0 ? 1.2 : 0.2) * u;
        double across = u * cos(turn) - v * sin(turn), away = u * sin(turn) + v * cos(turn);
        scene->corners[i] = (struct vertex){
            WIDTH * (0.49 + zoom * across),
            HEIGHT * (0.49 - zoom * away * sin(rise)) - zoom * steep * (height - 0.5) * cos(rise),
            1 / (3 + away * cos(rise) - height * sin(rise) * steep / HEIGHT), height, light};
    }
}

static void check_sheets(void (*draw)(struct scene *, struct random_stream *), int most,
                         int turns) {
    struct random_stream stream;
    struct raster raster;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    raster_init(&raster, WIDTH, HEIGHT);
    for (int turn = 0; turn < turns; turn++) {
        struct scene scene = {.columns = 2 + random_below(&stream, SIDE_MAX - 1),
                              .rows = 2 + random_below(&stream, SIDE_MAX - 1)};
        make_paint(&scene, &stream, 1 + turn % most);
        draw(&scene, &stream);
        check(&scene, &raster);
    }
    raster_finish(&raster);
}

static void test_rows(void **state) {
    (void)state;
    check_sheets(draw_anyhow, 1, 40);
}

static void test_samples(void **state) {
    (void)state;
    check_sheets(draw_hills, SAMPLES_MAX, 120);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/isolines.h"
#include "plot/levels.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SIDE = 41 };

typedef double formula(double x, double y); // over [-1, 1]^2

static double plane(double x, double y) {
    return x + 2 * y;
}
static double bowl(double x, double y) {
    return x * x + y * y;
}
static double steep_bowl(double x, double y) {
    return exp(20 * (x * x + y * y));
}
static double saddle(double x, double y) {
    return x * y;
}
static double holed(double x, double y) {
    return x * x + y * y < 0.1 ? (double)NAN : x * x + y * y;
}

static void fill(struct landscape *landscape, formula *f) {
    *landscape = (struct landscape){.count = {SIDE, SIDE}, .low = INFINITY, .high = -INFINITY};
    landscape->value = malloc(SIDE * SIDE * sizeof(double));
    for (int i = 0; i < SIDE * SIDE; i++) {
        double value = f(i % SIDE * 2.0 / (SIDE - 1) - 1, (double)(i / SIDE) * 2 / (SIDE - 1) - 1);
        landscape->value[i] = value;
        landscape->low = fmin(landscape->low, value); // fmin passes over NAN
        landscape->high = fmax(landscape->high, value);
    }
}

// Callback with the two ends of a segment, in units of grid cells.
typedef void piece_visitor(void *context, const double from[2], const double to[2]);

struct pieces {
    piece_visitor *visit;
    void *context;
};

static void visit_line(void *context, const struct isoline *line) {
    const struct pieces *pieces = context;
    for (size_t k = 0; k < line->count; k++)
        if (!line->is_border[k])
            pieces->visit(pieces->context, line->at[k], line->at[(k + 1) % line->count]);
}

static void visit_pieces(const struct landscape *landscape, double level, piece_visitor *visit,
                         void *context) {
    isolines_trace(landscape, level, visit_line, &(struct pieces){visit, context});
}

struct walk {
    const struct landscape *landscape;
    double level, length;
    // segments that end on each edge, by twice the edge's centre
    int pieces, ends[SIDE * 2][SIDE * 2];
};

static double between(const struct landscape *landscape, const double at[2]) {
    size_t i = (size_t)at[0], j = (size_t)at[1];
    double x = at[0] - (double)i, y = at[1] - (double)j;
    assert_true(x == 0 || y == 0); // ends are on edges of the grid
    const double *a = &landscape->value[j * SIDE + i];
    return x > 0 ? a[0] + (a[1] - a[0]) * x : y > 0 ? a[0] + (a[SIDE] - a[0]) * y : a[0];
}

static void visit(void *context, const double from[2], const double to[2]) {
    struct walk *walk = context;
    const double *ends[] = {from, to};
    for (int e = 0; e < 2; e++) {
        assert_true(ends[e][0] >= 0 && ends[e][0] <= SIDE - 1);
        assert_true(ends[e][1] >= 0 && ends[e][1] <= SIDE - 1);
        assert_true(fabs(between(walk->landscape, ends[e]) - walk->level) <
                    1e-9 * (1 + fabs(walk->level)));
        walk->ends[(int)(floor(ends[e][1]) + ceil(ends[e][1]))]
                  [(int)(floor(ends[e][0]) + ceil(ends[e][0]))]++;
    }
    walk->length += hypot(to[0] - from[0], to[1] - from[1]);
    walk->pieces++;
}

// Levels that no corner has, and the length of their lines in grid cells.
static const struct {
    formula *f;
    double level, length;
} lines[] = {
    {plane, 0.033, (SIDE - 1) * 1.118},
    {bowl, 0.2504, (SIDE - 1) / 2.0 * 2 * M_PI * 0.5004},
    {bowl, 3, 0},
    {bowl, -1, 0},
    {saddle, 0.0001, 4 * (SIDE - 1) / 2.0},
    {saddle, -0.0001, 4 * (SIDE - 1) / 2.0},
    {steep_bowl, 150.3, (SIDE - 1) * M_PI * 0.5006},
};

static void test_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct landscape landscape;
        fill(&landscape, lines[i].f);
        struct walk walk = {.landscape = &landscape, .level = lines[i].level};
        visit_pieces(&landscape, lines[i].level, visit, &walk);
        if (fabs(walk.length - lines[i].length) > 0.03 * lines[i].length)
            fail_msg("line %zu is %g long, not %g", i, walk.length, lines[i].length);
        // Inside the grid no line ends: two segments meet at each end.
        for (int y = 1; y < 2 * SIDE - 3; y++)
            for (int x = 1; x < 2 * SIDE - 3; x++)
                assert_true(walk.ends[y][x] == 0 || walk.ends[y][x] == 2);
        free(landscape.value);
    }
}

// ---- Closed lines

struct areas {
    double area; // signed area left of the lines
    int lines, pieces_on_border;
};

static void add_area(void *context, const struct isoline *line) {
    struct areas *areas = context;
    areas->lines++;
    for (size_t k = 0; k < line->count; k++) {
        const double *a = line->at[k], *b = line->at[(k + 1) % line->count];
        areas->area += (a[0] * b[1] - a[1] * b[0]) / 2;
        areas->pieces_on_border += line->is_border[k];
        // No segment is longer than a cell's diagonal, so the line continues where it was.
        assert_true(hypot(b[0] - a[0], b[1] - a[1]) < 1.42);
    }
}

// The area of the square above a level.
static const struct {
    formula *f;
    double level, area;
    int lines; // 0: not counted
    bool has_border;
} fills[] = {
    {plane, -INFINITY, 1, 1, true},
    {plane, -4, 1, 1, true},
    {plane, 4, 0, 0, false},
    {plane, 0, 0.5, 1, true},
    {bowl, 0.25, 1 - 0.0625 * M_PI, 2, true}, // a hole
    {bowl, 1.5, 1 - 0.96198, 4, true},        // the corners
    {saddle, 0.1, 0.5 * (1 - 0.1 * (1 + 2.302585)), 2, true},
    {holed, -INFINITY, 1 - 0.025 * M_PI, 2, true}, // NAN is outside
    {holed, 0.05, 1 - 0.025 * M_PI, 2, true},
};

static void test_closed_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
        struct landscape landscape;
        struct areas areas = {0};
        fill(&landscape, fills[i].f);
        isolines_trace(&landscape, fills[i].level, add_area, &areas);
        double area = areas.area / ((SIDE - 1) * (SIDE - 1));
        bool is_holed = fills[i].f == holed; // its rim follows the grid
        if (fabs(area - fills[i].area) > (is_holed ? 0.02 : 0.002))
            fail_msg("area %zu is %g, not %g", i, area, fills[i].area);
        assert_int_equal(areas.lines, fills[i].lines);
        assert_int_equal(areas.pieces_on_border > 0, fills[i].has_border);
        free(landscape.value);
    }
}

// A saddle is decided by the bilinear surface's saddle value, not by the cell's mean.
static void test_saddle_decides(void **state) {
    (void)state;
    static const struct {
        double values[4]; // row by row
        int lines;        // around the high corners: one if joined, two if separate
    } cells[] = {
        {{10, 0.9, 0.9, 1.2}, 1},   {{10, 0, 0.9, 1.2}, 1},
        {{10, -20, 0.95, 1.01}, 2}, // mean -2, saddle 0.9
        {{10, 0.99, -6, 1.05}, 1},  // mean 1.5, saddle 1.03
        {{10, 0.5, -1, 1.001}, 2},  // mean 2.6, saddle 0.91
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double values[4];
        for (int k = 0; k < 4; k++)
            values[k] = cells[i].values[k];
        struct landscape cell = {.count = {2, 2}, .value = values};
        struct areas areas = {0};
        isolines_trace(&cell, 1, add_area, &areas);
        const double *v = values;
        double pass = (v[0] * v[3] - v[1] * v[2]) / (v[0] + v[3] - v[1] - v[2]);
        assert_int_equal(pass > 1 ? 1 : 2, cells[i].lines);
        assert_int_equal(areas.lines, cells[i].lines);
    }
}

struct middles {
    double at[2][2];
    int count;
};

static void note_middle(void *context, const double from[2], const double to[2]) {
    struct middles *middles = context;
    assert_true(middles->count < 2);
    for (int d = 0; d < 2; d++)
        middles->at[middles->count][d] = (from[d] + to[d]) / 2;
    middles->count++;
}

// A cell with opposite high corners: its saddle value decides whether the two segments cut off the
// high or the low corners.
static void test_saddle_cell(void **state) {
    (void)state;
    static const double heights[] = {1.5, 3}; // means 0.75 and 1.5 around the level 1
    for (int joined = 0; joined < 2; joined++) {
        for (int turned = 0; turned < 2; turned++) {
            double high = heights[joined];
            double values[4] = {turned ? 0 : high, turned ? high : 0, turned ? high : 0,
                                turned ? 0 : high};
            struct landscape cell = {.count = {2, 2}, .value = values, .low = 0, .high = high};
            struct middles middles = {.count = 0};
            visit_pieces(&cell, 1, note_middle, &middles);
            assert_int_equal(middles.count, 2);
            for (int i = 0; i < 2; i++) {
                int corner = (middles.at[i][0] > 0.5) + 2 * (middles.at[i][1] > 0.5);
                assert_int_equal(values[corner] > 1, !joined);
            }
        }
    }
}

static void test_levels(void **state) {
    (void)state;
    static formula *const formulas[] = {plane, bowl, steep_bowl, saddle, holed};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct landscape landscape;
        fill(&landscape, formulas[i]);
        for (int spacing = SPACING_QUANTILE; spacing <= SPACING_LINEAR; spacing++) {
            double levels[12];
            size_t count = levels_choose(&landscape, spacing, 12, levels);
            assert_int_equal(count, 12);
            for (size_t k = 0; k < count; k++) {
                assert_true(levels[k] > landscape.low && levels[k] < landscape.high);
                assert_true(k == 0 || levels[k] > levels[k - 1]);
            }
        }
        free(landscape.value);
    }
    // Levels of a bowl, however steep, are evenly spaced: their radii increase by equal steps.
    for (size_t i = 1; i <= 2; i++) {
        struct landscape landscape;
        double levels[8];
        fill(&landscape, formulas[i]);
        assert_int_equal(levels_choose(&landscape, SPACING_QUANTILE, 8, levels), 8);
        double radii[8];
        for (int k = 0; k < 8; k++)
            radii[k] = sqrt(i == 1 ? levels[k] : log(levels[k]) / 20);
        for (int k = 0; k < 7; k++) // the last circle leaves the square
            assert_true(fabs(radii[k] - (k + 1) / 9.0 * 2 / sqrt(M_PI)) < 0.03);
        free(landscape.value);
    }
    double flat[4] = {2, 2, 2, 2}, levels[3];
    struct landscape same = {.count = {2, 2}, .value = flat, .low = 2, .high = 2};
    assert_int_equal(levels_choose(&same, SPACING_QUANTILE, 3, levels), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),        cmocka_unit_test(test_saddle_cell),
        cmocka_unit_test(test_closed_lines), cmocka_unit_test(test_saddle_decides),
        cmocka_unit_test(test_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

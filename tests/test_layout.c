// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "base/text.h"
#include "figure/layout.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text, *message;
} mistakes[] = {
    {"[[a, b], [a]]", "this row has 1 cells, the first has 2"},
    {"[[a, b], [b, a]]", "t:6: error: the cells of 'a' must form a rectangle; 'b' stands in it"},
    {"[[a, a], [a, b]]", "the cells of 'a' must form a rectangle; 'b' stands in it"},
    {"[[a, ., a]]", "the cells of 'a' must form a rectangle; '.' stands in it"},
    {"[[., .]]", "the layout has no panel"},
    {"[]", "expected rows of panel names"},
    {"[a, b]", "expected rows of panel names"},
    {"[[]]", "expected rows of panel names"},
    {"[[1]]", "expected the name of a panel or '.', not '1'"},
    {"{widths: [1]}", "the layout has no grid"},
    {"{grid: [[a]], width: [1]}", "unknown option 'width' for the layout; did you mean 'widths'?"},
    {"{grid: [[a]], widths: [1, 2]}", "the grid has 1 columns, not 2"},
    {"{grid: [[a]], heights: [0]}", "expected a number above 0"},
    {"{grid: [[a]], heights: [tall]}", "expected a number, not 'tall'"},
    {"{grid: [[a]], heights: 3}", "expected a list of numbers, not '3'"},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct document document = {0};
        struct error error = {0};
        struct layout layout;
        const struct node *node = document_parse(&document, "t", mistakes[i].text, &error);
        if (layout_read(&layout, node, &error))
            fail_msg("%s is read", mistakes[i].text);
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, mistakes[i].message))
            fail_msg("%s: %s", mistakes[i].text, error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

// Names in reading order, with columns and rows.
static const struct {
    const char *text, *spans;
} grids[] = {
    {"[[a]]", "a 0-1 0-1;"},
    {"[[data, surface], [history, surface]]", "data 0-1 0-1;surface 1-2 0-2;history 0-1 1-2;"},
    {"[[., a, a], [b, a, a], [b, ., .]]", "a 1-3 0-2;b 0-1 1-3;"},
    {"{grid: [[a, a], [b, c]], widths: [1, 2.5], heights: [3, 1]}",
     "a 0-2 0-1;b 0-1 1-2;c 1-2 1-2;"},
};

// Plots keep their margins, do not overlap, have whole-pixel edges and share the space by weight.
static void check_solution(const struct layout *layout, struct box area) {
    enum { GAP = 10 };
    struct margins margins[8] = {0};
    struct box cells[8], plots[8];
    for (size_t i = 0; i < layout->count; i++)
        margins[i] = (struct margins){20 + 3 * (double)i, 5, 12, 15 + (double)i};
    layout_solve(layout, area, GAP, margins, cells, plots);
    for (size_t i = 0; i < layout->count; i++) {
        const struct box *plot = &plots[i], *cell = &cells[i];
        const double numbers[] = {plot->x, plot->y, plot->width, plot->height,
                                  cell->x, cell->y, cell->width, cell->height};
        for (int k = 0; k < 8; k++)
            assert_true(numbers[k] == round(numbers[k]));
        assert_true(plot->width >= 1 && plot->height >= 1);
        assert_true(plot->x - cell->x >= margins[i].left - 1);
        assert_true(plot->y - cell->y >= margins[i].top - 1);
        assert_true(cell->x + cell->width - plot->x - plot->width >= margins[i].right - 1);
        assert_true(cell->y + cell->height - plot->y - plot->height >= margins[i].bottom - 1);
        assert_true(cell->x >= area.x - 1 && cell->x + cell->width <= area.x + area.width + 1);
        assert_true(cell->y >= area.y - 1 && cell->y + cell->height <= area.y + area.height + 1);
        for (size_t k = 0; k < i; k++) {
            const struct box *other = &cells[k];
            bool apart = cell->x >= other->x + other->width || other->x >= cell->x + cell->width ||
                         cell->y >= other->y + other->height || other->y >= cell->y + cell->height;
            assert_true(apart);
            const struct cell_span *a = &layout->spans[i], *b = &layout->spans[k];
            assert_true(a->column != b->column || plot->x == plots[k].x);
            assert_true(a->row_end != b->row_end ||
                        plot->y + plot->height == plots[k].y + plots[k].height);
            if (a->column_end - a->column == 1 && b->column_end - b->column == 1)
                assert_true(fabs(plot->width * layout->widths[b->column] -
                                 plots[k].width * layout->widths[a->column]) <= 4);
        }
    }
}

static void test_grids(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
        struct document document = {0};
        struct error error = {0};
        struct layout layout;
        struct text spans = {0};
        assert_true(
            layout_read(&layout, document_parse(&document, "t", grids[i].text, &error), &error));
        for (size_t k = 0; k < layout.count; k++) {
            const struct cell_span *s = &layout.spans[k];
            text_printf(&spans, "%s %d-%d %d-%d;", s->name, s->column, s->column_end, s->row,
                        s->row_end);
        }
        assert_string_equal(spans.data, grids[i].spans);
        check_solution(&layout, (struct box){9, 40.5, 672, 344.25});
        check_solution(&layout, (struct box){0, 0, 1920, 1000});
        text_finish(&spans);
        layout_finish(&layout);
        document_finish(&document);
    }
}

enum { SIDE_MAX = 12, SPANS_MAX = SIDE_MAX * SIDE_MAX };

// Writes a mosaic of random rectangles, with empty cells among them and now and then weights. All
// cells are filled in reading order: each name reaches as far as a random size and what is free.
static void write_mosaic(struct random_stream *stream, struct text *text, int *columns, int *rows) {
    int names[SIDE_MAX][SIDE_MAX] = {{0}}, count = 0; // 0: free, -1: empty
    *columns = 1 + (int)random_below(stream, SIDE_MAX);
    *rows = 1 + (int)random_below(stream, SIDE_MAX);
    uint32_t largest = 1 + random_below(stream, SIDE_MAX);
    for (int y = 0; y < *rows; y++)
        for (int x = 0; x < *columns; x++) {
            if (names[y][x] != 0)
                continue;
            int right = x + 1 + (int)random_below(stream, largest),
                bottom = y + 1 + (int)random_below(stream, largest), end = x;
            while (end < *columns && end < right && names[y][end] == 0)
                end++;
            int name = count > 0 && random_below(stream, 6) == 0 ? -1 : ++count;
            for (int v = y; v < *rows && v < bottom; v++)
                for (int u = x; u < end; u++)
                    names[v][u] = name;
        }
    text_clear(text);
    text_add(text, "{grid: [");
    for (int y = 0; y < *rows; y++)
        for (int x = 0; x < *columns; x++) {
            text_add(text, x > 0 ? ", " : y > 0 ? "], [" : "[");
            text_printf(text, names[y][x] < 0 ? "." : "p%d", names[y][x]);
        }
    text_add(text, "]]");
    for (int is_height = 0; is_height < 2; is_height++) {
        if (random_below(stream, 2))
            continue;
        text_add(text, is_height ? ", heights: [" : ", widths: [");
        for (int i = 0; i < (is_height ? *rows : *columns); i++)
            text_printf(text, "%s%.3g", i ? ", " : "", random_uniform(stream, 0.01, 5));
        text_add(text, "]");
    }
    text_add(text, "}");
}

// The space that the widest margins of all columns or rows take together.
static double room_of(const struct layout *layout, const struct margins *margins, bool is_vertical,
                      double gap) {
    double before[SIDE_MAX] = {0}, after[SIDE_MAX] = {0}, sum = 0;
    int count = is_vertical ? layout->rows : layout->columns;
    for (size_t i = 0; i < layout->count; i++) {
        const struct cell_span *s = &layout->spans[i];
        double *first = &before[is_vertical ? s->row : s->column],
               *last = &after[(is_vertical ? s->row_end : s->column_end) - 1];
        *first = fmax(*first, is_vertical ? margins[i].top : margins[i].left);
        *last = fmax(*last, is_vertical ? margins[i].bottom : margins[i].right);
    }
    for (int i = 0; i < count; i++)
        sum += before[i] + after[i];
    return sum + gap * (count - 1);
}

// Any mosaic, any margins, any area. Where these leave a pixel for each column and row, all cells
// are whole inside the area; else they still do not overlap, and each plot has a pixel.
static void test_random_mosaics(void **state) {
    (void)state;
    struct random_stream stream;
    struct text text = {0};
    int roomy = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct document document = {0};
        struct error error = {0};
        struct layout layout;
        struct margins margins[SPANS_MAX];
        struct box cells[SPANS_MAX], plots[SPANS_MAX];
        int columns, rows;
        random_start(&stream, seed, RANDOM_START, 0);
        write_mosaic(&stream, &text, &columns, &rows);
        if (!layout_read(&layout, document_parse(&document, "t", text.data, &error), &error))
            fail_msg("%s: %s", text.data, error.message);
        assert_int_equal(layout.columns, columns);
        assert_int_equal(layout.rows, rows);
        double gap = random_uniform(&stream, 0, 20), widest = random_uniform(&stream, 0, 60);
        struct box area = {random_uniform(&stream, 0, 30), random_uniform(&stream, 0, 30),
                           random_uniform(&stream, 1, 3000), random_uniform(&stream, 1, 3000)};
        for (size_t i = 0; i < layout.count; i++)
            margins[i] = (struct margins){
                random_uniform(&stream, 0, widest), random_uniform(&stream, 0, widest),
                random_uniform(&stream, 0, widest), random_uniform(&stream, 0, widest)};
        layout_solve(&layout, area, gap, margins, cells, plots);
        bool has_room[2] = {area.width >= columns + room_of(&layout, margins, false, gap),
                            area.height >= rows + room_of(&layout, margins, true, gap)};
        roomy += has_room[0] && has_room[1];
        for (size_t i = 0; i < layout.count; i++) {
            const struct box *plot = &plots[i], *cell = &cells[i];
            bool is_in[2] = {
                cell->x >= floor(area.x) && cell->x + cell->width <= ceil(area.x + area.width),
                cell->y >= floor(area.y) && cell->y + cell->height <= ceil(area.y + area.height)};
            if ((has_room[0] && !is_in[0]) || (has_room[1] && !is_in[1]))
                fail_msg("seed %d: '%s' is outside\n%s", (int)seed, layout.spans[i].name,
                         text.data);
            // In whole pixels, so with half a pixel to either side.
            if (plot->x - cell->x < margins[i].left - 0.5 ||
                plot->y - cell->y < margins[i].top - 0.5 ||
                cell->x + cell->width - plot->x - plot->width < margins[i].right - 0.5 ||
                cell->y + cell->height - plot->y - plot->height < margins[i].bottom - 0.5)
                fail_msg("seed %d: '%s' lacks a margin\n%s", (int)seed, layout.spans[i].name,
                         text.data);
            for (size_t k = 0; k < i; k++) {
                const struct box *a = &plots[i], *b = &plots[k];
                if (a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
                    b->y < a->y + a->height)
                    fail_msg("seed %d: '%s' and '%s' overlap\n%s", (int)seed, layout.spans[i].name,
                             layout.spans[k].name, text.data);
            }
        }
        layout_finish(&layout);
        document_finish(&document);
    }
    assert_in_range(roomy, 500, 1900); // both kinds are tried
    text_finish(&text);
}

// A frame too small for its text still gives plots of a pixel or more.
static void test_no_room(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    struct layout layout;
    assert_true(
        layout_read(&layout, document_parse(&document, "t", "[[a, b], [c, d]]", &error), &error));
    struct margins margins[4] = {{50, 50, 50, 50}, {50, 50, 50, 50}};
    struct box cells[4], plots[4];
    layout_solve(&layout, (struct box){1, 1, 14, 14}, 10, margins, cells, plots);
    for (int i = 0; i < 4; i++)
        assert_true(plots[i].width >= 1 && plots[i].height >= 1);
    layout_finish(&layout);
    document_finish(&document);
}

// Weights that are about nothing beside others give plots of a pixel, too.
static void test_thin_tracks(void **state) {
    (void)state;
    struct document document = {0};
    struct error error = {0};
    struct layout layout;
    const char *text =
        "{grid: [[a, b, c], [d, e, f]], widths: [1e-9, 1, 1e-3], heights: [1, 1e-6]}";
    assert_true(layout_read(&layout, document_parse(&document, "t", text, &error), &error));
    struct margins margins[6] = {{5, 5, 5, 5}};
    struct box cells[6], plots[6];
    layout_solve(&layout, (struct box){1, 1, 400, 300}, 10, margins, cells, plots);
    for (int i = 0; i < 6; i++)
        assert_true(plots[i].width >= 1 && plots[i].height >= 1 && plots[i].x >= 1 &&
                    plots[i].x + plots[i].width <= 401 && plots[i].y + plots[i].height <= 301);
    layout_finish(&layout);
    document_finish(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),       cmocka_unit_test(test_grids),
        cmocka_unit_test(test_random_mosaics), cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_thin_tracks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

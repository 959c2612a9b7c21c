// SPDX-License-Identifier: GPL-3.0-or-later
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_grids),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

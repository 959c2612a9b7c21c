// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/layout.h"

#include "base/limits.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID_MAX = 64 }; // largest number of rows or columns; see base/limits.h, "grid"

void layout_finish(struct layout *layout) {
    free(layout->spans);
    free(layout->widths);
    free(layout->heights);
    *layout = (struct layout){0};
}

static bool read_weights(double *weights, int count, const struct node *node, const char *what,
                         struct error *error) {
    for (int i = 0; i < count; i++)
        weights[i] = 1;
    if (!node)
        return true;
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of numbers", error);
    if (node->count != (size_t)count)
        return error_at(error, node->place, "the grid has %d %s, not %zu", count, what,
                        node->count);
    for (int i = 0; i < count; i++) {
        if (!node_number(node->items[i], &weights[i], error))
            return false;
        if (!(weights[i] > 0 && weights[i] <= 1000))
            return error_at(error, node->items[i]->place, "expected a number above 0, up to 1000");
    }
    return true;
}

// Extends the span with the cell's name to include the cell.
static bool add_cell(struct layout *layout, const struct node *cell, int column, int row,
                     struct error *error) {
    if (cell->kind != NODE_STRING)
        return node_expected(cell, "the name of a panel or '.'", error);
    if (strcmp(cell->text, ".") == 0)
        return true;
    for (size_t i = 0; i < layout->count; i++) {
        struct cell_span *span = &layout->spans[i];
        if (strcmp(span->name, cell->text) != 0)
            continue;
        span->column = column < span->column ? column : span->column;
        span->column_end = column + 1 > span->column_end ? column + 1 : span->column_end;
        span->row_end = row + 1;
        return true;
    }
    layout->spans[layout->count++] =
        (struct cell_span){cell->text, cell->place, column, column + 1, row, row + 1};
    return true;
}

// Checks that each span is a rectangle: every cell within its bounds must have its name.
static bool check_rectangles(const struct layout *layout, const struct node *grid,
                             struct error *error) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct cell_span *span = &layout->spans[i];
        for (int row = span->row; row < span->row_end; row++) {
            for (int column = span->column; column < span->column_end; column++) {
                const struct node *cell = grid->items[row]->items[column];
                if (strcmp(cell->text, span->name) != 0)
                    return error_at(error, cell->place,
                                    "the cells of '%s' must form a rectangle; '%s' stands in it",
                                    span->name, cell->text);
            }
        }
    }
    return true;
}

static bool read_grid(struct layout *layout, const struct node *grid, struct error *error) {
    static const char what[] = "rows of panel names, such as [[data, surface]]";
    if (grid->kind != NODE_LIST || grid->count == 0)
        return node_expected(grid, what, error);
    layout->rows = (int)grid->count;
    for (size_t row = 0; row < grid->count; row++) {
        const struct node *names = grid->items[row];
        if (names->kind != NODE_LIST || names->count == 0)
            return node_expected(names, what, error);
        if (row == 0)
            layout->columns = (int)names->count;
        size_t most = grid->count > names->count ? grid->count : names->count;
        if (!limit_check(LIMIT_GRID, (double)most, grid->place, error))
            return false;
        if (row == 0)
            layout->spans = mem_zero(grid->count * names->count, sizeof *layout->spans);
        if (names->count != (size_t)layout->columns)
            return error_at(error, names->place, "this row has %zu cells, the first has %d",
                            names->count, layout->columns);
        for (size_t column = 0; column < names->count; column++)
            if (!add_cell(layout, names->items[column], (int)column, (int)row, error))
                return false;
    }
    if (layout->count == 0)
        return error_at(error, grid->place, "the layout has no panel");
    return check_rectangles(layout, grid, error);
}

bool layout_read(struct layout *layout, const struct node *node, struct error *error) {
    *layout = (struct layout){0};
    const struct node *grid = node, *widths = NULL, *heights = NULL;
    if (node->kind == NODE_MAP) {
        static const char *const names[] = {"grid", "widths", "heights"};
        for (size_t i = 0; i < node->count; i++) {
            const struct node *key = node->keys[i];
            if (strcmp(key->text, "grid") != 0 && strcmp(key->text, "widths") != 0 &&
                strcmp(key->text, "heights") != 0)
                return error_unknown_key(error, key->place, "the layout", key->text, names, 3);
        }
        grid = node_get(node, "grid");
        widths = node_get(node, "widths");
        heights = node_get(node, "heights");
        if (!grid)
            return error_at(error, node->place, "the layout has no grid");
    }
    bool good = read_grid(layout, grid, error);
    if (good) {
        layout->widths = mem_zero((size_t)layout->columns, sizeof(double));
        layout->heights = mem_zero((size_t)layout->rows, sizeof(double));
        good = read_weights(layout->widths, layout->columns, widths, "columns", error) &&
               read_weights(layout->heights, layout->rows, heights, "rows", error);
    }
    if (!good)
        layout_finish(layout);
    return good;
}

// Solves one direction of the mosaic. `count` tracks share `length` by their weights; before[i] and
// after[i] are the margins of track i. Writes where each track's plot begins and ends. All in
// pixels. A weight may be about nothing: its plot has a pixel.
static void solve_tracks(int count, const double *weights, double origin, double length, double gap,
                         const double *before, const double *after, double *begin, double *end) {
    double free_length = length - gap * (count - 1), total = 0;
    for (int i = 0; i < count; i++) {
        free_length -= before[i] + after[i];
        total += weights[i];
    }
    if (free_length < count)
        free_length = count; // the frame is too small for its text: plots of about one pixel
    bool is_thin[GRID_MAX] = {false};
    for (int i = 0; i < count; i++)
        if (!is_thin[i] && free_length * weights[i] / total < 1) {
            is_thin[i] = true;
            free_length -= 1;
            total -= weights[i];
            i = -1; // the others have less now
        }
    double at = origin;
    for (int i = 0; i < count; i++) {
        begin[i] = at + before[i];
        end[i] = begin[i] + (is_thin[i] ? 1 : free_length * weights[i] / total);
        at = end[i] + after[i] + gap;
    }
}

void layout_solve(const struct layout *layout, struct box area, double gap,
                  const struct margins *margins, struct box *cells, struct box *plots) {
    double left[GRID_MAX] = {0}, right[GRID_MAX] = {0}, top[GRID_MAX] = {0}, bottom[GRID_MAX] = {0};
    for (size_t i = 0; i < layout->count; i++) {
        const struct cell_span *span = &layout->spans[i];
        left[span->column] = fmax(left[span->column], margins[i].left);
        right[span->column_end - 1] = fmax(right[span->column_end - 1], margins[i].right);
        top[span->row] = fmax(top[span->row], margins[i].top);
        bottom[span->row_end - 1] = fmax(bottom[span->row_end - 1], margins[i].bottom);
    }
    double x0[GRID_MAX], x1[GRID_MAX], y0[GRID_MAX], y1[GRID_MAX];
    solve_tracks(layout->columns, layout->widths, area.x, area.width, gap, left, right, x0, x1);
    solve_tracks(layout->rows, layout->heights, area.y, area.height, gap, top, bottom, y0, y1);
    for (size_t i = 0; i < layout->count; i++) {
        const struct cell_span *span = &layout->spans[i];
        double plot_left = round(x0[span->column]), plot_right = round(x1[span->column_end - 1]);
        double plot_top = round(y0[span->row]), plot_bottom = round(y1[span->row_end - 1]);
        plots[i] =
            (struct box){plot_left, plot_top, plot_right - plot_left, plot_bottom - plot_top};
        double cell_left = floor(x0[span->column] - left[span->column]);
        double cell_right = ceil(x1[span->column_end - 1] + right[span->column_end - 1]);
        double cell_top = floor(y0[span->row] - top[span->row]);
        double cell_bottom = ceil(y1[span->row_end - 1] + bottom[span->row_end - 1]);
        cells[i] =
            (struct box){cell_left, cell_top, cell_right - cell_left, cell_bottom - cell_top};
    }
}

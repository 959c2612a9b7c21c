// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/small_multiples.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/shorten.h"
#include "plot/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void small_multiples_init(struct small_multiples *grid, const struct stage *stage,
                          struct layout *layout) {
    const struct comparison *comparison = grid->comparison = stage->scene->comparison;
    size_t count = comparison->cell_count, columns = comparison->column_count;
    grid->stages = mem_zero(count, sizeof *grid->stages);
    grid->traces = mem_zero(count, sizeof *grid->traces);
    *layout = (struct layout){
        .spans = mem_zero(count, sizeof *layout->spans),
        .count = count,
        .columns = (int)columns,
        .rows = (int)comparison->row_count,
        .widths = mem_zero(columns, sizeof(double)),
        .heights = mem_zero(comparison->row_count, sizeof(double)),
    };
    for (size_t i = 0; i < count; i++) {
        int column = (int)(i % columns), row = (int)(i / columns);
        layout->spans[i] = (struct cell_span){
            comparison->panel, comparison->place, column, column + 1, row, row + 1};
        layout->widths[column] = layout->heights[row] = 1;
        grid->stages[i] = *stage;
        grid->stages[i].scene = &comparison->cells[i];
    }
}

void small_multiples_finish(struct small_multiples *grid) {
    for (size_t i = 0; grid->comparison && i < grid->comparison->cell_count; i++) {
        free(grid->traces[i].runs);
        free(grid->stages[i].looks);
    }
    free(grid->stages);
    free(grid->traces);
}

void small_multiples_set_panel(const struct small_multiples *grid, struct panel *panel,
                               size_t cell) {
    const struct comparison *comparison = grid->comparison;
    size_t columns = comparison->column_count; // at least 1
    panel->title = comparison->headings                    ? comparison->headings[cell]
                   : cell < columns && comparison->columns ? comparison->columns[cell]
                                                           : NULL;
    bool is_needed = comparison->cells[cell].optimizer_count > 1 || legend_is_asked(panel->legend);
    if (cell > 0 || !is_needed)
        panel->legend = LEGEND_NONE;
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
    panel->is_inner_left = comparison->shares_axes && cell % columns > 0;
    panel->is_inner_bottom = comparison->shares_axes && cell + columns < comparison->cell_count;
}

// Returns the scale of text and marks in cells; many cells have smaller ones.
static double cell_scale(const struct comparison *comparison) {
    double most =
        (double)(comparison->row_count > comparison->column_count ? comparison->row_count
                                                                  : comparison->column_count);
    return fmax(0.72, fmin(1, m_pow(3 / most, 0.4)));
}

void small_multiples_prepare(struct small_multiples *grid, const struct stage *stage) {
    static const double least_size = 10; // of text in cells, in points of the whole picture
    size_t run = 0;
    double scale = cell_scale(grid->comparison);
    const struct video *video = &stage->scene->video;
    double pixels = stage->width / (video->width / video->scale);
    grid->theme = *stage->theme;
    theme_fit(&grid->theme, least_size / scale, stage->unit / pixels * scale);
    for (size_t i = 0; i < grid->comparison->cell_count; i++) {
        const struct scene *cell = &grid->comparison->cells[i];
        size_t first = cell->first_optimizer;
        struct trace *trace = &grid->traces[i];
        *trace = *stage->trace;
        trace->runs = mem_zero(stage->trace->run_count, sizeof *trace->runs);
        trace->run_count = 0;
        for (; run < stage->trace->run_count &&
               stage->trace->runs[run].optimizer < first + cell->optimizer_count;
             run++) {
            struct run *own = &trace->runs[trace->run_count++];
            *own = stage->trace->runs[run];
            own->optimizer -= first; // the optimizer's index in the cell's own scene
            own->config = &cell->optimizers[own->optimizer];
        }
        grid->stages[i] = *stage;
        grid->stages[i].scene = cell;
        grid->stages[i].trace = trace;
        grid->stages[i].theme = &grid->theme;
        grid->stages[i].unit = stage->unit * scale;
        stage_find_looks(&grid->stages[i]);
    }
}

void small_multiples_share_ranges(const struct small_multiples *grid, struct panel *panels) {
    const struct panel_type *type = panels[0].type;
    if (!grid->comparison->shares_axes || !type->share)
        return;
    for (size_t i = 1; i < grid->comparison->cell_count; i++)
        type->share(&panels[0], &panels[i]);
    for (size_t i = 1; i < grid->comparison->cell_count; i++)
        type->share(&panels[i], &panels[0]);
}

double small_multiples_gap(const struct small_multiples *grid) {
    return grid->comparison && grid->comparison->shares_axes ? 4 : 11;
}

double small_multiples_room(const struct small_multiples *grid, const struct stage *stage) {
    const struct comparison *comparison = grid->comparison;
    if (!comparison || !comparison->rows)
        return 0;
    double unit = grid->stages[0].unit, size = grid->theme.title_size * unit, most = 0;
    for (size_t row = 0; row < comparison->row_count; row++)
        most = fmax(most, font_rise(stage->font, comparison->rows[row], size) +
                              font_drop(stage->font, comparison->rows[row], size));
    return size + 3 * unit + most;
}

void small_multiples_draw_headings(const struct small_multiples *grid, const struct stage *stage,
                                   const struct panel *panels, struct canvas *canvas) {
    const struct comparison *comparison = grid->comparison;
    double unit = grid->stages[0].unit, size = grid->theme.title_size * unit;
    double least = grid->theme.least_size > 0 ? stage_text_least(&grid->stages[0], size) : 0.6;
    for (size_t row = 0; comparison->rows && row < comparison->row_count; row++) {
        const struct panel *panel = &panels[row * comparison->column_count];
        struct text fitted = {0};
        struct text_style style = {
            .color = stage->theme->text, .align = 0.5, .angle = -M_PI / 2}; // read upwards
        style.size = shorten_line(stage->font, comparison->rows[row], size, least,
                                  panel->plot.height + 8 * unit, &fitted);
        if (fitted.data && *fitted.data)
            font_draw(stage->font, canvas, fitted.data,
                      panel->cell.x - 4 * unit - font_drop(stage->font, fitted.data, style.size),
                      panel->plot.y + panel->plot.height / 2, &style);
        text_finish(&fitted);
    }
}

// Draws text on a translucent background, so that it is legible over any picture.
static void draw_note(const struct panel *panel, struct canvas *canvas, const char *text, double x,
                      double y, double align) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    double size = theme->tick_size * stage->unit, pad = 0.4 * size;
    struct text fitted = {0};
    size = shorten_line(stage->font, text, size, stage_text_least(stage, size),
                        panel->plot.width - 4 * pad, &fitted);
    if (fitted.data && *fitted.data) {
        double width = font_width(stage->font, fitted.data, size) + 2 * pad, height = 1.7 * size;
        struct box box = {x - align * width, y - height, width, height};
        struct text_style style = {.size = size, .color = theme->text, .middle = 0.5};
        canvas_rounded_box(canvas, box, 0.3 * size);
        canvas_fill(canvas, theme->background, 0.85);
        font_draw(stage->font, canvas, fitted.data, box.x + pad, box.y + height / 2, &style);
    }
    text_finish(&fitted);
}

// Returns how many runs of a cell have diverged by a state, and in `first` the state at which the
// first one did.
static size_t count_diverged(const struct trace *trace, long state, long *first) {
    size_t count = 0;
    for (size_t i = 0; i < trace->run_count; i++) {
        long diverged = trace->runs[i].diverged;
        if (diverged < 0 || diverged > state)
            continue;
        *first = count == 0 || diverged < *first ? diverged : *first;
        count++;
    }
    return count;
}

void small_multiples_draw_cell(const struct small_multiples *grid, const struct panel *panel,
                               struct canvas *canvas, double position) {
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    const struct box *plot = &panel->plot;
    double inset = 3 * stage->unit;
    long state = (long)floor(position), first = 0;
    size_t diverged = count_diverged(trace, state, &first);
    struct text text = {0};
    if (diverged > 0) {
        if (diverged == trace->run_count) {
            canvas_box(canvas, *plot);
            canvas_fill(canvas, stage->theme->background, 0.5);
        } else {
            text_printf(&text, "%zu of %zu ", diverged, trace->run_count);
        }
        text_add(&text, "diverged at ");
        trace_write_place(trace, first, &text);
        draw_note(panel, canvas, text.data, plot->x + plot->width / 2,
                  plot->y + plot->height - inset, 0.5);
    }
    double least = INFINITY;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        least = fmin(least, run->loss[(long)run_position(run, (double)state)]);
    }
    if (grid->comparison->loss && diverged == 0 && isfinite(least)) {
        char label[DECIMAL_TEXT];
        value_write_short(label, least, 3);
        draw_note(panel, canvas, label, plot->x + plot->width - inset,
                  plot->y + plot->height - inset, 1);
    }
    text_finish(&text);
}

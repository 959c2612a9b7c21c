// SPDX-License-Identifier: GPL-3.0-or-later
// Places the lines of an equation panel, aligned at their arrows, and the numbers of its symbols:
// beside the line that assigns a symbol, or in a grid beneath the lines. Where there is no room for
// all, the least important are left out.
#include "panels/equation.h"
#include "plot/axes.h"
#include "plot/decimal.h"

#include <math.h>
#include <string.h>

// Lengths in ems of the lines: between two lines, at either side of an arrow, before the numbers
// beside the lines, above those beneath.
static const double line_gap = 0.55, arrow_gap = 0.3, beside_gap = 1.1, beneath_gap = 0.7;
// Lengths in ems of the numbers: the height of a row, between a name and its sign of equality, from
// there to the number, between two columns.
static const double row_height = 1.6, name_gap = 0.25, equals_gap = 0.3, column_gap = 1.3;
// Numbers are usually as small as the first of these, in ems of the lines, and larger where that
// is less than `least_pixels`, up to the size of the lines alone. The lines are made smaller to
// show them, down to `least_part` of what they would be alone.
static const double number_sizes[] = {0.72, 0.8, 0.9, 1};
static const double least_pixels = 8.75, least_part = 0.7;

static const char open[] = "(", close[] = ")", comma[] = ", ", more[] = ", \u2026",
                  minus[] = "\u2212";

static double size_of(const struct panel *panel) {
    const struct equation_options *options = panel->options;
    double size = options->size > 0 ? options->size : 1.4 * panel->stage->theme->title_size;
    return size * panel->stage->unit;
}

// ---- Sizes. Texts are measured large: their sizes are proportional.

enum { EM = 64 };

static double width_of(const struct panel *panel, const char *text) {
    return font_width(panel->stage->font, text, EM) / EM;
}

// Returns the width of a formula in display style, and extends the ascent and descent of its line.
static double measure_part(const struct panel *panel, const char *formula,
                           struct equation_line *line) {
    struct text_extents extents;
    font_measure(panel->stage->font, formula, EM, true, &extents);
    line->ascent = fmax(line->ascent, extents.ascent / EM);
    line->descent = fmax(line->descent, extents.descent / EM);
    return extents.width / EM;
}

// Sets the sizes of the lines, which all arrangements share.
static void measure_lines(const struct panel *panel, struct arrangement *to) {
    struct equation_state *state = panel->state;
    double alone = 0;
    *to = (struct arrangement){.is_bare = true, .number_size = number_sizes[0]};
    for (size_t i = 0; i < state->count; i++) {
        struct equation_line *line = &state->lines[i];
        line->ascent = line->descent = 0;
        double right = measure_part(panel, line->right, line);
        if (line->left) {
            to->left = fmax(to->left, measure_part(panel, line->left, line));
            to->relation =
                fmax(to->relation, measure_part(panel, line->relation, line) + 2 * arrow_gap);
            to->right = fmax(to->right, right);
        } else {
            alone = fmax(alone, right);
        }
        to->lines_height += line->ascent + line->descent + (i > 0 ? line_gap : 0);
    }
    to->lines = fmax(to->left + to->relation + to->right, alone);
}

// Finds how wide the numbers of each row become in the film, as far as a part of its states shows
// it.
static void measure_numbers(const struct panel *panel, const struct run *run) {
    struct equation_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    long stride = trace->states / MOMENTS + 1;
    char label[DECIMAL_TEXT];
    double numbers[NUMBERS_MAX];
    state->widths.open = width_of(panel, open);
    state->widths.close = width_of(panel, close);
    state->widths.comma = width_of(panel, comma);
    state->widths.more = width_of(panel, more);
    state->widths.minus = width_of(panel, minus);
    state->widths.equals = width_of(panel, "=");
    for (size_t i = 0; i < state->row_count; i++)
        state->rows[i].name_width = width_of(panel, state->rows[i].name);
    for (long k = 0; k < trace->states; k = trace_next(trace, k, stride))
        for (size_t i = 0; i < state->row_count; i++) {
            struct equation_row *row = &state->rows[i];
            if (row->is_constant && k > 0)
                continue;
            equation_numbers(row, run, k, numbers);
            for (size_t c = 0; c < equation_shown(row); c++) {
                equation_write_number(row, numbers[c], label);
                row->digits = fmax(row->digits, width_of(panel, label));
                row->is_signed = row->is_signed || numbers[c] < 0;
            }
        }
}

static bool is_beside(const struct arrangement *arrangement, const struct equation_row *row) {
    return arrangement->is_beside && row->line < LINES_MAX;
}

static bool is_shown(const struct arrangement *arrangement, const struct equation_row *row) {
    return !arrangement->is_bare && row->importance <= arrangement->most &&
           (!arrangement->is_low || is_beside(arrangement, row));
}

// Returns the room for a sign, and for a number behind it, in ems of numbers. Beside the lines all
// numbers stand below each other.
static double sign_room(const struct equation_state *state, const struct arrangement *arrangement,
                        const struct equation_row *row) {
    return row->is_signed || is_beside(arrangement, row) ? state->widths.minus : 0;
}

static double digits_room(const struct arrangement *arrangement, const struct equation_row *row) {
    return is_beside(arrangement, row) ? arrangement->digits : row->digits;
}

// Returns the width of the numbers of a row, in ems of numbers.
static double row_width(const struct equation_state *state, const struct arrangement *arrangement,
                        const struct equation_row *row) {
    double number = sign_room(state, arrangement, row) + digits_room(arrangement, row);
    if (row->count == 1)
        return number;
    double shown = (double)equation_shown(row);
    return state->widths.open + shown * number + (shown - 1) * state->widths.comma +
           (row->count > NUMBERS_MAX ? state->widths.more : 0) + state->widths.close;
}

// Where a row stands in the grid beneath the lines.
struct cell {
    size_t row, column;
};

// Places the rows beneath the lines in columns, in their order; a vector takes several. Returns the
// number of rows of the grid; `*used` is the width that is used, in ems of numbers.
static size_t place_cells(const struct equation_state *state, const struct arrangement *arrangement,
                          struct cell cells[ROWS_MAX], double *used) {
    size_t line = 0, column = 0, count = 0;
    *used = 0;
    for (size_t i = 0; i < state->row_count; i++) {
        const struct equation_row *row = &state->rows[i];
        if (!is_shown(arrangement, row) || is_beside(arrangement, row))
            continue;
        double width = arrangement->name + arrangement->equals + row_width(state, arrangement, row);
        size_t units = equation_shown(row);
        if (column > 0 && column + units > arrangement->units) {
            line++;
            column = 0;
        }
        cells[i] = (struct cell){line, column};
        *used = fmax(*used, (double)column * arrangement->unit + width);
        column += units;
        count = line + 1;
    }
    return count;
}

// Sets the sizes of an arrangement, and the scale at which it fits into the plot.
static void measure_arrangement(const struct panel *panel, struct arrangement *to) {
    const struct equation_state *state = panel->state;
    struct cell cells[ROWS_MAX];
    double used, em = size_of(panel);
    to->digits = to->numbers = to->name = to->unit = 0;
    to->equals = name_gap + state->widths.equals + equals_gap;
    for (size_t i = 0; i < state->row_count; i++) {
        const struct equation_row *row = &state->rows[i];
        if (is_shown(to, row) && is_beside(to, row))
            to->digits = fmax(to->digits, row->digits);
        else if (is_shown(to, row))
            to->name = fmax(to->name, row->name_width);
    }
    for (size_t i = 0; i < state->row_count; i++) {
        const struct equation_row *row = &state->rows[i];
        double width = row_width(state, to, row);
        if (is_shown(to, row) && is_beside(to, row))
            to->numbers = fmax(to->numbers, width);
        else if (is_shown(to, row)) // a vector takes as many columns as it shows numbers
            to->unit = fmax(to->unit, (to->name + to->equals + width + column_gap) /
                                          (double)equation_shown(row));
    }
    size_t rows = place_cells(state, to, cells, &used);
    to->width = to->lines + (to->numbers > 0 ? beside_gap + to->number_size * to->numbers : 0);
    to->width = fmax(to->width, to->number_size * used);
    to->height = to->lines_height;
    if (rows > 0)
        to->height += beneath_gap + to->number_size * row_height * (double)rows;
    to->scale =
        fmin(1, fmin(panel->plot.width / em / to->width, panel->plot.height / em / to->height));
}

// Returns true if an arrangement of the same rows is better than another: larger, else lower.
// Numbers beside the lines are worth a little of the size.
static bool is_better(const struct arrangement *one, const struct arrangement *other) {
    double size = one->scale * (one->is_beside ? 1.1 : 1);
    double other_size = other->scale * (other->is_beside ? 1.1 : 1);
    if (fabs(size - other_size) > 1e-9)
        return size > other_size;
    return one->height < other->height - 1e-9;
}

// Returns the best arrangement of the rows up to `most` with numbers of at least `least` pixels;
// its scale is 0 if there is none.
static struct arrangement best_of(const struct panel *panel, const struct arrangement *bare,
                                  enum importance most, double least) {
    enum { UNITS_MAX = 12, SIZES = sizeof number_sizes / sizeof *number_sizes };
    struct arrangement best = {0}, one = *bare;
    double em = size_of(panel);
    one.is_bare = false;
    one.most = most;
    for (size_t size = 0; size < SIZES && best.scale == 0; size++)
        for (int choice = 0; choice < (bare->is_low ? 1 : 2 * UNITS_MAX); choice++) {
            one.is_beside = choice < UNITS_MAX;
            one.units = (size_t)(choice % UNITS_MAX) + 1;
            one.number_size = number_sizes[size];
            measure_arrangement(panel, &one);
            if (one.number_size * one.scale * em >= least && is_better(&one, &best))
                best = one;
        }
    return best;
}

void equation_arrange(struct panel *panel) {
    struct equation_state *state = panel->state;
    struct arrangement bare;
    measure_lines(panel, &bare);
    measure_arrangement(panel, &bare);
    state->arrangement = bare;
    double least =
        fmin(fmax(least_pixels, stage_text_size(panel->stage, 0)), size_of(panel) * bare.scale);
    struct arrangement best = {0};
    for (int most = SHOW_CONSTANT; most >= SHOW_PATH && best.scale == 0; most--) {
        best = best_of(panel, &bare, (enum importance)most, least);
        if (best.scale < least_part * bare.scale)
            best.scale = 0;
    }
    bare.is_low = true;
    if (best.scale == 0)
        best = best_of(panel, &bare, SHOW_STATE, least);
    if (state->row_count > 0 && best.scale >= least_part * bare.scale)
        state->arrangement = best;
}

// ---- Drawing

// The upper left corner of all that is drawn.
struct corner {
    double x, y;
    double em, small; // pixels: of the lines, of numbers
};

static struct corner corner_of(const struct panel *panel) {
    const struct equation_state *state = panel->state;
    const struct arrangement *arrangement = &state->arrangement;
    double em = size_of(panel) * arrangement->scale;
    return (struct corner){panel->plot.x + (panel->plot.width - arrangement->width * em) / 2,
                           panel->plot.y + (panel->plot.height - arrangement->height * em) / 2, em,
                           arrangement->number_size * em};
}

static void draw_text(const struct panel *panel, struct canvas *canvas, const char *text, double x,
                      double y, double size, double align, uint32_t color) {
    struct text_style style = {.size = size, .color = color, .align = align, .display = true};
    font_draw(panel->stage->font, canvas, text, x, y, &style);
}

// Returns the baselines of the lines, in pixels.
static void find_baselines(const struct panel *panel, double baselines[LINES_MAX]) {
    const struct equation_state *state = panel->state;
    struct corner corner = corner_of(panel);
    double y = corner.y;
    for (size_t i = 0; i < state->count; i++) {
        const struct equation_line *line = &state->lines[i];
        baselines[i] = y + line->ascent * corner.em;
        y += (line->ascent + line->descent + line_gap) * corner.em;
    }
}

// Draws the numbers of a row from `x`, at fixed places: each has its digits where they would be
// with a sign.
static void draw_numbers(const struct panel *panel, struct canvas *canvas,
                         const struct equation_row *row, const double *numbers, double x, double y,
                         double small, uint32_t color) {
    const struct equation_state *state = panel->state;
    const struct arrangement *arrangement = &state->arrangement;
    const struct theme *theme = panel->stage->theme;
    double sign = sign_room(state, arrangement, row) * small, size = state->widths.minus * small;
    double digits = digits_room(arrangement, row) * small;
    size_t shown = equation_shown(row);
    char label[DECIMAL_TEXT];
    if (row->count > 1)
        x += state->widths.open * small;
    for (size_t i = 0; i < shown; i++) {
        bool is_first = i == 0, is_last = i + 1 == shown, is_negative = numbers[i] < 0;
        x += sign;
        if (row->count > 1 && is_first)
            draw_text(panel, canvas, open, x - (is_negative ? size : 0), y, small, 1,
                      theme->muted_text);
        if (is_negative)
            draw_text(panel, canvas, minus, x, y, small, 1, color);
        equation_write_number(row, numbers[i], label);
        draw_text(panel, canvas, label, x, y, small, 0, color);
        double end = x + width_of(panel, label) * small;
        x += digits;
        if (row->count == 1)
            return;
        const char *after = !is_last ? comma : row->count > shown ? more : "";
        draw_text(panel, canvas, after, end, y, small, 0, theme->muted_text);
        if (is_last)
            draw_text(panel, canvas, close, end + width_of(panel, after) * small, y, small, 0,
                      theme->muted_text);
        x += state->widths.comma * small;
    }
}

// Draws what a line assigns.
static void draw_left(const struct panel *panel, struct canvas *canvas, size_t line,
                      double baseline, uint32_t color) {
    const struct equation_state *state = panel->state;
    struct corner corner = corner_of(panel);
    draw_text(panel, canvas, state->lines[line].left,
              corner.x + state->arrangement.left * corner.em, baseline, corner.em, 1, color);
}

// Returns true if the numbers of a row stand beside a line; what the line assigns is drawn with
// them.
static bool has_beside(const struct equation_state *state, size_t line) {
    for (size_t i = 0; i < state->row_count; i++)
        if (state->rows[i].line == line && is_shown(&state->arrangement, &state->rows[i]) &&
            is_beside(&state->arrangement, &state->rows[i]))
            return true;
    return false;
}

// Draws the rows: those that change, or those that do not. The symbol that moves most has its name
// and its numbers in the colour of the path.
static void draw_rows(const struct panel *panel, struct canvas *canvas, const struct run *run,
                      long k, bool is_static) {
    const struct equation_state *state = panel->state;
    const struct arrangement *arrangement = &state->arrangement;
    const struct theme *theme = panel->stage->theme;
    struct corner corner = corner_of(panel);
    struct cell cells[ROWS_MAX];
    double baselines[LINES_MAX], used, numbers[NUMBERS_MAX];
    find_baselines(panel, baselines);
    place_cells(state, arrangement, cells, &used);
    double beside = corner.x + (arrangement->lines + beside_gap) * corner.em;
    double top = corner.y + (arrangement->lines_height + beneath_gap) * corner.em;
    const struct equation_row *mover = is_static ? NULL : equation_mover(state, k);
    uint32_t path = theme_letters(theme, stage_color(panel->stage, run, theme->path));
    for (size_t i = 0; i < state->row_count; i++) {
        const struct equation_row *row = &state->rows[i];
        uint32_t color = row == mover ? path : theme->text;
        double x = beside, y = row->line < LINES_MAX ? baselines[row->line] : 0;
        if (!is_shown(arrangement, row) || is_static != row->is_constant)
            continue;
        if (is_beside(arrangement, row)) {
            draw_left(panel, canvas, row->line, y, color);
        } else {
            x = corner.x +
                ((double)cells[i].column * arrangement->unit + arrangement->name) * corner.small;
            y = top + ((double)cells[i].row + 0.72) * row_height * corner.small;
            draw_text(panel, canvas, row->name, x, y, corner.small, 1, color);
            draw_text(panel, canvas, "=", x + name_gap * corner.small, y, corner.small, 0,
                      theme->muted_text);
            x += arrangement->equals * corner.small;
        }
        equation_numbers(row, run, k, numbers);
        draw_numbers(panel, canvas, row, numbers, x, y, corner.small, color);
    }
}

static const struct run *run_of(const struct panel *panel) {
    const struct equation_state *state = panel->state;
    const struct run *run = panel->stage->trace->runs;
    while (run->optimizer != state->optimizer)
        run++;
    return run;
}

void equation_draw_static(struct panel *panel, struct canvas *canvas) {
    struct equation_state *state = panel->state;
    const struct theme *theme = panel->stage->theme;
    measure_numbers(panel, run_of(panel));
    equation_find_movers(state, panel->stage->trace, run_of(panel));
    equation_arrange(panel);
    axes_draw_title(panel, canvas);
    const struct arrangement *arrangement = &state->arrangement;
    struct corner corner = corner_of(panel);
    double baselines[LINES_MAX];
    find_baselines(panel, baselines);
    double arrow = corner.x + (arrangement->left + arrow_gap) * corner.em;
    for (size_t i = 0; i < state->count; i++) {
        const struct equation_line *line = &state->lines[i];
        double right = corner.x;
        if (line->left) {
            if (!has_beside(state, i))
                draw_left(panel, canvas, i, baselines[i], theme->text);
            draw_text(panel, canvas, line->relation,
                      arrow + (arrangement->relation / 2 - arrow_gap) * corner.em, baselines[i],
                      corner.em, 0.5, theme->muted_text);
            right += (arrangement->left + arrangement->relation) * corner.em;
        }
        draw_text(panel, canvas, line->right, right, baselines[i], corner.em, 0, theme->text);
    }
    draw_rows(panel, canvas, run_of(panel), 0, true);
}

void equation_draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    draw_rows(panel, canvas, run_of(panel), (long)floor(position), false);
}

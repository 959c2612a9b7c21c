// SPDX-License-Identifier: GPL-3.0-or-later
// The update rule of an optimizer, and beneath it the numbers of the step.
#include "base/memory.h"
#include "figure/axes.h"
#include "figure/label.h"
#include "figure/ticks.h"
#include "optim/equation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A number in a column of its own; a vector has two.
enum { COLUMNS = 2, DECIMALS = 4 };

struct equation_options {
    const char *optimizer, *latex;
    struct place optimizer_place;
    double size;
    bool numbers;
};

struct equation_line {
    char *text; // a formula between dollars; owned
    struct text_extents extents;
};

struct equation_state {
    size_t optimizer;
    struct equation_line *lines;
    size_t count, capacity;
    double size;                     // of the letters, pixels
    double x, rule, numbers, column; // left edge, dividing line, first baseline, width of a number
};

// What is told of a step, row by row.
enum row { ROW_STEP, ROW_RATE, ROW_LOSS, ROW_WEIGHTS, ROW_GRADIENT, ROWS };
static const char *const row_names[ROWS] = {[ROW_STEP] = "$t$",
                                            [ROW_RATE] = "$\\eta$",
                                            [ROW_LOSS] = "$f(w)$",
                                            [ROW_WEIGHTS] = "$w$",
                                            [ROW_GRADIENT] = "$\\nabla f$"};

// Distances as parts of the letters' size.
static const double leading = 0.5, division = 1.1, row_height = 1.55, name_width = 3;

static bool read_optimizer(const struct node *node, void *field, struct error *error) {
    struct equation_options *options = field;
    options->optimizer_place = node->place;
    return node_string(node, &options->optimizer, error);
}

static bool find_optimizer(struct panel *panel, struct error *error) {
    const struct scene *scene = panel->stage->scene;
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    if (!options->optimizer)
        return true;
    struct strings labels = {0};
    bool found = false;
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        strings_add(&labels, scene->optimizers[i].label);
        if (!found && strcmp(scene->optimizers[i].label, options->optimizer) == 0) {
            state->optimizer = i;
            found = true;
        }
    }
    if (!found)
        error_unknown(error, options->optimizer_place, "optimizer", options->optimizer,
                      labels.items, labels.count);
    strings_finish(&labels);
    return found;
}

// Divides the lines of a formula and sets each between dollars, where it has none of its own.
static void add_lines(struct equation_state *state, const char *lines) {
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        if (length > 0) {
            state->lines =
                mem_grow(state->lines, &state->capacity, state->count + 1, sizeof *state->lines);
            struct text text = {0};
            bool has_dollars = memchr(lines, '$', length);
            text_add(&text, has_dollars ? "" : "$");
            text_append(&text, lines, length);
            text_add(&text, has_dollars ? "" : "$");
            state->lines[state->count++] = (struct equation_line){.text = text_take(&text)};
        }
        lines += length + (lines[length] == '\n');
    }
}

// Reads a formula, with dollars or without; each of its lines is checked at its place.
static bool read_latex(const struct node *node, void *field, struct error *error) {
    const char **latex = field;
    if (!node_string(node, latex, error))
        return false;
    for (const char *line = *latex; *line;) {
        size_t length = strcspn(line, "\n");
        struct place place = place_within(node->place, *latex, (size_t)(line - *latex));
        struct text text = {0};
        bool has_dollars = memchr(line, '$', length);
        text_add(&text, has_dollars ? "" : "$");
        text_append(&text, line, length);
        text_add(&text, has_dollars ? "" : "$");
        place.column -= !has_dollars;
        bool good = label_check(text.data, place, error);
        text_finish(&text);
        if (!good)
            return false;
        line += length + (line[length] == '\n');
    }
    return true;
}

static bool check(struct panel *panel, struct error *error) {
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    if (!find_optimizer(panel, error))
        return false;
    const struct optimizer_config *config = &panel->stage->scene->optimizers[state->optimizer];
    if (!options->latex && config->recording)
        return error_at(error, panel->place,
                        "a recorded path has no equation; give the panel a `latex`");
    if (panel->title && !*panel->title)
        panel->title = config->label;
    struct text lines = {0};
    if (!options->latex)
        equation_write(config, &lines);
    add_lines(state, options->latex ? options->latex : lines.data);
    text_finish(&lines);
    return true;
}

static double number_width(const struct panel *panel, double size) {
    // Digits are equally wide; a sign and three digits before the point, or a power of ten.
    return font_width(panel->stage->font, "\u2212000.0000", size);
}

// Measures the lines at a size; returns the height of all that is drawn, and its width.
static double measure_at(const struct panel *panel, double size, double *width) {
    struct equation_state *state = panel->state;
    const struct equation_options *options = panel->options;
    double height = 0;
    *width = 0;
    for (size_t i = 0; i < state->count; i++) {
        struct equation_line *line = &state->lines[i];
        font_measure(panel->stage->font, line->text, size, true, &line->extents);
        *width = fmax(*width, line->extents.width);
        height += line->extents.ascent + line->extents.descent + (i > 0 ? leading * size : 0);
    }
    if (options->numbers) {
        *width = fmax(*width, name_width * size + COLUMNS * number_width(panel, size) + size);
        height += (2 * division + (ROWS - 1) * row_height + FONT_CAP_HEIGHT) * size;
    }
    return height;
}

// Takes the size that is asked for, or a smaller one where the cell has no room for it.
static void fit(struct panel *panel) {
    const struct equation_options *options = panel->options;
    const struct stage *stage = panel->stage;
    struct equation_state *state = panel->state;
    double wanted = options->size > 0 ? options->size : 1.3 * stage->theme->label_size;
    double width, height = measure_at(panel, wanted * stage->unit, &width);
    double room = fmin(panel->plot.width / width, panel->plot.height / height);
    state->size = wanted * stage->unit * fmin(1, room);
    height = measure_at(panel, state->size, &width);
    state->x = round(panel->plot.x + (panel->plot.width - width) / 2);
    state->column = number_width(panel, state->size);
    double below = (2 * division + (ROWS - 1) * row_height + FONT_CAP_HEIGHT) * state->size;
    double top = panel->plot.y + (panel->plot.height - height) / 2;
    state->rule = top + height - below + division * state->size;
    state->numbers = state->rule + (division + FONT_CAP_HEIGHT) * state->size;
}

static void measure(struct panel *panel, struct margins *margins) {
    double edge = 3 * panel->stage->unit;
    *margins = (struct margins){edge, edge, edge + axes_title_height(panel), edge};
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct equation_options *options = panel->options;
    const struct equation_state *state = panel->state;
    const struct stage *stage = panel->stage;
    fit(panel);
    double width, height = measure_at(panel, state->size, &width);
    double y = panel->plot.y + (panel->plot.height - height) / 2;
    struct text_style style = {.size = state->size, .color = stage->theme->text, .display = true};
    for (size_t i = 0; i < state->count; i++) {
        const struct equation_line *line = &state->lines[i];
        y += line->extents.ascent;
        font_draw(stage->font, canvas, line->text, state->x, y, &style);
        font_check(stage->font, line->text, stage->warnings);
        y += line->extents.descent + leading * state->size;
    }
    axes_draw_title(panel, canvas);
    if (!options->numbers)
        return;
    double thin = fmax(1, round(stage->theme->grid_width * stage->unit));
    canvas_box(canvas, (struct box){state->x, round(state->rule), width, thin});
    canvas_fill(canvas, stage->theme->grid, 1);
    style.color = stage->theme->muted_text;
    style.display = false;
    for (int row = 0; row < ROWS; row++)
        font_draw(stage->font, canvas, row_names[row], state->x,
                  state->numbers + row * row_height * state->size, &style);
}

// Draws a number that ends where its column does: digits are equally wide, so it stands still.
static void draw_number(const struct panel *panel, struct canvas *canvas, enum row row, int column,
                        double value, int decimals) {
    const struct equation_state *state = panel->state;
    struct text_style style = {.size = state->size, .color = panel->stage->theme->text, .align = 1};
    char label[TICK_LABEL] = "\u2013";
    if (isfinite(value))
        value_write(label, value, decimals);
    double right =
        state->x + name_width * state->size + (column + 1) * state->column + column * state->size;
    font_draw(panel->stage->font, canvas, label, right,
              state->numbers + (int)row * row_height * state->size, &style);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct equation_options *options = panel->options;
    const struct equation_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    if (!options->numbers)
        return;
    const struct run *run = trace->runs;
    while (run->optimizer != state->optimizer)
        run++;
    // A run that has diverged keeps the numbers of its last step.
    long step = (long)floor(position);
    if (run->diverged > 0 && step >= run->diverged)
        step = run->diverged - 1;
    // The first step is t = 1 in the rules.
    draw_number(panel, canvas, ROW_STEP, 0, (double)(step + 1), 0);
    draw_number(panel, canvas, ROW_RATE, 0, run->lr[step], DECIMALS);
    draw_number(panel, canvas, ROW_LOSS, 0, run->loss[step], DECIMALS);
    for (int i = 0; i < COLUMNS; i++) {
        draw_number(panel, canvas, ROW_WEIGHTS, i, run->w[step][i], DECIMALS);
        draw_number(panel, canvas, ROW_GRADIENT, i, run->gradient[step][i], DECIMALS);
    }
}

static void finish(struct panel *panel) {
    struct equation_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        free(state->lines[i].text);
    free(state->lines);
}

static const struct setting settings[] = {
    {.name = "optimizer",
     .type = SETTING_CUSTOM,
     .read = read_optimizer,
     .form = "label",
     .help = "whose rule and numbers are shown; default: the first"},
    {SETTING(equation_options, latex), .type = SETTING_CUSTOM, .read = read_latex, .form = "text",
     .help = "formulas of your own, one a line; default: the optimizer's rule"},
    {SETTING(equation_options, numbers), .type = SETTING_BOOL, .fallback = 1,
     .help = "the numbers of the step beneath"},
    {SETTING(equation_options, size), .type = SETTING_NUMBER, .max = 1000,
     .bounds = BOUNDS_ABOVE_MIN,
     .help = "of the letters in points; shrinks to fit; default: a little above the labels'"},
    {0},
};

const struct panel_type panel_equation = {
    .name = "equation",
    .help = "the update rule of an optimizer with the numbers of the step",
    .settings = settings,
    .options_size = sizeof(struct equation_options),
    .state_size = sizeof(struct equation_state),
    .check = check,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .finish = finish,
};

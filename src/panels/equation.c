// SPDX-License-Identifier: GPL-3.0-or-later
// The update rule of an optimizer as formulas, with the numbers of the current step below.
#include "optim/equation.h"
#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "plot/axes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 16, NUMBERS = 6 };

struct equation_options {
    const struct node *optimizer; // the optimizer's label; NULL: the first
    const struct node *latex;     // formulas to show instead of the rule; NULL: none
    double size;
    bool numbers;
};

struct equation_state {
    size_t optimizer;
    char *lines[LINES_MAX]; // "$...$"; owned
    size_t count;
    double scale; // factor of the font size that makes everything fit
};

static bool keep_node(const struct node *node, void *field, struct error *error) {
    (void)error;
    *(const struct node **)field = node;
    return true;
}

static void add_line(struct equation_state *state, const char *formula, size_t length) {
    struct text line = {0};
    if (state->count == LINES_MAX || length == 0)
        return;
    text_printf(&line, "$%.*s$", (int)length, formula);
    state->lines[state->count++] = text_take(&line);
}

static bool find_optimizer(struct panel *panel, struct error *error) {
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    const struct scene *scene = panel->stage->scene;
    const char *label;
    if (!options->optimizer)
        return true;
    if (!node_string(options->optimizer, &label, error))
        return false;
    const char **labels = mem_zero(scene->optimizer_count, sizeof *labels);
    bool found = false;
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        labels[i] = scene->optimizers[i].label;
        if (!found && strcmp(labels[i], label) == 0) {
            state->optimizer = i;
            found = true;
        }
    }
    if (!found)
        error_unknown(error, options->optimizer->place, "optimizer", label, labels,
                      scene->optimizer_count);
    free(labels);
    return found;
}

// Adds a formula from the scene: a string, whose dollar signs may be left out.
static bool add_latex(struct equation_state *state, const struct node *node, struct error *error) {
    const char *text;
    if (!node_string(node, &text, error))
        return false;
    size_t length = strlen(text);
    struct place place = label_place(node);
    bool has_dollars = length > 1 && text[0] == '$' && text[length - 1] == '$';
    if (has_dollars) {
        text++;
        length -= 2;
        place.column++;
    }
    add_line(state, text, length);
    place.column--; // without the dollar sign that add_line has prepended
    return length == 0 || label_check(state->lines[state->count - 1], place, error);
}

static bool check(struct panel *panel, struct error *error) {
    const struct equation_options *options = panel->options;
    struct equation_state *state = panel->state;
    if (!find_optimizer(panel, error))
        return false;
    const struct optimizer_config *config = &panel->stage->scene->optimizers[state->optimizer];
    if (panel->title && !*panel->title)
        panel->title = config->label;
    const struct node *latex = options->latex;
    if (latex && latex->kind == NODE_LIST) {
        if (latex->count > LINES_MAX)
            return error_at(error, latex->place, "more than %d lines of formulas", LINES_MAX);
        for (size_t i = 0; i < latex->count; i++)
            if (!add_latex(state, latex->items[i], error))
                return false;
        return true;
    }
    if (latex)
        return add_latex(state, latex, error);
    if (config->recording)
        return error_at(error, panel->place,
                        "the recorded path '%s' has no rule; write it as latex", config->label);
    struct text rule = {0};
    equation_write(config, &rule);
    for (const char *line = rule.data; *line;) {
        size_t length = strcspn(line, "\n");
        add_line(state, line, length);
        line += length + (line[length] == '\n');
    }
    text_finish(&rule);
    return true;
}

static double size_of(const struct panel *panel) {
    const struct equation_options *options = panel->options;
    double size = options->size > 0 ? options->size : 1.1 * panel->stage->theme->title_size;
    return size * panel->stage->unit;
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

// Space between formulas and between rows of numbers, in multiples of the font size.
static const double line_gap = 0.55, row_height = 1.6, number_size = 0.72;

static double number_rows(const struct panel *panel) {
    const struct equation_options *options = panel->options;
    return options->numbers ? NUMBERS / 2 : 0;
}

// Measures everything at the font size `size`, in pixels.
static void measure_all(const struct panel *panel, double size, double *width, double *height) {
    const struct equation_state *state = panel->state;
    *width = number_rows(panel) > 0 ? 17 * number_size * size : 0;
    *height = 0;
    for (size_t i = 0; i < state->count; i++) {
        struct text_extents extents;
        font_measure(panel->stage->font, state->lines[i], size, true, &extents);
        *width = fmax(*width, extents.width);
        *height += extents.ascent + extents.descent + line_gap * size;
    }
    *height += number_rows(panel) * row_height * number_size * size;
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    struct equation_state *state = panel->state;
    const struct box *plot = &panel->plot;
    double size = size_of(panel), width, height;
    measure_all(panel, size, &width, &height);
    state->scale = fmin(1, fmin(plot->width / width, plot->height / height));
    size *= state->scale;
    measure_all(panel, size, &width, &height);
    axes_draw_title(panel, canvas);
    // The remaining space is distributed evenly above and below.
    double y = plot->y + (plot->height - height) / 2;
    struct text_style style = {.size = size, .color = panel->stage->theme->text, .display = true};
    for (size_t i = 0; i < state->count; i++) {
        struct text_extents extents;
        font_measure(panel->stage->font, state->lines[i], size, true, &extents);
        font_draw(panel->stage->font, canvas, state->lines[i],
                  plot->x + (plot->width - extents.width) / 2, y + extents.ascent, &style);
        y += extents.ascent + extents.descent + line_gap * size;
    }
}

// Writes a number with fewer decimals the larger it is, so that its width hardly changes.
static void write_number(struct text *out, double value) {
    double size = fabs(value);
    text_clear(out);
    if (!isfinite(value)) {
        text_add(out, "–");
        return;
    }
    char buffer[40];
    if (size != 0 && (size < 1e-4 || size >= 1e5)) {
        snprintf(buffer, sizeof buffer, "%.2e", size);
        char *power = strchr(buffer, 'e');
        *power++ = 0;
        text_printf(out, "$%s%s \\times 10^{%d}$", value < 0 ? "-" : "", buffer, atoi(power));
        return;
    }
    int decimals = size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1;
    snprintf(buffer, sizeof buffer, "%.*f", decimals, size);
    text_printf(out, "%s%s", value < 0 ? "−" : "", buffer);
}

// Draws the numbers in two columns, aligned at their equals signs, at fixed positions.
static void draw_numbers(struct panel *panel, struct canvas *canvas, double position) {
    static const char *const names[NUMBERS] = {"$\\eta$", "$L$",   "$w_0$",
                                               "$w_1$",   "$g_0$", "$g_1$"};
    const struct equation_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct run *run = trace->runs;
    while (run->optimizer != state->optimizer)
        run++;
    long k = (long)floor(position);
    bool is_over = run->diverged >= 0 && k >= run->diverged;
    double values[NUMBERS] = {run->lr[k],   run->loss[k],        run->w[k][0],
                              run->w[k][1], run->gradient[k][0], run->gradient[k][1]};
    double size = size_of(panel) * state->scale, width, height;
    measure_all(panel, size, &width, &height);
    const struct box *plot = &panel->plot;
    double bottom = plot->y + (plot->height + height) / 2;
    double small = number_size * size, row = row_height * small;
    struct text number = {0};
    struct text_style style = {.size = small, .color = panel->stage->theme->text};
    for (int i = 0; i < NUMBERS; i++) {
        double equals = plot->x + plot->width / 2 + (i % 2 ? 2.2 : -6.3) * small;
        double y = bottom - (NUMBERS / 2 - 0.7 - i / 2) * row;
        style.align = 1;
        font_draw(panel->stage->font, canvas, names[i], equals - 0.25 * small, y, &style);
        style.align = 0;
        font_draw(panel->stage->font, canvas, "=", equals, y, &style);
        write_number(&number, is_over ? (double)NAN : values[i]);
        font_draw(panel->stage->font, canvas, number.data, equals + 1.1 * small, y, &style);
    }
    text_finish(&number);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct equation_options *options = panel->options;
    if (options->numbers)
        draw_numbers(panel, canvas, position);
}

static void finish(struct panel *panel) {
    struct equation_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        free(state->lines[i]);
}

static const struct setting settings[] = {
    {SETTING(equation_options, optimizer), .type = SETTING_CUSTOM, .read = keep_node,
     .form = "a label", .help = "the optimizer to show; default: the first"},
    {SETTING(equation_options, latex), .type = SETTING_CUSTOM, .read = keep_node,
     .form = "a formula or a list of them", .help = "formulas to show in place of the rule"},
    {SETTING(equation_options, numbers), .type = SETTING_BOOL, .fallback = 1,
     .help = "show the current learning rate, loss, weights and gradient below"},
    {SETTING(equation_options, size), .type = SETTING_NUMBER, .min = 1, .max = 200,
     .help = "size of letters in points; reduced if the cell is too small"},
    {0},
};

const struct panel_type panel_equation = {
    .name = "equation",
    .help = "the rule of an optimizer and the numbers of the current step",
    .settings = settings,
    .options_size = sizeof(struct equation_options),
    .state_size = sizeof(struct equation_state),
    .check = check,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .finish = finish,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// A bar for each layer of a network, or a group of bars of several runs: how large its weights,
// gradient or step are, or its trust ratio.
#include "base/memory.h"
#include "draw/text/label.h"
#include "plot/axes.h"
#include "plot/decimal.h"
#include "plot/ground.h"
#include "plot/legend.h"
#include "plot/series.h"
#include "sim/simulation.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum bar_scale { SCALE_AUTO, SCALE_LINEAR, SCALE_LOG };

struct layers_options {
    const struct node *series, *optimizer; // NULL: weight_norm; all
    int scale;                             // enum bar_scale
    double range[2];
    bool has_range, values;
    const char *label;
};

struct layers_state {
    struct axes axes; // the bars lie along x; left has no numbers, but the layers' names
    const struct series *series;
    const struct shape *shape;
    size_t optimizer;        // index; SIZE_MAX: all
    const struct run **runs; // that are shown; owned
    size_t count;
    char (*names)[LAYER_NAME]; // of the layers; owned
    double value_room;         // space for values at the ends of bars, pixels
    char *title;               // owned
};

static bool find_series(struct panel *panel, struct error *error) {
    const struct layers_options *options = panel->options;
    struct layers_state *state = panel->state;
    const char *name = "weight_norm";
    struct place place = options->series ? options->series->place : panel->place;
    struct layer_series found;
    if (options->series && !node_string(options->series, &name, error))
        return false;
    if (!series_read(panel->stage->scene, panel->stage->whole, name, place, &found, error))
        return false;
    if (found.series && found.series->layer_value && !found.is_one) {
        state->series = found.series;
        return true;
    }
    const char *names[16];
    size_t count = 0;
    for (const struct series *row = series_table; row->name && count < 16; row++)
        if (row->layer_value)
            names[count++] = row->name;
    return error_unknown(error, place, "series of layers", name, names, count);
}

// Sets the default title: "Weight norm" of weight_norm, with the optimizer if it is one of several.
static void set_title(struct panel *panel) {
    struct layers_state *state = panel->state;
    const struct scene *scene = panel->stage->scene;
    struct text title = {0};
    text_add(&title, state->series->name);
    for (char *c = title.data; *c; c++)
        if (*c == '_')
            *c = ' ';
    title.data[0] = (char)toupper((unsigned char)title.data[0]);
    if (state->optimizer != SIZE_MAX && scene->optimizer_count > 1)
        text_printf(&title, " of %s", scene->optimizers[state->optimizer].label);
    state->title = text_take(&title);
    panel_set_title(panel, state->title, NULL);
}

static bool check(struct panel *panel, struct error *error) {
    const struct layers_options *options = panel->options;
    struct layers_state *state = panel->state;
    state->shape = &panel->stage->scene->problem->shape;
    state->optimizer = SIZE_MAX;
    if (!find_series(panel, error))
        return false;
    if (options->optimizer &&
        !stage_find_optimizer(panel->stage, options->optimizer, &state->optimizer, error))
        return false;
    if (options->has_range && options->scale == SCALE_LOG && options->range[0] <= 0)
        return error_at(
            error, node_get(node_get(panel->stage->scene->panels, panel->name), "range")->place,
            "a log axis must begin above 0, not at %g", options->range[0]);
    set_title(panel);
    return true;
}

static unsigned record(const struct panel *panel) {
    return ((const struct layers_state *)panel->state)->series->record;
}

// Widens a range to the values of a run over the film. One that diverges gives where it began.
static void include_run(const struct panel *panel, const struct run *run, bool is_log,
                        double range[2]) {
    const struct layers_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    long end = run->diverged >= 0 ? 1 : trace->states;
    for (long k = 0; k < end; k = trace_next(trace, k, 1))
        for (size_t l = 0; l < state->shape->layer_count; l++) {
            double value = state->series->layer_value(run, k, l);
            if (!is_log || value > 0)
                range_include(range, value);
        }
}

// Bars begin at 0, or on a log axis at the smallest value, but at most four decades below the
// largest: steps and gradients may be nearly 0.
static struct axis bar_axis(const struct panel *panel) {
    const struct layers_options *options = panel->options;
    const struct layers_state *state = panel->state;
    static const double most_range = 1e4;
    bool is_log =
        options->scale == SCALE_LOG || (options->scale == SCALE_AUTO && state->series->is_log &&
                                        !(options->has_range && options->range[0] <= 0));
    double range[2] = {INFINITY, -INFINITY};
    for (size_t i = 0; i < state->count; i++)
        include_run(panel, state->runs[i], is_log, range);
    if (!(range[0] <= range[1])) {
        range[0] = is_log ? 0.1 : 0;
        range[1] = 1;
    }
    if (is_log) {
        range[0] = fmax(range[0], range[1] / most_range);
        range_round_log(range, 0.02);
    } else {
        range[0] = 0;
        range_pad(range, 0);
        range[1] *= 1.02;
        range_round(range);
    }
    if (options->has_range)
        memcpy(range, options->range, sizeof range);
    return (struct axis){
        .low = range[0], .high = range[1], .is_log = is_log, .label = options->label};
}

static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    struct layers_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    size_t layers = state->shape->layer_count;
    state->runs = mem_zero(trace->run_count, sizeof(const struct run *));
    for (size_t i = 0; i < trace->run_count; i++)
        if (state->optimizer == SIZE_MAX || trace->runs[i].optimizer == state->optimizer)
            state->runs[state->count++] = &trace->runs[i];
    state->names = mem_zero(layers, sizeof *state->names);
    for (size_t l = 0; l < layers; l++)
        layer_short_name(&state->shape->layers[l], state->names[l]);
    state->axes.x = bar_axis(panel);
    state->axes.left = (struct axis){.low = 0, .high = (double)layers};
    panel->redraws = true;
    return true;
}

static void share(struct panel *panel, const struct panel *other) {
    struct layers_state *state = panel->state;
    const struct layers_state *theirs = other->state;
    axes_share(&state->axes, &theirs->axes);
}

static double name_size(const struct panel *panel) {
    return stage_text_size(panel->stage, panel->stage->theme->tick_size);
}

static const double name_gap = 6; // design points between a name and its bars

static void measure(struct panel *panel, struct margins *margins) {
    struct layers_state *state = panel->state;
    const struct layers_options *options = panel->options;
    const struct stage *stage = panel->stage;
    double widest = 0, size = name_size(panel);
    axes_measure(&state->axes, panel, margins);
    struct ticks *left = &state->axes.left.ticks;
    left->count = left->minor_count = 0;
    left->common[0] = '\0';
    for (size_t l = 0; l < state->shape->layer_count; l++)
        widest = fmax(widest, font_width(stage->font, state->names[l], size));
    bool has_names = panel->omits < OMIT_LABELS && !panel->is_inner_left;
    margins->left = fmax(has_names ? widest + name_gap * stage->unit : 0, 2 * stage->unit);
    state->value_room = options->values ? font_width(stage->font, "0.000e-00", size) : 0;
    if (!panel->title)
        margins->top = stage->unit;
    margins->right = fmax(margins->right, state->value_room);
}

// Returns the height of a layer's group of bars with the gap beneath it.
static double group_height(const struct panel *panel) {
    const struct layers_state *state = panel->state;
    return panel->plot.height / (double)state->shape->layer_count;
}

// Computes the bar of run i at a layer; the first layer is on top.
static struct box bar_of(const struct panel *panel, size_t layer, size_t i, double value) {
    const struct layers_state *state = panel->state;
    const struct box *plot = &panel->plot;
    double group = group_height(panel), gap = state->count > 1 ? 0.24 : 0.36;
    double height = group * (1 - gap) / (double)state->count;
    double y = plot->y + group * ((double)layer + gap / 2) + height * (double)i;
    double end = fmin(axes_x(&state->axes, plot, value), plot->x + plot->width);
    return (struct box){plot->x, y, fmax(0, end - plot->x), height};
}

// Interpolates a layer's value; NAN where it is unknown.
static double value_at(const struct panel *panel, const struct run *run, size_t layer,
                       double position) {
    const struct layers_state *state = panel->state;
    position = run_position(run, position);
    long k = (long)floor(position);
    double part = position - (double)k, value = state->series->layer_value(run, k, layer);
    double next = part > 0 ? state->series->layer_value(run, k + 1, layer) : value;
    return isfinite(next) ? value + (next - value) * part : value;
}

// Every how many layers a name has room.
static size_t name_stride(const struct panel *panel) {
    double need = 1.08 * name_size(panel), group = group_height(panel);
    return (size_t)fmax(1, ceil(need / group));
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct layers_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct box *plot = &panel->plot;
    ground_draw(&state->axes, panel, canvas); // the ground; its lines are level ones
    double width = fmax(1, round(theme->grid_width * stage->unit));
    const struct ticks *ticks = &state->axes.x.ticks;
    for (int i = 0; i < ticks->count && theme->plot_grid != theme->plot; i++) {
        double x = floor(axes_x(&state->axes, plot, ticks->value[i])) + 0.5;
        canvas_move(canvas, x, plot->y);
        canvas_line(canvas, x, plot->y + plot->height);
    }
    canvas_stroke(canvas, &(struct stroke){
                              .color = theme->plot_grid, .alpha = 1, .width = width, .butt = true});
    axes_draw(&state->axes, panel, canvas);
    struct text_style style = {
        .size = name_size(panel), .color = theme->muted_text, .align = 1, .middle = 0.5};
    size_t stride = name_stride(panel);
    if (panel->omits >= OMIT_LABELS || panel->is_inner_left)
        return;
    for (size_t l = 0; l < state->shape->layer_count; l += stride)
        font_draw(stage->font, canvas, state->names[l], plot->x - name_gap * stage->unit,
                  plot->y + group_height(panel) * ((double)l + 0.5), &style);
}

static void draw_value(const struct panel *panel, struct canvas *canvas, struct box bar,
                       double value) {
    const struct stage *stage = panel->stage;
    double size = fmin(name_size(panel), bar.height * 1.2);
    if (size < stage_text_least(stage, name_size(panel)) * name_size(panel))
        return;
    char label[DECIMAL_TEXT];
    value_write_short(label, value, 3);
    struct text_style style = {.size = size, .color = stage->theme->muted_text, .middle = 0.5};
    font_draw(stage->font, canvas, label, bar.x + bar.width + 4 * stage->unit,
              bar.y + bar.height / 2, &style);
}

// Vectors, such as biases, are paler than matrices.
static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct layers_state *state = panel->state;
    const struct layers_options *options = panel->options;
    const struct stage *stage = panel->stage;
    double inset = state->count > 1 ? 0.06 : 0;
    for (size_t l = 0; l < state->shape->layer_count; l++)
        for (size_t i = 0; i < state->count; i++) {
            const struct run *run = state->runs[i];
            double value = value_at(panel, run, l, position);
            if (!isfinite(value))
                continue;
            struct box bar = bar_of(panel, l, i, value);
            uint32_t color = stage_color(stage, run, stage->theme->path);
            if (state->shape->layers[l].columns == 0)
                color = color_mix(stage->theme->plot, color, 0.62);
            canvas_box(canvas, (struct box){bar.x, bar.y + inset * bar.height, bar.width,
                                            (1 - 2 * inset) * bar.height});
            canvas_fill(canvas, color, 1);
            if (options->values)
                draw_value(panel, canvas, bar, value);
        }
}

static void fill_legend(const struct panel *panel, struct legend *legend) {
    const struct layers_state *state = panel->state;
    const struct stage *stage = panel->stage;
    const struct trace *trace = stage->trace;
    long last = trace->states - 1;
    bool has_names = stage->scene->optimizer_count > 1 && state->optimizer == SIZE_MAX;
    for (size_t i = 0; i < trace->run_count && has_names; i++) {
        const struct run *run = &trace->runs[i];
        if (run_is_first(trace, i))
            legend_add_head(legend, panel,
                            (struct legend_entry){.label = run->config->label,
                                                  .color = stage_color(stage, run, 0),
                                                  .mark = MARK_DOT});
    }
    for (size_t l = 0; l < state->shape->layer_count; l++)
        for (size_t i = 0; i < state->count; i++) {
            double value = value_at(panel, state->runs[i], l, (double)last);
            struct box bar = bar_of(panel, l, i, isfinite(value) ? value : state->axes.x.low);
            double y = bar.y + bar.height / 2;
            legend_avoid_line(legend, (double[]){bar.x, y}, (double[]){bar.x + bar.width, y}, 1);
        }
}

static void draw_cover(struct panel *panel, struct canvas *canvas) {
    struct legend legend = {.panel = panel};
    fill_legend(panel, &legend);
    legend_draw(&legend, panel, canvas);
    legend_finish(&legend);
}

static void finish(struct panel *panel) {
    struct layers_state *state = panel->state;
    free(state->runs);
    free(state->names);
    free(state->title);
}

static const char *const scales[] = {"auto", "linear", "log", NULL};

static const struct setting settings[] = {
    {SETTING(layers_options, series), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .form = "weight_norm, gradient_norm, update_norm or trust_ratio",
     .help = "the series of layers to show", .usual = "weight_norm"},
    {SETTING(layers_options, optimizer), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .form = "a label", .help = "the optimizer to show; default: all, side by side"},
    {SETTING(layers_options, scale), .type = SETTING_CHOICE, .choices = scales,
     .help = "scale of the bars; auto: linear for weights, else log"},
    {SETTING(layers_options, range), .type = SETTING_RANGE,
     .given = offsetof(struct layers_options, has_range), .form = "[low, high]",
     .help = "range of the bars; default: that of the whole film"},
    {LABEL_SETTING(layers_options, label), .help = "label of the axis"},
    {SETTING(layers_options, values), .type = SETTING_BOOL,
     .help = "the number at the end of each bar, where it has room"},
    {0},
};

const struct panel_type panel_layers = {
    .name = "layers",
    .help = "a bar a layer: norms of weights, gradient or step, or trust ratios",
    .settings = settings,
    .options_size = sizeof(struct layers_options),
    .state_size = sizeof(struct layers_state),
    .check = check,
    .record = record,
    .prepare = prepare,
    .share = share,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .fill_legend = fill_legend,
    .draw_cover = draw_cover,
    .finish = finish,
};

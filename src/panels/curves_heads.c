// SPDX-License-Identifier: GPL-3.0-or-later
// The heads of curves: a dot each, and the value beside it.
#include "base/maths.h"
#include "panels/curves.h"
#include "plot/heads.h"
#include "plot/label_tracks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// More heads would hide each other; more values could not be read.
enum { HEADS_MAX = 24, VALUES_MAX = 12 };

// A value to be written beside its head, which is at `at`.
struct value {
    const struct curve *curve;
    double number, at[2];
};

static int decimals_of(const struct axis *axis, double value) {
    if (axis->is_log)
        return value == 0 ? 2 : 2 - (int)floor(m_log10(fabs(value)));
    // Two digits more than the numbers of the axis.
    double step = axis->ticks.count > 1 ? axis->ticks.value[1] - axis->ticks.value[0]
                                        : axis->high - axis->low;
    return 1 - (int)floor(m_log10(step));
}

// Returns the space between the centre of a head, which may be nested, and its value.
static double value_gap(const struct panel *panel) {
    const struct curves_state *state = panel->state;
    const struct curves_options *options = panel->options;
    double unit = panel->stage->unit;
    double growth = options->marker ? heads_growth(state->count, unit) : 0;
    return panel->stage->theme->dot_radius * 1.4 * unit + growth + 3 * unit;
}

double curves_value_width(const struct panel *panel) {
    const struct curves_state *state = panel->state;
    const struct stage *stage = panel->stage;
    long states = stage->trace->states, stride = states / 200 + 1;
    double widest = 0;
    if (state->count > VALUES_MAX)
        return 0;
    for (size_t i = 0; i < state->count; i++)
        for (long k = 0; k < states; k = trace_next(stage->trace, k, stride)) {
            char label[TICK_LABEL];
            const struct curve *curve = &state->curves[i];
            double value = curve_value(panel, curve, k);
            if (!isfinite(value))
                continue;
            value_write(label, value, decimals_of(curve->axis, value));
            widest =
                fmax(widest, font_width(stage->font, label, stage->theme->tick_size * stage->unit));
        }
    return widest > 0 ? widest + value_gap(panel) : 0;
}

static int by_height(const void *a, const void *b) {
    const struct value *first = a, *second = b;
    if (first->at[1] != second->at[1])
        return first->at[1] < second->at[1] ? -1 : 1;
    return first->curve < second->curve ? -1 : 1;
}

static void draw_values(const struct panel *panel, struct canvas *canvas, struct value *values,
                        size_t count) {
    const struct stage *stage = panel->stage;
    const struct curves_state *state = panel->state;
    double size = stage->theme->tick_size * stage->unit, apart = 1.15 * size;
    if (state->count > VALUES_MAX || (double)count * apart > panel->plot.height)
        return;
    qsort(values, count, sizeof *values, by_height);
    double wanted[VALUES_MAX], heights[VALUES_MAX];
    for (size_t i = 0; i < count; i++)
        wanted[i] = values[i].at[1];
    label_spread(heights, wanted, count, apart, panel->plot.y + apart / 2,
                 panel->plot.y + panel->plot.height - apart / 2);
    double edge = panel->plot.x + panel->plot.width;
    for (size_t i = 0; i < count; i++) {
        char label[TICK_LABEL];
        struct text_style style = {.size = size,
                                   .color = theme_letters(stage->theme, values[i].curve->color),
                                   .middle = 0.5};
        value_write(label, values[i].number, decimals_of(values[i].curve->axis, values[i].number));
        double x = values[i].at[0] + value_gap(panel);
        if (state->axes.right.is_shown)
            x = fmin(x, edge - font_width(stage->font, label, size) - 2 * stage->unit);
        font_draw(stage->font, canvas, label, x, heights[i], &style);
    }
}

// Computes the head of a curve and its value; false if it has none in the plot.
static bool find_head(const struct panel *panel, const struct curve *curve, double position,
                      struct value *value) {
    const struct box *plot = &panel->plot;
    double at = run_position(&panel->stage->trace->runs[curve->run], position);
    value->curve = curve;
    if (!curve_between(panel, curve, at, &value->number))
        return false;
    curve_point(panel, curve, at, value->number, value->at);
    return value->at[0] >= plot->x && value->at[0] <= plot->x + plot->width &&
           value->at[1] >= plot->y && value->at[1] <= plot->y + plot->height;
}

bool curves_head(const struct panel *panel, size_t curve, double position, double at[2]) {
    const struct curves_state *state = panel->state;
    struct value value;
    if (!find_head(panel, &state->curves[curve], position, &value))
        return false;
    memcpy(at, value.at, sizeof value.at);
    return true;
}

void curves_head_value(const struct panel *panel, size_t curve, double position,
                       char text[HEAD_VALUE]) {
    const struct curves_options *options = panel->options;
    const struct curves_state *state = panel->state;
    struct value value;
    *text = 0;
    if (options->values && find_head(panel, &state->curves[curve], position, &value))
        value_write(text, value.number, decimals_of(value.curve->axis, value.number));
}

void curves_draw_heads(const struct panel *panel, struct canvas *canvas, double position) {
    const struct curves_state *state = panel->state;
    const struct curves_options *options = panel->options;
    const struct stage *stage = panel->stage;
    struct value values[HEADS_MAX];
    size_t count = 0;
    if (state->count > HEADS_MAX)
        return;
    for (size_t i = 0; i < state->count; i++)
        count += find_head(panel, &state->curves[i], position, &values[count]);
    struct heads heads = {.ring = 0.9 * stage->unit};
    for (size_t i = 0; i < count && options->marker; i++) {
        const struct run *run = &stage->trace->runs[values[i].curve->run];
        heads_add(&heads, (struct head){.at = {values[i].at[0], values[i].at[1]},
                                        .radius = stage->theme->dot_radius * 1.4 * stage->unit,
                                        .color = values[i].curve->color,
                                        .marker = stage_marker(stage, run),
                                        .is_open = run_has_ended(run, position)});
    }
    heads_draw(&heads, stage, stage->theme->plot, canvas);
    heads_finish(&heads);
    if (options->values && !panel->names)
        draw_values(panel, canvas, values, count);
}

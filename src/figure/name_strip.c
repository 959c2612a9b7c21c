// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/name_strip.h"

#include "base/memory.h"
#include "draw/text/shorten.h"
#include "plot/direct_labels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 3 };

// Design points: the space at the sides of the picture, the length of a line's sample, and the
// spaces behind it, behind a name, and below the last row.
static const double side = 9, sample = 14, sample_gap = 5, name_gap = 14, below = 4;

static double size_of(const struct stage *stage) {
    return stage->theme->name_size * stage->unit;
}

static double width_of(const struct stage *stage, const char *text) {
    return (sample + sample_gap) * stage->unit +
           font_width(stage_font(stage, WEIGHT_SEMIBOLD), text, size_of(stage));
}

// Gives each name its place in rows from `begin` to `end`. Returns how many have one; in the last
// row `kept` pixels stay free.
static size_t flow(struct name_strip *strip, const struct stage *stage, double begin, double end,
                   double kept) {
    double x = begin;
    strip->rows = 1;
    for (size_t i = 0; i < strip->count; i++) {
        struct strip_name *name = &strip->names[i];
        double width = width_of(stage, name->text);
        double room = strip->rows == ROWS_MAX ? end - kept : end;
        if (x > begin && x + width > room) {
            if (strip->rows == ROWS_MAX) {
                strip->more_at = x;
                return i;
            }
            strip->rows++;
            x = begin;
        }
        name->x = x;
        name->row = strip->rows - 1;
        x += width + name_gap * stage->unit;
    }
    return strip->count;
}

double name_strip_init(struct name_strip *strip, const struct stage *stage, double begin) {
    const struct trace *trace = stage->trace;
    double left = side * stage->unit, right = stage->width - left, size = size_of(stage);
    double widest = right - left - (sample + sample_gap) * stage->unit;
    *strip = (struct name_strip){.names = mem_zero(trace->run_count + 1, sizeof *strip->names)};
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        struct text fitted = {0};
        if (!run_is_first(trace, i))
            continue;
        char *line = direct_labels_line(run->config->label);
        shorten_line(stage_font(stage, WEIGHT_SEMIBOLD), line, size, 1, widest, &fitted);
        if (strcmp(fitted.data, line) != 0)
            stage_warn(stage, WARNING_CUT, run->config->label);
        free(line);
        strip->names[strip->count++] =
            (struct strip_name){.text = text_take(&fitted),
                                .color = stage_color(stage, run, stage->theme->path),
                                .run = run};
    }
    strip->row = 1.5 * size;
    begin = fmax(left, fmin(begin, right));
    strip->shown = flow(strip, stage, begin, right, 0);
    size_t shown = strip->shown;
    int rows = strip->rows;
    strip->shown = flow(strip, stage, left, right, 0);
    if (strip->rows == rows && strip->shown == shown && shown == strip->count)
        strip->shown = flow(strip, stage, begin, right, 0);
    if (strip->shown < strip->count) {
        strip->shown = flow(strip, stage, left, right, 6 * size);
        snprintf(strip->more, sizeof strip->more, "+ %zu more", strip->count - strip->shown);
    }
    return strip->rows * strip->row + below * stage->unit;
}

void name_strip_finish(struct name_strip *strip) {
    for (size_t i = 0; i < strip->count; i++)
        free(strip->names[i].text);
    free(strip->names);
    *strip = (struct name_strip){0};
}

// Draws a piece of a path with its head.
static void draw_sample(const struct strip_name *name, const struct stage *stage,
                        struct canvas *canvas, double y) {
    const struct theme *theme = stage->theme;
    double length = sample * stage->unit;
    struct stroke line = {
        .color = name->color, .alpha = 1, .width = theme->path_width * stage->unit, .butt = true};
    stage_dash(stage, name->run, line.dash);
    canvas_move(canvas, name->x, y);
    canvas_line(canvas, name->x + length, y);
    canvas_stroke(canvas, &line);
    marker_path(canvas, stage_marker(stage, name->run), name->x + length / 2, y,
                1.3 * theme->dot_radius * stage->unit);
    canvas_fill(canvas, name->color, 1);
}

void name_strip_draw(const struct name_strip *strip, const struct stage *stage,
                     struct canvas *canvas, double top) {
    const struct theme *theme = stage->theme;
    struct text_style style = {.size = size_of(stage), .middle = 0.5};
    for (size_t i = 0; i < strip->shown; i++) {
        const struct strip_name *name = &strip->names[i];
        double y = top + (name->row + 0.5) * strip->row;
        draw_sample(name, stage, canvas, y);
        style.color = direct_labels_color(theme, name->color, theme->background);
        font_draw(stage_font(stage, WEIGHT_SEMIBOLD), canvas, name->text,
                  name->x + (sample + sample_gap) * stage->unit, y, &style);
    }
    style.color = theme->muted_text;
    if (*strip->more)
        font_draw(stage_font(stage, WEIGHT_SEMIBOLD), canvas, strip->more, strip->more_at,
                  top + (strip->rows - 0.5) * strip->row, &style);
}

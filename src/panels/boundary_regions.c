// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the regions of classes. The network is asked on a coarse grid. What is interpolated between
// are the logarithms of its probabilities, in which a boundary that is steeper than the grid still
// lies where it is.
#include "base/maths.h"
#include "base/memory.h"
#include "panels/boundary.h"
#include "plot/isolines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Design points between nodes of the grid, and the most multiplications that a cell may take.
static const double spacing = 6, work_most = 3e7;

// How much of a class's colour is mixed into the background where it is certain.
static const double strength = 0.42;

// Logarithms of probabilities are cut here, and shades end at SHADE_REACH.
enum { LOG_MOST = 40, SHADE_REACH = 8 };

struct regions {
    size_t n, features, classes, outputs;
    double *w, *x;             // weights; the nodes
    double *out;               // of the network at these, or at the samples
    double *scores;            // outputs * nodes: class by class; of two classes one
    size_t count[2], capacity; // nodes along the axes, room for nodes
    uint32_t *pixels;          // of a cell
    size_t pixel_capacity;
    double *line; // scores of a row of pixels at the nodes' columns
    size_t line_capacity;
    uint32_t shade[BOUNDARY_SHADES]; // of two classes, by their score
    float falling[BOUNDARY_SHADES];  // exp(-x), for x up to 2 SHADE_REACH
    double colors[CLASSES_MAX][3], ground[3];
    double *found; // outputs of the network at the samples
};

static void split(uint32_t color, double parts[3]) {
    for (int c = 0; c < 3; c++)
        parts[c] = color >> (16 - 8 * c) & 0xFF;
}

// Returns the pixel of a colour, as far from the ground as the network is certain: `most`, the
// largest of the probabilities, is 1 / classes where it is not at all.
static uint32_t tint(const struct regions *regions, const double color[3], double most) {
    double least = 1 / (double)regions->classes;
    double part = strength * (most - least) / (1 - least);
    uint32_t pixel = 0xFF;
    for (int c = 0; c < 3; c++)
        pixel = pixel << 8 |
                (uint32_t)(regions->ground[c] + (color[c] - regions->ground[c]) * part + 0.5);
    return pixel;
}

struct regions *regions_create(const struct panel *panel) {
    const struct boundary_state *state = panel->state;
    const struct theme *theme = panel->stage->theme;
    struct regions *regions = mem_zero(1, sizeof *regions);
    regions->n = panel->stage->scene->problem->shape.n;
    regions->features = state->samples->features;
    regions->classes = state->samples->classes;
    regions->outputs = regions->classes > 2 ? regions->classes : 1;
    regions->w = mem_zero(regions->n, sizeof *regions->w);
    regions->found = mem_zero(state->samples->count * regions->outputs, sizeof *regions->found);
    split(theme->plot, regions->ground);
    for (size_t k = 0; k < regions->classes; k++)
        split(boundary_color(theme, k), regions->colors[k]);
    for (int i = 0; i < BOUNDARY_SHADES; i++) {
        double part = (i + 0.5) / BOUNDARY_SHADES;
        double p = 1 / (1 + m_exp(SHADE_REACH * (1 - 2 * part))), color[3];
        for (int c = 0; c < 3; c++)
            color[c] = regions->colors[0][c] + (regions->colors[1][c] - regions->colors[0][c]) * p;
        regions->shade[i] = tint(regions, color, fmax(p, 1 - p));
        regions->falling[i] = (float)m_exp(-2 * SHADE_REACH * part);
    }
    return regions;
}

void regions_destroy(struct regions *regions) {
    if (!regions)
        return;
    free(regions->w);
    free(regions->x);
    free(regions->out);
    free(regions->scores);
    free(regions->pixels);
    free(regions->line);
    free(regions->found);
    free(regions);
}

// Writes the weights of a run at a position to regions->w: those of its last finite state if it
// has diverged. False if there is none.
static bool find_weights(struct regions *regions, const struct run *run, double position) {
    size_t n = regions->n;
    position = run_position(run, position);
    if (run->diverged >= 0)
        position = fmin(position, (double)(run->diverged - 1));
    if (position < 0)
        return false;
    long state = (long)floor(position);
    double part = position - (double)state;
    const double *from = run->weights + (size_t)state * n;
    memcpy(regions->w, from, n * sizeof *from);
    for (size_t i = 0; part > 0 && i < n; i++)
        regions->w[i] += (from[n + i] - from[i]) * part;
    return true;
}

// Computes the scores at the nodes of a cell: of two classes log(p1 / p0), else log p of each.
static void find_scores(struct regions *regions, const struct panel *panel,
                        const struct boundary_cell *cell) {
    const struct boundary_state *state = panel->state;
    const struct axis *const axes[] = {&state->axes.x, &state->axes.left};
    const double sides[] = {cell->plot.width, cell->plot.height};
    double step = spacing * panel->stage->unit;
    double work = sides[0] * sides[1] / (step * step) * (double)regions->n;
    step *= sqrt(fmax(1, work / work_most));
    size_t total = 1, outputs = regions->outputs;
    for (int d = 0; d < 2; d++) {
        regions->count[d] = (size_t)ceil(sides[d] / step) + 1;
        total *= regions->count[d];
    }
    if (total > regions->capacity) {
        regions->capacity = total;
        free(regions->x);
        free(regions->out);
        free(regions->scores);
        regions->x = mem_zero(2 * total, sizeof *regions->x);
        regions->out = mem_zero(outputs * total, sizeof *regions->out);
        regions->scores = mem_zero(outputs * total, sizeof *regions->scores);
    }
    for (size_t k = 0; k < total; k++) {
        size_t at[2] = {k % regions->count[0], k / regions->count[0]};
        for (int d = 0; d < 2; d++) {
            double part = (double)at[d] / (double)(regions->count[d] - 1);
            regions->x[2 * k + (size_t)d] = axes[d]->low + (axes[d]->high - axes[d]->low) * part;
        }
    }
    const struct problem *problem = panel->stage->scene->problem;
    problem->kind->outputs(problem, regions->w, regions->x, total, regions->out);
    for (size_t k = 0; k < total; k++)
        for (size_t c = 0; c < outputs; c++) {
            double p = regions->out[k * outputs + c];
            double score = m_log(p) - (outputs == 1 ? m_log1p(-p) : 0);
            regions->scores[c * total + k] = fmax(-LOG_MOST, fmin(LOG_MOST, score));
        }
}

// The colour of a pixel with a score for each class, of which `stride` is between.
static uint32_t mixed(const struct regions *regions, const double *line, size_t stride,
                      double part) {
    double score[CLASSES_MAX], most = -INFINITY, sum = 0, color[3] = {0};
    for (size_t c = 0; c < regions->classes; c++) {
        const double *at = line + c * stride;
        score[c] = at[0] + (at[1] - at[0]) * part;
        most = score[c] > most ? score[c] : most;
    }
    for (size_t c = 0; c < regions->classes; c++) {
        double below = (most - score[c]) * (BOUNDARY_SHADES / (2.0 * SHADE_REACH));
        double share = below < BOUNDARY_SHADES ? (double)regions->falling[(size_t)below] : 0;
        sum += share;
        for (int i = 0; i < 3; i++)
            color[i] += share * regions->colors[c][i];
    }
    for (int i = 0; i < 3; i++)
        color[i] /= sum;
    return tint(regions, color, fmin(1, (double)regions->falling[0] / sum));
}

// Draws the colours. Row 0 of the nodes is at the bottom.
static void draw_colors(struct regions *regions, const struct boundary_cell *cell,
                        struct canvas *canvas) {
    size_t width = (size_t)cell->plot.width, height = (size_t)cell->plot.height;
    size_t columns = regions->count[0], rows = regions->count[1], total = columns * rows;
    regions->pixels = mem_grow(regions->pixels, &regions->pixel_capacity, width * height,
                               sizeof *regions->pixels);
    regions->line = mem_grow(regions->line, &regions->line_capacity, regions->outputs * columns,
                             sizeof *regions->line);
    double across = (double)(columns - 1) / (double)width;
    double down = (double)(rows - 1) / (double)height;
    for (size_t j = 0; j < height; j++) {
        double y = ((double)(height - j) - 0.5) * down;
        size_t row = (size_t)y;
        for (size_t c = 0; c < regions->outputs; c++) {
            const double *below = regions->scores + c * total + row * columns;
            for (size_t i = 0; i < columns; i++)
                regions->line[c * columns + i] =
                    below[i] + (below[columns + i] - below[i]) * (y - (double)row);
        }
        uint32_t *pixels = regions->pixels + j * width;
        for (size_t i = 0; i < width; i++) {
            double x = ((double)i + 0.5) * across;
            size_t column = (size_t)x;
            const double *at = regions->line + column;
            if (regions->outputs > 1) {
                pixels[i] = mixed(regions, at, columns, x - (double)column);
                continue;
            }
            double score = at[0] + (at[1] - at[0]) * (x - (double)column);
            double shade = (score / SHADE_REACH + 1) * (BOUNDARY_SHADES / 2);
            shade = shade > 0 ? shade : 0; // fmax would call the C library for each pixel
            shade = shade < BOUNDARY_SHADES - 1 ? shade : BOUNDARY_SHADES - 1;
            pixels[i] = regions->shade[(size_t)shade];
        }
    }
    canvas_image(canvas, regions->pixels, (int)width, (int)height, (int)cell->plot.x,
                 (int)cell->plot.y);
}

// A tracer's context: where to draw the parts of a line that are not along the edge.
struct line_target {
    struct canvas *canvas;
    const struct box *plot;
    double scale[2]; // pixels a cell of the grid
};

static void add_line(void *context, const struct isoline *line) {
    const struct line_target *target = context;
    const struct box *plot = target->plot;
    bool is_on = false;
    for (size_t k = 0; k < line->count; k++) {
        if (line->is_border[k]) {
            is_on = false;
            continue;
        }
        for (size_t end = is_on ? 1 : 0; end < 2; end++) {
            const double *at = line->at[(k + end) % line->count];
            double x = plot->x + at[0] * target->scale[0];
            double y = plot->y + plot->height - at[1] * target->scale[1];
            if (end == 0)
                canvas_move(target->canvas, x, y);
            else
                canvas_line(target->canvas, x, y);
        }
        is_on = true;
    }
}

// Draws the lines on which two classes are as likely.
static void draw_lines(struct regions *regions, const struct panel *panel,
                       const struct boundary_cell *cell, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    size_t total = regions->count[0] * regions->count[1], outputs = regions->outputs;
    struct line_target target = {
        canvas,
        &cell->plot,
        {cell->plot.width / (double)(regions->count[0] - 1),
         cell->plot.height / (double)(regions->count[1] - 1)},
    };
    struct landscape field = {.count = {regions->count[0], regions->count[1]},
                              .value = regions->out}; // no longer needed
    canvas_clip(canvas, cell->plot);
    for (size_t c = 0; c < outputs; c++) {
        for (size_t k = 0; k < total; k++) {
            double other = outputs > 1 ? -INFINITY : 0;
            for (size_t d = 0; d < outputs && outputs > 1; d++)
                other = d == c ? other : fmax(other, regions->scores[d * total + k]);
            field.value[k] = regions->scores[c * total + k] - other;
        }
        isolines_trace(&field, 0, add_line, &target);
    }
    canvas_stroke(canvas, &(struct stroke){.color = stage->theme->text,
                                           .alpha = 0.6,
                                           .width = fmax(1, 1.1 * stage->unit)});
    canvas_unclip(canvas);
}

// Returns the class that a network's outputs mean.
static size_t class_of(const double *outputs, size_t count) {
    size_t most = 0;
    if (count == 1)
        return outputs[0] > 0.5;
    for (size_t c = 1; c < count; c++)
        if (outputs[c] > outputs[most])
            most = c;
    return most;
}

static void ring_mistakes(struct regions *regions, const struct panel *panel,
                          const struct boundary_cell *cell, struct canvas *canvas) {
    const struct boundary_state *state = panel->state;
    const struct samples *samples = state->samples;
    const struct stage *stage = panel->stage;
    const struct problem *problem = stage->scene->problem;
    problem->kind->outputs(problem, regions->w, samples->x, samples->count, regions->found);
    canvas_clip(canvas, cell->plot);
    for (size_t i = 0; i < samples->count; i++) {
        double at[2], radius = state->radius + fmin(1.9 * stage->unit, 1.1 * state->radius);
        if (class_of(regions->found + i * regions->outputs, regions->outputs) ==
            (size_t)samples->y[i])
            continue;
        boundary_point(state, cell, samples->x + 2 * i, at);
        canvas_circle(canvas, at[0], at[1], radius);
        canvas_stroke(canvas, &(struct stroke){.color = stage->theme->text,
                                               .alpha = 0.85,
                                               .width = fmax(0.8, 0.9 * stage->unit)});
    }
    canvas_unclip(canvas);
}

void regions_draw(struct regions *regions, const struct panel *panel,
                  const struct boundary_cell *cell, struct canvas *canvas, double position) {
    const struct boundary_options *options = panel->options;
    if (!find_weights(regions, cell->run, position)) {
        canvas_box(canvas, cell->plot);
        canvas_fill(canvas, panel->stage->theme->plot, 1);
        return;
    }
    find_scores(regions, panel, cell);
    draw_colors(regions, cell, canvas);
    draw_lines(regions, panel, cell, canvas);
    if (options->mistakes)
        ring_mistakes(regions, panel, cell, canvas);
}

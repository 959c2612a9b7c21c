// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/landscape.h"

#include "base/memory.h"
#include "base/vector.h"
#include "plot/ticks.h"
#include "sim/hold.h"
#include "sim/plane_fit.h"
#include "sim/plane_turn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool landscape_read_loss(const struct node *node, void *field, struct error *error) {
    struct loss_choice choice;
    if (!loss_read(&choice, node, error))
        return false;
    loss_choice_finish(&choice);
    *(const struct node **)field = node;
    return true;
}

// Points a side of a landscape of which only the shape has to be seen.
static const size_t coarse_side = 27;

// A plane that follows a path shows this part of its reach on each side of the present point.
static const double follow_part = 0.15;

// The axes of two weights are w0 and w1, those of a plane of more p0 and p1.
static bool check_ranges(const struct panel *panel, struct error *error) {
    const struct landscape_options *options = panel->options;
    const struct node *map = node_get(panel->stage->scene->panels, panel->name);
    bool is_plane = panel->stage->scene->problem->shape.n > 2;
    const bool given[2] = {is_plane ? options->has_w0 : options->has_p0,
                           is_plane ? options->has_w1 : options->has_p1};
    for (int d = 0; d < 2; d++) {
        char key[3] = {is_plane ? 'w' : 'p', (char)('0' + d), '\0'};
        if (!given[d])
            continue;
        return error_at(error, node_place(node_get(map, key)),
                        is_plane ? "the problem has more than two weights; the ranges of its plane "
                                   "are p0 and p1"
                                 : "the problem has two weights; their ranges are w0 and w1");
    }
    return true;
}

// Writes which axes have a range from the scene.
static void given_ranges(const struct landscape_options *options, bool given[2]) {
    given[0] = options->has_w0 || options->has_p0;
    given[1] = options->has_w1 || options->has_p1;
}

bool shown_loss_init(struct shown_loss *shown, struct panel *panel, struct error *error) {
    const struct landscape_options *options = panel->options;
    const struct scene *scene = panel->stage->scene;
    shown->problem = scene->problem;
    panel->sees_plane = true;
    panel->plane = scene->plane;
    if (!check_ranges(panel, error) ||
        (options->plane && !plane_choice_read(options->plane, scene, &panel->plane, error)))
        return false;
    if (!options->loss)
        return true;
    if (!shown->problem->kind->with_loss)
        return error_at(error, options->loss->place,
                        "another loss needs a regression; a function is its own loss");
    struct loss_choice choice;
    if (!loss_read(&choice, options->loss, error))
        return false;
    shown->loss = choice.loss;
    shown->own = shown->problem->kind->with_loss(shown->problem, choice);
    shown->own->threads = shown->problem->threads;
    shown->problem = shown->own;
    return true;
}

void shown_loss_prepare(struct shown_loss *shown, const struct panel *panel) {
    const struct plane *plane = panel->stage->trace->runs[0].plane;
    for (int d = 0; d < 2; d++)
        stage_axis_name(panel->stage, d, shown->axis[d]);
    if (plane->n == 2)
        return;
    shown->own = plane_problem(shown->problem, plane);
    struct hold *hold = panel->stage->trace->hold;
    if (hold && hold->is_coarse) {
        shown->own->landscape_side = coarse_side;
        hold->is_used = true;
    }
    shown->problem = shown->own;
}

void shown_loss_finish(struct shown_loss *shown) {
    problem_destroy(shown->own);
    shown->own = NULL;
}

void shown_loss_warn(const struct shown_loss *shown, const struct panel *panel) {
    size_t sample = shown->problem->landscape_sample;
    if (sample > 0 && panel->stage->warnings)
        text_printf(panel->stage->warnings,
                    "panel '%s': the loss is drawn from %zu of %zu points, chosen at random; paths "
                    "and numbers use all points\n",
                    panel->name, sample, shown->problem->points);
}

bool landscape_view(const struct panel *panel, struct view *view) {
    const struct landscape_options *options = panel->options;
    const struct problem *problem = panel->stage->scene->problem;
    // A problem's own view is of its weights, not of a plane through more of them.
    bool has_range[2], has_view = problem->has_view && problem->shape.n == 2;
    given_ranges(options, has_range);
    for (int d = 0; d < 2; d++) {
        if (!has_range[d] && !has_view)
            return false;
        for (int end = 0; end < 2; end++)
            view->axis[d][end] = has_range[d] ? options->range[d][end] : problem->view.axis[d][end];
    }
    return true;
}

void landscape_hold_starts(const struct panel *panel, double margin, struct view *view) {
    const struct landscape_options *options = panel->options;
    const struct trace *trace = panel->stage->trace;
    bool has_range[2];
    given_ranges(options, has_range);
    for (int d = 0; d < 2 && !panel->follows; d++)
        for (size_t i = 0; i < trace->run_count && !has_range[d]; i++) {
            double *range = view->axis[d], start = trace->runs[i].w[0][d];
            if (!isfinite(start))
                continue;
            // The start is then the fraction `margin` of the new width away from the end.
            range[0] = fmin(range[0], (start - margin * range[1]) / (1 - margin));
            range[1] = fmax(range[1], (start - margin * range[0]) / (1 - margin));
            range_join(range, range); // keeps its width finite
        }
}

// Gives an axis of a plane along which the runs hardly move as much room as the other one has: what
// they differ by is rounding, or changes the loss by nothing that could be seen.
static void widen(const struct plane *plane, double ranges[2][2]) {
    static const double rounding = 1e-12, least = 1e-6;
    double norm[2], width[2], around = vector_norm(plane->n, plane->origin);
    for (int d = 0; d < 2; d++) {
        norm[d] = plane->direction[d] ? vector_norm(plane->n, plane->direction[d]) : 1;
        width[d] = norm[d] * (ranges[d][1] - ranges[d][0]);
    }
    for (int d = 0; d < 2; d++) {
        double middle = ranges[d][0] / 2 + ranges[d][1] / 2, half = 0;
        if (!(width[d] <= fmax(rounding * around, least * width[1 - d])))
            continue;
        if (width[1 - d] > rounding * around)
            half = width[1 - d] / norm[d] / 2;
        ranges[d][0] = middle - half;
        ranges[d][1] = middle + half;
    }
}

struct view landscape_final_view(const struct panel *panel) {
    struct view view;
    if (landscape_view(panel, &view)) {
        landscape_hold_starts(panel, 0, &view);
        return view;
    }
    const struct landscape_options *options = panel->options;
    const struct scene *scene = panel->stage->scene;
    const struct trace *trace = panel->stage->trace;
    const struct plane *plane = trace->runs[0].plane;
    double around = panel->follows ? panel->follows->plane->reach * follow_part : 0;
    bool has_range[2];
    given_ranges(options, has_range);
    for (int d = 0; d < 2; d++) {
        double *range = view.axis[d];
        range[0] = INFINITY;
        range[1] = -INFINITY;
        for (size_t i = 0; i < trace->run_count && around == 0; i++) {
            const struct run *run = &trace->runs[i];
            // Of a run that diverges only the start is included.
            long last = run->diverged >= 0 ? 0 : trace->states - 1;
            for (long k = 0; k <= last; k = trace_next(trace, k, 1))
                range_include(range, run->w[k][d]);
        }
        for (size_t i = 0; i < scene->target_count && around == 0; i++)
            range_include(range, scene->targets[i][d]);
        if (around > 0) {
            range[0] = -around;
            range[1] = around;
        }
        if (has_range[d])
            memcpy(range, options->range[d], sizeof options->range[d]);
    }
    if (plane->n > 2)
        widen(plane, view.axis);
    for (int d = 0; d < 2; d++) {
        range_pad(view.axis[d], around == 0 ? 0.1 : 0); // no range is empty
        if (has_range[d])
            memcpy(view.axis[d], options->range[d], sizeof options->range[d]);
    }
    const struct held *held =
        has_range[0] || has_range[1]
            ? NULL
            : hold_still(trace->hold, "view", panel->name, &view, sizeof view);
    if (held)
        memcpy(&view, held->bytes, sizeof view);
    return view;
}

double shown_loss_value(const struct shown_loss *shown, const double w[2], double recorded) {
    if (!shown->loss)
        return recorded;
    return problem_value(shown->own, w);
}

// Writes `count` coordinates over a range, ends included.
static void fill_axis(const double range[2], size_t count, double *out) {
    for (size_t i = 0; i < count; i++) {
        double part = count > 1 ? (double)i / (double)(count - 1) : 0.5;
        out[i] = range[0] * (1 - part) + range[1] * part;
    }
}

// Interpolates between a[1] and a[2] by a cubic through all four (Keys, "Cubic convolution
// interpolation", 1981); straight where one of the others is not finite.
static double cubic(const double a[4], double t) {
    double straight = a[1] + (a[2] - a[1]) * t;
    if (!isfinite(a[0] + a[1] + a[2] + a[3]))
        return straight;
    double slope1 = (a[2] - a[0]) / 2, slope2 = (a[3] - a[1]) / 2, rest = 1 - t;
    double bend1 = slope1 - (a[2] - a[1]), bend2 = (a[2] - a[1]) - slope2;
    return straight + t * rest * (rest * bend1 + t * bend2);
}

// Interpolates a row of `from` numbers, `stride` apart, at `to` places, ends included.
static void stretch(const double *values, size_t from, size_t stride, double *out, size_t to,
                    size_t out_stride) {
    for (size_t i = 0; i < to; i++) {
        double place = (double)i * (double)(from - 1) / (double)(to - 1), a[4];
        size_t k = (size_t)place < from - 2 ? (size_t)place : from - 2;
        a[1] = values[k * stride];
        a[2] = values[(k + 1) * stride];
        a[0] = k > 0 ? values[(k - 1) * stride] : 2 * a[1] - a[2];
        a[3] = k + 2 < from ? values[(k + 2) * stride] : 2 * a[2] - a[1];
        out[i * out_stride] = cubic(a, place - (double)k);
    }
}

// Fills a landscape from one of fewer points.
static void fill_between(struct landscape *landscape, const struct problem *problem,
                         const struct view *view, size_t side) {
    size_t count0 = landscape->count[0], count1 = landscape->count[1];
    double *memory = mem_zero(2 * side + side * side + count0 * side, sizeof *memory);
    double *w0 = memory, *w1 = w0 + side, *values = w1 + side, *rows = values + side * side;
    fill_axis(view->axis[0], side, w0);
    fill_axis(view->axis[1], side, w1);
    problem_landscape(problem, w0, side, w1, side, values);
    for (size_t j = 0; j < side; j++)
        stretch(values + j * side, side, 1, rows + j * count0, count0, 1);
    for (size_t i = 0; i < count0; i++)
        stretch(rows + i, side, count0, landscape->value + i, count1, count0);
    free(memory);
}

void landscape_init(struct landscape *landscape, const struct problem *problem,
                    const struct view *view, size_t count0, size_t count1) {
    size_t side = problem->landscape_side;
    *landscape = (struct landscape){.count = {count0, count1}, .low = INFINITY, .high = -INFINITY};
    for (int d = 0; d < 2; d++) {
        landscape->w[d] = mem_zero(landscape->count[d], sizeof(double));
        fill_axis(view->axis[d], landscape->count[d], landscape->w[d]);
    }
    landscape->value = mem_zero(count0 * count1, sizeof(double));
    if (side > 1 && (double)count0 * (double)count1 > (double)side * (double)side)
        fill_between(landscape, problem, view, side);
    else
        problem_landscape(problem, landscape->w[0], count0, landscape->w[1], count1,
                          landscape->value);
    for (size_t i = 0; i < count0 * count1; i++)
        if (isfinite(landscape->value[i])) {
            landscape->low = fmin(landscape->low, landscape->value[i]);
            landscape->high = fmax(landscape->high, landscape->value[i]);
        }
    if (landscape->low > landscape->high) {
        landscape->low = 0;
        landscape->high = 1;
    }
}

void landscape_of_film(struct landscape *landscape, const struct panel *panel,
                       const struct problem *problem, const struct view *view, size_t side) {
    enum { MOMENTS = 6, SIDE = 33, VALUES = SIDE * SIDE };
    double last = (double)(panel->stage->trace->states - 1);
    if (!panel->follows) {
        landscape_init(landscape, problem, view, side, side);
        return;
    }
    *landscape =
        (struct landscape){.count = {SIDE, SIDE * MOMENTS}, .low = INFINITY, .high = -INFINITY};
    landscape->value = mem_zero((size_t)MOMENTS * VALUES, sizeof *landscape->value);
    for (size_t i = 0; i < MOMENTS; i++) {
        struct landscape moment;
        plane_turn(panel->follows->plane, last * (double)i / (MOMENTS - 1));
        landscape_init(&moment, problem, view, SIDE, SIDE);
        memcpy(landscape->value + i * VALUES, moment.value, VALUES * sizeof *moment.value);
        landscape->low = fmin(landscape->low, moment.low);
        landscape->high = fmax(landscape->high, moment.high);
        landscape_finish(&moment);
    }
}

void landscape_finish(struct landscape *landscape) {
    free(landscape->w[0]);
    free(landscape->w[1]);
    free(landscape->value);
    *landscape = (struct landscape){0};
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plane_fit.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/vector.h"
#include "sim/hold.h"
#include "sim/lanczos.h"
#include "sim/plane_turn.h"
#include "sim/run_record.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Returns how many states of a run have finite weights.
static long states_of(const struct run *run, const struct trace *trace) {
    return run->diverged >= 0 ? run->diverged : run_last(run, trace) + 1;
}

static const double *weights_at(const struct run *run, long state) {
    return run->weights + (size_t)state * run->shape->n;
}

// States about their mean, scaled. That they vary along a direction v by |X v|^2 / 2 is a problem,
// whose Hessian X^T X has the directions of most variance as its eigenvectors.
struct cloud {
    struct problem problem;
    const double **states; // n numbers each; owned
    size_t count;
    const double *mean;
    double scale; // a power of two that makes the largest distance from the mean about 1
};

static void cloud_product(const struct problem *problem, const struct batch *batch, const double *w,
                          const double *v, double *out) {
    const struct cloud *cloud = (const struct cloud *)problem;
    size_t n = problem->shape.n;
    (void)batch, (void)w;
    memset(out, 0, n * sizeof *out);
    for (size_t i = 0; i < cloud->count && interrupt_signal() == 0; i++) {
        const double *x = cloud->states[i];
        double part = vector_dot_from(n, cloud->scale, v, x, cloud->mean);
        for (size_t k = 0; k < n; k++)
            out[k] += part * (cloud->scale * (x[k] - cloud->mean[k]));
    }
}

static const struct problem_kind cloud_kind = {
    .name = "cloud",
    .help = "how states vary along a direction",
    .hessian_product = cloud_product,
};

// Takes the same number of states from each run that has some, evenly up to where it diverged.
static void cloud_fill(struct cloud *cloud, const struct trace *trace) {
    size_t runs = 0, each;
    long longest = 0;
    for (size_t i = 0; i < trace->run_count; i++) {
        long states = states_of(&trace->runs[i], trace);
        runs += states > 0;
        longest = states > longest ? states : longest;
    }
    each = runs > 0 ? PLANE_STATES_MAX / runs : 0;
    each = each > (size_t)longest ? (size_t)longest : each > 0 ? each : 1;
    cloud->states = mem_zero(runs * each + 1, sizeof *cloud->states);
    size_t stride = runs / PLANE_STATES_MAX + 1;
    for (size_t i = 0; i < trace->run_count; i += stride) {
        double last = (double)states_of(&trace->runs[i], trace) - 1;
        for (size_t k = 0; k < each && last >= 0; k++) {
            double part = each > 1 ? (double)k / (double)(each - 1) : 1;
            cloud->states[cloud->count++] = weights_at(&trace->runs[i], (long)round(last * part));
        }
    }
}

static void find_mean(const struct cloud *cloud, double *mean) {
    size_t n = cloud->problem.shape.n;
    for (size_t i = 0; i < cloud->count && interrupt_signal() == 0; i++)
        for (size_t k = 0; k < n; k++)
            mean[k] += (cloud->states[i][k] - mean[k]) / (double)(i + 1);
}

// Sets the scale of a cloud. Returns the sum of the squares of the scaled distances from its mean.
static double find_spread(struct cloud *cloud) {
    size_t n = cloud->problem.shape.n;
    double *distances = mem_zero(cloud->count + 1, sizeof *distances), largest = 0, sum = 0;
    for (size_t i = 0; i < cloud->count && interrupt_signal() == 0; i++) {
        distances[i] = vector_distance(n, cloud->states[i], cloud->mean);
        largest = fmax(largest, distances[i]);
    }
    cloud->scale = vector_scale(largest);
    for (size_t i = 0; i < cloud->count; i++) {
        double distance = cloud->scale * distances[i];
        sum += distance * distance;
    }
    free(distances);
    return sum;
}

// Finds the two directions of most variance. Where the states lie on a line, the second is one
// across it; where all are one point but for rounding, there are none.
static void fit_variance(struct plane *plane, const struct trace *trace) {
    // Of the spread of the states: less is rounding, by their distance from 0, and cannot be told
    // from none, by the spread along the first direction.
    static const double rounding = 1e-14, least = 1e-6;
    struct cloud cloud = {.problem = {.kind = &cloud_kind, .shape = *trace->runs[0].shape},
                          .mean = plane->origin};
    double values[2] = {0, 0};
    cloud_fill(&cloud, trace);
    find_mean(&cloud, plane->origin);
    double whole = find_spread(&cloud);
    struct lanczos lanczos = {.problem = &cloud.problem, .count = 2, .tolerance = 1e-11};
    double noise = rounding * cloud.scale * vector_norm(plane->n, plane->origin);
    bool varies = whole > (double)cloud.count * noise * noise;
    if (varies && isfinite(whole))
        lanczos_largest(&lanczos, plane->origin, values, plane->direction[0]);
    for (int d = 0; d < 2; d++)
        plane->is_still[d] = !varies || values[d] <= least * least * whole;
    double shown = fmax(0, values[0]) + fmax(0, values[1]);
    plane->share = whole > 0 ? fmin(1, shown / whole) : 1; // of no variance nothing is missing
    free(cloud.states);
}

// Returns the run whose end is the origin of a plane: the first that does not diverge.
static const struct run *run_that_ends(const struct trace *trace) {
    for (size_t i = 0; i < trace->run_count; i++)
        if (trace->runs[i].diverged < 0)
            return &trace->runs[i];
    return NULL;
}

// Draws a direction and gives each row of its matrices the norm of that row of the origin, so that
// a unit along it changes all by as much as they are (Li, Xu, Taylor, Studer and Goldstein,
// "Visualizing the loss landscape of neural nets", 2018). Vectors beside matrices, the biases, do
// not vary.
static void draw_direction(const struct plane *plane, const struct shape *shape,
                           struct random_stream *stream, double *direction) {
    bool has_matrix = false;
    for (size_t i = 0; i < shape->layer_count; i++)
        has_matrix = has_matrix || shape->layers[i].columns > 0;
    for (size_t i = 0; i < shape->layer_count; i++) {
        const struct layer *layer = &shape->layers[i];
        size_t columns = layer->columns > 0 ? layer->columns : layer->count;
        if (has_matrix && layer->columns == 0)
            continue;
        for (size_t first = layer->first; first < layer->first + layer->count; first += columns) {
            double *row = direction + first;
            for (size_t k = 0; k < columns; k++)
                row[k] = random_normal(stream, 0, 1);
            double part = vector_norm(columns, plane->origin + first) / vector_norm(columns, row);
            for (size_t k = 0; k < columns; k++)
                row[k] *= isfinite(part) ? part : 0;
        }
    }
}

static void fit_random(struct plane *plane, const struct trace *trace, uint64_t seed) {
    for (uint64_t d = 0; d < 2; d++) {
        struct random_stream stream;
        random_start(&stream, seed, RANDOM_PLANE, d);
        draw_direction(plane, trace->runs[0].shape, &stream, plane->direction[d]);
    }
}

static void take_origin(struct plane *plane, const struct trace *trace) {
    const struct run *run = run_that_ends(trace);
    vector_copy(plane->n, plane->origin,
                run ? weights_at(run, run_last(run, trace)) : weights_at(&trace->runs[0], 0));
}

// Names a plane by what was asked for.
enum { NAME = 80 };
static const char *name_of(const struct plane_choice *choice, char name[NAME]) {
    snprintf(name, NAME, "plane %d %zu %zu %zu", (int)choice->kind, choice->weights[0],
             choice->weights[1], choice->optimizer);
    return name;
}

// Puts a plane where it is held; false if it is not.
static bool take_held(struct plane *plane, struct hold *hold) {
    char name[NAME];
    const struct held *held = hold_find(hold, name_of(&plane->choice, name));
    size_t n = plane->n, own = plane->direction[0] ? 3 * n : n;
    if (held && plane->choice.kind == PLANE_HERE)
        return plane_turns_take(plane, held->bytes, held->size);
    if (!held || held->size != (1 + own) * sizeof(double))
        return false;
    const double *numbers = held->bytes;
    plane->share = numbers[0];
    vector_copy(n, plane->origin, numbers + 1);
    if (plane->direction[0]) {
        vector_copy(2 * n, plane->direction[0], numbers + 1 + n);
        plane_set(plane);
    }
    return true;
}

// Notes where a plane is.
static void keep(const struct plane *plane, struct hold *hold) {
    char name[NAME];
    size_t n = plane->n, own = plane->direction[0] ? 3 * n : n, size = (1 + own) * sizeof(double);
    double *numbers;
    if (plane->choice.kind == PLANE_HERE) {
        numbers = plane_turns_copy(plane, &size);
    } else {
        numbers = mem_zero(1 + own, sizeof *numbers);
        numbers[0] = plane->share;
        vector_copy(n, numbers + 1, plane->origin);
        if (plane->direction[0])
            vector_copy(2 * n, numbers + 1 + n, plane->direction[0]);
    }
    hold_keep(hold, name_of(&plane->choice, name), numbers, size);
    free(numbers);
}

void plane_hold(struct plane *plane, struct hold *hold) {
    if (hold && !take_held(plane, hold) && !hold->is_moving)
        keep(plane, hold);
}

static void fit(struct plane *plane, const struct trace *trace, const struct problem *problem,
                uint64_t seed) {
    switch (plane->choice.kind) {
    case PLANE_WEIGHTS:
        take_origin(plane, trace);
        return;
    case PLANE_PCA:
        fit_variance(plane, trace);
        break;
    case PLANE_RANDOM:
        take_origin(plane, trace);
        fit_random(plane, trace, seed);
        break;
    case PLANE_HERE:
        plane_follow(plane, trace, problem);
        return;
    }
    plane_set(plane);
}

void plane_fit(struct plane *plane, const struct trace *trace, const struct problem *problem,
               uint64_t seed) {
    if (take_held(plane, trace->hold))
        return;
    fit(plane, trace, problem, seed);
    if (trace->hold && !trace->hold->is_moving)
        keep(plane, trace->hold);
}

// Computes the coordinates and the distance of a state that has weights; `work` is n numbers.
static void place_state(const struct plane *plane, struct run *run, long k, double *work) {
    plane_project(plane, weights_at(run, k), run->w[k]);
    run->off_plane[k] = plane_distance(plane, weights_at(run, k), run->w[k], work);
}

// Returns the end of the states of a run that have weights, which are finite but for the one where
// it diverged.
static long end_of(const struct run *run, const struct trace *trace) {
    return run->diverged >= 0 ? run->diverged + 1 : trace->states;
}

void plane_measure(const struct plane *plane, const struct trace *trace) {
    double *work = mem_zero(plane->n, sizeof *work), p[2];
    for (size_t i = 0; i < trace->run_count; i++) {
        struct run *run = &trace->runs[i];
        for (long k = 0; k < trace->states; k = trace_next(trace, k, 1)) {
            run->off_plane[k] = NAN;
            if (k >= end_of(run, trace) || interrupt_signal() != 0)
                continue;
            plane_project(plane, weights_at(run, k), p);
            run->off_plane[k] = plane_distance(plane, weights_at(run, k), p, work);
        }
    }
    free(work);
}

// Returns the part of the plane where the runs are until they diverge.
static struct view view_of(const struct trace *trace) {
    struct view view = {{{0, 0}, {0, 0}}};
    for (size_t i = 0; i < trace->run_count; i++)
        for (long k = 0; k < states_of(&trace->runs[i], trace); k = trace_next(trace, k, 1))
            for (int d = 0; d < 2; d++) {
                view.axis[d][0] = fmin(view.axis[d][0], trace->runs[i].w[k][d]);
                view.axis[d][1] = fmax(view.axis[d][1], trace->runs[i].w[k][d]);
            }
    return view;
}

void plane_place(struct plane *plane, const struct trace *trace) {
    double *work = mem_zero(plane->n, sizeof *work);
    for (long k = 0; k < trace->states; k = trace_next(trace, k, 1)) {
        if (interrupt_signal() != 0)
            break;
        if (plane->choice.kind == PLANE_HERE)
            plane_turn(plane, (double)k);
        for (size_t i = 0; i < trace->run_count; i++) {
            trace->runs[i].off_plane[k] = NAN;
            if (k < end_of(&trace->runs[i], trace))
                place_state(plane, &trace->runs[i], k, work);
        }
    }
    free(work);
    struct view view = view_of(trace);
    for (size_t i = 0; i < trace->run_count; i++)
        if (trace->runs[i].diverged >= 0)
            run_record_rest(trace, &trace->runs[i], &view);
}

bool plane_view_init(struct plane_view *view, const struct trace *trace,
                     const struct plane_choice *choice, const struct problem *problem,
                     uint64_t seed, struct error *error) {
    enum { NUMBERS = 3 }; // a state
    size_t states = (size_t)trace->states;
    *view = (struct plane_view){.trace = *trace};
    view->trace.runs = mem_zero(trace->run_count, sizeof *trace->runs);
    view->plane = plane_create(choice, trace->runs[0].shape->n);
    if (!scratch_init(&view->numbers, trace->run_count * states * NUMBERS * sizeof(double)))
        return error_set(error, ERROR_RENDER, "not enough memory for %ld steps", trace->states);
    double *numbers = view->numbers.bytes;
    for (size_t i = 0; i < trace->run_count; i++, numbers += NUMBERS * states) {
        struct run *run = &view->trace.runs[i];
        *run = trace->runs[i];
        run->plane = view->plane;
        run->w = (double(*)[2])numbers;
        run->off_plane = numbers + 2 * states;
    }
    const struct plane *whole = trace->runs[0].plane;
    if (choice->kind == PLANE_HERE && plane_choice_equals(choice, &whole->choice))
        plane_follow_other(view->plane, whole);
    else
        plane_fit(view->plane, &view->trace, problem, seed);
    plane_place(view->plane, &view->trace);
    return interrupt_check(error);
}

// Returns how many states a turned plane moves on from a placed one to the next.
static long stride_of(const struct trace *trace) {
    double all = (double)trace->run_count * (double)trace->states;
    return (long)fmin(ceil(all / PLANE_TURNED_MAX),
                      1 + (double)(trace->states / PLANE_TURNED_LEAST));
}

// Puts the states between two that are placed on the line through them.
static void place_between(struct run *run, long first, long last) {
    for (long k = first + 1; k < last; k++) {
        double part = (double)(k - first) / (double)(last - first);
        for (int d = 0; d < 2; d++)
            run->w[k][d] = run->w[first][d] + part * (run->w[last][d] - run->w[first][d]);
        run->off_plane[k] =
            run->off_plane[first] + part * (run->off_plane[last] - run->off_plane[first]);
    }
}

void plane_view_turn(struct plane_view *view, double position) {
    const struct trace *trace = &view->trace;
    double *work = mem_zero(view->plane->n, sizeof *work);
    long last = (long)floor(position) + 1, stride = stride_of(trace);
    plane_turn(view->plane, position);
    double reach = fmax(view->plane->reach, DBL_MIN);
    struct view around = {{{-reach, reach}, {-reach, reach}}};
    for (size_t i = 0; i < trace->run_count; i++) {
        struct run *run = &trace->runs[i];
        long count = last < end_of(run, trace) ? last + 1 : end_of(run, trace), before = 0;
        for (long k = 0; k < count; k++) {
            if (k % stride != 0 && k < count - 2)
                continue; // the last two are where a head is, or a state that is not finite
            place_state(view->plane, run, k, work);
            place_between(run, before, k);
            before = k;
        }
        if (run->diverged >= 0 && run->diverged <= last)
            run_record_rest(trace, run, &around);
    }
    free(work);
}

bool plane_view_point(struct plane_view *view, size_t index, double position, double p[2]) {
    const struct run *run = &view->trace.runs[index];
    position = run_position(run, position);
    long k = (long)floor(position), end = states_of(run, &view->trace);
    if (k >= end)
        return false;
    plane_turn(view->plane, position);
    plane_project(view->plane, weights_at(run, k), p);
    if (position > (double)k && k + 1 < end) {
        double next[2];
        plane_project(view->plane, weights_at(run, k + 1), next);
        for (int d = 0; d < 2; d++)
            p[d] += (next[d] - p[d]) * (position - (double)k);
    }
    return true;
}

void plane_view_finish(struct plane_view *view) {
    free(view->trace.runs);
    plane_destroy(view->plane);
    scratch_finish(&view->numbers);
    *view = (struct plane_view){0};
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_azimuth.h"

#include "base/maths.h"
#include "sim/hold.h"

#include <math.h>
#include <string.h>

// Six azimuths a quarter, none of which sees the box straight on.
enum { PER_QUARTER = 6 };
static const double first_azimuth = 20, azimuth_step = 10;

// Points of the paths that are looked at, and steps from there to the eye in a box's width.
enum { POINTS_MOST = 240, STEPS = 40 };

// A point is in sight if nothing rises above its line to the eye by more than this part of the box.
static const double slack = 0.012;

// What counts beside the length of path in sight: that the end is, and being near to the usual
// azimuth where others are no better.
static const double end_weight = 0.3, usual_weight = 0.03, usual_azimuth = 70;

static double azimuth_at(size_t index) {
    double quarter = (double)(index / PER_QUARTER);
    return 90 * quarter + first_azimuth + azimuth_step * (double)(index % PER_QUARTER);
}

// Points of a path in the box: [-1/2, 1/2] on the floor, and heights upwards from 0.
struct path_points {
    double at[POINTS_MOST][3];
    size_t count;
    bool has_end; // the last point is the end of the path
};

// Returns the height of the sheet over a point of the floor; NAN where it has none.
static double sheet_height(const struct surface_state *state, double x, double y, double height) {
    const struct landscape *landscape = &state->sheet.landscape;
    const size_t *count = landscape->count;
    double u = (x + 0.5) * (double)(count[0] - 1), v = (y + 0.5) * (double)(count[1] - 1);
    if (!(u >= 0 && v >= 0 && u <= (double)(count[0] - 1) && v <= (double)(count[1] - 1)))
        return NAN;
    size_t i = (size_t)u, j = (size_t)v;
    i -= i + 1 == count[0];
    j -= j + 1 == count[1];
    const double *row = landscape->value + j * count[0] + i, *next = row + count[0];
    double a = u - (double)i, b = v - (double)j;
    double value =
        (1 - b) * ((1 - a) * row[0] + a * row[1]) + b * ((1 - a) * next[0] + a * next[1]);
    const double *range = state->sheet.range;
    return height * fmin(1, (value - range[0]) / (range[1] - range[0]));
}

// Whether the sheet leaves free the line from a point to an eye that is far away.
static bool is_in_sight(const struct surface_state *state, const double from[3],
                        const struct box3d *space) {
    double height = space->camera.height, flat = m_hypot(space->toward[0], space->toward[1]);
    double own = sheet_height(state, from[0], from[1], height);
    double point[3] = {from[0], from[1], own > from[2] ? own : from[2]}, step[3];
    for (int d = 0; d < 3; d++)
        step[d] = space->toward[d] / (fmax(flat, 1e-3) * STEPS);
    for (int i = 0; i < 2 * STEPS; i++) {
        for (int d = 0; d < 3; d++)
            point[d] += step[d];
        if (point[2] > height || fabs(point[0]) > 0.5 || fabs(point[1]) > 0.5)
            return true;
        if (sheet_height(state, point[0], point[1], height) > point[2] + slack)
            return false;
    }
    return true;
}

// Collects at most `most` points of a run that are in view.
static void collect(const struct panel *panel, const struct run *run, long most,
                    struct path_points *points) {
    const struct surface_state *state = panel->state;
    const struct trace *trace = panel->stage->trace;
    const struct box3d_axis *axes = state->space.axes;
    long last = run_last(run, trace), stride = last / (most - 1) + 1;
    points->count = 0;
    points->has_end = false;
    for (long k = 0; k <= last; k = k < last && k + stride > last ? last : k + stride) {
        double point[3], *at = points->at[points->count];
        surface_point(panel, run->w[k], run->loss[k], point);
        points->has_end = box3d_holds(&state->space, point);
        if (!points->has_end)
            continue;
        for (int d = 0; d < 3; d++)
            at[d] = (point[d] - axes[d].low) / (axes[d].high - axes[d].low) - (d < 2 ? 0.5 : 0);
        at[2] *= state->space.camera.height;
        points->count++;
        if (k == last)
            break;
    }
}

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// Returns how well a path is seen, from 0 to 1 and a little more for its end: the length that is in
// sight, as it appears, by the length that it has.
static double score(const struct surface_state *state, const struct path_points *points,
                    const struct box3d *space) {
    double seen = 0, whole = 0;
    bool is_seen = false;
    for (size_t i = 0; i < points->count; i++) {
        is_seen = is_in_sight(state, points->at[i], space);
        if (i == 0)
            continue;
        double way[3];
        for (int d = 0; d < 3; d++)
            way[d] = points->at[i][d] - points->at[i - 1][d];
        whole += sqrt(dot(way, way));
        if (is_seen)
            seen += m_hypot(dot(way, space->right), dot(way, space->up));
    }
    return (whole > 0 ? seen / whole : 0) + (points->has_end && is_seen ? end_weight : 0);
}

void surface_score_azimuths(struct panel *panel) {
    struct surface_state *state = panel->state;
    const struct surface_options *options = panel->options;
    const struct trace *trace = panel->stage->trace;
    struct box3d space = state->space;
    struct camera camera = options->camera.from;
    state->seeks_azimuth = options->camera.is_free && isnan(panel->stage->theme->azimuth) &&
                           options->path != PATH_NONE;
    if (!state->seeks_azimuth)
        return;
    for (size_t k = 0; k < AZIMUTHS; k++)
        state->scores[k] = usual_weight * m_cos((azimuth_at(k) - usual_azimuth) * M_PI / 180);
    size_t runs = trace->run_count < POINTS_MOST / 4 ? trace->run_count : POINTS_MOST / 4;
    for (size_t i = 0; i < runs; i++) {
        // of very many runs, some, evenly
        const struct run *run = &trace->runs[i * trace->run_count / runs];
        struct path_points points;
        collect(panel, run, (long)(POINTS_MOST / runs), &points);
        for (size_t k = 0; k < AZIMUTHS; k++) {
            camera.azimuth = azimuth_at(k);
            box3d_aim(&space, camera);
            state->scores[k] += score(state, &points, &space) / (double)runs;
        }
    }
    const struct held *held =
        hold_still(trace->hold, "azimuth", panel->name, state->scores, sizeof state->scores);
    if (held)
        memcpy(state->scores, held->bytes, sizeof state->scores);
}

void surface_share_azimuth(struct panel *panel, const struct panel *other) {
    struct surface_state *state = panel->state;
    const struct surface_state *theirs = other->state;
    for (size_t k = 0; k < AZIMUTHS; k++)
        state->scores[k] = fmin(state->scores[k], theirs->scores[k]);
}

void surface_use_azimuth(struct panel *panel) {
    struct surface_state *state = panel->state;
    struct surface_options *options = panel->options;
    double azimuth = panel->stage->theme->azimuth;
    size_t best = 0;
    for (size_t k = 1; k < AZIMUTHS; k++)
        if (state->scores[k] > state->scores[best] + 1e-9)
            best = k;
    if (state->seeks_azimuth)
        azimuth = azimuth_at(best);
    if (options->camera.is_free && isfinite(azimuth))
        camera_turn(&options->camera, azimuth);
    box3d_aim(&state->space, camera_at(&options->camera, 0));
}

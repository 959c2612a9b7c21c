// SPDX-License-Identifier: GPL-3.0-or-later
// Each name has a few dozen places around its head, and a choice of one at each of some key
// moments. The choices with the least cost over the film are found by dynamic programming, for one
// name after the other, in two rounds, so that the first ones can give way to the last. The head is
// smoothed before, and the choices afterwards, so that names glide.
#include "plot/label_tracks.h"

#include "base/maths.h"
#include "base/memory.h"
#include "plot/heads.h"
#include "plot/label_geometry.h"
#include "plot/label_motion.h"
#include "plot/label_trail.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MAX = 64, KEYS_MAX = 40, PROBES = 2, ROUNDS = 2 };

static const double smooth_seconds = 0.35, settle_seconds = 0.12; // of heads, and of the result
static const double change_seconds = 0.4;                         // from one place to another
static const double key_seconds = 0.2;

// Design points: from a head to a name beside it, and how near names and heads may come.
static const double head_radius = 3.6, beside = 8, clear_of_head = 6, clear_of_name = 3;

// Costs, of a moment. Names and heads first, then what is drawn, then how far away it is.
static const double cost_name = 80, cost_own_head = 60, cost_head = 40, cost_leader = 10,
                    cost_covered = 12, cost_distance = 0.06;
// The weight of what is drawn that costs half as much as can be: a path that crosses a name.
static const double crossing = 12;
// Costs of a change of places, and of each design point of its length.
static const double cost_change = 14, cost_length = 0.15;

// A place: where the middle of a name is from its head, in pixels.
struct place_around {
    double offset[2], cost;
};

// What stands at a moment that a name is to be placed in: other names and heads.
struct neighbour {
    struct box name, all;   // all: with head and leader
    double head[2], end[2]; // end of the leader at the name
    bool is_placed;
};

struct solver {
    const struct moving_label *labels;
    size_t count, samples, keys, stride;
    const struct label_ground *ground;
    double (*head)[2];           // of label i at sample k: [i * samples + k]
    double (*anchor)[2];         // the same, smoothed
    struct place_around *places; // of label i: from [i * PLACES_MAX] on
    size_t *place_count;
    unsigned char *choice;        // of label i at key k: [i * keys + k]
    bool *is_placed;              // one a label
    double growth;                // of the head of the label that is placed, at the sample, pixels
    struct neighbour *neighbours; // one a label, scratch
    struct label_trail trail;     // of all heads, up to the sample `trodden`
    size_t trodden;
};

double label_pace(const struct label_ground *ground) {
    return 1.2 * m_hypot(ground->room.width, ground->room.height) / ground->rate;
}

double label_speed(const struct label_ground *ground, size_t samples) {
    double across = m_hypot(ground->room.width, ground->room.height);
    return label_pace(ground) + (samples > 1 ? across / (double)(samples - 1) : 0);
}

void label_tracks_settle(struct label_tracks *tracks, size_t index,
                         const struct moving_label *label, const struct label_ground *ground) {
    static const double parts = 256; // of a pixel
    for (size_t k = 0; k < tracks->samples; k++) {
        double *at = tracks->at[index * tracks->samples + k];
        for (int d = 0; d < 2; d++)
            at[d] = round(at[d] * parts) / parts;
        label_keep_inside(at, label->width, label->height, ground->room);
    }
}

void label_keep_inside(double at[2], double width, double height, struct box room) {
    double half[2] = {width / 2, height / 2}, low[2] = {room.x, room.y};
    double high[2] = {room.x + room.width, room.y + room.height};
    for (int d = 0; d < 2; d++)
        at[d] = high[d] - low[d] < 2 * half[d]
                    ? (low[d] + high[d]) / 2
                    : fmax(low[d] + half[d], fmin(high[d] - half[d], at[d]));
}

void label_heads_complete(double (*heads)[2], const struct moving_label *label, size_t samples,
                          struct box room) {
    size_t first = 0;
    while (first < samples && !isfinite(label->head[first][0] + label->head[first][1]))
        first++;
    double last[2] = {room.x + room.width / 2, room.y + room.height / 2};
    if (first < samples)
        memcpy(last, label->head[first], sizeof last);
    for (size_t k = 0; k < samples; k++) {
        if (isfinite(label->head[k][0] + label->head[k][1]))
            memcpy(last, label->head[k], sizeof last);
        memcpy(heads[k], last, sizeof last);
        label_keep_inside(heads[k], 0, 0, room);
    }
}

double label_head_growth(const double (*heads)[2], size_t count, size_t stride, size_t index,
                         double unit) {
    const double *own = heads[index * stride];
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double *other = heads[i * stride];
        double step[2] = {other[0] - own[0], other[1] - own[1]}, reach = head_radius * unit;
        double squared = step[0] * step[0] + step[1] * step[1];
        if (i != index && squared < reach * reach)
            sum += (1 - sqrt(squared) / reach) * heads_growth(2, unit);
    }
    return fmin(sum, heads_growth(count, unit));
}

static void add_place(struct solver *solver, size_t label, double x, double y, double cost) {
    size_t *count = &solver->place_count[label];
    if (*count < PLACES_MAX)
        solver->places[label * PLACES_MAX + (*count)++] = (struct place_around){{x, y}, cost};
}

// Makes the places of a name: beside its head, in rows at two distances on both sides, and above
// and below. The more names there are, the more rows.
static void make_places(struct solver *solver, size_t label) {
    const struct moving_label *own = &solver->labels[label];
    double unit = solver->ground->unit, row = own->height + clear_of_name * unit;
    double half = own->width / 2;
    int rows = solver->count < 4 ? 1 : solver->count < 8 ? 3 : 5;
    for (int side = 1; side >= -1; side -= 2)
        add_place(solver, label, side * (half + beside * unit), 0, side > 0 ? 0 : 0.5);
    for (int side = 1; side >= -1; side -= 2)
        for (int end = -1; end <= 1; end += 2)
            add_place(solver, label, side * (half + 0.7 * beside * unit), end * 0.8 * row, 0.8);
    for (int end = -1; end <= 1; end += 2)
        add_place(solver, label, 0, end * (own->height / 2 + beside * unit), 1.2);
    for (int far = 0; far < 2; far++)
        for (int side = 1; side >= -1; side -= 2)
            for (int k = -rows - far; k <= rows + far; k++)
                add_place(solver, label, side * (half + (far ? 44 : 22) * unit), k * row, 1);
    for (int far = 1; far < 3; far++)
        for (int end = -1; end <= 1; end += 2)
            for (int side = -1; side <= 1; side += 2)
                add_place(solver, label, side * 0.4 * own->width,
                          end * (own->height / 2 + (far == 1 ? 24 : 44) * unit), 1.5);
}

// Writes where a name is at a sample if it has a place.
static void name_at(const struct solver *solver, size_t label, size_t place, size_t sample,
                    double at[2]) {
    const double *anchor = solver->anchor[label * solver->samples + sample];
    const double *offset = solver->places[label * PLACES_MAX + place].offset;
    at[0] = anchor[0] + offset[0];
    at[1] = anchor[1] + offset[1];
    label_keep_inside(at, solver->labels[label].width, solver->labels[label].height,
                      solver->ground->room);
}

// Finds the others at a sample, and where their leaders end: at the side of the name.
static void find_neighbours(struct solver *solver, size_t label, size_t key, size_t sample) {
    solver->growth = label_head_growth((const double(*)[2])(solver->head + sample), solver->count,
                                       solver->samples, label, solver->ground->unit);
    for (size_t i = 0; i < solver->count; i++) {
        struct neighbour *other = &solver->neighbours[i];
        const struct moving_label *own = &solver->labels[i];
        double at[2];
        memcpy(other->head, solver->head[i * solver->samples + sample], sizeof other->head);
        other->is_placed = i != label && solver->is_placed[i];
        other->all = (struct box){other->head[0], other->head[1], 0, 0};
        if (!other->is_placed)
            continue;
        name_at(solver, i, solver->choice[i * solver->keys + key], sample, at);
        other->name = box_around(at, own->width, own->height, 0);
        other->end[0] = greater(other->name.x, lesser(other->name.x + own->width, other->head[0]));
        other->end[1] = at[1];
        other->all = with_point(other->name, other->head);
    }
}

// Returns the cost of a place at a sample, given the neighbours there.
static double cost_at(const struct solver *solver, size_t label, size_t place, size_t sample) {
    const struct moving_label *own = &solver->labels[label];
    const struct label_ground *ground = solver->ground;
    const double *head = solver->head[label * solver->samples + sample];
    double unit = ground->unit, at[2];
    name_at(solver, label, place, sample, at);
    struct box tight = box_around(at, own->width, own->height, 0);
    struct box box = box_around(at, own->width, own->height, clear_of_name * unit);
    double apart = distance_from(&tight, head), close = clear_of_head * unit + solver->growth;
    double cost = solver->places[label * PLACES_MAX + place].cost;
    cost += cost_distance * greater(0, apart / unit - beside);
    cost += apart < close ? cost_own_head * (1 - apart / close) : 0;
    double end[2] = {greater(tight.x, lesser(tight.x + own->width, head[0])), at[1]};
    bool has_leader = apart > 1.6 * beside * unit;
    struct box all = with_point(box_around(at, own->width, own->height, close), head);
    for (size_t i = 0; i < solver->count; i++) {
        const struct neighbour *other = &solver->neighbours[i];
        if (i == label || !boxes_meet(&all, &other->all))
            continue;
        double near = distance_from(&tight, other->head);
        cost += near < close ? cost_head * (1 - near / close) : 0;
        if (!other->is_placed)
            continue;
        cost += cost_name * sqrt(overlap(&box, &other->name));
        cost += has_leader && crosses_box(head, end, &other->name) ? cost_leader : 0;
        cost += crosses_box(other->head, other->end, &tight) ? cost_leader : 0;
        cost += has_leader && segments_cross(head, end, other->head, other->end) ? cost_leader : 0;
    }
    double weight = label_trail_weight(&solver->trail, tight);
    weight += ground->covered ? ground->covered(ground->context, tight, sample) : 0;
    return cost + cost_covered * weight / (weight + crossing);
}

static size_t sample_of(const struct solver *solver, size_t key, size_t probe) {
    size_t sample = key * solver->stride + probe * solver->stride / PROBES;
    return sample < solver->samples ? sample : solver->samples - 1;
}

// Brings the trail of all heads to a sample, which is not before the one that it is at.
static void tread(struct solver *solver, size_t sample) {
    for (; solver->trodden < sample; solver->trodden++)
        for (size_t i = 0; i < solver->count; i++) {
            const double(*at)[2] =
                (const double(*)[2])(solver->head + i * solver->samples + solver->trodden);
            label_trail_add(&solver->trail, at[0], at[1]);
        }
}

// Returns the place before from which a place is reached at the least cost, which is added to
// `*cost`; `lowest` is the least of the costs before.
static unsigned char cheapest(const struct solver *solver, size_t label, const double *before,
                              double lowest, size_t place, double *cost) {
    const struct place_around *places = &solver->places[label * PLACES_MAX];
    double least = before[place], unit = solver->ground->unit;
    size_t best = place;
    if (lowest + cost_change >= least) {
        *cost += least;
        return (unsigned char)place;
    }
    for (size_t p = 0; p < solver->place_count[label]; p++) {
        if (before[p] + cost_change >= least)
            continue;
        double x = places[p].offset[0] - places[place].offset[0];
        double y = places[p].offset[1] - places[place].offset[1];
        double sum = before[p] + cost_change + cost_length * sqrt(x * x + y * y) / unit;
        if (sum < least) {
            least = sum;
            best = p;
        }
    }
    *cost += least;
    return (unsigned char)best;
}

// Finds the best places of a name for the film, while all others stay.
static void choose(struct solver *solver, size_t label) {
    size_t count = solver->place_count[label];
    unsigned char *from = mem_zero(solver->keys * PLACES_MAX, sizeof *from);
    double before[PLACES_MAX] = {0}, now[PLACES_MAX];
    label_trail_clear(&solver->trail);
    solver->trodden = 0;
    for (size_t key = 0; key < solver->keys; key++) {
        memset(now, 0, sizeof now);
        for (size_t probe = 0; probe < PROBES; probe++) {
            size_t sample = sample_of(solver, key, probe);
            find_neighbours(solver, label, key, sample);
            tread(solver, sample);
            for (size_t p = 0; p < count; p++)
                now[p] += cost_at(solver, label, p, sample) / PROBES;
        }
        double lowest = before[0];
        for (size_t p = 1; p < count; p++)
            lowest = lesser(lowest, before[p]);
        for (size_t p = 0; p < count && key > 0; p++)
            from[key * PLACES_MAX + p] = cheapest(solver, label, before, lowest, p, &now[p]);
        memcpy(before, now, sizeof before);
    }
    size_t best = 0;
    for (size_t p = 1; p < count; p++)
        best = before[p] < before[best] ? p : best;
    for (size_t key = solver->keys; key-- > 0; best = from[key * PLACES_MAX + best])
        solver->choice[label * solver->keys + key] = (unsigned char)best;
    solver->is_placed[label] = true;
    free(from);
}

// Writes the track of a name: its smoothed head and its smoothed choices.
static void write_track(const struct solver *solver, size_t label, double (*track)[2]) {
    const struct label_ground *ground = solver->ground;
    const struct moving_label *own = &solver->labels[label];
    const struct place_around *places = &solver->places[label * PLACES_MAX];
    for (size_t k = 0; k < solver->samples; k++) {
        size_t key = (k + solver->stride / 2) / solver->stride;
        key = key < solver->keys ? key : solver->keys - 1;
        memcpy(track[k], places[solver->choice[label * solver->keys + key]].offset,
               sizeof track[k]);
    }
    motion_smooth(track, solver->samples, (size_t)(change_seconds * ground->rate));
    for (size_t k = 0; k < solver->samples; k++) {
        for (int d = 0; d < 2; d++)
            track[k][d] += solver->anchor[label * solver->samples + k][d];
        label_keep_inside(track[k], own->width, own->height, ground->room);
    }
}

static void solver_finish(struct solver *solver) {
    free(solver->head);
    free(solver->anchor);
    free(solver->places);
    free(solver->place_count);
    free(solver->choice);
    free(solver->is_placed);
    free(solver->neighbours);
    label_trail_finish(&solver->trail);
}

void label_tracks_solve(struct label_tracks *tracks, const struct moving_label *labels,
                        size_t count, size_t samples, const struct label_ground *ground) {
    size_t stride = (size_t)fmax(1, key_seconds * ground->rate);
    stride = samples / stride > KEYS_MAX ? (samples + KEYS_MAX - 1) / KEYS_MAX : stride;
    size_t keys = (samples + stride - 1) / stride;
    struct solver solver = {.labels = labels,
                            .count = count,
                            .samples = samples,
                            .keys = keys,
                            .stride = stride,
                            .ground = ground,
                            .head = mem_zero(count * samples + 1, sizeof *solver.head),
                            .anchor = mem_zero(count * samples + 1, sizeof *solver.anchor),
                            .places = mem_zero(count * PLACES_MAX + 1, sizeof *solver.places),
                            .place_count = mem_zero(count + 1, sizeof *solver.place_count),
                            .choice = mem_zero(count * keys + 1, sizeof *solver.choice),
                            .is_placed = mem_zero(count + 1, sizeof *solver.is_placed),
                            .neighbours = mem_zero(count + 1, sizeof *solver.neighbours)};
    *tracks = (struct label_tracks){.count = count, .samples = samples};
    tracks->at = mem_zero(count * samples + 1, sizeof *tracks->at);
    label_trail_init(&solver.trail, ground->room, ground->unit);
    for (size_t i = 0; i < count; i++) {
        double(*head)[2] = solver.head + i * samples, (*anchor)[2] = solver.anchor + i * samples;
        label_heads_complete(head, &labels[i], samples, ground->room);
        memcpy(anchor, head, samples * sizeof *anchor);
        motion_smooth(anchor, samples, (size_t)(smooth_seconds * ground->rate));
        motion_straighten(anchor, samples, label_slack * ground->unit);
        make_places(&solver, i);
    }
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++)
            choose(&solver, i);
    for (size_t i = 0; i < count; i++) {
        write_track(&solver, i, tracks->at + i * samples);
        motion_limit(tracks->at + i * samples, samples, label_pace(ground));
        motion_smooth(tracks->at + i * samples, samples, (size_t)(settle_seconds * ground->rate));
        label_tracks_settle(tracks, i, &labels[i], ground);
    }
    solver_finish(&solver);
}

struct box label_tracks_box(const struct label_tracks *tracks, const struct moving_label *labels,
                            size_t index, double sample) {
    double at[2];
    motion_at((const double(*)[2])(tracks->at + index * tracks->samples), tracks->samples, sample,
              at);
    return box_around(at, labels[index].width, labels[index].height, 0);
}

void label_tracks_finish(struct label_tracks *tracks) {
    free(tracks->at);
    *tracks = (struct label_tracks){0};
}

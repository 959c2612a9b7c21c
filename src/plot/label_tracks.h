// SPDX-License-Identifier: GPL-3.0-or-later
// Where names stand over a film, beside the heads that they name. Pure geometry, in pixels; solved
// once for the whole film, so that a frame follows from its time alone.
//
// A film is given by samples: moments at equal distances from its first frame to its last.
#pragma once
#include "draw/canvas.h"

// A name, and the head that it names.
struct moving_label {
    double width, height; // of the text
    double (*head)[2];    // the head at each sample, NAN where there is none; owned by the caller
};

// What names stand on.
struct label_ground {
    struct box room; // names stay inside
    double unit;     // pixels in a design point
    double rate;     // samples a second
    // Returns the weight of what a box would cover at a sample besides the paths of the heads: a
    // line that crosses it has about one for each five design points. NULL: nothing is there.
    double (*covered)(const void *context, struct box box, size_t sample);
    const void *context;
};

struct label_tracks {
    size_t count, samples;
    double (*at)[2]; // the centre of label i at sample k is at[i * samples + k]; owned
};

// Finds a place for each name beside its head, or up to some 80 design points away where it would
// cover other names, heads, or paths. Names never leave the room and never hop: see label_speed.
void label_tracks_solve(struct label_tracks *tracks, const struct moving_label *labels,
                        size_t count, size_t samples, const struct label_ground *ground);

// The same for the ends of curves: names are at the right of their heads, at the distance `gap`,
// and one under another where heads are less than `apart` from each other.
void label_tracks_solve_column(struct label_tracks *tracks, const struct moving_label *labels,
                               size_t count, size_t samples, const struct label_ground *ground,
                               double gap, double apart);
void label_tracks_finish(struct label_tracks *tracks);

// Returns the box of a name at a sample, which may be a fraction.
struct box label_tracks_box(const struct label_tracks *tracks, const struct moving_label *labels,
                            size_t index, double sample);

// Names rest while their heads stay within this many design points.
static const double label_slack = 4;

// Returns how far a name moves in a sample at most, but for the ends of curves sideways.
double label_speed(const struct label_ground *ground, size_t samples);

// Spreads heights, in ascending order of what is wanted of them or in another order that is to be
// kept, so that they are at least `apart` from each other and from `low` to `high`, with the least
// sum of squared displacements: isotonic regression by pooling adjacent violators. The heights are
// continuous in what is wanted.
void label_spread(double *heights, const double *wanted, size_t count, double apart, double low,
                  double high);

// Returns by how many pixels a head grows where others are at its place, as nested rings. The head
// of label i is at heads[i * stride].
double label_head_growth(const double (*heads)[2], size_t count, size_t stride, size_t index,
                         double unit);

// For the files that solve tracks: fills what a head lacks with where it was or will be, and moves
// what is outside of the room to its edge.
void label_heads_complete(double (*heads)[2], const struct moving_label *label, size_t samples,
                          struct box room);

// Returns how far motion_limit lets a name move in a sample.
double label_pace(const struct label_ground *ground);

// Moves a track into the room, and to parts of a pixel, so that rest is rest in spite of rounding.
void label_tracks_settle(struct label_tracks *tracks, size_t index,
                         const struct moving_label *label, const struct label_ground *ground);

// Moves a box of that size into the room, by its centre.
void label_keep_inside(double at[2], double width, double height, struct box room);

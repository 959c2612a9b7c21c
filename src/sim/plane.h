// SPDX-License-Identifier: GPL-3.0-or-later
// The plane of weight space that pictures show. For two weights it is all there is; for more, it
// goes through an origin along two directions, and its coordinates are called p0 and p1.
#pragma once
#include "problem/problem.h"

enum plane_kind {
    PLANE_WEIGHTS, // two weights vary, the others stay where the origin has them
    PLANE_PCA,     // the two directions in which the states vary most, through their mean
    PLANE_RANDOM,  // random directions, scaled as the origin is, through the end of the first run
    PLANE_HERE,    // through the present point of an optimizer: the sharpest direction, and the
                   // gradient; another one at each state
};

// Which plane is asked for.
struct plane_choice {
    enum plane_kind kind;
    size_t weights[2]; // of PLANE_WEIGHTS
    size_t optimizer;  // of PLANE_HERE: index in the scene
};

bool plane_choice_equals(const struct plane_choice *a, const struct plane_choice *b);

struct plane {
    struct plane_choice choice;
    size_t n;
    double *origin;       // n weights; owned
    double *direction[2]; // n numbers each; owned, in one piece; NULL: the axes of choice.weights
    double scale[2];      // powers of two that make the directions about as long as 1
    double inverse[3];    // of the products of directions so scaled: (0,0), (0,1), (1,1)
    double share;         // of PLANE_PCA: the part of the variance that it shows; else NAN
    bool is_still[2];     // of PLANE_PCA: the states do not vary along this direction
    bool is_settled;      // the origin stays where it is
    // Of PLANE_HERE, see sim/plane_turn.h: for each of `turn_count` states the n weights that it
    // goes through, and its two directions.
    const double *path;  // not owned, or in own_turns
    const double *turns; // 2 n numbers a state
    double *own_turns;   // what of them is owned; else NULL
    long turn_count;
    double reach; // how far the path leads from its start
};

// What a quantity is known for: any problem; two weights, by their own coordinates w0 and w1; more
// weights, by the coordinates p0 and p1 of their plane.
enum coordinates { COORDINATES_ANY, COORDINATES_WEIGHTS, COORDINATES_PLANE };

// Reports a quantity that is not known for a problem of n weights.
bool coordinates_check(enum coordinates coordinates, const char *name, size_t n, struct place place,
                       struct error *error);

// Creates a plane for problems of n weights. Its origin and, unless it lies along two weights, its
// directions are zero until they are set.
struct plane *plane_create(const struct plane_choice *choice, size_t n);
void plane_destroy(struct plane *plane); // NULL is allowed

// Computes `scale` and `inverse` once the directions are set. Directions that are no plane are
// replaced by axes where they lack.
void plane_set(struct plane *plane);

// Writes the coordinates of the n weights `w`: those of the nearest point of the plane.
void plane_project(const struct plane *plane, const double *w, double p[2]);

// Writes the n weights at a point of the plane.
void plane_point(const struct plane *plane, const double p[2], double *w);

// Returns the distance of n weights from the plane, whose coordinates they have; `work` is n
// numbers.
double plane_distance(const struct plane *plane, const double *w, const double p[2], double *work);

// Creates the problem of two weights that a problem is on the plane, whose origin must be known.
// Both must outlive it; the caller destroys it. Its landscape ends early, with values of NAN, when
// a signal is received. It keeps the landscapes
// that it has computed, unless the plane turns.
struct problem *plane_problem(const struct problem *problem, const struct plane *plane);

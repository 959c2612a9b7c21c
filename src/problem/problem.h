// SPDX-License-Identifier: GPL-3.0-or-later
// The problem to minimize: value, gradient and Hessian over the two weights w0 and w1.
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A rectangle of the weight plane: w0 in axis[0], w1 in axis[1], low < high.
struct view {
    double axis[2][2];
};

// Flags: which parts of an evaluation are wanted.
enum { WANT_VALUE = 1, WANT_GRADIENT = 2, WANT_HESSIAN = 4 };

struct evaluation {
    double value;
    double gradient[2];
    double hessian[3]; // d2/dw0dw0, d2/dw0dw1, d2/dw1dw1
};

// A mini-batch as indices of data points, not owned. NULL means all points.
struct batch {
    const uint32_t *indices;
    size_t count;
};

struct problem;
struct node;
struct setting;
struct strings;
struct dataset;
struct loss_choice;

// The default layout: two rows of two panels, the right one spanning both rows.
struct usual_layout {
    const char *top, *bottom, *right;
    const char *widths, *heights; // relative sizes, as YAML list items
};

// A kind of problem: its syntax in a scene, and its operations. Each is one file and a row of
// problem_table.h. Operations that do not apply are NULL.
struct problem_kind {
    const char *name, *help;
    // The syntax of its value: a map of settings, an entry of a table, or something else.
    const struct setting *settings;                            // NULL: not a map
    bool (*has_entry)(const char *name);                       // NULL: not an entry of a table
    const struct setting *(*entry_settings)(const char *name); // of that entry; NULL: none
    const char *schema; // JSON Schema members of a value that is no map
    struct usual_layout layout;
    // Creates the problem from its value (NULL: all defaults). Random data depend on `seed`. The
    // result is owned by the caller and may point into `node`, which must outlive it. NULL on
    // error.
    struct problem *(*read)(const struct node *node, uint64_t seed, struct error *error);
    // Fills at least the `wanted` parts of `out` at `w`. `batch` may be NULL (all points); a
    // function has no batches and ignores it.
    void (*evaluate)(const struct problem *problem, const struct batch *batch, const double w[2],
                     unsigned wanted, struct evaluation *out);
    // Writes the value at (w0[i], w1[j]) to out[j * count0 + i]. For many data points it is an
    // approximation (condense.h gives the error).
    void (*landscape)(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, double *out);
    // For a model that is fitted to data. In order: the data; the prediction at x (for two classes,
    // the probability of y = 1); whether the model is a straight line; the same data and model
    // under another loss. That result is owned by the caller, takes over `loss`, and must not
    // outlive `problem`.
    const struct dataset *(*data)(const struct problem *problem);
    double (*predict)(const struct problem *problem, const double w[2], double x);
    bool (*is_line)(const struct problem *problem);
    struct problem *(*with_loss)(const struct problem *problem, struct loss_choice loss);
    // Adds the paths of the files that it was read from. The strings are owned by the problem.
    void (*inputs)(const struct problem *problem, struct strings *paths);
    void (*destroy)(struct problem *problem);
};

// The fields that all kinds share; each kind embeds this struct as its first member.
struct problem {
    const struct problem_kind *kind;
    double landscape_cost;   // of a value of the landscape, in terms summed; 0: little
    size_t landscape_sample; // points drawn at random that it is over; 0: all, or as good as all
    long threads;            // that a landscape may use; 0 and 1: none but the caller's
    size_t points;           // data points; 0 for a function: an epoch is one step
    struct view view;        // the default range of axes
    bool has_view;           // false for a formula: its view follows from starts and paths
    double (*targets)[2];    // default targets, owned
    size_t target_count;
    double start[2]; // default start
    bool has_start;
};

void problem_evaluate(const struct problem *problem, const struct batch *batch, const double w[2],
                      unsigned wanted, struct evaluation *out);

// As the kind's `landscape`, its rows shared by several threads where they cost much. The values
// are the same for any number.
void problem_landscape(const struct problem *problem, const double *w0, size_t count0,
                       const double *w1, size_t count1, double *out);
void problem_destroy(struct problem *problem); // NULL is allowed

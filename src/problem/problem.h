// SPDX-License-Identifier: GPL-3.0-or-later
// What is minimized: a value, gradient and Hessian over the two weights w0 and w1.
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A box of the weight plane: w0 in axis[0], w1 in axis[1], low < high.
struct view {
    double axis[2][2];
};

// Which parts of an evaluation are wanted.
enum { WANT_VALUE = 1, WANT_GRADIENT = 2, WANT_HESSIAN = 4 };

struct evaluation {
    double value;
    double gradient[2];
    double hessian[3]; // d2/dw0dw0, d2/dw0dw1, d2/dw1dw1
};

// The points of a mini-batch as indices into the data; NULL stands for all points.
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

// What a scene without a layout shows: two rows of two panels, of which the one at the right spans
// both.
struct usual_layout {
    const char *top, *bottom, *right;
    const char *widths, *heights; // relative, as in a list
};

// A kind of problem: how a scene writes it, and what can be done with it. Each is one file and a
// row of problem_table.h. A function that a kind has no use for is NULL.
struct problem_kind {
    const char *name, *help;
    // How its value is written: as a map of settings, as an entry of a table, or else.
    const struct setting *settings;                            // NULL: it is no map
    bool (*has_entry)(const char *name);                       // NULL: it is none of a table
    const struct setting *(*entry_settings)(const char *name); // of the entry; NULL: none
    const char *schema; // members of the JSON Schema of a value that is no map
    struct usual_layout layout;
    // Makes the problem from its value (NULL: all defaults). Random data follow from `seed`. The
    // result may point into `node`, which must outlive it, and is the caller's; NULL on error.
    struct problem *(*read)(const struct node *node, uint64_t seed, struct error *error);
    // Fills what is wanted of `out` at `w`. A function has no batches and ignores `batch`, which
    // may be NULL.
    void (*evaluate)(const struct problem *problem, const struct batch *batch, const double w[2],
                     unsigned wanted, struct evaluation *out);
    // Writes the values at w0[i], w1[j] to out[j * count0 + i], over many data points close to
    // them (condense.h says how close).
    void (*landscape)(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, double *out);
    // Of a model that is fitted to data: these; what it predicts at x, of two classes the
    // probability of y = 1; whether that lies on a line whatever the weights; and the same data and
    // model under another loss, which the result owns, while `problem` must outlive it.
    const struct dataset *(*data)(const struct problem *problem);
    double (*predict)(const struct problem *problem, const double w[2], double x);
    bool (*is_line)(const struct problem *problem);
    struct problem *(*with_loss)(const struct problem *problem, struct loss_choice loss);
    // Adds the paths of the files that it was read from, which belong to it.
    void (*inputs)(const struct problem *problem, struct strings *paths);
    void (*destroy)(struct problem *problem);
};

// What is known of any problem; each kind embeds it as its first member.
struct problem {
    const struct problem_kind *kind;
    double landscape_cost;   // of a value of the landscape, in terms summed; 0: little
    size_t landscape_sample; // points drawn at random that it is over; 0: all, or as good as all
    size_t points;           // data points; 0 for a function: an epoch is one step
    struct view view;        // the default range of axes
    bool has_view;           // false for a formula: its view follows from starts and paths
    double (*targets)[2];    // default targets, owned
    size_t target_count;
    double start[2]; // a good start
    bool has_start;
};

void problem_evaluate(const struct problem *problem, const struct batch *batch, const double w[2],
                      unsigned wanted, struct evaluation *out);
void problem_landscape(const struct problem *problem, const double *w0, size_t count0,
                       const double *w1, size_t count1, double *out);
void problem_destroy(struct problem *problem); // NULL is allowed

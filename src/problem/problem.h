// SPDX-License-Identifier: GPL-3.0-or-later
// The problem to minimize: value, gradient and Hessian over n weights, which lie in layers.
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A rectangle of the plane that pictures show: for two weights, w0 in axis[0] and w1 in axis[1].
// low < high.
struct view {
    double axis[2][2];
};

// A layer: neighbouring weights that belong together, such as a matrix of a network. Rules that
// take a norm take it over a layer.
struct layer {
    const char *name;    // unique in the problem
    size_t first, count; // count is at least 1
    size_t columns;      // of a matrix of count / columns rows, which lies row by row; 0: a vector
};

// Returns the rows of a matrix; of a vector, how many numbers it has.
static inline size_t layer_rows(const struct layer *layer) {
    return layer->columns ? layer->count / layer->columns : layer->count;
}

// The weights of a problem: how many, and in which layers. The layers are in order and cover all.
struct shape {
    size_t n; // at least 2
    const struct layer *layers;
    size_t layer_count;
};

// The objective at a point of n weights. The caller provides the arrays; NULL: not wanted.
struct evaluation {
    double value;
    double *gradient; // n
    double *hessian;  // upper triangle, row by row: (0,0), (0,1), ... (1,1), ...: n (n + 1) / 2
};

// The most weights of problems whose Hessian is asked for as a whole.
enum { HESSIAN_WEIGHTS_MAX = 500 };

// Returns the index of element (i, j) of an n x n Hessian, i <= j < n.
static inline size_t hessian_index(size_t n, size_t i, size_t j) {
    return i * (2 * n - i - 1) / 2 + j;
}

// A mini-batch as indices of data points, not owned. NULL means all points.
struct batch {
    const uint32_t *indices;
    size_t count;
};

// How well a model does on its samples. NAN where a number does not apply.
struct scores {
    double accuracy;                 // share of the samples trained on whose class is found
    double test_loss, test_accuracy; // of those held out
};

struct problem;
struct node;
struct setting;
struct strings;
struct dataset;
struct samples;
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
    // Fills the value and the arrays of `out` at `w`. `batch` may be NULL (all points); a function
    // has no batches and ignores it. The Hessian is asked for up to HESSIAN_WEIGHTS_MAX weights.
    void (*evaluate)(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out);
    // Writes the values over all points at `count` places of n weights each. NULL: by `evaluate`.
    void (*values)(const struct problem *problem, const double *w, size_t count, double *out);
    // Writes the product of the Hessian at `w` and v, both of n numbers, to `out`. Only problems of
    // more than two weights need it.
    void (*hessian_product)(const struct problem *problem, const struct batch *batch,
                            const double *w, const double *v, double *out);
    // Of a problem of two weights: writes the value at (w0[i], w1[j]) to out[j * count0 + i]. For
    // many data points it is an approximation (condense.h gives the error). NULL: by `evaluate`.
    void (*landscape)(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, double *out);
    // Writes what the landscape depends on beside its coordinates to `out` (NULL: not wanted), and
    // returns how many numbers that is. NULL: on nothing.
    size_t (*place)(const struct problem *problem, double *out);
    // For a model that is fitted to data. In order: the data; the prediction at x (for two classes,
    // the probability of y = 1); whether the model is a straight line; the same data and model
    // under another loss. That result is owned by the caller, takes over `loss`, and must not
    // outlive `problem`.
    const struct dataset *(*data)(const struct problem *problem);
    double (*predict)(const struct problem *problem, const double *w, double x);
    bool (*is_line)(const struct problem *problem);
    struct problem *(*with_loss)(const struct problem *problem, struct loss_choice loss);
    // For a model of several inputs. In order: the samples; its outputs for `count` inputs x,
    // sample by sample the probability of each class (for two classes that of class 1), or the
    // value; how well it does; the weights of start number k, from 0, of a seed.
    const struct samples *(*samples)(const struct problem *problem);
    void (*outputs)(const struct problem *problem, const double *w, const double *x, size_t count,
                    double *out);
    void (*scores)(const struct problem *problem, const double *w, struct scores *out);
    void (*draw_start)(const struct problem *problem, uint64_t seed, uint64_t k, double *w);
    // Adds the paths of the files that it was read from. The strings are owned by the problem.
    void (*inputs)(const struct problem *problem, struct strings *paths);
    void (*destroy)(struct problem *problem);
};

// The fields that all kinds share; each kind embeds this struct as its first member.
struct problem {
    const struct problem_kind *kind;
    struct shape shape;
    double landscape_cost;   // of a value of the landscape, in terms summed; 0: little
    size_t landscape_sample; // points drawn at random that it is over; 0: all, or as good as all
    size_t landscape_side;   // points a side at which pictures evaluate a landscape at most, and
                             // interpolate between them; 0: any number
    long threads;            // that a landscape may use; 0 and 1: none but the caller's
    size_t points;           // data points; 0 for a function: an epoch is one step
    struct view view;        // the default range of axes
    bool has_view;           // false for a formula: its view follows from starts and paths
    double (*targets)[2];    // default targets in the plane, owned
    size_t target_count;
    const struct usual_layout *layout; // where the data ask for another than the kind's; else NULL
    struct landscape_store *kept;      // what was computed before; owned; NULL: nothing is kept
    bool borrows_kept;                 // that is another's
    double *start;                     // default start, n weights; owned; NULL: none
    bool start_is_given;               // the scene gives it: no other starts can be drawn
};

// Two weights in one layer.
extern const struct shape shape_of_two;

// Fills the value and the arrays of `out` that are not NULL, on a batch (NULL: all points).
void problem_evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                      struct evaluation *out);

// Returns the value over all points.
double problem_value(const struct problem *problem, const double *w);

// Writes the values over all points at `count` places of n weights each, which may take less time
// than one after the other.
void problem_values(const struct problem *problem, const double *w, size_t count, double *out);

// Writes the product of the Hessian at `w` and `v` to `out`, n numbers each.
void problem_hessian_product(const struct problem *problem, const struct batch *batch,
                             const double *w, const double *v, double *out);

// Sets the default start to a copy of n numbers.
void problem_set_start(struct problem *problem, const double *start);

// As the kind's `landscape`, its rows shared by several threads where they cost much. The values
// are the same for any number.
void problem_landscape(const struct problem *problem, const double *w0, size_t count0,
                       const double *w1, size_t count1, double *out);
void problem_destroy(struct problem *problem); // NULL is allowed

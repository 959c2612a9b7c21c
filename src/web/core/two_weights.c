// SPDX-License-Identifier: GPL-3.0-or-later
// The smaller module has only problems of two weights, which are shown as they are, and no
// sharpness: nothing asks for another plane, or for eigenvalues. They are fast: all are run anew.
// It has no rules of a scene's own, which files could hold.
#include "figure/figure_state.h"
#include "optim/optimizer.h"
#include "panels/contour_follow.h"
#include "panels/surface_stalks.h"
#include "sim/endings.h"
#include "sim/hold.h"
#include "sim/lanczos.h"
#include "sim/plane_fit.h"
#include "sim/plane_turn.h"
#include "web/core/hand.h"

void contour_follow_draw(const struct contour_paths *paths, struct canvas *canvas, double position,
                         const struct problem *problem, const struct path_losses *passed,
                         const struct field_options *options, struct levels *levels) {
    (void)paths, (void)canvas, (void)position, (void)problem, (void)passed, (void)options,
        (void)levels;
}

bool figure_open_planes(struct figure *figure, struct error *error) {
    (void)figure, (void)error;
    return true;
}

void figure_close_planes(struct figure *figure) {
    (void)figure;
}

void figure_warn_planes(const struct figure *figure) {
    (void)figure;
}

void surface_stalks_draw(const struct panel *panel, struct canvas *canvas, double position) {
    (void)panel, (void)canvas, (void)position;
}

const struct node *optimizer_whole(struct document *document, const struct node *entry,
                                   struct error *error) {
    (void)document, (void)error;
    return entry;
}

void endings_find(struct trace *trace) {
    (void)trace;
}

size_t lanczos_largest(const struct lanczos *lanczos, const double *w, double *values,
                       double *vectors) {
    (void)lanczos, (void)w, (void)values, (void)vectors;
    return 0;
}

void plane_fit(struct plane *plane, const struct trace *trace, const struct problem *problem,
               uint64_t seed) {
    (void)plane, (void)trace, (void)problem, (void)seed;
}

void plane_measure(const struct plane *plane, const struct trace *trace) {
    (void)plane, (void)trace;
}

void plane_place(struct plane *plane, const struct trace *trace) {
    (void)plane, (void)trace;
}

void plane_turn(struct plane *plane, double position) {
    (void)plane, (void)position;
}

bool plane_view_init(struct plane_view *view, const struct trace *trace,
                     const struct plane_choice *choice, const struct problem *problem,
                     uint64_t seed, struct error *error) {
    (void)trace, (void)choice, (void)problem, (void)seed, (void)error;
    *view = (struct plane_view){0};
    return true;
}

void plane_view_turn(struct plane_view *view, double position) {
    (void)view, (void)position;
}

bool plane_view_point(struct plane_view *view, size_t run, double position, double p[2]) {
    (void)view, (void)run, (void)position, (void)p;
    return false;
}

void plane_view_finish(struct plane_view *view) {
    (void)view;
}

void plane_hold(struct plane *plane, struct hold *hold) {
    (void)plane, (void)hold;
}

void hold_take_runs(const struct hold *hold, struct trace *trace, unsigned record) {
    (void)hold, (void)trace, (void)record;
}

double hold_share(const struct hold *hold, const struct trace *trace, const struct run *run) {
    (void)hold, (void)trace, (void)run;
    return 0;
}

bool hold_ends(double end, const struct trace *trace, struct run *run, long i) {
    (void)end, (void)trace, (void)run, (void)i;
    return false;
}

void hand_hold(struct session *session, const struct wish *wish, unsigned record) {
    (void)session, (void)wish, (void)record;
}

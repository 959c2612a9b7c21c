// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the weight plane that a panel shows, and the loss over it.
#pragma once
#include "plot/panel.h"
#include "problem/loss.h"
#include "tree/settings.h"

// Options that the contour and surface panels share; the first member of their own options.
struct landscape_options {
    double w0[2], w1[2];
    bool has_w0, has_w1;
    const struct node *loss; // a loss other than the one trained on; NULL: none
};

// The settings of landscape_options, for both tables.
#define LANDSCAPE_SETTINGS                                                                         \
    {SETTING(landscape_options, w0), .type = SETTING_RANGE,                                        \
     .given = offsetof(struct landscape_options, has_w0), .form = "[low, high]",                   \
     .help = "range of the first weight; default: the problem's"},                                 \
        {SETTING(landscape_options, w1), .type = SETTING_RANGE,                                    \
         .given = offsetof(struct landscape_options, has_w1), .form = "[low, high]",               \
         .help = "range of the second weight; default: the problem's"},                            \
    {                                                                                              \
        SETTING(landscape_options, loss), .type = SETTING_CUSTOM, .read = landscape_read_loss,     \
                                          .form = "name of a loss",                                \
                                          .help = "draw this loss instead of the one trained on"   \
    }

bool landscape_read_loss(const struct node *node, void *field, struct error *error);

// The loss that a panel draws: that of the scene's problem, or another loss on the same data.
struct shown_loss {
    const struct problem *problem;
    struct problem *own;     // owned; NULL if the problem is the scene's
    const struct loss *loss; // of `own`
};

bool shown_loss_init(struct shown_loss *shown, const struct panel *panel, struct error *error);
void shown_loss_finish(struct shown_loss *shown);

// Warns if the loss over the plane is computed from a random sample of the data.
void shown_loss_warn(const struct shown_loss *shown, const struct panel *panel);

// Gets the view before the trace is known; false if it depends on the paths.
bool landscape_view(const struct panel *panel, struct view *view);

// Returns the view once the trace is known: the problem's, extended to every start; for a formula,
// the bounding box of starts, paths and targets, widened by a fifth. Ranges given by the scene are
// kept.
struct view landscape_final_view(const struct panel *panel);

// Extends the ranges that the scene does not give, so that every start is at least the fraction
// `margin` of the width away from their ends.
void landscape_hold_starts(const struct panel *panel, double margin, struct view *view);

// Returns the loss that this panel shows at a point of a run: `recorded`, unless the panel shows
// another loss.
double shown_loss_value(const struct shown_loss *shown, const double w[2], double recorded);

// A grid of loss values: value[j * count[0] + i] at (w[0][i], w[1][j]). {0} is empty.
struct landscape {
    size_t count[2];
    double *w[2], *value; // owned
    double low, high;     // smallest and largest finite value
};

// Evaluates the loss on count0 x count1 points over the view, ends included.
void landscape_init(struct landscape *landscape, const struct problem *problem,
                    const struct view *view, size_t count0, size_t count1);
void landscape_finish(struct landscape *landscape);

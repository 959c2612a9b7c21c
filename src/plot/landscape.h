// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the weight plane that a panel shows, and the loss over it.
#pragma once
#include "plot/panel.h"
#include "problem/loss.h"
#include "tree/settings.h"

// The options that contour and surface share; the first member of theirs.
struct landscape_options {
    double w0[2], w1[2];
    bool has_w0, has_w1;
    const struct node *loss; // another loss than the one trained on; NULL: none
};

// The rows of landscape_options, for the tables of both.
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

// What a panel draws the loss of: the scene's problem, or the same data under another loss.
struct shown_loss {
    const struct problem *problem;
    struct problem *own;     // owned; NULL where the problem is the scene's
    const struct loss *loss; // of `own`
};

bool shown_loss_init(struct shown_loss *shown, const struct panel *panel, struct error *error);
void shown_loss_finish(struct shown_loss *shown);

// Warns where the loss over the plane is that of a random part of the data.
void shown_loss_warn(const struct shown_loss *shown, const struct panel *panel);

// The view before the trace is known; false where it follows from the paths.
bool landscape_view(const struct panel *panel, struct view *view);

// The view once the trace is known: the problem's with every start, for a formula 1.2 times the box
// of starts, paths and targets. A range that the scene gives is what it is.
struct view landscape_final_view(const struct panel *panel);

// Widens the ranges that the scene does not give so that all starts are at least `margin` of their
// widths away from their ends.
void landscape_hold_starts(const struct panel *panel, double margin, struct view *view);

// The loss that this panel shows at a point of a run: the recorded one where it is the same loss.
double shown_loss_value(const struct shown_loss *shown, const double w[2], double recorded);

// A grid of values: value[j * count[0] + i] at (w[0][i], w[1][j]). {0} is empty.
struct landscape {
    size_t count[2];
    double *w[2], *value; // owned
    double low, high;     // of the finite values
};

// Evaluates the view on count0 x count1 points, ends included.
void landscape_init(struct landscape *landscape, const struct problem *problem,
                    const struct view *view, size_t count0, size_t count1);
void landscape_finish(struct landscape *landscape);

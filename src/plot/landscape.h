// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the weight plane that a panel shows, and the loss over it.
#pragma once
#include "plot/panel.h"
#include "problem/loss.h"
#include "scene/plane_choice.h"
#include "tree/settings.h"

// Options that the contour and surface panels share; the first member of their own options.
struct landscape_options {
    double range[2][2];       // of the axes, where the scene gives them
    bool has_w0, has_w1;      // the range of an axis is given, for two weights
    bool has_p0, has_p1;      // the same on a plane of more
    const struct node *loss;  // a loss other than the one trained on; NULL: none
    const struct node *plane; // another plane than the scene's; NULL: that
};

#define LANDSCAPE_RANGE(called, member, flag, text)                                                \
    {                                                                                              \
        .name = (called), .offset = offsetof(struct landscape_options, member),                    \
        .type = SETTING_RANGE, .given = offsetof(struct landscape_options, flag),                  \
        .form = "[low, high]", .help = (text)                                                      \
    }

// The settings of landscape_options, for both tables.
#define LANDSCAPE_SETTINGS                                                                         \
    LANDSCAPE_RANGE("w0", range[0], has_w0, "range of the first weight; default: the problem's"),  \
        LANDSCAPE_RANGE("w1", range[1], has_w1,                                                    \
                        "range of the second weight; default: the problem's"),                     \
        LANDSCAPE_RANGE("p0", range[0], has_p0, "the same on a plane of more than two weights"),   \
        LANDSCAPE_RANGE("p1", range[1], has_p1, "the same on a plane of more than two weights"),   \
        {SETTING(landscape_options, plane), PLANE_SETTING,                                         \
         .help = "the plane of more than two weights that is shown; default: the scene's"},        \
    {                                                                                              \
        SETTING(landscape_options, loss), .type = SETTING_CUSTOM, .read = landscape_read_loss,     \
                                          .form = "name of a loss",                                \
                                          .help = "draw this loss instead of the one trained on"   \
    }

bool landscape_read_loss(const struct node *node, void *field, struct error *error);

// The loss that a panel draws: that of the scene's problem, on its plane, or another loss on the
// same data.
struct shown_loss {
    const struct problem *problem;
    struct problem *own;     // owned; NULL if the problem is the scene's
    const struct loss *loss; // another loss; NULL: that of the scene's problem
    char axis[2][AXIS_NAME]; // names of the axes
};

// Reads which plane the panel shows, too.
bool shown_loss_init(struct shown_loss *shown, struct panel *panel, struct error *error);
// Takes the plane from the trace. Call it once, before the loss is drawn.
void shown_loss_prepare(struct shown_loss *shown, const struct panel *panel);
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
    // Losses that the paths pass through, in ascending order, for which levels are chosen, too;
    // NULL: none. Not owned.
    const double *passed;
    size_t passed_count;
};

// Evaluates the loss on count0 x count1 points over the view, ends included; where it costs much,
// on fewer, and interpolates.
void landscape_init(struct landscape *landscape, const struct problem *problem,
                    const struct view *view, size_t count0, size_t count1);

// Fills a landscape for the whole film of a panel: side x side values. On a plane that turns, those
// at several moments, one under the other, without coordinates; the plane is then where it ends.
void landscape_of_film(struct landscape *landscape, const struct panel *panel,
                       const struct problem *problem, const struct view *view, size_t side);
void landscape_finish(struct landscape *landscape);

// SPDX-License-Identifier: GPL-3.0-or-later
// The losses that the paths pass through, from which levels are chosen where the paths are.
#pragma once
#include "plot/landscape.h"

// Losses in ascending order; each stands for the same length of path as it is seen. {0} is empty.
struct path_losses {
    double *values; // owned
    size_t count;
    bool is_joined; // those of several panels
};

// Collects the losses of a panel's runs within a view.
void path_losses_init(struct path_losses *losses, const struct panel *panel,
                      const struct shown_loss *shown, const struct view *view);
void path_losses_finish(struct path_losses *losses);

// Adds those of another panel, or takes over what that one has joined.
void path_losses_join(struct path_losses *losses, const struct path_losses *other);

// SPDX-License-Identifier: GPL-3.0-or-later
// What panels are called.
#pragma once
#include "plot/panel.h"

// Gives panels that would all have the same default title one that says what each shows.
void panel_titles_distinguish(struct panel *panels, size_t count);

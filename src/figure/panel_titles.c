// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/panel_titles.h"

#include <string.h>

void panel_titles_distinguish(struct panel *panels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &panels[i];
        for (size_t k = 0; k < count && panel->default_title; k++) {
            bool is_same = k != i && panels[k].default_title &&
                           strcmp(panels[k].default_title, panel->default_title) == 0;
            if (is_same && panel->distinct_title)
                panel->title = panel->distinct_title;
        }
    }
}

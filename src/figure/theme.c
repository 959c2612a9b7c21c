// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/theme.h"

#include <string.h>

const struct theme *theme_read(const struct node *node, struct error *error) {
    const char *name;
    if (!node)
        return theme_table[0];
    if (!node_string(node, &name, error))
        return NULL;
    const char *names[32];
    size_t count = 0;
    for (; theme_table[count]; count++) {
        names[count] = theme_table[count]->name;
        if (strcmp(names[count], name) == 0)
            return theme_table[count];
    }
    error_unknown(error, node->place, "theme", name, names, count);
    return NULL;
}

// The ten colours that Tableau published as "Tableau 10" (2014), in the order most plots use.
static const uint32_t tableau[] = {
    0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD,
    0x8C564B, 0xE377C2, 0x7F7F7F, 0xBCBD22, 0x17BECF,
};

static const struct theme post = {
    .name = "post",
    .help = "the look of the post's pictures",
    .background = 0xFFFFFF,
    .text = 0x1A1A1A,
    .muted_text = 0x333333,
    .spine = 0x4D4D4D,
    .grid = 0xC8C8CE,
    .wall = 0xF5F5F7,
    .wall_edge = 0xB4B4BA,
    .legend_edge = 0xD0D0D0,
    .cycle = tableau,
    .cycle_count = sizeof tableau / sizeof tableau[0],
    .points = 0xFFA500,
    .model = 0x1F77B4,
    .w0 = 0x1F77B4,
    .w1 = 0xFF7F0E,
    .loss = 0xD62728,
    .path = 0xE0161B,
    .target = 0xD62728,
    .path_alpha = 0.55,
    .hidden_alpha = 0.35,
    .map = "viridis",
    .contour_fade = 0.5,
    .suptitle_size = 15.5,
    .title_size = 11.5,
    .label_size = 8.5,
    .tick_size = 8,
    .spine_width = 0.8,
    .grid_width = 0.7,
    .line_width = 1.5,
    .path_width = 1.4,
    .dot_radius = 2.1,
};

const struct theme *const theme_table[] = {&post, NULL};

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/colormap_read.h"

bool colormap_read(const struct node *node, void *field, struct error *error) {
    size_t index;
    if (!node_named(node, (struct name_table)NAME_ROWS(colormap_table), "colour map", &index,
                    error))
        return false;
    *(const struct colormap **)field = &colormap_table[index];
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of a picture that grows.
#include "base/memory.h"
#include "figure/figure_state.h"

#include <stdlib.h>
#include <string.h>

// Visits what growing changes in all panels: copies it to `bytes` (or from there), unless NULL.
// Returns how many bytes it is.
static size_t copy(const struct figure *figure, char *bytes, bool restores) {
    size_t size = 0;
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        struct growth_part parts[GROWTH_PARTS];
        size_t count = panel->type->growth ? panel->type->growth(panel, parts) : 0;
        for (size_t k = 0; k < count; k++) {
            if (bytes && restores)
                memcpy(parts[k].bytes, bytes + size, parts[k].size);
            else if (bytes && parts[k].size > 0)
                memcpy(bytes + size, parts[k].bytes, parts[k].size);
            size += parts[k].size;
        }
    }
    return size;
}

void figure_growth_keep(const struct figure *figure, struct figure_growth *growth) {
    free(growth->bytes);
    growth->state = figure->grown;
    growth->bytes = mem_zero(copy(figure, NULL, false), 1);
    copy(figure, growth->bytes, false);
}

void figure_growth_restore(struct figure *figure, const struct figure_growth *growth) {
    copy(figure, growth->bytes, true);
    figure->grown = growth->state;
}

void figure_growth_finish(struct figure_growth *growth) {
    free(growth->bytes);
    *growth = (struct figure_growth){0};
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/gif/holes.h"

#include <stddef.h>

void holes_find(struct holes *holes, const struct frame *next, const uint8_t *current,
                const uint8_t *shown, uint8_t transparent, int width) {
    holes->rect = (struct rect){0};
    holes->are_new = true;
    struct row_walk walk = walk_changed(next);
    while (walk_next(&walk)) {
        ptrdiff_t row = (ptrdiff_t)walk.y * width + walk.x;
        for (int x = 0; x < walk.count; x++)
            if (walk.words[x] == 0 && current[row + x] != transparent) {
                holes->rect = rect_union(holes->rect, (struct rect){walk.x + x, walk.y, 1, 1});
                holes->are_new = holes->are_new && shown[row + x] == transparent;
            }
    }
    if (!rect_is_empty(holes->rect))
        holes->recent[holes->count++ % HOLES_RECENT] = holes->rect;
}

struct rect holes_of_late(const struct holes *holes) {
    struct rect all = {0};
    for (int i = 0; i < HOLES_RECENT; i++)
        all = rect_union(all, holes->recent[i]);
    return all;
}

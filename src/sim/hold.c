// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/hold.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static struct held *find(const struct hold *hold, const char *name) {
    for (size_t i = 0; i < hold->count; i++)
        if (strcmp(hold->items[i].name, name) == 0)
            return &hold->items[i];
    return NULL;
}

void hold_keep(struct hold *hold, const char *name, const void *bytes, size_t size) {
    if (!hold || hold->is_moving)
        return;
    struct held *item = find(hold, name);
    if (!item) {
        hold->items = mem_grow(hold->items, &hold->capacity, hold->count + 1, sizeof *hold->items);
        item = &hold->items[hold->count++];
        *item = (struct held){.name = mem_string(name, strlen(name))};
    }
    free(item->bytes);
    item->bytes = mem_zero(size + 1, 1);
    item->size = size;
    if (size > 0)
        memcpy(item->bytes, bytes, size);
}

const struct held *hold_find(struct hold *hold, const char *name) {
    const struct held *held = hold && hold->is_moving ? find(hold, name) : NULL;
    if (held)
        hold->is_used = true;
    return held;
}

const struct held *hold_still(struct hold *hold, const char *what, const char *of,
                              const void *bytes, size_t size) {
    if (!hold)
        return NULL;
    struct text name = {0};
    text_printf(&name, "%s of %s", what, of);
    const struct held *held = hold_find(hold, name.data);
    if (!held)
        hold_keep(hold, name.data, bytes, size);
    text_finish(&name);
    return held;
}

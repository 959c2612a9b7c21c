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

// Puts bytes, which the hold then owns, under a name.
static void put(struct hold *hold, const char *name, void *bytes, size_t size) {
    struct held *item = find(hold, name);
    if (!item) {
        hold->items = mem_grow(hold->items, &hold->capacity, hold->count + 1, sizeof *hold->items);
        item = &hold->items[hold->count++];
        *item = (struct held){.name = mem_string(name, strlen(name))};
    }
    free(item->bytes);
    item->bytes = bytes;
    item->size = size;
}

void hold_keep(struct hold *hold, const char *name, const void *bytes, size_t size) {
    if (!hold || hold->is_moving)
        return;
    char *copy = mem_zero(size + 1, 1);
    if (size > 0)
        memcpy(copy, bytes, size);
    put(hold, name, copy, size);
}

const struct held *hold_find(struct hold *hold, const char *name) {
    const struct held *held = hold && hold->is_moving ? find(hold, name) : NULL;
    if (held)
        hold->is_used = true;
    return held;
}

static char *join(const char *what, const char *of) {
    struct text name = {0};
    text_printf(&name, "%s of %s", what, of);
    return text_take(&name);
}

const struct held *hold_still(struct hold *hold, const char *what, const char *of,
                              const void *bytes, size_t size) {
    if (!hold)
        return NULL;
    char *name = join(what, of);
    const struct held *held = hold_find(hold, name);
    if (!held)
        hold_keep(hold, name, bytes, size);
    free(name);
    return held;
}

void *hold_still_array(struct hold *hold, const char *what, const char *of, void *array,
                       size_t *count, size_t unit) {
    const struct held *held = hold_still(hold, what, of, array, *count * unit);
    if (!held)
        return array;
    free(array);
    *count = held->size / unit;
    void *copy = mem_zero(*count + 1, unit);
    memcpy(copy, held->bytes, held->size);
    return copy;
}

const void *hold_recall(const struct hold *hold, const char *what, const char *of, const void *key,
                        size_t size) {
    if (!hold)
        return NULL;
    char *name = join(what, of);
    const struct held *held = find(hold, name);
    free(name);
    bool is_same = held && held->size >= size && memcmp(held->bytes, key, size) == 0;
    return is_same ? (const char *)held->bytes + size : NULL;
}

void hold_note(struct hold *hold, const char *what, const char *of, void *bytes, size_t size) {
    char *name = hold ? join(what, of) : NULL;
    if (hold)
        put(hold, name, bytes, size);
    else
        free(bytes);
    free(name);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/name_set.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

struct name_slot {
    const char *name; // NULL: the slot is free
    size_t number;
};

// A random seed, so that nobody can write a scene whose names all collide.
static uint64_t seed(void) {
    static uint64_t drawn; // 0: not yet; the first thread to draw one sets it for all
    uint64_t known = __atomic_load_n(&drawn, __ATOMIC_RELAXED), value;
    if (known != 0)
        return known;
    if (getrandom(&value, sizeof value, 0) != sizeof value)
        value = 0;
    value |= 1;
    return __atomic_compare_exchange_n(&drawn, &known, value, false, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED)
               ? value
               : known;
}

// Returns the slot that holds a name, or the free slot where it would go.
static struct name_slot *slot_of(const struct name_set *set, const char *name) {
    size_t at = XXH3_64bits_withSeed(name, strlen(name), seed()) & (set->capacity - 1);
    while (set->slots[at].name && strcmp(set->slots[at].name, name) != 0)
        at = (at + 1) & (set->capacity - 1);
    return &set->slots[at];
}

static void grow(struct name_set *set) {
    struct name_set grown = {.count = set->count, .capacity = set->capacity * 2 + 16};
    while (grown.capacity & (grown.capacity - 1))
        grown.capacity &= grown.capacity - 1;
    grown.slots = mem_zero(grown.capacity, sizeof *grown.slots);
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i].name)
            *slot_of(&grown, set->slots[i].name) = set->slots[i];
    free(set->slots);
    *set = grown;
}

bool name_set_add(struct name_set *set, const char *name, size_t number) {
    if (set->count * 2 >= set->capacity)
        grow(set);
    struct name_slot *slot = slot_of(set, name);
    if (slot->name)
        return false;
    *slot = (struct name_slot){name, number};
    set->count++;
    return true;
}

bool name_set_find(const struct name_set *set, const char *name, size_t *number) {
    const struct name_slot *slot = set->capacity > 0 ? slot_of(set, name) : NULL;
    if (!slot || !slot->name)
        return false;
    *number = slot->number;
    return true;
}

void name_set_finish(struct name_set *set) {
    free(set->slots);
    *set = (struct name_set){0};
}

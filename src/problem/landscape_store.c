// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/landscape_store.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT = 16 };

struct landscape_store {
    struct kept_landscape {
        double *key, *values; // owned; NULL: unused
        size_t length, count;
        unsigned long asked; // when, by the clock
    } items[KEPT];
    unsigned long clock;
};

struct landscape_store *landscape_store_create(void) {
    return mem_zero(1, sizeof(struct landscape_store));
}

static void drop(struct kept_landscape *item) {
    free(item->key);
    free(item->values);
}

void landscape_store_destroy(struct landscape_store *store) {
    for (size_t i = 0; store && i < KEPT; i++)
        drop(&store->items[i]);
    free(store);
}

bool landscape_store_find(struct landscape_store *store, const double *key, size_t length,
                          double *out, size_t count) {
    for (size_t i = 0; i < KEPT; i++) {
        struct kept_landscape *item = &store->items[i];
        if (item->length != length || item->count != count ||
            memcmp(item->key, key, length * sizeof *key) != 0)
            continue;
        memcpy(out, item->values, count * sizeof *out);
        item->asked = ++store->clock;
        return true;
    }
    return false;
}

void landscape_store_keep(struct landscape_store *store, double *key, size_t length,
                          const double *values, size_t count) {
    struct kept_landscape *oldest = &store->items[0];
    for (size_t i = 1; i < KEPT; i++)
        if (store->items[i].asked < oldest->asked)
            oldest = &store->items[i];
    drop(oldest);
    *oldest = (struct kept_landscape){key, mem_zero(count, sizeof *values), length, count,
                                      ++store->clock};
    memcpy(oldest->values, values, count * sizeof *values);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/problem_pool.h"

#include "base/memory.h"
#include "problem/landscape_store.h"
#include "problem/problem_table.h"
#include "tree/document.h"
#include "tree/yaml_write.h"

#include <stdlib.h>
#include <string.h>

enum { UNUSED_MOST = 4 };

struct problem_pool {
    struct pooled {
        char *text; // the problem in flow style; owned
        uint64_t seed;
        struct document document; // of that text, which the problem points into
        struct problem *problem;  // owned
        long turn;                // when it was last asked for
    } * items;                    // owned
    size_t count, capacity;
    long turn;
};

struct problem_pool *problem_pool_create(void) {
    return mem_zero(1, sizeof(struct problem_pool));
}

static void drop(struct pooled *item) {
    problem_destroy(item->problem);
    document_finish(&item->document);
    free(item->text);
}

void problem_pool_destroy(struct problem_pool *pool) {
    for (size_t i = 0; i < pool->count; i++)
        drop(&pool->items[i]);
    free(pool->items);
    free(pool);
}

// Makes a problem that points into a document of its own. NULL on error.
static struct problem *make(struct pooled *item, bool has_node, struct error *error) {
    struct node *node =
        has_node ? document_parse(&item->document, "page.scene", item->text, error) : NULL;
    struct problem *problem = !has_node || node ? problem_read(node, item->seed, error) : NULL;
    if (problem)
        problem->kept = landscape_store_create();
    return problem;
}

struct problem *problem_pool_read(struct problem_pool *pool, const struct node *node, uint64_t seed,
                                  struct error *error) {
    struct text text = {0};
    text_add(&text, "");
    if (node)
        yaml_write_flow(&text, node);
    for (size_t i = 0; i < pool->count; i++) {
        struct pooled *item = &pool->items[i];
        if (item->seed != seed || strcmp(item->text, text.data) != 0)
            continue;
        item->turn = pool->turn;
        text_finish(&text);
        return item->problem;
    }
    struct pooled item = {.text = text_take(&text), .seed = seed, .turn = pool->turn};
    item.problem = make(&item, node != NULL, error);
    if (!item.problem) {
        drop(&item);
        return NULL;
    }
    pool->items = mem_grow(pool->items, &pool->capacity, pool->count + 1, sizeof *pool->items);
    pool->items[pool->count++] = item;
    return item.problem;
}

void problem_pool_turn(struct problem_pool *pool) {
    size_t unused = 0, count = 0;
    for (size_t i = 0; i < pool->count; i++)
        unused += pool->items[i].turn < pool->turn;
    for (size_t i = 0; i < pool->count; i++) {
        bool stays = pool->items[i].turn == pool->turn || unused <= UNUSED_MOST;
        unused -= !stays;
        if (stays)
            pool->items[count++] = pool->items[i];
        else
            drop(&pool->items[i]);
    }
    pool->count = count;
    pool->turn++;
}

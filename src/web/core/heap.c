// SPDX-License-Identifier: GPL-3.0-or-later
// The module's heap. It does what a session asks for, the same sizes again and again, in a tenth of
// the code of libc's.
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Blocks are handed out in classes of sizes, four to each doubling, and keep their class for ever.
enum { UNIT = 16, CLASSES = 112, GROWTH = 1 << 20 };

struct heap_block {
    union {
        size_t class; // of a block in use
        char unit[UNIT];
    };
    struct heap_block *next; // of a free one; else where its bytes begin
};

static struct heap_block *unused[CLASSES];
static char *top, *end; // of what was never handed out, which is 0

static size_t class_of(size_t size) {
    size_t units = size ? (size + UNIT - 1) / UNIT : 1, shift = 0;
    while (units >> shift >= 8)
        shift++;
    return 4 * shift + ((units + ((size_t)1 << shift) - 1) >> shift);
}

static size_t size_of(size_t class) {
    return class < 8 ? class * UNIT : (class % 4 + 4) * UNIT << (class / 4 - 1);
}

static struct heap_block *block_of(void *bytes) {
    return (struct heap_block *)((char *)bytes - UNIT);
}

// Returns a block's bytes, NULL where there are none left.
static void *take(size_t size, bool *is_zero) {
    size_t class = size > SIZE_MAX / 4 ? CLASSES : class_of(size);
    if (class >= CLASSES)
        return NULL;
    struct heap_block *block = unused[class];
    *is_zero = !block;
    if (block) {
        unused[class] = block->next;
        return &block->next;
    }
    size_t whole = UNIT + size_of(class);
    if ((size_t)(end - top) < whole) {
        size_t more = (whole + GROWTH - 1) / GROWTH * GROWTH;
        char *fresh = sbrk((intptr_t)more);
        if ((intptr_t)fresh == -1)
            return NULL;
        top = fresh == end ? top : fresh;
        end = fresh + more;
    }
    block = (struct heap_block *)top;
    top += whole;
    block->class = class;
    return &block->next;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): another system's header
void *malloc(size_t size) {
    bool is_zero;
    return take(size, &is_zero);
}

void *calloc(size_t count, size_t size) {
    size_t all;
    bool is_zero;
    void *bytes = __builtin_mul_overflow(count, size, &all) ? NULL : take(all, &is_zero);
    if (bytes && !is_zero)
        memset(bytes, 0, all);
    return bytes;
}

void free(void *bytes) {
    if (!bytes)
        return;
    struct heap_block *block = block_of(bytes);
    block->next = unused[block->class];
    unused[block->class] = block;
}

void *realloc(void *bytes, size_t size) {
    if (!bytes)
        return malloc(size);
    size_t had = size_of(block_of(bytes)->class);
    if (size <= had && 2 * size >= had)
        return bytes;
    void *moved = malloc(size);
    if (moved) {
        memcpy(moved, bytes, size < had ? size : had);
        free(bytes);
    }
    return moved;
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

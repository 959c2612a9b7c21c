// SPDX-License-Identifier: GPL-3.0-or-later
// The allocation functions of the C library, for the whole process: where they would fail, the
// program ends. Libraries are not of one mind about failure: some tell of it, some draw nothing or
// a box for each letter and tell nobody. None of them gets to choose. (The GNU C Library's manual,
// "Replacing malloc", allows it, and musl as well; sanitizers bring their own and leave this out.)
#include "base/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

// What would have been called without this file.
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*memalign)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
} next;

// Finds a function of that name behind this one. Threads may do so at once; they find the same.
#define FIND(name)                                                                                 \
    do {                                                                                           \
        if (!__atomic_load_n(&next.name, __ATOMIC_RELAXED))                                        \
            __atomic_store_n(&next.name, (__typeof__(next.name))dlsym(RTLD_NEXT, #name),           \
                             __ATOMIC_RELAXED);                                                    \
    } while (0)

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the library has its own names
static void *check(void *memory, size_t size) {
    if (!memory && size > 0)
        mem_exhausted();
    return memory;
}

void *malloc(size_t size) {
    FIND(malloc);
    return check(next.malloc(size), size);
}

void *calloc(size_t count, size_t size) {
    FIND(calloc);
    return check(next.calloc(count, size), count > 0 ? size : 0);
}

void *realloc(void *memory, size_t size) {
    FIND(realloc);
    return check(next.realloc(memory, size), size);
}

void *memalign(size_t alignment, size_t size) {
    FIND(memalign);
    return check(next.memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    FIND(posix_memalign);
    int code = next.posix_memalign(memory, alignment, size);
    if (code == ENOMEM)
        mem_exhausted();
    return code;
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

// SPDX-License-Identifier: GPL-3.0-or-later
// Replaces the C library's allocation functions for the whole process: when memory runs out, the
// program ends. Libraries handle allocation failure differently: some report it, some silently draw
// nothing or boxes instead of letters, so an incomplete picture could pass as a good one. (The GNU
// C Library's manual, "Replacing malloc", allows this, as does musl; sanitizers have their own
// replacements, and this file is left out then.)
#include "base/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

// The functions that this file replaces.
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*memalign)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
} next;

// Finds the next definition of a function. Several threads may do so at once, with the same result.
#define FIND(name)                                                                                 \
    do {                                                                                           \
        if (!__atomic_load_n(&next.name, __ATOMIC_RELAXED))                                        \
            __atomic_store_n(&next.name, (__typeof__(next.name))dlsym(RTLD_NEXT, #name),           \
                             __ATOMIC_RELAXED);                                                    \
    } while (0)

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

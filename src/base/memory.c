// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"

#include "base/quit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Atomic bool is_done;
static int status_of_work;

void mem_done(int status) {
    status_of_work = status;
    is_done = true;
}

noreturn void mem_exhausted(void) {
    if (is_done)
        quit("", status_of_work);
    quit("optanim: error: out of memory\n", 1);
}

void *mem_zero(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        mem_exhausted();
    return memory;
}

void *mem_grow(void *array, size_t *capacity, size_t need, size_t size) {
    if (need <= *capacity)
        return array;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < need) {
        if (wanted > SIZE_MAX / 2)
            mem_exhausted();
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / size)
        mem_exhausted();
    char *grown = realloc(array, wanted * size);
    if (!grown)
        mem_exhausted();
    // cppcheck-suppress nullPointerArithmeticRedundantCheck; mem_exhausted does not return
    memset(grown + *capacity * size, 0, (wanted - *capacity) * size);
    *capacity = wanted;
    return grown;
}

char *mem_string(const char *text, size_t length) {
    char *copy = mem_zero(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Allocation that does not fail. Where there is no memory, the program removes its temporary files,
// says so and ends with status 1: nothing above could do more, as every way up would need memory
// itself. base/allocation.c holds libraries to the same. Sizes that a user controls are bounded
// beforehand (base/limits.h).
#pragma once
#include <stddef.h>
#include <stdnoreturn.h>

// Ends the program for want of memory.
noreturn void mem_exhausted(void);

// Returns count * size zeroed bytes, owned by the caller (free).
void *mem_zero(size_t count, size_t size);

// Grows `array` to hold at least `need` items of `size` bytes; `*capacity` is updated. Contents are
// kept, new items are zeroed. Returns the array, owned by the caller.
void *mem_grow(void *array, size_t *capacity, size_t need, size_t size);

// Returns a copy of the first `length` bytes of `text` with a NUL behind, owned by the caller.
char *mem_string(const char *text, size_t length);

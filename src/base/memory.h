// SPDX-License-Identifier: GPL-3.0-or-later
// Allocation that does not fail: a program that cannot have a few kilobytes cannot report it
// either, so these print one line and abort. Sizes that a user controls are bounded beforehand.
#pragma once
#include <stddef.h>

// Returns count * size zeroed bytes, owned by the caller (free). Aborts on overflow or exhaustion.
void *mem_zero(size_t count, size_t size);

// Grows `array` to hold at least `need` items of `size` bytes; `*capacity` is updated. Contents are
// kept, new items are zeroed. Returns the array, owned by the caller.
void *mem_grow(void *array, size_t *capacity, size_t need, size_t size);

// Returns a copy of the first `length` bytes of `text` with a NUL behind, owned by the caller.
char *mem_string(const char *text, size_t length);

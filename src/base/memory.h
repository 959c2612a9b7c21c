// SPDX-License-Identifier: GPL-3.0-or-later
// Allocation that never returns NULL. When memory runs out, the program removes its temporary
// files, prints a message and exits with status 1: handling it further up would need memory itself.
// base/allocation.c does the same for allocations inside libraries. Sizes that a user controls are
// bounded beforehand (base/limits.h).
#pragma once
#include <stddef.h>
#include <stdnoreturn.h>

// Ends the program because memory has run out.
noreturn void mem_exhausted(void);

// Says that all work is done, with this status. What libraries do as the program ends may want
// memory, too: if there is none then, it ends at once, with that status and without a message.
void mem_done(int status);

// Returns count * size zeroed bytes, owned by the caller (free).
void *mem_zero(size_t count, size_t size);

// Grows `array` to at least `need` items of `size` bytes and updates `*capacity`. Contents are
// kept, new items are zeroed. Returns the array, which may have moved; owned by the caller.
void *mem_grow(void *array, size_t *capacity, size_t need, size_t size);

// Returns the first `length` bytes of `text` as a NUL-terminated string, owned by the caller.
char *mem_string(const char *text, size_t length);

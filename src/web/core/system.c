// SPDX-License-Identifier: GPL-3.0-or-later
// What the module has in place of the system: no files but those it is given, no signals, no
// threads.
#include "web/core/system.h"

#include "base/interrupt.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/quit.h"
#include "base/scratch.h"
#include "base/tasks.h"

#include <stdlib.h>
#include <string.h>

int interrupt_signal(void) {
    return 0;
}

bool interrupt_check(struct error *error) {
    (void)error;
    return true;
}

noreturn void quit(const char *message, int status) {
    (void)message, (void)status;
    __builtin_trap(); // the worker says so and ends
}

bool scratch_init(struct scratch *scratch, size_t size) {
    *scratch = (struct scratch){.bytes = calloc(size ? size : 1, 1), .size = size};
    return scratch->bytes;
}

void scratch_page_out(const struct scratch *scratch) {
    (void)scratch;
}

void scratch_finish(struct scratch *scratch) {
    free(scratch->bytes);
    *scratch = (struct scratch){0};
}

void tasks_run(void *(*work)(void *item), void *items, size_t size, size_t count) {
    for (size_t i = 0; i < count; i++)
        work((char *)items + i * size);
}

// There is one thread.
void lock_take(void) {
}

void lock_leave(void) {
}

// Folders are not known.
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): another system's header
char *realpath(const char *restrict path, char *restrict resolved) {
    (void)path, (void)resolved;
    return NULL;
}

// Seeds hash tables, which nobody can flood but the reader.
ssize_t getrandom(void *bytes, size_t length, unsigned flags) {
    (void)flags;
    memset(bytes, 0, length);
    return (ssize_t)length;
}

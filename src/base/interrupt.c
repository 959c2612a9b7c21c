// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

#include <signal.h>
#include <stdatomic.h>

// The only mutable global: a handler has nothing else to reach.
static atomic_int caught;

static void remember(int number) {
    atomic_store(&caught, number);
}

void interrupt_catch(void) {
    // Without SA_RESTART, so that a blocked write ends.
    struct sigaction action = {.sa_handler = remember};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int interrupt_signal(void) {
    return atomic_load(&caught);
}

bool interrupt_check(struct error *error) {
    return interrupt_signal() == 0 || error_set(error, ERROR_INTERRUPTED, "interrupted");
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

#include "base/quit.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

// Time for an orderly end, out of the fifth of a second after which the program must be gone.
static const long GRACE_NANOSECONDS = 60000000;

// Global, because a signal handler gets no argument of ours.
static atomic_int caught;
static timer_t deadline;
static atomic_bool has_deadline;

static void end_at_once(int number) {
    (void)number;
    quit("optanim: interrupted\n", 128 + atomic_load(&caught));
}

static void remember(int number) {
    int before = errno, none = 0;
    if (!atomic_compare_exchange_strong(&caught, &none, number))
        end_at_once(number);
    if (atomic_load(&has_deadline))
        timer_settime(deadline, 0, &(struct itimerspec){.it_value.tv_nsec = GRACE_NANOSECONDS},
                      NULL);
    errno = before;
}

void interrupt_catch(void) {
    // Without SA_RESTART, so that a signal ends a blocked write.
    struct sigaction action = {.sa_handler = remember}, end = {.sa_handler = end_at_once};
    sigemptyset(&action.sa_mask);
    sigfillset(&end.sa_mask);
    sigaction(SIGALRM, &end, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    atomic_store(&has_deadline, timer_create(CLOCK_MONOTONIC, &event, &deadline) == 0);
    static const int ends[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction before;
        // What nohup or a shell without job control has us ignore stays ignored.
        if (sigaction(ends[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(ends[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int interrupt_signal(void) {
    return atomic_load(&caught);
}

bool interrupt_check(struct error *error) {
    return interrupt_signal() == 0 || error_set(error, ERROR_INTERRUPTED, "interrupted");
}

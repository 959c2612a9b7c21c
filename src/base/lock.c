// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/lock.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void lock_take(void) {
    pthread_mutex_lock(&lock);
}

void lock_leave(void) {
    pthread_mutex_unlock(&lock);
}

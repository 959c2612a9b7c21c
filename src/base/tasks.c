// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tasks.h"

#include <pthread.h>
#include <stdbool.h>

void tasks_run(void *(*work)(void *item), void *items, size_t size, size_t count) {
    pthread_t threads[TASKS_MOST];
    bool runs[TASKS_MOST];
    char *first = items;
    for (size_t i = 1; i < count; i++)
        runs[i] = pthread_create(&threads[i], NULL, work, first + i * size) == 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !runs[i])
            work(first + i * size);
    for (size_t i = 1; i < count; i++)
        if (runs[i])
            pthread_join(threads[i], NULL);
}

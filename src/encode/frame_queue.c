// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/frame_queue.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

enum { THREADS_MAX = 16, SLOTS_MAX = 2 * THREADS_MAX };

// Frames are counted from 0; frame k is in slot k % slot_count.
struct frame_queue {
    void (*work)(void *slot);
    void (*finish)(void *slot);
    size_t size, slot_count;
    uint8_t *slots; // owned
    size_t submitted, dropped;
    size_t taken;            // by threads
    bool is_done[SLOTS_MAX]; // by slot
    bool ends;
    pthread_mutex_t lock; // guards the four above, and `submitted`
    pthread_cond_t wanted, done;
    pthread_t threads[THREADS_MAX];
    size_t thread_count; // 0: work is done in frame_queue_submit
};

static void *slot_at(const struct frame_queue *queue, size_t frame) {
    return queue->slots + frame % queue->slot_count * queue->size;
}

static void *run(void *context) {
    struct frame_queue *queue = context;
    pthread_mutex_lock(&queue->lock);
    for (;;) {
        while (queue->taken == queue->submitted && !queue->ends)
            pthread_cond_wait(&queue->wanted, &queue->lock);
        if (queue->ends)
            break;
        size_t frame = queue->taken++;
        pthread_mutex_unlock(&queue->lock);
        queue->work(slot_at(queue, frame));
        pthread_mutex_lock(&queue->lock);
        queue->is_done[frame % queue->slot_count] = true;
        pthread_cond_signal(&queue->done);
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

struct frame_queue *frame_queue_create(int threads, size_t size, void (*work)(void *slot),
                                       void (*finish)(void *slot)) {
    struct frame_queue *queue = mem_zero(1, sizeof *queue);
    size_t count = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    queue->work = work;
    queue->finish = finish;
    queue->size = (size + 15) / 16 * 16;
    queue->slot_count = 2 * count;
    queue->slots = mem_zero(queue->slot_count, queue->size);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->wanted, NULL);
    pthread_cond_init(&queue->done, NULL);
    // Where no thread can be had, there is less speed.
    while (count > 1 && queue->thread_count < count &&
           pthread_create(&queue->threads[queue->thread_count], NULL, run, queue) == 0)
        queue->thread_count++;
    return queue;
}

size_t frame_queue_count(const struct frame_queue *queue) {
    return queue->submitted - queue->dropped;
}

bool frame_queue_is_full(const struct frame_queue *queue) {
    return frame_queue_count(queue) == queue->slot_count;
}

void *frame_queue_begin(struct frame_queue *queue) {
    return slot_at(queue, queue->submitted);
}

void frame_queue_submit(struct frame_queue *queue) {
    size_t slot = queue->submitted % queue->slot_count;
    if (queue->thread_count == 0)
        queue->work(slot_at(queue, queue->submitted));
    pthread_mutex_lock(&queue->lock);
    queue->is_done[slot] = queue->thread_count == 0;
    queue->submitted++;
    pthread_cond_signal(&queue->wanted);
    pthread_mutex_unlock(&queue->lock);
}

void *frame_queue_peek(struct frame_queue *queue, bool wait) {
    if (frame_queue_count(queue) == 0)
        return NULL;
    size_t slot = queue->dropped % queue->slot_count;
    pthread_mutex_lock(&queue->lock);
    while (wait && !queue->is_done[slot])
        pthread_cond_wait(&queue->done, &queue->lock);
    bool is_done = queue->is_done[slot];
    pthread_mutex_unlock(&queue->lock);
    return is_done ? slot_at(queue, queue->dropped) : NULL;
}

void frame_queue_drop(struct frame_queue *queue) {
    queue->dropped++;
}

void frame_queue_destroy(struct frame_queue *queue) {
    if (!queue)
        return;
    pthread_mutex_lock(&queue->lock);
    queue->ends = true;
    pthread_cond_broadcast(&queue->wanted);
    pthread_mutex_unlock(&queue->lock);
    for (size_t i = 0; i < queue->thread_count; i++)
        pthread_join(queue->threads[i], NULL);
    for (size_t i = 0; i < queue->slot_count; i++)
        queue->finish(queue->slots + i * queue->size);
    pthread_cond_destroy(&queue->done);
    pthread_cond_destroy(&queue->wanted);
    pthread_mutex_destroy(&queue->lock);
    free(queue->slots);
    free(queue);
}

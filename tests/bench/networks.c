// SPDX-License-Identifier: GPL-3.0-or-later
// Times networks: a step of Adam with the loss over all samples that a trace records, and a
// landscape of 64 x 64 losses. Prints "NAME MICROSECONDS" lines; tests/bench/networks.py runs it.
#include "base/tasks.h"
#include "optim/stepper.h"
#include "problem/problem_table.h"
#include "problem/samples.h"
#include "tree/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 20, SIDE = 64 };

// Microseconds of this thread's own time: the machine may do other things, too.
static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static struct problem *read_problem(struct document *document, const char *text) {
    struct error error = {0};
    struct node *node = document_parse(document, "problem", text, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    return problem;
}

// Makes steps on batches of `size` samples, in order (0: all).
static void time_steps(const char *name, const char *text, size_t size, long steps) {
    struct document document = {0}, entry = {0};
    struct error error = {0};
    struct problem *problem = read_problem(&document, text);
    struct optimizer_config config;
    struct stepper stepper;
    struct step_record record;
    uint32_t *indices = calloc(problem->points, sizeof *indices);
    double best = 1e300;
    for (size_t i = 0; i < problem->points; i++)
        indices[i] = (uint32_t)i;
    optimizer_read(&config, document_parse_set(&entry, "adam: {lr: 0.01}", 1, &error), &error);
    stepper_init(&stepper, &config, problem, problem->start, 1, steps * ROUNDS);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (long i = 0; i < steps; i++) {
            size_t count = problem->points / (size ? size : 1), at = (size_t)i % count * size;
            struct batch batch = {indices + at, size};
            double loss = stepper_loss(&stepper, !size);
            stepper_step(&stepper, size ? &batch : NULL, loss, &record);
        }
        double took = (now() - start) / (double)steps;
        best = took < best ? took : best;
    }
    printf("%s %.1f\n", name, best);
    stepper_finish(&stepper);
    optimizer_config_finish(&config);
    document_finish(&entry);
    problem_destroy(problem);
    document_finish(&document);
    free(indices);
}

// Some rows of a landscape along two directions.
struct rows {
    const struct problem *problem;
    size_t first, end;
    double sum, took; // of the thread's own time
};

static void *fill(void *item) {
    struct rows *rows = item;
    double start = now();
    size_t n = rows->problem->shape.n;
    double *w = calloc(n, sizeof *w);
    for (size_t j = rows->first; j < rows->end; j++)
        for (size_t i = 0; i < SIDE; i++) {
            for (size_t k = 0; k < n; k++)
                w[k] = rows->problem->start[k] + (double)i / SIDE * (k % 2 ? 1 : -1) +
                       (double)j / SIDE * (k % 3 ? 1 : -1);
            rows->sum += problem_value(rows->problem, w);
        }
    free(w);
    rows->took = now() - start;
    return NULL;
}

static void time_landscape(const char *name, const char *text) {
    struct document document = {0};
    struct problem *problem = read_problem(&document, text);
    double best = 1e300;
    for (int round = 0; round < 5; round++) {
        struct rows halves[] = {{problem, 0, SIDE / 2}, {problem, SIDE / 2, SIDE}};
        tasks_run(fill, halves, sizeof *halves, 2);
        double slower = halves[halves[1].took > halves[0].took].took;
        best = slower < best ? slower : best;
    }
    printf("%s %.1f\n", name, best);
    problem_destroy(problem);
    document_finish(&document);
}

int main(void) {
    static const char moons[] = "{network: {data: moons, hidden: [16, 16]}}";
    static const char digits[] = "{network: {data: {digits: {points: 1792}}, hidden: [64, 64]}}";
    static const char batch[] = "{network: {data: {digits: {points: 256}}, hidden: [64, 64]}}";
    time_steps("moons", moons, 0, 500);
    time_steps("digits", batch, 0, 20);
    time_steps("digits_loss", digits, 256, 10);
    time_landscape("landscape", moons);
    return 0;
}

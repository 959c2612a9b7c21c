// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/stepper.h"
#include "problem/problem_table.h"
#include "tree/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ADAM "options: {beta1: 0.9, beta2: 0.999, eps: 1e-8}, state: {m: 0, v: 0}"
static const struct {
    const char *name, *in_c, *as_text;
} rules[] = {
    {"momentum", "momentum: {lr: 1e-4}",
     "rule: {lr: 1e-4, options: {beta: 0.9}, state: {m: 0}, update: \"m = beta*m + g; w -= lr*m\"}"},
    {"adam", "adam: {lr: 1e-4}",
     "rule: {lr: 1e-4, " ADAM ", update: \"m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g*g;"
     "w = w - lr/(1-beta1**t)*m/(sqrt(v/(1-beta2**t)) + eps)\"}"},
    {"adam, as printed", "adam: {lr: 1e-4}",
     "rule: {lr: 1e-4, " ADAM ", update: \"m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g**2;"
     "m_hat = m/(1-beta1**t); v_hat = v/(1-beta2**t); w = w - lr*m_hat/(sqrt(v_hat) + eps)\"}"},
    {"amsgrad", "adam: {lr: 1e-4, amsgrad: true}",
     "rule: {lr: 1e-4, options: {beta1: 0.9, beta2: 0.999, eps: 1e-8}, state: {m: 0, v: 0, s: 0}, "
     "update: \"m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g*g; s = max(s, v);"
     "w = w - lr/(1-beta1**t)*m/(sqrt(s/(1-beta2**t)) + eps)\"}"},
    {"lamb", "lamb: {lr: 1e-4}",
     "rule: {lr: 1e-4, options: {beta1: 0.9, beta2: 0.999, eps: 1e-6, wd: 0}, "
     "state: {m: 0, v: 0, u: 0, r: 1}, "
     "update: \"m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g*g;"
     "u = m/(1-beta1**t)/(sqrt(v/(1-beta2**t)) + eps) + wd*w;"
     "r = where(norm(w) > 0 and norm(u) > 0, norm(w)/norm(u), 1); w -= lr*r*u\"}"},
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

struct measured {
    struct document document;
    struct optimizer_config config;
    struct stepper stepper;
    double best; // nanoseconds per step
};

static void begin(struct measured *run, const char *text, const struct problem *problem,
                  const double *start) {
    struct error error = {0};
    *run = (struct measured){.best = 1e300};
    struct node *node = document_parse_set(&run->document, text, 1, &error);
    if (!node || !optimizer_read(&run->config, node, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    stepper_init(&run->stepper, &run->config, problem, start, 1, 1000000);
}

static void measure(struct measured *run, long steps) {
    struct step_record record;
    double start = now();
    for (long i = 0; i < steps; i++)
        stepper_step(&run->stepper, NULL, 1, &record);
    double took = (now() - start) / (double)steps;
    run->best = took < run->best ? took : run->best;
}

static void compare(const char *problem_text, size_t n, long steps) {
    struct document document = {0};
    struct error error = {0};
    struct node *node = document_parse(&document, "problem", problem_text, &error);
    struct problem *problem = problem_read(node, 1, &error);
    double *start = calloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = 1 + (double)(i % 10) / 10;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct measured in_c, as_text;
        begin(&in_c, rules[i].in_c, problem, start);
        begin(&as_text, rules[i].as_text, problem, start);
        for (int round = 0; round < 60; round++) {
            measure(&in_c, steps);
            measure(&as_text, steps);
        }
        printf("| %zu | %s | %.0f | %.0f | %.2f |\n", n, rules[i].name, in_c.best, as_text.best,
               as_text.best / in_c.best);
    }
    free(start);
}

int main(void) {
    printf("| weights | rule | C, ns a step | text | ratio |\n|--:|---|--:|--:|--:|\n");
    compare("{function: rosenbrock}", 2, 5000);
    compare("{quadratic: {eigenvalues: {from: 1, to: 100, count: 10000}}}", 10000, 20);
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// A problem and optimizers from texts, and the trace of their runs, for tests of simulations.
#pragma once
#include "optim/optimizer.h"
#include "problem/problem_table.h"
#include "sim/trace.h"
#include "tree/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// {0} is empty.
struct fixture {
    struct document document;
    struct error error;
    struct problem *problem;
    struct optimizer_config configs[8];
    size_t count;
    struct trace trace;
};

static inline const struct node *fixture_parse(struct fixture *f, const char *text) {
    struct node *node = document_parse_set(&f->document, text, 1, &f->error);
    if (!node)
        fail_msg("%s", f->error.message);
    return node;
}

static inline void fixture_read_problem(struct fixture *f, const char *text) {
    f->problem = problem_read(fixture_parse(f, text), 1, &f->error);
    if (!f->problem)
        fail_msg("%s", f->error.message);
}

static inline void fixture_read_optimizer(struct fixture *f, const char *text) {
    if (!optimizer_read(&f->configs[f->count], fixture_parse(f, text), &f->error))
        fail_msg("%s", f->error.message);
    f->count++;
}

static inline void fixture_finish(struct fixture *f) {
    trace_finish(&f->trace);
    for (size_t i = 0; i < f->count; i++)
        optimizer_config_finish(&f->configs[i]);
    problem_destroy(f->problem);
    error_finish(&f->error);
    document_finish(&f->document);
}

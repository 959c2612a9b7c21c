// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of optimizers on problems of any number of weights that a test defines.
#pragma once
#include "base/memory.h"
#include "optim/optimizer_table.h"
#include "optim/stepper.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Reads an entry of `optimizers:`; fails the test on a mistake. Release the config before the
// document.
static inline void read_entry(struct document *document, struct optimizer_config *config,
                              const char *text) {
    struct error error = {0};
    struct node *node = document_parse_set(document, text, 1, &error);
    if (!node || !optimizer_read(config, node, &error))
        fail_msg("%s: %s", text, error.message);
}

// A generic run: an entry on a problem.
struct test_run {
    struct document document;
    struct optimizer_config config;
    struct stepper stepper;
    struct step_record record; // of the last step
};

static inline void test_run_start(struct test_run *run, const char *entry,
                                  const struct problem *problem, const double *start,
                                  long horizon) {
    *run = (struct test_run){0};
    read_entry(&run->document, &run->config, entry);
    stepper_init(&run->stepper, &run->config, problem, start, 1, horizon);
}

static inline void test_run_step(struct test_run *run, double loss) {
    stepper_step(&run->stepper, NULL, loss, &run->record);
}

static inline void test_run_finish(struct test_run *run) {
    stepper_finish(&run->stepper);
    optimizer_config_finish(&run->config);
    document_finish(&run->document);
}

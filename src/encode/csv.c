// SPDX-License-Identifier: GPL-3.0-or-later
// CSV (RFC 4180): the numbers of a trace, one row a state, one optimizer after the other. Every
// number reads back as the same double.
#include "base/memory.h"
#include "base/number.h"
#include "encode/format.h"
#include "sim/columns.h"
#include "sim/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Numbers of a state that a table has where they are asked for.
struct extra {
    size_t offset;                  // of their array in a run
    const char *names[SCORE_COUNT]; // NULL: no more
    unsigned record;                // RECORD_ flag
    bool is_of_layers;
};
static const struct extra extras[] = {
    {offsetof(struct run, trust_ratio), {"trust_ratio"}, RECORD_RATIOS, .is_of_layers = true},
    {offsetof(struct run, scores),
     {[SCORE_ACCURACY] = "accuracy",
      [SCORE_TEST_LOSS] = "test_loss",
      [SCORE_TEST_ACCURACY] = "test_accuracy"},
     RECORD_SCORES},
    {offsetof(struct run, sharpness), {"sharpness"}, RECORD_SHARPNESS},
    {offsetof(struct run, stability_limit), {"stability_limit"}, RECORD_STABILITY},
};
enum { EXTRAS = sizeof extras / sizeof *extras };

// Which columns there are: of up to TRACE_WEIGHTS_MAX weights all, with their gradient; of more the
// plane. The norms of each layer if there is no room for all weights, or if asked for. Runs with
// fewer weights than others leave columns empty.
struct columns {
    unsigned record;            // RECORD_ flags
    size_t weights;             // that have columns; 0: the plane
    const struct shape *norms;  // whose layers have columns of norms; NULL: none
    const struct shape *layers; // the shape with most layers
    // The published numbers of the rules, if asked for.
    struct column_names state;
    size_t *at; // where each is in the present run: an index in its columns, or their count; owned
};

static void columns_init(struct columns *columns, const struct trace *trace, unsigned record) {
    *columns = (struct columns){.record = record, .layers = trace->runs[0].shape};
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct shape *shape = trace->runs[i].shape;
        columns->weights = shape->n > columns->weights ? shape->n : columns->weights;
        if (shape->layer_count > columns->layers->layer_count)
            columns->layers = shape;
        if ((shape->n > TRACE_WEIGHTS_MAX || record & RECORD_NORMS) && !columns->norms)
            columns->norms = shape;
        if (record & RECORD_STATE &&
            (i == 0 || trace->runs[i].columns != trace->runs[i - 1].columns))
            column_names_add_run(&columns->state, &trace->runs[i]);
    }
    if (columns->weights > TRACE_WEIGHTS_MAX)
        columns->weights = 0;
    columns->at = mem_zero(columns->state.count, sizeof *columns->at);
}

static void columns_finish(struct columns *columns) {
    column_names_finish(&columns->state);
    free(columns->at);
}

static const char *const norm_names[] = {"weight_norm", "gradient_norm", "update_norm"};

static void add_extra_names(struct text *text, const struct extra *extra,
                            const struct shape *layers) {
    for (size_t i = 0; i < SCORE_COUNT && extra->names[i] && !extra->is_of_layers; i++)
        text_printf(text, ",%s", extra->names[i]);
    for (size_t k = 0; k < layers->layer_count && extra->is_of_layers; k++)
        text_printf(text, ",%s.%s", extra->names[0], layers->layers[k].name);
}

static void add_header(struct text *text, const struct columns *columns) {
    text_add(text, "optimizer,step,epoch,lr");
    for (size_t i = 0; i < columns->weights; i++)
        text_printf(text, ",w%zu", i);
    text_add(text, columns->weights == 0 ? ",p0,p1,loss" : ",loss");
    for (size_t i = 0; i < columns->weights; i++)
        text_printf(text, ",grad%zu", i);
    for (size_t k = 0; columns->norms && k < columns->norms->layer_count; k++)
        for (int i = 0; i < 3; i++)
            text_printf(text, ",%s.%s", norm_names[i], columns->norms->layers[k].name);
    text_add(text, ",batch_loss");
    for (size_t k = 0; k < columns->state.count; k++)
        text_printf(text, ",%s", columns->state.items[k]);
    for (size_t k = 0; k < EXTRAS; k++)
        if (columns->record & extras[k].record)
            add_extra_names(text, &extras[k], columns->layers);
    text_add(text, "\n");
}

// Bytes to collect before each write, so that neither system calls nor memory grow with the trace.
enum { CHUNK = 1 << 16 };

static void add_label(struct text *text, const char *label) {
    if (!strpbrk(label, ",\"\r\n")) {
        text_add(text, label);
        return;
    }
    text_add(text, "\"");
    for (; *label; label++) {
        if (*label == '"')
            text_add(text, "\"");
        text_append(text, label, 1);
    }
    text_add(text, "\"");
}

static void add_number(struct text *text, double value) {
    text_add(text, ",");
    number_append(text, value);
}

// Adds `count` of the run's `own` numbers of this state, which are fewer or unknown (NULL) for some
// runs.
static void add_numbers(struct text *text, const double *numbers, size_t own, long state,
                        size_t count) {
    for (size_t i = 0; i < count; i++)
        add_number(text, numbers && i < own ? numbers[(size_t)state * own + i] : (double)NAN);
}

// After a run has diverged the trace repeats its last weights for the picture; here they are left
// empty. The state at which it diverged has its real weights. A recording that ended early is left
// empty as well.
static void add_weights(struct text *text, const struct trace *trace, const struct run *run,
                        const struct columns *columns, long state) {
    bool is_plane = columns->weights == 0 || run->shape->n == 2;
    size_t count = columns->weights == 0 ? 2 : columns->weights;
    if (state > run_last(run, trace))
        add_numbers(text, NULL, 0, 0, count);
    else if (!is_plane)
        add_numbers(text, run->weights, run->shape->n, state, count);
    else
        add_numbers(text, state == run->diverged ? run->last : run->w[state], 2, 0, count);
}

// A cell is empty where the run's rule has no such number.
static void add_state(struct text *text, const struct columns *columns, const struct run *run,
                      long state) {
    for (size_t k = 0; k < columns->state.count; k++) {
        text_add(text, ",");
        if (columns->at[k] < run->column_count)
            number_append(text, run->state[(size_t)state * run->column_count + columns->at[k]]);
    }
}

static void add_extra(struct text *text, const struct columns *columns, const struct run *run,
                      const struct extra *extra, long state) {
    size_t own = extra->is_of_layers ? run->shape->layer_count : 0;
    for (size_t i = 0; i < SCORE_COUNT && extra->names[i] && !extra->is_of_layers; i++)
        own++;
    const double *numbers = *(double *const *)((const char *)run + extra->offset);
    add_numbers(text, numbers, own, state,
                extra->is_of_layers ? columns->layers->layer_count : own);
}

static void add_row(struct text *text, const struct trace *trace, const struct run *run,
                    const struct columns *columns, long state) {
    add_label(text, run->label);
    text_printf(text, ",%ld", state);
    add_number(text, (double)state / (double)trace->steps_per_epoch);
    add_number(text, run->lr[state]);
    add_weights(text, trace, run, columns, state);
    add_number(text, run->loss[state]);
    add_numbers(text, run->gradient, run->shape->n, state, columns->weights);
    if (columns->norms)
        add_numbers(text, run->norms, 3 * run->shape->layer_count, state,
                    3 * columns->norms->layer_count);
    add_number(text, run->batch_loss[state]);
    add_state(text, columns, run, state);
    for (size_t k = 0; k < EXTRAS; k++)
        if (columns->record & extras[k].record)
            add_extra(text, columns, run, &extras[k], state);
    text_add(text, "\n");
}

static bool csv_write_table(struct atomic_file *output, const struct trace *trace, unsigned record,
                            struct error *error) {
    struct text text = {0};
    struct columns columns;
    columns_init(&columns, trace, record);
    add_header(&text, &columns);
    bool done = true;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        if (i == 0 || run->columns != trace->runs[i - 1].columns)
            column_names_find(&columns.state, run, columns.at);
        for (long state = 0; done && state < trace->states; state = trace_next(trace, state, 1)) {
            add_row(&text, trace, run, &columns, state);
            if (text.length >= CHUNK) {
                done = atomic_file_write(output, text.data, text.length, error);
                text_clear(&text);
            }
        }
    }
    columns_finish(&columns);
    done = done && atomic_file_write(output, text.data, text.length, error);
    text_finish(&text);
    return done;
}

static const struct codec csv_codec = {
    .write_table = csv_write_table,
};

const struct format format_csv = {
    .name = "csv",
    .extensions = (const char *const[]){"csv", NULL},
    .help = "a table of weights, loss and gradient before every step",
    .kind = FORMAT_TABLE,
    .codec = &csv_codec,
};

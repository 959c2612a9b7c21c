// SPDX-License-Identifier: GPL-3.0-or-later
// CSV (RFC 4180): the numbers of a trace, one row a state, one optimizer after the other. Every
// number reads back as the same double.
#include "base/number.h"
#include "encode/format.h"
#include "sim/trace.h"

#include <math.h>
#include <string.h>

static const char HEADER[] = "optimizer,step,epoch,lr,w0,w1,loss,grad0,grad1,batch_loss\n";

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

static void add_row(struct text *text, const struct trace *trace, const struct run *run,
                    long state) {
    // After a run has diverged the trace repeats its last weights for the picture; here they are
    // left empty. The state at which it diverged has its real weights. A recording that ended early
    // is left empty as well.
    static const double unknown[2] = {NAN, NAN};
    const double *w = state > run_last(run, trace) ? unknown
                      : state == run->diverged     ? run->last
                                                   : run->w[state];
    const double values[] = {
        (double)state / (double)trace->steps_per_epoch,
        run->lr[state],
        w[0],
        w[1],
        run->loss[state],
        run->gradient[state][0],
        run->gradient[state][1],
        run->batch_loss[state],
    };
    add_label(text, run->label);
    text_printf(text, ",%ld", state);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        text_add(text, ",");
        number_append(text, values[i]);
    }
    text_add(text, "\n");
}

static bool csv_write_table(struct atomic_file *output, const struct trace *trace,
                            struct error *error) {
    struct text text = {0};
    text_add(&text, HEADER);
    bool done = true;
    for (size_t i = 0; i < trace->run_count; i++)
        for (long state = 0; done && state < trace->states; state = trace_next(trace, state, 1)) {
            add_row(&text, trace, &trace->runs[i], state);
            if (text.length >= CHUNK) {
                done = atomic_file_write(output, text.data, text.length, error);
                text_clear(&text);
            }
        }
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

// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npy: the weights of every state, as float64. Its shape is [states, n] for one run, and
// [runs, states, n] for several, in the order of a table. What stands after a run has diverged, or
// a recording has ended, is nan.
#include "base/npy.h"
#include "encode/format.h"
#include "sim/simulation.h"

#include <math.h>

// Bytes to collect before each write.
enum { CHUNK = 1 << 16 };

// Returns the weights of a state; NULL: unknown.
static const double *weights_at(const struct trace *trace, const struct run *run, long state) {
    if (state > run_last(run, trace))
        return NULL;
    if (run->shape->n == 2)
        return state == run->diverged ? run->last : run->w[state];
    return run->weights + (size_t)state * run->shape->n;
}

static bool check_shapes(const struct trace *trace, struct error *error) {
    for (size_t i = 1; i < trace->run_count; i++)
        if (trace->runs[i].shape->n != trace->runs->shape->n)
            return error_set(error, ERROR_RENDER,
                             "one array cannot hold runs of %zu and of %zu weights",
                             trace->runs->shape->n, trace->runs[i].shape->n);
    return true;
}

static bool npy_write_table(struct atomic_file *output, const struct trace *trace, unsigned record,
                            struct error *error) {
    (void)record;
    if (!check_shapes(trace, error))
        return false;
    size_t n = trace->runs->shape->n, shape[] = {trace->run_count, (size_t)trace->states, n};
    bool is_one = trace->run_count == 1, good = true;
    struct text bytes = {0};
    npy_put_header(&bytes, shape + is_one, is_one ? 2 : 3);
    for (size_t i = 0; i < trace->run_count; i++) {
        for (long state = 0; good && state < trace->states; state = trace_next(trace, state, 1)) {
            const double *w = weights_at(trace, &trace->runs[i], state);
            for (size_t k = 0; k < n; k++)
                npy_put_number(&bytes, w ? w[k] : (double)NAN);
            if (bytes.length < CHUNK)
                continue;
            good = atomic_file_write(output, bytes.data, bytes.length, error);
            text_clear(&bytes);
        }
    }
    good = good && atomic_file_write(output, bytes.data, bytes.length, error);
    text_finish(&bytes);
    return good;
}

static const struct codec npy_codec = {
    .write_table = npy_write_table,
};

const struct format format_npy = {
    .name = "npy",
    .extensions = (const char *const[]){"npy", NULL},
    .help = "all weights as an array of NumPy: [states, n], or [runs, states, n] of several",
    .kind = FORMAT_TABLE,
    .record = RECORD_ALL_WEIGHTS,
    .codec = &npy_codec,
};

// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/trace.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

long trace_steps_per_epoch(size_t points, long batch) {
    if (points == 0 || batch <= 0 || (size_t)batch >= points)
        return 1;
    return (long)((points + (size_t)batch - 1) / (size_t)batch);
}

long run_last(const struct run *run, const struct trace *trace) {
    return run->diverged >= 0 ? run->diverged
                              : (run->covered > 0 ? run->covered : trace->states) - 1;
}

bool run_has_ended(const struct run *run, double position) {
    return run->covered > 0 && position > (double)(run->covered - 1);
}

double run_position(const struct run *run, double position) {
    return run_has_ended(run, position) ? (double)(run->covered - 1) : position;
}

// Returns a new array with the contents of two arrays, and frees both.
static void *join(void *first, size_t first_size, void *second, size_t second_size) {
    char *both = mem_zero(first_size + second_size, 1);
    memcpy(both, first, first_size);
    memcpy(both + first_size, second, second_size);
    free(first);
    free(second);
    return both;
}

void trace_append(struct trace *trace, struct trace *other) {
    struct trace first = *trace;
    *trace = *other;
    *other = (struct trace){0};
    if (first.run_count == 0) {
        trace_finish(&first);
        return;
    }
    trace->runs = join(first.runs, first.run_count * sizeof *first.runs, trace->runs,
                       trace->run_count * sizeof *trace->runs);
    trace->records = join(first.records, first.record_count * sizeof *first.records, trace->records,
                          trace->record_count * sizeof *trace->records);
    trace->planes = join(first.planes, first.plane_count * sizeof *first.planes, trace->planes,
                         trace->plane_count * sizeof *trace->planes);
    trace->run_count += first.run_count;
    trace->record_count += first.record_count;
    trace->plane_count += first.plane_count;
}

void trace_write_epochs(const struct trace *trace, long steps, struct text *out) {
    long length = trace->steps_per_epoch;
    long hundredths = (200 * steps + length) / (2 * length);
    text_printf(out, "%ld", hundredths / 100);
    if (hundredths % 10 != 0)
        text_printf(out, ".%02ld", hundredths % 100);
    else if (hundredths % 100 != 0)
        text_printf(out, ".%ld", hundredths % 100 / 10);
}

void trace_write_place(const struct trace *trace, long state, struct text *out) {
    text_add(out, trace->in_steps ? "step " : "epoch ");
    if (trace->in_steps)
        text_printf(out, "%ld", state);
    else
        trace_write_epochs(trace, state + 1, out);
}

long trace_next(const struct trace *trace, long state, long stride) {
    enum { TOGETHER = 4096 }; // states; a quarter of a megabyte per run
    long next = state + stride;
    if (next / TOGETHER != state / TOGETHER)
        for (size_t i = 0; i < trace->record_count; i++)
            scratch_page_out(&trace->records[i]);
    return next;
}

void trace_finish(struct trace *trace) {
    for (size_t i = 0; i < trace->run_count; i++) {
        free(trace->runs[i].own_label);
        if (trace->runs[i].owns_columns)
            free(trace->runs[i].columns);
    }
    free(trace->runs);
    for (size_t i = 0; i < trace->plane_count; i++)
        plane_destroy(trace->planes[i]);
    free(trace->planes);
    for (size_t i = 0; i < trace->record_count; i++)
        scratch_finish(&trace->records[i]);
    free(trace->records);
    *trace = (struct trace){0};
}

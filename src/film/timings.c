// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/timings.h"

#include "base/shown.h"

#include "base/clock.h"

#include <sys/resource.h>

static const char *const names[TIMING_COUNT] = {
    [TIMING_PARSE] = "parse",     [TIMING_SIMULATE] = "simulate", [TIMING_DRAW] = "draw",
    [TIMING_CONVERT] = "convert", [TIMING_ENCODE] = "encode",     [TIMING_WAIT] = "wait",
};

double timings_lap(struct timings *timings, enum timing stage, double start) {
    double now = seconds_now();
    timings->seconds[stage] += now - start;
    return now;
}

// Returns the peak memory in bytes; the kernel counts in kibibytes.
static long long peak_memory(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss * 1024LL : 0;
}

void timings_print(const struct timings *timings, double whole, const char *name,
                   struct text *out) {
    shown_printf(out, "%s: %.1f ms:", name, 1000 * whole);
    for (int i = 0; i < TIMING_COUNT; i++)
        text_printf(out, "%s %s %.1f", i ? "," : "", names[i], 1000 * timings->seconds[i]);
    text_printf(out, " ms; peak memory %.1f MB\n", (double)peak_memory() / 1e6);
}

void timings_json(const struct timings *timings, struct text *out) {
    text_add(out, "{");
    for (int i = 0; i < TIMING_COUNT; i++)
        text_printf(out, "\"%s\": %.6f, ", names[i], timings->seconds[i]);
    text_printf(out, "\"peak_memory\": %lld}", peak_memory());
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Where the time of a render went, for --timings.
#pragma once
#include "base/text.h"

// Stages of a render. Drawing has a thread of its own, so that their sum may be more than the
// whole.
enum timing {
    TIMING_PARSE,    // the scene, its data and theme
    TIMING_SIMULATE, // the optimizers
    TIMING_DRAW,     // layout, and all frames
    TIMING_CONVERT,  // pixels to what the encoder takes
    TIMING_ENCODE,   // and writing
    TIMING_WAIT,     // of the encoders for the next frame
    TIMING_COUNT,
};

struct timings {
    double seconds[TIMING_COUNT];
};

// Adds the time since `start` (seconds_now) to a stage; returns the time now.
double timings_lap(struct timings *timings, enum timing stage, double start);

// Appends a line: the stages, the whole, and the peak memory of the process, in milliseconds and
// megabytes.
void timings_print(const struct timings *timings, double whole, const char *name, struct text *out);

// Appends them as a JSON object, in seconds and bytes.
void timings_json(const struct timings *timings, struct text *out);

// SPDX-License-Identifier: GPL-3.0-or-later
// The time of each stage of a render, for --timings.
#pragma once
#include "base/text.h"

// Stages of a render. Drawing runs on its own thread, so the sum may exceed the total.
enum timing {
    TIMING_PARSE,    // reading the scene, its data and theme
    TIMING_SIMULATE, // running the optimizers
    TIMING_DRAW,     // layout, and all frames
    TIMING_CONVERT,  // pixels to the encoder's format
    TIMING_ENCODE,   // encoding and writing
    TIMING_WAIT,     // encoders waiting for the next frame
    TIMING_COUNT,
};

struct timings {
    double seconds[TIMING_COUNT];
};

// Adds the time since `start` (from seconds_now) to a stage; returns the current time.
double timings_lap(struct timings *timings, enum timing stage, double start);

// Appends a line with the stages, the total, and the peak memory of the process, in milliseconds
// and megabytes.
void timings_print(const struct timings *timings, double whole, const char *name, struct text *out);

// Appends the same as a JSON object, in seconds and bytes.
void timings_json(const struct timings *timings, struct text *out);

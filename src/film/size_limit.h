// SPDX-License-Identifier: GPL-3.0-or-later
// The best picture that fits into so many bytes, found by halving: the film is written at one level
// of quality after the other, and the best that fits is kept.
#pragma once
#include "encode/encoder.h"

// What a film may give up: of `frame_step` frames it shows the last, and its quality is lower.
struct size_limit_level {
    int frame_step, quality; // quality 0: the format takes none
};

struct size_limit {
    const struct format *format;
    const char *path;
    int64_t max_bytes;
    int wanted;                    // the quality without a limit; 0: the format takes none
    int step_max;                  // the most that `frame_step` may be
    struct size_limit_level level; // to try now
    int tried;                     // its index; 0 is the best
    int fits, fails;               // the best index that fits and the worst that does not
    int64_t least_bytes;           // of those that failed, and
    int least;                     // the index of that one
    struct encoder *best;          // a finished film of index `fits`
    bool done;
};

// A search for one output of `film`, whose quality is that of the command line.
void size_limit_init(struct size_limit *fit, const struct format *format, const char *path,
                     const struct film *film, int64_t max_bytes);

// Takes over an encoder that has got all frames of the film at `fit->level`. Sets
// `fit->done`, or the next level to try. False where not even the lowest fits, or on an error.
bool size_limit_take(struct size_limit *fit, struct encoder *encoder, struct error *error);

// Appends a line that says what was given up, where something was.
void size_limit_report(const struct size_limit *fit, struct text *warnings);

// Hands the film that was found over to the caller.
struct encoder *size_limit_best(struct size_limit *fit);

void size_limit_finish(struct size_limit *fit);

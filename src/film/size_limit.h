// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the best quality whose film fits a size limit, by bisection: the film is encoded at one
// level after the other, and the best that fits is kept.
#pragma once
#include "encode/encoder.h"

// A level of quality. Only the last of every `frame_step` frames is shown.
struct size_limit_level {
    int frame_step, quality; // quality 0: the format has none
};

struct size_limit {
    const struct format *format;
    const char *path;
    int64_t max_bytes;
    int wanted;                    // quality without a limit; 0: the format has none
    int step_max;                  // largest `frame_step`
    struct size_limit_level level; // level to try now
    int tried;                     // index of `level`; 0 is the best
    int fits, fails;               // best index that fits, and worst that does not
    int64_t least_bytes;           // smallest size among the films that were too large
    int least;                     // index of that film
    struct encoder *best;          // the film of index `fits`; owned
    bool done;
};

// Starts a search for one output of `film`; `film->quality` is that of the command line.
void size_limit_init(struct size_limit *fit, const struct format *format, const char *path,
                     const struct film *film, int64_t max_bytes);

// Takes ownership of an encoder that has received all frames at `fit->level`. Sets `fit->done`, or
// the next level to try. False with an error, also if even the lowest level is too large.
bool size_limit_take(struct size_limit *fit, struct encoder *encoder, struct error *error);

// Appends a line that says how the quality was reduced, if it was.
void size_limit_report(const struct size_limit *fit, struct text *warnings);

// Returns the film that was found, now owned by the caller.
struct encoder *size_limit_best(struct size_limit *fit);

void size_limit_finish(struct size_limit *fit);

// SPDX-License-Identifier: GPL-3.0-or-later
// The best quality whose film fits into so many bytes, found by halving: the film is written with
// one quality after the other, and the best that fits is kept.
#pragma once
#include "encode/encoder.h"

struct fit {
    const struct format *format;
    const char *path;
    int64_t max_bytes;
    int wanted;           // the quality without a limit; 0: the format takes none
    int quality;          // to try now
    int fits, fails;      // the best quality that fits and the worst that does not; 0: none yet
    int64_t least_bytes;  // of those that failed
    struct encoder *best; // a finished film with quality `fits`
    bool done;
};

// A search for one output. `quality` is that of the command line, 0: the format's own.
void fit_init(struct fit *fit, const struct format *format, const char *path, int quality,
              int64_t max_bytes);

// Takes over an encoder that has got all frames of the film with quality `fit->quality`. Sets
// `fit->done`, or the next quality to try. False where not even the lowest fits, or on an error.
bool fit_take(struct fit *fit, struct encoder *encoder, struct error *error);

// Appends a line that says what was given up, where something was.
void fit_tell(const struct fit *fit, struct text *warnings);

// Hands the film that was found over to the caller.
struct encoder *fit_best(struct fit *fit);

void fit_finish(struct fit *fit);

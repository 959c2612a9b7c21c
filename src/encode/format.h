// SPDX-License-Identifier: GPL-3.0-or-later
// The interface that a format implements. Callers include encoder.h instead.
#pragma once
#include "base/error.h"
#include "base/frame.h"
#include "base/text.h"
#include "encode/atomic_file.h"
#include "encode/film.h"
#include "encode/format_table.h"

struct trace;

// A film that is being written. `state` belongs to the format: its `open` allocates it, its
// `destroy` frees it.
struct encoder {
    const struct format *format;
    const struct codec *codec; // that of the format
    struct film film;
    struct atomic_file *output; // NULL if the format writes many files
    const char *path;           // as given by the user
    void *state;
    bool finished;
    double convert_seconds; // time spent on converting pixels
    uint32_t *flat; // the frame over the film's background, for a format without alpha; owned
};

// Returns the quality to encode with, 1 to 100.
int encoder_quality(const struct encoder *encoder);

// The functions that write a format. A film or still has open, write and destroy; survey if
// `wants_survey`; and close if something follows the last frame. A table has only write_table.
// Unused functions are NULL.
struct codec {
    bool wants_survey;
    // Returns what this machine lacks; see format_missing.
    const char *(*missing)(const struct format *format);
    void (*load)(void);
    bool (*open)(struct encoder *encoder, struct text *warnings, struct error *error);
    bool (*survey)(struct encoder *encoder, const struct frame *frame, struct error *error);
    bool (*write)(struct encoder *encoder, const struct frame *frame, long times,
                  struct error *error);
    // Writes what follows the last frame. The caller closes the output; many files are put in
    // place.
    bool (*close)(struct encoder *encoder, struct error *error);
    // Makes final what `close` did, of a format of many files: else `destroy` undoes it.
    void (*commit)(struct encoder *encoder);
    // Returns the PSNR of the closed film in dB, if film.measure is set. NULL: the format cannot
    // measure.
    double (*psnr)(const struct encoder *encoder);
    // Also called after open failed; then `state` may be NULL.
    void (*destroy)(struct encoder *encoder);

    // `record` RECORD_ flags: what the table holds beside what it always does.
    bool (*write_table)(struct atomic_file *output, const struct trace *trace, unsigned record,
                        struct error *error);
};

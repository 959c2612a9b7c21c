// SPDX-License-Identifier: GPL-3.0-or-later
// How a format is written, for implementers. Callers include encoder.h.
#pragma once
#include "base/error.h"
#include "base/frame.h"
#include "base/text.h"
#include "encode/atomic_file.h"
#include "encode/film.h"
#include "encode/format_table.h"

struct trace;

// A film on its way into a file. `state` belongs to the format: its open makes it, its destroy
// frees it.
struct encoder {
    const struct format *format;
    const struct codec *codec; // of the format
    struct film film;
    struct atomic_file *output; // NULL where the format has many files
    const char *path;           // as it was given
    void *state;
    bool finished;
    double convert_seconds; // for turning pixels into what is encoded
    uint32_t *flat;         // the frame on the film's background, for a format without alpha
};

// Returns the quality to encode with, 1 to 100.
int encoder_quality(const struct encoder *encoder);

// How the files of a format are written. A film or still has open, write and destroy, survey where
// `wants_survey`, and close where the file does not end with its last frame. A table has
// write_table alone. A function that a format has no use for is NULL.
struct codec {
    bool wants_survey;
    // Returns what this machine lacks, as format_missing does.
    const char *(*missing)(const struct format *format);
    void (*load)(void);
    bool (*open)(struct encoder *encoder, struct text *warnings, struct error *error);
    bool (*survey)(struct encoder *encoder, const struct frame *frame, struct error *error);
    bool (*write)(struct encoder *encoder, const struct frame *frame, long times,
                  struct error *error);
    // Writes what follows the last frame; the output itself is closed by the caller.
    bool (*close)(struct encoder *encoder, struct error *error);
    // Returns the PSNR of the closed film where film.measure asked for it. NULL: not known.
    double (*psnr)(const struct encoder *encoder);
    // Also called where open failed, and then `state` may be NULL.
    void (*destroy)(struct encoder *encoder);

    bool (*write_table)(struct atomic_file *output, const struct trace *trace, struct error *error);
};

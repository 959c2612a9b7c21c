// SPDX-License-Identifier: GPL-3.0-or-later
// What a format brings, for implementers. Callers include encoder.h.
#pragma once
#include "encode/atomic_file.h"
#include "encode/encoder.h"

struct libav_parts;

// A film on its way into a file. `state` belongs to the format: its open makes it, its destroy
// frees it.
struct encoder {
    const struct format *format;
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

// A film or still format has open, write and destroy, survey where `wants_survey`, and close where
// the file does not end with its last frame. A table format has write_table alone. A function that
// a format has no use for is NULL.
struct format {
    const char *name;
    const char *const *extensions; // without the dot, ending with NULL
    const char *help;              // one line
    enum format_kind kind;
    bool wants_survey;
    enum drawing_language language; // of a still of shapes, which has no other function
    bool has_alpha;                 // else frames of a transparent film come laid on the background
    bool takes_encoder;             // film.encoder takes the place of the format's own
    bool takes_pixels;              // obeys film.full_chroma
    bool keeps_source;              // a file of it holds film.source
    bool many_files;                // a file a frame; there is no output
    const struct libav_parts *parts; // of FFmpeg; NULL: none
    const void *parameters;          // the format's own, where formats share their functions
    bool takes_thin;                 // can leave frames out
    int default_quality; // what a film's quality 0 means, 1 to 100; 0: the format takes no quality

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

// SPDX-License-Identifier: GPL-3.0-or-later
// Films and stills as files, for callers: open, survey where wanted, write every frame, close.
#pragma once
#include "base/error.h"
#include "base/frame.h"
#include "base/text.h"
#include "encode/film.h"
#include "encode/format_table.h"

struct trace;
struct encoder;

// Returns what to install where this machine cannot write the format; NULL where it can.
const char *format_missing(const struct format *format);

// Loads what the format is made with, so that encoder_open need not wait for it; from any thread.
void format_load(const struct format *format);

// Opens `path` ("-": standard output) for a film or still. Regular files are written beside their
// destination and renamed by encoder_close; fifos and devices are written directly; symlinks are
// resolved. Warnings are appended to `warnings`, a line each. NULL on error (ERROR_RENDER).
struct encoder *encoder_open(const struct format *format, const char *path, const struct film *film,
                             struct text *warnings, struct error *error);

// True where every frame must pass encoder_survey, in order, before the first encoder_write.
bool encoder_wants_survey(const struct encoder *encoder);
bool encoder_survey(struct encoder *encoder, const struct frame *frame, struct error *error);

// Writes a frame that is shown `times` frame periods (1, or 1 + hold for one).
bool encoder_write(struct encoder *encoder, const struct frame *frame, long times,
                   struct error *error);

// A still as a file of shapes: it is not encoded from pixels but written by who can draw it.
struct drawing {
    bool (*write)(void *context, enum drawing_language language,
                  bool (*sink)(void *to, const void *bytes, size_t length), void *to,
                  struct error *error);
    void *context;
};

// Writes a still whose format has a language; between open and close it takes no other call.
bool encoder_draw(struct encoder *encoder, const struct drawing *drawing, struct error *error);

// Writes what follows the last frame. encoder_close does so too where that was not done.
bool encoder_finish(struct encoder *encoder, struct error *error);

// Returns the bytes of a finished film; -1 where it is no file of ours but a fifo or device.
int64_t encoder_size(const struct encoder *encoder);

// Returns the seconds that went into turning pixels into what the format encodes.
double encoder_convert_seconds(const struct encoder *encoder);

// Returns the PSNR of a finished film in dB, of all channels and frames together; NAN where the
// format does not measure it.
double encoder_psnr(const struct encoder *encoder);

// Finishes the file and puts it in its place. False where that fails; the encoder must still be
// destroyed.
bool encoder_close(struct encoder *encoder, struct error *error);

// Frees the encoder; one that was not closed leaves what stood at its destination. NULL is allowed.
void encoder_destroy(struct encoder *encoder);

// Writes a trace in a FORMAT_TABLE format, replaced atomically as above; `durable` as of a film.
bool encoder_write_table(const struct format *format, const char *path, bool durable,
                         const struct trace *trace, struct error *error);

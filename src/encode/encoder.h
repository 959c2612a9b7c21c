// SPDX-License-Identifier: GPL-3.0-or-later
// Encodes films and stills to files, for callers: open, survey every frame if wanted, write every
// frame, close.
#pragma once
#include "base/error.h"
#include "base/frame.h"
#include "base/text.h"
#include "encode/film.h"
#include "encode/format_table.h"

struct trace;
struct encoder;

// Returns what to install if this machine cannot write the format; NULL if it can.
const char *format_missing(const struct format *format);

// Loads the libraries of a format in advance, so that encoder_open need not wait for them. May be
// called from any thread.
void format_load(const struct format *format);

// Opens `path` ("-": standard output) for a film or still. Regular files are written beside their
// destination and renamed by encoder_close; pipes and devices are written directly; symbolic links
// are followed. Warnings are appended to `warnings`, one a line. The caller destroys the result.
// NULL on error (ERROR_RENDER).
struct encoder *encoder_open(const struct format *format, const char *path, const struct film *film,
                             struct text *warnings, struct error *error);

// True if every frame must be passed to encoder_survey, in order, before the first encoder_write.
bool encoder_wants_survey(const struct encoder *encoder);
bool encoder_survey(struct encoder *encoder, const struct frame *frame, struct error *error);

// Writes a frame that is shown for `times` frame periods: 1, or 1 + hold for the held frame.
bool encoder_write(struct encoder *encoder, const struct frame *frame, long times,
                   struct error *error);

// A vector still, which is written by its caller instead of encoded from pixels.
struct drawing {
    bool (*write)(void *context, enum drawing_language language,
                  bool (*sink)(void *to, const void *bytes, size_t length), void *to,
                  struct error *error);
    void *context;
};

// Writes a vector still. Only for formats with a `language`; no other function may be called
// between open and close.
bool encoder_draw(struct encoder *encoder, const struct drawing *drawing, struct error *error);

// Writes what follows the last frame. encoder_close calls this if the caller did not. Many files
// are put in place here; encoder_destroy takes them back unless encoder_close followed.
bool encoder_finish(struct encoder *encoder, struct error *error);

// Returns the size in bytes of a finished film; -1 if it was written to a pipe or device.
int64_t encoder_size(const struct encoder *encoder);

// Returns how many seconds were spent on converting pixels to the format's input.
double encoder_convert_seconds(const struct encoder *encoder);

// Returns the PSNR of a finished film in dB, over all channels and frames; NAN if the format does
// not measure it.
double encoder_psnr(const struct encoder *encoder);

// Finishes the file and moves it to its destination. False on error. The encoder must still be
// destroyed.
bool encoder_close(struct encoder *encoder, struct error *error);

// Frees the encoder. If it was not closed, the file that was at the destination stays as it was.
// NULL is allowed.
void encoder_destroy(struct encoder *encoder);

// Writes a trace in a FORMAT_TABLE format, with what `record` (RECORD_ flags) asks for. Returns the
// finished encoder, which the caller closes and destroys as above, or NULL. With `durable`, closing
// waits until the file is on the disk.
struct encoder *encoder_write_table(const struct format *format, const char *path, bool durable,
                                    const struct trace *trace, unsigned record,
                                    struct error *error);

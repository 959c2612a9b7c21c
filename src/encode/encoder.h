// SPDX-License-Identifier: GPL-3.0-or-later
// Films and stills as files, for callers: open, survey where wanted, write every frame, close.
#pragma once
#include "base/error.h"
#include "base/frame.h"
#include "base/text.h"

#include <stdint.h>

struct trace;
struct format;
struct encoder;

// What a film is, known before its first frame.
struct film {
    int width, height;
    double fps;
    long frames;            // drawn frames, without the hold
    long fade;              // how many of them follow the one that is held
    long hold;              // further times that that one is shown
    bool plays_once;        // else players begin again at the end, where the format can say so
    uint32_t background;    // 0xRRGGBB
    bool transparent;       // pixels may be see-through: A below 255
    const uint32_t *colors; // theme colours that a palette keeps exactly, 0xRRGGBB
    size_t color_count;
    const char *title, *description; // NULL where the scene has none
    int threads;                     // for encoders that can use several; at least 1
    int quality;                     // 1 (small) to 100 (true); 0: the format's own default
    int thin;                        // of so many frames only the last is shown; 0, 1: all
    bool measure;                    // encoder_psnr will be asked for
    const char *source;              // the scene as text, to keep in the file; NULL: none
    const char *encoder;             // of FFmpeg, "name:key=value,..."; NULL: the format's own
    bool full_chroma;                // video has a colour for each pixel: 4:4:4
};

enum format_kind { FORMAT_FILM, FORMAT_STILL, FORMAT_TABLE };

// Every format, ending with NULL.
extern const struct format *const format_table[];

const char *format_name(const struct format *format);
const char *format_help(const struct format *format);
enum format_kind format_kind_of(const struct format *format);

// True for formats whose films obey `quality`; 100 is the truest, and bytes rise with it.
bool format_takes_quality(const struct format *format);

// Returns the quality that a film has where it is 0; 0 where the format takes none.
int format_default_quality(const struct format *format);

// True for formats that obey `thin`.
bool format_takes_thin(const struct format *format);

// True for a format whose paths have a number, and whose files are one a frame (pattern.h).
bool format_has_many_files(const struct format *format);

// True for formats that obey `encoder`, and `full_chroma`.
bool format_takes_encoder(const struct format *format);
bool format_takes_pixels(const struct format *format);

// Whether a file of it holds the scene that it was made from, and so the key of freshness.h.
bool format_keeps_source(const struct format *format);

// Returns what to install where this FFmpeg cannot write the format; NULL where it can.
const char *format_missing(const struct format *format);

// Loads what the format is made with, so that encoder_open need not wait for it; from any thread.
void format_load(const struct format *format);

// Returns the endings of paths that mean the format, without the dot, ending with NULL.
const char *const *format_extensions(const struct format *format);

// Finds a format by name, or by the ending of a path and the number in it; NULL where there is
// none.
const struct format *format_by_name(const char *name);
const struct format *format_by_path(const char *path);

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
enum drawing_language { DRAWING_NONE, DRAWING_SVG, DRAWING_PDF };
struct drawing {
    bool (*write)(void *context, enum drawing_language language,
                  bool (*sink)(void *to, const void *bytes, size_t length), void *to,
                  struct error *error);
    void *context;
};

// The language of a format that is written by encoder_draw, and by no other call between open and
// close; DRAWING_NONE for one of pixels.
enum drawing_language format_language(const struct format *format);
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

// Writes a trace in a FORMAT_TABLE format, replaced atomically as above.
bool encoder_write_table(const struct format *format, const char *path, const struct trace *trace,
                         struct error *error);

// SPDX-License-Identifier: GPL-3.0-or-later
// The table of formats.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum format_kind { FORMAT_FILM, FORMAT_STILL, FORMAT_TABLE };

// The language of a vector still, written by encoder_draw; DRAWING_NONE: the format has pixels.
enum drawing_language { DRAWING_NONE, DRAWING_SVG, DRAWING_PDF };

struct codec;
struct libav_parts;

// A format, as a row of the table. All that the program knows about a format is here; no code
// compares its name.
struct format {
    const char *name;
    const char *const *extensions; // file name extensions without the dot; ends with NULL
    const char *help;              // one line
    const char *mime;              // MIME type for browsers; NULL: they cannot show it
    enum format_kind kind;
    enum drawing_language language;
    bool has_alpha;         // false: frames of a transparent film arrive over the background
    bool takes_encoder;     // film.encoder applies
    bool takes_pixels;      // film.full_chroma applies
    bool takes_frame_step;  // film.frame_step applies: frames can be left out
    bool keeps_source;      // stores film.source, and with it the key of film/freshness.h
    bool computes;          // is a page with film.page
    bool many_files;        // one file a frame, with a number in its path (pattern.h)
    unsigned record;        // what a table needs of a run beside what every one has: RECORD_ flags
    bool comes_first;       // web pages offer it before other videos, as it is smaller
    int pixel_bytes;        // bytes of memory a pixel while encoding; 0: only the drawing's
    double picture_seconds; // the longest that it can show one picture for; 0: any time
    int default_quality;    // used for film.quality 0, 1 to 100; 0: the format has no quality
    const struct libav_parts *parts; // components of FFmpeg; NULL: none
    const void *parameters;          // for a codec that several formats share
    const struct codec *codec;       // the functions that write it: format.h
};

// Every format, in the order of --list. To add one, add a row here and define `const struct format
// format_NAME` in a file of its own.
#define FORMATS(ROW)                                                                               \
    ROW(mp4)                                                                                       \
    ROW(webm)                                                                                      \
    ROW(gif)                                                                                       \
    ROW(webp)                                                                                      \
    ROW(apng)                                                                                      \
    ROW(avif)                                                                                      \
    ROW(png)                                                                                       \
    ROW(frames)                                                                                    \
    ROW(svg)                                                                                       \
    ROW(pdf)                                                                                       \
    ROW(html)                                                                                      \
    ROW(csv)                                                                                       \
    ROW(npy)                                                                                       \
    ROW(raw)                                                                                       \
    ROW(y4m)

#define FORMAT_DECLARATION(name) extern const struct format format_##name;
FORMATS(FORMAT_DECLARATION)
#undef FORMAT_DECLARATION

// The formats as an array that ends with NULL.
extern const struct format *const format_table[];

// Find a format by its name, or by the extension of a path and whether it has a frame number. NULL
// if there is none.
const struct format *format_by_name(const char *name);
const struct format *format_by_path(const char *path);

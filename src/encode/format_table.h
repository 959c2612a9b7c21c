// SPDX-License-Identifier: GPL-3.0-or-later
// The table of formats.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum format_kind { FORMAT_FILM, FORMAT_STILL, FORMAT_TABLE };

// The language of a still that is written from shapes by encoder_draw; DRAWING_NONE: of pixels.
enum drawing_language { DRAWING_NONE, DRAWING_SVG, DRAWING_PDF };

struct codec;
struct libav_parts;

// A format as its row of the table says. All that the program knows of a format stands here; nobody
// asks for one by its name.
struct format {
    const char *name;
    const char *const *extensions; // endings of paths that mean it, without the dot; ends with NULL
    const char *help;              // one line
    const char *mime;              // as browsers know it; NULL: they show no file of it
    enum format_kind kind;
    enum drawing_language language;
    bool has_alpha;        // else frames of a transparent film come laid on the background
    bool takes_encoder;    // obeys film.encoder
    bool takes_pixels;     // obeys film.full_chroma
    bool takes_frame_step; // obeys film.frame_step: frames can be left out
    bool keeps_source;     // a file of it holds film.source, and so the key of film/freshness.h
    bool many_files;       // a file a frame, whose paths have a number (pattern.h)
    bool comes_first;      // a page offers it before other videos, as it is smaller
    int pixel_bytes;       // memory that a pixel takes while a film is made; 0: that of a drawing
    int default_quality; // what a film's quality 0 means, 1 (small) to 100; 0: it takes no quality
    const struct libav_parts *parts; // of FFmpeg; NULL: none
    const void *parameters;          // the codec's own, where formats share one
    const struct codec *codec;       // how files are written: format.h
};

// Every format, in the order of --list. A new one is a row here and `const struct format
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
    ROW(csv)                                                                                       \
    ROW(raw)                                                                                       \
    ROW(y4m)

#define FORMAT_DECLARATION(name) extern const struct format format_##name;
FORMATS(FORMAT_DECLARATION)
#undef FORMAT_DECLARATION

// The same, ending with NULL.
extern const struct format *const format_table[];

// Finds a format by name, or by the ending of a path and the number in it; NULL where there is
// none.
const struct format *format_by_name(const char *name);
const struct format *format_by_path(const char *path);

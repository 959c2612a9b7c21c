// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders and containers of FFmpeg. Only load.h includes its headers.
#pragma once
#include "encode/atomic_file.h"
#include "encode/format_table.h"

#include <stdio.h>

// Pixel formats: 8-bit planar Y'CbCr in limited range, the last with a plane of alpha, which is not
// multiplied into the colours.
enum libav_pixels { LIBAV_YUV420, LIBAV_YUV444, LIBAV_YUVA420 };

// The matrix that converts R'G'B' to Y'CbCr.
enum libav_matrix { LIBAV_BT709, LIBAV_BT601 };

// The components of FFmpeg that a format needs.
struct libav_parts {
    const char *encoder; // name in libavcodec
    const char *muxer;   // name in libavformat
    const char *package; // what to install if this FFmpeg lacks one of them
};

// For formats written with FFmpeg: returns what to install if this FFmpeg lacks a component; NULL
// if it has all.
const char *libav_missing(const struct format *format);

// Loads FFmpeg in advance, so that later calls need not wait. May be called from any thread.
void libav_load(void);

struct libav_settings {
    const struct libav_parts *parts;
    const char *encoder; // "name" or "name:key=value,...", replaces the encoder of `parts`; or NULL
    const char *options; // options for the encoder of `parts`, "key=value:key=value"
    const char *muxer_options;
    enum libav_pixels pixels;
    enum libav_matrix matrix; // unless the encoder's options set another
    int width, height;
    double fps;
    int threads;
    const char *title, *description, *comment; // NULL: none
};

// The buffer of a picture: three planes, or four with alpha, with rows of `strides` bytes.
struct libav_picture {
    uint8_t *planes[4];
    int strides[4];
};

struct libav;

// Opens an encoder that writes to `output`. The output must outlive it; the caller destroys it.
// NULL on error.
struct libav *libav_create(const struct libav_settings *settings, struct atomic_file *output,
                           struct error *error);

// Returns the matrix to fill the planes with.
enum libav_matrix libav_matrix(const struct libav *libav);

// Gives access to the picture that the next libav_write will encode. It still holds the previous
// picture. It belongs to the encoder.
bool libav_picture(struct libav *libav, struct libav_picture *picture, struct error *error);

// Encodes the picture for `times` frame periods.
bool libav_write(struct libav *libav, long times, struct error *error);

// Flushes the encoder and writes the end of the container.
bool libav_close(struct libav *libav, struct error *error);

void libav_destroy(struct libav *libav);

// Returns the comment in the metadata of a video file, in any container that we write; owned by the
// caller. NULL if there is none.
char *libav_comment(FILE *file);

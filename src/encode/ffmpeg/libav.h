// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders and containers of FFmpeg. Only load.h includes its headers.
#pragma once
#include "encode/atomic_file.h"
#include "encode/format_table.h"

// 8-bit planes of Y'CbCr in limited range, or packed sRGB: bytes R G B A, or native-endian words
// 0xAARRGGBB; alpha is straight.
enum libav_pixels { LIBAV_YUV420, LIBAV_YUV444, LIBAV_RGBA, LIBAV_WORDS };

// How planes follow from red, green and blue.
enum libav_matrix { LIBAV_BT709, LIBAV_BT601 };

// The parts of FFmpeg that a format is made with.
struct libav_parts {
    const char *encoder; // libavcodec's name
    const char *muxer;   // libavformat's name; NULL: the encoder's bare packets
    const char *package; // what to install where this FFmpeg lacks one of them
};

// Of a codec that is made with FFmpeg: what to install where this one lacks a part of the format;
// NULL where it has them all.
const char *libav_missing(const struct format *format);

// Loads FFmpeg, so that who asks next need not wait; from any thread.
void libav_load(void);

struct libav_settings {
    const struct libav_parts *parts;
    const char *encoder; // in place of that of the parts: "name" or "name:key=value,..."; or NULL
    const char *options; // of the encoder of the parts, "key=value:key=value"
    const char *muxer_options;
    enum libav_pixels pixels;
    enum libav_matrix matrix; // of planes, where the encoder's options do not say otherwise
    int width, height;
    double fps;
    int threads;
    const char *title, *description, *comment; // NULL: none
    bool long_frames; // a frame for several periods is one in the file, too
    // Bytes to lay into the file behind its first `insert_at` bytes.
    const void *insert;
    size_t insert_length;
    int64_t insert_at;
    // Takes bare packets in place of the output; or NULL.
    bool (*take)(void *context, const void *bytes, size_t length, struct error *error);
    void *context;
};

// Pixels to fill: as many planes as the format has, rows of `strides` bytes.
struct libav_picture {
    uint8_t *planes[3];
    int strides[3];
};

struct libav;

// Opens an encoder that writes to `output`; that, `insert` and `context` must outlive it. NULL on
// error.
struct libav *libav_create(const struct libav_settings *settings, struct atomic_file *output,
                           struct error *error);

// How the planes are to be filled.
enum libav_matrix libav_matrix(const struct libav *libav);

// Lends the picture that the next libav_write sends; it holds what it held before.
bool libav_picture(struct libav *libav, struct libav_picture *picture, struct error *error);

// Encodes the picture for `times` frame periods.
bool libav_write(struct libav *libav, long times, struct error *error);

// Writes what the encoder still holds, and the container's end.
bool libav_close(struct libav *libav, struct error *error);

void libav_destroy(struct libav *libav);

// Returns the comment that stands in a film of any container that FFmpeg knows, owned by the
// caller; NULL where there is none.
char *libav_comment(const char *path);

// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders and containers of FFmpeg. Only libav.c includes its headers.
#pragma once
#include "encode/output.h"

enum libav_pixels { LIBAV_YUV420, LIBAV_RGB, LIBAV_RGBA };

struct libav_settings {
    const char *encoder; // libavcodec's name
    const char *package; // what to install where this FFmpeg lacks it
    const char *options; // of the encoder, "key=value:key=value"
    const char *muxer;   // libavformat's name; NULL: the encoder's bare packets
    const char *muxer_options;
    enum libav_pixels pixels;
    int width, height;
    double fps;
    int threads;
    const char *title, *description; // NULL: none
};

// Pixels to fill: as many planes as the format has, rows of `strides` bytes.
struct libav_picture {
    uint8_t *planes[3];
    int strides[3];
};

struct libav;

// Opens an encoder that writes to `output`, which must outlive it. NULL on error.
struct libav *libav_create(const struct libav_settings *settings, struct output *output,
                           struct error *error);

// Lends the picture that the next libav_write sends; it holds what it held before.
bool libav_picture(struct libav *libav, struct libav_picture *picture, struct error *error);

// Encodes the picture for `times` frame periods.
bool libav_write(struct libav *libav, long times, struct error *error);

// Writes what the encoder still holds, and the container's end.
bool libav_close(struct libav *libav, struct error *error);

void libav_destroy(struct libav *libav);

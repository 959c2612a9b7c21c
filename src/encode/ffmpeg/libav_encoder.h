// SPDX-License-Identifier: GPL-3.0-or-later
// What a film in the making holds of FFmpeg, for libav.c and libav_encoder.c.
#pragma once
#include "encode/ffmpeg/libav.h"
#include "encode/ffmpeg/load.h"

struct libav {
    struct atomic_file *output;
    AVCodecContext *encoder;
    AVFormatContext *muxer;
    AVFrame *frame;
    AVPacket *packet;
    int64_t next; // pts of the next frame, in units of the time base
    int period;   // of a frame, in those units
    struct libav_settings settings;
    struct error error; // of a write inside libavformat, which knows only numbers
};

// Reports `code`, or the error of our own output that lies behind it; returns false.
bool libav_fail(struct libav *libav, int code, struct error *error);

// Reads "key=value:key=value" (NULL: nothing) into `dictionary`, which the caller frees either way.
bool libav_parse_options(struct libav *libav, const char *options, AVDictionary **dictionary,
                         struct error *error);

// An option that is left in the dictionary, as nobody took it, is a mistake.
bool libav_check_options(struct libav *libav, const AVDictionary *dictionary, struct error *error);

// Opens the encoder that the settings ask for. `global_header`: the container keeps its header.
bool libav_open_encoder(struct libav *libav, bool global_header, struct error *error);

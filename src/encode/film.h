// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The properties of a film, known before its first frame.
struct film {
    int width, height;
    double fps;
    long frames;            // frames to be drawn, without repetitions of the held one
    long fade;              // how many of them come after the held one: the crossfade to the first
    long hold;              // additional frame periods that the held frame is shown
    bool plays_once;        // else players should loop, if the format can ask for it
    uint32_t background;    // 0xRRGGBB
    bool transparent;       // pixels may have an alpha below 255
    const uint32_t *colors; // theme colours, 0xRRGGBB, that a palette keeps exactly; not owned
    size_t color_count;
    const char *title, *description; // NULL if the scene has none
    int threads;                     // for encoders that can use several; at least 1
    int quality;                     // 1 (smallest file) to 100 (best); 0: the format's default
    int frame_step;                  // only every n-th frame is kept; 0 or 1: all
    bool measure;                    // encoder_psnr will be asked for
    const char *source;              // the scene as text, to be stored in the file; NULL: none
    const char *encoder; // an FFmpeg encoder, "name:key=value,..."; NULL: the format's own
    bool durable;        // encoder_close waits until the file is on the disk
    bool full_chroma;    // video without chroma subsampling: 4:4:4
};

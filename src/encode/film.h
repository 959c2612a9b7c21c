// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    int frame_step;                  // of so many frames only the last is shown; 0, 1: all
    bool measure;                    // encoder_psnr will be asked for
    const char *source;              // the scene as text, to keep in the file; NULL: none
    const char *encoder;             // of FFmpeg, "name:key=value,..."; NULL: the format's own
    bool durable;                    // encoder_close waits until the file is on the disk
    bool full_chroma;                // video has a colour for each pixel: 4:4:4
};

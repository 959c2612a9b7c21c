// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a page that computes is made of, beside its still. {0} for other formats.
struct page_parts {
    const char *scene;    // the resolved scene in flow style
    const char *controls; // the numbers that a reader can set, as items of a JSON list
    const char *files;    // the data files that it names, as members of a JSON object
    const char *glyphs;   // tables of all that the page can write, draw/text/glyph_table.h
    size_t glyph_bytes;
    double scale;   // pixels to each of the scene's
    bool needs_all; // of the tables' rows; else the smaller module does
};

// The most bytes of a source that is looked for in a file: a scene with all that it extends,
// escaped.
enum { SOURCE_BYTES_MAX = 64 << 20 };

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
    bool draft;                      // time matters more than the size of the file
    int frame_step;                  // only every n-th frame is kept; 0 or 1: all
    bool measure;                    // encoder_psnr will be asked for
    const char *source;              // the scene as text, to be stored in the file; NULL: none
    struct page_parts page;
    const char *encoder; // an FFmpeg encoder, "name:key=value,..."; NULL: the format's own
    bool durable;        // encoder_close waits until the file is on the disk
    bool full_chroma;    // video without chroma subsampling: 4:4:4
};

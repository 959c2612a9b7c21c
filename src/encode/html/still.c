// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/html/still.h"

#include "base/memory.h"
#include "encode/convert.h"
#include "encode/gif/palette.h"
#include "encode/png.h"
#include "encode/png_chunks.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { COLORS_MOST = 256, LEVEL = 12 };

static void put_palette(struct text *out, const struct palette *palette) {
    const uint32_t *colors = palette_colors(palette);
    uint8_t bytes[COLORS_MOST][3];
    int count = palette_count(palette);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < 3; k++)
            bytes[i][k] = (uint8_t)(colors[i] >> (16 - 8 * k));
    png_put_chunk(out, "PLTE", bytes, (size_t)count * 3);
}

static void put_pixels(struct text *out, const struct film *film, const struct frame *frame,
                       struct palette *palette) {
    size_t stride = 1 + (size_t)film->width, length = (size_t)film->height * stride; // filter: none
    uint8_t *rows = mem_zero(length, 1);
    for (int y = 0; y < film->height; y++)
        palette_map(palette, frame_row(frame, y), rows + (size_t)y * stride + 1, film->width);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor)
        mem_exhausted();
    size_t room = libdeflate_zlib_compress_bound(compressor, length);
    uint8_t *stream = mem_zero(room, 1);
    png_put_chunk(out, "IDAT", stream,
                  libdeflate_zlib_compress(compressor, rows, length, stream, room));
    libdeflate_free_compressor(compressor);
    free(stream);
    free(rows);
}

void still_make(const struct film *film, const struct frame *frame, struct text *out) {
    struct film bare = {.width = film->width,
                        .height = film->height,
                        .fps = film->fps,
                        .frames = 1,
                        .background = film->background,
                        .colors = film->colors,
                        .color_count = film->color_count};
    if (!convert_is_opaque(frame, film->width, film->height)) {
        png_make(&bare, frame, out);
        return;
    }
    struct palette *palette = palette_create(&bare);
    palette_survey(palette, frame, NULL);
    palette_build(palette, COLORS_MOST);
    png_put_header(out, film->width, film->height, PNG_PALETTE);
    put_palette(out, palette);
    put_pixels(out, film, frame, palette);
    png_put_chunk(out, "IEND", "", 0);
    palette_destroy(palette);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/gif/blocks.h"

#include "base/bytes.h"

#include <string.h>

void gif_put_header(struct text *out, int width, int height, const uint32_t *colors, int count,
                    int bits, bool loops) {
    text_add(out, "GIF89a");
    text_put_le(out, (uint64_t)width, 2);
    text_put_le(out, (uint64_t)height, 2);
    text_put_le(out, (uint64_t)(0xF0 | (bits - 1)), 1); // global colour table, 8 bits a channel
    text_put_le(out, 0, 1);                             // background index; players ignore it
    text_put_le(out, 0, 1);                             // square pixels
    for (int i = 0; i < 1 << bits; i++)
        for (int shift = 16; shift >= 0; shift -= 8)
            text_put_le(out, (uint64_t)(i < count ? (int)(colors[i] >> shift & 255) : 0), 1);
    // Without this extension a GIF plays once.
    static const char loop_forever[] = "\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00";
    if (loops)
        text_append(out, loop_forever, sizeof loop_forever);
}

void gif_put_comment(struct text *out, const char *comment) {
    enum { BLOCK_MAX = 255 };
    size_t length = comment ? strlen(comment) : 0;
    if (length == 0)
        return;
    text_add(out, "\x21\xFE");
    for (size_t at = 0, size; at < length; at += size) {
        size = length - at < BLOCK_MAX ? length - at : BLOCK_MAX;
        text_put_le(out, (uint64_t)((int)size), 1);
        text_append(out, comment + at, size);
    }
    text_put_le(out, 0, 1);
}

void gif_put_delay(struct text *out, int64_t delay, enum disposal disposal, uint8_t transparent) {
    static const uint64_t methods[] = {1, 2, 3};
    text_add(out, "\x21\xF9\x04");
    text_put_le(out, methods[disposal] << 2 | 1, 1); // and the flag for a transparent index
    text_put_le(out, (uint64_t)((int)delay), 2);
    text_put_le(out, (uint64_t)transparent, 1);
    text_put_le(out, 0, 1);
}

void gif_put_rect(struct text *out, struct rect rect) {
    text_put_le(out, 0x2C, 1);
    text_put_le(out, (uint64_t)(rect.x), 2);
    text_put_le(out, (uint64_t)(rect.y), 2);
    text_put_le(out, (uint64_t)(rect.width), 2);
    text_put_le(out, (uint64_t)(rect.height), 2);
    text_put_le(out, 0, 1);
}

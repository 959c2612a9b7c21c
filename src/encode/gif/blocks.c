// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/gif/blocks.h"

#include <string.h>

static void put_byte(struct text *out, int value) {
    char byte = (char)value;
    text_append(out, &byte, 1);
}

static void put_short(struct text *out, int value) {
    put_byte(out, value & 255);
    put_byte(out, value >> 8);
}

void gif_put_header(struct text *out, int width, int height, const uint32_t *colors, int count,
                    int bits, bool loops) {
    text_add(out, "GIF89a");
    put_short(out, width);
    put_short(out, height);
    put_byte(out, 0xF0 | (bits - 1)); // a global table, 8 bits a channel
    put_byte(out, 0);                 // background index, which players ignore
    put_byte(out, 0);                 // square pixels
    for (int i = 0; i < 1 << bits; i++)
        for (int shift = 16; shift >= 0; shift -= 8)
            put_byte(out, i < count ? (int)(colors[i] >> shift & 255) : 0);
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
        put_byte(out, (int)size);
        text_append(out, comment + at, size);
    }
    put_byte(out, 0);
}

void gif_put_delay(struct text *out, int64_t delay, bool goes, uint8_t transparent) {
    text_add(out, "\x21\xF9\x04");
    put_byte(out, (goes ? 2 : 1) << 2 | 1); // there is a transparent index
    put_short(out, (int)delay);
    put_byte(out, transparent);
    put_byte(out, 0);
}

void gif_put_rect(struct text *out, struct rect rect) {
    put_byte(out, 0x2C);
    put_short(out, rect.x);
    put_short(out, rect.y);
    put_short(out, rect.width);
    put_short(out, rect.height);
    put_byte(out, 0);
}

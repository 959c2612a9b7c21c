// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/png_chunks.h"
#include "base/memory.h"

#include <string.h>

static const char SOURCE_KEYWORD[] = "Comment";

static void put_word(struct text *out, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        char byte = (char)(value >> shift & 255);
        text_append(out, &byte, 1);
    }
}

static uint32_t read_word(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// ISO 3309's CRC-32.
static uint32_t crc_of(const char *bytes, size_t length) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= (uint8_t)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static void put_text(struct text *out, const char *keyword, const char *value) {
    // Behind the keyword: not compressed, no language, no translated keyword.
    static const char plain[] = {0, 0, 0, 0, 0};
    if (!value)
        return;
    size_t length = strlen(keyword) + sizeof plain + strlen(value);
    put_word(out, (uint32_t)length);
    size_t start = out->length;
    text_add(out, "iTXt");
    text_add(out, keyword);
    text_append(out, plain, sizeof plain);
    text_add(out, value);
    put_word(out, crc_of(out->data + start, out->length - start));
}

void png_put_texts(struct text *out, const struct film *film) {
    put_text(out, "Title", film->title);
    put_text(out, "Description", film->description);
    put_text(out, SOURCE_KEYWORD, film->source);
}

char *png_source(const uint8_t *bytes, size_t length) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    size_t head = sizeof SOURCE_KEYWORD + 4; // with the NUL behind the keyword
    if (length < sizeof signature || memcmp(bytes, signature, sizeof signature) != 0)
        return NULL;
    for (size_t at = sizeof signature; at + 12 <= length;) {
        size_t size = read_word(bytes + at);
        if (size > length - at - 12)
            return NULL;
        const uint8_t *data = bytes + at + 8;
        if (memcmp(bytes + at + 4, "iTXt", 4) == 0 && size >= head &&
            memcmp(data, SOURCE_KEYWORD, sizeof SOURCE_KEYWORD) == 0)
            return mem_string((const char *)data + head, size - head);
        at += 12 + size;
    }
    return NULL;
}

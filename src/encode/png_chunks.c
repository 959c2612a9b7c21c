// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/png_chunks.h"
#include "base/bytes.h"
#include "base/memory.h"

#include <libdeflate.h>
#include <string.h>

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
static const char SOURCE_KEYWORD[] = "Comment";

void png_put_chunk(struct text *out, const char type[4], const void *data, size_t length) {
    text_put_be(out, length, 4);
    size_t start = out->length;
    text_append(out, type, 4);
    text_append(out, data, length);
    // The CRC covers type and data.
    text_put_be(out, libdeflate_crc32(0, out->data + start, out->length - start), 4);
}

void png_put_header(struct text *out, int width, int height, enum png_color color) {
    struct text header = {0};
    text_append(out, (const char *)signature, sizeof signature);
    text_put_be(&header, (uint32_t)width, 4);
    text_put_be(&header, (uint32_t)height, 4);
    // 8 bits, the only compression and filter method, not interlaced.
    const char rest[] = {8, (char)color, 0, 0, 0};
    text_append(&header, rest, sizeof rest);
    png_put_chunk(out, "IHDR", header.data, header.length);
    text_finish(&header);
}

static void put_text(struct text *out, const char *keyword, const char *value) {
    // After the keyword: not compressed, no language, no translated keyword.
    static const char plain[] = {0, 0, 0, 0, 0};
    if (!value)
        return;
    struct text data = {0};
    text_add(&data, keyword);
    text_append(&data, plain, sizeof plain);
    text_add(&data, value);
    png_put_chunk(out, "iTXt", data.data, data.length);
    text_finish(&data);
}

void png_put_texts(struct text *out, const struct film *film) {
    put_text(out, "Title", film->title);
    put_text(out, "Description", film->description);
    put_text(out, SOURCE_KEYWORD, film->source);
}

char *png_source(const uint8_t *bytes, size_t length) {
    size_t head = sizeof SOURCE_KEYWORD + 4; // includes the NUL after the keyword
    if (length < sizeof signature || memcmp(bytes, signature, sizeof signature) != 0)
        return NULL;
    for (size_t at = sizeof signature; at + 12 <= length;) {
        size_t size = bytes_be(bytes + at, 4);
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

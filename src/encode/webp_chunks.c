// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/webp_chunks.h"

#include "base/bytes.h"
#include "base/source.h"
#include "encode/xmp.h"

#include <string.h>

enum { FLAG_ANIMATION = 2, FLAG_XMP = 4, FLAG_ALPHA = 16 };

// A chunk of the RIFF container: its name, size and data.
struct chunk {
    const char *name;
    const uint8_t *data;
    size_t size;
};

// Reads the chunk at `*at` and advances behind it. False at the end, or if the chunk is truncated.
static bool next_chunk(const uint8_t *bytes, size_t length, size_t *at, struct chunk *chunk) {
    if (length < 8 || *at > length - 8)
        return false;
    size_t size = (size_t)bytes_le(bytes + *at + 4, 4);
    *chunk = (struct chunk){(const char *)bytes + *at, bytes + *at + 8, size};
    if (size > length - *at - 8)
        return false;
    *at += 8 + size + size % 2;
    return true;
}

static bool is(const struct chunk *chunk, const char *name) {
    return memcmp(chunk->name, name, 4) == 0;
}

static bool is_webp(const uint8_t *bytes, size_t length) {
    return length >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
}

void webp_put_chunk(struct text *out, const char name[4], const void *data, size_t size) {
    text_append(out, name, 4);
    text_put_le(out, size, 4);
    text_append(out, data, size);
    text_put_le(out, 0, (int)(size % 2));
}

void webp_put_header(struct text *out, const struct film *film) {
    struct text data = {0}, xmp = {0};
    xmp_put(&xmp, film);
    text_add(out, "RIFF....WEBP");
    // VP8X announces the other features; unchanged pixels are transparent.
    text_put_le(&data, FLAG_ANIMATION | FLAG_ALPHA | (xmp.length > 0 ? FLAG_XMP : 0), 4);
    text_put_le(&data, (uint64_t)film->width - 1, 3);
    text_put_le(&data, (uint64_t)film->height - 1, 3);
    webp_put_chunk(out, "VP8X", data.data, data.length);
    text_clear(&data);
    text_put_le(&data, 0, 4); // the background
    text_put_le(&data, film->plays_once, 2);
    webp_put_chunk(out, "ANIM", data.data, data.length);
    text_finish(&data);
    text_finish(&xmp);
}

void webp_put_picture(struct text *out, const uint8_t *bytes, size_t length) {
    struct chunk chunk;
    for (size_t at = 12; next_chunk(bytes, length, &at, &chunk);)
        if (is(&chunk, "VP8L"))
            webp_put_chunk(out, "VP8L", chunk.data, chunk.size);
}

void webp_put_end(struct text *out, const struct film *film) {
    struct text xmp = {0};
    xmp_put(&xmp, film);
    if (xmp.length > 0)
        webp_put_chunk(out, "XMP ", xmp.data, xmp.length);
    text_finish(&xmp);
}

char *webp_source(FILE *file) {
    uint8_t head[12];
    rewind(file);
    size_t length = fread(head, 1, sizeof head, file);
    if (!is_webp(head, length))
        return NULL;
    while (fread(head, 1, 8, file) == 8) {
        uint64_t size = bytes_le(head + 4, 4);
        if (memcmp(head, "XMP ", 4) == 0)
            return xmp_source(file, size);
        if (!source_skip(file, size + size % 2))
            break;
    }
    return NULL;
}

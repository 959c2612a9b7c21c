// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/webp_chunks.h"

#include "base/bytes.h"
#include "encode/xmp.h"

#include <math.h>
#include <string.h>

enum { FLAG_XMP = 4, FLAG_ALPHA = 16, DURATION_AT = 12 };

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

static void put_chunk(struct text *out, const char *name, const void *data, size_t size) {
    text_append(out, name, 4);
    text_put_le(out, size, 4);
    text_append(out, data, size);
    text_put_le(out, 0, (int)(size % 2));
}

// Appends the VP8X chunk, which announces the other features.
static void put_features(struct text *out, const struct film *film, int flags) {
    struct text data = {0};
    text_put_le(&data, (uint64_t)flags, 4);
    text_put_le(&data, (uint64_t)film->width - 1, 3);
    text_put_le(&data, (uint64_t)film->height - 1, 3);
    put_chunk(out, "VP8X", data.data, data.length);
    text_finish(&data);
}

bool webp_rewrite(struct text *out, const uint8_t *bytes, size_t length, const struct film *film) {
    if (!is_webp(bytes, length))
        return false;
    struct chunk chunk;
    struct text xmp = {0};
    xmp_put(&xmp, film);
    size_t start = out->length, last = 0;
    text_add(out, "RIFF....WEBP");
    int64_t left = llround((double)(film->frames + film->hold) * 1000 / film->fps), duration = 0;
    for (size_t at = 12; next_chunk(bytes, length, &at, &chunk);) {
        // The encoder writes a film of one frame without a VP8X chunk.
        if (out->length == start + 12) {
            int flags = is(&chunk, "VP8X") ? chunk.data[0] : film->transparent ? FLAG_ALPHA : 0;
            put_features(out, film, flags | (xmp.length > 0 ? FLAG_XMP : 0));
            if (is(&chunk, "VP8X"))
                continue;
        }
        size_t place = out->length + 8;
        put_chunk(out, chunk.name, chunk.data, chunk.size);
        if (is(&chunk, "ANIM"))
            out->data[place + 4] = film->plays_once ? 1 : 0;
        if (is(&chunk, "ANMF")) {
            last = place + DURATION_AT;
            left -= duration;
            duration = (int64_t)bytes_le(chunk.data + DURATION_AT, 3);
        }
    }
    if (last > 0)
        bytes_set_le(out->data + last, (uint64_t)left, 3);
    if (xmp.length > 0)
        put_chunk(out, "XMP ", xmp.data, xmp.length);
    text_finish(&xmp);
    bytes_set_le(out->data + start + 4, out->length - start - 8, 4);
    return true;
}

char *webp_source(const uint8_t *bytes, size_t length) {
    struct chunk chunk;
    if (!is_webp(bytes, length))
        return NULL;
    for (size_t at = 12; next_chunk(bytes, length, &at, &chunk);)
        if (is(&chunk, "XMP "))
            return xmp_source((const char *)chunk.data, chunk.size);
    return NULL;
}

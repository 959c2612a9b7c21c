// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/png_chunks.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "base/source.h"

#include <libdeflate.h>
#include <stdlib.h>
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

// Reads the source from the data of an iTXt chunk; NULL if it is another text. Adds what was read
// to `*done`.
static char *read_source(FILE *file, size_t size, size_t *done) {
    size_t head = sizeof SOURCE_KEYWORD + 4; // includes the NUL after the keyword
    if (size < head || size > SOURCE_BYTES_MAX)
        return NULL;
    char *data = mem_zero(size, 1), *source = NULL;
    *done = fread(data, 1, size, file);
    if (*done == size && memcmp(data, SOURCE_KEYWORD, sizeof SOURCE_KEYWORD) == 0)
        source = mem_string(data + head, size - head);
    free(data);
    return source;
}

char *png_source(FILE *file) {
    uint8_t head[8];
    char *source = NULL;
    rewind(file);
    if (fread(head, 1, 8, file) < 8 || memcmp(head, signature, sizeof signature) != 0)
        return NULL;
    while (!source && fread(head, 1, 8, file) == 8 && memcmp(head + 4, "IEND", 4) != 0) {
        size_t size = (size_t)bytes_be(head, 4), done = 0;
        if (memcmp(head + 4, "iTXt", 4) == 0)
            source = read_source(file, size, &done);
        if (!source_skip(file, size - done + 4)) // the CRC too
            break;
    }
    return source;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/npy.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

static const char magic[] = "\x93NUMPY";
enum {
    MAGIC = sizeof magic - 1,
    HEADER_MAX = 1 << 16, // bytes of a header's text, of which a usual one has 118
    ALIGNMENT = 64,       // of the first number
};

// What a header lacks, or has that we do not read.
static const char malformed[] = "the header of this .npy file is malformed";
static const char not_floats[] = "this .npy file does not hold float64 or float32 numbers; save "
                                 "array.astype(float)";

// The text of a header that is being read: a Python literal such as {'descr': '<f8',
// 'fortran_order': False, 'shape': (3, 4), }.
struct cursor {
    const char *at, *end;
};

// Skips blanks, and then `sign` if it is next. Returns whether it was.
static bool skip(struct cursor *cursor, char sign) {
    while (cursor->at < cursor->end && strchr(" \t\n", *cursor->at))
        cursor->at++;
    bool is_next = cursor->at < cursor->end && *cursor->at == sign;
    cursor->at += is_next;
    return is_next;
}

// Reads a word, with or without quotes: the bytes up to the next quote or separator.
static bool read_word(struct cursor *cursor, char *word, size_t room) {
    char quote = '\0';
    if (skip(cursor, '\''))
        quote = '\'';
    else if (skip(cursor, '"'))
        quote = '"';
    const char *from = cursor->at;
    while (cursor->at < cursor->end &&
           (quote ? *cursor->at != quote : !strchr(",:)} ", *cursor->at)))
        cursor->at++;
    size_t length = (size_t)(cursor->at - from);
    if (length == 0 || length >= room || (quote && !skip(cursor, quote)))
        return false;
    memcpy(word, from, length);
    word[length] = '\0';
    return true;
}

static const char *read_shape(struct npy *npy, struct cursor *cursor) {
    if (!skip(cursor, '('))
        return malformed;
    double total = 1;
    npy->dimensions = 0;
    while (!skip(cursor, ')')) {
        char word[24], *end;
        if (!read_word(cursor, word, sizeof word) || word[0] < '0' || word[0] > '9')
            return malformed;
        unsigned long long length = strtoull(word, &end, 10);
        total *= (double)length;
        if (*end && strcmp(end, "L") != 0) // as Python 2 wrote
            return malformed;
        if (npy->dimensions == NPY_DIMENSIONS_MAX)
            return "this .npy file has too many dimensions";
        if (total > 1e15)
            return "the header of this .npy file promises more numbers than a file can have";
        npy->shape[npy->dimensions++] = (size_t)length;
        if (!skip(cursor, ',') && cursor->at < cursor->end && *cursor->at != ')')
            return malformed;
        if (cursor->at == cursor->end)
            return malformed;
    }
    return NULL;
}

static const char *read_type(struct npy *npy, struct cursor *cursor) {
    char type[8];
    if (!read_word(cursor, type, sizeof type) || !strchr("<>", type[0]) ||
        (strcmp(type + 1, "f8") != 0 && strcmp(type + 1, "f4") != 0))
        return not_floats;
    npy->is_big_endian = type[0] == '>';
    npy->number_bytes = type[2] - '0';
    return NULL;
}

static const char *read_order(struct cursor *cursor) {
    char order[8];
    if (!read_word(cursor, order, sizeof order))
        return malformed;
    if (strcmp(order, "True") == 0)
        return "this .npy file is in Fortran order; save numpy.ascontiguousarray(array)";
    return strcmp(order, "False") == 0 ? NULL : malformed;
}

static const char *read_text(struct npy *npy, struct cursor *cursor) {
    enum { TYPE = 1, ORDER = 2, SHAPE = 4 };
    int seen = 0;
    if (!skip(cursor, '{'))
        return malformed;
    while (!skip(cursor, '}')) {
        char key[16];
        const char *wrong;
        if (!read_word(cursor, key, sizeof key) || !skip(cursor, ':'))
            return malformed;
        int which = strcmp(key, "descr") == 0           ? TYPE
                    : strcmp(key, "fortran_order") == 0 ? ORDER
                    : strcmp(key, "shape") == 0         ? SHAPE
                                                        : 0;
        if (!which || seen & which)
            return malformed;
        seen |= which;
        wrong = which == TYPE    ? read_type(npy, cursor)
                : which == ORDER ? read_order(cursor)
                                 : read_shape(npy, cursor);
        if (wrong)
            return wrong;
        if (!skip(cursor, ',') && (cursor->at == cursor->end || *cursor->at != '}'))
            return malformed;
    }
    return seen == (TYPE | ORDER | SHAPE) ? NULL : malformed;
}

const char *npy_read_header(struct npy *npy, FILE *file) {
    uint8_t start[MAGIC + 2], size[4];
    *npy = (struct npy){0};
    if (fread(start, 1, sizeof start, file) < sizeof start || memcmp(start, magic, MAGIC) != 0)
        return "this is no .npy file; NumPy writes one with numpy.save";
    int size_bytes = start[MAGIC] == 1 ? 2 : 4;
    if (start[MAGIC] < 1 || start[MAGIC] > 3 ||
        fread(size, 1, (size_t)size_bytes, file) < (size_t)size_bytes)
        return malformed;
    size_t length = bytes_le(size, size_bytes);
    if (length > HEADER_MAX)
        return "the header of this .npy file is too long";
    char text[HEADER_MAX];
    if (fread(text, 1, length, file) < length)
        return malformed;
    struct cursor cursor = {text, text + length};
    return read_text(npy, &cursor);
}

double npy_number(const struct npy *npy, const uint8_t *bytes) {
    uint64_t bits = npy->is_big_endian ? bytes_be(bytes, npy->number_bytes)
                                       : bytes_le(bytes, npy->number_bytes);
    uint32_t low = (uint32_t)bits;
    float single;
    double number;
    memcpy(&single, &low, sizeof single);
    memcpy(&number, &bits, sizeof number);
    return npy->number_bytes == 4 ? (double)single : number;
}

void npy_put_header(struct text *out, const size_t *shape, int dimensions) {
    struct text text = {0};
    text_add(&text, "{'descr': '<f8', 'fortran_order': False, 'shape': (");
    for (int d = 0; d < dimensions; d++)
        text_printf(&text, "%s%zu%s", d ? " " : "", shape[d],
                    d + 1 < dimensions || d == 0 ? "," : "");
    text_add(&text, "), }");
    while ((MAGIC + 4 + text.length + 1) % ALIGNMENT != 0)
        text_add(&text, " ");
    text_add(&text, "\n");
    text_append(out, magic, MAGIC);
    text_append(out, "\1\0", 2);
    text_put_le(out, text.length, 2);
    text_append(out, text.data, text.length);
    text_finish(&text);
}

void npy_put_number(struct text *out, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    text_put_le(out, bits, 8);
}

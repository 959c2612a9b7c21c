// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

void bytes_set_le(char *bytes, uint64_t value, int count) {
    for (int i = 0; i < count; i++)
        bytes[i] = (char)(value >> 8 * i & 255);
}

void text_put_le(struct text *out, uint64_t value, int count) {
    char bytes[8];
    bytes_set_le(bytes, value, count);
    text_append(out, bytes, (size_t)count);
}

void bytes_set_be(char *bytes, uint64_t value, int count) {
    for (int i = 0; i < count; i++)
        bytes[i] = (char)(value >> 8 * (count - 1 - i) & 255);
}

void text_put_be(struct text *out, uint64_t value, int count) {
    char bytes[8];
    bytes_set_be(bytes, value, count);
    text_append(out, bytes, (size_t)count);
}

uint64_t bytes_le(const uint8_t *bytes, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value |= (uint64_t)bytes[i] << 8 * i;
    return value;
}

uint64_t bytes_be(const uint8_t *bytes, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

void text_put_base64(struct text *out, const uint8_t *bytes, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i < 3 ? length - i : 3;
        unsigned word = (unsigned)bytes[i] << 16;
        word |= left > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
        word |= left > 2 ? bytes[i + 2] : 0;
        char four[4] = {'=', '=', '=', '='};
        for (size_t k = 0; k <= left; k++)
            four[k] = digits[word >> (18 - 6 * k) & 63];
        text_append(out, four, 4);
    }
}

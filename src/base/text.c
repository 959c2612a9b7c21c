// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_finish(struct text *text) {
    free(text->data);
    *text = (struct text){0};
}

void text_clear(struct text *text) {
    text->length = 0;
    if (text->data)
        text->data[0] = '\0';
}

void text_append(struct text *text, const char *bytes, size_t length) {
    text->data = mem_grow(text->data, &text->capacity, text->length + length + 1, 1);
    if (length > 0) // `bytes` may be NULL when `length` is 0
        memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string) {
    text_append(text, string, strlen(string));
}

void text_vprintf(struct text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return;
    text->data = mem_grow(text->data, &text->capacity, text->length + (size_t)length + 1, 1);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
}

void text_printf(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(text, format, arguments);
    va_end(arguments);
}

char *text_take(struct text *text) {
    if (!text->data)
        text_append(text, "", 0);
    char *string = text->data;
    *text = (struct text){0};
    return string;
}

uint32_t utf8_next(const char **cursor, const char *end) {
    const unsigned char *s = (const unsigned char *)*cursor;
    size_t left = (size_t)(end - *cursor);
    size_t extra = s[0] < 0x80 ? 0 : s[0] < 0xC2 ? 4 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
    if (extra == 0 || extra == 4 || s[0] > 0xF4 || extra >= left) {
        *cursor += 1;
        return extra == 0 ? s[0] : 0xFFFD;
    }
    uint32_t point = s[0] & (0x3Fu >> extra);
    for (size_t i = 1; i <= extra; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *cursor += 1;
            return 0xFFFD;
        }
        point = point << 6 | (s[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (point < least[extra] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
        *cursor += 1;
        return 0xFFFD;
    }
    *cursor += extra + 1;
    return point;
}

void utf8_write(uint32_t point, char bytes[5]) {
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    int count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    bytes[count] = '\0';
    for (int i = count - 1; i > 0; i--, point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3F));
    bytes[0] = (char)(leads[count] | point);
}

size_t utf8_count(const char *bytes, size_t length) {
    const char *end = bytes + length;
    size_t count = 0;
    while (bytes < end) {
        utf8_next(&bytes, end);
        count++;
    }
    return count;
}

// Optimal string alignment distance (Boytsov 2011), case folded; both strings under 64 bytes.
static size_t edit_distance(const char *a, size_t la, const char *b, size_t lb) {
    size_t rows[3][64] = {0};
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            int ca = tolower((unsigned char)a[i - 1]), cb = tolower((unsigned char)b[j - 1]);
            size_t best = above[j - 1] + (ca != cb);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
                cb == tolower((unsigned char)a[i - 2]) && twice[j - 2] + 1 < best)
                best = twice[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[la % 3][lb];
}

size_t text_distance(const char *a, const char *b) {
    size_t la = strlen(a), lb = strlen(b);
    return la > 63 || lb > 63 ? 63 : edit_distance(a, la, b, lb);
}

// Returns true if `typed` is the long form of the abbreviation `name`: learning_rate for lr.
static bool is_initials(const char *typed, const char *name) {
    size_t used = 0;
    bool at_start = true;
    for (; *typed; typed++) {
        if (*typed == '_' || *typed == '-' || *typed == ' ') {
            at_start = true;
        } else if (at_start) {
            if (name[used] == '\0' || tolower((unsigned char)*typed) != name[used])
                return false;
            used++;
            at_start = false;
        }
    }
    return used > 1 && name[used] == '\0';
}

const char *text_nearest(const char *typed, const char *const *names, size_t count) {
    size_t length = strlen(typed);
    if (length == 0 || length > 63)
        return NULL;
    const char *nearest = NULL;
    size_t least = length < 4   ? 2
                   : length < 6 ? 3
                                : length / 3 + 2; // a distance below this is near
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(names[i]);
        if (other > 63)
            continue;
        if (is_initials(typed, names[i]))
            return names[i];
        size_t distance = edit_distance(typed, length, names[i], other);
        if (distance < least && distance < (length > other ? length : other)) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

void strings_add(struct strings *strings, const char *string) {
    strings->items =
        mem_grow(strings->items, &strings->capacity, strings->count + 1, sizeof *strings->items);
    strings->items[strings->count++] = string;
}

void strings_finish(struct strings *strings) {
    free(strings->items);
    *strings = (struct strings){0};
}

bool utf8_is_right_to_left(const char *string) {
    const char *end = string + strlen(string);
    while (string < end) {
        uint32_t point = utf8_next(&string, end);
        // Hebrew to Arabic Extended-A, their presentation forms, and the scripts of plane 1.
        if ((point >= 0x590 && point < 0x900) || (point >= 0xFB1D && point < 0xFE00) ||
            (point >= 0xFE70 && point < 0xFEFF) || (point >= 0x10800 && point < 0x11000) ||
            (point >= 0x1E800 && point < 0x1F000))
            return true;
    }
    return false;
}

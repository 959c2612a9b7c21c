// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/whole_file.h"

#include "base/bytes.h"

#include <string.h>
#include <sys/types.h>

// Returns the length of a file in bytes; 0 if it has none that could be told.
static uint64_t length_of(FILE *file) {
    return fseeko(file, 0, SEEK_END) == 0 ? (uint64_t)ftello(file) : 0;
}

// Returns true if the file ends with some bytes.
static bool ends_with(FILE *file, const void *mark, size_t length) {
    char end[16];
    return fseeko(file, -(off_t)length, SEEK_END) == 0 && fread(end, 1, length, file) == length &&
           memcmp(end, mark, length) == 0;
}

// Returns true if the last box ends where the file does (ISO/IEC 14496-12, 4.2). A length of 1 is
// followed by one of 64 bits, and 0 is up to the end.
static bool boxes_fill(FILE *file) {
    uint8_t head[16];
    uint64_t at = 0, length = 0, end = length_of(file);
    for (; at < end; at += length) {
        if (end - at < 8 || fseeko(file, (off_t)at, SEEK_SET) != 0)
            return false;
        size_t got = fread(head, 1, sizeof head, file);
        length = got < 8 ? 0 : bytes_be(head, 4);
        if (length == 1)
            length = got < 16 ? 0 : bytes_be(head + 8, 8);
        else if (length == 0 && got >= 8)
            return true;
        if (length < 8 || length > end - at)
            return false;
    }
    return end > 0 && at == end;
}

// Returns true if two elements of EBML (RFC 8794), the header and the segment, fill the file. Each
// has an identifier of 4 bytes, and a length whose first byte tells how many it has.
static bool elements_fill(FILE *file) {
    uint64_t at = 0, end = length_of(file);
    for (int element = 0; element < 2; element++) {
        uint8_t head[12];
        if (end - at < sizeof head || fseeko(file, (off_t)at, SEEK_SET) != 0 ||
            fread(head, 1, sizeof head, file) != sizeof head || head[4] == 0)
            return false;
        int count = 1;
        while (!(head[4] & 0x80 >> (count - 1)))
            count++;
        uint64_t length = bytes_be(head + 4, count) & (((uint64_t)1 << 7 * count) - 1);
        at += 4 + (uint64_t)count;
        if (length > end - at)
            return false;
        at += length;
    }
    return at == end;
}

// Returns true if the length that a RIFF file begins with is that of the file.
static bool riff_fills(FILE *file) {
    uint8_t head[8];
    rewind(file);
    return fread(head, 1, sizeof head, file) == sizeof head &&
           length_of(file) == bytes_le(head + 4, 4) + 8;
}

bool whole_file(FILE *file) {
    char head[8] = {0};
    rewind(file);
    size_t got = fread(head, 1, sizeof head, file);
    if (got == 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0)
        return ends_with(file, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
    if (got == 8 && memcmp(head, "GIF89a", 6) == 0)
        return ends_with(file, ";", 1);
    if (got == 8 && (memcmp(head, "<svg", 4) == 0 || memcmp(head, "<?xml", 5) == 0))
        return ends_with(file, "</svg>\n", 7);
    if (got == 8 && memcmp(head, "RIFF", 4) == 0)
        return riff_fills(file);
    if (got == 8 && memcmp(head, "\x1a\x45\xdf\xa3", 4) == 0)
        return elements_fill(file);
    if (got == 8 && memcmp(head + 4, "ftyp", 4) == 0)
        return boxes_fill(file);
    return true;
}

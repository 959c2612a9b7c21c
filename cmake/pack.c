// SPDX-License-Identifier: GPL-3.0-or-later
// Compresses a file as gzip does, but smaller: pack IN OUT
#include <libdeflate.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments) {
    enum { LEVEL = 12, HEADER = 64 };
    FILE *in = count == 3 ? fopen(arguments[1], "rb") : NULL;
    FILE *out = in ? fopen(arguments[2], "wb") : NULL;
    if (!out || fseek(in, 0, SEEK_END) != 0)
        return 1;
    long length = ftell(in);
    rewind(in);
    size_t size = length > 0 ? (size_t)length : 0, room = size + size / 100 + HEADER;
    char *bytes = malloc(size + 1), *packed = malloc(room);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    size_t got = 0;
    if (bytes && packed && compressor && fread(bytes, 1, size, in) == size)
        got = libdeflate_gzip_compress(compressor, bytes, size, packed, room);
    bool done = got > 0 && fwrite(packed, 1, got, out) == got && fclose(out) == 0;
    libdeflate_free_compressor(compressor);
    free(bytes);
    free(packed);
    return !done;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Optical Recognition of Handwritten Digits, of the UCI Machine Learning Repository (Alpaydin and
// Kaynak, 1998): its test set, as scikit-learn ships it (digits-LICENSE.txt).
#include "problem/samples.h"

#include "base/memory.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>

enum { DIGITS = 1797, PIXELS = 64, CLASSES = 10, BRIGHTEST = 16, SAMPLE_BYTES = 1 + PIXELS };

extern const unsigned char digits_start[], digits_end[];

bool digits_read(struct samples *samples, size_t count, struct place place, struct error *error) {
    size_t room = (size_t)DIGITS * SAMPLE_BYTES;
    unsigned char *bytes = mem_zero(room, 1);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    size_t packed = (uintptr_t)digits_end - (uintptr_t)digits_start;
    bool good = decompressor && libdeflate_gzip_decompress(decompressor, digits_start, packed,
                                                           bytes, room, NULL) == LIBDEFLATE_SUCCESS;
    if (decompressor)
        libdeflate_free_decompressor(decompressor);
    if (!good) {
        free(bytes);
        return error_at(error, place, "the digits cannot be unpacked");
    }
    count = count == 0 || count > DIGITS ? DIGITS : count;
    *samples = (struct samples){
        .features = PIXELS,
        .count = count,
        .classes = CLASSES,
        .are_digits = true,
        .x = mem_zero(count * PIXELS, sizeof *samples->x),
        .y = mem_zero(count, sizeof *samples->y),
    };
    for (size_t i = 0; i < count; i++) {
        const unsigned char *sample = bytes + i * SAMPLE_BYTES;
        samples->y[i] = sample[0];
        for (size_t k = 0; k < PIXELS; k++)
            samples->x[i * PIXELS + k] = sample[1 + k] / (double)BRIGHTEST;
    }
    free(bytes);
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/typeface.h"

#define BYTES(file)                                                                                \
    { font_##file##_start, font_##file##_end }
#define DECLARE(file) extern const char font_##file##_start[], font_##file##_end[]

DECLARE(dejavu_sans);
DECLARE(dejavu_maths);
DECLARE(inter_regular);
DECLARE(inter_medium);
DECLARE(inter_semibold);
DECLARE(stix_maths);

const char *const typeface_names[] = {
    [TYPEFACE_DEJAVU] = "dejavu", [TYPEFACE_INTER] = "inter", [TYPEFACES] = NULL};

const struct typeface typeface_table[TYPEFACES] = {
    [TYPEFACE_DEJAVU] = {.family = "DejaVu Sans, sans-serif",
                         .text = {BYTES(dejavu_sans), BYTES(dejavu_sans), BYTES(dejavu_sans)},
                         .maths = BYTES(dejavu_maths),
                         .maths_scale = 1},
    [TYPEFACE_INTER] = {.family = "Inter, sans-serif",
                        .text = {BYTES(inter_regular), BYTES(inter_medium), BYTES(inter_semibold)},
                        .maths = BYTES(stix_maths),
                        .maths_scale = 1.16}, // the ratio of the x-heights, 0.545 and 0.47 em
};

int typeface_number(const void *bytes) {
    for (int i = 0; i < TYPEFACES; i++) {
        for (int weight = 0; weight < WEIGHTS; weight++)
            if (bytes == typeface_table[i].text[weight].start)
                return i * (WEIGHTS + 1) + weight;
        if (bytes == typeface_table[i].maths.start)
            return i * (WEIGHTS + 1) + WEIGHTS;
    }
    return -1;
}

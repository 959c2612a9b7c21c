// SPDX-License-Identifier: GPL-3.0-or-later
// The typefaces of draw/text/typeface.c: of each the module has its number in place of the file.
#define FACE(name, number)                                                                         \
    extern const char font_##name##_start[], font_##name##_end[];                                  \
    const char font_##name##_start[] = {number}, font_##name##_end[] = {0};

FACE(dejavu_sans, 0)
FACE(dejavu_maths, 3)
FACE(inter_regular, 4)
FACE(inter_medium, 5)
FACE(inter_semibold, 6)
FACE(stix_maths, 7)

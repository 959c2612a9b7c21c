// SPDX-License-Identifier: GPL-3.0-or-later
// The order of text of both directions (UAX #9). bidi.c, which alone knows FriBidi, asks that;
// bidi_table.c, for pages, has the classes of characters from a table (draw/text/glyph_table.h).
#pragma once
#include <stdint.h>

// Bidirectional classes, as far as a line of text without explicit controls needs them.
enum bidi_class {
    BIDI_L,   // left to right
    BIDI_R,   // right to left
    BIDI_AL,  // Arabic letter
    BIDI_EN,  // European number
    BIDI_ES,  // its separators,
    BIDI_ET,  // its terminators
    BIDI_AN,  // Arabic number
    BIDI_CS,  // separator of both
    BIDI_NSM, // mark
    BIDI_WS,  // space
    BIDI_ON   // other neutrals
};

// Returns the class of a character.
enum bidi_class bidi_class(uint32_t point);

// Computes the embedding level of each character of a line; even ones are left to right. The
// direction of the line is that of its first letter.
void bidi_levels(const uint32_t *points, int count, signed char *levels);

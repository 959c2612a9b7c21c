// SPDX-License-Identifier: GPL-3.0-or-later
// Reads tables of glyphs (draw/text/glyph_table.h), which are trusted: the program wrote them.
#pragma once
#include "draw/text/glyph_table.h"

// Sets the tables that faces are opened from, with face_create, and that classes are looked up in.
// They must outlive the faces.
void glyph_tables_use(const void *bytes, size_t length);

// Returns the bidirectional class of a character; that of neutrals if the tables lack it.
int glyph_tables_class(uint32_t point);

struct table_reader {
    const uint8_t *at, *end;
};

// Read the next number.
uint32_t table_number(struct table_reader *reader);
int table_signed(struct table_reader *reader);

enum { ADVANCE, LEFT, RIGHT, HEIGHT, DEPTH, ITALIC, ACCENT, COLUMNS }; // as in the table

struct ligature {
    uint32_t parts[GLYPH_LIGATURE], count, glyph;
};

struct table_run {
    bool right_to_left;
    int count, advance;
    uint32_t *points; // owned
    size_t glyph_count;
    struct run_glyph {
        uint32_t glyph;
        int x, y, point;
    } * glyphs; // owned
};

struct variants {
    uint32_t glyph, count;
    const uint8_t *forms; // u glyph, u advance of each
};

// A face of a table; its arrays are owned.
struct glyph_face {
    struct table_reader reader; // behind the last part
    int number;
    double units;
    uint32_t *glyphs; // ascending; owned, as all below
    size_t glyph_count;
    int *columns[COLUMNS];    // the last two NULL if there are none
    const uint8_t **outlines; // not owned
    uint32_t *points, *point_glyphs;
    uint8_t *scripts;
    size_t point_count;
    uint32_t (*figures)[2];
    size_t figure_count;
    struct ligature *ligatures;
    size_t ligature_count;
    int *lefts, *rights, *kerning;
    size_t left_count, right_count;
    struct table_run *runs;
    size_t run_count;
    int *constants; // NULL: no face for formulas
    struct variants *variants;
    size_t variant_count;
};

// Reads the face with this number; NULL if there is none. The caller destroys it.
struct glyph_face *glyph_face_create(int number);
void glyph_face_destroy(struct glyph_face *face);

// Returns the index of a value in an ascending array; `count` if it is not there.
size_t glyph_find_exact(const uint32_t *sorted, size_t count, uint32_t value);

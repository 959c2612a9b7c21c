// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/glyph_read.h"

#include "base/memory.h"
#include "draw/text/bidi.h"
#include "draw/text/glyph_outline.h"

#include <stdlib.h>

uint32_t table_number(struct table_reader *reader) {
    uint32_t value = 0;
    for (int shift = 0; reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        value |= (uint32_t)(byte & 127) << shift;
        if (byte < 128)
            break;
    }
    return value;
}

int table_signed(struct table_reader *reader) {
    uint32_t value = table_number(reader);
    return value & 1 ? -(int)(value / 2) - 1 : (int)(value / 2);
}

static int *get_column(struct table_reader *reader, size_t count, bool is_signed) {
    int *column = mem_zero(count + 1, sizeof *column);
    for (size_t i = 0; i < count; i++)
        column[i] = is_signed ? table_signed(reader) : (int)table_number(reader);
    return column;
}

// ---- The tables

static struct {
    struct table_reader all, classes;
    uint32_t *points; // ascending
    uint8_t *class_of;
    size_t count;
} tables;

void glyph_tables_use(const void *bytes, size_t length) {
    struct table_reader reader = {bytes, (const uint8_t *)bytes + length};
    tables.all = reader;
    for (uint32_t faces = table_number(&reader); faces > 0; faces--) {
        table_number(&reader);
        uint32_t size = table_number(&reader);
        reader.at += size;
    }
    tables.count = table_number(&reader);
    free(tables.points);
    free(tables.class_of);
    tables.points = mem_zero(tables.count + 1, sizeof *tables.points);
    tables.class_of = mem_zero(tables.count + 1, 1);
    for (size_t i = 0; i < tables.count; i++) {
        tables.points[i] = table_number(&reader) + (i > 0 ? tables.points[i - 1] : 0);
        tables.class_of[i] = (uint8_t)table_number(&reader);
    }
}

size_t glyph_find_exact(const uint32_t *sorted, size_t count, uint32_t value) {
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low] == value ? low : count;
}

int glyph_tables_class(uint32_t point) {
    size_t at = glyph_find_exact(tables.points, tables.count, point);
    return at < tables.count ? tables.class_of[at] : BIDI_ON;
}

// ---- A face

static void skip_outline(struct table_reader *reader) {
    for (uint32_t op; (op = table_number(reader)) != OUTLINE_END;)
        for (int i = 0; i < 2 * outline_points((enum outline_op)op); i++)
            table_number(reader);
}

static void read_glyphs(struct glyph_face *face) {
    struct table_reader *reader = &face->reader;
    size_t count = face->glyph_count = table_number(reader);
    face->glyphs = mem_zero(count + 1, sizeof *face->glyphs);
    for (size_t i = 0; i < count; i++)
        face->glyphs[i] = table_number(reader) + (i > 0 ? face->glyphs[i - 1] : 0);
    for (int i = 0; i < ITALIC; i++)
        face->columns[i] = get_column(reader, count, true);
    if (table_number(reader))
        for (int i = ITALIC; i < COLUMNS; i++)
            face->columns[i] = get_column(reader, count, true);
    face->outlines = mem_zero(count + 1, sizeof *face->outlines);
    for (size_t i = 0; i < count; i++) {
        face->outlines[i] = reader->at;
        skip_outline(reader);
    }
}

static void read_characters(struct glyph_face *face) {
    struct table_reader *reader = &face->reader;
    face->point_count = table_number(reader);
    face->points = mem_zero(face->point_count + 1, sizeof *face->points);
    face->point_glyphs = mem_zero(face->point_count + 1, sizeof *face->points);
    face->scripts = mem_zero(face->point_count + 1, 1);
    for (size_t i = 0; i < face->point_count; i++) {
        face->points[i] = table_number(reader) + (i > 0 ? face->points[i - 1] : 0);
        face->point_glyphs[i] = table_number(reader);
        face->scripts[i] = (uint8_t)table_number(reader);
    }
    face->figure_count = table_number(reader);
    face->figures = mem_zero(face->figure_count + 1, sizeof *face->figures);
    for (size_t i = 0; i < face->figure_count; i++) {
        face->figures[i][0] = table_number(reader);
        face->figures[i][1] = table_number(reader);
    }
    face->ligature_count = table_number(reader);
    face->ligatures = mem_zero(face->ligature_count + 1, sizeof *face->ligatures);
    for (size_t i = 0; i < face->ligature_count; i++) {
        struct ligature *ligature = &face->ligatures[i];
        ligature->count = table_number(reader);
        for (uint32_t k = 0; k < ligature->count; k++)
            ligature->parts[k] = table_number(reader);
        ligature->glyph = table_number(reader);
    }
}

static void read_kerning(struct glyph_face *face) {
    struct table_reader *reader = &face->reader;
    face->left_count = table_number(reader);
    face->right_count = table_number(reader);
    face->lefts = get_column(reader, face->glyph_count, false);
    face->rights = get_column(reader, face->glyph_count, false);
    face->kerning = get_column(reader, (face->left_count - 1) * (face->right_count - 1), true);
}

static void read_runs(struct glyph_face *face) {
    struct table_reader *reader = &face->reader;
    face->run_count = table_number(reader);
    face->runs = mem_zero(face->run_count + 1, sizeof *face->runs);
    for (size_t i = 0; i < face->run_count; i++) {
        struct table_run *run = &face->runs[i];
        run->right_to_left = table_number(reader) != 0;
        run->count = (int)table_number(reader);
        run->points = mem_zero((size_t)run->count + 1, sizeof *run->points);
        for (int k = 0; k < run->count; k++)
            run->points[k] = table_number(reader);
        run->advance = table_signed(reader);
        run->glyph_count = table_number(reader);
        run->glyphs = mem_zero(run->glyph_count + 1, sizeof *run->glyphs);
        for (size_t k = 0; k < run->glyph_count; k++) {
            struct run_glyph *glyph = &run->glyphs[k];
            glyph->glyph = table_number(reader);
            glyph->x = table_signed(reader);
            glyph->y = table_signed(reader);
            glyph->point = (int)table_number(reader);
        }
    }
}

static void read_maths(struct glyph_face *face) {
    struct table_reader *reader = &face->reader;
    size_t count = table_number(reader);
    face->constants = count > 0 ? get_column(reader, count, true) : NULL;
    face->variant_count = table_number(reader);
    face->variants = mem_zero(face->variant_count + 1, sizeof *face->variants);
    for (size_t i = 0; i < face->variant_count; i++) {
        struct variants *variants = &face->variants[i];
        variants->glyph = table_number(reader);
        variants->count = table_number(reader);
        variants->forms = reader->at;
        for (uint32_t k = 0; k < 2 * variants->count; k++)
            table_number(reader);
    }
}

struct glyph_face *glyph_face_create(int number) {
    struct table_reader reader = tables.all;
    for (uint32_t faces = table_number(&reader); faces > 0; faces--) {
        int own = (int)table_number(&reader);
        uint32_t size = table_number(&reader);
        const uint8_t *begin = reader.at;
        reader.at += size;
        if (own != number)
            continue;
        struct glyph_face *face = mem_zero(1, sizeof *face);
        face->reader = (struct table_reader){begin, begin + size};
        face->number = number;
        face->units = table_number(&face->reader);
        read_glyphs(face);
        read_characters(face);
        read_kerning(face);
        read_runs(face);
        read_maths(face);
        return face;
    }
    return NULL;
}

void glyph_face_destroy(struct glyph_face *face) {
    if (!face)
        return;
    for (size_t i = 0; i < face->run_count; i++) {
        free(face->runs[i].points);
        free(face->runs[i].glyphs);
    }
    for (int i = 0; i < COLUMNS; i++)
        free(face->columns[i]);
    free(face->runs);
    free(face->glyphs);
    free(face->outlines);
    free(face->points);
    free(face->point_glyphs);
    free(face->scripts);
    free(face->figures);
    free(face->ligatures);
    free(face->lefts);
    free(face->rights);
    free(face->kerning);
    free(face->constants);
    free(face->variants);
    free(face);
}

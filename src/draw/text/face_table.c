// SPDX-License-Identifier: GPL-3.0-or-later
// Typefaces from tables of glyphs, in place of face.c where FreeType and HarfBuzz are missing.
#include "base/memory.h"
#include "draw/text/face.h"
#include "draw/text/glyph_outline.h"
#include "draw/text/glyph_read.h"

#include <stdlib.h>
#include <string.h>

// What a struct face is here.
struct table_face {
    struct glyph_face *table;    // owned
    struct placed_glyph *placed; // owned
    size_t capacity;
    struct canvas_font font;
};

static struct table_face *own_of(struct face *face) {
    return (struct table_face *)(void *)face;
}

static struct glyph_face *table_of(struct face *face) {
    return own_of(face)->table;
}

static void outline_glyph(void *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                          double size) {
    face_outline(face, glyph, canvas, x, y, size);
}

static double measure_glyph(void *face, uint32_t glyph, struct box *ink) {
    struct glyph_metrics metrics;
    face_measure(face, glyph, &metrics);
    *ink = (struct box){metrics.left, -metrics.height, metrics.right - metrics.left,
                        metrics.height + metrics.depth};
    return metrics.advance;
}

// The bytes hold only the number of the typeface.
struct face *face_create(const void *bytes, size_t length) {
    int number = *(const uint8_t *)bytes;
    struct glyph_face *table = glyph_face_create(number);
    (void)length;
    if (!table)
        return NULL;
    struct table_face *own = mem_zero(1, sizeof *own);
    own->table = table;
    own->font = (struct canvas_font){outline_glyph, measure_glyph, own, number};
    return (struct face *)(void *)own;
}

void face_destroy(struct face *face) {
    if (!face)
        return;
    glyph_face_destroy(table_of(face));
    free(own_of(face)->placed);
    free(face);
}

double face_units(const struct face *face) {
    return ((const struct table_face *)(const void *)face)->table->units;
}

const struct canvas_font *face_font(const struct face *face) {
    return &((const struct table_face *)(const void *)face)->font;
}

static uint32_t nominal(const struct glyph_face *face, uint32_t point) {
    size_t at = glyph_find_exact(face->points, face->point_count, point);
    return at < face->point_count ? face->point_glyphs[at] : 0;
}

uint32_t face_glyph(struct face *face, uint32_t point) {
    return nominal(table_of(face), point);
}

// ---- Shaping

static size_t index_of(const struct glyph_face *face, uint32_t glyph) {
    return glyph_find_exact(face->glyphs, face->glyph_count, glyph);
}

// What two glyphs side by side are moved apart, in font units.
static int kerning_of(const struct glyph_face *face, uint32_t left, uint32_t right) {
    size_t a = index_of(face, left), b = index_of(face, right);
    if (a == face->glyph_count || b == face->glyph_count)
        return 0;
    size_t row = (size_t)face->lefts[a], column = (size_t)face->rights[b];
    return row == 0 || column == 0
               ? 0
               : face->kerning[(row - 1) * (face->right_count - 1) + column - 1];
}

// Returns the run that stands at the begin of these characters; of one from right to left it must
// be all of them.
static const struct table_run *run_at(const struct glyph_face *face, const uint32_t *points,
                                      int count, bool right_to_left) {
    for (size_t i = 0; i < face->run_count; i++) {
        const struct table_run *run = &face->runs[i];
        bool fits = right_to_left ? run->count == count : run->count <= count;
        if (run->right_to_left == right_to_left && fits &&
            memcmp(run->points, points, (size_t)run->count * sizeof *points) == 0)
            return run;
    }
    return NULL;
}

// True if the script of a run has ligatures and kerning.
static bool has_joins(const struct glyph_face *face, const uint32_t *points, int count) {
    for (int i = 0; i < count; i++) {
        size_t at = glyph_find_exact(face->points, face->point_count, points[i]);
        if (at < face->point_count && face->scripts[at] != SCRIPT_NONE)
            return face->scripts[at] == SCRIPT_JOINS;
    }
    return true;
}

// Returns the glyph of the longest ligature that these characters begin with, and its length; else
// that of the first character.
static uint32_t glyph_at(const struct glyph_face *face, const uint32_t *points, int count,
                         bool joins, int *length) {
    uint32_t glyph = nominal(face, points[0]);
    *length = 1;
    for (size_t i = 0; joins && i < face->ligature_count; i++) {
        const struct ligature *ligature = &face->ligatures[i];
        uint32_t part = 0;
        while (part < ligature->count && part < (uint32_t)count &&
               ligature->parts[part] == nominal(face, points[part]))
            part++;
        if (part == ligature->count) {
            *length = (int)ligature->count;
            return ligature->glyph;
        }
    }
    for (size_t i = 0; i < face->figure_count; i++)
        if (face->figures[i][0] == glyph)
            return face->figures[i][1];
    return glyph;
}

// Returns the bracket that stands in place of another in text from right to left.
static uint32_t mirrored(uint32_t point) {
    static const uint32_t pairs[] = {'(', ')', '[',  ']',  '{',    '}',
                                     '<', '>', 0xAB, 0xBB, 0x2264, 0x2265};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i] == point)
            return pairs[i ^ 1];
    return point;
}

// The state of shaping a run.
struct shaper {
    struct table_face *face;
    size_t count;
    double x; // font units
    uint32_t last;
    bool joins; // there are ligatures and kerning
    bool has_last;
};

static void place(struct shaper *shaper, uint32_t glyph, double x, double y, int point) {
    struct table_face *face = shaper->face;
    double units = face->table->units;
    face->placed = mem_grow(face->placed, &face->capacity, shaper->count + 2, sizeof *face->placed);
    face->placed[shaper->count++] = (struct placed_glyph){glyph, x / units, y / units, point};
}

static void kern(struct shaper *shaper, uint32_t glyph) {
    if (shaper->has_last && shaper->joins)
        shaper->x += kerning_of(shaper->face->table, shaper->last, glyph);
    shaper->last = glyph;
    shaper->has_last = true;
}

static void place_run(struct shaper *shaper, const struct table_run *run, int start) {
    if (run->glyph_count > 0)
        kern(shaper, run->glyphs[0].glyph);
    for (size_t i = 0; i < run->glyph_count; i++)
        place(shaper, run->glyphs[i].glyph, shaper->x + run->glyphs[i].x, run->glyphs[i].y,
              start + run->glyphs[i].point);
    shaper->x += run->advance;
}

const struct placed_glyph *face_shape(struct face *face, const uint32_t *points, int count,
                                      int start, int length, bool right_to_left,
                                      size_t *glyph_count, double *advance) {
    struct table_face *own = own_of(face);
    const struct glyph_face *table = own->table;
    struct shaper shaper = {.face = own};
    (void)count;
    own->placed = mem_grow(own->placed, &own->capacity, 1, sizeof *own->placed);
    const struct table_run *whole =
        right_to_left ? run_at(table, points + start, length, true) : NULL;
    if (whole)
        place_run(&shaper, whole, start);
    shaper.joins = !right_to_left && has_joins(table, points + start, length);
    for (int i = 0; !whole && i < length;) {
        // What was not seen is placed letter by letter, from the last on.
        int at = start + (right_to_left ? length - 1 - i : i), taken = 1;
        const struct table_run *run =
            right_to_left ? NULL : run_at(table, points + at, length - i, false);
        if (run) {
            place_run(&shaper, run, at);
            taken = run->count;
        } else {
            uint32_t point = right_to_left ? mirrored(points[at]) : points[at];
            uint32_t glyph = point != points[at]
                                 ? nominal(table, point)
                                 : glyph_at(table, points + at, length - i, shaper.joins, &taken);
            size_t index = index_of(table, glyph);
            kern(&shaper, glyph);
            place(&shaper, glyph, shaper.x, 0, at);
            bool is_mark = points[at] >= 0x300 && points[at] < 0x370;
            if (index < table->glyph_count && !is_mark)
                shaper.x += table->columns[ADVANCE][index];
        }
        i += taken;
    }
    *glyph_count = shaper.count;
    *advance = shaper.x / table->units;
    return own->placed;
}

// ---- Glyphs

void face_outline(struct face *face, uint32_t glyph, struct canvas *canvas, double x, double y,
                  double size) {
    const struct glyph_face *table = table_of(face);
    size_t index = index_of(table, glyph);
    double scale = size / table->units;
    int at[2] = {0, 0}, to[3][2] = {{0}};
    bool is_open = false;
    if (index == table->glyph_count)
        return;
    struct table_reader reader = {table->outlines[index], table->reader.end};
    for (uint32_t op; (op = table_number(&reader)) != OUTLINE_END;) {
        const double from[2] = {at[0], at[1]};
        for (int i = 0; i < outline_points((enum outline_op)op); i++)
            for (int d = 0; d < 2; d++)
                to[i][d] = at[d] += table_signed(&reader);
        double end[2] = {x + at[0] * scale, y - at[1] * scale};
        if (op == OUTLINE_MOVE && is_open)
            canvas_close(canvas);
        is_open = true;
        if (op == OUTLINE_MOVE) {
            canvas_move(canvas, end[0], end[1]);
        } else if (op == OUTLINE_LINE) {
            canvas_line(canvas, end[0], end[1]);
        } else {
            double a[2], b[2];
            for (int d = 0; d < 2; d++) { // degree elevation, as in face.c
                double c = to[0][d], tip = at[d];
                a[d] = op == OUTLINE_CONIC ? from[d] + (c - from[d]) * 2 / 3 : to[0][d];
                b[d] = op == OUTLINE_CONIC ? tip + (c - tip) * 2 / 3 : to[1][d];
            }
            canvas_curve(
                canvas,
                (double[]){x + a[0] * scale, y - a[1] * scale, x + b[0] * scale, y - b[1] * scale},
                end[0], end[1]);
        }
    }
    if (is_open)
        canvas_close(canvas);
}

void face_measure(struct face *face, uint32_t glyph, struct glyph_metrics *metrics) {
    const struct glyph_face *table = table_of(face);
    size_t at = index_of(table, glyph);
    double em = 1 / table->units;
    *metrics = (struct glyph_metrics){0};
    if (at == table->glyph_count)
        return;
    metrics->advance = table->columns[ADVANCE][at] * em;
    metrics->left = table->columns[LEFT][at] * em;
    metrics->right = table->columns[RIGHT][at] * em;
    metrics->height = table->columns[HEIGHT][at] * em;
    metrics->depth = table->columns[DEPTH][at] * em;
    if (!table->columns[ITALIC]) { // accents are centred
        metrics->accent_x = table->columns[ADVANCE][at] / 2 * em;
        return;
    }
    metrics->italic = table->columns[ITALIC][at] * em;
    metrics->accent_x = table->columns[ACCENT][at] * em;
}

uint32_t face_variant(struct face *face, uint32_t glyph, double height) {
    const struct glyph_face *table = table_of(face);
    for (size_t i = 0; i < table->variant_count; i++) {
        const struct variants *variants = &table->variants[i];
        struct table_reader reader = {variants->forms, table->reader.end};
        if (variants->glyph != glyph)
            continue;
        for (uint32_t k = 0; k < variants->count; k++) {
            glyph = table_number(&reader);
            if (table_number(&reader) >= height * table->units)
                break;
        }
        break;
    }
    return glyph;
}

double face_constant(struct face *face, enum face_constant constant) {
    const struct glyph_face *table = table_of(face);
    return table->constants ? table->constants[constant] /
                                  (face_constant_is_percent(constant) ? 100.0 : table->units)
                            : 0;
}

void face_watch(struct face *face, struct glyph_uses *uses, bool lends) {
    (void)face, (void)uses, (void)lends; // tables are written elsewhere
}

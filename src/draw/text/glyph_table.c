// SPDX-License-Identifier: GPL-3.0-or-later
// Writes tables of glyphs. All it knows of a typeface it asks the face.
#include "draw/text/glyph_table.h"

#include "base/memory.h"
#include "draw/text/bidi.h"
#include "draw/text/glyph_closure.h"
#include "draw/text/glyph_outline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- Numbers

static void put(struct text *out, uint64_t value) {
    for (; value > 127; value >>= 7)
        text_append(out, (const char[]){(char)(value | 128)}, 1);
    text_append(out, (const char[]){(char)value}, 1);
}

static void put_signed(struct text *out, long value) {
    put(out, value < 0 ? 2 * (uint64_t)-value - 1 : 2 * (uint64_t)value);
}

static bool has_glyph(const struct glyph_closure *closure, uint32_t point) {
    return face_glyph(closure->face, point) != 0;
}

// ---- Glyphs

static void write_glyphs(const struct glyph_closure *closure, struct text *out) {
    struct glyph_metrics *metrics = mem_zero(closure->glyph_count + 1, sizeof *metrics);
    bool has_maths = face_constant(closure->face, FACE_AXIS_HEIGHT) != 0;
    put(out, closure->glyph_count);
    for (size_t i = 0; i < closure->glyph_count; i++) {
        put(out, closure->glyphs[i] - (i > 0 ? closure->glyphs[i - 1] : 0));
        face_measure(closure->face, closure->glyphs[i], &metrics[i]);
    }
    static const size_t columns[] = {
        offsetof(struct glyph_metrics, advance), offsetof(struct glyph_metrics, left),
        offsetof(struct glyph_metrics, right),   offsetof(struct glyph_metrics, height),
        offsetof(struct glyph_metrics, depth),   offsetof(struct glyph_metrics, italic),
        offsetof(struct glyph_metrics, accent_x)};
    for (int column = 0; column < 7; column++) {
        if (column == 5)
            put(out, has_maths);
        for (size_t i = 0; (column < 5 || has_maths) && i < closure->glyph_count; i++) {
            double value;
            memcpy(&value, (const char *)&metrics[i] + columns[column], sizeof value);
            put_signed(out, glyph_units_of(closure, value));
        }
    }
    free(metrics);
    for (size_t i = 0; i < closure->glyph_count; i++) {
        struct glyph_outline outline;
        glyph_outline_of(closure->face, closure->glyphs[i], &outline);
        long at[2] = {0, 0};
        for (size_t k = 0; k < outline.count; k++) {
            const struct outline_step *step = &outline.steps[k];
            put(out, (uint64_t)step->op);
            for (int p = 0; p < outline_points(step->op); p++)
                for (int d = 0; d < 2; d++) {
                    put_signed(out, step->at[p][d] - at[d]);
                    at[d] = step->at[p][d];
                }
        }
        put(out, OUTLINE_END);
        glyph_outline_finish(&outline);
    }
}

static void write_characters(const struct glyph_closure *closure, struct text *out) {
    const struct glyph_use *use = closure->use;
    uint32_t before = 0;
    size_t count = 0, figures = 0;
    for (size_t i = 0; i < use->point_count; i++)
        count += has_glyph(closure, use->points[i]);
    put(out, count);
    for (size_t i = 0; i < use->point_count; i++)
        if (has_glyph(closure, use->points[i])) {
            put(out, use->points[i] - before);
            put(out, face_glyph(closure->face, use->points[i]));
            put(out, glyph_closure_script(closure, use->points[i]));
            before = use->points[i];
        }
    for (size_t i = 0; i < closure->unit_count; i++)
        figures +=
            closure->units[i].count == 1 && closure->units[i].nominal != closure->units[i].glyph;
    put(out, figures);
    for (size_t i = 0; i < closure->unit_count; i++)
        if (closure->units[i].count == 1 && closure->units[i].nominal != closure->units[i].glyph) {
            put(out, closure->units[i].nominal);
            put(out, closure->units[i].glyph);
        }
}

static void write_ligatures(const struct glyph_closure *closure, struct text *out) {
    size_t count = 0;
    for (size_t i = 0; i < closure->unit_count; i++)
        count += closure->units[i].count > 1;
    put(out, count);
    for (int parts = GLYPH_LIGATURE; parts > 1; parts--)
        for (size_t i = 0; i < closure->unit_count; i++) {
            const struct unit *unit = &closure->units[i];
            if (unit->count != parts)
                continue;
            put(out, (uint64_t)parts);
            for (int k = 0; k < parts; k++)
                put(out, face_glyph(closure->face, unit->points[k]));
            put(out, unit->glyph);
        }
}

// ---- Kerning

// Numbers the rows of a matrix so that equal ones share a number, rows of zeros 0. Returns how many
// numbers there are; `first` is set to a row of each.
static size_t classify(const int *matrix, size_t count, size_t row_step, size_t column_step,
                       size_t *classes, size_t *first) {
    size_t found = 1;
    for (size_t row = 0; row < count; row++) {
        size_t match = 0;
        bool is_zero = true;
        for (size_t k = 0; k < count && is_zero; k++)
            is_zero = matrix[row * row_step + k * column_step] == 0;
        for (size_t c = 1; !is_zero && match == 0 && c < found; c++) {
            bool is_same = true;
            for (size_t k = 0; k < count && is_same; k++)
                is_same = matrix[row * row_step + k * column_step] ==
                          matrix[first[c] * row_step + k * column_step];
            match = is_same ? c : 0;
        }
        if (!is_zero && match == 0) {
            match = found++;
            first[match] = row;
        }
        classes[row] = match;
    }
    return found;
}

static void write_kerning(const struct glyph_closure *closure, struct text *out) {
    size_t count = closure->glyph_count;
    int *matrix = mem_zero(count * count + 1, sizeof *matrix);
    size_t *lefts = mem_zero(count + 1, sizeof *lefts),
           *rights = mem_zero(count + 1, sizeof *lefts);
    size_t *left_rows = mem_zero(count + 2, sizeof *lefts);
    size_t *right_rows = mem_zero(count + 2, sizeof *lefts);
    for (size_t i = 0; i < closure->kern_count; i++) {
        const struct kern *kern = &closure->kerns[i];
        matrix[glyph_find(closure->glyphs, count, kern->left) * count +
               glyph_find(closure->glyphs, count, kern->right)] = (int)kern->advance;
    }
    size_t left_count = classify(matrix, count, count, 1, lefts, left_rows);
    size_t right_count = classify(matrix, count, 1, count, rights, right_rows);
    put(out, left_count);
    put(out, right_count);
    for (size_t i = 0; i < count; i++)
        put(out, lefts[i]);
    for (size_t i = 0; i < count; i++)
        put(out, rights[i]);
    for (size_t i = 1; i < left_count; i++)
        for (size_t k = 1; k < right_count; k++)
            put_signed(out, matrix[left_rows[i] * count + right_rows[k]]);
    free(matrix);
    free(lefts);
    free(rights);
    free(left_rows);
    free(right_rows);
}

// ---- Runs

static void write_run(const struct glyph_closure *closure, struct text *out,
                      const struct used_run *run) {
    size_t glyphs;
    double advance;
    const struct placed_glyph *placed =
        face_shape(closure->face, run->points, run->count, 0, run->count, run->right_to_left,
                   &glyphs, &advance);
    put(out, run->right_to_left);
    put(out, (uint64_t)run->count);
    for (int i = 0; i < run->count; i++)
        put(out, run->points[i]);
    put_signed(out, glyph_units_of(closure, advance));
    put(out, glyphs);
    for (size_t i = 0; i < glyphs; i++) {
        put(out, placed[i].glyph);
        put_signed(out, glyph_units_of(closure, placed[i].x));
        put_signed(out, glyph_units_of(closure, placed[i].y));
        put(out, (uint64_t)placed[i].point);
    }
}

static void write_runs(const struct glyph_closure *closure, struct text *out) {
    int longest = 0;
    for (size_t i = 0; i < closure->use->run_count; i++)
        longest = closure->use->runs[i].count > longest ? closure->use->runs[i].count : longest;
    put(out, closure->use->run_count);
    for (int count = longest; count > 0; count--)
        for (size_t i = 0; i < closure->use->run_count; i++)
            if (closure->use->runs[i].count == count)
                write_run(closure, out, &closure->use->runs[i]);
}

// ---- Formulas

static void write_maths(const struct glyph_closure *closure, struct text *out) {
    bool has_maths = face_constant(closure->face, FACE_AXIS_HEIGHT) != 0;
    put(out, has_maths ? FACE_CONSTANTS : 0);
    for (int i = 0; has_maths && i < FACE_CONSTANTS; i++) {
        bool is_percent = face_constant_is_percent((enum face_constant)i);
        put_signed(out, lround(face_constant(closure->face, (enum face_constant)i) *
                               (is_percent ? 100 : closure->em)));
    }
    struct text variants = {0};
    uint64_t count = 0;
    for (size_t i = 0; has_maths && i < closure->use->point_count; i++) {
        uint32_t glyph = face_glyph(closure->face, closure->use->points[i]);
        struct glyph_form forms[GLYPH_FORMS];
        size_t own = glyph ? glyph_closure_forms(closure, glyph, forms) : 0;
        if (own == 0)
            continue;
        put(&variants, glyph);
        put(&variants, own);
        for (size_t k = 0; k < own; k++) {
            put(&variants, forms[k].glyph);
            put(&variants, (uint64_t)forms[k].advance);
        }
        count++;
    }
    put(out, count);
    if (count > 0)
        text_append(out, variants.data, variants.length);
    text_finish(&variants);
}

static void write_face(const struct glyph_use *use, struct text *out) {
    struct glyph_closure closure;
    glyph_closure_init(&closure, use);
    put(out, (uint64_t)closure.em);
    write_glyphs(&closure, out);
    write_characters(&closure, out);
    write_ligatures(&closure, out);
    write_kerning(&closure, out);
    write_runs(&closure, out);
    write_maths(&closure, out);
    glyph_closure_finish(&closure);
}

void glyph_tables_write(const struct glyph_uses *uses, struct text *out) {
    struct glyph_use all = {0};
    put(out, (uint64_t)uses->count);
    for (int i = 0; i < uses->count; i++) {
        struct text face = {0};
        write_face(&uses->items[i], &face);
        put(out, (uint64_t)uses->items[i].number);
        put(out, face.length);
        text_append(out, face.data, face.length);
        text_finish(&face);
        for (size_t k = 0; k < uses->items[i].point_count; k++)
            glyph_use_point(&all, uses->items[i].points[k]);
    }
    put(out, all.point_count);
    for (size_t i = 0; i < all.point_count; i++) {
        put(out, all.points[i] - (i > 0 ? all.points[i - 1] : 0));
        put(out, (uint64_t)bidi_class(all.points[i]));
    }
    free(all.points);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Finds all that text of some characters may need. All that it knows of a typeface it asks the
// face.
#include "draw/text/glyph_closure.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

long glyph_units_of(const struct glyph_closure *closure, double ems) {
    return lround(ems * closure->em);
}

size_t glyph_find(const uint32_t *sorted, size_t count, uint32_t value) {
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_glyph(struct glyph_closure *closure, uint32_t glyph) {
    size_t at = glyph_find(closure->glyphs, closure->glyph_count, glyph);
    if (at < closure->glyph_count && closure->glyphs[at] == glyph)
        return;
    closure->glyphs = mem_grow(closure->glyphs, &closure->glyph_capacity, closure->glyph_count + 1,
                               sizeof *closure->glyphs);
    memmove(closure->glyphs + at + 1, closure->glyphs + at,
            (closure->glyph_count - at) * sizeof *closure->glyphs);
    closure->glyphs[at] = glyph;
    closure->glyph_count++;
}

static void add_unit(struct glyph_closure *closure, const struct unit *unit) {
    closure->units = mem_grow(closure->units, &closure->unit_capacity, closure->unit_count + 1,
                              sizeof *closure->units);
    closure->units[closure->unit_count++] = *unit;
    add_glyph(closure, unit->glyph);
}

// Adds the characters that are shaped one by one.
static void add_characters(struct glyph_closure *closure) {
    const struct glyph_use *use = closure->use;
    for (size_t i = 0; i < use->point_count; i++) {
        struct unit unit = {.points = {use->points[i]}, .count = 1};
        size_t count;
        double advance;
        unit.nominal = face_glyph(closure->face, use->points[i]);
        if (unit.nominal == 0)
            continue;
        add_glyph(closure, unit.nominal);
        if (glyph_use_joins(use->points[i]))
            continue;
        const struct placed_glyph *placed =
            face_shape(closure->face, unit.points, 1, 0, 1, false, &count, &advance);
        if (count != 1)
            continue;
        unit.glyph = placed->glyph;
        unit.advance = glyph_units_of(closure, advance);
        add_unit(closure, &unit);
    }
}

// Shapes two units side by side. One glyph is a ligature, two may stand closer or further apart
// than their advances say.
static void add_pair(struct glyph_closure *closure, size_t left, size_t right) {
    const struct unit a = closure->units[left], b = closure->units[right];
    struct unit both = {.count = a.count + b.count};
    size_t count;
    double advance;
    if (both.count > GLYPH_LIGATURE)
        return;
    memcpy(both.points, a.points, (size_t)a.count * sizeof *a.points);
    memcpy(both.points + a.count, b.points, (size_t)b.count * sizeof *b.points);
    const struct placed_glyph *placed =
        face_shape(closure->face, both.points, both.count, 0, both.count, false, &count, &advance);
    if (count == 1) {
        both.glyph = placed->glyph;
        both.advance = glyph_units_of(closure, advance);
        for (size_t i = 0; i < closure->unit_count; i++)
            if (closure->units[i].count == both.count &&
                memcmp(closure->units[i].points, both.points, sizeof both.points) == 0)
                return; // known
        add_unit(closure, &both);
        if (!closure->probe_ligates)
            closure->probe = both;
        closure->probe_ligates = true;
        return;
    }
    long kerning = glyph_units_of(closure, advance) - a.advance - b.advance;
    if (count != 2 || placed[0].glyph != a.glyph || placed[1].glyph != b.glyph || kerning == 0)
        return;
    closure->kerns = mem_grow(closure->kerns, &closure->kern_capacity, closure->kern_count + 1,
                              sizeof *closure->kerns);
    if (closure->probe.count == 0 && both.count == 2)
        closure->probe = both;
    closure->kerns[closure->kern_count++] = (struct kern){a.glyph, b.glyph, kerning};
}

// Tries all pairs of units, also those of ligatures that are found on the way.
static void add_pairs(struct glyph_closure *closure) {
    for (size_t done = 0; done < closure->unit_count;) {
        size_t count = closure->unit_count;
        for (size_t i = 0; i < count; i++)
            for (size_t k = i < done ? done : 0; k < count; k++)
                add_pair(closure, i, k);
        done = count;
    }
}

static double advance_of(struct face *face, const uint32_t *points, int count, size_t *glyphs) {
    double advance;
    face_shape(face, points, count, 0, count, false, glyphs, &advance);
    return advance;
}

// Returns true if a run that begins with these characters has ligatures and kerning.
static bool joins(const struct glyph_closure *closure, uint32_t first, uint32_t second) {
    const struct unit *probe = &closure->probe;
    uint32_t points[4 + GLYPH_LIGATURE] = {first, ' ', second, ' '};
    int before = second ? 4 : 2, count = before + probe->count;
    size_t glyphs, rest;
    if (probe->count == 0)
        return true;
    memcpy(points + before, probe->points, sizeof probe->points);
    double all = advance_of(closure->face, points, count, &glyphs);
    if (closure->probe_ligates)
        return glyphs < (size_t)count;
    // The last of two characters adds its own advance where there is no kerning.
    double part = advance_of(closure->face, points, count - 1, &rest);
    double last = advance_of(closure->face, points + count - 1, 1, &rest);
    return fabs(all - part - last) * closure->em > 0.5;
}

enum glyph_script glyph_closure_script(const struct glyph_closure *closure, uint32_t point) {
    if (!joins(closure, point, 0))
        return SCRIPT_PLAIN;
    return closure->plain && joins(closure, point, closure->plain) ? SCRIPT_JOINS : SCRIPT_NONE;
}

static void find_plain(struct glyph_closure *closure) {
    for (size_t i = 0; i < closure->use->point_count && !closure->plain; i++)
        if (!joins(closure, closure->use->points[i], 0))
            closure->plain = closure->use->points[i];
}

static void add_run_glyphs(struct glyph_closure *closure) {
    for (size_t i = 0; i < closure->use->run_count; i++) {
        const struct used_run *run = &closure->use->runs[i];
        size_t glyphs;
        double advance;
        const struct placed_glyph *placed =
            face_shape(closure->face, run->points, run->count, 0, run->count, run->right_to_left,
                       &glyphs, &advance);
        for (size_t k = 0; k < glyphs; k++)
            add_glyph(closure, placed[k].glyph);
    }
}

// The larger forms of a glyph. A face tells only which one is high enough, so the height of each is
// found by bisection.
size_t glyph_closure_forms(const struct glyph_closure *closure, uint32_t glyph,
                           struct glyph_form forms[GLYPH_FORMS]) {
    static const long most = 1 << 16; // font units; more than any form has
    size_t count = 0;
    struct face *face = closure->face;
    if (face_variant(face, glyph, 0) == glyph && face_variant(face, glyph, 100) == glyph)
        return 0;
    for (long least = 0; least < most && count < GLYPH_FORMS; count++) {
        long low = least, high = most; // the form is high enough for low
        uint32_t form = face_variant(face, glyph, ((double)least - 0.5) / closure->em);
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (face_variant(face, glyph, ((double)middle - 0.5) / closure->em) == form)
                low = middle;
            else
                high = middle;
        }
        forms[count] = (struct glyph_form){form, low};
        least = high;
    }
    return count;
}

static void add_forms(struct glyph_closure *closure) {
    struct glyph_form forms[GLYPH_FORMS];
    for (size_t i = 0; i < closure->use->point_count; i++) {
        uint32_t glyph = face_glyph(closure->face, closure->use->points[i]);
        size_t count = glyph ? glyph_closure_forms(closure, glyph, forms) : 0;
        for (size_t k = 0; k < count; k++)
            add_glyph(closure, forms[k].glyph);
    }
}

void glyph_closure_init(struct glyph_closure *closure, const struct glyph_use *use) {
    struct face *face = face_create(use->bytes, use->length);
    *closure = (struct glyph_closure){.face = face, .use = use, .em = face_units(face)};
    add_characters(closure);
    add_pairs(closure);
    find_plain(closure);
    add_run_glyphs(closure);
    add_forms(closure);
}

void glyph_closure_finish(struct glyph_closure *closure) {
    free(closure->glyphs);
    free(closure->units);
    free(closure->kerns);
    face_destroy(closure->face);
}

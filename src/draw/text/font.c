// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/font.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/bidi.h"
#include "draw/text/fonts.h"
#include "draw/text/glyph_cache.h"
#include "draw/text/maths.h"
#include "draw/text/text_pen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    CHARACTERS_MAX = 4096, // longer lines are cut
    MEASURED = 128,        // entries in the cache of text extents
    MEASURED_LENGTH = 24,  // bytes of the longest text in it, with its NUL
};

// An entry in the cache of extents: axes measure the same numbers in every frame.
struct measured_text {
    char text[MEASURED_LENGTH]; // empty: the entry is unused
    double size;
    bool display;
    struct text_extents extents;
};

struct font {
    struct fonts fonts;
    struct glyph_cache *painted;
    struct measured_text measured[MEASURED]; // a hash table without chaining
    text_recorder *record;                   // callback, or NULL
    void *record_context;
};

struct font *font_create(void) {
    return font_create_in(&typeface_table[0], WEIGHT_REGULAR);
}

struct font *font_create_in(const struct typeface *typeface, enum font_weight weight) {
    struct font *font = mem_zero(1, sizeof *font);
    fonts_init(&font->fonts, typeface, weight);
    font->painted = glyph_cache_create();
    return font;
}

bool font_fall_back(struct font *font, const void *bytes, size_t length) {
    return fonts_add(&font->fonts, bytes, length);
}

void font_destroy(struct font *font) {
    if (!font)
        return;
    fonts_finish(&font->fonts);
    glyph_cache_destroy(font->painted);
    free(font);
}

// A line of text as characters in reading order. A formula is one character, an object replacement
// character, which has no direction of its own.
enum { STAND_IN = 0xFFFC }; // neither written to the left nor to the right
struct shaped_line {
    uint32_t points[CHARACTERS_MAX];
    short formula[CHARACTERS_MAX];      // index into `formulas`; -1: an ordinary character
    unsigned char face[CHARACTERS_MAX]; // index of the face of an ordinary character
    int count;
    bool is_simple; // left-to-right only, so that levels are not needed
    struct maths **formulas;
    size_t formula_count, formula_capacity;
};

static void line_add(struct shaped_line *line, uint32_t point, int formula) {
    if (line->count == CHARACTERS_MAX)
        return;
    line->points[line->count] = point;
    line->formula[line->count++] = (short)formula;
    // Right-to-left scripts begin at U+0590.
    line->is_simple = line->is_simple && (point < 0x590 || formula >= 0);
}

static void choose_faces(struct fonts *fonts, struct shaped_line *line) {
    int face = 0;
    for (int i = 0; i < line->count; i++) {
        face = line->formula[i] >= 0 ? 0 : fonts_choose(fonts, line->points[i], face);
        line->face[i] = (unsigned char)face;
    }
}

// Formulas in texts of a scene were checked when it was read. A formula with an error, from
// elsewhere, is shown as its source text.
static void line_init(struct shaped_line *line, struct font *font, const char *text) {
    struct maths_part part;
    line->count = 0;
    line->is_simple = true;
    line->formulas = NULL;
    line->formula_count = line->formula_capacity = 0;
    while (maths_next_part(&text, &part)) {
        struct error error = {0};
        struct maths *maths = part.is_formula
                                  ? maths_parse(part.start, part.length, (struct place){0}, &error)
                                  : NULL;
        error_finish(&error);
        for (const char *s = part.start, *end = s + part.length; !maths && s < end;)
            line_add(line, utf8_next(&s, end), -1);
        if (!maths)
            continue;
        line->formulas = mem_grow(line->formulas, &line->formula_capacity, line->formula_count + 1,
                                  sizeof(struct maths *));
        line->formulas[line->formula_count] = maths;
        line_add(line, STAND_IN, (int)line->formula_count++);
        fonts_check_formula(&font->fonts, part.start, part.length);
    }
    choose_faces(&font->fonts, line);
}

static void line_finish(struct shaped_line *line) {
    for (size_t i = 0; i < line->formula_count; i++)
        maths_destroy(line->formulas[i]);
    free(line->formulas);
}

// Draws a formula and advances the pen. It is filled as one path: a radical sign overlaps its bar,
// and two fills would show where they overlap.
static void draw_formula(struct text_pen *pen, const struct maths *maths) {
    struct maths_picture picture;
    double size = pen->size * pen->font->fonts.typeface->maths_scale;
    maths_layout(maths, fonts_maths(&pen->font->fonts), pen->font->fonts.faces[0], pen->display,
                 &picture);
    for (size_t i = 0; pen->canvas && i < picture.glyph_count; i++) {
        const struct maths_glyph *glyph = &picture.glyphs[i];
        canvas_glyph(pen->canvas, face_font(glyph->face), glyph->glyph, pen->x + glyph->x * size,
                     pen->y - glyph->y * size, glyph->size * size);
    }
    for (size_t i = 0; pen->canvas && i < picture.rule_count; i++) {
        const struct maths_rule *rule = &picture.rules[i];
        canvas_box(pen->canvas,
                   (struct box){pen->x + rule->x * size, pen->y - (rule->y + rule->height) * size,
                                rule->width * size, rule->height * size});
    }
    if (pen->paints && picture.glyph_count + picture.rule_count > 0) {
        text_pen_add_ink(pen, canvas_extents(pen->canvas));
        canvas_fill(pen->canvas, pen->color, 1);
    }
    pen->x += picture.width * size;
    pen->ascent = fmax(pen->ascent, picture.height * size);
    pen->descent = fmax(pen->descent, picture.depth * size);
    maths_picture_finish(&picture);
}

// Draws one line of text and advances the pen.
static void draw_line(struct text_pen *pen, const char *text) {
    struct shaped_line line;
    signed char levels[CHARACTERS_MAX];
    line_init(&line, pen->font, text);
    const uint32_t *points = line.points;
    int count = line.count;
    if (line.is_simple)
        memset(levels, 0, sizeof levels);
    else
        bidi_levels(points, count, levels);
    // Runs with one embedding level and one face, reordered by reversing every stretch at a level
    // or higher (rule L2 of the Unicode bidirectional algorithm, UAX #9).
    struct {
        int start, length;
        signed char level;
    } runs[CHARACTERS_MAX], swapped;
    int run_count = 0, highest = 0;
    for (int i = 0; i < count; i++) {
        bool is_formula = line.formula[i] >= 0, follows_formula = i > 0 && line.formula[i - 1] >= 0;
        if (i == 0 || levels[i] != levels[i - 1] || line.face[i] != line.face[i - 1] ||
            is_formula || follows_formula) {
            runs[run_count].start = i;
            runs[run_count].length = 0;
            runs[run_count++].level = levels[i];
        }
        runs[run_count - 1].length++;
        highest = levels[i] > highest ? levels[i] : highest;
    }
    for (int level = highest; level > 0; level--) {
        for (int i = 0; i < run_count; i++) {
            int stop = i;
            while (stop < run_count && runs[stop].level >= level)
                stop++;
            for (int a = i, b = stop - 1; a < b; a++, b--) {
                swapped = runs[a];
                runs[a] = runs[b];
                runs[b] = swapped;
            }
            i = stop;
        }
    }
    for (int i = 0; i < run_count; i++) {
        int formula = line.formula[runs[i].start];
        if (formula >= 0) {
            draw_formula(pen, line.formulas[formula]);
            continue;
        }
        size_t glyphs;
        double advance;
        struct face *face = pen->font->fonts.faces[line.face[runs[i].start]];
        const struct placed_glyph *placed =
            face_shape(face, points, count, runs[i].start, runs[i].length, runs[i].level & 1,
                       &glyphs, &advance);
        if (pen->canvas)
            text_pen_draw(pen, face, placed, glyphs, run_count == 1 && line.is_simple);
        pen->x += advance * pen->size;
    }
    line_finish(&line);
}

// Returns the cache entry for a text; NULL if the text is empty or too long for one.
static struct measured_text *measured_at(struct font *font, const char *text) {
    size_t length = strlen(text);
    bool is_kept = length > 0 && length < MEASURED_LENGTH;
    return is_kept ? &font->measured[XXH3_64bits(text, length) % MEASURED] : NULL;
}

static void measure_line(struct font *font, const char *text, double size, bool display,
                         struct text_extents *extents) {
    struct measured_text *kept = measured_at(font, text);
    if (kept && kept->size == size && kept->display == display && strcmp(kept->text, text) == 0) {
        *extents = kept->extents;
        return;
    }
    struct text_pen pen = {.font = font, .size = size, .display = display};
    draw_line(&pen, text);
    *extents = (struct text_extents){pen.x, fmax(pen.ascent, FONT_ASCENT * size),
                                     fmax(pen.descent, FONT_DESCENT * size)};
    if (!kept)
        return;
    memcpy(kept->text, text, strlen(text) + 1);
    kept->size = size;
    kept->display = display;
    kept->extents = *extents;
}

// Returns the first line of `*text`, owned by the caller, and advances behind it. NULL if it is the
// last line.
static char *cut_line(const char **text) {
    const char *end = strchr(*text, '\n');
    if (!end)
        return NULL;
    char *line = mem_string(*text, (size_t)(end - *text));
    *text = end + 1;
    return line;
}

void font_measure(struct font *font, const char *text, double size, bool display,
                  struct text_extents *extents) {
    struct text_extents all = {0}, own;
    double baseline = 0;
    for (bool is_first = true, is_last = false; !is_last; is_first = false) {
        char *line = cut_line(&text);
        is_last = !line;
        measure_line(font, is_last ? text : line, size, display, &own);
        free(line);
        if (is_first)
            all.ascent = own.ascent;
        else
            baseline += own.ascent + FONT_LEADING * size; // the gap below the previous line
        all.width = fmax(all.width, own.width);
        all.descent = baseline + own.descent;
        baseline = all.descent;
    }
    *extents = all;
}

double font_rise(struct font *font, const char *text, double size) {
    struct text_extents extents;
    font_measure(font, text, size, false, &extents);
    return extents.ascent - FONT_ASCENT * size;
}

double font_drop(struct font *font, const char *text, double size) {
    struct text_extents extents;
    font_measure(font, text, size, false, &extents);
    return extents.descent - FONT_DESCENT * size;
}

double font_width(struct font *font, const char *text, double size) {
    struct text_extents extents;
    font_measure(font, text, size, false, &extents);
    return extents.width;
}

// How a line without formulas is stored as text.
static struct canvas_label label_of(struct font *font, const struct text_pen *pen) {
    return (struct canvas_label){.text = pen->text,
                                 .x = pen->x,
                                 .y = pen->y,
                                 .size = pen->size,
                                 .width = font_width(font, pen->text, pen->size),
                                 .color = pen->color,
                                 .family = font->fonts.typeface->family,
                                 .weight = font->fonts.css_weight};
}

static void font_draw_line(struct font *font, struct canvas *canvas, const char *text, double x,
                           double y, const struct text_style *style) {
    bool has_pixels = canvas_has_pixels(canvas), has_formula = strchr(text, '$');
    // What is rotated is one path where an edge would show between its parts.
    struct text_pen pen = {.font = font,
                           .painted = font->painted,
                           .canvas = canvas,
                           .size = style->size,
                           .display = style->display,
                           .paints = style->angle == 0 || !(has_pixels || has_formula),
                           .text = has_pixels || has_formula ? NULL : text,
                           .color = style->color};
    if (style->align != 0) {
        struct text_extents extents;
        measure_line(font, text, style->size, style->display, &extents);
        pen.x = -style->align * extents.width;
    }
    pen.y = style->middle * FONT_CAP_HEIGHT * style->size;
    if (style->angle != 0) {
        canvas_transform(canvas, x, y, style->angle);
    } else {
        pen.x += x;
        pen.y += y;
    }
    struct canvas_label label = pen.text ? label_of(font, &pen) : (struct canvas_label){0};
    bool is_stored = pen.text && canvas_text_begin(canvas, &label);
    if (!is_stored)
        draw_line(&pen, text);
    if (font->record)
        font->record(font->record_context, text, pen.paints ? pen.ink : canvas_extents(canvas));
    if (!pen.paints)
        canvas_fill(canvas, style->color, 1);
    else if (pen.text && !is_stored)
        canvas_text_end(canvas);
    if (style->angle != 0)
        canvas_untransform(canvas);
}

void font_draw(struct font *font, struct canvas *canvas, const char *text, double x, double y,
               const struct text_style *style) {
    struct text_extents extents;
    double down[2] = {-m_sin(style->angle), m_cos(style->angle)};
    for (char *line; (line = cut_line(&text)); free(line)) {
        font_draw_line(font, canvas, line, x, y, style);
        measure_line(font, line, style->size, style->display, &extents);
        double step = extents.descent + FONT_LEADING * style->size;
        char *next = mem_string(text, strcspn(text, "\n"));
        measure_line(font, next, style->size, style->display, &extents);
        free(next);
        x += down[0] * (step + extents.ascent);
        y += down[1] * (step + extents.ascent);
    }
    font_draw_line(font, canvas, text, x, y, style);
}

void font_outline(struct font *font, struct canvas *canvas, const char *text, double x, double y,
                  double size) {
    struct text_pen pen = {.font = font, .canvas = canvas, .size = size, .x = x, .y = y};
    draw_line(&pen, text);
}

void font_record(struct font *font, text_recorder *record, void *context) {
    font->record = record;
    font->record_context = context;
}

void font_watch(struct font *font, struct glyph_uses *uses) {
    fonts_watch(&font->fonts, uses);
}

void font_report(struct font *font, struct text *warnings) {
    fonts_report(&font->fonts, warnings);
}

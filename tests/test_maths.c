// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/font.h"
#include "draw/text/fonts.h"
#include "draw/text/label.h"
#include "draw/text/maths_symbols.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct face *maths_face, *sans_face;

static int open_faces(void **state) {
    (void)state;
    maths_face = fonts_open(&typeface_table[TYPEFACE_DEJAVU].maths);
    sans_face = fonts_open(&typeface_table[TYPEFACE_DEJAVU].text[WEIGHT_REGULAR]);
    return 0;
}

static int close_faces(void **state) {
    (void)state;
    face_destroy(maths_face);
    face_destroy(sans_face);
    return 0;
}

static void lay(const char *formula, bool display, struct maths_picture *picture) {
    struct error error = {0};
    struct maths *maths = maths_parse(formula, strlen(formula), (struct place){0}, &error);
    if (!maths)
        fail_msg("%s: %s", formula, error.message);
    maths_layout(maths, maths_face, sans_face, display, picture);
    maths_destroy(maths);
}

static double width_of(const char *formula) {
    struct maths_picture picture;
    lay(formula, false, &picture);
    double width = picture.width;
    maths_picture_finish(&picture);
    return width;
}

// Invalid formulas, with the message and the column (from 1) that it points at.
static const struct {
    const char *text;
    int column;
    const char *message;
} mistakes[] = {
    {"$\\alhpa$", 2, "unknown command '\\alhpa' in a formula; did you mean '\\alpha'?"},
    {"a $x$ é $\\zzzzz$", 10, "unknown command '\\zzzzz' in a formula"},
    {"$\\é$", 2, "unknown command '\\é' in a formula"},
    {"$\\frac{1}$", 10, "\\frac needs what it stands for"},
    {"$\\sqrt$", 7, "\\sqrt needs what it stands for"},
    {"$\\sqrt[3$x", 7, "a '[' of \\sqrt without its ']' in a formula"},
    {"$\\sqrt[$", 7, "a '[' of \\sqrt without its ']' in a formula"},
    {"$x_$", 3, "a script without what it holds"},
    {"$x_1_2$", 5, "a second subscript"},
    {"$x^1^2$", 5, "a second superscript"},
    {"${x$", 2, "a '{' without its '}' in a formula"},
    {"$x}$", 3, "a '}' without its '{' in a formula"},
    {"$\\left( x$", 2, "a \\left without its \\right"},
    {"$x \\right)$", 4, "a \\right without its \\left"},
    {"$x \\end{cases}$", 4, "an \\end without its \\begin"},
    {"$\\begin{matrix} x \\end{matrix}$", 2, "there is \\begin{cases} alone"},
    {"$\\begin{cases} x & y$", 2, "a \\begin{cases} without its \\end{cases}"},
    {"$\\begin{cases} x & y & z \\end{cases}$", 22, "a row of cases has two parts"},
    {"$\\begin x$", 9, "\\begin needs its {text}"},
    {"$\\left x \\right)$", 8, "\\left needs a delimiter"},
    {"$\\text x$", 8, "\\text needs its {text}"},
    {"$\nabla$", 2, "YAML reads \\n as a line break"},
    {"$\\mathbf$", 9, "\\mathbf needs what it stands for"},
};

static void test_mistakes(void **state) {
    (void)state;
    char text[] = "x", name[] = "t";
    struct source source = {.name = name, .text = text, .length = 1, .single_line = true};
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct error error = {0};
        char place[16];
        snprintf(place, sizeof place, "t:%d: ", mistakes[i].column);
        if (label_check(mistakes[i].text, (struct place){&source, 1, 1, 1}, &error))
            fail_msg("'%s' is accepted", mistakes[i].text);
        if (strncmp(error.message, place, strlen(place)) != 0 ||
            !strstr(error.message, mistakes[i].message))
            fail_msg("'%s': %s, not at %s", mistakes[i].text, error.message, place);
        error_finish(&error);
    }
    // Nested too deeply.
    char deep[400];
    memset(deep, '{', sizeof deep - 1);
    deep[0] = '$';
    deep[sizeof deep - 2] = '$';
    deep[sizeof deep - 1] = '\0';
    struct error error = {0};
    assert_false(label_check(deep, (struct place){&source, 1, 1, 1}, &error));
    assert_non_null(strstr(error.message, "nested too deep"));
    error_finish(&error);
}

// No dollar sign, a single one, or one behind a backslash: not a formula.
static void test_plain(void **state) {
    (void)state;
    static const char *const texts[] = {"", "5 $", "\\$x_\\$", "100 % {x}", "$5 and \\$6"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct maths_part part;
        for (const char *cursor = texts[i]; maths_next_part(&cursor, &part);)
            if (part.is_formula)
                fail_msg("'%s' has a formula", texts[i]);
    }
    struct font *font = font_create();
    assert_true(font_width(font, "a \\$ b", 10) == font_width(font, "a $ b", 10));
    assert_true(font_width(font, "$x$", 10) < font_width(font, "\\$x\\$", 10));
    font_destroy(font);
}

// The parts of a text, each behind a bar, formulas in brackets.
static const char *const parted[][2] = {
    {"", ""},
    {"a b", "|a b"},
    {"ab$x$c", "|ab|(x)|c"},
    {"$x$$y$", "|(x)|(y)"},
    {"$x$ $y$", "|(x)| |(y)"},
    {"$$", "|()"},
    {"a\\b", "|a\\b"}, // a backslash that means nothing
    {"a\\", "|a\\"},
    {"a\\$b", "|a|$b"},
    {"\\$\\$", "|$|$"},
    {"5$", "|5|$"},
    {"5$ or 6\\$", "|5|$ or 6|$"},
    {"$a\\$b$c", "|(a\\$b)|c"},
    {"\\$a$x$", "|$a|(x)"},
};

static void test_parts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof parted / sizeof *parted; i++) {
        char found[64] = "";
        struct maths_part part;
        for (const char *cursor = parted[i][0]; maths_next_part(&cursor, &part);)
            snprintf(found + strlen(found), sizeof found - strlen(found),
                     part.is_formula ? "|(%.*s)" : "|%.*s", (int)part.length, part.start);
        if (strcmp(found, parted[i][1]) != 0)
            fail_msg("'%s' has the parts %s, not %s", parted[i][0], found, parted[i][1]);
    }
}

static void test_symbols(void **state) {
    (void)state;
    for (const struct maths_symbol *symbol = maths_symbols; symbol->name; symbol++) {
        uint32_t point = maths_letter(symbol->point, ALPHABET_ITALIC);
        if (!face_glyph(maths_face, point))
            fail_msg("no glyph for \\%s (U+%04X)", symbol->name, (unsigned)point);
        assert_ptr_equal(maths_symbol_find(symbol->name), symbol);
    }
    for (size_t i = 0; maths_accents[i].name; i++)
        assert_true(face_glyph(maths_face, maths_accents[i].point) != 0);
    for (uint32_t c = 'A'; c <= 'z'; c++)
        for (int alphabet = ALPHABET_ITALIC; alphabet <= ALPHABET_DOUBLE; alphabet++)
            if ((c <= 'Z' || c >= 'a') &&
                !face_glyph(maths_face, maths_letter(c, (enum maths_alphabet)alphabet)))
                fail_msg("no '%c' in alphabet %d", (int)c, alphabet);
}

static void test_scripts(void **state) {
    (void)state;
    struct maths_picture picture;
    lay("x_1^2", false, &picture);
    assert_int_equal(picture.glyph_count, 3);
    const struct maths_glyph *base = &picture.glyphs[0], *sub = &picture.glyphs[1],
                             *super = &picture.glyphs[2];
    assert_true(base->y == 0 && base->size == 1);
    assert_true(sub->y < -0.05 && super->y > 0.25);
    assert_true(sub->size > 0.6 && sub->size < 0.85 && sub->size == super->size);
    assert_true(sub->x >= base->x + 0.4 && super->x >= sub->x);
    maths_picture_finish(&picture);
    // Sizes decrease down to the third level.
    lay("x^{y^{z^w}}", false, &picture);
    assert_true(picture.glyphs[2].size < picture.glyphs[1].size);
    assert_true(picture.glyphs[3].size == picture.glyphs[2].size);
    assert_true(picture.glyphs[3].y > picture.glyphs[2].y);
    maths_picture_finish(&picture);
    assert_true(width_of("x_1^2") == width_of("x^2_1"));
    assert_true(width_of("f'") > width_of("f"));
}

static void test_fraction(void **state) {
    (void)state;
    struct maths_picture line, display;
    lay("\\frac{a}{b}", false, &line);
    lay("\\frac{a}{b}", true, &display);
    assert_int_equal(line.rule_count, 1);
    assert_true(line.glyphs[0].y > line.rules[0].y + line.rules[0].height);
    assert_true(line.glyphs[1].y < line.rules[0].y);
    assert_true(line.glyphs[0].size < 1 && display.glyphs[0].size == 1);
    assert_true(display.height + display.depth > line.height + line.depth);
    // The fraction rule is at the height of a minus sign.
    double axis = line.rules[0].y + line.rules[0].height / 2;
    assert_true(fabs(axis - face_constant(maths_face, FACE_AXIS_HEIGHT)) < 1e-9);
    maths_picture_finish(&line);
    maths_picture_finish(&display);
    // Either part is in the middle of the other.
    struct maths_picture wide[2];
    lay("\\frac{x}{xxx}", true, &wide[0]);
    lay("\\frac{xxx}{x}", true, &wide[1]);
    assert_true(fabs(wide[0].glyphs[0].x - wide[0].glyphs[2].x) < 1e-9);
    assert_true(fabs(wide[1].glyphs[1].x - wide[1].glyphs[3].x) < 1e-9);
    for (int i = 0; i < 2; i++) {
        assert_true(fabs(wide[i].rules[0].x + wide[i].rules[0].width / 2 - wide[i].width / 2) <
                    1e-9);
        maths_picture_finish(&wide[i]);
    }
}

// What has a part without letters is drawn, too.
static void test_empty_parts(void **state) {
    (void)state;
    static const char *const texts[] = {"$\\sqrt{}$",   "$\\frac{}{x}$", "$\\frac{x}{}$",
                                        "$\\frac{}{}$", "$x$",           "$\\sqrt{\\frac{}{}}$"};
    struct font *font = font_create();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct canvas *canvas = canvas_create(60, 60);
        font_draw(font, canvas, texts[i], 10, 30, &(struct text_style){.size = 20, .middle = 0.5});
        if (rect_is_empty(canvas_take_damage(canvas)))
            fail_msg("%s is not drawn", texts[i]);
        canvas_destroy(canvas);
    }
    font_destroy(font);
}

// Rows are in columns, around the axis of fractions, behind a brace as high as they are.
static void test_cases(void **state) {
    (void)state;
    struct maths_picture one, two, three;
    lay("\\begin{cases} a & b \\end{cases}", true, &one);
    lay("\\begin{cases} a & b \\\\ cc & d \\end{cases}", true, &two);
    lay("\\begin{cases} a & b \\\\ cc & d \\\\ e \\end{cases}", true, &three);
    assert_int_equal(one.glyph_count, 3);
    assert_int_equal(two.glyph_count, 6);
    assert_int_equal(three.glyph_count, 7);
    assert_true(two.glyphs[0].y > two.glyphs[2].y); // a is above c
    assert_true(fabs(two.glyphs[1].x - two.glyphs[4].x) < 0.1 && two.glyphs[1].x > two.glyphs[3].x);
    assert_true(two.height + two.depth > 1.5 * (one.height + one.depth));
    assert_true(three.height + three.depth > 1.3 * (two.height + two.depth));
    assert_true(fabs((three.height - three.depth) - (two.height - two.depth)) < 0.3);
    maths_picture_finish(&one);
    maths_picture_finish(&two);
    maths_picture_finish(&three);
}

static void test_radical(void **state) {
    (void)state;
    struct maths_picture picture;
    lay("\\sqrt{\\frac{a}{b}}", true, &picture);
    const struct maths_glyph *sign = &picture.glyphs[picture.glyph_count - 1];
    const struct maths_rule *bar = &picture.rules[1];
    struct glyph_metrics metrics;
    face_measure(maths_face, sign->glyph, &metrics);
    // The radical sign joins its bar: they have the same top, and the bar begins where the sign
    // ends.
    assert_true(fabs(sign->y + metrics.height * sign->size - (bar->y + bar->height)) < 1e-9);
    assert_true(fabs(sign->x + metrics.advance * sign->size - bar->x) < 1e-9);
    assert_true(metrics.height + metrics.depth > 1.5);
    maths_picture_finish(&picture);
}

// Binary operators have space around them, signs have none, and scripts have none at all.
static void test_spaces(void **state) {
    (void)state;
    double a = width_of("a"), b = width_of("b"), minus = width_of("-");
    assert_true(fabs(width_of("a-b") - (a + b + minus + 8 / 18.0)) < 0.02);
    assert_true(fabs(width_of("-b") - (b + minus)) < 1e-9);
    assert_true(fabs(width_of("a=-b") - width_of("a=b") - minus) < 1e-9);
    assert_true(width_of("a=b") > width_of("a") + width_of("=") + width_of("b") + 9 / 18.0);
    assert_true(width_of("a\\quad b") > 1 + width_of("ab") - 0.05);
    assert_true(width_of("x_{a=b}") < width_of("x_{ab}") + width_of("="));
}

static void test_display(void **state) {
    (void)state;
    struct maths_picture line, display;
    lay("\\sum_{i=1}^n x", false, &line);
    lay("\\sum_{i=1}^n x", true, &display);
    assert_true(display.height > line.height && display.depth > line.depth);
    assert_true(display.width < line.width + 0.3);
    maths_picture_finish(&line);
    maths_picture_finish(&display);
    lay("\\left(\\frac{a}{b}\\right)", true, &display);
    assert_true(display.height + display.depth > 1.8);
    maths_picture_finish(&display);
}

// A formula keeps its place among words of mixed direction. Each text has the expected visual
// order, left to right; U+200E, a mark without width, separates runs.
static const struct {
    const char *text, *seen;
} directions[] = {
    {"\u05D0 $x$ a", "a $x$ \u05D0"},
    {"$x$ \u05D0", "\u200E\u05D0\u200E $x$"},
    {"a \u05D0 $x$ \u05D1", "a \u05D1\u200E $x$ \u200E\u05D0"},
};

static void test_directions(void **state) {
    (void)state;
    enum { WIDE = 160, HIGH = 40 };
    struct font *font = font_create();
    struct text_style style = {.size = 24};
    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
        struct canvas *read = canvas_create(WIDE, HIGH), *seen = canvas_create(WIDE, HIGH);
        int stride;
        font_draw(font, read, directions[i].text, 4, 30, &style);
        font_draw(font, seen, directions[i].seen, 4, 30, &style);
        const uint8_t *pixels = canvas_pixels(read, &stride);
        if (memcmp(pixels, canvas_pixels(seen, &stride), (size_t)stride * HIGH) != 0)
            fail_msg("'%s' does not look like '%s'", directions[i].text, directions[i].seen);
        canvas_destroy(read);
        canvas_destroy(seen);
    }
    font_destroy(font);
}

static bool has_glyph(const struct typeface *typeface, uint32_t point) {
    struct face *face = fonts_open(&typeface->maths);
    bool has = face_glyph(face, point) != 0;
    face_destroy(face);
    return has;
}

// All that a formula can name is in the fonts of every typeface: none was left out of a subset.
static void test_typefaces(void **state) {
    (void)state;
    for (int i = 0; i < TYPEFACES; i++) {
        const struct typeface *typeface = &typeface_table[i];
        for (const struct maths_symbol *symbol = maths_symbols; symbol->name; symbol++)
            if (!has_glyph(typeface, symbol->point))
                fail_msg("%s lacks \\%s", typeface_names[i], symbol->name);
        for (const struct maths_accent *accent = maths_accents; accent->name; accent++)
            if (!has_glyph(typeface, accent->point))
                fail_msg("%s lacks \\%s", typeface_names[i], accent->name);
        for (int alphabet = ALPHABET_ITALIC; alphabet <= ALPHABET_DOUBLE; alphabet++)
            for (uint32_t letter = '0'; letter <= 'z'; letter++)
                if (((letter <= '9') || (letter >= 'A' && letter <= 'Z') || letter >= 'a') &&
                    !has_glyph(typeface, maths_letter(letter, (enum maths_alphabet)alphabet)))
                    fail_msg("%s lacks '%c' of alphabet %d", typeface_names[i], (int)letter,
                             alphabet);
        for (int weight = 0; weight < WEIGHTS; weight++) {
            struct face *face = fonts_open(&typeface->text[weight]);
            for (uint32_t point = ' '; point < 0x7F; point++)
                assert_true(face_glyph(face, point) != 0);
            assert_true(face_glyph(face, 0x2212) && face_glyph(face, 0x2013));
            face_destroy(face);
        }
    }
}

// A number that changes has always the same width.
static void test_tabular(void **state) {
    (void)state;
    for (int i = 0; i < TYPEFACES; i++)
        for (int weight = 0; weight < WEIGHTS; weight++) {
            struct font *font = font_create_in(&typeface_table[i], (enum font_weight)weight);
            double zero = font_width(font, "000", 20);
            for (int digit = 1; digit < 10; digit++) {
                char text[] = {(char)('0' + digit), (char)('0' + digit), (char)('0' + digit), 0};
                assert_true(fabs(font_width(font, text, 20) - zero) < 1e-9);
            }
            font_destroy(font);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes), cmocka_unit_test(test_plain),
        cmocka_unit_test(test_symbols),  cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_fraction), cmocka_unit_test(test_empty_parts),
        cmocka_unit_test(test_cases),    cmocka_unit_test(test_radical),
        cmocka_unit_test(test_spaces),   cmocka_unit_test(test_directions),
        cmocka_unit_test(test_display),  cmocka_unit_test(test_typefaces),
        cmocka_unit_test(test_tabular),  cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, open_faces, close_faces);
}

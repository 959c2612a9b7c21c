// SPDX-License-Identifier: GPL-3.0-or-later
// Vector stills: what a canvas writes, and files of whole scenes.
#include "draw/svg.h"
#include "picture.h"

#include <math.h>

static bool keep_bytes(void *text, const void *bytes, size_t length) {
    text_append(text, bytes, length);
    return true;
}

static bool refuse_bytes(void *context, const void *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return false;
}

static void line(struct canvas *canvas, double x, const struct stroke *stroke) {
    canvas_clip(canvas, (struct box){0, 0, 50, 40});
    canvas_move(canvas, x, 1.005);
    canvas_line(canvas, x + 10, 1.005);
    canvas_stroke(canvas, stroke);
    canvas_unclip(canvas);
}

static void test_shapes(void **state) {
    (void)state;
    struct stroke round = {.color = 0x102030, .alpha = 1, .width = 1.5};
    struct stroke dashed = {.color = 0xFF0000,
                            .alpha = 0.5,
                            .width = 1,
                            .dash = {4, 2},
                            .dash_offset = 3,
                            .butt = true};
    struct canvas *canvas = canvas_create_kind(CANVAS_SVG, 100, 80);
    struct canvas *over = canvas_create_kind(CANVAS_SVG, 100, 80);
    // Lines that continue each other are one element, within one clip.
    line(canvas, 5, &round);
    line(canvas, 15, &round);
    line(canvas, 40, &round);
    // Dashed lines are not.
    line(over, 5, &dashed);
    canvas_blend(canvas, over, (struct rect){0, 0, 1, 1}, 0.25);
    // A circle that is filled and stroked is an element; a box is not.
    canvas_circle(canvas, 10, 20, 3);
    canvas_fill_keep(canvas, 0xABCDEF, 1);
    canvas_stroke(canvas, &round);
    canvas_box(canvas, (struct box){1, 2, 3, 4});
    canvas_fill(canvas, 0, 1);
    struct text out = {0};
    assert_true(canvas_write(canvas, 0.5, "a < b & \"c\"", NULL, keep_bytes, &out));
    static const char *const parts[] = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"50\" height=\"40\" viewBox=\"0 0 100 80\"",
        "<title>a &lt; b &amp; &quot;c&quot;</title>\n",
        ("<svg x=\"0\" y=\"0\" width=\"50\" height=\"40\" viewBox=\"0 0 50 40\">\n"
         "<path stroke=\"#102030\" stroke-width=\"1.5\" d=\"M5 1L15 1L25 1\"/>\n"
         "<path stroke=\"#102030\" stroke-width=\"1.5\" d=\"M40 1L50 1\"/>\n</svg>\n"),
        "<g opacity=\"0.25\">\n",
        ("<path stroke=\"#ff0000\" stroke-opacity=\"0.5\" stroke-width=\"1\" stroke-linecap=\"butt\" "
         "stroke-dasharray=\"4 2\" stroke-dashoffset=\"3\" d=\"M5 1L15 1\"/>\n"),
        "</g>\n<circle cx=\"10\" cy=\"20\" r=\"3\" fill=\"#abcdef\"/>\n<path stroke=",
        "<path fill=\"#000000\" d=\"M1 2L4 2L4 6L1 6Z\"/>\n</svg>\n",
    };
    const char *at = out.data;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("expected\n%s\nin\n%s", parts[i], at);
        at = found + strlen(parts[i]);
    }
    assert_string_equal(at, "");
    assert_false(canvas_write(canvas, 1, NULL, NULL, refuse_bytes, NULL));
    text_finish(&out);
    canvas_destroy(canvas);
    canvas_destroy(over);
}

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } numbers[] = {{0, "0"},      {-0.001, "0"},    {1.5, "1.5"},         {-1.25, "-1.25"},
                   {3.999, "4"},  {10.05, "10.05"}, {-100000, "-100000"}, {0.3, "0.3"},
                   {-0.5, "-0.5"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct text text = {0};
        svg_number(&text, numbers[i].value);
        assert_string_equal(text.data, numbers[i].text);
        text_finish(&text);
    }
}

// ---- Files of scenes

// Elements are closed in order.
static void assert_well_formed(const char *xml) {
    const char *open[32];
    int depth = 0, elements = 0;
    for (const char *tag = strchr(xml, '<'); tag; tag = strchr(tag + 1, '<')) {
        const char *end = strchr(tag, '>');
        assert_non_null(end);
        if (tag[1] == '/') {
            assert_true(depth > 0);
            depth--;
            assert_int_equal(strncmp(open[depth] + 1, tag + 2, (size_t)(end - tag - 2)), 0);
        } else if (end[-1] != '/') {
            assert_in_range(depth, 0, 31);
            open[depth++] = tag;
        }
        elements++;
        tag = end;
    }
    assert_int_equal(depth, 0);
    assert_true(elements > 100);
}

static int count_of(const char *text, const char *word) {
    int count = 0;
    for (const char *at = text; (at = strstr(at, word)); at++)
        count++;
    return count;
}

static void test_files(void **state) {
    (void)state;
    static const struct {
        const char *scene;
        int images; // one for each surface
    } scenes[] = {{"scenes/lamb_lr1", 1},
                  {"scenes/loss_functions", 3},
                  {"scenes/losses_lr1", 0},
                  {"tests/golden/dark", 1}};
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        for (const char *name = "ab"; *name; name++)
            assert_int_equal(shell("\"$OPTANIM\" -q '" SOURCE_DIR "/%s.scene' --frame -1 "
                                   "-o '%s%c.svg' -o '%s%c.pdf'",
                                   scenes[i].scene, folder, *name, folder, *name),
                             0);
        assert_int_equal(shell("\"$OPTANIM\" -q '" SOURCE_DIR "/%s.scene' --text text -o '%sc.svg'",
                               scenes[i].scene, folder),
                         0);
        struct source text = file_read(folder, "c.svg");
        assert_well_formed(text.text);
        assert_true(count_of(text.text, "<text x=") > 10);
        source_finish(&text);
        // The same bytes at any time.
        assert_int_equal(shell("cd '%s' && cmp a.svg b.svg && cmp a.pdf b.pdf", folder), 0);
        struct source svg = file_read(folder, "a.svg"), pdf = file_read(folder, "a.pdf");
        assert_well_formed(svg.text);
        assert_int_equal(count_of(svg.text, "<image"), scenes[i].images);
        assert_true(svg.length < 800000 && pdf.length < 500000);
        assert_int_equal(strncmp(pdf.text, "%PDF-1.", 7), 0);
        source_finish(&svg);
        source_finish(&pdf);
    }
    scratch_remove(folder);
}

// A PDF with --text text has glyphs that map to characters; without the option it has none.
static void test_pdf_letters(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    for (int keeps = 0; keeps < 2; keeps++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q '" SOURCE_DIR
                               "/scenes/lamb_lr1.scene' --text %s -o a.pdf",
                               folder, keeps ? "text" : "paths"),
                         0);
        struct source pdf = file_read(folder, "a.pdf");
        bool has_letters = memmem(pdf.text, pdf.length, "/ToUnicode", 10) != NULL;
        if (has_letters != keeps)
            fail_msg("--text %s: letters are %s", keeps ? "text" : "paths",
                     has_letters ? "there" : "not there");
        source_finish(&pdf);
    }
    scratch_remove(folder);
}

static double attribute_of(const char *xml, const char *name) {
    const char *at = strstr(xml, name);
    if (!at)
        fail_msg("no %s in %s", name, xml);
    return strtod(at + strlen(name), NULL);
}

// Stored text begins where its outlines would, for any alignment and rotation.
static void test_text_stands_in_its_place(void **state) {
    (void)state;
    struct font *font = font_create();
    const double width = font_width(font, "Ag 12", 20);
    for (int i = 0; i < 9; i++) {
        double align = i % 3 / 2.0, angle = (i / 3 - 1) * M_PI / 2;
        struct canvas *canvas = canvas_create_kind(CANVAS_SVG_TEXT, 200, 160);
        struct text out = {0};
        font_draw(
            font, canvas, "Ag 12", 90, 70,
            &(struct text_style){.size = 20, .color = 0x123456, .align = align, .angle = angle});
        assert_true(canvas_write(canvas, 1, NULL, NULL, keep_bytes, &out));
        const char *text = strstr(out.data, "<text");
        double matrix[6] = {1, 0, 0, 1, 0, 0};
        if (angle != 0)
            assert_int_equal(sscanf(strstr(text, "matrix("), "matrix(%lf %lf %lf %lf %lf %lf)",
                                    &matrix[0], &matrix[1], &matrix[2], &matrix[3], &matrix[4],
                                    &matrix[5]),
                             6);
        double x = attribute_of(text, " x=\""), y = attribute_of(text, " y=\"");
        double there[2] = {matrix[0] * x + matrix[2] * y + matrix[4],
                           matrix[1] * x + matrix[3] * y + matrix[5]};
        assert_true(fabs(there[0] - (90 - align * width * cos(angle))) < 0.02);
        assert_true(fabs(there[1] - (70 - align * width * sin(angle))) < 0.02);
        assert_true(fabs(attribute_of(text, "textLength=\"") - width) < 0.01);
        assert_true(attribute_of(text, "font-size=\"") == 20);
        assert_non_null(strstr(text, "fill=\"#123456\""));
        text_finish(&out);
        canvas_destroy(canvas);
    }
    font_destroy(font);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_numbers), cmocka_unit_test(test_files),
        cmocka_unit_test(test_pdf_letters), cmocka_unit_test(test_text_stands_in_its_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

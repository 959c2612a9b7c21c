// SPDX-License-Identifier: GPL-3.0-or-later
// Whole pictures whose text is laid out from tables, as on a page: all layers have the numbers that
// they have with the fonts, to the bit. In this program the tables stand in for the fonts,
// FreeType, HarfBuzz and FriBidi; the program write_tables has those.
#include "draw/text/bidi_table.c" // NOLINT(bugprone-suspicious-include)
#include "draw/text/face_table.c" // NOLINT(bugprone-suspicious-include)
#include "tables/layers.h"

#include <glob.h>

// In place of the fonts in the program: which of them each is.
#define FONT(name, number) const char font_##name##_start[] = {number}, font_##name##_end[] = {0}
FONT(dejavu_sans, 0);
FONT(dejavu_maths, 3);
FONT(inter_regular, 4);
FONT(inter_medium, 5);
FONT(inter_semibold, 6);
FONT(stix_maths, 7);

static void check(const char *path) {
    char folder[64];
    struct picture picture;
    struct text ours = {0};
    scratch_make(folder);
    assert_int_equal(shell("'" WRITE_TABLES "' '%s' '%stables' '%slayers'", path, folder, folder),
                     0);
    struct source tables = file_read(folder, "tables"), theirs = file_read(folder, "layers");
    glyph_tables_use(tables.text, tables.length);
    picture_open_as(&picture, path, NULL, 1, NULL, NULL, NULL);
    layers_add(&picture, &ours);
    const double *a = (const double *)(const void *)ours.data;
    const double *b = (const double *)(const void *)theirs.text;
    size_t count = ours.length / sizeof *a;
    assert_true(count > 1000);
    if (ours.length != theirs.length)
        fail_msg("%s: %zu numbers in place of %zu", path, count, theirs.length / sizeof *b);
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i])
            fail_msg("%s: number %zu of %zu is %.17g in place of %.17g", path, i, count, a[i],
                     b[i]);
    picture_close(&picture);
    text_finish(&ours);
    source_finish(&tables);
    source_finish(&theirs);
    scratch_remove(folder);
}

static void test_scenes(void **state) {
    (void)state;
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*.scene", GLOB_APPEND, NULL, &scenes), 0);
    assert_true(scenes.gl_pathc > 30);
    for (size_t i = 0; i < scenes.gl_pathc; i++)
        check(scenes.gl_pathv[i]);
    globfree(&scenes);
}

// Text of both directions, with marks, formulas and ligatures, in other themes.
static void test_scripts(void **state) {
    (void)state;
    static const char scene[] =
        "title: \"\u05E6\u05E2\u05D3 {step} \u05DE\u05EA\u05D5\u05DA {steps} (x\u0302 {b.loss:.3f})\"\n"
        "subtitle: \"\u0645\u0631\u062D\u0628\u0627 {b.lr} \u062E\u0637\u0648\u0629\"\n"
        "theme: %s\nproblem: {function: himmelblau}\n"
        "optimizers: [{adam: {label: b}}, {sgd: {label: \"\u05D0\u05D3\u05DD 12%%\", lr: 0.01}}]\n"
        "steps: 30\nlayout: [[contour, text], [curves, equation]]\n"
        "panels: {text: {text: \"e\u0301 ffi AV $\\\\sqrt{\\\\frac{1}{2}}$ {step}\"}}\n"
        "video: {size: [600, 400]}\n";
    static const char *const themes[] = {"post", "light", "paper"};
    for (int i = 0; i < 3; i++) {
        char folder[64];
        struct text path = {0}, text = {0};
        scratch_make(folder);
        text_printf(&text, scene, themes[i]);
        file_write(folder, "a.scene", text.data);
        text_printf(&path, "%sa.scene", folder);
        check(path.data);
        text_finish(&path);
        text_finish(&text);
        scratch_remove(folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenes),
                                       cmocka_unit_test(test_scripts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

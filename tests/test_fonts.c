// SPDX-License-Identifier: GPL-3.0-or-later
// Characters that the bundled font lacks: a warning names them, and a font given by a scene or
// theme draws them.
#include "draw/text/face.h"
#include "picture.h"

// A font with many characters that the bundled text font lacks.
static const char other_font[] = SOURCE_DIR "/fonts/DejaVuMathTeXGyre.ttf";

// Finds a character that the other font has and the bundled text font lacks.
static const char *find_character(void) {
    static char bytes[5];
    struct source sans = file_read(SOURCE_DIR "/fonts/", "DejaVuSans.ttf");
    struct source other = file_read("", other_font);
    struct face *has_not = face_create(sans.text, sans.length);
    struct face *has = face_create(other.text, other.length);
    for (uint32_t point = 0x2000; !bytes[0]; point++)
        if (face_glyph(has, point) && !face_glyph(has_not, point))
            utf8_write(point, bytes);
    face_destroy(has);
    face_destroy(has_not);
    source_finish(&sans);
    source_finish(&other);
    return bytes;
}

static void begin(char scratch[64]) {
    scratch_make(scratch);
    assert_int_equal(shell("cd '%s' && mkdir looks && cp '%s' looks/my.ttf && cp '%s' my.ttf && "
                           "echo no font >broken.otf && : >empty.otf && "
                           "echo '{extends: light, fonts: [my.ttf]}' >looks/own.theme",
                           scratch, other_font, other_font),
                     0);
}

// Draws a scene in the folder; the caller owns the text of warnings.
static uint32_t *draw(const char *scratch, const char *keys, struct text *warnings) {
    struct text path = {0}, scene = {0};
    struct picture picture;
    text_printf(&path, "%stest.scene", scratch);
    text_printf(&scene,
                "title: \"a %s b\"\nepochs: 3\noptimizers: [sgd]\nlayout: [[history]]\n%s\n",
                find_character(), keys);
    file_write(scratch, "test.scene", scene.data);
    picture_open(&picture, path.data, NULL);
    uint32_t *words = picture_draw(&picture, 2, NULL);
    text_clear(warnings);
    text_add(warnings, picture.warnings.data ? picture.warnings.data : "");
    picture_close(&picture);
    text_finish(&path);
    text_finish(&scene);
    return words;
}

static void test_fallback(void **state) {
    (void)state;
    static const char *const settings[] = {"fonts: [my.ttf]", "theme: {fonts: [my.ttf]}",
                                           "theme: {extends: looks/own.theme, frame: box}"};
    static const char *const without[] = {"", "", "theme: {extends: light, frame: box}"};
    char scratch[64];
    struct text warnings = {0};
    begin(scratch);
    for (int i = 0; i < 3; i++) {
        uint32_t *boxes = draw(scratch, without[i], &warnings);
        assert_non_null(strstr(warnings.data, find_character()));
        assert_non_null(strstr(warnings.data, "'fonts'"));
        uint32_t *letters = draw(scratch, settings[i], &warnings);
        assert_string_equal(warnings.data, "");
        assert_true(memcmp(boxes, letters, (size_t)690 * 394 * 4) != 0);
        free(boxes);
        free(letters);
    }
    text_finish(&warnings);
    // Every format has them: the outlines of one are text in another.
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" test.scene -q --text text --frame 0 -o a.svg "
                           "-o a.pdf -o a.png",
                           scratch),
                     0);
    scratch_remove(scratch);
}

// Text without missing characters does not change with another font.
static void test_order(void **state) {
    (void)state;
    struct source other = file_read("", other_font);
    struct font *alone = font_create(), *both = font_create();
    static const char text[] = "Adam: \u03B7 = 0.1 \u2212 e\u0301 $w_0$";
    assert_true(font_fall_back(both, other.text, other.length));
    assert_false(font_fall_back(both, "no font", 7));
    assert_true(font_width(alone, text, 20) == font_width(both, text, 20));
    assert_true(font_width(alone, find_character(), 20) != font_width(both, find_character(), 20));
    struct text warnings = {0};
    font_report(both, &warnings);
    assert_int_equal(warnings.length, 0);
    font_report(alone, &warnings);
    assert_non_null(strstr(warnings.data, find_character()));
    font_destroy(alone);
    font_destroy(both);
    text_finish(&warnings);
    source_finish(&other);
}

static void test_errors(void **state) {
    (void)state;
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"fonts: [none.otf]", "a.scene:2:9: error: cannot read 'none.otf'"},
        {"fonts: [my.ttf, broken.otf]",
         "a.scene:2:17: error: 'broken.otf' is not a TrueType or OpenType font"},
        {"fonts: [empty.otf]",
         "a.scene:2:9: error: 'empty.otf' is not a TrueType or OpenType font"},
        {"fonts: my.ttf", "a.scene:2:8: error: expected a list of font files"},
        {"theme: {fonts: [none.otf]}", "a.scene:2:17: error: cannot read"},
        {"theme: {fonts: [[a]]}", "a.scene:2:17: error: expected"},
    };
    char scratch[64];
    begin(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text scene = {0};
        text_printf(&scene, "optimizers: [sgd]\n%s\n", cases[i].line);
        file_write(scratch, "a.scene", scene.data);
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" --check a.scene 2>log", scratch), 3);
        struct source log = file_read(scratch, "log");
        if (!strstr(log.text, cases[i].says))
            fail_msg("%s: %s", cases[i].line, log.text);
        source_finish(&log);
        text_finish(&scene);
    }
    scratch_remove(scratch);
}

// A film is rendered again if a font that it names has changed, and lists it as a dependency.
static void test_freshness(void **state) {
    (void)state;
    char scratch[64];
    begin(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [sgd]\nepochs: 3\nfonts: [my.ttf]\ntheme: looks/own.theme\n");
    static const struct {
        const char *change, *says;
    } steps[] = {
        {"true", "out/a.gif"},
        {"true", "up to date"},
        {"cp '" SOURCE_DIR "/fonts/DejaVuSans.ttf' my.ttf", "out/a.gif"},
        {"true", "up to date"},
        {"cp my.ttf looks/my.ttf", "out/a.gif"},
        {"true", "up to date"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(shell("cd '%s' && %s && \"$OPTANIM\" a.scene -f gif -o out/ --depfile d "
                               ">log 2>&1",
                               scratch, steps[i].change),
                         0);
        struct source log = file_read(scratch, "log"), dependencies = file_read(scratch, "d");
        bool is_fresh = strstr(log.text, "up to date") != NULL;
        if (is_fresh != (strcmp(steps[i].says, "up to date") == 0))
            fail_msg("step %zu: %s", i, log.text);
        assert_non_null(strstr(dependencies.text, " my.ttf"));
        assert_non_null(strstr(dependencies.text, "looks/my.ttf"));
        source_finish(&log);
        source_finish(&dependencies);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_freshness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

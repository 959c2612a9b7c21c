// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of glyphs say what FreeType and HarfBuzz say of the fonts that they were made from:
// glyphs, positions, outlines, constants; and levels of text as FriBidi does.
#include "table_face.h"

#include "base/random.h"
#include "draw/canvas_list.h"
#include "draw/text/font.h"
#include "draw/text/maths.h"
#include "picture.h"

#include <glob.h>
#include <math.h>

// The texts that a picture draws.
struct texts {
    char **items;
    size_t count, capacity;
};

static void keep_text(void *context, const char *text, struct box ink) {
    struct texts *texts = context;
    (void)ink;
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return;
    texts->items = mem_grow(texts->items, &texts->capacity, texts->count + 1, sizeof *texts->items);
    texts->items[texts->count++] = mem_string(text, strlen(text));
}

static void texts_finish(struct texts *texts) {
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
}

static int joined; // runs of characters that join, so far

// A face by its font and the same by its table.
struct both {
    const struct glyph_use *use;
    struct face *font, *table;
};

static void assert_same_run(const struct both *both, const uint32_t *points, int count,
                            bool right_to_left, const char *text) {
    size_t theirs, ours;
    double wanted, found;
    const struct placed_glyph *placed =
        face_shape(both->font, points, count, 0, count, right_to_left, &theirs, &wanted);
    const struct placed_glyph *own =
        table_face_shape(both->table, points, count, 0, count, right_to_left, &ours, &found);
    if (ours != theirs || found != wanted)
        fail_msg("typeface %d: '%s' has %zu glyphs, %g wide, in place of %zu, %g",
                 both->use->number, text, ours, found, theirs, wanted);
    for (size_t i = 0; i < theirs; i++)
        if (own[i].glyph != placed[i].glyph || own[i].x != placed[i].x || own[i].y != placed[i].y ||
            own[i].point != placed[i].point)
            fail_msg("typeface %d: glyph %zu of '%s' is %u at %g, %g in place of %u at %g, %g",
                     both->use->number, i, text, own[i].glyph, own[i].x, own[i].y, placed[i].glyph,
                     placed[i].x, placed[i].y);
}

// What a face has of a line. The table of a face for formulas, or of one that only lends
// characters, lacks the letters of other texts.
static bool is_drawn(const struct both *both, uint32_t point) {
    bool is_mark = point >= 0x300 && point < 0x370, is_control = point >= 0x2066 && point <= 0x2069;
    if (is_mark || is_control) // goes with what is before
        return true;
    return !table_face_glyph(both->table, 'a') ? table_face_glyph(both->table, point)
                                               : face_glyph(both->font, point);
}

static bool has_seen(const struct both *both, const uint32_t *points, int count, bool leftwards) {
    for (size_t i = 0; i < both->use->run_count; i++) {
        const struct used_run *run = &both->use->runs[i];
        if (run->right_to_left == leftwards && run->count == count &&
            memcmp(run->points, points, (size_t)count * sizeof *points) == 0)
            return true;
    }
    return false;
}

// True if a table has the parts of a run that join: the face drew them, not another of the picture.
static bool is_known(const struct both *both, const uint32_t *points, int count, bool leftwards) {
    if (leftwards)
        return has_seen(both, points, count, true);
    for (int i = 0; i < count;) {
        int end = i + 1;
        while (end < count && glyph_use_joins(points[end]))
            end++;
        if ((end > i + 1 || glyph_use_joins(points[i])) &&
            !has_seen(both, points + i, end - i, false))
            return false;
        i = end;
    }
    return true;
}

// A line as a font draws it: in runs of one level, of characters that this face has.
static size_t check_line(const struct both *both, const char *text) {
    uint32_t points[512] = {0};
    signed char levels[512];
    int count = 0;
    size_t runs = 0;
    for (const char *at = text, *end = text + strlen(text); at < end && count < 512;)
        points[count++] = utf8_next(&at, end);
    bidi_levels(points, count, levels);
    for (int i = 0; i < count;) {
        int end = i;
        bool is_here = is_drawn(both, points[i]);
        while (end < count && levels[end] == levels[i] && is_drawn(both, points[end]) == is_here)
            end++;
        if (is_here && is_known(both, points + i, end - i, levels[i] & 1)) {
            assert_same_run(both, points + i, end - i, levels[i] & 1, text);
            joined += glyph_use_joins(points[i]) || glyph_use_joins(points[end - 1]);
            runs++;
        }
        i = end;
    }
    return runs;
}

// All that is known of a glyph by itself.
static void check_glyph(const struct both *both, uint32_t glyph) {
    struct glyph_metrics theirs, ours;
    struct canvas *wanted = canvas_create_kind(CANVAS_LIST, 100, 100);
    struct canvas *found = canvas_create_kind(CANVAS_LIST, 100, 100);
    face_measure(both->font, glyph, &theirs);
    table_face_measure(both->table, glyph, &ours);
    assert_true(ours.advance == theirs.advance && ours.left == theirs.left &&
                ours.right == theirs.right && ours.height == theirs.height &&
                ours.depth == theirs.depth && ours.italic == theirs.italic &&
                ours.accent_x == theirs.accent_x);
    face_outline(both->font, glyph, wanted, 10.3, 20.7, 31);
    table_face_outline(both->table, glyph, found, 10.3, 20.7, 31);
    const struct list *a = canvas_list(wanted), *b = canvas_list(found);
    if (a->count != b->count ||
        (a->count > 0 && memcmp(a->numbers, b->numbers, a->count * sizeof *a->numbers) != 0))
        fail_msg("typeface %d: the outline of glyph %u differs", both->use->number, glyph);
    canvas_destroy(wanted);
    canvas_destroy(found);
}

static void check_face(const struct both *both) {
    for (size_t i = 0; i < both->use->point_count; i++) {
        uint32_t glyph = face_glyph(both->font, both->use->points[i]);
        assert_int_equal(table_face_glyph(both->table, both->use->points[i]), glyph);
        if (!glyph)
            continue;
        check_glyph(both, glyph);
        for (double height = 0; height < 6; height += 0.037) {
            uint32_t form = face_variant(both->font, glyph, height);
            assert_int_equal(table_face_variant(both->table, glyph, height), form);
            check_glyph(both, form);
        }
    }
    for (int i = 0; i < FACE_CONSTANTS; i++)
        assert_true(table_face_constant(both->table, (enum table_face_constant)i) ==
                    face_constant(both->font, (enum table_face_constant)i));
    assert_int_equal(table_face_glyph(both->table, 0x5B66), 0); // a character that nobody asked for
}

// Random lines of the characters that the table has and that stand alone.
static void check_random(const struct both *both) {
    struct random_stream stream;
    if (!table_face_glyph(both->table, 'a'))
        return; // it has too few
    random_start(&stream, (uint64_t)both->use->number, RANDOM_START, 0);
    for (int line = 0; line < 2000; line++) {
        uint32_t points[24] = {0};
        int count = 0, length = 1 + (int)random_below(&stream, 23);
        char text[24 * 4 + 1] = "", bytes[5];
        while (count < length) {
            uint32_t point =
                both->use->points[random_below(&stream, (uint32_t)both->use->point_count)];
            if (random_below(&stream, 4) == 0) // ligatures
                point = (uint32_t) "fffil"[random_below(&stream, 5)];
            if (glyph_use_joins(point) || !face_glyph(both->font, point) ||
                !table_face_glyph(both->table, point))
                continue;
            points[count++] = point;
            utf8_write(point, bytes);
            strcat(text, bytes);
        }
        assert_same_run(both, points, count, false, text);
    }
}

// Makes the tables and hands each face of them to `check`.
static void with_tables(struct glyph_uses *uses, struct text *out,
                        void check(const struct both *both, void *context), void *context) {
    for (int i = 0; i < uses->count; i++)
        glyph_use_basics(&uses->items[i]);
    glyph_tables_write(uses, out);
    glyph_tables_use(out->data, out->length);
    for (int i = 0; i < uses->count; i++) {
        const uint8_t number = (uint8_t)uses->items[i].number;
        struct both both = {&uses->items[i],
                            face_create(uses->items[i].bytes, uses->items[i].length),
                            table_face_create(&number, 1)};
        assert_non_null(both.table);
        assert_true(table_face_units(both.table) == face_units(both.font));
        check(&both, context);
        table_face_destroy(both.table);
        face_destroy(both.font);
    }
    assert_null(table_face_create((const uint8_t[]){200}, 1));
}

static void check_texts(const struct both *both, void *context) {
    struct texts *texts = context;
    size_t runs = 0;
    for (size_t i = 0; i < texts->count; i++) {
        struct maths_part part;
        for (const char *at = texts->items[i]; maths_next_part(&at, &part);) {
            char *line = mem_string(part.start, part.length);
            runs += part.is_formula ? 0 : check_line(both, line);
            free(line);
        }
    }
    assert_true(!table_face_glyph(both->table, 'a') || runs > 0);
    check_face(both);
    check_random(both);
}

static void check_scene(const char *path, const char *theme) {
    struct texts texts = {0};
    struct glyph_uses uses = {0};
    struct picture picture;
    struct text out = {0};
    struct scene_overrides overrides = {.theme = theme};
    picture_open_as(&picture, path, &overrides, 0, &uses, keep_text, &texts);
    double last = (double)(picture.scene.states - 1);
    for (int i = 0; i < 5; i++)
        figure_draw(picture.figure, floor(last * i / 4));
    with_tables(&uses, &out, check_texts, &texts);
    picture_close(&picture);
    glyph_uses_finish(&uses);
    texts_finish(&texts);
    text_finish(&out);
}

static void test_scenes(void **state) {
    (void)state;
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*.scene", GLOB_APPEND, NULL, &scenes), 0);
    for (size_t i = 0; i < scenes.gl_pathc; i++)
        check_scene(scenes.gl_pathv[i], NULL);
    globfree(&scenes);
}

// Lines of other scripts and with marks: whole from right to left, with their numbers apart, so
// that those may become others.
static void test_scripts(void **state) {
    (void)state;
    static const char scene[] =
        "title: \"\u05E6\u05E2\u05D3 {step} \u05DE\u05EA\u05D5\u05DA {steps} (x\u0302 {a.loss:.3f})\"\n"
        "subtitle: \"\u0645\u0631\u062D\u0628\u0627 {a.lr} \u062E\u0637\u0648\u0629\"\n"
        "problem: {function: himmelblau}\n"
        "optimizers: [{sgd: {label: \"a\"}}, {adam: {label: \"\u05D0\u05D3\u05DD 12%\"}}]\nsteps: 30\n"
        "layout: [[contour, text]]\n"
        "panels: {text: {text: \"e\u0301 ffi AV \u0e01\u0e34 {step}\"}}\n"
        "video: {size: [480, 300]}\n";
    static const char *const themes[] = {"post", "light"};
    char folder[64];
    scratch_make(folder);
    file_write(folder, "a.scene", scene);
    struct text path = {0};
    text_printf(&path, "%sa.scene", folder);
    for (int i = 0; i < 2; i++)
        check_scene(path.data, themes[i]);
    if (joined < 20)
        fail_msg("only %d runs of other scripts were compared", joined);
    text_finish(&path);
    scratch_remove(folder);
}

// Levels of random lines of both directions, with numbers, brackets and marks.
static void test_levels(void **state) {
    (void)state;
    static const uint32_t points[] = {'a',    'b',    ' ',    '1',   '2',   '+',   '-',   '%',
                                      '$',    '.',    ',',    ':',   '(',   ')',   '[',   ']',
                                      0x5D0,  0x5E9,  0x5B0,  0x627, 0x628, 0x660, 0x665, '/',
                                      0x2212, 0x2013, 0xFFFC, 0x3A9, 0x302, 0xB2,  '=',   '\''};
    enum { COUNT = sizeof points / sizeof *points };
    struct glyph_uses uses = {0};
    struct text out = {0};
    struct font *font = font_create();
    font_watch(font, &uses);
    struct glyph_use *use = &uses.items[0];
    for (int i = 0; i < COUNT; i++)
        glyph_use_point(use, points[i]);
    glyph_tables_write(&uses, &out);
    glyph_tables_use(out.data, out.length);
    struct random_stream stream;
    random_start(&stream, 5, RANDOM_START, 0);
    for (int line = 0; line < 100000; line++) {
        uint32_t text[20];
        signed char theirs[20], ours[20];
        int count = 1 + (int)random_below(&stream, 19);
        for (int i = 0; i < count; i++) {
            text[i] = points[random_below(&stream, COUNT)];
            // FriBidi loses its way where a mark stands on what is no letter before a bracket.
            bool is_mark = text[i] == 0x5B0 || text[i] == 0x302;
            if (is_mark && (i == 0 || (text[i - 1] != 'a' && text[i - 1] != 0x5D0)))
                text[i] = 'a';
        }
        bidi_levels(text, count, theirs);
        table_bidi_levels(text, count, ours);
        for (int i = 0; i < count; i++)
            if (ours[i] != theirs[i]) {
                char shown[20 * 8] = "";
                for (int k = 0; k < count; k++)
                    sprintf(shown + strlen(shown), "%x ", text[k]);
                fail_msg("line %d, %s: character %d has level %d in place of %d", line, shown, i,
                         ours[i], theirs[i]);
            }
    }
    font_destroy(font);
    glyph_uses_finish(&uses);
    text_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenes),
                                       cmocka_unit_test(test_scripts),
                                       cmocka_unit_test(test_levels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

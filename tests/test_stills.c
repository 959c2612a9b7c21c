// SPDX-License-Identifier: GPL-3.0-or-later
// Every scene of the gallery is on its page, named in the tables, with its current still and its
// lines; so is every entry of the program's tables. The pictures of the themes' page are current
// too.
#include "program.h"

#include <cairo.h>
#include <glob.h>

// Appends the scene's lines as the page has them: indented by four, as a code block.
static void indent(const struct source *scene, struct text *out) {
    bool begins = true;
    for (size_t i = 0; i < scene->length; i++) {
        if (begins && scene->text[i] != '\n')
            text_add(out, "    ");
        text_append(out, &scene->text[i], 1);
        begins = scene->text[i] == '\n';
    }
}

static void test_page(void **state) {
    (void)state;
    const char *folder = SOURCE_DIR "/scenes/";
    struct source page = file_read(folder, "README.md");
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(glob(SOURCE_DIR "/scenes/as-published/*.scene", GLOB_APPEND, NULL, &scenes),
                     0);
    assert_int_equal(glob(SOURCE_DIR "/scenes/networks/*.scene", GLOB_APPEND, NULL, &scenes), 0);
    assert_true(scenes.gl_pathc > 40);
    assert_int_equal(shell("\"$OPTANIM\" -q --check '%s'networks/*.scene", folder), 0);
    for (size_t i = 0; i < scenes.gl_pathc; i++) {
        const char *name = scenes.gl_pathv[i] + strlen(folder);
        char base[128], still[160], heading[160], row[160];
        snprintf(base, sizeof base, "%.*s", (int)(strlen(name) - strlen(".scene")), name);
        snprintf(heading, sizeof heading, "\n### %s\n", base);
        snprintf(row, sizeof row, "`%s`", strrchr(base, '/') ? strrchr(base, '/') + 1 : base);
        snprintf(still, sizeof still, "stills/%s.png", base);
        for (char *c = still + strlen("stills/"); *c; c++)
            if (*c == '/')
                *c = '-';
        if (!strstr(page.text, heading) || !strstr(page.text, still))
            fail_msg("%s is not on the page: see scenes/update-stills.sh", name);
        if (!strstr(page.text, row) && !strchr(base, '/'))
            fail_msg("%s is in no table of the page", name);
        struct source picture = file_read(folder, still);
        assert_true(picture.length > 5000 && picture.length < 150000);
        source_finish(&picture);
        struct source scene = file_read(folder, name);
        struct text lines = {0};
        indent(&scene, &lines);
        if (!strstr(page.text, lines.data))
            fail_msg("the lines of %s are not on the page: see scenes/update-stills.sh", name);
        text_finish(&lines);
        source_finish(&scene);
    }
    globfree(&scenes);
    source_finish(&page);
}

// As with the golden pictures, a few pixels may differ much with another version of a library.
// `script` draws them anew.
static void compare(const char *name, const char *script, const char *kept, const char *drawn) {
    cairo_surface_t *pictures[] = {cairo_image_surface_create_from_png(kept),
                                   cairo_image_surface_create_from_png(drawn)};
    int width = cairo_image_surface_get_width(pictures[0]);
    int height = cairo_image_surface_get_height(pictures[0]), far = 0;
    assert_int_equal(width, cairo_image_surface_get_width(pictures[1]));
    assert_int_equal(height, cairo_image_surface_get_height(pictures[1]));
    assert_true(width > 0 && height > 0);
    for (int y = 0; y < height; y++) {
        const unsigned char *rows[2];
        for (int i = 0; i < 2; i++)
            rows[i] = cairo_image_surface_get_data(pictures[i]) +
                      (ptrdiff_t)y * cairo_image_surface_get_stride(pictures[i]);
        for (int x = 0; x < 4 * width; x++)
            far += abs(rows[0][x] - rows[1][x]) > 40;
    }
    if (far > 0.006 * width * height)
        fail_msg("the picture of %s is not of today: see %s", name, script);
    for (int i = 0; i < 2; i++)
        cairo_surface_destroy(pictures[i]);
}

static void test_stills(void **state) {
    (void)state;
    const char *folder = SOURCE_DIR "/scenes/";
    char scratch[64], kept[300], drawn[300];
    glob_t scenes;
    scratch_make(scratch);
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(
        shell("\"$OPTANIM\" -q '%s'*.scene --scale 0.6 -f png -o '%s'", folder, scratch), 0);
    for (size_t i = 0; i < scenes.gl_pathc; i++) {
        const char *name = scenes.gl_pathv[i] + strlen(folder);
        int length = (int)(strlen(name) - strlen(".scene"));
        snprintf(kept, sizeof kept, "%sstills/%.*s.png", folder, length, name);
        snprintf(drawn, sizeof drawn, "%s%.*s.png", scratch, length, name);
        compare(name, "scenes/update-stills.sh", kept, drawn);
    }
    globfree(&scenes);
    scratch_remove(scratch);
}

// The pictures of docs/themes.md, which are all themes' (test_type).
static void test_themes(void **state) {
    (void)state;
    const char *folder = SOURCE_DIR "/docs/themes/";
    char scratch[64], drawn[300];
    glob_t pictures;
    scratch_make(scratch);
    assert_int_equal(glob(SOURCE_DIR "/docs/themes/*.png", 0, NULL, &pictures), 0);
    assert_int_equal(shell("cp '%supdate.sh' '%sthemes.scene' '%s' && '%supdate.sh' \"$OPTANIM\"",
                           folder, folder, scratch, scratch),
                     0);
    for (size_t i = 0; i < pictures.gl_pathc; i++) {
        const char *name = pictures.gl_pathv[i] + strlen(folder);
        snprintf(drawn, sizeof drawn, "%s%s", scratch, name);
        compare(name, "docs/themes/update.sh", pictures.gl_pathv[i], drawn);
    }
    globfree(&pictures);
    scratch_remove(scratch);
}

// The page's tables are exactly those of scenes/tables.sh.
static void test_tables(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    assert_int_equal(shell(SOURCE_DIR "/scenes/tables.sh \"$OPTANIM\" >'%stables'", folder), 0);
    struct source page = file_read(SOURCE_DIR "/scenes/", "README.md");
    struct source tables = file_read(folder, "tables");
    const char *begin = strstr(page.text, "\n## What the tables hold\n");
    assert_true(begin && tables.length > 10000);
    for (size_t i = 0, row = 0; i < tables.length; i++) {
        row = i > 0 && tables.text[i - 1] == '\n' ? i : row;
        if (begin[i] != tables.text[i])
            fail_msg("the page has something else in place of '%.*s': see scenes/update-stills.sh",
                     (int)strcspn(tables.text + row, "\n"), tables.text + row);
    }
    source_finish(&tables);
    source_finish(&page);
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_page), cmocka_unit_test(test_stills),
                                       cmocka_unit_test(test_themes),
                                       cmocka_unit_test(test_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

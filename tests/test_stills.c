// SPDX-License-Identifier: GPL-3.0-or-later
// Every scene of the gallery is on its page: named in the tables, with its still and its lines.
#include "program.h"

#include <glob.h>

// The scene's lines as the page has them: indented by four, so that they are shown as they are.
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
    assert_true(scenes.gl_pathc > 30);
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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

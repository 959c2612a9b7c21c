// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/path.h"
#include "program.h"
#include "web/gallery.h"
#include "web/page.h"

static void test_paths_from_the_page(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(shell("cd '%s' && mkdir -p a/b ab && ln -s a/b link", scratch), 0);
    static const struct {
        const char *path, *page, *relative;
    } cases[] = {
        {"x.mp4", "index.html", "x.mp4"},
        {"a/x.mp4", "index.html", "a/x.mp4"},
        {"a/b/x.mp4", "a/index.html", "b/x.mp4"},
        {"x.mp4", "a/b/index.html", "../../x.mp4"},
        {"ab/x.mp4", "a/index.html", "../ab/x.mp4"},
        {"a/../a/b/x.mp4", "a/b/index.html", "x.mp4"},
        {"link/x.mp4", "index.html", "a/b/x.mp4"},
        {"a/b/x.mp4", "link/index.html", "x.mp4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text path = {0}, page = {0};
        text_printf(&path, "%s%s", scratch, cases[i].path);
        text_printf(&page, "%s%s", scratch, cases[i].page);
        char *relative = path_from_page(path.data, page.data);
        assert_string_equal(relative, cases[i].relative);
        free(relative);
        text_finish(&path);
        text_finish(&page);
    }
    char *relative = path_from_page("/x.mp4", "/index.html");
    assert_string_equal(relative, "x.mp4");
    free(relative);
    scratch_remove(scratch);
}

static void test_addresses_are_encoded(void **state) {
    (void)state;
    static const struct {
        const char *path, *address;
    } cases[] = {
        {"a/b_c-1.2~.mp4", "a/b_c-1.2~.mp4"},
        {"javascript:x.mp4", "javascript%3Ax.mp4"},
        {"a b\"'<>&?#%.mp4", "a%20b%22%27%3C%3E%26%3F%23%25.mp4"},
        {"\xc3\xa9\xff\n.mp4", "%C3%A9%FF%0A.mp4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text out = {0};
        page_address(&out, cases[i].path);
        assert_string_equal(out.data, cases[i].address);
        text_finish(&out);
    }
}

static size_t count(const char *text, const char *word) {
    size_t found = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        found++;
    return found;
}

// No text of a scene, and no file name, adds an element to the page or ends one.
static void test_page_holds_hostile_scenes(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [{lamb: {label: '</script>'}}]\nepochs: 2\nvideo: {size: [64, 48]}\n"
               "description: '\"><script> <!-- </style>'\n# </script><script>\n");
    file_write(scratch, "bad.scene", "optimizers: ['<script>']\n");
    assert_int_equal(shell("cd '%s'; cp a.scene 'we\" <i>.scene'; mkdir out web; $OPTANIM -q "
                           "a.scene we*.scene bad.scene -f gif,csv --poster -o out/ --gallery "
                           "web/index.html 2>/dev/null",
                           scratch),
                     1);
    struct source page = file_read(scratch, "web/index.html");
    assert_int_equal(count(page.text, "<script"), 3);
    assert_int_equal(count(page.text, "</script>"), 3);
    assert_int_equal(count(page.text, "<!--"), 0);
    assert_int_equal(count(page.text, "</style>"), 1);
    assert_int_equal(count(page.text, "src=\"gallery"), 0);
    assert_int_equal(count(page.text, "href=\"gallery"), 0);
    assert_int_equal(count(page.text, "\"href\": \"../out/a.gif\""), 1);
    assert_int_equal(count(page.text, "\"href\": \"../out/we%22%20%3Ci%3E.poster.png\""), 1);
    assert_int_equal(count(page.text, "\"format\": \"csv\""), 2);
    assert_int_equal(count(page.text, "# \\u003c/script>\\u003cscript>\\u000a"), 2);
    assert_int_equal(count(page.text, "unknown optimizer '\\u003cscript>'"), 1);
    source_finish(&page);
    scratch_remove(scratch);
}

// What many films are made from stands in the page once, in the same order however many work.
static void test_texts_stand_once(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "base.scene", "optimizers: [sgd]\nsteps: 2\n# a long story\n");
    for (int i = 0; i < 4; i++) {
        char name[16], text[64];
        snprintf(name, sizeof name, "%d.scene", i);
        snprintf(text, sizeof text, "extends: base.scene\nsweep: {seed: [1, 2, 3]} # tale %d\n", i);
        file_write(scratch, name, text);
    }
    for (int jobs = 1; jobs <= 4; jobs += 3)
        assert_int_equal(
            shell("cd '%s' && $OPTANIM -q ?.scene -f csv -o out/ -j%d --gallery %d.html", scratch,
                  jobs, jobs),
            0);
    assert_int_equal(shell("cd '%s' && cmp 1.html 4.html", scratch), 0);
    struct source page = file_read(scratch, "1.html");
    assert_int_equal(count(page.text, "a long story"), 1);
    assert_int_equal(count(page.text, "# tale "), 4);
    assert_int_equal(count(page.text, "\"sources\": [0, 1]}"), 3);
    assert_int_equal(count(page.text, "\"sources\": [4, 1]}"), 3);
    source_finish(&page);
    scratch_remove(scratch);
}

static void test_pages_that_are_refused(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [lamb]\nepochs: 2\n");
    static const struct {
        const char *arguments;
        int status;
    } cases[] = {
        {"--gallery a.scene", 2},
        {"--gallery ./a.csv", 2},
        {"--gallery ''", 2},
        {"--gallery nowhere/index.html", 1},
        {"--gallery index.html --check", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(shell("cd '%s'; $OPTANIM -q a.scene -f csv %s 2>/dev/null", scratch,
                               cases[i].arguments),
                         cases[i].status);
        assert_int_equal(shell("cd '%s'; test -e index.html", scratch), 1);
        assert_int_equal(shell("cd '%s'; grep -q lamb a.scene", scratch), 0);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_from_the_page),
        cmocka_unit_test(test_addresses_are_encoded),
        cmocka_unit_test(test_page_holds_hostile_scenes),
        cmocka_unit_test(test_texts_stand_once),
        cmocka_unit_test(test_pages_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Panels that the default layout lacks are added at its right; for those that a layout lacks there
// are warnings.
#include "figure/scene_layout.h"
#include "program.h"

static void read_scene(struct scene *scene, const char *text) {
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene", text);
    struct text path = {0};
    struct error error = {0};
    text_printf(&path, "%sa.scene", scratch);
    if (!scene_read(scene, path.data, &(struct scene_overrides){0}, &error))
        fail_msg("%s%s", text, error.message);
    text_finish(&path);
    scratch_remove(scratch);
}

static const struct cell_span *span_of(const struct layout *layout, const char *name) {
    for (size_t i = 0; i < layout->count; i++)
        if (strcmp(layout->spans[i].name, name) == 0)
            return &layout->spans[i];
    fail_msg("no '%s' in the layout", name);
    return NULL;
}

// The usual panels keep their cells, and each added one has a cell to their right.
static void test_added_panels(void **state) {
    (void)state;
    static const char *const problems[][2] = {{"", "data"},
                                              {"problem: {function: beale}\n", "contour"}};
    static const char *const names[] = {"note", "a b", "null", "rate: 1", "x2", "it's"};
    enum { NAMES = sizeof names / sizeof *names };
    for (size_t p = 0; p < 2; p++)
        for (size_t count = 0; count <= NAMES; count++) {
            struct text text = {0};
            text_printf(&text, "optimizers: [sgd]\n%spanels:\n  surface: {}\n", problems[p][0]);
            for (size_t i = 0; i < count; i++)
                text_printf(&text, "  \"%s\": {type: text, text: a}\n", names[i]);
            struct scene scene;
            struct document document = {0};
            struct layout layout;
            struct error error = {0};
            struct text warnings = {0};
            read_scene(&scene, text.data);
            if (!scene_layout_read(&layout, &scene, &document, &error))
                fail_msg("%s%s", text.data, error.message);
            assert_int_equal(layout.count, 3 + count);
            assert_int_equal(layout.rows, 2);
            assert_int_equal(layout.columns, 2 + (count + 1) / 2);
            const struct cell_span *surface = span_of(&layout, "surface");
            assert_int_equal(surface->column, 1);
            assert_int_equal(surface->column_end, 2);
            assert_int_equal(surface->row_end, 2);
            assert_int_equal(span_of(&layout, problems[p][1])->row, 0);
            assert_int_equal(span_of(&layout, "history")->row, 1);
            for (size_t i = 0; i < count; i++) {
                const struct cell_span *added = span_of(&layout, names[i]);
                assert_int_equal(added->column, 2 + i / 2);
                bool is_alone = i == count - 1 && i % 2 == 0;
                assert_int_equal(added->row, i % 2);
                assert_int_equal(added->row_end, is_alone ? 2 : i % 2 + 1);
                assert_true(added->place.line > 2); // where the scene names it
            }
            scene_layout_warn(&layout, &scene, &warnings);
            assert_null(warnings.data);
            layout_finish(&layout);
            document_finish(&document);
            scene_finish(&scene);
            text_finish(&text);
        }
}

static const struct {
    const char *lines, *warnings; // NULL: none
} unused[] = {
    {"layout: [[contour]]\npanels:\n  contour: {}\n", NULL},
    {"layout: [[contour]]\npanels:\n  contor: {}\n",
     "line 4: panel 'contor' is not shown: the layout has 'contour'; did you mean 'contour'?\n"},
    {"layout: [[contour, history]]\npanels:\n  data: {}\n  history: {}\n",
     "line 4: panel 'data' is not shown: the layout has 'contour', 'history'\n"},
    {"layout: [[a, b, c, d, e, f, g, h, i, j, k, l, m]]\npanels:\n  8: {}\n",
     "line 4: panel '8' is not shown: the layout has 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', "
     "'j', 'k', 'l' and 1 more\n"},
};

static void test_unused_panels(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof unused / sizeof *unused; i++) {
        struct text text = {0}, warnings = {0};
        text_printf(&text, "optimizers: [sgd]\n%s", unused[i].lines);
        struct scene scene;
        struct document document = {0};
        struct layout layout;
        struct error error = {0};
        read_scene(&scene, text.data);
        assert_true(scene_layout_read(&layout, &scene, &document, &error));
        scene_layout_warn(&layout, &scene, &warnings);
        if (!warnings.data != !unused[i].warnings ||
            (warnings.data && strcmp(warnings.data, unused[i].warnings) != 0))
            fail_msg("%s%s", text.data, warnings.data ? warnings.data : "no warning");
        layout_finish(&layout);
        document_finish(&document);
        scene_finish(&scene);
        text_finish(&text);
        text_finish(&warnings);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_added_panels),
        cmocka_unit_test(test_unused_panels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Letters: how small they get, and that what counts does not move them.
#include "base/source.h"
#include "draw/text/dashes.h"
#include "picture.h"
#include "plot/theme.h"

#include <ctype.h>
#include <math.h>

struct letters {
    const char *scene, *theme;
    double least; // pixels
};

static bool has_tall_letter(const char *text) {
    for (; *text; text++)
        if (isdigit((unsigned char)*text) || isupper((unsigned char)*text))
            return true;
    return false;
}

// Capitals and figures are 0.727 em high. The ink of a line that is not turned is at least so high,
// that of an upright one at least so wide.
static void check_size(void *context, const char *text, struct box ink) {
    const struct letters *letters = context;
    bool is_short = utf8_count(text, strlen(text)) < 3;
    double height = is_short ? fmax(ink.width, ink.height) : fmin(ink.width, ink.height);
    if (!has_tall_letter(text) || strchr(text, '$') || ink.width <= 0)
        return;
    if (height < 0.727 * letters->least - 1)
        fail_msg("%s, %s: '%s' is %.1f pixels high, not %.1f", letters->scene, letters->theme, text,
                 height, 0.727 * letters->least);
}

static void test_least_size(void **state) {
    (void)state;
    static const struct {
        const char *scene;
        int width, height;
        double least;
    } cases[] = {
        {SOURCE_DIR "/tests/golden/light.scene", 690, 394, 11},
        {SOURCE_DIR "/scenes/race.scene", 690, 394, 11},
        {SOURCE_DIR "/scenes/race.scene", 1380, 788, 22},
        {SOURCE_DIR "/scenes/race.scene", 320, 240, 9},
        {SOURCE_DIR "/scenes/himmelblau_starts.scene", 600, 600, 11},
        {SOURCE_DIR "/scenes/grid.scene", 690, 394, 10},
        {SOURCE_DIR "/scenes/comparison.scene", 690, 394, 11},
    };
    static const char *const themes[] = {"light", "dark"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 0; k < 2; k++) {
            struct letters letters = {cases[i].scene, themes[k], cases[i].least};
            struct scene_overrides overrides = {
                .width = cases[i].width, .height = cases[i].height, .theme = themes[k]};
            struct picture picture;
            picture_open_with(&picture, cases[i].scene, &overrides, check_size, &letters);
            free(picture_draw(&picture, 3, NULL));
            picture_close(&picture);
        }
}

// Where the parts of a counter stand.
struct places {
    double word, total, number; // the last one's right end
};

static void find_places(void *context, const char *text, struct box ink) {
    struct places *places = context;
    if (strcmp(text, "step ") == 0)
        places->word = ink.x;
    else if (strcmp(text, " / ") == 0)
        places->total = ink.x;
    else if (isdigit((unsigned char)text[0]))
        places->number = ink.x + ink.width;
}

static void test_counter(void **state) {
    (void)state;
    struct places places = {0}, first = {0};
    struct picture picture;
    picture_open_text_with(&picture,
                           "title: Title\ncounter: \"step {step} / {steps}\"\noptimizers: [sgd]\n"
                           "problem: {function: booth}\nsteps: 2000\nlayout: [[t]]\n"
                           "panels: {t: {type: text, text: Text}}\ntheme: dark\n",
                           NULL, find_places, &places);
    for (double position = 0; position < 2000; position += 333) {
        free(picture_draw(&picture, position, NULL));
        if (position == 0)
            first = places;
        assert_true(places.word > 400 && places.word == first.word);
        assert_true(places.total == first.total && places.number > places.total);
    }
    picture_close(&picture);
}

static void test_dashes(void **state) {
    (void)state;
    static const struct {
        const char *typed, *set;
    } rows[] = {
        {"", ""},
        {"lr - step", "lr \u2013 step"},
        {"-0.5", "\u22120.5"},
        {"w = (-1, -.5)", "w = (\u22121, \u2212.5)"},
        {"1e-05", "1e\u221205"},
        {"mini-batch, L-BFGS, a-1", "mini-batch, L-BFGS, a-1"},
        {"2019-2020, stage-2", "2019-2020, stage-2"},
        {"$a - 1$ - 2", "$a - 1$ \u2013 2"},
        {"costs \\$ -3", "costs \\$ \u22123"},
        {"-", "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text text = {0};
        text_add(&text, rows[i].typed);
        dashes_set(&text);
        assert_string_equal(text.data, rows[i].set);
        dashes_set(&text); // what is set stays
        assert_string_equal(text.data, rows[i].set);
        text_finish(&text);
    }
}

// Every theme and every setting of a theme is on the page of the themes, which shows each.
static void test_page(void **state) {
    (void)state;
    struct source page = file_read(SOURCE_DIR "/docs/", "themes.md");
    for (size_t i = 0; theme_table[i]; i++) {
        struct text picture = {0};
        text_printf(&picture, "(themes/%s.png)", theme_table[i]->name);
        assert_non_null(strstr(page.text, picture.data));
        text_clear(&picture);
        text_printf(&picture, "%s.png", theme_table[i]->name);
        struct source shown = file_read(SOURCE_DIR "/docs/themes/", picture.data);
        assert_true(shown.length > 1000);
        source_finish(&shown);
        text_finish(&picture);
    }
    for (const struct setting *row = theme_settings; row->name; row++) {
        struct text name = {0};
        text_printf(&name, "`%s`", row->name);
        bool is_size = strstr(row->name, "_size") || strstr(row->name, "_width") ||
                       strcmp(row->name, "dot_radius") == 0 || strcmp(row->name, "extends") == 0;
        if (!strstr(page.text, name.data) && !is_size)
            fail_msg("docs/themes.md does not name %s", row->name);
        text_finish(&name);
    }
    source_finish(&page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_size),
        cmocka_unit_test(test_counter),
        cmocka_unit_test(test_dashes),
        cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Frame t drawn from scratch equals frame t of a film, byte for byte, on random scenes with all
// panels, themes and options; what a frame does not report as changed is unchanged.
#include "base/random.h"
#include "optim/optimizer_table.h"
#include "picture.h"
#include "plot/panel.h"
#include "problem/function.h"

#include <math.h>

enum { SCENES = 200, STATES = 6, LAST = 2 * (STATES - 1) }; // pictures are half a state apart

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

static size_t count_of(const char *const *names) {
    size_t count = 0;
    while (names[count])
        count++;
    return count;
}

static const char *any(const char *const *names) {
    return names[below((uint32_t)count_of(names))];
}

#define ANY(...) any((const char *const[]){__VA_ARGS__, NULL})

// Returns a value for a custom setting. A new custom setting needs a line here.
static const char *custom_value(const char *name) {
    static const struct {
        const char *name, *values[6];
    } table[] = {
        {"loss", {"mae", "huber", "mse"}},
        {"levels", {"5", "30", "[0.5, 2, 10]"}},
        {"plane", {"{weights: [0, 1]}"}},
        {"map", {"magma", "grey_r", "viridis"}},
        {"dots", {"true", "false", "auto"}},
        {"camera",
         {"{orbit: {from: 20, to: 60}}", "{elevation: 40, azimuth: 30}",
          "{orbit: {from: 0, turns: 1}, stretch: 1}"}},
        {"z_label", {"height", "''"}},
        {"x_label", {"'$x_1$'", "steps"}},
        {"y_label", {"values", "\"two\\nlines\""}},
        {"show", {"[points]", "[lines]", "[y, y_hat]", "[points, lines, y_hat]"}},
        {"series", {"[loss]", "[w0, w1]", "gradient", "update_norm"}},
        {"range", {"[0.5, 8]"}},
        {"label", {"null", "values"}},
        {"left", {"[loss]", "{series: [loss], scale: log}", "{series: [w0, w1], label: null}"}},
        {"right",
         {"[distance]", "accuracy", "{series: [weight_norm], scale: log}",
          "{series: [gradient, lr], scale: log}", "[lr]"}},
        {"text", {"\"Step {step}\"", "Fixed text here", "\"one $x^2$\\ntwo {epoch}\""}},
        {"optimizer", {"0", "sgd"}},
        {"latex", {"'$w = w - \\eta g$'"}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, name) == 0)
            return any(table[i].values);
    fail_msg("test_growth.c has no values of the setting '%s'", name);
    return NULL;
}

static double number_value(const struct setting *row) {
    double low = setting_has_min(row) ? row->min : 0;
    double high = setting_has_max(row) ? row->max : low + 20;
    high = high > low + 100 ? low + 100 : high;
    return random_uniform(&stream, low + 0.01 * (high - low), high - 0.01 * (high - low));
}

// Appends "NAME: VALUE".
static void add_setting(struct text *text, const struct setting *row) {
    text_printf(text, "%s: ", row->name);
    switch (row->type) {
    case SETTING_NUMBER:
        text_printf(text, "%.3f", number_value(row));
        return;
    case SETTING_INTEGER:
        text_printf(text, "%d", (int)ceil(number_value(row)));
        return;
    case SETTING_BOOL:
        text_add(text, ANY("true", "false"));
        return;
    case SETTING_CHOICE:
        text_add(text, any(row->choices));
        return;
    case SETTING_RANGE: {
        double low = random_uniform(&stream, -6, 2);
        text_printf(text, "[%.2f, %.2f]", low, low + random_uniform(&stream, 1, 12));
        return;
    }
    case SETTING_COLOR:
        text_printf(text, "\"#%06x\"", (unsigned)below(1 << 24));
        return;
    default:
        text_add(text, custom_value(row->name));
    }
}

static void add_panel(struct text *text, char name, const struct panel_type *type) {
    text_printf(text, "  %c: {type: %s", name, type->name);
    if (below(3) == 0)
        text_printf(text, ", title: %s", ANY("null", "Panel", "'$\\frac{a}{b}$'", "\"a\\nb\""));
    if (below(3) == 0)
        text_printf(text, ", legend: %s", any(legend_places));
    if (below(6) == 0)
        text_printf(text, ", minor: %s", ANY("true", "false"));
    for (const struct setting *row = type->settings; row && row->name; row++)
        if (below(3) == 0) {
            text_add(text, ", ");
            add_setting(text, row);
        }
    text_add(text, "}\n");
}

static void add_layout(struct text *text) {
    static const char *const layouts[] = {
        "[[a]]", "[[a, b]]", "[[a], [b]]", "[[a, b], [a, c]]", "[[a, a], [b, c]]", "[[a, b, c]]"};
    static const int panels[] = {1, 2, 2, 3, 3, 3};
    size_t kinds = 0, layout = below(6);
    while (panel_table[kinds])
        kinds++;
    text_printf(text, "layout: %s\npanels:\n", layouts[layout]);
    for (int i = 0; i < panels[layout]; i++)
        add_panel(text, (char)('a' + i), panel_table[below((uint32_t)kinds)]);
}

static void add_optimizers(struct text *text) {
    size_t kinds = 0, count = 1 + below(3);
    while (optimizer_rule_at(kinds))
        kinds++;
    text_add(text, "optimizers: [");
    for (size_t i = 0; i < count; i++) {
        const char *name = optimizer_rule_at(below((uint32_t)kinds))->name;
        text_printf(text, "%s%s", i ? ", " : "", name);
    }
    text_add(text, "]\n");
}

static void add_problem(struct text *text) {
    size_t kinds = 0;
    while (function_table[kinds])
        kinds++;
    switch (below(6)) {
    case 0:
        text_printf(text, "problem: {function: %s}\n",
                    function_table[below((uint32_t)kinds)]->name);
        return;
    case 1:
        text_add(text, "problem: {formula: \"x^2 + 3*y^2\"}\nstart: [3, 2]\n");
        return;
    case 2:
        text_add(text, "batch: 30\n");
        return;
    case 3:
    case 4:
        text_printf(text, "problem: {network: {data: %s, hidden: [3], test: 0.3}}\n",
                    ANY("{moons: {points: 12}}", "{blobs: {points: 20}}", "{waves: {points: 15}}"));
        return;
    default:
        return;
    }
}

static void add_theme(struct text *text) {
    size_t kinds = 0;
    while (theme_table[kinds])
        kinds++;
    text_printf(text, "theme: {extends: %s", theme_table[below((uint32_t)kinds)]->name);
    for (const struct setting *row = theme_settings; row->name; row++)
        if (below(10) == 0 && row->type != SETTING_CUSTOM) {
            text_add(text, ", ");
            // Lengths and font sizes in a sensible range.
            if (row->type == SETTING_NUMBER)
                text_printf(text, "%s: %.2f", row->name,
                            row->max > 1 ? random_uniform(&stream, 1, 15)
                                         : random_uniform(&stream, 0, 1));
            else
                add_setting(text, row);
        }
    text_add(text, "}\n");
}

static void write_scene(struct text *text, uint64_t seed) {
    random_start(&stream, seed, RANDOM_START, 0);
    text_clear(text);
    text_printf(text, "title: %s\n",
                ANY("\"Fixed title\"", "\"\"", "\"Step {step}\"", "\"One\\nand {epoch}\"",
                    "\"$x^2$ and {step}\"",
                    "\"A long title that will not go into one line of a small picture {step}\""));
    text_printf(text, "steps: %d\n", STATES);
    add_optimizers(text);
    add_problem(text);
    if (below(6) == 0) {
        const char *panel = ANY("contour", "surface", "history");
        text_printf(text,
                    "compare: {rows: {seed: [1, 2]}, columns: {optimizers.0: [sgd, adam]}, "
                    "panel: %s}\n",
                    panel);
    } else {
        add_layout(text);
    }
    add_theme(text);
    if (below(6) == 0)
        text_add(text, "background: transparent\n");
    text_printf(text, "video: {size: [%u, %u], progress: %s}\n", 120 + below(300), 80 + below(200),
                ANY("true", "false"));
}

static bool is_within(const struct region *region, int x, int y) {
    for (int i = 0; i < region->count; i++) {
        const struct rect *rect = &region->rects[i];
        if (x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height)
            return true;
    }
    return false;
}

// Fails if two pictures differ outside of `except`.
static void expect_same(const char *scene, const char *what, int frame, const uint32_t *found,
                        const uint32_t *expected, const struct region *except, int width,
                        int height) {
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int i = y * width + x;
            if (found[i] != expected[i] && !is_within(except, x, y))
                fail_msg("at %g: pixel %d,%d is %08x, %s %08x\n%s", frame / 2.0, x, y,
                         (unsigned)found[i], what, (unsigned)expected[i], scene);
        }
}

static void check_scene(const char *text) {
    static const struct region nowhere = {0};
    struct picture film, single;
    uint32_t *grown[LAST + 1];
    picture_open_text(&film, text, NULL);
    int width = film.scene.video.width, height = film.scene.video.height;
    for (int i = 0; i <= LAST; i++) {
        struct region changed;
        grown[i] = picture_draw(&film, i / 2.0, &changed);
        if (i > 0)
            expect_same(text, "said to be unchanged from", i, grown[i], grown[i - 1], &changed,
                        width, height);
    }
    picture_close(&film);
    // Backwards, each picture is drawn from scratch.
    picture_open_text(&single, text, NULL);
    for (int i = LAST; i >= 0; i -= 2) {
        uint32_t *words = picture_draw(&single, i / 2.0, NULL);
        expect_same(text, "from nothing", i, grown[i], words, &nowhere, width, height);
        free(words);
    }
    picture_close(&single);
    for (int i = 0; i <= LAST; i++)
        free(grown[i]);
}

static void test_scenes(void **state) {
    (void)state;
    const char *asked = getenv("GROWTH_SCENES");
    struct text text = {0};
    int tried = 0, checked = 0, scenes = asked ? atoi(asked) : SCENES;
    for (; checked < scenes; tried++) {
        write_scene(&text, (uint64_t)tried);
        if (picture_is_scene(text.data)) {
            check_scene(text.data);
            checked++;
        } else if (tried > 5 * scenes) {
            fail_msg("of %d scenes only %d are none with an error", tried, checked);
        }
    }
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

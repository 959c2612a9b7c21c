// SPDX-License-Identifier: GPL-3.0-or-later
// A surface fills its cell in any mosaic: its box is large, and nothing in the cell overlaps.
#include "base/random.h"
#include "figure/figure_state.h"
#include "panels/surface_paths.h"
#include "picture.h"
#include "plot/box3d_texts.h"

#include <math.h>

static struct random_stream stream;

struct inks {
    struct box items[2000];
    char *texts[2000];
    size_t count;
};

static void keep_ink(void *context, const char *text, struct box ink) {
    struct inks *inks = context;
    if (inks->count < 2000 && ink.width > 0) {
        inks->texts[inks->count] = mem_string(text, strlen(text));
        inks->items[inks->count++] = ink;
    }
}

static void forget_inks(struct inks *inks) {
    for (size_t i = 0; i < inks->count; i++)
        free(inks->texts[i]);
    inks->count = 0;
}

static const char *one_of(const char *const *items, uint32_t count) {
    return items[random_below(&stream, count)];
}

// Writes a mosaic in which one panel is a surface.
static void write_scene(struct text *text) {
    static const char *const functions[] = {"himmelblau", "rosenbrock", "booth", "ackley",
                                            "branin"};
    static const char *const themes[] = {"post", "light", "dark", "paper"};
    static const char *const sizes[] = {"690, 394", "1920, 1080", "1080, 1350",
                                        "600, 600", "1600, 800",  "320, 240"};
    static const char *const rules[] = {"adam", "sgd", "momentum", "lion"};
    static const char *const labels[] = {"a", "a label of some length"};
    static const char *const legends[] = {"auto",         "none",        "lower left",
                                          "lower center", "upper right", "center left"};
    uint32_t rows = 1 + random_below(&stream, 2), columns = 1 + random_below(&stream, 4);
    uint32_t place = random_below(&stream, rows * columns);
    text_clear(text);
    // One number a statement: the order in which arguments are evaluated is the compiler's choice.
    bool has_title = random_below(&stream, 2);
    const char *function = one_of(functions, 5), *theme = one_of(themes, 4);
    const char *size = one_of(sizes, 6);
    text_printf(text, "title: %s\nsteps: 12\nproblem: {function: %s}\ntheme: %s\n",
                has_title ? "A title" : "\"\"", function, theme);
    text_printf(text, "video: {size: [%s]}\noptimizers:\n", size);
    for (uint32_t i = 0, count = 1 + random_below(&stream, 4); i < count; i++)
        text_printf(text, "  - %s: {lr: 0.001, label: \"%s %s\"}\n", rules[i], one_of(labels, 2),
                    rules[i]);
    text_add(text, "layout:\n  grid: [");
    for (uint32_t i = 0; i < rows * columns; i++) {
        text_add(text, i % columns ? ", " : i ? "], [" : "[");
        if (i == place)
            text_add(text, "surface");
        else
            text_printf(text, "p%u", i);
    }
    text_add(text, "]]\n");
    if (columns == 3 && random_below(&stream, 2))
        text_add(text, "  widths: [1, 4, 1]\n");
    bool has_bar = !random_below(&stream, 3), has_own_title = random_below(&stream, 2);
    bool is_log = !random_below(&stream, 3), turns = !random_below(&stream, 4);
    const char *legend = one_of(legends, 6);
    text_printf(text, "panels:\n  surface: {color_bar: %s, title: %s, scale: %s, legend: %s%s}\n",
                has_bar ? "true" : "false", has_own_title ? "A surface" : "null",
                is_log ? "log" : "linear", legend,
                turns ? ", camera: {orbit: {from: 20, to: 200}}" : "");
    for (uint32_t i = 0; i < rows * columns; i++)
        if (i != place)
            text_printf(text, "  p%u: {type: %s, legend: none}\n", i,
                        random_below(&stream, 2) ? "curves" : "contour");
}

static void extend(double bounds[4], double x, double y) {
    bounds[0] = fmin(bounds[0], x);
    bounds[1] = fmin(bounds[1], y);
    bounds[2] = fmax(bounds[2], x);
    bounds[3] = fmax(bounds[3], y);
}

// Returns the bounding rectangle of the surface's box, or of what is shown of it, without texts.
static struct box bounds_of(const struct panel *panel) {
    const struct surface_state *state = panel->state;
    double lines[BOX3D_LINES][2][2], bounds[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    int count = box3d_lines(&state->space, panel->stage->theme->box, lines);
    for (int i = 0; i < 2 * count; i++)
        extend(bounds, lines[i / 2][i % 2][0], lines[i / 2][i % 2][1]);
    for (size_t i = 0; i < state->space.shown_count; i++) {
        struct spot spot = box3d_project(&state->space, state->reach[i]);
        extend(bounds, spot.x, spot.y);
    }
    return (struct box){bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1]};
}

// Returns the part of the panel's cell that a rectangle takes.
static double share_of(const struct panel *panel, struct box box) {
    // No box fills a cell that is more than twice as long as it is wide.
    double width = fmin(panel->cell.width, 2 * panel->cell.height);
    double height = fmin(panel->cell.height, 2 * panel->cell.width);
    return box.width * box.height / (width * height);
}

// A box with its texts and nothing else fills the plot from side to side or from top to bottom, and
// there the box takes more than its texts.
static bool is_grown(const struct panel *panel, struct box box) {
    const struct surface_state *state = panel->state;
    const struct box *plot = &panel->plot, *content = &state->content;
    double across = content->width / plot->width, down = content->height / plot->height;
    if (across > down)
        return across > 0.95 && box.width > plot->width / 2;
    return down > 0.95 && box.height > plot->height / 2;
}

static bool is_in(struct box box, struct box other, double slack) {
    return box.x >= other.x - slack && box.y >= other.y - slack &&
           box.x + box.width <= other.x + other.width + slack &&
           box.y + box.height <= other.y + other.height + slack;
}

static bool overlap(struct box a, struct box b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

// All texts whose middle is in the cell are in it as a whole, and none is on another.
static void check_texts(const struct panel *panel, const struct inks *inks, int seed) {
    for (size_t i = 0; i < inks->count; i++) {
        struct box ink = inks->items[i];
        struct box middle = {ink.x + ink.width / 2, ink.y + ink.height / 2, 0, 0};
        if (!is_in(middle, panel->cell, 0))
            continue;
        if (!is_in(ink, panel->cell, 1.5))
            fail_msg("seed %d: '%s' leaves the cell", seed, inks->texts[i]);
        for (size_t k = 0; k < i; k++)
            if (overlap(ink, inks->items[k]))
                fail_msg("seed %d: '%s' is on '%s'", seed, inks->texts[i], inks->texts[k]);
    }
}

// The colour bar belongs to the box: it is no longer, and all that belongs together is in the
// plot.
static void check_bar(const struct panel *panel, const char *scene) {
    const struct surface_state *state = panel->state;
    const struct box *content = &state->content;
    if (!state->has_bar)
        return;
    if (!is_in(state->bar_box, *content, 0.5))
        fail_msg("a bar of %g to %g is beside content of %g to %g\n%s", state->bar_box.y,
                 state->bar_box.y + state->bar_box.height, content->y, content->y + content->height,
                 scene);
    if (!is_in(*content, panel->plot, 1.5))
        fail_msg("the content leaves the plot\n%s", scene);
}

static void test_surface_fills_its_cell(void **state) {
    (void)state;
    struct text text = {0};
    struct inks inks = {0};
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct picture picture;
        random_start(&stream, seed, RANDOM_START, 0);
        write_scene(&text);
        picture_open_text_with(&picture, text.data, NULL, keep_ink, &inks);
        const struct figure *figure = picture.figure;
        for (size_t i = 0; i < figure->layout.count; i++) {
            const struct panel *panel = &figure->panels[i];
            if (strcmp(panel->name, "surface") != 0)
                continue;
            check_bar(panel, text.data);
            const struct surface_state *surface = panel->state;
            double side = fmin(panel->cell.width, panel->cell.height), unit = panel->stage->unit;
            check_texts(panel, &inks, (int)seed);
            struct box box = bounds_of(panel);
            bool is_alone = panel->legend == LEGEND_NONE && !surface->has_bar;
            if (side < 160 * unit)
                continue;
            if (!(share_of(panel, box) > 0.1))
                fail_msg("seed %d: the surface takes %g of its cell\n%s", (int)seed,
                         share_of(panel, box), text.data);
            if (is_alone && !surface->space.moves && !is_grown(panel, box))
                fail_msg("seed %d: the surface of %g x %g could be larger\n%s", (int)seed,
                         box.width, box.height, text.data);
        }
        picture_close(&picture);
        forget_inks(&inks);
    }
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_surface_fills_its_cell)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// No text leaves the picture or overlaps another, for any content and size.
#include "picture.h"

#include <math.h>

struct drawn {
    char text[64];
    struct box ink;
};

struct boxes {
    struct drawn items[2000];
    size_t count;
};

static void record(void *context, const char *text, struct box ink) {
    struct boxes *boxes = context;
    if (ink.width <= 0 || ink.height <= 0)
        return;
    assert_true(boxes->count < sizeof boxes->items / sizeof *boxes->items);
    struct drawn *drawn = &boxes->items[boxes->count++];
    snprintf(drawn->text, sizeof drawn->text, "%s", text);
    drawn->ink = ink;
}

static bool is_inside(struct box box, int width, int height) {
    return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

static bool do_meet(struct box a, struct box b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

static const char *const scenes[] = {
    // Long words everywhere.
    "title: 'A title that goes on and on: {optimizer} at {lr} in epoch {epoch} of {epochs}, with a "
    "loss of {loss:.6f} and weights {w0:.4f} and {w1:.4f}, and so on until it is far too long'\n"
    "optimizers: [sgd]\nlayout: [[data, history]]\npanels:\n"
    "  data: {title: A very long title of a panel that will not fit anywhere, x_label: 'an x axis "
    "with a label that is much longer than it', y_label: 'a y axis with a label that is much "
    "longer than it'}\n  history: {title: Another very long title of another panel, left: {series: "
    "[w0, w1], label: 'weights of the model, first and second, in their units'}, right: {series: "
    "[loss], label: 'loss of the model over all points of the data'}, x_label: 'epochs of the "
    "training'}\n",
    // Offsets and factors on every axis.
    "optimizers: [sgd]\nlayout: [[a, b], [c, d]]\npanels:\n"
    "  a: {type: curves, left: {series: [w0], range: [1000000.001, 1000000.005]}, right: {series: "
    "[w1], range: [1.0e-9, 5.0e-9]}, x: [0, 1.0e6]}\n"
    "  b: {type: curves, title: null, left: {series: [loss], range: [1.0e-12, 1.0e12], scale: "
    "log}, right: {series: [loss], range: [0.2, 4], scale: log}}\n"
    "  c: {type: data, title: Data and Model, x: [-1.0e7, 1.0e7], y: [123456.1, 123456.2]}\n"
    "  d: {type: curves, left: {series: [w0], range: [-1.0e300, 1.0e300]}, x: [99.9999, 100.0001]}\n",
    // Long labels.
    "optimizers: [{sgd: {label: 'plain descent with a label that is long enough for two'}}, "
    "{momentum: {label: 'heavy ball with a really long descriptive label (β = 0.9)'}}]\n"
    "layout: [[data, contour], [a, b]]\npanels:\n"
    "  a: {type: curves, series: loss, values: true}\n"
    "  b: {type: curves, left: [loss], right: [distance], legend: outside}\n",
    // Line breaks.
    "title: \"A title\\nof two lines: {step}\"\n"
    "optimizers: [{sgd: {label: \"plain\\ndescent\"}}, {adam: {label: A}}]\n"
    "layout: [[data, surface], [contour, b]]\npanels:\n"
    "  data: {title: \"Points\\nand lines\", x_label: \"the x\\naxis\", y_label: \"the y\\naxis\"}\n"
    "  surface: {title: \"Loss\\nand\\npaths\", z_label: \"mean\\nloss\"}\n"
    "  b: {type: curves, title: \"L\\nM\", left: {series: [loss], label: \"the\\nloss\"}, "
    "right: {series: [distance], label: \"how\\nfar\"}, x_label: \"epochs\\nof training\"}\n",
    // Legends and values.
    "optimizers: [sgd, adam, momentum, lamb, adagrad, rmsprop]\nlayout: [[a, b], [c, contour]]\n"
    "panels:\n"
    "  a: {type: curves, series: loss, values: true}\n"
    "  b: {type: curves, series: loss, scale: log, x_scale: log, legend: outside}\n"
    "  c: {type: curves, left: [w0], right: {series: loss, scale: log}, values: true, legend: "
    "none}\n",
    // One to nine panels.
    "optimizers: [adam]\nlayout: [[data]]\n",
    "optimizers: [adam, sgd]\nlayout: [[data], [history]]\n",
    "optimizers: [adam, sgd]\nlayout: [[data, history, contour]]\n",
    "optimizers: [adam]\nlayout: [[a, b, c], [d, e, f], [g, h, i]]\npanels:\n"
    "  a: {type: curves}\n  b: {type: curves}\n  c: {type: curves}\n  d: {type: data}\n"
    "  e: {type: contour}\n  f: {type: data}\n  g: {type: curves, left: [gradient]}\n"
    "  h: {type: curves, left: {series: [distance], scale: log}}\n"
    "  i: {type: curves, left: [lr], right: [batch_loss]}\n",
};

static void test_text_keeps_apart(void **state) {
    (void)state;
    static const int sizes[][2] = {{200, 150}, {320, 240}, {150, 300},  {690, 394},
                                   {700, 700}, {480, 160}, {1280, 720}, {3840, 2160}};
    struct boxes *boxes = mem_zero(1, sizeof *boxes);
    size_t texts = 0;
    for (size_t k = 0; k < sizeof scenes / sizeof *scenes; k++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct text text = {0};
            struct picture picture;
            boxes->count = 0;
            text_printf(&text, "%sepochs: 20\nvideo: {size: [%d, %d]}\n", scenes[k], sizes[s][0],
                        sizes[s][1]);
            picture_open_text_with(&picture, text.data, NULL, record, boxes);
            free(picture_draw(&picture, 19, NULL));
            for (size_t i = 0; i < boxes->count; i++) {
                const struct drawn *drawn = &boxes->items[i];
                if (!is_inside(drawn->ink, sizes[s][0], sizes[s][1]))
                    fail_msg("scene %zu at %dx%d: '%s' leaves the picture: %g,%g %gx%g", k,
                             sizes[s][0], sizes[s][1], drawn->text, drawn->ink.x, drawn->ink.y,
                             drawn->ink.width, drawn->ink.height);
                for (size_t j = 0; j < i; j++)
                    if (do_meet(drawn->ink, boxes->items[j].ink))
                        fail_msg("scene %zu at %dx%d: '%s' meets '%s' at %g,%g", k, sizes[s][0],
                                 sizes[s][1], drawn->text, boxes->items[j].text, drawn->ink.x,
                                 drawn->ink.y);
            }
            texts += boxes->count;
            // In a frame of usual size numbers are shown, whatever they are.
            assert_true(boxes->count > 0 && (sizes[s][0] < 690 || boxes->count > 8));
            picture_close(&picture);
            text_finish(&text);
        }
    assert_true(texts > 500);
    free(boxes);
}

// Returns the box of the legend's text in a scene whose curves it names.
static struct box legend_text(const char *legend, double size[2]) {
    struct boxes *boxes = mem_zero(1, sizeof *boxes);
    struct text text = {0};
    struct picture picture;
    struct box found = {0};
    text_printf(&text,
                "optimizers: [{sgd: {label: first}}, {sgd: {label: second}}]\nepochs: 50\n"
                "layout: [[history]]\npanels: {history: {series: loss, legend: %s}}\n",
                legend);
    picture_open_text_with(&picture, text.data, NULL, record, boxes);
    size[0] = picture.scene.video.width;
    size[1] = picture.scene.video.height;
    for (size_t i = 0; i < boxes->count; i++)
        if (strcmp(boxes->items[i].text, "first") == 0)
            found = boxes->items[i].ink;
    picture_close(&picture);
    text_finish(&text);
    free(boxes);
    return found;
}

static void test_legend_places(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double x[2], y[2]; // position of the text, as fractions of the picture
    } places[] = {
        {"upper left", {0, 0.35}, {0, 0.35}},
        {"upper center", {0.35, 0.65}, {0, 0.35}},
        {"upper right", {0.65, 1}, {0, 0.35}},
        {"center left", {0, 0.35}, {0.35, 0.65}},
        {"center", {0.35, 0.65}, {0.35, 0.65}},
        {"center right", {0.65, 1}, {0.35, 0.65}},
        {"lower left", {0, 0.35}, {0.65, 1}},
        {"lower center", {0.35, 0.65}, {0.65, 1}},
        {"lower right", {0.65, 1}, {0.65, 1}},
        {"outside", {0.9, 1}, {0, 0.35}},
        {"auto", {0, 1}, {0, 1}},
        {"best", {0, 1}, {0, 1}},
    };
    double size[2];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct box box = legend_text(places[i].name, size);
        double x = box.x / size[0], y = box.y / size[1];
        if (box.width == 0 || x < places[i].x[0] || x > places[i].x[1] || y < places[i].y[0] ||
            y > places[i].y[1])
            fail_msg("legend: %s stands at %g, %g", places[i].name, x, y);
    }
    assert_true(legend_text("none", size).width == 0);
}

// Short and long spellings of a setting give the same picture.
static void test_short_spellings(void **state) {
    (void)state;
    static const char *const same[][2] = {
        {"series: loss", "left: [loss]"},
        {"series: [w0, w1], right: loss", "left: {series: [w0, w1]}, right: {series: [loss]}"},
        {"series: [loss], scale: log, label: L, range: [0.1, 50]",
         "left: {series: loss, scale: log, label: L, range: [0.1, 50]}"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        uint32_t *words[2];
        size_t size = 0;
        for (int k = 0; k < 2; k++) {
            struct text text = {0};
            struct picture picture;
            text_printf(&text,
                        "optimizers: [adam]\nepochs: 30\nlayout: [[history]]\nvideo: {size: [300, "
                        "200]}\npanels: {history: {%s}}\n",
                        same[i][k]);
            picture_open_text(&picture, text.data, NULL);
            words[k] = picture_draw(&picture, 29, NULL);
            size = 300 * 200 * sizeof **words;
            picture_close(&picture);
            text_finish(&text);
        }
        if (memcmp(words[0], words[1], size) != 0)
            fail_msg("{%s} is not {%s}", same[i][0], same[i][1]);
        free(words[0]);
        free(words[1]);
    }
}

static void test_cut_text_is_reported(void **state) {
    (void)state;
    struct picture picture;
    picture_open_text(&picture, scenes[0], &(struct scene_overrides){.width = 320, .height = 240});
    assert_non_null(picture.warnings.data);
    assert_non_null(strstr(picture.warnings.data, "the title is too long"));
    assert_non_null(strstr(picture.warnings.data, "'A very long title of a panel"));
    picture_close(&picture);
    picture_open_text(&picture, "optimizers: [lamb]\n", NULL);
    assert_null(picture.warnings.data);
    picture_close(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_keeps_apart),
        cmocka_unit_test(test_legend_places),
        cmocka_unit_test(test_short_spellings),
        cmocka_unit_test(test_cut_text_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes with extreme numbers: they give a picture, and a warning about what it cannot show.
#include "picture.h"

#include <math.h>

#define BEGIN "start: [1, 2]\nsteps: 4\noptimizers: [sgd: {lr: 0.001}]\nvideo: {size: [300, 200]}\n"

// Settings that cannot be shown, and other settings that give the same picture.
static const struct {
    const char *scene, *warning, *same;
} cases[] = {
    {"problem: {function: sphere}\nlayout: [[c]]\n"
     "panels: {c: {type: contour, levels: [1000, 2000], color_bar: true}}\n",
     "panel 'c': no level is within the range of the loss",
     "problem: {function: sphere}\nlayout: [[c]]\n"
     "panels: {c: {type: contour, levels: [1000, 2000]}}\n"},
    {"problem: {formula: '5 + 0*x*y'}\nlayout: [[c]]\n"
     "panels: {c: {type: contour, color_bar: true, labels: true}}\n",
     "panel 'c': the loss is 5 everywhere",
     "problem: {formula: '5 + 0*x*y'}\nlayout: [[c]]\npanels: {c: {type: contour}}\n"},
    {"problem: {formula: '0*x + 0*y'}\nlayout: [[c]]\n"
     "panels: {c: {type: contour, labels: true}}\n",
     "panel 'c': the loss is 0 everywhere",
     "problem: {formula: '0*x + 0*y'}\nlayout: [[c]]\npanels: {c: {type: contour}}\n"},
    {"problem: {formula: '5 + 0*x*y'}\nlayout: [[s]]\n"
     "panels: {s: {type: surface, color_bar: true}}\n",
     "panel 's': the loss is the same everywhere",
     "problem: {formula: '5 + 0*x*y'}\nlayout: [[s]]\npanels: {s: {type: surface}}\n"},
    {"problem: {formula: '-1 - x^2'}\nlayout: [[h]]\n"
     "panels: {h: {type: curves, left: {series: [loss], scale: log}}}\n",
     "panel 'h': nothing on the left axis is above 0, so its scale is linear",
     "problem: {formula: '-1 - x^2'}\nlayout: [[h]]\npanels: {h: {type: curves, left: [loss]}}\n"},
    {"problem: {formula: '-1 - x^2'}\nlayout: [[s]]\npanels: {s: {type: surface, scale: log}}\n",
     "panel 's': the loss is nowhere above 0, so its scale is linear",
     "problem: {formula: '-1 - x^2'}\nlayout: [[s]]\npanels: {s: {type: surface}}\n"},
};

static uint32_t *draw_scene(const char *scene, struct text *warnings) {
    struct text text = {0};
    struct picture picture;
    text_printf(&text, BEGIN "%s", scene);
    picture_open_text(&picture, text.data, NULL);
    text_add(warnings, picture.warnings.data ? picture.warnings.data : "");
    uint32_t *words = picture_draw(&picture, 3, NULL);
    picture_close(&picture);
    text_finish(&text);
    return words;
}

static void test_warnings(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text warnings = {0}, others = {0};
        uint32_t *words = draw_scene(cases[i].scene, &warnings);
        uint32_t *same = draw_scene(cases[i].same, &others);
        if (!warnings.data || !strstr(warnings.data, cases[i].warning))
            fail_msg("case %zu: '%s', not '%s'", i, warnings.data, cases[i].warning);
        // No space is reserved for what is left out.
        assert_memory_equal(words, same, 300 * 200 * sizeof *words);
        free(words);
        free(same);
        text_finish(&warnings);
        text_finish(&others);
    }
}

// Pseudo-random numbers from 0 to 1, always the same sequence.
static double draw(void) {
    static uint64_t bits = 5;
    bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (double)(bits >> 11) * 0x1p-53;
}

// Returns any double: all exponents, both signs, subnormal ones, or a simple number.
static double draw_any(void) {
    double size = ldexp(1 + draw(), (int)(draw() * 2097) - 1074);
    return draw() < 0.3 ? 40 * draw() - 20 : draw() < 0.5 ? -size : size;
}

// Appends a range as a scene may have it.
static void add_range(struct text *text, const char *name, bool is_positive) {
    double low = 0, high = 0;
    while (!(low < high) || !isfinite(high - low)) {
        low = draw_any();
        high = draw() < 0.3 ? nextafter(low, INFINITY) : draw_any();
        low = is_positive ? fabs(low) : low;
        high = is_positive ? fabs(high) : high;
    }
    text_printf(text, ", %s: [%.17g, %.17g]", name, low, high);
}

// NAN and infinity are never shown.
static void check_text(void *context, const char *text, struct box ink) {
    const struct text *scene = context;
    if (strstr(text, "nan") || strstr(text, "inf"))
        fail_msg("'%s' is written at %g, %g of\n%s", text, ink.x, ink.y, scene->data);
}

// Counts the pixels of a blue curve of losses.
static size_t curve_pixels(const char *optimizers) {
    struct text text = {0};
    struct picture picture;
    size_t count = 0;
    text_printf(&text,
                "problem: {regression: {loss: mse}}\nepochs: 12\noptimizers: [%s]\n"
                "layout: [[h]]\npanels: {h: {type: curves, left: [loss], legend: none}}\n"
                "video: {size: [300, 200]}\n",
                optimizers);
    picture_open_text(&picture, text.data, NULL);
    uint32_t *pixels = picture_draw(&picture, (double)(picture.trace.states - 1), NULL);
    for (size_t i = 0; i < 300 * 200; i++)
        count += (pixels[i] & 0xFF) > (pixels[i] >> 16 & 0xFF) + 60; // blue
    free(pixels);
    picture_close(&picture);
    text_finish(&text);
    return count;
}

// A run that diverges leaves the range to others; where all do, they are seen as others are.
static void test_divergence(void **state) {
    (void)state;
    size_t alone = curve_pixels("sgd: {lr: 10, color: '#1f77b4'}, momentum: {lr: 5}");
    size_t among = curve_pixels("sgd: {lr: 10, color: '#1f77b4'}, adam");
    assert_true(alone > 100 && among < alone / 2);
}

static void test_random_scenes(void **state) {
    (void)state;
    static const char *const formulas[][2] = {{"", "*x*y"},         {"", " + x^2 + 3*y^2"},
                                              {"", "*(x^2 + y^2)"}, {"log(x*x) + ", "*y"},
                                              {"1/(x*y) + ", ""},   {"sqrt(x) + ", "*y"}};
    static const char *const spacings[] = {"quantile", "log", "linear"};
    for (int i = 0; i < 100; i++) {
        struct text text = {0};
        text_printf(&text, "title: t\nstart: [%.17g, 1]\nsteps: 3\noptimizers: [sgd: {lr: %s}]\n",
                    draw_any(), i % 2 ? "0.1" : "5e-324");
        text_add(
            &text,
            "video: {size: [260, 160]}\nlayout: [[c, s], [h, g], [e, e]]\nproblem: {formula: '");
        text_printf(&text, "%s%.17g%s", formulas[i % 6][0], fabs(draw_any()), formulas[i % 6][1]);
        text_printf(&text, "'}\npanels:\n  c: {type: contour, spacing: %s, color_bar: true",
                    spacings[i % 3]);
        for (int k = 0; k < 2; k++)
            if (draw() < 0.5)
                add_range(&text, k ? "w1" : "w0", false);
        text_printf(&text, ", levels: %d, labels: true}\n  s: {type: surface, cells: 12",
                    1 + (int)(99 * draw()));
        bool is_log = draw() < 0.5;
        text_printf(&text, ", color_bar: true, scale: %s, shading: %s", is_log ? "log" : "linear",
                    i % 2 ? "lit" : "flat");
        if (draw() < 0.6)
            add_range(&text, "z", is_log);
        text_add(&text, "}\n");
        for (int k = 0; k < 2; k++) {
            is_log = draw() < 0.5;
            text_printf(&text,
                        "  %s: {type: curves, values: true, left: {series: [loss, w0], "
                        "scale: %s",
                        k ? "g" : "h", is_log ? "log" : "linear");
            if (draw() < 0.6)
                add_range(&text, "range", is_log);
            text_add(&text, "}}\n");
        }
        text_add(&text, "  e: {type: equation}\n");
        struct picture picture;
        picture_open_text_with(&picture, text.data, NULL, check_text, &text);
        for (int k = 0; k < 3; k++)
            free(picture_draw(&picture, k, NULL));
        picture_close(&picture);
        text_finish(&text);
    }
}

// Appends a number: most are ordinary, the others any.
static void add_number(struct text *text, const char *before, double share, bool is_positive) {
    double number = draw() < share ? draw_any() : 4 * draw() - 2;
    text_printf(text, "%s%.17g", before, is_positive ? fabs(number) : number);
}

static void add_problem(struct text *text, int kind, double share) {
    text_add(text, "problem: {");
    if (kind == 0) {
        add_number(text, "quadratic: {eigenvalues: [", share, false);
        add_number(text, ", ", share, false);
        add_number(text, ", ", share, false);
        text_add(text, "]}");
    } else if (kind == 1) {
        add_number(text, "regression: {data: {points: 6, slope: ", share, false);
        add_number(text, ", intercept: ", share, false);
        text_printf(text, "}, loss: %s}", draw() < 0.5 ? "mse" : "huber");
    } else if (kind == 2) {
        add_number(text,
                   "network: {data: {moons: {points: 10}}, hidden: [3], init: {normal: ", share,
                   true);
        text_printf(text, "}, activation: %s}", draw() < 0.5 ? "tanh" : "relu");
    } else {
        text_add(text, "function: rosenbrock");
    }
    text_add(text, "}\n");
}

// Every kind of problem and plane, with numbers that may be of any size.
static void test_random_problems(void **state) {
    (void)state;
    static const char *const planes[] = {"pca", "random", "here", "{weights: [0, 1]}"};
    int checked = 0;
    for (int i = 0; i < 160; i++) {
        struct text text = {0};
        int kind = i % 4;
        double share = draw();
        text_add(&text, "title: t\nsteps: 4\n");
        add_problem(&text, kind, share);
        if (kind == 0 || kind == 2)
            text_printf(&text, "plane: %s\n", planes[(int)(draw() * 4)]);
        add_number(&text, "optimizers: [sgd: {lr: ", share, true);
        add_number(&text, "}, adam: {lr: ", share, true);
        text_printf(&text, "}, %s]\n", draw() < 0.5 ? "newton" : "lbfgs");
        if (kind == 1 || kind == 3) {
            add_number(&text, "start: [", share, false);
            add_number(&text, ", ", share, false);
            add_number(&text, "]\ntargets: [[", share, false);
            add_number(&text, ", ", share, false);
            text_add(&text, "]]\n");
        }
        text_printf(&text, "video: {size: [300, 200]}\nlayout: [[c, s], [h, %s]]\n",
                    kind == 2   ? "boundary"
                    : kind == 1 ? "data"
                                : "h");
        text_printf(&text,
                    "panels: {c: {type: contour}, s: {type: surface, cells: 8}, h: {type: curves, "
                    "left: {series: [loss, gradient], scale: %s}, right: [%s]}}\n",
                    draw() < 0.5 ? "log" : "linear", kind == 1 ? "distance" : "sharpness");
        if (picture_is_scene(text.data)) {
            struct picture picture;
            picture_open_text_with(&picture, text.data, NULL, check_text, &text);
            for (int k = 0; k < 4; k += 3)
                free(picture_draw(&picture, k, NULL));
            picture_close(&picture);
            checked++;
        }
        text_finish(&text);
    }
    assert_in_range(checked, 80, 160);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_random_scenes),
        cmocka_unit_test(test_random_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

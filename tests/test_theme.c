// SPDX-License-Identifier: GPL-3.0-or-later
// Themes: colours that everyone can read and distinguish, and themes made by scenes.
#include "draw/marker.h"
#include "figure/figure_state.h"
#include "picture.h"
#include "plot/panel.h"

#include <glob.h>
#include <math.h>

static void to_linear(uint32_t color, double rgb[3]) {
    for (int i = 0; i < 3; i++) {
        double value = (color >> (16 - 8 * i) & 255) / 255.0;
        rgb[i] = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
    }
}

// The contrast ratio of WCAG 2.
static double contrast(uint32_t a, uint32_t b) {
    double first[3], second[3];
    to_linear(a, first);
    to_linear(b, second);
    double light = 0.2126 * first[0] + 0.7152 * first[1] + 0.0722 * first[2] + 0.05;
    double dark = 0.2126 * second[0] + 0.7152 * second[1] + 0.0722 * second[2] + 0.05;
    return fmax(light, dark) / fmin(light, dark);
}

// How linear RGB is perceived: normally, without red, without green and without blue cones
// (Machado, Oliveira, Fernandes 2009, severity 1).
static const double eyes[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

enum { EYES = sizeof eyes / sizeof *eyes };

static double lab_part(double value) {
    return value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116;
}

static void to_lab(const double eye[3][3], uint32_t color, double lab[3]) {
    static const double xyz[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                     {0.2126729, 0.7151522, 0.0721750},
                                     {0.0193339, 0.1191920, 0.9503041}};
    static const double white[3] = {0.95047, 1, 1.08883};
    double rgb[3], seen[3], part[3];
    to_linear(color, rgb);
    for (int i = 0; i < 3; i++)
        seen[i] = fmin(1, fmax(0, eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2]));
    for (int i = 0; i < 3; i++)
        part[i] =
            lab_part((xyz[i][0] * seen[0] + xyz[i][1] * seen[1] + xyz[i][2] * seen[2]) / white[i]);
    lab[0] = 116 * part[1] - 16;
    lab[1] = 500 * (part[0] - part[1]);
    lab[2] = 200 * (part[1] - part[2]);
}

// The hue of a colour in degrees, from 0 on.
static double hue(double a, double b) {
    double angle = atan2(b, a) * 180 / M_PI;
    return angle < 0 ? angle + 360 : angle;
}

static double cosine(double degrees) {
    return cos(degrees * M_PI / 180);
}

// Perceived colour difference: CIEDE2000 (Sharma, Wu, Dalal 2005, whose names these are). About 1
// is just noticeable.
static double lab_distance(const double first[3], const double second[3]) {
    double mean_c = (hypot(first[1], first[2]) + hypot(second[1], second[2])) / 2;
    double g = 0.5 * (1 - sqrt(pow(mean_c, 7) / (pow(mean_c, 7) + pow(25, 7))));
    double a1 = first[1] * (1 + g), a2 = second[1] * (1 + g);
    double c1 = hypot(a1, first[2]), c2 = hypot(a2, second[2]);
    double h1 = hue(a1, first[2]), h2 = hue(a2, second[2]);
    double turn = c1 * c2 == 0 ? 0 : h2 - h1, mean_h = h1 + h2;
    turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
    if (c1 * c2 != 0 && fabs(h1 - h2) > 180)
        mean_h += mean_h < 360 ? 360 : -360;
    mean_h /= c1 * c2 == 0 ? 1 : 2;
    double dl = second[0] - first[0], dc = c2 - c1;
    double dh = 2 * sqrt(c1 * c2) * sin(turn / 2 * M_PI / 180);
    double l = (first[0] + second[0]) / 2, c = (c1 + c2) / 2;
    double t = 1 - 0.17 * cosine(mean_h - 30) + 0.24 * cosine(2 * mean_h) +
               0.32 * cosine(3 * mean_h + 6) - 0.20 * cosine(4 * mean_h - 63);
    double rotation = 30 * exp(-pow((mean_h - 275) / 25, 2));
    double rc = 2 * sqrt(pow(c, 7) / (pow(c, 7) + pow(25, 7)));
    double sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2));
    double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
    double rt = -sin(2 * rotation * M_PI / 180) * rc;
    return sqrt(pow(dl / sl, 2) + pow(dc / sc, 2) + pow(dh / sh, 2) + rt * dc / sc * dh / sh);
}

static double distance(const double eye[3][3], uint32_t a, uint32_t b) {
    double first[3], second[3];
    to_lab(eye, a, first);
    to_lab(eye, b, second);
    return lab_distance(first, second);
}

// Pairs of the data that Sharma, Wu and Dalal publish for tests.
static void test_distance(void **state) {
    (void)state;
    static const struct {
        double first[3], second[3], apart;
    } pairs[] = {
        {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
        {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
        {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
        {{50, -1, 2}, {50, 0, 0}, 2.3669},
        {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
        {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_true(fabs(lab_distance(pairs[i].first, pairs[i].second) - pairs[i].apart) < 1e-4);
}

static void assert_contrast(const struct theme *theme, const char *what, uint32_t a, uint32_t b,
                            double least) {
    if (contrast(a, b) < least)
        fail_msg("%s: %s: #%06x on #%06x has a contrast of %.2f, not %.1f", theme->name, what,
                 (unsigned)a, (unsigned)b, contrast(a, b), least);
}

static void test_contrast(void **state) {
    (void)state;
    for (size_t i = 0; theme_table[i]; i++) {
        const struct theme *theme = theme_table[i];
        assert_contrast(theme, "text", theme->text, theme->background, 7);
        assert_contrast(theme, "muted text", theme->muted_text, theme->background, 7);
        assert_contrast(theme, "muted text", theme->muted_text, theme->wall, 7);
        assert_contrast(theme, "path", theme->path, theme->wall, 3);
        assert_contrast(theme, "target", theme->target, theme->wall, 3);
        // The colours of `post` are given by the post; on white the light ones of Okabe and Ito
        // stay light.
        bool is_free = strcmp(theme->name, "post") == 0;
        for (size_t k = 0; !is_free && k < theme->cycle_count; k++) {
            uint32_t color = theme->cycle[k];
            bool is_light = color == 0xE69F00 || color == 0x56B4E9 || color == 0xCA8C00;
            assert_contrast(theme, "cycle", color, theme->background, is_light ? 2.2 : 3);
            assert_contrast(theme, "letters", theme_letters(theme, color), theme->background, 4.5);
        }
    }
}

static const struct theme *theme_named(const char *name) {
    size_t i = 0;
    while (theme_table[i] && strcmp(theme_table[i]->name, name) != 0)
        i++;
    if (!theme_table[i]) {
        fail_msg("there is no theme '%s'", name);
        abort();
    }
    return theme_table[i];
}

// Asserts how far the colours of a cycle are apart to all eyes, drawn with an opacity on a ground:
// any two by `least`, and neighbours in the circle by `least_next`.
static void assert_apart(const struct theme *theme, const char *what, uint32_t ground, double alpha,
                         double least, double least_next) {
    size_t count = theme->cycle_count;
    for (int eye = 0; eye < EYES; eye++)
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < a; b++) {
                bool is_next = a - b == 1 || a - b == count - 1;
                double apart = distance(eyes[eye], color_mix(ground, theme->cycle[a], alpha),
                                        color_mix(ground, theme->cycle[b], alpha));
                if (apart < (is_next ? least_next : least))
                    fail_msg("%s, %s on #%06x: #%06x and #%06x are %.1f apart for eye %d",
                             theme->name, what, (unsigned)ground, (unsigned)theme->cycle[a],
                             (unsigned)theme->cycle[b], apart, eye);
            }
}

// Paths and their ghosts are told apart on any part of the landscape, heads and names anywhere.
static void test_distinguishable(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double least, least_next;
    } rows[] = {{"light", 10, 14}, {"dark", 10, 14}, {"post", 0, 10}, {"paper", 10, 10}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct theme *theme = theme_named(rows[i].name);
        double least = rows[i].least, next = rows[i].least_next;
        assert_apart(theme, "names", theme->background, 1, least, next);
        // Those of post and paper are marked by white rims, and are not so near to each other.
        if (theme->least_size <= 0)
            continue;
        const struct colormap *map = colormap_find(theme->map);
        for (int part = 0; part <= 8; part++) {
            uint32_t ground = colormap_at(map, part / 8.0);
            ground = color_mix(ground, theme->background, theme->contour_fade);
            assert_apart(theme, "paths", ground, theme->path_alpha, least, next);
            if (theme->ghost_width > 0)
                assert_apart(theme, "ghosts", ground, theme->ghost_alpha, least, next);
        }
        // The light around a path lies under it.
        for (size_t k = 0; k < theme->cycle_count; k++)
            assert_apart(theme, "paths", color_mix(theme->background, theme->cycle[k], theme->glow),
                         theme->path_alpha, least, next);
    }
}

static bool looks_the_same(const struct stage *stage, const struct run *a, const struct run *b) {
    double dashes[2][4];
    stage_dash(stage, a, dashes[0]);
    stage_dash(stage, b, dashes[1]);
    bool has_same_dash = true;
    for (int i = 0; i < 4; i++)
        has_same_dash = has_same_dash && dashes[0][i] == dashes[1][i];
    return has_same_dash || stage_marker(stage, a) == stage_marker(stage, b);
}

// Who has the colour of another has another dash and another mark.
static void test_rounds(void **state) {
    (void)state;
    enum { RUNS = 40 };
    struct optimizer_config config = {0};
    struct scene scene = {.optimizer_count = RUNS};
    struct run runs[RUNS];
    for (size_t i = 0; i < RUNS; i++)
        runs[i] = (struct run){.optimizer = i, .config = &config};
    for (size_t i = 0; theme_table[i]; i++) {
        struct stage stage = {.scene = &scene, .theme = theme_table[i], .unit = 1};
        for (size_t a = 0; a < RUNS; a++)
            for (size_t b = 0; b < a; b++)
                if (stage_color(&stage, &runs[a], 0) == stage_color(&stage, &runs[b], 0) &&
                    looks_the_same(&stage, &runs[a], &runs[b]))
                    fail_msg("%s: optimizers %zu and %zu look the same", theme_table[i]->name,
                             b + 1, a + 1);
    }
}

// The maps of light and dark are a few colours, interpolated in Oklab (Ottosson 2020).
static void oklab(uint32_t color, double lab[3]) {
    static const double cones[3][3] = {{0.4122214708, 0.5363325363, 0.0514459929},
                                       {0.2119034982, 0.6806995451, 0.1073969566},
                                       {0.0883024619, 0.2817188376, 0.6299787005}};
    static const double to[3][3] = {{0.2104542553, 0.7936177850, -0.0040720468},
                                    {1.9779984951, -2.4285922050, 0.4505937099},
                                    {0.0259040371, 0.7827717662, -0.8086757660}};
    double rgb[3], seen[3];
    to_linear(color, rgb);
    for (int i = 0; i < 3; i++)
        seen[i] = cbrt(cones[i][0] * rgb[0] + cones[i][1] * rgb[1] + cones[i][2] * rgb[2]);
    for (int i = 0; i < 3; i++)
        lab[i] = to[i][0] * seen[0] + to[i][1] * seen[1] + to[i][2] * seen[2];
}

static void test_maps(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct {
            double at;
            uint32_t color;
        } knots[5];
    } maps[] = {
        {"water",
         {{0, 0x2A8F90}, {0.22, 0x1B6A77}, {0.5, 0x15485F}, {0.78, 0x11304A}, {1, 0x0E1B31}}},
        {"mist", {{0, 0x86A6CB}, {0.3, 0xAFC4DC}, {0.65, 0xD5E0EB}, {1, 0xEFF2F4}, {2, 0}}},
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        for (int step = 0; step <= 500; step++) {
            double at = step / 500.0, first[3], second[3], found[3], apart = 0;
            int k = 0;
            while (at > maps[i].knots[k + 1].at)
                k++;
            double width = maps[i].knots[k + 1].at - maps[i].knots[k].at;
            double part = (at - maps[i].knots[k].at) / width;
            oklab(maps[i].knots[k].color, first);
            oklab(maps[i].knots[k + 1].color, second);
            oklab(colormap_at(colormap_find(maps[i].name), at), found);
            for (int d = 0; d < 3; d++)
                apart = fmax(apart, fabs(first[d] + (second[d] - first[d]) * part - found[d]));
            if (apart > 0.006)
                fail_msg("%s at %.3f is %.4f off", maps[i].name, at, apart);
        }
}

// A theme for print can be read without colour.
static void test_paper(void **state) {
    (void)state;
    const struct theme *paper = theme_named("paper");
    assert_true(paper->dash_count >= 7 && paper->marker_count >= 7);
    for (size_t a = 0; a < paper->dash_count; a++)
        for (size_t b = 0; b < a; b++) {
            bool differ = false;
            for (size_t i = 0; i < sizeof paper->dashes[a] / sizeof *paper->dashes[a]; i++)
                differ = differ || paper->dashes[a][i] != paper->dashes[b][i];
            assert_true(differ);
            assert_int_not_equal(paper->markers[a], paper->markers[b]);
        }
    for (int marker = 0; marker < MARKER_COUNT; marker++)
        assert_non_null(marker_names[marker]);
}

// ---- All colours come from the theme

static void assert_grey(const char *path) {
    struct scene_overrides overrides = {
        .width = 391, .height = 223, .theme = SOURCE_DIR "/tests/grey.theme"};
    struct picture picture;
    picture_open(&picture, path, &overrides);
    bool has_own = false;
    for (size_t i = 0; i < picture.scene.optimizer_count; i++)
        has_own = has_own || picture.scene.optimizers[i].has_color;
    uint32_t *words = picture_draw(&picture, fmin(3, (double)(picture.trace.states - 1)), NULL);
    for (int i = 0; !has_own && i < 391 * 223; i++) {
        int red = (int)(words[i] >> 16 & 255), green = (int)(words[i] >> 8 & 255),
            blue = (int)(words[i] & 255);
        if (abs(red - green) > 1 || abs(green - blue) > 1)
            fail_msg("%s: #%06x at (%d, %d) is no color of the theme", path,
                     (unsigned)(words[i] & 0xFFFFFF), i % 391, i / 391);
    }
    free(words);
    picture_close(&picture);
}

static void test_every_color_is_the_themes(void **state) {
    (void)state;
    glob_t scenes;
    assert_int_equal(glob(SOURCE_DIR "/scenes/*.scene", 0, NULL, &scenes), 0);
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*.scene", GLOB_APPEND, NULL, &scenes), 0);
    assert_true(scenes.gl_pathc > 10);
    for (size_t i = 0; i < scenes.gl_pathc; i++)
        assert_grey(scenes.gl_pathv[i]);
    globfree(&scenes);
}

// ---- Themes that a scene makes

static void read_theme(struct theme *theme, struct document *document, const char *folder,
                       const char *text, struct error *error) {
    struct text path = {0};
    file_write(folder, "look.theme", text);
    text_printf(&path, "%slook.theme", folder);
    *document = (struct document){0};
    const struct node *node = document_option(document, "--theme", path.data);
    theme_read(theme, node, document, error);
    text_finish(&path);
}

static void test_own_theme(void **state) {
    (void)state;
    char folder[64];
    struct theme theme;
    struct document document;
    struct error error = {0};
    scratch_make(folder);
    file_write(folder, "base.theme", "extends: dark\nline_width: 3\ncycle: ['#123', '#456789']\n");
    read_theme(&theme, &document, folder,
               "extends: base.theme\nmap: magma_r\nbackground: transparent\ndashes: [[], [4, 2]]\n"
               "markers: [square]\nframe: none\n",
               &error);
    assert_null(error.message);
    const struct theme *dark = theme_named("dark");
    assert_true(theme.is_transparent && theme.background == dark->background);
    assert_true(theme.line_width == 3 && theme.path_width == dark->path_width);
    assert_true(theme.cycle_count == 2 && theme.cycle[0] == 0x112233 && theme.cycle[1] == 0x456789);
    assert_string_equal(theme.map, "magma_r");
    assert_true(theme.dash_count == 2 && theme.dashes[1][0] == 4 && theme.dashes[0][0] == 0);
    assert_true(theme.marker_count == 1 && theme.markers[0] == MARKER_SQUARE);
    assert_int_equal(theme.frame, FRAME_NONE);
    struct strings inputs = {0};
    document_inputs(&document, &inputs);
    assert_int_equal(inputs.count, 2); // the theme and the one that it extends
    free(inputs.items);
    document_finish(&document);

    static const struct {
        const char *text, *says;
    } bad[] = {
        {"extends: look.theme\n", "more than 16 themes extend each other"},
        {"extends: drak\n", "look.theme:1:10: error: unknown theme 'drak'; did you mean 'dark'?"},
        {"txet: '#fff'\n",
         "look.theme:1:1: error: unknown option 'txet' for a theme; did you mean"},
        {"text: white\n", "look.theme:1:7: error: expected a color as \"#rrggbb\" in quotes"},
        {"background: clear\n", "in quotes, or transparent, not 'clear'"},
        {"map: virids\n",
         "look.theme:1:6: error: unknown colour map 'virids'; did you mean 'viridis"},
        {"cycle: []\n", "the list of colors is empty"},
        {"cycle: ['#1234']\n", "look.theme:1:9: error: expected a color"},
        {"dashes: [[1]]\n", "look.theme:1:10: error: expected a dash"},
        {"dashes: [[1, 0]]\n", "a part of a dash must be from 0.1 to 100 points, not 0"},
        {"markers: [sqare]\n", "unknown marker 'sqare'; did you mean 'square'?"},
        {"path_alpha: 2\n", "path_alpha must be from 0 to 1, not 2"},
        {"[dark]\n", "expected a theme as a map of settings, not a list"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        read_theme(&theme, &document, folder, bad[i].text, &error);
        assert_int_equal(error.kind, ERROR_SCENE);
        if (!strstr(error.message, bad[i].says))
            fail_msg("expected\n%s\nnot\n%s", bad[i].says, error.message);
        error_finish(&error);
        error = (struct error){0};
        document_finish(&document);
    }
    scratch_remove(folder);
}

// The frame of a transparent film over its background equals the opaque film's. Returns how many of
// its pixels are opaque.
static int check_transparent(const char *background) {
    static const char scene[] = "optimizers: [sgd]\nepochs: 9\nvideo: {size: [345, 197]}\n";
    struct text text = {0};
    struct picture opaque, clear;
    int filled = 0;
    text_printf(&text, "%sbackground: %s\n", scene, background);
    picture_open_text(&opaque, scene, NULL);
    picture_open_text(&clear, text.data, NULL);
    assert_true(figure_is_transparent(clear.figure) && !figure_is_transparent(opaque.figure));
    uint32_t *a = picture_draw(&opaque, 4, NULL), *b = picture_draw(&clear, 4, NULL);
    assert_int_equal(b[0], 0);
    for (int i = 0; i < 345 * 197; i++) {
        filled += b[i] >> 24 == 255;
        for (int shift = 0; shift < 24; shift += 8) {
            int through = (int)(b[i] >> shift & 255) + 255 - (int)(b[i] >> 24);
            assert_in_range(through - (int)(a[i] >> shift & 255) + 3, 0, 6);
        }
    }
    for (size_t i = 0; clear.figure->stage.theme->has_panes && i < clear.figure->layout.count;
         i++) {
        const struct box *plot = &clear.figure->panels[i].plot;
        for (int y = (int)plot->y; y < plot->y + plot->height; y++)
            for (int x = (int)plot->x; x < plot->x + plot->width; x++)
                assert_int_equal(b[y * 345 + x] >> 24, 255);
    }
    free(a);
    free(b);
    picture_close(&opaque);
    picture_close(&clear);
    text_finish(&text);
    return filled;
}

static void test_transparent(void **state) {
    (void)state;
    int without = check_transparent("transparent");
    assert_true(check_transparent("{outside: transparent}") > without + 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_distinguishable),
        cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_paper),
        cmocka_unit_test(test_every_color_is_the_themes),
        cmocka_unit_test(test_own_theme),
        cmocka_unit_test(test_transparent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

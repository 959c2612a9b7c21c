// SPDX-License-Identifier: GPL-3.0-or-later
// Contours: numbers on lines, the extent of bands, equal scales.
#include "base/memory.h"
#include "base/random.h"
#include "panels/contour_field.h"
#include "picture.h"
#include "plot/path_style.h"

#include <math.h>

// ---- Places

typedef double formula(double x, double y);

static double rosenbrock(double x, double y) {
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
}
static double waves(double x, double y) {
    return sin(3 * x) * cos(2 * y) + 0.1 * x;
}
static double slope(double x, double y) {
    return x + 2 * y;
}
static double pit(double x, double y) {
    return log(x * x + y * y);
}
static double half(double x, double y) {
    return sqrt(x) + y;
}
static double flat(double x, double y) {
    (void)x;
    (void)y;
    return 1;
}

static formula *const formulas[] = {rosenbrock, waves, slope, pit, half, flat};

// A problem that evaluates one of the functions above.
struct made {
    struct problem problem;
    formula *f;
};

static void made_landscape(const struct problem *problem, const double *w0, size_t count0,
                           const double *w1, size_t count1, double *out) {
    const struct made *made = (const struct made *)problem;
    for (size_t j = 0; j < count1; j++)
        for (size_t i = 0; i < count0; i++)
            out[j * count0 + i] = made->f(w0[i], w1[j]);
}

static const struct problem_kind made_kind = {.landscape = made_landscape};
static const struct view view = {{{-2, 2}, {-1, 3}}};

// A single panel and the canvas it draws on.
struct sheet {
    struct stage stage;
    struct panel panel;
    struct canvas *canvas;
    struct level_labels labels;
};

static void sheet_draw(struct sheet *sheet, formula *f, const struct field_options *options,
                       int width, int height) {
    *sheet = (struct sheet){
        .stage = {.theme = theme_table[0], .width = width, .height = height, .unit = 1}};
    sheet->stage.font = font_create();
    sheet->panel =
        (struct panel){.stage = &sheet->stage, .plot = {10, 20, width - 30, height - 40}};
    sheet->canvas = canvas_create(width, height);
    struct made made = {{.kind = &made_kind}, f};
    struct level_obstacles obstacles = {0};
    struct levels levels;
    struct landscape landscape;
    landscape_init(&landscape, &made.problem, &view, 121, 121);
    field_choose_levels(&sheet->panel, &landscape, options, &levels);
    landscape_finish(&landscape);
    struct path_losses none = {0};
    field_draw(&sheet->panel, sheet->canvas, &made.problem, &view, &none, options, &obstacles,
               &sheet->labels, &levels);
}

static void sheet_finish(struct sheet *sheet) {
    canvas_destroy(sheet->canvas);
    font_destroy(sheet->stage.font);
}

static void corners_of(const struct level_label *label, double corners[4][2]) {
    for (int c = 0; c < 4; c++) {
        double x = label->width / (c & 1 ? 2 : -2), y = label->height / (c & 2 ? 2 : -2);
        corners[c][0] = label->x + x * cos(label->angle) - y * sin(label->angle);
        corners[c][1] = label->y + x * sin(label->angle) + y * cos(label->angle);
    }
}

// True if a side of the first label separates the two (separating axis theorem).
static bool is_parted(const struct level_label *a, const struct level_label *b) {
    double corners[4][2];
    corners_of(b, corners);
    for (int axis = 0; axis < 2; axis++) {
        double angle = a->angle + axis * M_PI / 2, reach = (axis ? a->height : a->width) / 2;
        double low = INFINITY, high = -INFINITY;
        for (int c = 0; c < 4; c++) {
            double along =
                (corners[c][0] - a->x) * cos(angle) + (corners[c][1] - a->y) * sin(angle);
            low = fmin(low, along);
            high = fmax(high, along);
        }
        if (low > reach || high < -reach)
            return true;
    }
    return false;
}

static void check_labels(const struct sheet *sheet) {
    const struct box *plot = &sheet->panel.plot;
    for (size_t i = 0; i < sheet->labels.count; i++) {
        const struct level_label *label = &sheet->labels.items[i];
        double corners[4][2];
        assert_true(fabs(label->angle) <= M_PI / 2); // upright
        corners_of(label, corners);
        for (int c = 0; c < 4; c++) {
            assert_true(corners[c][0] > plot->x && corners[c][0] < plot->x + plot->width);
            assert_true(corners[c][1] > plot->y && corners[c][1] < plot->y + plot->height);
        }
        for (size_t k = 0; k < i; k++) {
            const struct level_label *other = &sheet->labels.items[k];
            if (!is_parted(label, other) && !is_parted(other, label))
                fail_msg("'%s' lies on '%s'", label->text, other->text);
        }
    }
}

static void test_labels(void **state) {
    (void)state;
    static const int sizes[][2] = {{690, 394}, {300, 600}, {64, 48}};
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (int spacing = SPACING_QUANTILE; spacing <= SPACING_LINEAR; spacing++) {
                struct field_options options = {.spacing = spacing,
                                                .fill = true,
                                                .lines = true,
                                                .labels = true,
                                                .has_labels = true};
                struct sheet sheet;
                sheet_draw(&sheet, formulas[f], &options, sizes[s][0], sizes[s][1]);
                check_labels(&sheet);
                bool has_room = s == 0 && formulas[f] != flat;
                assert_true(has_room ? sheet.labels.count >= 4
                                     : formulas[f] != flat || sheet.labels.count == 0);
                sheet_finish(&sheet);
            }
}

// ---- Bands

static uint32_t pixel(struct sheet *sheet, int x, int y) {
    uint32_t word;
    int stride;
    const uint8_t *pixels = canvas_pixels(sheet->canvas, &stride);
    memcpy(&word, pixels + y * stride + 4 * x, 4);
    return word;
}

// Along a row each band has the extent of its values, within a tenth of a pixel: a pixel at an edge
// mixes both colours by coverage.
// ---- Crumbs

// A level line around a bent valley that gets narrow at its ends.
static struct contour_line hairpin(double x, double y, double turn, double bend, double width) {
    enum { POINTS = 700 };
    struct contour_line line = {
        .at = mem_zero(POINTS, sizeof *line.at), .count = POINTS, .is_closed = true};
    for (int k = 0; k < POINTS; k++) {
        double angle = 2 * M_PI * k / POINTS, along = 150 * cos(angle);
        double across = width * sin(angle) + bend * along * along / 150;
        line.at[k][0] = x + along * cos(turn) - across * sin(turn);
        line.at[k][1] = y + along * sin(turn) + across * cos(turn);
    }
    return line;
}

// No short piece of a line is left between its number's gaps.
static void test_crumbs(void **state) {
    (void)state;
    struct stage stage = {.theme = theme_table[0], .width = 690, .height = 394, .unit = 1};
    struct panel panel = {.stage = &stage, .plot = {0, 0, 690, 394}};
    struct levels levels = {.count = 1, .numbers = {{.digits = 3, .exponent = -1}}};
    double values[4] = {0};
    struct landscape landscape = {.count = {2, 2}, .value = values};
    size_t placed = 0;
    struct random_stream random;
    random_start(&random, 1, RANDOM_START, 0);
    stage.font = font_create();
    for (int round = 0; round < 400; round++) {
        struct contour_line line =
            hairpin(345, 197, random_uniform(&random, 0, M_PI), random_uniform(&random, -0.5, 0.5),
                    random_uniform(&random, 2, 40));
        struct level_labels labels;
        struct level_obstacles obstacles = {0};
        level_labels_place(&labels, &panel, &landscape, &levels, &line, 1, 10, &obstacles);
        placed += labels.count;
        double seen = 0;
        bool is_hidden = false;
        for (size_t k = 1; k < 2 * line.count; k++) { // twice around: the last piece is whole
            const double *from = line.at[(k - 1) % line.count], *to = line.at[k % line.count];
            bool hides = level_labels_hold(&labels, to);
            if (hides && !is_hidden && seen > 0 && k > line.count)
                assert_true(seen > 0.5 * labels.items[0].width);
            seen = hides ? 0 : seen + hypot(to[0] - from[0], to[1] - from[1]);
            is_hidden = hides;
        }
        free(line.at);
    }
    font_destroy(stage.font);
    assert_true(placed > 200);
}

static void test_bands(void **state) {
    (void)state;
    struct field_options options = {.levels = {1, true, {0.33}}, .fill = true};
    struct sheet sheet;
    sheet_draw(&sheet, slope, &options, 230, 240);
    const struct box *plot = &sheet.panel.plot;
    int left = (int)plot->x, right = left + (int)plot->width;
    for (int y = (int)plot->y; y < (int)(plot->y + plot->height); y++) {
        double w1 = 3 - 4 * (y + 0.5 - plot->y) / plot->height;
        // where the level crosses the row
        double edge = left + (0.33 - 2 * w1 + 2) / 4 * plot->width;
        int low = (int)(pixel(&sheet, left, y) >> 8 & 255);
        int high = (int)(pixel(&sheet, right - 1, y) >> 8 & 255);
        double covered = 0; // coverage by the higher band
        if (edge < left + 5 || edge > right - 5)
            continue;
        assert_true(high > low + 40);
        for (int x = left; x < right; x++) {
            uint32_t color = pixel(&sheet, x, y);
            assert_int_equal(color >> 24, 255);
            covered += ((int)(color >> 8 & 255) - low) / (double)(high - low);
        }
        if (fabs(right - covered - edge) > 0.1)
            fail_msg("row %d: the edge is at %g, not %g", y, right - covered, edge);
    }
    sheet_finish(&sheet);
}

// NAN is left blank; -INFINITY belongs to the lowest band.
static void test_undefined(void **state) {
    (void)state;
    struct field_options options = {.levels = {5, false, {0}}, .fill = true};
    struct sheet sheet;
    sheet_draw(&sheet, half, &options, 230, 240);
    assert_int_equal(pixel(&sheet, 60, 100), 0);
    assert_int_equal(pixel(&sheet, 160, 100) >> 24, 255);
    sheet_finish(&sheet);
    sheet_draw(&sheet, pit, &options, 231, 241);
    const struct box *plot = &sheet.panel.plot;
    int x = (int)(plot->x + plot->width / 2), y = (int)(plot->y + plot->height * 0.75);
    assert_int_equal(pixel(&sheet, x, y), pixel(&sheet, x + 3, y));
    assert_int_equal(pixel(&sheet, x, y) >> 24, 255);
    sheet_finish(&sheet);
}

// ---- Equal units

// Finds the bounding box of the purple pixels.
static void find_purple(const uint32_t *words, int width, int height, struct rect *found) {
    int left = width, right = 0, top = height, bottom = 0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            uint32_t word = words[y * width + x];
            int red = (int)(word >> 16 & 255), green = (int)(word >> 8 & 255);
            int blue = (int)(word & 255);
            if (green > red - 20 || green > blue - 20)
                continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    *found = (struct rect){left, top, right - left + 1, bottom - top + 1};
}

// The level line of a round bowl is as high as wide, for any shape of frame and view.
static void test_equal_aspect(void **state) {
    (void)state;
    static const int sizes[][2] = {{900, 300}, {300, 700}, {500, 500}};
    static const char *const ranges[] = {"w0: [-3, 3], w1: [-2, 2]", "w0: [-2, 4], w1: [-9, 1.6]"};
    for (size_t s = 0; s < 3; s++)
        for (size_t r = 0; r < 2; r++) {
            struct text text = {0};
            struct picture picture;
            struct rect circle;
            text_printf(&text,
                        "problem: {formula: 'x^2 + y^2'}\nstart: [0, 0]\ntargets: []\nsteps: 2\n"
                        "optimizers: [sgd: {color: '#ff8800'}]\nlayout: [[contour]]\npanels: "
                        "{contour: {%s, levels: [2], fill: false, start: false, aspect: equal}}\n"
                        "video: {size: [%d, %d]}\n",
                        ranges[r], sizes[s][0], sizes[s][1]);
            picture_open_text(&picture, text.data, NULL);
            uint32_t *words = picture_draw(&picture, 0, NULL);
            find_purple(words, sizes[s][0], sizes[s][1], &circle);
            assert_true(circle.width > 40);
            assert_in_range(circle.width - circle.height + 1, 0, 2);
            free(words);
            picture_close(&picture);
            text_finish(&text);
        }
}

// ---- Paths

static void test_dots(void **state) {
    (void)state;
    struct stage stage = {.theme = theme_table[0], .unit = 1};
    struct path_style automatic = {.dots = DOTS_AUTO}, always = {.dots = DOTS_TRUE},
                      never = {.dots = DOTS_FALSE};
    double full = path_dot_radius(&always, &stage, 0, 0), before = 0;
    assert_true(full > 0);
    assert_true(path_dot_radius(&never, &stage, 50, 50) == 0);
    assert_true(path_dot_radius(&automatic, &stage, 1, 50) == 0);
    assert_true(path_dot_radius(&automatic, &stage, 50, 50) == full);
    for (double step = 0; step < 50; step += 0.5) {
        double radius = path_dot_radius(&automatic, &stage, step, INFINITY);
        assert_true(radius >= before && radius <= full && 2 * radius <= step);
        before = radius;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),    cmocka_unit_test(test_bands),
        cmocka_unit_test(test_undefined), cmocka_unit_test(test_equal_aspect),
        cmocka_unit_test(test_dots),      cmocka_unit_test(test_crumbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

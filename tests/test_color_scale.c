// SPDX-License-Identifier: GPL-3.0-or-later
// From values to colours: of two values the larger one never has a colour that is earlier in the
// map, in any range, on any scale, in any map; and pictures show the colours of their values.
#include "base/random.h"
#include "draw/colormap.h"
#include "figure/figure_state.h"
#include "panels/surface_paths.h"
#include "picture.h"
#include "plot/ticks.h"

#include <math.h>

static struct random_stream stream;

static uint32_t below(uint32_t limit) {
    return random_below(&stream, limit);
}

static double between(double low, double high) {
    return random_uniform(&stream, low, high);
}

static const struct colormap *any_map(void) {
    size_t count = 0;
    while (colormap_table[count].name)
        count++;
    return &colormap_table[below((uint32_t)count)];
}

static int channel(uint32_t color, int shift) {
    return (int)(color >> shift & 255);
}

// ---- Maps

// The lightness L* of CIE 1976, 0 to 100.
static double lightness(uint32_t color) {
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double y = 0;
    for (int i = 0; i < 3; i++) {
        double value = channel(color, 16 - 8 * i) / 255.0;
        y += weights[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27;
}

// What an eye follows along a map from `part` on: to lighter or darker colours, and in a map with a
// middle to lighter ones before and darker ones behind it.
static double order_at(const struct colormap *map, double part) {
    double light = lightness(colormap_at(map, part));
    bool has_middle = strncmp(map->name, "coolwarm", 8) == 0;
    bool darkens = lightness(colormap_at(map, 1)) < lightness(colormap_at(map, 0));
    return has_middle ? (part < 0.5 ? light : 200 - light) : darkens ? -light : light;
}

static void test_maps_go_one_way(void **state) {
    (void)state;
    for (const struct colormap *map = colormap_table; map->name; map++)
        for (int i = 1; i <= 128; i++) {
            double before = order_at(map, (i - 1) / 128.0), after = order_at(map, i / 128.0);
            bool is_same = colormap_at(map, (i - 1) / 128.0) == colormap_at(map, i / 128.0);
            if (!(after > before) && !is_same)
                fail_msg("%s at %d/128: %g after %g", map->name, i, after, before);
        }
}

// ---- Ranges

// Returns any double: all exponents, both signs, subnormal ones.
static double any_double(void) {
    double size = ldexp(1 + between(0, 1), (int)below(2097) - 1074);
    return below(2) ? -size : size;
}

static int by_value(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

// Fails where `after`, the colour of a larger value, is before `before` in the map: between two
// knots each channel goes one way.
static void check_order(const struct colormap *map, const double part[2], const uint32_t color[2]) {
    double knots[2];
    for (int i = 0; i < 2; i++) {
        double at = map->is_reversed ? 1 - part[i] : part[i];
        knots[i] = floor(fmin(1, fmax(0, at)) * (double)(map->count - 1));
    }
    if (knots[0] != knots[1] || knots[0] == (double)(map->count - 1))
        return;
    size_t knot = (size_t)knots[0];
    for (int shift = 0; shift <= 16; shift += 8) {
        int way = channel(map->knots[knot + 1], shift) - channel(map->knots[knot], shift);
        int step = channel(color[1], shift) - channel(color[0], shift);
        if ((map->is_reversed ? -step : step) * way < 0)
            fail_msg("%s from %.17g to %.17g: #%06x goes back to #%06x", map->name, part[0],
                     part[1], color[0], color[1]);
    }
}

static void test_values_go_one_way(void **state) {
    (void)state;
    enum { VALUES = 200 };
    random_start(&stream, 1, RANDOM_START, 0);
    for (int round = 0; round < 2000; round++) {
        const struct colormap *map = any_map();
        bool is_log = below(2);
        double low = 0, high = 0, values[VALUES];
        while (!(low < high) || !isfinite(high - low)) {
            low = any_double();
            high = below(3) ? any_double() : low * (1 + ldexp(1, -(int)below(52)));
            low = is_log ? fabs(low) : low;
            high = is_log ? fabs(high) : high;
        }
        for (int i = 0; i < VALUES; i++) {
            double part = between(-0.2, 1.2);
            values[i] = is_log ? exp(log(low) + part * (log(high) - log(low)))
                               : low * (1 - part) + high * part;
            if (i % 4 == 3) // one ulp apart
                values[i] = nextafter(values[i - 1], INFINITY);
            else if (i % 16 == 4) // where the logarithm is computed in another way
                values[i] = low * (below(2) ? 2 : 0.5);
        }
        qsort(values, VALUES, sizeof *values, by_value);
        double part[2] = {0};
        uint32_t color[2] = {0};
        for (int i = 0; i < VALUES; i++) {
            part[1] = range_part(low, high, is_log, values[i]);
            color[1] = colormap_at(map, part[1]);
            if (isnan(part[1]))
                fail_msg("%.17g in [%.17g, %.17g]", values[i], low, high);
            // The last bit of a logarithm is not always right.
            if (i > 0 && part[1] < part[0] - 4e-16 * fmax(1, fabs(part[0])))
                fail_msg("%.17g after %.17g in [%.17g, %.17g]: %.17g after %.17g", values[i],
                         values[i - 1], low, high, part[1], part[0]);
            if (i > 0 && part[1] >= part[0])
                check_order(map, part, color);
            part[0] = part[1];
            color[0] = color[1];
        }
        assert_true(range_part(low, high, is_log, low) == 0);
        assert_true(range_part(low, high, is_log, high) == 1);
    }
}

// ---- Pictures

// Opens a picture of one panel over [-1, 1] x [-1, 1], whose path stays in a corner.
static void open_panel(struct picture *picture, const char *formula, const char *panel,
                       text_recorder *record, void *context) {
    struct text text = {0};
    text_printf(&text,
                "title: ''\nproblem: {formula: '%s'}\nstart: [-0.99, -0.99]\ntargets: []\n"
                "steps: 2\noptimizers: [sgd: {lr: 1e-300}]\nlayout: [[p]]\n"
                "video: {size: [300, 240]}\npanels: {p: {w0: [-1, 1], w1: [-1, 1], title: null, "
                "legend: none, %s}}\n",
                formula, panel);
    picture_open_text_with(picture, text.data, NULL, record, context);
    text_finish(&text);
}

enum { LEVELS = 12 };

// Filled contours: the level lines of a random bowl or saddle. A pixel of a band holds a value of
// that band.
static void test_bands_hold_their_values(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        random_start(&stream, seed, RANDOM_START, 0);
        const struct colormap *map = any_map();
        double a = between(-3, 3), b = between(-3, 3), c = between(-3, 3),
               scale = pow(10, between(-9, 9));
        double levels[LEVELS];
        struct text formula = {0}, panel = {0};
        struct picture picture;
        for (int k = 0; k < LEVELS; k++)
            levels[k] = scale * between(-5, 5);
        qsort(levels, LEVELS, sizeof *levels, by_value);
        text_printf(&formula, "%.17g*(%.17g*x^2 + %.17g*x*y + %.17g*y + 0.1*x)", scale, a, b, c);
        text_printf(&panel, "type: contour, lines: false, start: false, map: %s, levels: [",
                    map->name);
        for (int k = 0; k < LEVELS; k++)
            text_printf(&panel, "%s%.17g", k ? ", " : "", levels[k]);
        text_add(&panel, "]");
        open_panel(&picture, formula.data, panel.data, NULL, NULL);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        const struct theme *theme = picture.figure->stage.theme;
        const struct box *plot = &picture.figure->panels[0].plot;
        int known = 0;
        for (int y = 2; y < (int)plot->height - 2; y++)
            for (int x = 2; x < (int)plot->width - 2; x++) {
                uint32_t color = words[((int)plot->y + y) * 300 + (int)plot->x + x] & 0xFFFFFF;
                double least = INFINITY, most = -INFINITY;
                for (int corner = 0; corner < 4; corner++) { // of a pixel and half of those around
                    double u = 2 * (x - 0.5 + 2 * (corner & 1)) / plot->width - 1,
                           v = 1 - 2 * (y - 0.5 + 2 * (corner >> 1)) / plot->height;
                    double value = scale * (a * u * u + b * u * v + c * v + 0.1 * u);
                    least = fmin(least, value);
                    most = fmax(most, value);
                }
                bool is_band = false, is_right = false;
                for (int k = 0; k <= LEVELS; k++) {
                    uint32_t band = color_mix(colormap_at(map, k / (double)LEVELS),
                                              theme->background, theme->contour_fade);
                    bool is_this = band == color;
                    is_band = is_band || is_this;
                    is_right = is_right || (is_this && (k == 0 || most >= levels[k - 1]) &&
                                            (k == LEVELS || least <= levels[k]));
                }
                if (is_band && !is_right)
                    fail_msg("seed %d: #%06x at (%d, %d), whose values are %g to %g\n%s\n%s",
                             (int)seed, color, x, y, least, most, formula.data, panel.data);
                known += is_band;
            }
        assert_true(known > 0.6 * plot->width * plot->height);
        free(words);
        picture_close(&picture);
        text_finish(&formula);
        text_finish(&panel);
    }
}

// The numbers beside a bar, which are whole, from 0 to 99.
struct bar_numbers {
    double left;        // the bar's left edge: what is further left is no number of it
    double middle[100]; // of the ink, pixels; NAN: not there
};

static void record_number(void *context, const char *text, struct box ink) {
    struct bar_numbers *numbers = context;
    char *end;
    long number = strtol(text, &end, 10);
    if (*text && !*end && number >= 0 && number < 100 && ink.x > numbers->left)
        numbers->middle[number] = ink.y + ink.height / 2;
}

// The bands of a colour bar stand in the order of their levels, and each number between the two
// bands that its level separates.
static void test_bars_go_one_way(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        random_start(&stream, seed, RANDOM_START, 2);
        const struct colormap *map = any_map();
        struct bar_numbers numbers = {.left = 200};
        struct text panel = {0};
        struct picture picture;
        int levels[LEVELS], count = 0, shown = 0;
        for (int value = (int)below(9); value < 100 && count < LEVELS; value += 1 + (int)below(12))
            levels[count++] = value;
        for (int i = 0; i < 100; i++)
            numbers.middle[i] = NAN;
        text_printf(&panel, "type: contour, color_bar: true, start: false, map: %s, levels: [",
                    map->name);
        for (int k = 0; k < count; k++)
            text_printf(&panel, "%s%d", k ? ", " : "", levels[k]);
        text_add(&panel, "]");
        open_panel(&picture, "50 + 49*x + 0.5*y", panel.data, record_number, &numbers);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        const struct theme *theme = picture.figure->stage.theme;
        const struct box *plot = &picture.figure->panels[0].plot;
        double band = plot->height / (count + 1), bottom = plot->y + plot->height;
        int x = (int)(plot->x + plot->width + 12 * picture.figure->stage.unit); // inside the bar
        for (int k = 0; k <= count; k++) {
            uint32_t color = words[(int)(bottom - (k + 0.5) * band) * 300 + x] & 0xFFFFFF;
            uint32_t wanted = color_mix(colormap_at(map, k / (double)count), theme->background,
                                        theme->contour_fade);
            if (color != wanted)
                fail_msg("seed %d: band %d of %d is #%06x, not #%06x", (int)seed, k, count, color,
                         wanted);
        }
        for (int k = 0; k < count; k++) {
            double middle = numbers.middle[levels[k]];
            shown += !isnan(middle);
            if (fabs(middle - (bottom - (k + 1) * band)) > 1.5)
                fail_msg("seed %d: %d stands at %g, not %g", (int)seed, levels[k], middle,
                         bottom - (k + 1) * band);
        }
        assert_true(shown >= 2);
        free(words);
        picture_close(&picture);
        text_finish(&panel);
    }
}

// A surface seen from above, whose height is known: each pixel has the colour of its height.
static void test_surfaces_show_their_heights(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        random_start(&stream, seed, RANDOM_START, 1);
        const struct colormap *map = any_map();
        double a = between(0.2, 1), b = between(-1, 1);
        bool is_log = below(2);
        struct text formula = {0}, panel = {0};
        struct picture picture;
        text_printf(&formula, is_log ? "exp(%.17g*x + %.17g*y)" : "%.17g*x + %.17g*y", a, b);
        text_printf(&panel,
                    "type: surface, path: none, map: %s, scale: %s, lines: 0, alpha: 1, "
                    "camera: {elevation: 80, azimuth: %u}",
                    map->name, is_log ? "log" : "linear", below(360));
        open_panel(&picture, formula.data, panel.data, NULL, NULL);
        uint32_t *words = picture_draw(&picture, 0, NULL);
        const struct surface_state *surface = picture.figure->panels[0].state;
        const struct box3d_axis *z = &surface->space.axes[2];
        for (int i = 0; i < 400; i++) {
            double point[3] = {between(-0.7, 0.95), between(-0.7, 0.95), 0};
            point[2] = a * point[0] + b * point[1];
            point[2] = is_log ? height_of_loss(&z->scale, exp(point[2])) : point[2];
            double part = (point[2] - z->low) / (z->high - z->low);
            struct spot spot = box3d_project(&surface->space, point);
            uint32_t color = words[(int)spot.y * 300 + (int)spot.x];
            for (int shift = 0; shift <= 16; shift += 8) {
                // A pixel is about a hundredth of the box.
                int least = 255, most = 0;
                for (int k = -8; k <= 8; k++) {
                    int near = channel(colormap_at(map, part + k / 400.0), shift);
                    least = near < least ? near : least;
                    most = near > most ? near : most;
                }
                if (channel(color, shift) < least - 2 || channel(color, shift) > most + 2)
                    fail_msg("seed %d: #%06x at a height of %g, which has #%06x\n%s\n%s", (int)seed,
                             color & 0xFFFFFF, part, colormap_at(map, part), formula.data,
                             panel.data);
            }
        }
        free(words);
        picture_close(&picture);
        text_finish(&formula);
        text_finish(&panel);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps_go_one_way),
        cmocka_unit_test(test_values_go_one_way),
        cmocka_unit_test(test_bands_hold_their_values),
        cmocka_unit_test(test_bars_go_one_way),
        cmocka_unit_test(test_surfaces_show_their_heights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

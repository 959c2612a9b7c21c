// SPDX-License-Identifier: GPL-3.0-or-later
// Colour maps against their publications: tables of 256 entries, and Moreland's formula.
#include "draw/colormap.h"
#include "program.h"

#include <math.h>

static void assert_near(const char *map, double value, const double rgb[3], double most) {
    uint32_t color = colormap_at(colormap_find(map), value);
    for (int i = 0; i < 3; i++) {
        double got = color >> (16 - 8 * i) & 255;
        if (fabs(got - rgb[i]) > most)
            fail_msg("%s at %g: #%06x is more than %g from (%.1f, %.1f, %.1f)", map, value,
                     (unsigned)color, most, rgb[0], rgb[1], rgb[2]);
    }
}

static void test_published_tables(void **state) {
    (void)state;
    FILE *file = fopen(SOURCE_DIR "/tests/reference/colormaps.csv", "r");
    assert_non_null(file);
    char map[32];
    unsigned index, color;
    int count = 0;
    assert_int_equal(fscanf(file, "map,index,color\n"), 0);
    for (; fscanf(file, "%31[a-z],%u,%x\n", map, &index, &color) == 3; count++) {
        double rgb[3] = {color >> 16, color >> 8 & 255, color & 255};
        assert_non_null(colormap_find(map));
        assert_near(map, index / 255.0, rgb, 3);
    }
    assert_true(feof(file));
    assert_int_equal(count, 5 * 256);
    fclose(file);
}

// ---- Moreland, "Diverging Color Maps for Scientific Visualization" (2009): polar CIELAB

static const double white[3] = {0.95047, 1, 1.08883};

static void to_msh(const double rgb[3], double msh[3]) {
    static const double matrix[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                        {0.2126729, 0.7151522, 0.0721750},
                                        {0.0193339, 0.1191920, 0.9503041}};
    double linear[3], part[3];
    for (int i = 0; i < 3; i++) {
        double value = rgb[i] / 255;
        linear[i] = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
    }
    for (int i = 0; i < 3; i++) {
        double value =
            (matrix[i][0] * linear[0] + matrix[i][1] * linear[1] + matrix[i][2] * linear[2]) /
            white[i];
        part[i] = value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116;
    }
    double l = 116 * part[1] - 16, a = 500 * (part[0] - part[1]), b = 200 * (part[1] - part[2]);
    msh[0] = sqrt(l * l + a * a + b * b);
    msh[1] = acos(l / msh[0]);
    msh[2] = atan2(b, a);
}

static void from_msh(const double msh[3], double rgb[3]) {
    static const double matrix[3][3] = {{3.2404542, -1.5371385, -0.4985314},
                                        {-0.9692660, 1.8760108, 0.0415560},
                                        {0.0556434, -0.2040259, 1.0572252}};
    double l = msh[0] * cos(msh[1]), a = msh[0] * sin(msh[1]) * cos(msh[2]),
           b = msh[0] * sin(msh[1]) * sin(msh[2]);
    double part[3] = {0, (l + 16) / 116, 0}, xyz[3];
    part[0] = part[1] + a / 500;
    part[2] = part[1] - b / 200;
    for (int i = 0; i < 3; i++) {
        double cube = pow(part[i], 3);
        xyz[i] = white[i] * (cube > 0.008856 ? cube : (part[i] - 16.0 / 116) / 7.787);
    }
    for (int i = 0; i < 3; i++) {
        double value = matrix[i][0] * xyz[0] + matrix[i][1] * xyz[1] + matrix[i][2] * xyz[2];
        value = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055;
        rgb[i] = 255 * fmin(1, fmax(0, value));
    }
}

// Returns how far the hue of a saturated colour must turn towards the unsaturated middle.
static double turned_hue(const double msh[3], double middle) {
    if (msh[0] >= middle)
        return msh[2];
    double turn = msh[1] * sqrt(middle * middle - msh[0] * msh[0]) / (msh[0] * sin(msh[1]));
    return msh[2] > -M_PI / 3 ? msh[2] + turn : msh[2] - turn;
}

static void test_coolwarm(void **state) {
    (void)state;
    double blue[3], red[3];
    to_msh((const double[]){59, 76, 192}, blue);
    to_msh((const double[]){180, 4, 38}, red);
    double middle = fmax(88, fmax(blue[0], red[0]));
    for (int i = 0; i <= 255; i++) {
        double value = i / 255.0, part = value < 0.5 ? 2 * value : 2 - 2 * value;
        const double *end = value < 0.5 ? blue : red;
        double msh[3] = {end[0] + (middle - end[0]) * part, end[1] * (1 - part),
                         end[2] + (turned_hue(end, middle) - end[2]) * part};
        double rgb[3];
        from_msh(msh, rgb);
        assert_near("coolwarm", value, rgb, 3);
    }
}

static void test_every_map(void **state) {
    (void)state;
    int count = 0;
    for (const struct colormap *map = colormap_table; map->name; map++, count++) {
        assert_ptr_equal(colormap_find(map->name), map);
        size_t length = strlen(map->name);
        assert_int_equal(colormap_at(map, -1), colormap_at(map, 0));
        assert_int_equal(colormap_at(map, 2), colormap_at(map, 1));
        assert_int_equal(colormap_at(map, NAN), colormap_at(map, 1));
        if (length < 2 || strcmp(map->name + length - 2, "_r") != 0)
            continue;
        char *name = strndup(map->name, length - 2);
        for (double value = 0; value <= 1; value += 0.125)
            assert_int_equal(colormap_at(map, value), colormap_at(colormap_find(name), 1 - value));
        free(name);
    }
    assert_int_equal(count, 18);
    assert_null(colormap_find("rainbow"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_tables),
                                       cmocka_unit_test(test_coolwarm),
                                       cmocka_unit_test(test_every_map)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

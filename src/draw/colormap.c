// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/colormap.h"

#include "base/maths.h"
#include "base/name_table.h"

#include <math.h>

uint32_t color_mix(uint32_t color, uint32_t other, double part) {
    uint32_t mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double a = color >> shift & 255, b = other >> shift & 255;
        mixed |= (uint32_t)lround(a + (b - a) * part) << shift;
    }
    return mixed;
}

// The relative luminance of a colour, 0 to 1.
static double luminance(uint32_t color) {
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = (color >> (16 - 8 * i) & 255) / 255.0;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : m_pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double color_contrast(uint32_t a, uint32_t b) {
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

uint32_t colormap_at(const struct colormap *map, double value) {
    value = isnan(value) ? 1 : value;
    value = map->is_reversed ? 1 - value : value;
    if (value >= 1)
        return map->knots[map->count - 1];
    if (value <= 0)
        return map->knots[0];
    double at = value * (double)(map->count - 1);
    size_t knot = (size_t)at;
    return color_mix(map->knots[knot], map->knots[knot + 1], at - (double)knot);
}

// The four maps of Smith, van der Walt and Firing (2015, CC0), sampled from the published tables.
// Interpolated values are within 3/255 of those.
static const uint32_t viridis_knots[] = {
    0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453781, 0x424086, 0x3E4989, 0x3B528B,
    0x375B8D, 0x33638D, 0x2F6B8E, 0x2C728E, 0x297A8E, 0x26828E, 0x23898E, 0x21918C, 0x1F978B,
    0x1F9F88, 0x21A685, 0x27AD81, 0x31B57B, 0x3DBC74, 0x4CC26C, 0x5CC863, 0x6ECE58, 0x81D34D,
    0x95D840, 0xAADC32, 0xC0DF25, 0xD5E21A, 0xEAE51A, 0xFDE725,
};

static const uint32_t plasma_knots[] = {
    0x0D0887, 0x220690, 0x310596, 0x3F049C, 0x4C02A1, 0x5901A5, 0x6600A7, 0x7201A8, 0x7E03A8,
    0x8909A6, 0x9511A2, 0x9F1A9C, 0xA92396, 0xB22C8E, 0xBB3587, 0xC33E80, 0xCB4778, 0xD25071,
    0xD9596A, 0xE06263, 0xE66C5C, 0xEB7555, 0xF07F4F, 0xF48A48, 0xF89441, 0xFB9F3A, 0xFDAB33,
    0xFEB72D, 0xFDC328, 0xFCD025, 0xF9DD25, 0xF5EB27, 0xF0F921,
};

static const uint32_t magma_knots[] = {
    0x000004, 0x030311, 0x0A0822, 0x130D33, 0x1D1146, 0x28115A, 0x36106A, 0x430F76, 0x50127C,
    0x5D177F, 0x691C81, 0x762181, 0x822681, 0x8F2A81, 0x9C2E7F, 0xA9327D, 0xB63779, 0xC33B75,
    0xCF4170, 0xDB486A, 0xE65163, 0xEE5C5E, 0xF5695C, 0xF9785D, 0xFB8761, 0xFD9668, 0xFEA571,
    0xFEB47B, 0xFEC387, 0xFED194, 0xFDE0A2, 0xFCEEB0, 0xFCFDBF,
};

static const uint32_t inferno_knots[] = {
    0x000004, 0x040312, 0x0B0724, 0x150B37, 0x210C4A, 0x2E0A5A, 0x3C0965, 0x4A0C6B, 0x57106D,
    0x63146E, 0x70196E, 0x7D1E6D, 0x89226A, 0x962766, 0xA32B61, 0xAF315C, 0xBB3755, 0xC63E4D,
    0xD14644, 0xDB4F3B, 0xE35932, 0xEB6528, 0xF1711E, 0xF67F14, 0xF98D0A, 0xFB9C06, 0xFCAB0F,
    0xFBBA1F, 0xF9CA32, 0xF5D949, 0xF2E865, 0xF3F586, 0xFCFFA4,
};

// Nunez, Anderton, Renslow, PLOS ONE 13 (2018); interpolated values are within 2/255.
static const uint32_t cividis_knots[] = {
    0x00224E, 0x002554, 0x00285B, 0x002B62, 0x002E6A, 0x003070, 0x043371, 0x113570, 0x1A386F,
    0x213B6E, 0x273E6E, 0x2D416D, 0x32436D, 0x36466C, 0x3B496C, 0x3F4C6C, 0x434E6C, 0x47516C,
    0x4B546C, 0x4F576C, 0x52596D, 0x565C6D, 0x5A5F6E, 0x5D626E, 0x61656F, 0x646770, 0x686A71,
    0x6B6D72, 0x6F7073, 0x727374, 0x757676, 0x797877, 0x7C7B78, 0x807E78, 0x848179, 0x878478,
    0x8B8778, 0x8F8A78, 0x938D78, 0x979077, 0x9B9376, 0x9F9676, 0xA39A75, 0xA79D74, 0xABA072,
    0xAFA371, 0xB3A670, 0xB7AA6E, 0xBBAD6C, 0xBFB06B, 0xC3B469, 0xC8B766, 0xCCBA64, 0xD0BE61,
    0xD4C15F, 0xD9C55C, 0xDDC958, 0xE1CC55, 0xE6D051, 0xEAD44C, 0xEFD748, 0xF4DB42, 0xF8DF3C,
    0xFDE334, 0xFEE838,
};

// Moreland, "Diverging Color Maps for Scientific Visualization" (2009): interpolation between two
// colours in polar Lab; the knots reproduce it within 3/255.
static const uint32_t coolwarm_knots[] = {
    0x3B4CC0, 0x4053C6, 0x445ACC, 0x4961D2, 0x4E68D7, 0x536EDC, 0x5875E1, 0x5D7BE6, 0x6282EA,
    0x6788EE, 0x6C8EF1, 0x7294F4, 0x779AF7, 0x7DA0F9, 0x82A5FB, 0x88ABFD, 0x8DB0FE, 0x93B4FF,
    0x98B9FF, 0x9EBDFF, 0xA3C2FF, 0xA8C6FE, 0xAEC9FD, 0xB3CCFB, 0xB8D0F9, 0xBDD2F7, 0xC2D5F4,
    0xC7D7F1, 0xCCD9EE, 0xD0DAEA, 0xD5DBE6, 0xD9DCE1, 0xDDDDDD, 0xE1DBD7, 0xE5D8D1, 0xE9D6CB,
    0xECD3C6, 0xEED0BF, 0xF1CCB9, 0xF3C8B3, 0xF5C4AD, 0xF6C0A7, 0xF7BBA0, 0xF7B69A, 0xF7B194,
    0xF7AC8D, 0xF7A687, 0xF6A081, 0xF49A7B, 0xF39375, 0xF18D6F, 0xEE8669, 0xEC7F63, 0xE9785D,
    0xE57057, 0xE26852, 0xDE614C, 0xD95847, 0xD55042, 0xD0473D, 0xCB3E38, 0xC63333, 0xC0282F,
    0xBA1A2A, 0xB40426,
};

// Water at night, for the theme dark: five colours, interpolated in Oklab (Ottosson 2020), which
// these knots reproduce within 1/255. Low values have the most colour.
static const uint32_t water_knots[] = {
    0x2A8F90, 0x288A8C, 0x268489, 0x237F85, 0x217A82, 0x1F757E, 0x1D6F7B, 0x1B6A77, 0x1A6674,
    0x1A6272, 0x195F6F, 0x185B6C, 0x18576A, 0x175367, 0x164F64, 0x164C62, 0x15485F, 0x15455D,
    0x14435A, 0x144058, 0x133D56, 0x133A53, 0x123851, 0x12354F, 0x11334C, 0x11304A, 0x112D46,
    0x102A43, 0x10273F, 0x10243B, 0x0F2138, 0x0F1E34, 0x0E1B31,
};

// Water in daylight, for the theme light, made likewise of four colours; within 2/255.
static const uint32_t mist_knots[] = {
    0x86A6CB, 0x8AA9CD, 0x8EACCF, 0x93AFD0, 0x97B2D2, 0x9BB6D4, 0xA0B9D6, 0xA4BCD7, 0xA8BFD9,
    0xACC2DB, 0xB0C5DD, 0xB4C7DE, 0xB7CADF, 0xBACCE1, 0xBECFE2, 0xC1D1E3, 0xC5D4E5, 0xC8D6E6,
    0xCBD9E7, 0xCFDBE9, 0xD2DEEA, 0xD5E0EB, 0xD8E2EC, 0xDAE4ED, 0xDCE5EE, 0xDFE7EE, 0xE1E8EF,
    0xE3EAF0, 0xE6ECF1, 0xE8EDF2, 0xEAEFF2, 0xEDF0F3, 0xEFF2F4,
};

static const uint32_t grey_knots[] = {0x000000, 0xFFFFFF};

// A map and its reverse.
#define MAP(name_, array, help_)                                                                   \
    {.name = name_, .help = help_, .knots = array, .count = sizeof array / sizeof array[0]}, {     \
        .name = name_ "_r", .help = name_ " reversed", .knots = array,                             \
        .count = sizeof array / sizeof array[0], .is_reversed = true                               \
    }

const struct colormap colormap_table[] = {
    MAP("viridis", viridis_knots, "dark blue to yellow, even in lightness"),
    MAP("plasma", plasma_knots, "blue over magenta to yellow"),
    MAP("magma", magma_knots, "black over purple to cream"),
    MAP("inferno", inferno_knots, "black over red to pale yellow"),
    MAP("cividis", cividis_knots, "blue to yellow, made for the colour-blind"),
    MAP("coolwarm", coolwarm_knots, "blue over grey to red, for values around a middle"),
    MAP("water", water_knots, "sea green over blue to night, for dark pictures"),
    MAP("mist", mist_knots, "grey blue to almost white, for light pictures"),
    MAP("grey", grey_knots, "black to white"),
    {0},
};

const struct colormap *colormap_find(const char *name) {
    const struct colormap *map = NAME_FIND(colormap_table, name);
    return map->name ? map : NULL;
}

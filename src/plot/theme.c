// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in themes. Text has a contrast of at least 7:1 to its background (WCAG 2), and lines of
// the cycle at least 3:1, except light ones on white that would, if darker, look like others to the
// colour-blind.
#include "plot/theme.h"

#include "draw/marker.h"

#include <math.h>

// For the rounds of a cycle: who has the colour of another has not its dash and marker.
#define DASHES                                                                                     \
    {                                                                                              \
        {0}, {5, 2.5}, {1.5, 2.5}, {8, 2.5, 1.5, 2.5}, {10, 3}, {3, 1.5}, {                        \
            8, 2, 1.5, 2                                                                           \
        }                                                                                          \
    }
#define MARKERS                                                                                    \
    {                                                                                              \
        MARKER_CIRCLE, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND, MARKER_TRIANGLE_DOWN,       \
            MARKER_PENTAGON, MARKER_STAR                                                           \
    }

// Okabe and Ito, "Color Universal Design" (2008).
enum {
    ORANGE = 0xE69F00,
    SKY_BLUE = 0x56B4E9,
    BLUISH_GREEN = 0x009E73,
    BLUE = 0x0072B2,
    VERMILLION = 0xD55E00,
    REDDISH_PURPLE = 0xCC79A7,
};

// The cycle is that published as "Tableau 10" (2014), which most plots use, but for the green: that
// of the publication, 0x2CA02C, looks like its neighbour's orange to who lacks red cones.
static const struct theme post = {
    .name = "post",
    .help = "as the pictures of the post \"Optimizers Visualisation\"",
    .background = 0xFFFFFF,
    .text = 0x1A1A1A,
    .muted_text = 0x333333,
    .spine = 0x4D4D4D,
    .plot = 0xFFFFFF,
    .plot_grid = 0xFFFFFF,
    .grid = 0xC8C8CE,
    .wall = 0xF5F5F7,
    .wall_edge = 0xB4B4BA,
    .legend_edge = 0xD0D0D0,
    .cycle = {0x1F77B4, 0xFF7F0E, 0x259E5D, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x7F7F7F,
              0xBCBD22, 0x17BECF},
    .cycle_count = 10,
    .classes = {0x4C8BC0, 0xF0984A, 0x5AAE6F, 0xA57FCB, 0xC9A83D, 0x46ABA8, 0xD981B0, 0x8C8C8C},
    .class_count = 8,
    .dashes = DASHES,
    .dash_count = 7,
    .markers = MARKERS,
    .marker_count = 7,
    .dashes_by = BY_CYCLE,
    .points = 0xFFA500,
    .model = 0x1F77B4,
    .w0 = 0x1F77B4,
    .w1 = 0xFF7F0E,
    .loss = 0xD62728,
    .path = 0xE0161B,
    .target = 0xD62728,
    .path_alpha = 0.95,
    .hidden_alpha = 0.35,
    .casing = 0xFFFFFF,
    .casing_width = 0.8,
    .casing_alpha = 0.6,
    .start_radius = 2.625,
    .contour_dots = true,
    .step_radius = 2,
    .step_gap = 9,
    .map = "viridis",
    .contour_fade = 0.5,
    .typeface = TYPEFACE_DEJAVU,
    .most_ticks = 11,
    .suptitle_size = 15.5,
    .subtitle_size = 10.5,
    .title_size = 11.5,
    .label_size = 8.5,
    .tick_size = 8,
    .name_size = 8.5,
    .spine_width = 0.8,
    .grid_width = 0.7,
    .line_width = 1.5,
    .path_width = 1.4,
    .dot_radius = 2.1,
    .azimuth = 70,
    .light = {0.62, 0.45, 0.06},
};

// Any two of the cycle are 10.9 apart by CIEDE2000, and neighbours 15, to normal eyes and to who
// lacks one kind of cones.
static const struct theme light = {
    .name = "light",
    .help = "for pages: a pale landscape under saturated paths; safe for the colour-blind",
    .background = 0xFDFCF9,
    .text = 0x1A2230,
    .muted_text = 0x4D5867,
    .spine = 0xA9B2BE,
    .plot = 0xFDFCF9,
    .plot_grid = 0xE7E8E8,
    .frame = FRAME_NONE,
    .grid_lines = GRID_LEVEL,
    .legend = THEME_DIRECT,
    .grid = 0xE7E8E8,
    .wall = 0xFDFCF9,
    .wall_edge = 0xC3CAD3,
    .legend_edge = 0xE7E8E8,
    .cycle = {0xC74D10, 0x075AA2, 0x058D61, 0xA61D6B, 0xCA8C00, 0x1B2733},
    .cycle_count = 6,
    .classes = {0x5B8DBF, 0xE08D6D, 0x7FB077, 0xA98BC9, 0xD1B05A, 0x58AEB0, 0xD287AE, 0x8E97A3},
    .class_count = 8,
    .dashes = DASHES,
    .dash_count = 7,
    .markers = MARKERS,
    .marker_count = 7,
    .dashes_by = BY_CYCLE,
    .points = 0x8C9AAB,
    .model = 0xC74D10,
    .w0 = 0x075AA2,
    .w1 = 0x058D61,
    .loss = 0xA61D6B,
    .path = 0xC74D10,
    .target = 0x1A2230,
    .path_alpha = 1,
    .hidden_alpha = 0.38,
    .casing = 0xFFFFFF,
    .has_casing = true,
    .casing_width = 1.1,
    .casing_alpha = 0.85,
    .start_radius = 2.9,
    .surface_starts = true,
    .target_mark = TARGET_RING,
    .step_radius = 1.55,
    .step_white = 0.45,
    .step_gap = 8,
    .map = "mist",
    .lit_line = 0xFFFFFF,
    .shade_line = 0x4A6A8C,
    .lit_alpha = 0.95,
    .shade_alpha = 0.5,
    .level_text = 0x4A6280,
    .numbers = true,
    .typeface = TYPEFACE_INTER,
    .title = TITLE_LEFT,
    .symbols = true,
    .letter_contrast = 4.5,
    .most_ticks = 5,
    .suptitle_size = 17,
    .subtitle_size = 12.5,
    .title_size = 12.5,
    .label_size = 12,
    .tick_size = 11.5,
    .name_size = 12.5,
    .least_size = 11,
    .spine_width = 0.8,
    .grid_width = 0.8,
    .line_width = 1.8,
    .path_width = 1.6,
    .dot_radius = 2.05,
    .azimuth = NAN,
    .box = BOX_POSTS,
    .shading = SHADING_LIT,
    .light = {0.87, 0.19, 0.05},
    .level_line = 0xFFFFFF,
    .level_line_alpha = 0.75,
    .sheet_edge = 0x9FB2C7,
    .sheet_edge_alpha = 1,
};

// As light; any two of the cycle are 11 apart.
static const struct theme dark = {
    .name = "dark",
    .help = "for films: a deep landscape under glowing paths; safe for the colour-blind",
    .background = 0x0A0F1C,
    .text = 0xEEF2F7,
    .muted_text = 0x93A1B5,
    .spine = 0x46546A,
    .plot = 0x0A0F1C,
    .plot_grid = 0x1B2536,
    .frame = FRAME_NONE,
    .grid_lines = GRID_LEVEL,
    .legend = THEME_DIRECT,
    .grid = 0x1B2536,
    .wall = 0x0A0F1C,
    .wall_edge = 0x2C394E,
    .legend_edge = 0x1B2536,
    .cycle = {0xFFD56D, 0x95C9E7, 0xFD8572, 0x7EFABF, 0xB499FF, 0xFCFAF7},
    .cycle_count = 6,
    .classes = {0x4E9BD1, 0xE2768F, 0x74B874, 0xA68BDD, 0xD3B257, 0x4FB6B2, 0xE39A63, 0x97A3B4},
    .class_count = 8,
    .dashes = DASHES,
    .dash_count = 7,
    .markers = MARKERS,
    .marker_count = 7,
    .dashes_by = BY_CYCLE,
    .points = 0x8494AB,
    .model = 0xFFD56D,
    .w0 = 0x95C9E7,
    .w1 = 0x7EFABF,
    .loss = 0xFD8572,
    .path = 0xFFD56D,
    .target = 0xEEF2F7,
    .path_alpha = 1,
    .hidden_alpha = 0.38,
    .casing = 0x070B14,
    .has_casing = true,
    .casing_width = 1.2,
    .casing_alpha = 0.6,
    .ghost_width = 0.75,
    .ghost_alpha = 0.9, // less, and the colours are no longer told apart on the landscape
    .glow = 1,
    .head_core = 0.42,
    .start_radius = 2.7,
    .surface_starts = true,
    .target_mark = TARGET_RING,
    .step_radius = 1.55,
    .step_white = 0.45,
    .step_gap = 8,
    .map = "water",
    .lit_line = 0x7FD6CF,
    .shade_line = 0x04070F,
    .lit_alpha = 0.42,
    .shade_alpha = 0.5,
    .level_text = 0x8FB9C0,
    .numbers = true,
    .typeface = TYPEFACE_INTER,
    .title = TITLE_LEFT,
    .symbols = true,
    .letter_contrast = 4.5,
    .most_ticks = 5,
    .suptitle_size = 17,
    .subtitle_size = 12.5,
    .title_size = 12.5,
    .label_size = 12,
    .tick_size = 11.5,
    .name_size = 12.5,
    .least_size = 11,
    .spine_width = 0.8,
    .grid_width = 0.8,
    .line_width = 1.8,
    .path_width = 1.7,
    .dot_radius = 2.05,
    .azimuth = NAN,
    .box = BOX_POSTS,
    .shading = SHADING_LIT,
    .light = {0.8, 0.62, 0.1},
    .level_line = 0x7FD6CF,
    .level_line_alpha = 0.42,
};

// Seven colours, eight dashes and seven markers in turn: only the 57th is again as the first.
static const struct theme paper = {
    .name = "paper",
    .help = "for print, also in grey: lines distinguished by dashes and marks",
    .background = 0xFFFFFF,
    .text = 0x000000,
    .muted_text = 0x000000,
    .spine = 0x000000,
    .plot = 0xFFFFFF,
    .plot_grid = 0xFFFFFF,
    .frame = FRAME_BOX,
    .legend = THEME_DIRECT,
    .grid = 0xD0D0D0,
    .wall = 0xFFFFFF,
    .wall_edge = 0x808080,
    .legend_edge = 0x808080,
    .cycle = {0x000000, VERMILLION, BLUE, BLUISH_GREEN, REDDISH_PURPLE, ORANGE, SKY_BLUE},
    .cycle_count = 7,
    .classes = {0x4F7CAC, 0xE6A96B, 0x6FA287, 0xA58BB5, 0xC9B458, 0x74B6C4, 0xC98AA4, 0x909090},
    .class_count = 8,
    .dashes = {{0},
               {5, 2},
               {1.2, 1.8},
               {6, 2, 1.2, 2},
               {9, 2.5},
               {2.5, 1.5},
               {9, 2, 3, 2},
               {3, 1.5, 1.2, 1.5}},
    .dash_count = 8,
    .markers = {MARKER_CIRCLE, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND, MARKER_TRIANGLE_DOWN,
                MARKER_PENTAGON, MARKER_STAR, MARKER_PLUS},
    .marker_count = 8,
    .points = 0x8C8C8C,
    .model = 0x000000,
    .w0 = 0x000000,
    .w1 = BLUE,
    .loss = VERMILLION,
    .path = 0x000000,
    .target = 0x000000,
    .path_alpha = 0.9,
    .hidden_alpha = 0.3,
    .casing = 0xFFFFFF,
    .casing_width = 0.8,
    .casing_alpha = 0.6,
    .start_radius = 2.125,
    .contour_dots = true,
    .step_radius = 1.7,
    .step_gap = 5,
    .map = "grey_r",
    .lit_line = 0xFFFFFF,
    .shade_line = 0x000000,
    .lit_alpha = 0.95,
    .shade_alpha = 0.6,
    .level_text = 0x000000,
    .numbers = true,
    .contour_fade = 0.72,
    .surface_fade = 0.4,
    .typeface = TYPEFACE_DEJAVU,
    .letter_contrast = 4.5,
    .symbols = true,
    .most_ticks = 11,
    .suptitle_size = 13,
    .subtitle_size = 10,
    .title_size = 10.5,
    .label_size = 9,
    .tick_size = 8.5,
    .name_size = 9,
    .spine_width = 0.6,
    .grid_width = 0.4,
    .line_width = 1,
    .path_width = 0.9,
    .dot_radius = 1.7,
    .azimuth = NAN,
    .light = {0.75, 0.3, 0},
    .level_line = 0x000000,
    .level_line_alpha = 0.6,
};

const struct theme *const theme_table[] = {&post, &light, &dark, &paper, NULL};

uint32_t theme_letters(const struct theme *theme, uint32_t color) {
    uint32_t mixed = color;
    for (int part = 1;
         part <= 50 && color_contrast(mixed, theme->background) < theme->letter_contrast; part++)
        mixed = color_mix(color, theme->text, part / 50.0);
    return mixed;
}

uint32_t theme_casing(const struct theme *theme) {
    return theme->has_casing ? theme->casing : theme->background;
}

void theme_fit(struct theme *theme, double points, double unit) {
    static const double text = 9, path = 1.5, casing = 1, ghost = 0.7, dot = 1.75; // pixels
    if (theme->least_size <= 0)
        return;
    theme->least_size = fmax(points, text / unit);
    double *sizes[] = {&theme->suptitle_size, &theme->subtitle_size, &theme->title_size,
                       &theme->label_size, &theme->tick_size};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        *sizes[i] = fmax(*sizes[i], theme->least_size);
    theme->path_width = fmax(theme->path_width, path / unit);
    theme->line_width = fmax(theme->line_width, path / unit);
    theme->dot_radius = fmax(theme->dot_radius, dot / unit);
    if (theme->casing_width > 0)
        theme->casing_width = fmax(theme->casing_width, casing / unit);
    if (theme->ghost_width > 0)
        theme->ghost_width = fmax(theme->ghost_width, ghost / unit);
}

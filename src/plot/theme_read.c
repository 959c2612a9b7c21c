// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a theme from a scene or from a file of its own.
#include "base/source.h"
#include "draw/marker.h"
#include "draw/text/font_files.h"
#include "plot/colormap_read.h"
#include "plot/theme.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXTENDS_MAX = 16 };

static bool is_transparent(const struct node *node) {
    return node->kind == NODE_STRING && strcmp(node->text, "transparent") == 0;
}

static bool read_outside(const struct node *node, void *field, struct error *error) {
    (void)field; // it can be nothing else
    return is_transparent(node) || node_expected(node, "transparent", error);
}

static const struct setting background_settings[] = {
    {"outside", SETTING_CUSTOM, .read = read_outside, .given = offsetof(struct theme, has_panes),
     .form = "transparent", .help = "plots keep the background, the rest of the picture has none"},
    {0},
};

bool theme_read_background(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    theme->has_panes = false;
    if (node->kind == NODE_MAP &&
        !settings_read(background_settings, theme, node, "background", error))
        return false;
    theme->is_transparent = theme->has_panes || is_transparent(node);
    if (theme->is_transparent)
        return true;
    if (node->kind == NODE_MAP)
        return node_expected(node, "{outside: transparent}", error);
    if (node->kind == NODE_STRING && node->text[0] != '#')
        return node_expected_color(node, "a color as \"#rrggbb\" in quotes, or transparent", error);
    return node_color(node, &theme->background, error);
}

// A theme has the name alone, so that its table and --list show it.
static bool read_map(const struct node *node, void *field, struct error *error) {
    const struct colormap *map;
    if (!colormap_read(node, &map, error))
        return false;
    *(const char **)field = map->name;
    return true;
}

// Checks that a node is a list of at most THEME_CYCLE_MAX items.
static bool check_list(const struct node *node, const char *what, struct error *error) {
    if (node->kind != NODE_LIST)
        return node_expected(node, what, error);
    return node->count <= THEME_CYCLE_MAX || error_at(error, node->items[THEME_CYCLE_MAX]->place,
                                                      "more than %d in the list", THEME_CYCLE_MAX);
}

static bool read_colors(const struct node *node, uint32_t colors[THEME_CYCLE_MAX], size_t *count,
                        struct error *error) {
    if (!check_list(node, "a list of colors, such as [\"#0072b2\", \"#d55e00\"]", error))
        return false;
    if (node->count == 0)
        return error_at(error, node->place, "the list of colors is empty");
    for (size_t i = 0; i < node->count; i++)
        if (!node_color(node->items[i], &colors[i], error))
            return false;
    *count = node->count;
    return true;
}

static bool read_cycle(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    return read_colors(node, theme->cycle, &theme->cycle_count, error);
}

static bool read_classes(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    return read_colors(node, theme->classes, &theme->class_count, error);
}

static bool read_dashes(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    if (!check_list(node, "a list of dashes, such as [[], [5, 2]]", error))
        return false;
    for (size_t i = 0; i < node->count; i++) {
        const struct node *dash = node->items[i];
        double *lengths = theme->dashes[i];
        if (dash->kind != NODE_LIST || dash->count % 2 == 1 || dash->count > THEME_DASH_MAX)
            return node_expected(dash, "a dash: [], [on, off] or [on, off, on, off]", error);
        memset(lengths, 0, sizeof theme->dashes[i]);
        for (size_t k = 0; k < dash->count; k++) {
            if (!node_number(dash->items[k], &lengths[k], error))
                return false;
            if (!(lengths[k] >= 0.1 && lengths[k] <= 100))
                return error_at(error, dash->items[k]->place,
                                "a part of a dash must be from 0.1 to 100 points, not %s",
                                dash->items[k]->text);
        }
    }
    theme->dash_count = node->count;
    return true;
}

static bool read_markers(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    if (!check_list(node, "a list of markers, such as [circle, square]", error))
        return false;
    for (size_t i = 0; i < node->count; i++) {
        size_t marker;
        if (!node_named(node->items[i], (struct name_table)NAME_ROWS(marker_names), "marker",
                        &marker, error))
            return false;
        theme->markers[i] = (int)marker;
    }
    theme->marker_count = node->count;
    return true;
}

static bool read_azimuth(const struct node *node, void *field, struct error *error) {
    struct theme *theme = field;
    theme->azimuth = NAN;
    if (node->kind == NODE_STRING && strcmp(node->text, "auto") == 0)
        return true;
    if (node->kind != NODE_NUMBER)
        return node_expected(node, "degrees or auto", error);
    return node_number(node, &theme->azimuth, error);
}

static bool is_file(const char *name) {
    size_t length = strlen(name), ending = strlen(".theme");
    return length > ending && strcmp(name + length - ending, ".theme") == 0;
}

static bool find_theme(struct theme *theme, const struct node *node, struct error *error) {
    size_t index;
    if (!node_named(node, (struct name_table)NAME_POINTERS(theme_table), "theme", &index, error))
        return false;
    *theme = *theme_table[index];
    return true;
}

// `depth` counts the themes that extend this one, to stop cycles.
static bool read_theme(struct theme *theme, const struct node *node, struct document *document,
                       int depth, struct error *error) {
    const char *name;
    if (depth == EXTENDS_MAX)
        return error_at(error, node->place, "more than %d themes extend each other", EXTENDS_MAX);
    if (node->kind != NODE_MAP) {
        if (!node_string(node, &name, error))
            return false;
        if (!is_file(name))
            return find_theme(theme, node, error);
        char *path = source_beside(node->place, name);
        const struct node *root = document_read_alone(document, path, node->place, error);
        free(path);
        if (root && root->kind != NODE_MAP)
            return node_expected(root, "a theme as a map of settings", error);
        return root && read_theme(theme, root, document, depth + 1, error);
    }
    const struct node *base = node_get(node, "extends");
    if (base && !read_theme(theme, base, document, depth + 1, error))
        return false;
    bool good = true;
    // A list of one's own is of optimizers, whatever the lists of the theme that it modifies are.
    if (node_get(node, "dashes") || node_get(node, "markers"))
        theme->dashes_by = BY_OPTIMIZER;
    for (size_t i = 0; i < node->count; i++) {
        struct error own = error_part(error);
        const struct setting *row = settings_find(theme_settings, node->keys[i]->text);
        if (!row)
            settings_unknown(theme_settings, NULL, node->keys[i], "a theme", &own);
        else if (node->items[i] != base)
            settings_read_one(row, theme, node->items[i], &own);
        good = error_collect(error, &own) && good;
    }
    return good;
}

bool theme_read(struct theme *theme, const struct node *node, struct document *document,
                struct error *error) {
    *theme = *theme_table[0];
    return !node || read_theme(theme, node, document, 0, error);
}

// For `extends`, which is read before the other settings.
static bool skip(const struct node *node, void *field, struct error *error) {
    (void)node, (void)field, (void)error;
    return true;
}

#define COLOR(member) SETTING(theme, member), .type = SETTING_COLOR
#define PART(member) SETTING(theme, member), .type = SETTING_NUMBER, .min = 0, .max = 1
#define SIZE(member) SETTING(theme, member), .type = SETTING_NUMBER, .min = 1, .max = 100
#define LENGTH_OR_0(member) SETTING(theme, member), .type = SETTING_NUMBER, .min = 0, .max = 50
#define LENGTH(member)                                                                             \
    SETTING(theme, member), .type = SETTING_NUMBER, .max = 50, .bounds = BOUNDS_ABOVE_MIN
#define LIGHT(member)                                                                              \
    .name = #member, .offset = offsetof(struct theme, light.member), .type = SETTING_NUMBER,       \
    .min = 0, .max = 1
// Readers that fill several members receive the whole theme.
#define WHOLE(name_, read_) .name = name_, .type = SETTING_CUSTOM, .read = read_

static const char *const boxes[] = {[BOX_WALLS] = "walls", [BOX_POSTS] = "posts", NULL};
static const char *const shadings[] = {
    [SHADING_SMOOTH] = "smooth", [SHADING_FLAT] = "flat", [SHADING_LIT] = "lit", NULL};
static const char *const frames[] = {
    [FRAME_BOX] = "box", [FRAME_CORNER] = "corner", [FRAME_NONE] = "none", NULL};
static const char *const grids[] = {[GRID_BOTH] = "both", [GRID_LEVEL] = "level", NULL};
static const char *const turns[] = {[BY_OPTIMIZER] = "optimizer", [BY_CYCLE] = "cycle", NULL};
static const char *const titles[] = {[TITLE_CENTRE] = "centre", [TITLE_LEFT] = "left", NULL};
static const char *const targets[] = {[TARGET_CROSS] = "cross", [TARGET_RING] = "ring", NULL};

static const char *const legends[] = {[THEME_BOX] = "box", [THEME_DIRECT] = "direct", NULL};

const struct setting theme_settings[] = {
    {WHOLE("extends", skip), .schema = SCHEMA_OF("theme_name"), .form = "a theme",
     .help = "the theme that this one modifies"},
    {WHOLE("background", theme_read_background), .schema = SCHEMA_OF("background"),
     .form = "\"#rrggbb\", transparent or {outside: transparent}",
     .help = "background of the picture, and color of rims unless casing gives it"},
    {COLOR(text), .help = "titles and legends"},
    {COLOR(muted_text), .help = "numbers and labels of axes"},
    {COLOR(spine), .help = "lines of axes and their ticks"},
    {COLOR(plot), .help = "background of plots in the plane"},
    {COLOR(plot_grid), .help = "grid of plots in the plane; the color of `plot`: none"},
    {SETTING(theme, frame), .type = SETTING_CHOICE, .choices = frames,
     .help = "lines around plots in the plane"},
    {SETTING(theme, grid_lines), .type = SETTING_CHOICE, .choices = grids,
     .help = "lines of the grid of plots in the plane: both ways, or level ones"},
    {SETTING(theme, legend), .type = SETTING_CHOICE, .choices = legends,
     .help = "what `legend: auto` is: a box, or names at the heads"},
    {COLOR(grid), .help = "grid on the walls of a surface"},
    {COLOR(wall), .help = "walls of a surface"},
    {COLOR(wall_edge), .help = "edges of the walls"},
    {COLOR(legend_edge), .help = "border of legends"},
    {WHOLE("cycle", read_cycle), .form = "list of colors",
     .help = "colors of optimizers and series, in turn"},
    {WHOLE("classes", read_classes), .form = "list of colors",
     .help = "colors of the classes of data, in turn"},
    {WHOLE("dashes", read_dashes), .form = "list of [] or [on, off]",
     .help = "dash patterns of optimizers, in turn; none: solid"},
    {WHOLE("markers", read_markers), .form = "of circle, square, triangle, ...",
     .help = "markers of optimizers, in turn; none: circles"},
    {SETTING(theme, dashes_by), .type = SETTING_CHOICE, .choices = turns,
     .help = "who has the next dash and marker: each optimizer, or each round of the cycle"},
    {COLOR(points), .help = "points of the data"},
    {COLOR(model), .help = "the line fitted by a single optimizer"},
    {COLOR(w0), .help = "curve of w0, of a single optimizer"},
    {COLOR(w1), .help = "curve of w1, of a single optimizer"},
    {COLOR(loss), .help = "curve of the loss, of a single optimizer"},
    {COLOR(path), .help = "path of a single optimizer"},
    {COLOR(target), .help = "cross at a target"},
    {PART(path_alpha), .help = "opacity of a single optimizer's path on a surface"},
    {PART(hidden_alpha), .help = "opacity of what a surface hides"},
    {COLOR(casing), .given = offsetof(struct theme, has_casing),
     .help = "rim of paths and marks; default: the background"},
    {LENGTH_OR_0(casing_width), .help = "width of the rim of a path, on each side"},
    {PART(casing_alpha), .help = "opacity of the rim of a path"},
    {LENGTH_OR_0(ghost_width), .help = "width of a path behind its newest part; 0: all is alike"},
    {PART(ghost_alpha), .help = "opacity of a path behind its newest part"},
    {PART(glow), .help = "strength of the light around the newest part of a path"},
    {PART(head_core), .help = "light middle of a head, as a part of its radius"},
    {LENGTH(start_radius), .help = "radius of the ring where a path starts"},
    {SETTING(theme, surface_starts), .type = SETTING_BOOL,
     .help = "rings where paths start on surfaces, too"},
    {SETTING(theme, target_mark), .type = SETTING_CHOICE, .choices = targets,
     .help = "mark of a target"},
    {SETTING(theme, contour_dots), .type = SETTING_BOOL,
     .help = "dots at the steps of paths on contours, where they have room"},
    {LENGTH(step_radius), .help = "radius of the dots of a path on a surface"},
    {PART(step_white), .help = "part of white mixed into these dots"},
    {LENGTH_OR_0(step_gap), .help = "least distance of these dots"},
    {SETTING(theme, map), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("map"), .read = read_map,
     .form = "name of a map", .help = "colors of the loss; see --list maps"},
    {COLOR(lit_line), .help = "level lines where the slope faces the light, at the upper left"},
    {COLOR(shade_line), .help = "level lines where the slope turns away from the light"},
    {PART(lit_alpha), .help = "opacity of lit level lines; both 0: lines in the colors of the map"},
    {PART(shade_alpha), .help = "opacity of shaded level lines"},
    {COLOR(level_text), .help = "numbers on lit and shaded level lines"},
    {SETTING(theme, numbers), .type = SETTING_BOOL,
     .help = "level lines have numbers, unless the panel says otherwise"},
    {PART(contour_fade), .help = "part of the background mixed into filled contours"},
    {PART(surface_fade), .help = "part of the background mixed into surfaces"},
    {SETTING(theme, typeface), .type = SETTING_CHOICE, .choices = typeface_names,
     .help = "letters and formulas: dejavu, or inter with STIX Two Math"},
    {SETTING(theme, title), .type = SETTING_CHOICE, .choices = titles,
     .help = "where the picture's title stands"},
    {SETTING(theme, most_ticks), .type = SETTING_INTEGER, .min = 2, .max = 11,
     .help = "most numbers on an axis"},
    {SETTING(theme, symbols), .type = SETTING_BOOL,
     .help = "weights are named by formulas, beside the numbers of their axes"},
    {SIZE(suptitle_size), .help = "size of the picture's title"},
    {SIZE(subtitle_size), .help = "size of the line below it, and of the counter"},
    {SIZE(title_size), .help = "size of a panel's title"},
    {SIZE(label_size), .help = "size of labels"},
    {SIZE(name_size), .help = "size of names at heads and ends of curves"},
    {SIZE(tick_size), .help = "size of numbers and legends"},
    {SETTING(theme, letter_contrast), .type = SETTING_NUMBER, .min = 0, .max = 21,
     .help = "least contrast of letters in the color of a line (WCAG 2)"},
    {SETTING(theme, least_size), .type = SETTING_NUMBER, .min = 0, .max = 100,
     .help = "no text is smaller; 0: texts shrink where room lacks"},
    {SETTING(theme, fonts), .type = SETTING_CUSTOM, .schema = SCHEMA_LIST(SCHEMA_TEXT),
     .read = font_files_keep, .form = "list of font files",
     .help = "fallback fonts for characters that the program's font lacks"},
    {LENGTH(spine_width), .help = "width of axis lines"},
    {LENGTH(grid_width), .help = "width of grid lines"},
    {LENGTH(line_width), .help = "width of curves"},
    {LENGTH(path_width), .help = "width of paths"},
    {LENGTH(dot_radius), .help = "radius of dots"},
    {WHOLE("azimuth", read_azimuth), .form = "degrees or auto",
     .help =
         "where surfaces are seen from; auto: so that most of the paths is in sight, with higher "
         "boxes in tall cells"},
    {SETTING(theme, box), .type = SETTING_CHOICE, .choices = boxes,
     .help = "what is around a surface"},
    {SETTING(theme, shading), .type = SETTING_CHOICE, .choices = shadings,
     .help = "how surfaces are coloured, unless the scene says it"},
    {LIGHT(ambient), .help = "brightness of a lit surface where no light falls"},
    {LIGHT(diffuse), .help = "what the light adds where it falls straight"},
    {LIGHT(shine), .help = "white that is mixed in where the light is reflected"},
    {COLOR(level_line), .help = "level lines on a surface"},
    {PART(level_line_alpha), .help = "opacity of level lines on a surface; 0: none"},
    {COLOR(sheet_edge), .help = "edge of a surface"},
    {PART(sheet_edge_alpha), .help = "opacity of the edge of a surface; 0: none"},
    {0},
};

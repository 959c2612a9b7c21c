// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_field.h"
#include "panels/contour_relief.h"

#include "base/maths.h"
#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// LEVELS_NUMBERED is the default where levels have numbers, of which NUMBERS_MOST are written.
enum { LEVELS_FEW = 6, LEVELS_DEFAULT = 14, LEVELS_NUMBERED = 9, NUMBERS_MOST = 5 };

// A cell of the grid is a pixel. It is larger if there would be more cells than cells_most, or more
// than terms_most terms of sums to evaluate; but there are at least cells_least cells.
static const double cells_most = 3e6, terms_most = 2.5e8, cells_least = 2e4, cells_between = 4e5,
                    cells_moving = 4e4;

bool field_read_levels(const struct node *node, void *field, struct error *error) {
    struct level_option *levels = field;
    long count;
    *levels = (struct level_option){0};
    if (node->kind == NODE_NUMBER) {
        if (!node_integer(node, 1, LEVELS_MAX, &count, error))
            return false;
        levels->count = (size_t)count;
        return true;
    }
    if (node->kind == NODE_LIST && node->count == 0)
        return error_at(error, node->place, "the list of levels is empty");
    if (node->kind != NODE_LIST)
        return node_expected(node, "a number of levels or a list of their values", error);
    if (node->count > LEVELS_MAX)
        return error_at(error, node->items[LEVELS_MAX]->place, "more than %d levels", LEVELS_MAX);
    levels->is_list = true;
    for (; levels->count < node->count; levels->count++) {
        const struct node *item = node->items[levels->count];
        double *value = &levels->values[levels->count];
        if (!node_number(item, value, error))
            return false;
        if (levels->count > 0 && value[0] <= value[-1])
            return error_at(error, item->place,
                            "levels must be in ascending order: %s follows %.15g", item->text,
                            value[-1]);
    }
    return true;
}

// What draws the field, and its parts as they come.
struct contour_field {
    const struct panel *panel;
    struct canvas *canvas;
    const struct field_options *options;
    const struct colormap *map;
    struct landscape landscape;
    const struct levels *levels;
    struct contour_line *lines; // owned, including their points
    size_t line_count, line_capacity;
    size_t band; // the band that is traced now; band k is above level k - 1
};

// Returns the default number of levels: fewer in a small plot.
static size_t default_count(const struct panel *panel) {
    double side = fmin(panel->plot.width, panel->plot.height);
    return (size_t)fmin(LEVELS_DEFAULT, fmax(LEVELS_FEW, side / (16 * panel->stage->unit)));
}

// Returns the spacing that gives round levels without leaving most of the plot to one of them:
// equal steps or, over some decades, powers of ten.
static enum level_spacing round_spacing(const struct landscape *landscape) {
    static const double decades = 100;
    double low = landscape->low, high = landscape->high, parts[LEVELS_NUMBERED];
    size_t count = levels_choose(landscape, SPACING_QUANTILE, LEVELS_NUMBERED, parts);
    if (count == 0)
        return SPACING_QUANTILE;
    if (parts[0] > 0 && high / parts[0] > decades)
        return SPACING_LOG;
    return high / 2 - low / 2 < decades * (parts[0] / 2 - low / 2) ? SPACING_LINEAR
                                                                   : SPACING_QUANTILE;
}

bool field_has_numbers(const struct field_options *options) {
    return options->labels || options->color_bar;
}

bool field_needs_levels(const struct field_options *options) {
    return options->keeps_levels || field_has_numbers(options);
}

void field_choose_levels(const struct panel *panel, const struct landscape *landscape,
                         const struct field_options *options, struct levels *levels) {
    const struct level_option *wanted = &options->levels;
    enum level_spacing spacing = (enum level_spacing)options->spacing;
    size_t count = wanted->count ? wanted->count : default_count(panel);
    if (panel->stage->theme->numbers && !options->has_spacing && !wanted->count) {
        count = count < LEVELS_NUMBERED ? count : LEVELS_NUMBERED;
        spacing = round_spacing(landscape);
    }
    if (wanted->is_list)
        levels_take(wanted->values, count, levels);
    else if (field_has_numbers(options))
        levels_choose_written(landscape, spacing, count, levels);
    else
        levels->count = levels_choose(landscape, spacing, count, levels->values);
}

bool field_has_level(const struct landscape *landscape, const struct levels *levels) {
    for (size_t k = 0; k < levels->count; k++)
        if (levels->values[k] >= landscape->low && levels->values[k] < landscape->high)
            return true;
    return false;
}

// Warns, with the reason, if no level is in the plot.
static void warn_of_none(const struct panel *panel, const struct landscape *landscape,
                         const struct levels *levels) {
    struct text *warnings = panel->stage->warnings;
    if (!warnings || field_has_level(landscape, levels))
        return;
    text_printf(warnings, "panel '%s': ", panel->name);
    if (landscape->low == landscape->high)
        text_printf(warnings, "the loss is %.6g everywhere, so it has no levels\n",
                    landscape->low + 0); // not -0
    else if (levels->count == 0)
        text_add(warnings, "the loss has no finite value, so it has no levels\n");
    else
        text_printf(warnings, "no level is within the range of the loss, %.6g to %.6g\n",
                    landscape->low, landscape->high);
}

// Returns the colour between the levels k - 1 and k.
static uint32_t band_color(const struct contour_field *field, size_t k) {
    const struct theme *theme = field->panel->stage->theme;
    double part = field->levels->count ? (double)k / (double)field->levels->count : 0.5;
    return color_mix(colormap_at(field->map, part), theme->background, theme->contour_fade);
}

static void to_pixels(const struct contour_field *field, const double from[2], double at[2]) {
    const struct box *plot = &field->panel->plot;
    at[0] = plot->x + from[0] * plot->width / (double)(field->landscape.count[0] - 1);
    at[1] =
        plot->y + plot->height - from[1] * plot->height / (double)(field->landscape.count[1] - 1);
}

static void add_area(const struct contour_field *field, const struct isoline *line) {
    for (size_t k = 0; k < line->count; k++) {
        double at[2];
        to_pixels(field, line->at[k], at);
        if (k == 0)
            canvas_move(field->canvas, at[0], at[1]);
        else
            canvas_line(field->canvas, at[0], at[1]);
    }
    canvas_close(field->canvas);
}

// Stores the parts of a closed line that are not border.
static void keep_lines(struct contour_field *field, const struct isoline *line) {
    size_t n = line->count, first = 0;
    while (first < n && !line->is_border[first])
        first++;
    bool is_closed = first == n;
    for (size_t k = 0; k < n;) {
        size_t length = 0; // in segments
        while (k + length < n && (is_closed || !line->is_border[(first + k + length) % n]))
            length++;
        if (length > 0) {
            field->lines = mem_grow(field->lines, &field->line_capacity, field->line_count + 1,
                                    sizeof *field->lines);
            struct contour_line *kept = &field->lines[field->line_count++];
            *kept = (struct contour_line){
                .level = field->band - 1, .is_closed = is_closed, .count = length + !is_closed};
            kept->at = mem_zero(kept->count, sizeof *kept->at);
            for (size_t i = 0; i < kept->count; i++)
                to_pixels(field, line->at[(first + k + i) % n], kept->at[i]);
        }
        k += length + 1;
    }
}

// True if a line encloses little more than a pixel. Such specks appear like beads along a crease
// that is narrower than a pixel.
static bool is_speck(const struct contour_field *field, const struct isoline *line) {
    double length = 0, from[2], to[2], least = fmax(7, 4 * field->panel->stage->unit);
    to_pixels(field, line->at[line->count - 1], from);
    for (size_t k = 0; k < line->count && length < least; k++) {
        to_pixels(field, line->at[k], to);
        length += m_hypot(to[0] - from[0], to[1] - from[1]);
        memcpy(from, to, sizeof from);
    }
    return length < least;
}

static void take_line(void *context, const struct isoline *line) {
    struct contour_field *field = context;
    if (is_speck(field, line))
        return;
    if (field->options->fill)
        add_area(field, line);
    if (field->band > 0)
        keep_lines(field, line);
}

// Fills the bands and stores their lines. Each band also covers those above it, which are painted
// over it; otherwise seams would show between two antialiased edges.
static void draw_bands(struct contour_field *field) {
    for (field->band = 0; field->band <= field->levels->count; field->band++) {
        double level = field->band > 0 ? field->levels->values[field->band - 1] : (double)-INFINITY;
        isolines_trace(&field->landscape, level, take_line, field);
        if (field->options->fill)
            canvas_fill(field->canvas, band_color(field, field->band), 1);
    }
}

static uint32_t line_color(const struct contour_field *field, size_t level) {
    const struct theme *theme = field->panel->stage->theme;
    uint32_t color = colormap_at(field->map, (double)level / (double)field->levels->count);
    return field->options->fill ? color_mix(color, theme->background, 0.4 * theme->contour_fade)
                                : color;
}

// Strokes a line, with gaps for the numbers.
static void stroke_line(const struct contour_field *field, const struct contour_line *line,
                        const struct level_labels *labels) {
    bool is_down = false, is_whole = line->is_closed;
    for (size_t k = 0; k < line->count + line->is_closed; k++) {
        const double *at = line->at[k % line->count];
        bool is_free = !level_labels_hold(labels, at);
        is_whole = is_whole && is_free;
        if (is_free && is_down)
            canvas_line(field->canvas, at[0], at[1]);
        else if (is_free)
            canvas_move(field->canvas, at[0], at[1]);
        is_down = is_free;
    }
    if (is_whole)
        canvas_close(field->canvas);
}

static void draw_lines(const struct contour_field *field, const struct level_labels *labels) {
    double width = (field->options->fill ? 0.7 : 1.1) * field->panel->stage->unit;
    for (size_t i = 0, k = 0; k < field->levels->count; k++) {
        struct stroke stroke = {.color = line_color(field, k), .alpha = 1, .width = width};
        for (; i < field->line_count && field->lines[i].level == k; i++)
            stroke_line(field, &field->lines[i], labels);
        canvas_stroke(field->canvas, &stroke);
    }
}

static double lightness(uint32_t color) {
    return 0.2126 * (color >> 16 & 255) + 0.7152 * (color >> 8 & 255) + 0.0722 * (color & 255);
}

static void draw_labels(const struct contour_field *field, const struct level_labels *labels) {
    const struct stage *stage = field->panel->stage;
    const struct theme *theme = stage->theme;
    for (size_t i = 0; i < labels->count; i++) {
        const struct level_label *label = &labels->items[i];
        uint32_t ink = line_color(field, label->level);
        if (field->options->fill) {
            uint32_t ground = color_mix(band_color(field, label->level),
                                        band_color(field, label->level + 1), 0.5);
            bool is_near = fabs(lightness(theme->text) - lightness(ground)) <
                           fabs(lightness(theme->background) - lightness(ground));
            ink = is_near ? theme->background : theme->text;
            if (relief_is_asked(theme) && field->options->lines)
                ink = theme->level_text;
        }
        struct text_style style = {.size = stage_text_size(stage, 0.9 * theme->tick_size),
                                   .color = ink,
                                   .align = 0.5,
                                   .middle = 0.5,
                                   .angle = label->angle};
        font_draw(stage->font, field->canvas, label->text, label->x, label->y, &style);
    }
}

static void sample(struct contour_field *field, const struct problem *problem,
                   const struct view *view) {
    const struct box *plot = &field->panel->plot;
    double most =
        fmin(cells_most, fmax(cells_least, terms_most / fmax(1, problem->landscape_cost)));
    if (problem->landscape_side > 0) // most are not evaluated
        most = field->options->keeps_levels ? cells_moving : cells_between;
    double cell = fmax(1, sqrt(plot->width * plot->height / most));
    landscape_init(&field->landscape, problem, view, (size_t)ceil(plot->width / cell) + 1,
                   (size_t)ceil(plot->height / cell) + 1);
    // -INFINITY is lower than every level; only NAN is left blank.
    for (size_t i = 0; i < field->landscape.count[0] * field->landscape.count[1]; i++)
        if (field->landscape.value[i] < -DBL_MAX)
            field->landscape.value[i] = -DBL_MAX;
}

void field_draw(const struct panel *panel, struct canvas *canvas, const struct problem *problem,
                const struct view *view, const struct path_losses *passed,
                const struct field_options *options, const struct level_obstacles *obstacles,
                struct level_labels *labels, struct levels *levels) {
    struct contour_field field = {
        .panel = panel, .canvas = canvas, .options = options, .levels = levels};
    field.map = options->map ? options->map : colormap_find(panel->stage->theme->map);
    sample(&field, problem, view);
    field.landscape.passed = passed->values;
    field.landscape.passed_count = passed->count;
    if (!field_needs_levels(options))
        field_choose_levels(panel, &field.landscape, options, levels);
    warn_of_none(panel, &field.landscape, levels);
    canvas_clip(canvas, panel->plot);
    draw_bands(&field);
    labels->count = 0;
    if (options->labels)
        level_labels_place(labels, panel, &field.landscape, levels, field.lines, field.line_count,
                           options->has_labels ? levels->count : NUMBERS_MOST, obstacles);
    if (options->lines && options->fill && relief_is_asked(panel->stage->theme))
        relief_draw(panel, canvas, &field.landscape, levels, field.lines, field.line_count, labels);
    else if (options->lines)
        draw_lines(&field, labels);
    draw_labels(&field, labels);
    canvas_unclip(canvas);
    for (size_t i = 0; i < field.line_count; i++)
        free(field.lines[i].at);
    free(field.lines);
    landscape_finish(&field.landscape);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/contour_field.h"

#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS_FEW = 6, LEVELS_DEFAULT = 14 };

// A cell of the grid is a pixel, but larger where that would be more cells than this or a sum of
// more terms than this, unless they were fewer than a picture needs.
static const double cells_most = 3e6, terms_most = 2.5e8, cells_least = 2e4;

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
            return error_at(error, item->place, "levels must rise: %s comes after %.15g",
                            item->text, value[-1]);
    }
    return true;
}

bool field_read_map(const struct node *node, void *field, struct error *error) {
    const struct colormap **map = field;
    const char *name, *names[64];
    size_t count = 0;
    if (!node_string(node, &name, error))
        return false;
    *map = colormap_find(name);
    for (; count < sizeof names / sizeof *names && colormap_table[count].name; count++)
        names[count] = colormap_table[count].name;
    return *map || error_unknown(error, node->place, "colour map", name, names, count);
}

// What draws the field, and its parts as they come.
struct contour_field {
    const struct panel *panel;
    struct canvas *canvas;
    const struct field_options *options;
    const struct colormap *map;
    struct landscape landscape;
    double levels[LEVELS_MAX];
    size_t level_count;
    struct contour_line *lines; // owned, with their points
    size_t line_count, line_capacity;
    size_t band; // the one being traced; band k lies above level k - 1
};

// As many levels as a person would draw: fewer in a small plot.
static size_t default_count(const struct panel *panel) {
    double side = fmin(panel->plot.width, panel->plot.height);
    return (size_t)fmin(LEVELS_DEFAULT, fmax(LEVELS_FEW, side / (16 * panel->stage->unit)));
}

static void choose_levels(struct contour_field *field) {
    const struct level_option *wanted = &field->options->levels;
    field->level_count = wanted->count ? wanted->count : default_count(field->panel);
    if (wanted->is_list) {
        for (size_t k = 0; k < wanted->count; k++)
            field->levels[k] = wanted->values[k];
        return;
    }
    field->level_count =
        levels_choose(&field->landscape, (enum level_spacing)field->options->spacing,
                      field->level_count, field->levels);
    // Levels whose numbers are written are such numbers, of two digits.
    bool is_written = field->options->labels || field->options->color_bar;
    size_t made = 0;
    for (size_t k = 0; is_written && k < field->level_count; k++) {
        char digits[32];
        snprintf(digits, sizeof digits, "%.1e", field->levels[k]);
        double level = strtod(digits, NULL);
        if (made == 0 || level > field->levels[made - 1])
            field->levels[made++] = level;
    }
    if (is_written)
        field->level_count = made;
}

// The colour between level k - 1 and level k.
static uint32_t band_color(const struct contour_field *field, size_t k) {
    const struct theme *theme = field->panel->stage->theme;
    double part = field->level_count ? (double)k / (double)field->level_count : 0.5;
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

// Keeps the stretches of a closed line that are no border.
static void keep_lines(struct contour_field *field, const struct isoline *line) {
    size_t n = line->count, first = 0;
    while (first < n && !line->is_border[first])
        first++;
    bool is_closed = first == n;
    for (size_t k = 0; k < n;) {
        size_t length = 0; // pieces
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

// Whether a line goes around hardly more than a pixel: beads along a crease narrower than that.
static bool is_speck(const struct contour_field *field, const struct isoline *line) {
    double length = 0, from[2], to[2], least = fmax(7, 4 * field->panel->stage->unit);
    to_pixels(field, line->at[line->count - 1], from);
    for (size_t k = 0; k < line->count && length < least; k++) {
        to_pixels(field, line->at[k], to);
        length += hypot(to[0] - from[0], to[1] - from[1]);
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

// Fills the bands and keeps their lines. Each band is laid over the one below it, so that no seam
// shows between two antialiased edges.
static void draw_bands(struct contour_field *field) {
    for (field->band = 0; field->band <= field->level_count; field->band++) {
        double level = field->band > 0 ? field->levels[field->band - 1] : (double)-INFINITY;
        isolines_trace(&field->landscape, level, take_line, field);
        if (field->options->fill)
            canvas_fill(field->canvas, band_color(field, field->band), 1);
    }
}

static uint32_t line_color(const struct contour_field *field, size_t level) {
    const struct theme *theme = field->panel->stage->theme;
    uint32_t color = colormap_at(field->map, (double)level / (double)field->level_count);
    return field->options->fill ? color_mix(color, theme->background, 0.4 * theme->contour_fade)
                                : color;
}

// Strokes a line, broken where numbers stand.
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
    for (size_t i = 0, k = 0; k < field->level_count; k++) {
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
        }
        struct text_style style = {.size = 0.9 * theme->tick_size * stage->unit,
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
    double cell = fmax(1, sqrt(plot->width * plot->height / most));
    landscape_init(&field->landscape, problem, view, (size_t)ceil(plot->width / cell) + 1,
                   (size_t)ceil(plot->height / cell) + 1);
    // A pit without a bottom is lower than every level; only what is no number stays blank.
    for (size_t i = 0; i < field->landscape.count[0] * field->landscape.count[1]; i++)
        if (field->landscape.value[i] < -DBL_MAX)
            field->landscape.value[i] = -DBL_MAX;
}

void field_draw(const struct panel *panel, struct canvas *canvas, const struct problem *problem,
                const struct view *view, const struct field_options *options,
                const struct level_obstacles *obstacles, struct level_labels *labels,
                struct field_levels *levels) {
    struct contour_field field = {.panel = panel, .canvas = canvas, .options = options};
    field.map = options->map ? options->map : colormap_find(panel->stage->theme->map);
    sample(&field, problem, view);
    choose_levels(&field);
    memcpy(levels->values, field.levels, field.level_count * sizeof levels->values[0]);
    levels->count = field.level_count;
    canvas_clip(canvas, panel->plot);
    draw_bands(&field);
    labels->count = 0;
    if (options->labels)
        level_labels_place(labels, panel, &field.landscape, field.levels, field.level_count,
                           field.lines, field.line_count, obstacles);
    if (options->lines)
        draw_lines(&field, labels);
    draw_labels(&field, labels);
    canvas_unclip(canvas);
    for (size_t i = 0; i < field.line_count; i++)
        free(field.lines[i].at);
    free(field.lines);
    landscape_finish(&field.landscape);
}

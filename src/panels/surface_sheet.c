// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_sheet.h"

#include "base/maths.h"
#include "base/memory.h"
#include "plot/box3d_path.h"
#include "plot/isolines.h"
#include "plot/levels.h"
#include "sim/hold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHTS = 256, LIGHTS = 96 };

// Level lines on the floor alone, and on the sheet, which has less room for them.
enum { LEVELS_FLOOR = 12, LEVELS_SHEET = 8 };

// The light is the cosine to the lamp, and added to it how much of it is reflected to the eye.
static const double light_most = 2;

// A point of the level lines, in the units of the axes and in drawing order.
struct level_point {
    double at[3];
    bool starts; // starts a new line; otherwise it is joined to the previous point
    uint32_t color;
};

// Returns a colour with all parts multiplied.
static uint32_t brighten(uint32_t color, double factor) {
    uint32_t result = 0;
    for (int shift = 0; shift < 24; shift += 8)
        result |= (uint32_t)fmin(255, (color >> shift & 255) * factor + 0.5) << shift;
    return result;
}

// Softens the light that is more than most of the cosine, so that a highlight has no edge.
static double soften(double light) {
    double most = 0.6, rest = 1 - most;
    return light < most ? light : most + rest * (1 - m_exp((most - light) / rest));
}

// Fills the colour table, by light and height.
static void make_colors(struct sheet *sheet) {
    const struct theme_light *lamp = &sheet->options.light;
    int lights = sheet->options.shading == SHADING_LIT ? LIGHTS : 1;
    sheet->colors = mem_zero((size_t)lights * HEIGHTS, sizeof *sheet->colors);
    for (int k = 0; k < lights; k++) {
        double light = light_most * k / (LIGHTS - 1.0);
        double factor = lights > 1 ? lamp->ambient + lamp->diffuse * soften(light) : 1;
        double white = lights > 1 ? box3d_smooth_step((light - 0.7) / (light_most - 0.7)) : 0;
        for (int i = 0; i < HEIGHTS; i++) {
            uint32_t color = colormap_at(sheet->options.map, i / (HEIGHTS - 1.0));
            color = color_mix(color, sheet->options.background, sheet->options.fade);
            color = brighten(color, factor);
            color = color_mix(color, 0xFFFFFF, lamp->shine * white);
            sheet->colors[k * HEIGHTS + i] = raster_color(color, sheet->options.opacity);
        }
    }
}

// Computes the way from one point of the sheet to another, in the box's coordinates.
static void way_between(const struct sheet *sheet, const struct box3d *space, size_t from,
                        size_t to, double way[3]) {
    for (int d = 0; d < 3; d++)
        way[d] = (sheet->mesh.at[to][d] - sheet->mesh.at[from][d]) /
                 (space->axes[d].high - space->axes[d].low);
    way[2] *= space->camera.height;
}

static void normalize(double vector[3]) {
    double length = sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]);
    for (int d = 0; d < 3; d++)
        vector[d] /= length;
}

// Unit normals in the box's coordinates: across the ways between the neighbours on both sides.
void sheet_light(struct sheet *sheet, const struct box3d *space) {
    if (sheet->options.shading != SHADING_LIT)
        return;
    size_t columns = sheet->mesh.columns, rows = sheet->mesh.rows;
    sheet->normal = mem_zero(columns * rows, sizeof *sheet->normal);
    for (size_t j = 0; j < rows; j++)
        for (size_t i = 0; i < columns; i++) {
            size_t at = j * columns + i;
            double u[3], v[3], *normal = sheet->normal[at];
            way_between(sheet, space, i ? at - 1 : at, i + 1 < columns ? at + 1 : at, u);
            way_between(sheet, space, j ? at - columns : at, j + 1 < rows ? at + columns : at, v);
            for (int d = 0; d < 3; d++)
                normal[d] = u[(d + 1) % 3] * v[(d + 2) % 3] - u[(d + 2) % 3] * v[(d + 1) % 3];
            normalize(normal);
        }
}

struct line_collector {
    struct sheet *sheet;
    double level;
    uint32_t color;
};

static void add_level_point(struct line_collector *collector, const double cell[2], bool starts) {
    struct sheet *sheet = collector->sheet;
    sheet->levels = mem_grow(sheet->levels, &sheet->level_capacity, sheet->level_count + 1,
                             sizeof *sheet->levels);
    struct level_point *point = &sheet->levels[sheet->level_count++];
    *point = (struct level_point){.starts = starts, .color = collector->color};
    mesh_point(&sheet->mesh, cell, point->at);
    point->at[2] = collector->level;
}

// Stores the parts of a closed line that are not border, starting after a border segment if there
// is one.
static void collect_line(void *context, const struct isoline *line) {
    size_t first = 0;
    while (first < line->count && !line->is_border[first])
        first++;
    first = first < line->count ? first : 0;
    bool pen_down = false;
    for (size_t k = 0; k < line->count; k++) {
        size_t from = (first + k) % line->count, to = (from + 1) % line->count;
        if (!line->is_border[from]) {
            if (!pen_down)
                add_level_point(context, line->at[from], true);
            add_level_point(context, line->at[to], false);
        }
        pen_down = !line->is_border[from];
    }
}

static void make_levels(struct sheet *sheet, const struct box3d *space) {
    const struct box3d_axis *z = &space->axes[2];
    double levels[LEVELS_FLOOR];
    size_t count =
        levels_choose(&sheet->landscape, z->scale.is_log ? SPACING_LINEAR : SPACING_QUANTILE,
                      sheet->options.has_levels ? LEVELS_SHEET : LEVELS_FLOOR, levels);
    for (size_t k = 0; k < count; k++) {
        double part = range_part(z->low, z->high, false, levels[k]);
        struct line_collector collector = {sheet, levels[k], colormap_at(sheet->options.map, part)};
        isolines_trace(&sheet->landscape, levels[k], collect_line, &collector);
    }
}

void sheet_init(struct sheet *sheet, const struct sheet_options *options,
                const struct problem *problem, const struct box3d *space) {
    const struct box3d_axis *axes = space->axes;
    *sheet = (struct sheet){.options = *options, .range = {axes[2].low, axes[2].high}};
    struct view view = {{{axes[0].low, axes[0].high}, {axes[1].low, axes[1].high}}};
    size_t count = (size_t)options->cells + 1;
    landscape_init(&sheet->landscape, problem, &view, count, count);
    sheet->landscape.low = box3d_height(&axes[2], sheet->landscape.low);
    sheet->landscape.high = box3d_height(&axes[2], sheet->landscape.high);
    mesh_init(&sheet->mesh, &sheet->landscape, problem, axes);
    sheet->corners = mem_zero(count * count, sizeof *sheet->corners);
    make_colors(sheet);
    if (options->has_floor || options->has_levels)
        make_levels(sheet, space);
}

// Computes a grid point, cut to the height axis; one without a value is on the floor.
static void point_of(const struct sheet *sheet, size_t column, size_t row, double point[3]) {
    const double *at = sheet->mesh.at[row * sheet->mesh.columns + column];
    memcpy(point, at, 3 * sizeof *point);
    point[2] = at[2] > sheet->range[0] ? fmin(sheet->range[1], at[2]) : sheet->range[0];
}

double sheet_corner(const struct sheet *sheet, size_t end0, size_t end1) {
    const size_t *count = sheet->landscape.count;
    double point[3];
    point_of(sheet, end0 * (count[0] - 1), end1 * (count[1] - 1), point);
    return point[2];
}

// Computes the highest point of a block of the grid, its last row and column included.
static void highest_of(const struct sheet *sheet, const size_t first[2], const size_t last[2],
                       double highest[3]) {
    double point[3];
    highest[2] = -INFINITY;
    for (size_t row = first[1]; row <= last[1]; row++)
        for (size_t column = first[0]; column <= last[0]; column++) {
            point_of(sheet, column, row, point);
            if (point[2] > highest[2])
                memcpy(highest, point, sizeof point);
        }
}

void sheet_reach(const struct sheet *sheet, double points[SHEET_REACH][3]) {
    const size_t *count = sheet->landscape.count;
    size_t end[2] = {count[0] - 1, count[1] - 1}, made = 0;
    for (size_t block = 0; block < (size_t)SHEET_BLOCKS * SHEET_BLOCKS; block++) {
        size_t i = block % SHEET_BLOCKS, j = block / SHEET_BLOCKS;
        size_t first[2] = {i * end[0] / SHEET_BLOCKS, j * end[1] / SHEET_BLOCKS};
        size_t last[2] = {(i + 1) * end[0] / SHEET_BLOCKS, (j + 1) * end[1] / SHEET_BLOCKS};
        highest_of(sheet, first, last, points[made++]);
    }
    for (size_t k = 0; k <= SHEET_BLOCKS; k++)
        for (size_t side = 0; side < 4; side++) {
            size_t d = side / 2, at[2];
            at[d] = k * end[d] / SHEET_BLOCKS;
            at[1 - d] = side % 2 * end[1 - d];
            point_of(sheet, at[0], at[1], points[made++]);
        }
}

void sheet_finish(struct sheet *sheet) {
    landscape_finish(&sheet->landscape);
    mesh_finish(&sheet->mesh);
    free(sheet->normal);
    free(sheet->corners);
    free(sheet->colors);
    free(sheet->levels);
    raster_finish(&sheet->raster);
    *sheet = (struct sheet){0};
}

// Directions in the box that do not change from one vertex to the next.
struct lamp {
    double to_lamp[3], between[3]; // unit vectors: to the lamp, and half-way from there to the eye
};

// The lamp is above the viewer's left shoulder and moves with the camera.
static struct lamp lamp_of(const struct box3d *space) {
    struct lamp lamp;
    for (int d = 0; d < 3; d++)
        lamp.to_lamp[d] = -0.55 * space->right[d] + 0.35 * space->toward[d] + (d == 2 ? 0.76 : 0);
    normalize(lamp.to_lamp);
    for (int d = 0; d < 3; d++)
        lamp.between[d] = lamp.to_lamp[d] + space->toward[d];
    normalize(lamp.between);
    return lamp;
}

// Returns the light on a surface with this normal, 0 to LIGHTS - 1: Lambert's cosine, and the
// highlight of Blinn, "Models of Light Reflection for Computer Synthesized Pictures" (1977), with
// the exponent 28.
static double light_of(const struct lamp *lamp, const double normal[3]) {
    double cosine = 0, half = 0;
    for (int d = 0; d < 3; d++) {
        cosine += lamp->to_lamp[d] * normal[d];
        half += lamp->between[d] * normal[d];
    }
    half = fmax(0, half);
    double square = half * half, fourth = square * square, eighth = fourth * fourth;
    double shine = eighth * eighth * eighth * fourth;
    return (LIGHTS - 1) / light_most * (fmax(0, cosine) + shine);
}

// Rasterizes the projected sheet, unless the picture before had the same in this panel.
static void rasterize(struct sheet *sheet, const struct panel *panel, const struct paint *paint) {
    struct hold *hold = panel->stage->trace->hold;
    struct raster *raster = &sheet->raster;
    size_t columns = sheet->mesh.columns, rows = sheet->mesh.rows;
    if (!hold) {
        raster_sheet(raster, sheet->corners, columns, rows, paint);
        return;
    }
    const double head[] = {raster->width, raster->height, (double)columns, (double)rows,
                           paint->lights, paint->samples, paint->is_flat};
    size_t corners = columns * rows * sizeof *sheet->corners;
    size_t colors = (size_t)paint->lights * HEIGHTS * sizeof *paint->colors;
    size_t turns = paint->is_turned ? (columns - 1) * (rows - 1) * sizeof *paint->is_turned : 0;
    size_t key = sizeof head + corners + colors + (turns + 7) / 8 * 8;
    size_t count = (size_t)raster->width * (size_t)raster->height;
    size_t pixels = count * sizeof *raster->pixels, nearness = count * sizeof *raster->nearness;
    char *bytes = mem_zero(key + pixels + nearness, 1);
    memcpy(bytes, head, sizeof head);
    memcpy(bytes + sizeof head, sheet->corners, corners);
    memcpy(bytes + sizeof head + corners, paint->colors, colors);
    if (turns > 0)
        memcpy(bytes + sizeof head + corners + colors, paint->is_turned, turns);
    const char *kept = hold_recall(hold, "sheet", panel->name, bytes, key);
    if (kept) {
        raster_put(raster, (const void *)kept, (const void *)(kept + pixels));
        free(bytes);
        return;
    }
    raster_sheet(raster, sheet->corners, columns, rows, paint);
    memcpy(bytes + key, raster->pixels, pixels);
    memcpy(bytes + key + pixels, raster->nearness, nearness);
    hold_note(hold, "sheet", panel->name, bytes, key + pixels + nearness);
}

void sheet_project(struct sheet *sheet, const struct box3d *space, const struct panel *panel) {
    const struct box3d_axis *z = &space->axes[2];
    size_t columns = sheet->mesh.columns, rows = sheet->mesh.rows;
    int width = (int)panel->plot.width, height = (int)panel->plot.height;
    struct lamp lamp = lamp_of(space);
    if (sheet->raster.width != width || sheet->raster.height != height) {
        raster_finish(&sheet->raster);
        raster_init(&sheet->raster, width, height);
    }
    for (size_t at = 0; at < columns * rows; at++) {
        const double *point = sheet->mesh.at[at];
        struct spot spot = box3d_project(space, point);
        sheet->corners[at] =
            (struct vertex){spot.x - panel->plot.x, spot.y - panel->plot.y, spot.nearness,
                            (point[2] - z->low) / (z->high - z->low),
                            sheet->normal ? light_of(&lamp, sheet->normal[at]) : 0};
    }
    struct paint paint = {.colors = sheet->colors,
                          .lights = sheet->normal ? LIGHTS : 1,
                          .is_turned = sheet->mesh.is_turned,
                          .is_flat = sheet->options.shading == SHADING_FLAT,
                          .samples = sheet->options.samples};
    rasterize(sheet, panel, &paint);
}

// Draws the level lines, on the floor or on the sheet, with one stroke for each colour, so that
// joints are no darker.
static void draw_levels(const struct sheet *sheet, const struct box3d *space,
                        const struct panel *panel, struct canvas *canvas, struct stroke stroke,
                        bool on_floor) {
    double before[2] = {0};
    bool pen_down = false, was_seen = false;
    for (size_t i = 0; i < sheet->level_count; i++) {
        const struct level_point *point = &sheet->levels[i];
        double height = on_floor ? space->axes[2].low : point->at[2];
        struct spot spot = box3d_project(space, (double[3]){point->at[0], point->at[1], height});
        double at[2] = {spot.x - panel->plot.x, spot.y - panel->plot.y};
        double near = on_floor ? 0 : raster_nearness(&sheet->raster, at[0], at[1]);
        bool is_cut = !on_floor && !(height >= sheet->range[0] && height <= sheet->range[1]);
        bool seen = !is_cut && spot.nearness >= near - box3d_tolerance(near);
        bool hidden = on_floor ? raster_hides(&sheet->raster, before, at, stroke.width / 2 + 1)
                               : !(seen && was_seen);
        if (point->starts || hidden) {
            pen_down = false;
        } else {
            if (!pen_down)
                canvas_move(canvas, before[0] + panel->plot.x, before[1] + panel->plot.y);
            canvas_line(canvas, spot.x, spot.y);
            pen_down = true;
        }
        before[0] = at[0];
        before[1] = at[1];
        was_seen = seen;
        bool is_last = i + 1 == sheet->level_count;
        if (!is_last && (!on_floor || sheet->levels[i + 1].color == point->color))
            continue;
        if (on_floor)
            stroke.color = point->color;
        canvas_stroke(canvas, &stroke);
        pen_down = false;
    }
}

void sheet_draw_floor(const struct sheet *sheet, const struct box3d *space,
                      const struct panel *panel, struct canvas *canvas) {
    struct stroke stroke = {.alpha = 0.9, .width = 1.1 * panel->stage->unit};
    if (sheet->options.has_floor)
        draw_levels(sheet, space, panel, canvas, stroke, true);
}

// Adds a mesh line, through grid points from `first` on, `stride` apart, where they are visible and
// inside the box.
static void mesh_line(const struct sheet *sheet, const struct panel *panel, struct canvas *canvas,
                      size_t first, size_t stride, size_t count) {
    bool pen_down = false;
    for (size_t i = 0; i < count; i++) {
        const struct vertex *at = &sheet->corners[first + i * stride];
        double near = raster_nearness(&sheet->raster, at->x, at->y);
        bool seen =
            at->height >= 0 && at->height <= 1 && at->nearness >= near - box3d_tolerance(near);
        double x = panel->plot.x + at->x, y = panel->plot.y + at->y;
        if (seen && pen_down)
            canvas_line(canvas, x, y);
        else if (seen)
            canvas_move(canvas, x, y);
        pen_down = seen;
    }
}

static void draw_mesh(const struct sheet *sheet, const struct panel *panel, struct canvas *canvas) {
    size_t columns = sheet->landscape.count[0], rows = sheet->landscape.count[1];
    long lines = sheet->options.lines;
    for (long k = 0; k <= lines; k++) {
        size_t column = (size_t)lround((double)k * (double)(columns - 1) / (double)lines);
        size_t row = (size_t)lround((double)k * (double)(rows - 1) / (double)lines);
        mesh_line(sheet, panel, canvas, column, columns, rows);
        mesh_line(sheet, panel, canvas, row * columns, 1, columns);
    }
    // On a sheet the lines only shade it; without a sheet they are the drawing.
    bool alone = sheet->options.opacity < 0.1;
    struct stroke stroke = {.color = alone ? panel->stage->theme->text : 0x000000,
                            .alpha = alone ? 0.8 : 0.35,
                            .width = 0.55 * panel->stage->unit};
    canvas_stroke(canvas, &stroke);
}

static void draw_edges(const struct sheet *sheet, const struct panel *panel,
                       struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    size_t columns = sheet->landscape.count[0], rows = sheet->landscape.count[1];
    for (size_t end = 0; end < 2; end++) {
        mesh_line(sheet, panel, canvas, end * (columns - 1), columns, rows);
        mesh_line(sheet, panel, canvas, end * (rows - 1) * columns, 1, columns);
    }
    struct stroke stroke = {.color = theme->sheet_edge,
                            .alpha = theme->sheet_edge_alpha,
                            .width = 0.7 * panel->stage->unit};
    canvas_stroke(canvas, &stroke);
}

void sheet_draw(const struct sheet *sheet, const struct box3d *space, const struct panel *panel,
                struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    canvas_image(canvas, sheet->raster.pixels, sheet->raster.width, sheet->raster.height,
                 (int)panel->plot.x, (int)panel->plot.y);
    struct stroke level = {.color = theme->level_line,
                           .alpha = theme->level_line_alpha,
                           .width = 0.8 * panel->stage->unit};
    if (sheet->options.has_levels)
        draw_levels(sheet, space, panel, canvas, level, false);
    if (sheet->options.lines > 0)
        draw_mesh(sheet, panel, canvas);
    if (theme->sheet_edge_alpha > 0)
        draw_edges(sheet, panel, canvas);
}

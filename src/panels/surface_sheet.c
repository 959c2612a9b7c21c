// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_sheet.h"

#include "base/maths.h"
#include "base/memory.h"
#include "plot/box3d_path.h"
#include "plot/isolines.h"
#include "plot/levels.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHTS = 256, LIGHTS = 64, FLOOR_LEVELS = 12 };

// A point of the level lines on the floor, in the weight plane and in drawing order.
struct floor_point {
    double at[2];
    bool starts; // starts a new line; otherwise it is joined to the previous point
    uint32_t color;
};

double height_of(const struct box3d_axis *axis, double loss) {
    if (!axis->is_log || isnan(loss))
        return loss;
    return loss > 0 ? fmax(axis->low, m_log10(loss)) : axis->low;
}

// Fills the colour table, by light and height. Medium light gives the map's own colours; less light
// blends them with black, more light a little with white.
static void make_colors(struct sheet *sheet) {
    int lights = sheet->options.shading == SHADING_LIT ? LIGHTS : 1;
    sheet->colors = mem_zero((size_t)lights * HEIGHTS, sizeof *sheet->colors);
    for (int light = 0; light < lights; light++) {
        double part = lights == 1 ? 0 : 2.0 * light / (lights - 1) - 1;
        for (int i = 0; i < HEIGHTS; i++) {
            uint32_t color = colormap_at(sheet->options.map, i / (HEIGHTS - 1.0));
            color = color_mix(color, sheet->options.background, sheet->options.fade);
            color = part < 0 ? color_mix(color, 0x000000, -0.6 * part)
                             : color_mix(color, 0xFFFFFF, 0.3 * part);
            sheet->colors[light * HEIGHTS + i] = raster_color(color, sheet->options.opacity);
        }
    }
}

// Computes unit normals in the box's coordinates, by central differences.
static void make_normals(struct sheet *sheet, const struct box3d *space) {
    const struct landscape *landscape = &sheet->landscape;
    size_t columns = landscape->count[0], rows = landscape->count[1];
    const struct box3d_axis *z = &space->axes[2];
    double scale = space->camera.height / (z->high - z->low);
    sheet->normal = mem_zero(columns * rows, sizeof *sheet->normal);
    for (size_t j = 0; j < rows; j++)
        for (size_t i = 0; i < columns; i++) {
            size_t i0 = i ? i - 1 : 0, i1 = i + 1 < columns ? i + 1 : i;
            size_t j0 = j ? j - 1 : 0, j1 = j + 1 < rows ? j + 1 : j;
            const double *value = landscape->value;
            double dx = scale * (value[j * columns + i1] - value[j * columns + i0]) *
                        (double)(columns - 1) / (double)(i1 - i0);
            double dy = scale * (value[j1 * columns + i] - value[j0 * columns + i]) *
                        (double)(rows - 1) / (double)(j1 - j0);
            double length = sqrt(dx * dx + dy * dy + 1);
            double *normal = sheet->normal[j * columns + i];
            normal[0] = -dx / length;
            normal[1] = -dy / length;
            normal[2] = 1 / length;
        }
}

struct line_collector {
    struct sheet *sheet;
    uint32_t color;
};

static void add_floor_point(struct line_collector *collector, const double cell[2], bool starts) {
    struct sheet *sheet = collector->sheet;
    const struct landscape *landscape = &sheet->landscape;
    sheet->floor = mem_grow(sheet->floor, &sheet->floor_capacity, sheet->floor_count + 1,
                            sizeof *sheet->floor);
    struct floor_point *point = &sheet->floor[sheet->floor_count++];
    *point = (struct floor_point){.starts = starts, .color = collector->color};
    for (int d = 0; d < 2; d++) {
        double low = landscape->w[d][0], last = (double)(landscape->count[d] - 1);
        double width = landscape->w[d][landscape->count[d] - 1] - low;
        point->at[d] = low + width * cell[d] / last;
    }
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
                add_floor_point(context, line->at[from], true);
            add_floor_point(context, line->at[to], false);
        }
        pen_down = !line->is_border[from];
    }
}

static void make_floor(struct sheet *sheet, const struct box3d *space) {
    const struct box3d_axis *z = &space->axes[2];
    double levels[FLOOR_LEVELS];
    size_t count = levels_choose(&sheet->landscape, z->is_log ? SPACING_LINEAR : SPACING_QUANTILE,
                                 FLOOR_LEVELS, levels);
    for (size_t k = 0; k < count; k++) {
        double part = range_part(z->low, z->high, false, levels[k]);
        struct line_collector collector = {sheet, colormap_at(sheet->options.map, part)};
        isolines_trace(&sheet->landscape, levels[k], collect_line, &collector);
    }
}

void sheet_init(struct sheet *sheet, const struct sheet_options *options,
                const struct problem *problem, const struct box3d *space) {
    *sheet = (struct sheet){.options = *options};
    const struct box3d_axis *axes = space->axes;
    struct view view = {{{axes[0].low, axes[0].high}, {axes[1].low, axes[1].high}}};
    size_t count = (size_t)options->cells + 1;
    landscape_init(&sheet->landscape, problem, &view, count, count);
    for (size_t i = 0; i < count * count; i++)
        sheet->landscape.value[i] = height_of(&axes[2], sheet->landscape.value[i]);
    sheet->landscape.low = height_of(&axes[2], sheet->landscape.low);
    sheet->landscape.high = height_of(&axes[2], sheet->landscape.high);
    sheet->corners = mem_zero(count * count, sizeof *sheet->corners);
    make_colors(sheet);
    if (options->shading == SHADING_LIT)
        make_normals(sheet, space);
    if (options->has_floor)
        make_floor(sheet, space);
}

void sheet_finish(struct sheet *sheet) {
    landscape_finish(&sheet->landscape);
    free(sheet->normal);
    free(sheet->corners);
    free(sheet->colors);
    free(sheet->floor);
    raster_finish(&sheet->raster);
    *sheet = (struct sheet){0};
}

// Returns the light on a surface with this normal, 0 to LIGHTS - 1. The lamp is above the viewer's
// left shoulder and moves with the camera.
static double light_of(const struct box3d *space, const double normal[3]) {
    double dot = 0, length = 0;
    for (int d = 0; d < 3; d++) {
        double lamp = -0.65 * space->right[d] + 0.35 * space->toward[d] + (d == 2 ? 0.75 : 0);
        dot += lamp * normal[d];
        length += lamp * lamp;
    }
    // The cosine, -1 to 1, is scaled so that what faces the lamp is brightest.
    return (LIGHTS - 1) * fmin(1, fmax(0, 0.15 + 0.75 * dot / sqrt(length)));
}

void sheet_project(struct sheet *sheet, const struct box3d *space, const struct panel *panel) {
    const struct landscape *landscape = &sheet->landscape;
    const struct box3d_axis *z = &space->axes[2];
    size_t columns = landscape->count[0], rows = landscape->count[1];
    int width = (int)panel->plot.width, height = (int)panel->plot.height;
    if (sheet->raster.width != width || sheet->raster.height != height) {
        raster_finish(&sheet->raster);
        raster_init(&sheet->raster, width, height);
    }
    for (size_t j = 0; j < rows; j++)
        for (size_t i = 0; i < columns; i++) {
            size_t at = j * columns + i;
            double point[3] = {landscape->w[0][i], landscape->w[1][j], landscape->value[at]};
            struct spot spot = box3d_project(space, point);
            sheet->corners[at] =
                (struct vertex){spot.x - panel->plot.x, spot.y - panel->plot.y, spot.nearness,
                                (point[2] - z->low) / (z->high - z->low),
                                sheet->normal ? light_of(space, sheet->normal[at]) : 0};
        }
    struct paint paint = {.colors = sheet->colors,
                          .lights = sheet->normal ? LIGHTS : 1,
                          .is_flat = sheet->options.shading == SHADING_FLAT,
                          .samples = sheet->options.samples};
    raster_sheet(&sheet->raster, sheet->corners, columns, rows, &paint);
}

void sheet_draw_floor(const struct sheet *sheet, const struct box3d *space,
                      const struct panel *panel, struct canvas *canvas) {
    struct stroke stroke = {.alpha = 0.9, .width = 1.1 * panel->stage->unit};
    double before[2] = {0};
    bool pen_down = false;
    for (size_t i = 0; i < sheet->floor_count; i++) {
        const struct floor_point *point = &sheet->floor[i];
        struct spot spot =
            box3d_project(space, (double[3]){point->at[0], point->at[1], space->axes[2].low});
        double at[2] = {spot.x - panel->plot.x, spot.y - panel->plot.y};
        if (point->starts || raster_hides(&sheet->raster, before, at, stroke.width / 2 + 1)) {
            pen_down = false;
        } else {
            if (!pen_down)
                canvas_move(canvas, before[0] + panel->plot.x, before[1] + panel->plot.y);
            canvas_line(canvas, spot.x, spot.y);
            pen_down = true;
        }
        before[0] = at[0];
        before[1] = at[1];
        if (i + 1 < sheet->floor_count && sheet->floor[i + 1].color == point->color)
            continue; // one stroke for each colour, so that joints are no darker
        stroke.color = point->color;
        canvas_stroke(canvas, &stroke);
        pen_down = false;
    }
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

void sheet_draw(const struct sheet *sheet, const struct panel *panel, struct canvas *canvas) {
    canvas_image(canvas, sheet->raster.pixels, sheet->raster.width, sheet->raster.height,
                 (int)panel->plot.x, (int)panel->plot.y);
    if (sheet->options.lines > 0)
        draw_mesh(sheet, panel, canvas);
}

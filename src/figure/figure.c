// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/figure_state.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "figure/naming.h"
#include "figure/panel_titles.h"
#include "figure/scene_layout.h"
#include "plot/direct_labels.h"
#include "plot/legend.h"
#include "plot/ticks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool read_fonts(struct figure *figure, struct error *error) {
    const struct node *own = figure->stage.scene->fonts, *kept;
    return (!own || font_files_keep(own, &kept, error)) &&
           font_files_read(&figure->fonts, own, error) &&
           font_files_read(&figure->fonts, figure->theme.fonts, error);
}

// Reads what the figure is made of, all of it even where a part has mistakes. Of a scene that has
// mistakes only what does not depend on the rest of it is checked.
static bool read_parts(struct figure *figure, struct error *error) {
    const struct scene *scene = figure->stage.scene;
    struct error own = {0};
    theme_read(&figure->theme, scene->theme, &figure->document, &own);
    bool good = error_collect(error, &own);
    if (scene->background)
        theme_read_background(scene->background, &figure->theme, &own);
    good = error_collect(error, &own) && good;
    read_fonts(figure, &own);
    good = error_collect(error, &own) && good;
    if (scene->comparison && !scene->has_mistakes)
        small_multiples_init(&figure->grid, &figure->stage, &figure->layout);
    else if (!scene->comparison)
        scene_layout_read(&figure->layout, scene, &figure->document, &own);
    good = error_collect(error, &own) && good;
    figure->panels = mem_zero(figure->layout.count, sizeof *figure->panels);
    figure->moved = mem_zero(figure->layout.count, sizeof *figure->moved);
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct stage *stage = scene->comparison ? &figure->grid.stages[i] : &figure->stage;
        panel_init(&figure->panels[i], stage, figure->layout.spans[i].name,
                   figure->layout.spans[i].place, &own);
        good = error_collect(error, &own) && good;
        if (scene->comparison && good)
            small_multiples_set_panel(&figure->grid, &figure->panels[i], i);
    }
    panel_titles_distinguish(figure->panels, scene->comparison ? 0 : figure->layout.count);
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        if (config->label_node)
            label_check(config->label, label_place(config->label_node), &own);
        good = error_collect(error, &own) && good;
    }
    suptitle_init(&figure->headline, &figure->stage, &own);
    return error_collect(error, &own) && good;
}

struct figure *figure_create(const struct scene *scene, struct error *error) {
    struct figure *figure = mem_zero(1, sizeof *figure);
    figure->stage = (struct stage){.scene = scene,
                                   .whole = scene,
                                   .width = scene->video.width,
                                   .height = scene->video.height,
                                   .theme = &figure->theme,
                                   .layers = &figure->pool};
    figure->grown = -1;
    if (read_parts(figure, error) && !scene->has_mistakes)
        return figure;
    figure_destroy(figure);
    return NULL;
}

void figure_warn(const struct figure *figure, struct text *warnings) {
    scene_layout_warn(&figure->layout, figure->stage.scene, warnings);
}

void figure_destroy(struct figure *figure) {
    if (!figure)
        return;
    for (size_t i = 0; figure->panels && i < figure->layout.count; i++)
        panel_finish(&figure->panels[i]);
    free(figure->panels);
    figure_close_planes(figure);
    free(figure->moved);
    free(figure->stage.looks);
    layout_finish(&figure->layout);
    small_multiples_finish(&figure->grid);
    document_finish(&figure->document);
    suptitle_finish(&figure->headline);
    name_strip_finish(&figure->strip);
    layer_pool_finish(&figure->pool);
    canvas_destroy(figure->fixed);
    canvas_destroy(figure->moving);
    canvas_destroy(figure->cover);
    canvas_destroy(figure->frame);
    font_destroy(figure->stage.font);
    for (int weight = 0; weight < WEIGHTS; weight++)
        font_destroy(figure->stage.heavier[weight]);
    font_files_finish(&figure->fonts);
    free(figure->layers);
    free(figure->colors);
    free(figure);
}

// Around the starts and targets, as wide as they are far apart or from 0: what is near of a
// formula, whose view follows from paths that are not known yet.
static struct view formula_view(const struct scene *scene) {
    struct view view;
    for (int d = 0; d < 2; d++) {
        double range[2] = {INFINITY, -INFINITY};
        for (size_t i = 0; i < scene->optimizer_count; i++) {
            const struct optimizer_config *config = &scene->optimizers[i];
            range_include(range, config->start ? config->start[d] : scene->start[d]);
        }
        for (size_t i = 0; i < scene->target_count; i++)
            range_include(range, scene->targets[i][d]);
        double reach = fmax(1, fmax(fabs(range[0]), fabs(range[1])));
        view.axis[d][0] = range[0] - reach;
        view.axis[d][1] = range[1] + reach;
    }
    return view;
}

struct view figure_view(const struct figure *figure) {
    const struct scene *scene = figure->stage.scene;
    struct view view = scene->problem->has_view ? scene->problem->view : formula_view(scene);
    bool found = false;
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        struct view own;
        if (!panel->type->view || !panel->type->view(panel, &own))
            continue;
        for (int d = 0; d < 2; d++) {
            view.axis[d][0] = found ? fmin(view.axis[d][0], own.axis[d][0]) : own.axis[d][0];
            view.axis[d][1] = found ? fmax(view.axis[d][1], own.axis[d][1]) : own.axis[d][1];
        }
        found = true;
    }
    return view;
}

unsigned figure_record(const struct figure *figure) {
    unsigned record = suptitle_record(&figure->headline);
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        if (panel->type->record)
            record |= panel->type->record(panel);
        // how far the weights are from the plane is shown, too
        if (panel->sees_plane && panel->stage->scene->problem->shape.n > 2)
            record |= RECORD_ALL_WEIGHTS;
    }
    return record;
}

void figure_record_text(struct figure *figure, text_recorder *record, void *context) {
    figure->stage.record = record;
    figure->stage.record_context = context;
}

// Returns a cell without a panel's margins, in whole pixels.
static struct box inside(struct box cell, const struct margins *margins) {
    double left = ceil(margins->left), top = ceil(margins->top);
    return (struct box){cell.x + left, cell.y + top,
                        fmax(1, cell.width - left - ceil(margins->right)),
                        fmax(1, cell.height - top - ceil(margins->bottom))};
}

static void place_panels(struct figure *figure, struct box area, const struct margins *margins,
                         struct box *cells, struct box *plots) {
    double gap = small_multiples_gap(&figure->grid) * figure->stage.unit;
    layout_solve(&figure->layout, area, gap, margins, cells, plots);
    for (size_t i = 0; i < figure->layout.count; i++) {
        figure->panels[i].cell = cells[i];
        figure->panels[i].plot =
            figure->panels[i].type->fills_cell ? inside(cells[i], &margins[i]) : plots[i];
    }
}

// Returns the margins that a panel needs around its plot.
static struct margins measure_panel(struct panel *panel) {
    struct margins margins = {0};
    if (panel->type->measure)
        panel->type->measure(panel, &margins);
    margins.right += panel->legend_room;
    return margins;
}

// Extends margins to others. Returns true if a side grew by a pixel or more.
static bool widen(struct margins *margins, struct margins other) {
    struct margins before = *margins;
    margins->left = fmax(before.left, other.left);
    margins->right = fmax(before.right, other.right);
    margins->top = fmax(before.top, other.top);
    margins->bottom = fmax(before.bottom, other.bottom);
    return margins->left >= before.left + 1 || margins->right >= before.right + 1 ||
           margins->top >= before.top + 1 || margins->bottom >= before.bottom + 1;
}

// Shares out the picture among the panels. Ticks depend on the plot's size and the plot's size on
// the ticks: after three rounds most are settled. Where they are not, the margins then only grow,
// so that all text stays within its panel.
static void solve_once(struct figure *figure, struct box area, struct margins *margins,
                       struct box *cells, struct box *plots) {
    enum { ROUNDS = 3, ROUNDS_MOST = 12 };
    bool is_settled = false;
    for (int round = 1; !is_settled && round <= ROUNDS_MOST; round++) {
        place_panels(figure, area, margins, cells, plots);
        is_settled = round >= ROUNDS;
        for (size_t i = 0; i < figure->layout.count; i++) {
            struct margins needed = measure_panel(&figure->panels[i]);
            if (round < ROUNDS)
                margins[i] = needed;
            else if (widen(&margins[i], needed))
                is_settled = false;
        }
    }
}

// A plot that would be too small for its text leaves some of it out. True where one still may.
static bool omit_more(struct figure *figure) {
    double size = figure->stage.theme->tick_size * figure->stage.unit;
    bool changed = false;
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct panel *panel = &figure->panels[i];
        if (panel->omits == OMIT_ALL ||
            (panel->plot.width >= 6 * size && panel->plot.height >= 3.5 * size))
            continue;
        panel->omits++;
        if (panel->omits == OMIT_ALL)
            panel_drop_title(panel);
        changed = true;
    }
    return changed;
}

// Gives legends that hide too much inside their plots a place beside them. False where none does.
static bool make_legend_rooms(struct figure *figure) {
    bool found = false;
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct panel *panel = &figure->panels[i];
        struct legend legend = {.panel = panel};
        if (!panel->type->fill_legend || panel->type->places_legend)
            continue;
        panel->type->fill_legend(panel, &legend);
        panel->legend_room = legend_room(&legend, panel);
        found = found || panel->legend_room > 0;
        legend_finish(&legend);
    }
    return found;
}

static void solve_layout(struct figure *figure, double title_height) {
    struct stage *stage = &figure->stage;
    size_t count = figure->layout.count;
    double edge = SUPTITLE_EDGE * stage->unit;
    double side = stage->theme->title == TITLE_LEFT ? SUPTITLE_SIDE * stage->unit : edge;
    double room = small_multiples_room(&figure->grid, stage);
    struct box area = {side + room, edge + title_height, stage->width - 2 * side - room,
                       stage->height - title_height - 2 * edge - figure_rule_height(figure)};
    struct margins *margins = mem_zero(count, sizeof *margins);
    struct box *cells = mem_zero(count, sizeof *cells), *plots = mem_zero(count, sizeof *plots);
    do
        solve_once(figure, area, margins, cells, plots);
    while (omit_more(figure));
    if (make_legend_rooms(figure))
        solve_once(figure, area, margins, cells, plots);
    free(margins);
    free(cells);
    free(plots);
}

static void add_color(struct figure *figure, uint32_t color) {
    for (size_t i = 0; i < figure->color_count; i++)
        if (figure->colors[i] == color)
            return;
    figure->colors = mem_grow(figure->colors, &figure->color_capacity, figure->color_count + 1,
                              sizeof *figure->colors);
    figure->colors[figure->color_count++] = color;
}

static void collect_colors(struct figure *figure) {
    const struct theme *theme = figure->stage.theme;
    const struct trace *trace = figure->stage.trace;
    const uint32_t fixed[] = {theme->background, theme->text,   theme->muted_text, theme->spine,
                              theme->points,     theme->model,  theme->w0,         theme->w1,
                              theme->loss,       theme->target, theme->wall,       theme->plot};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        add_color(figure, fixed[i]);
    add_color(figure, theme_casing(theme));
    for (size_t i = 0; i < trace->run_count && i < 16; i++)
        add_color(figure, stage_color(&figure->stage, &trace->runs[i], theme->path));
    if (figure->grid.comparison)
        add_color(figure, theme->path); // of cells with one run
    size_t lines = figure->color_count;
    for (size_t i = 0; theme->legend == THEME_DIRECT && i < lines; i++)
        add_color(figure, direct_labels_color(theme, figure->colors[i], theme->background));
}

// Pixels a point of the design size. Text scales with the area of the frame, held back where one
// side is short; in a small frame it shrinks less than the frame, so that it can still be read.
static double unit_of(const struct video *video, const struct theme *theme) {
    double width = video->width / video->scale / 690, height = video->height / video->scale / 394;
    if (theme->least_size > 0) // text has a least size of its own
        return fmin(sqrt(width * height), 1.5 * fmin(width, height));
    double scale = fmin(sqrt(width * height), 1.25 * fmin(width, height));
    return scale < 1 ? m_pow(scale, 0.4) : scale;
}

void figure_watch_glyphs(struct figure *figure, struct glyph_uses *uses) {
    figure->uses = uses;
}

static void open_fonts(struct figure *figure) {
    struct stage *stage = &figure->stage;
    const struct typeface *typeface = &typeface_table[figure->theme.typeface];
    stage->font = font_files_open(&figure->fonts, typeface, WEIGHT_REGULAR);
    font_record(stage->font, figure->stage.record, figure->stage.record_context);
    if (figure->uses)
        font_watch(stage->font, figure->uses);
    for (int weight = 1; weight < WEIGHTS; weight++) {
        if (typeface->text[weight].start == typeface->text[0].start)
            continue;
        stage->heavier[weight] =
            font_files_open(&figure->fonts, typeface, (enum font_weight)weight);
        font_record(stage->heavier[weight], figure->stage.record, figure->stage.record_context);
        if (figure->uses)
            font_watch(stage->heavier[weight], figure->uses);
    }
}

bool figure_prepare(struct figure *figure, const struct trace *trace, struct text *warnings,
                    struct error *error) {
    struct stage *stage = &figure->stage;
    stage->trace = trace;
    stage_find_looks(stage);
    const struct video *video = &stage->scene->video;
    double unit = unit_of(video, stage->theme);
    stage->unit = unit * video->scale * stage->width / video->width;
    theme_fit(&figure->theme, figure->theme.least_size, unit);
    open_fonts(figure);
    stage->warnings = warnings;
    figure->fixed = stage_canvas(stage);
    figure->moving = stage_canvas(stage);
    figure->cover = stage_canvas(stage);
    figure->frame = stage_canvas(stage);
    if (!figure->fixed || !figure->moving || !figure->cover || !figure->frame)
        return error_set(error, ERROR_RENDER, "a picture of %dx%d does not fit into memory",
                         stage->width, stage->height);
    if (figure->grid.comparison)
        small_multiples_prepare(&figure->grid, stage);
    if (!figure_open_planes(figure, error))
        return false;
    for (size_t i = 0; i < figure->layout.count; i++)
        if (figure->panels[i].type->prepare &&
            !figure->panels[i].type->prepare(&figure->panels[i], error))
            return false;
    if (figure->grid.comparison)
        small_multiples_share_ranges(&figure->grid, figure->panels);
    double title_height = suptitle_place(&figure->headline), strip_height;
    bool changed;
    solve_layout(figure, title_height);
    strip_height = naming_choose(figure->panels, figure->layout.count, stage, &figure->strip,
                                 suptitle_begin(&figure->headline), &changed);
    if (changed)
        solve_layout(figure, title_height + strip_height);
    if (!stage->theme->is_transparent) {
        canvas_box(figure->fixed, (struct box){0, 0, stage->width, stage->height});
        canvas_fill(figure->fixed, stage->theme->background, 1);
    }
    for (size_t i = 0; stage->theme->has_panes && i < figure->layout.count; i++) {
        canvas_box(figure->fixed, figure->panels[i].plot);
        canvas_fill(figure->fixed, stage->theme->background, 1);
    }
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct panel *panel = &figure->panels[i];
        if (panel->type->draw_static)
            panel->type->draw_static(panel, figure->fixed);
        if (panel->type->draw_cover)
            panel->type->draw_cover(panel, figure->cover);
        if (panel->names)
            direct_labels_place(panel->names);
    }
    figure_warn_planes(figure);
    name_strip_draw(&figure->strip, stage, figure->fixed, fmax(title_height, 6 * stage->unit));
    if (figure->grid.comparison)
        small_multiples_draw_headings(&figure->grid, stage, figure->panels, figure->fixed);
    suptitle_write(&figure->headline, trace->states - 1);
    font_report(stage->font, warnings);
    for (int weight = 0; weight < WEIGHTS; weight++)
        if (stage->heavier[weight])
            font_report(stage->heavier[weight], warnings);
    collect_colors(figure);
    stage->warnings = NULL;
    for (size_t i = 0; figure->grid.comparison && i < figure->layout.count; i++)
        figure->grid.stages[i].warnings = NULL;
    for (size_t i = 0; i < figure->plane_count; i++)
        figure->planes[i].stage.warnings = NULL;
    return true;
}

void figure_inputs(const struct figure *figure, struct strings *paths) {
    document_inputs(&figure->document, paths);
    figure_data(figure, paths);
}

void figure_data(const struct figure *figure, struct strings *paths) {
    font_files_inputs(&figure->fonts, paths);
}

bool figure_has_counter(const struct figure *figure) {
    return suptitle_has_counter(&figure->stage);
}

bool figure_is_transparent(const struct figure *figure) {
    return figure->theme.is_transparent;
}

void figure_panels(const struct figure *figure, struct strings *types) {
    for (size_t i = 0; i < figure->layout.count; i++) {
        const char *name = figure->panels[i].type->name;
        size_t k = 0;
        while (k < types->count && strcmp(types->items[k], name) != 0)
            k++;
        if (k == types->count)
            strings_add(types, name);
    }
}

bool figure_is_small(const struct figure *figure) {
    bool small = true;
    for (size_t i = 0; i < figure->layout.count; i++)
        small = small && panel_type_is_small(figure->panels[i].type);
    return small;
}

bool figure_is_dark(const struct figure *figure) {
    uint32_t text = figure->stage.theme->text;
    return color_contrast(text, 0x000000) > color_contrast(text, 0xFFFFFF);
}

const uint32_t *figure_colors(const struct figure *figure, size_t *count) {
    *count = figure->color_count;
    return figure->colors;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/figure.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/font_files.h"
#include "draw/text/label.h"
#include "figure/layout.h"
#include "figure/scene_layout.h"
#include "figure/small_multiples.h"
#include "figure/suptitle.h"
#include "plot/legend.h"
#include "plot/panel.h"
#include "scene/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct figure {
    struct stage stage;
    struct theme theme;
    struct document document; // owns the default layout and what themes are read from
    struct layout layout;
    struct small_multiples grid;
    struct panel *panels; // layout.count
    struct suptitle headline;
    struct font_files fonts; // the scene's, then the theme's
    text_recorder *record;   // NULL: none
    void *record_context;
    struct canvas *fixed;  // the static layer
    struct canvas *moving; // drawn anew each frame; transparent between frames
    struct canvas *cover;  // legends
    struct canvas *frame;  // what is handed out
    long grown;            // the last state in the growing layers; -1: none
    struct rect *moved;    // what draw_moving touched last, a panel
    double rule;           // length of the progress rule, pixels
    uint32_t *colors;
    size_t color_count, color_capacity;
};

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
                                   .width = scene->video.width,
                                   .height = scene->video.height,
                                   .theme = &figure->theme};
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
    free(figure->moved);
    layout_finish(&figure->layout);
    small_multiples_finish(&figure->grid);
    document_finish(&figure->document);
    suptitle_finish(&figure->headline);
    canvas_destroy(figure->fixed);
    canvas_destroy(figure->moving);
    canvas_destroy(figure->cover);
    canvas_destroy(figure->frame);
    font_destroy(figure->stage.font);
    font_files_finish(&figure->fonts);
    free(figure->colors);
    free(figure);
}

static void include(double range[2], double value) {
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

// Around the starts and targets, as wide as they are far apart or from 0: what is near of a
// formula, whose view follows from paths that are not known yet.
static struct view formula_view(const struct scene *scene) {
    struct view view;
    for (int d = 0; d < 2; d++) {
        double range[2] = {INFINITY, -INFINITY};
        for (size_t i = 0; i < scene->optimizer_count; i++) {
            const struct optimizer_config *config = &scene->optimizers[i];
            include(range, config->has_start ? config->start[d] : scene->start[d]);
        }
        for (size_t i = 0; i < scene->target_count; i++)
            include(range, scene->targets[i][d]);
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

void figure_record_text(struct figure *figure, text_recorder *record, void *context) {
    figure->record = record;
    figure->record_context = context;
}

// Shares out the picture among the panels. Ticks depend on the plot's size and the plot's size on
// the ticks: three rounds are enough.
static void solve_once(struct figure *figure, struct box area, struct margins *margins,
                       struct box *cells, struct box *plots) {
    double gap = small_multiples_gap(&figure->grid) * figure->stage.unit;
    for (int round = 0; round < 3; round++) {
        layout_solve(&figure->layout, area, gap, margins, cells, plots);
        for (size_t i = 0; i < figure->layout.count; i++) {
            figure->panels[i].cell = cells[i];
            figure->panels[i].plot = plots[i];
            if (figure->panels[i].type->measure)
                figure->panels[i].type->measure(&figure->panels[i], &margins[i]);
            margins[i].right += figure->panels[i].legend_room;
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
        struct legend legend = {0};
        if (!panel->type->fill_legend)
            continue;
        panel->type->fill_legend(panel, &legend);
        panel->legend_room = legend_room(&legend, panel);
        found = found || panel->legend_room > 0;
        legend_finish(&legend);
    }
    return found;
}

// The height of the progress rule, 0 where there is none.
static int rule_height(const struct figure *figure) {
    return figure->stage.scene->video.progress ? (int)fmax(2, round(2.5 * figure->stage.unit)) : 0;
}

static void solve_layout(struct figure *figure, double title_height) {
    struct stage *stage = &figure->stage;
    size_t count = figure->layout.count;
    double unit = stage->unit, edge = 9 * unit;
    double room = small_multiples_room(&figure->grid, stage);
    struct box area = {edge + room, edge + title_height, stage->width - 2 * edge - room,
                       stage->height - title_height - 2 * edge - rule_height(figure)};
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
    for (size_t i = 0; i < trace->run_count && i < 16; i++)
        add_color(figure, stage_color(&figure->stage, &trace->runs[i], theme->path));
    if (figure->grid.comparison)
        add_color(figure, theme->path); // of cells with one run
}

// Pixels a point of the design size. Text scales with the area of the frame, held back where one
// side is short; in a small frame it shrinks less than the frame, so that it can still be read.
static double unit_of(const struct video *video) {
    double width = video->width / video->scale / 690, height = video->height / video->scale / 394;
    double scale = fmin(sqrt(width * height), 1.25 * fmin(width, height));
    return (scale < 1 ? m_pow(scale, 0.4) : scale) * video->scale;
}

bool figure_prepare(struct figure *figure, const struct trace *trace, struct text *warnings,
                    struct error *error) {
    struct stage *stage = &figure->stage;
    stage->trace = trace;
    stage->unit = unit_of(&stage->scene->video) * stage->width / stage->scene->video.width;
    stage->font = font_files_open(&figure->fonts);
    stage->warnings = warnings;
    font_record(stage->font, figure->record, figure->record_context);
    figure->fixed = stage_canvas(stage);
    figure->moving = stage_canvas(stage);
    figure->cover = stage_canvas(stage);
    figure->frame = stage_canvas(stage);
    if (!figure->fixed || !figure->moving || !figure->cover || !figure->frame)
        return error_set(error, ERROR_RENDER, "a picture of %dx%d does not fit into memory",
                         stage->width, stage->height);
    if (figure->grid.comparison)
        small_multiples_prepare(&figure->grid, stage);
    for (size_t i = 0; i < figure->layout.count; i++)
        if (figure->panels[i].type->prepare &&
            !figure->panels[i].type->prepare(&figure->panels[i], error))
            return false;
    if (figure->grid.comparison)
        small_multiples_share_ranges(&figure->grid, figure->panels);
    solve_layout(figure, suptitle_place(&figure->headline));
    if (!stage->theme->is_transparent) {
        canvas_box(figure->fixed, (struct box){0, 0, stage->width, stage->height});
        canvas_fill(figure->fixed, stage->theme->background, 1);
    }
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct panel *panel = &figure->panels[i];
        if (panel->type->draw_static)
            panel->type->draw_static(panel, figure->fixed);
        if (panel->type->draw_cover)
            panel->type->draw_cover(panel, figure->cover);
    }
    if (figure->grid.comparison)
        small_multiples_draw_headings(&figure->grid, stage, figure->panels, figure->fixed);
    suptitle_write(&figure->headline, trace->states - 1);
    font_report(stage->font, warnings);
    collect_colors(figure);
    stage->warnings = NULL;
    for (size_t i = 0; figure->grid.comparison && i < figure->layout.count; i++)
        figure->grid.stages[i].warnings = NULL;
    return true;
}

// Brings the growing layers to `state`. Returns false where they had to start anew.
static bool grow_to(struct figure *figure, long state) {
    const struct trace *trace = figure->stage.trace;
    bool grows = figure->grown >= 0 && figure->grown <= state;
    if (!grows) {
        figure->grown = -1;
        for (size_t i = 0; i < figure->layout.count; i++)
            for (int k = 0; k < PANEL_LAYERS; k++)
                if (figure->panels[i].layers[k].canvas)
                    canvas_clear(figure->panels[i].layers[k].canvas);
    }
    for (long next = figure->grown + 1; next <= state; next = trace_next(trace, next, 1))
        for (size_t i = 0; i < figure->layout.count; i++)
            if (figure->panels[i].type->grow)
                figure->panels[i].type->grow(&figure->panels[i], next);
    figure->grown = state;
    return grows;
}

static struct rect within_frame(const struct figure *figure, struct rect rect) {
    int right = rect.x + rect.width, bottom = rect.y + rect.height;
    rect.x = rect.x < 0 ? 0 : rect.x;
    rect.y = rect.y < 0 ? 0 : rect.y;
    rect.width = (right > figure->stage.width ? figure->stage.width : right) - rect.x;
    rect.height = (bottom > figure->stage.height ? figure->stage.height : bottom) - rect.y;
    return rect;
}

// What moves stays within its panel's cell: another panel would not draw itself anew beneath it.
static void draw_moving(struct figure *figure, struct panel *panel, struct canvas *canvas,
                        double position) {
    canvas_clip(canvas, panel->cell);
    if (panel->type->draw_moving)
        panel->type->draw_moving(panel, canvas, position);
    if (figure->grid.comparison)
        small_multiples_draw_cell(&figure->grid, panel, canvas, position);
    canvas_unclip(canvas);
}

// Draws a panel that has no growing layers straight on the frame.
static struct rect redraw_whole(struct figure *figure, size_t index, double position) {
    struct panel *panel = &figure->panels[index];
    struct rect stale = rect_union(figure->moved[index], rect_around(panel->cell));
    canvas_copy(figure->frame, figure->fixed, within_frame(figure, stale));
    canvas_take_damage(figure->frame);
    draw_moving(figure, panel, figure->frame, position);
    figure->moved[index] = canvas_take_damage(figure->frame);
    stale = within_frame(figure, rect_union(stale, figure->moved[index]));
    canvas_blend(figure->frame, figure->cover, stale, 1);
    return stale;
}

// Lays static, growing, moving and covering layers anew where anything of the panel changed.
static struct rect redraw_panel(struct figure *figure, size_t index, double position, bool all) {
    struct panel *panel = &figure->panels[index];
    if (panel->redraws)
        return redraw_whole(figure, index, position);
    draw_moving(figure, panel, figure->moving, position);
    struct rect moved = canvas_take_damage(figure->moving);
    struct rect stale = rect_union(figure->moved[index], moved);
    for (int k = 0; k < PANEL_LAYERS; k++)
        if (panel->layers[k].canvas)
            stale = rect_union(stale, canvas_take_damage(panel->layers[k].canvas));
    if (all)
        stale = rect_union(stale, rect_around(panel->cell));
    stale = within_frame(figure, stale);
    canvas_copy(figure->frame, figure->fixed, stale);
    for (int k = 0; k < PANEL_LAYERS; k++)
        if (panel->layers[k].canvas)
            canvas_blend(figure->frame, panel->layers[k].canvas, stale, panel->layers[k].alpha);
    canvas_blend(figure->frame, figure->moving, moved, 1);
    canvas_blend(figure->frame, figure->cover, stale, 1);
    canvas_erase(figure->moving, moved);
    figure->moved[index] = moved;
    return stale;
}

// Draws the rule along the bottom that grows with the film. Only its end changes.
static struct rect redraw_rule(struct figure *figure, double position) {
    const struct stage *stage = &figure->stage;
    int height = rule_height(figure);
    if (height == 0)
        return (struct rect){0};
    struct timeline timeline = timeline_of(&stage->scene->video, stage->trace->states);
    double length = timeline_progress(&timeline, position) * stage->width;
    struct rect whole = {0, stage->height - height, stage->width, height};
    canvas_copy(figure->frame, figure->fixed, whole);
    canvas_box(figure->frame, (struct box){0, whole.y, length, height});
    canvas_fill(figure->frame, stage->theme->cycle[0], 1);
    canvas_take_damage(figure->frame);
    int left = (int)floor(fmin(length, figure->rule)),
        right = (int)ceil(fmax(length, figure->rule));
    bool same = length == figure->rule;
    figure->rule = length;
    if (same)
        return (struct rect){0};
    return (struct rect){left, whole.y, right - left, height};
}

struct frame figure_draw(struct figure *figure, double position) {
    long state = (long)floor(position);
    bool all = !grow_to(figure, state);
    struct rect whole = {0, 0, figure->stage.width, figure->stage.height};
    struct frame frame = {0};
    if (all) {
        canvas_copy(figure->frame, figure->fixed, whole);
        figure->headline.drawn = (struct rect){0};
    }
    for (size_t i = 0; i < figure->layout.count; i++)
        region_add(&frame.changed, redraw_panel(figure, i, position, all));
    region_add(&frame.changed,
               suptitle_update(&figure->headline, figure->frame, figure->fixed, state, all));
    region_add(&frame.changed, redraw_rule(figure, position));
    if (all)
        frame.changed = region_of(whole);
    frame.pixels = canvas_pixels(figure->frame, &frame.stride);
    return frame;
}

static bool check_canvas(const struct canvas *canvas, struct error *error) {
    const char *failure = canvas ? canvas_failure(canvas) : NULL;
    return !failure || error_set(error, ERROR_RENDER, "the picture cannot be drawn: %s", failure);
}

bool figure_check(const struct figure *figure, struct error *error) {
    bool good = check_canvas(figure->fixed, error) && check_canvas(figure->moving, error) &&
                check_canvas(figure->cover, error) && check_canvas(figure->frame, error);
    for (size_t i = 0; good && i < figure->layout.count; i++)
        for (int k = 0; good && k < PANEL_LAYERS; k++)
            good = check_canvas(figure->panels[i].layers[k].canvas, error);
    return good;
}

// A picture of shapes is laid out on a finer grid: its images are as fine, its lines fit closer.
enum { VECTOR_FINENESS = 2 };

void figure_keep_shapes(struct figure *figure, enum canvas_kind kind) {
    figure->stage.kind = kind;
    figure->stage.width *= VECTOR_FINENESS;
    figure->stage.height *= VECTOR_FINENESS;
}

bool figure_write(struct figure *figure, double position, canvas_sink *sink, void *context) {
    const struct stage *stage = &figure->stage;
    struct canvas *canvas = figure->fixed;
    struct rect whole = {0, 0, stage->width, stage->height};
    long state = (long)floor(position);
    grow_to(figure, state);
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct panel *panel = &figure->panels[i];
        for (int k = 0; k < PANEL_LAYERS; k++)
            if (panel->layers[k].canvas)
                canvas_blend(canvas, panel->layers[k].canvas, whole, panel->layers[k].alpha);
        draw_moving(figure, panel, canvas, position);
    }
    canvas_blend(canvas, figure->cover, whole, 1);
    suptitle_draw(&figure->headline, canvas, state);
    return canvas_write(canvas, 1.0 / VECTOR_FINENESS, figure->headline.text.data,
                        stage->scene->description, sink, context);
}

void figure_inputs(const struct figure *figure, struct strings *paths) {
    document_inputs(&figure->document, paths);
    figure_data(figure, paths);
}

void figure_data(const struct figure *figure, struct strings *paths) {
    font_files_inputs(&figure->fonts, paths);
}

bool figure_is_transparent(const struct figure *figure) {
    return figure->theme.is_transparent;
}

const uint32_t *figure_colors(const struct figure *figure, size_t *count) {
    *count = figure->color_count;
    return figure->colors;
}

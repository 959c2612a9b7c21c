// SPDX-License-Identifier: GPL-3.0-or-later
// The picture at a position: a fixed layer, layers that only grow, and what moves, laid over each
// other where something changed.
#include "figure/figure_state.h"
#include "plot/direct_labels.h"
#include "scene/timeline.h"

#include <math.h>

// Canvases are shared, so what a panel adds is noted at once.
static void grow_panel(struct panel *panel, long state) {
    panel->type->grow(panel, state);
    for (int k = 0; k < PANEL_LAYERS; k++)
        if (panel->layers[k].canvas)
            panel->layers[k].grown =
                rect_union(panel->layers[k].grown, canvas_take_damage(panel->layers[k].canvas));
}

bool figure_grow(struct figure *figure, long state) {
    const struct trace *trace = figure->stage.trace;
    bool grows = figure->grown >= 0 && figure->grown <= state;
    if (!grows) {
        figure->grown = -1;
        for (size_t i = 0; i < figure->pool.count; i++)
            canvas_clear(figure->pool.items[i].canvas);
    }
    for (long next = figure->grown + 1; next <= state; next = trace_next(trace, next, 1))
        for (size_t i = 0; i < figure->layout.count; i++)
            if (figure->panels[i].type->grow)
                grow_panel(&figure->panels[i], next);
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

// What moves stays within its panel's cell: another panel would not draw itself anew under it.
void figure_draw_moving(struct figure *figure, struct panel *panel, struct canvas *canvas,
                        double position) {
    canvas_clip(canvas, panel->cell);
    if (panel->type->draw_moving)
        panel->type->draw_moving(panel, canvas, position);
    if (figure->grid.comparison)
        small_multiples_draw_cell(&figure->grid, panel, canvas, position);
    canvas_unclip(canvas);
}

void figure_draw_names(const struct panel *panel, struct canvas *canvas, double position,
                       struct names_drawn *drawn) {
    *drawn = (struct names_drawn){0};
    if (!panel->names)
        return;
    canvas_clip(canvas, panel->cell);
    direct_labels_draw(panel->names, canvas, position, drawn);
    canvas_unclip(canvas);
}

// Draws a panel that has no growing layers straight on the frame.
static struct rect redraw_whole(struct figure *figure, size_t index, double position) {
    struct panel *panel = &figure->panels[index];
    struct rect stale = rect_union(figure->moved[index], rect_around(panel->cell));
    canvas_copy(figure->frame, figure->fixed, within_frame(figure, stale));
    canvas_take_damage(figure->frame);
    struct names_drawn names;
    figure_draw_moving(figure, panel, figure->frame, position);
    figure->moved[index] = canvas_take_damage(figure->frame);
    figure_draw_names(panel, figure->frame, position, &names);
    stale = within_frame(figure, rect_union(stale, figure->moved[index]));
    canvas_blend(figure->frame, figure->cover, stale, 1);
    return stale;
}

// Lays static, growing, moving and covering layers anew in a rectangle.
static void compose(struct figure *figure, const struct panel *panel, struct rect rect) {
    canvas_copy(figure->frame, figure->fixed, rect);
    for (int k = 0; k < PANEL_LAYERS; k++)
        if (panel->layers[k].canvas)
            canvas_blend(figure->frame, panel->layers[k].canvas, rect, panel->layers[k].alpha);
    canvas_blend(figure->frame, figure->moving, rect, 1);
    canvas_blend(figure->frame, figure->cover, rect, 1);
}

// Draws a panel where anything of it changed, and adds that to `changed`. Names are often far from
// what else moves, or stay, so they have rectangles of their own.
static void redraw_panel(struct figure *figure, size_t index, double position, bool all,
                         struct region *changed) {
    struct panel *panel = &figure->panels[index];
    struct names_drawn names;
    if (panel->redraws) {
        region_add(changed, redraw_whole(figure, index, position));
        return;
    }
    figure_draw_moving(figure, panel, figure->moving, position);
    struct rect moved = canvas_take_damage(figure->moving);
    struct rect stale = rect_union(figure->moved[index], moved);
    for (int k = 0; k < PANEL_LAYERS; k++) {
        stale = rect_union(stale, panel->layers[k].grown);
        panel->layers[k].grown = (struct rect){0};
    }
    if (all)
        stale = rect_union(stale, rect_around(panel->cell));
    figure_draw_names(panel, figure->moving, position, &names);
    struct region region = region_of(within_frame(figure, stale));
    for (int i = 0; i < names.changed.count; i++)
        region_add(&region, within_frame(figure, names.changed.rects[i]));
    for (int i = 0; i < region.count; i++)
        compose(figure, panel, region.rects[i]);
    region_join(changed, &region);
    canvas_erase(figure->moving, rect_union(moved, names.all));
    figure->moved[index] = moved;
}

int figure_rule_height(const struct figure *figure) {
    return figure->stage.scene->video.progress ? (int)fmax(2, round(2.5 * figure->stage.unit)) : 0;
}

double figure_draw_rule(const struct figure *figure, struct canvas *canvas, double position) {
    const struct stage *stage = &figure->stage;
    int height = figure_rule_height(figure);
    struct timeline timeline = timeline_of(&stage->scene->video, stage->trace->states);
    double length = timeline_progress(&timeline, position) * stage->width;
    canvas_box(canvas, (struct box){0, stage->height - height, length, height});
    canvas_fill(canvas, stage->theme->cycle[0], 1);
    return length;
}

// Draws the rule along the bottom that grows with the film. Only its end changes.
static struct rect redraw_rule(struct figure *figure, double position) {
    const struct stage *stage = &figure->stage;
    int height = figure_rule_height(figure);
    if (height == 0)
        return (struct rect){0};
    struct rect whole = {0, stage->height - height, stage->width, height};
    canvas_copy(figure->frame, figure->fixed, whole);
    double length = figure_draw_rule(figure, figure->frame, position);
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
    bool all = !figure_grow(figure, state);
    struct rect whole = {0, 0, figure->stage.width, figure->stage.height};
    struct frame frame = {0};
    if (all) {
        canvas_copy(figure->frame, figure->fixed, whole);
        canvas_blend(figure->frame, figure->cover, whole, 1); // may reach over a panel's cell
        figure->headline.drawn = (struct rect){0};
    }
    for (size_t i = 0; i < figure->layout.count; i++)
        redraw_panel(figure, i, position, all, &frame.changed);
    suptitle_update(&figure->headline, figure->frame, figure->fixed, state, all, &frame.changed);
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
    for (size_t i = 0; good && i < figure->pool.count; i++)
        good = check_canvas(figure->pool.items[i].canvas, error);
    return good;
}

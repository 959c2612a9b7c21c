// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/panel.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/shown.h"
#include "sim/plane_fit.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void panel_set_title(struct panel *panel, const char *title, const char *distinct) {
    if (!panel->title || *panel->title)
        return;
    panel->title = panel->default_title = title;
    panel->distinct_title = distinct;
}

void panel_drop_title(struct panel *panel) {
    const struct node *map = node_get(panel->stage->scene->panels, panel->name);
    if (panel->title && node_get(map, "title"))
        stage_warn(panel->stage, "panel '%s' has no room for its title", panel->name);
    panel->title = NULL;
}

struct canvas *stage_layer(const struct stage *stage, int index, double alpha) {
    struct layer_pool *pool = stage->layers;
    for (size_t i = 0; stage->kind == CANVAS_PIXELS && i < pool->count; i++)
        if (pool->items[i].index == index && pool->items[i].alpha == alpha)
            return pool->items[i].canvas;
    pool->items = mem_grow(pool->items, &pool->capacity, pool->count + 1, sizeof *pool->items);
    pool->items[pool->count++] = (struct panel_layer){stage_canvas(stage), index, alpha, {0}};
    return pool->items[pool->count - 1].canvas;
}

void layer_pool_finish(struct layer_pool *pool) {
    for (size_t i = 0; i < pool->count; i++)
        canvas_destroy(pool->items[i].canvas);
    free(pool->items);
}

struct canvas *panel_layer(struct panel *panel, int index, double alpha) {
    struct panel_layer *layer = &panel->layers[index];
    if (!layer->canvas)
        *layer = (struct panel_layer){stage_layer(panel->stage, index, alpha), index, alpha, {0}};
    return layer->canvas;
}

struct canvas *stage_canvas(const struct stage *stage) {
    return canvas_create_kind(stage->kind, stage->width, stage->height);
}

void stage_warn(const struct stage *stage, const char *format, ...) {
    struct text line = {0};
    va_list arguments;
    if (!stage->warnings)
        return;
    va_start(arguments, format);
    shown_vprintf(&line, format, arguments);
    va_end(arguments);
    text_add(&line, "\n");
    if (!stage->warnings->data || !strstr(stage->warnings->data, line.data))
        text_add(stage->warnings, line.data);
    text_finish(&line);
}

double stage_text_size(const struct stage *stage, double points) {
    return fmax(points, stage->theme->least_size) * stage->unit;
}

double stage_text_least(const struct stage *stage, double size) {
    static const double usual = 0.72;
    double least = stage->theme->least_size * stage->unit;
    return least > 0 ? fmin(1, fmax(usual, least / size)) : usual;
}

void stage_axis_name(const struct stage *stage, int d, char name[AXIS_NAME]) {
    static const char *const meanings[][2] = {
        [PLANE_PCA] = {"PC 1", "PC 2"},
        [PLANE_HERE] = {"sharpest direction", "gradient"},
    };
    const struct plane *plane = stage->trace->runs[0].plane;
    const struct plane_choice *choice = &plane->choice;
    bool is_symbol = stage->theme->symbols;
    if (choice->kind == PLANE_WEIGHTS)
        snprintf(name, AXIS_NAME, is_symbol ? "$w_{%zu}$" : "w%zu", choice->weights[d]);
    else if (choice->kind == PLANE_RANDOM)
        snprintf(name, AXIS_NAME, is_symbol ? "$p_{%d}$" : "p%d", d);
    else
        snprintf(name, AXIS_NAME, "%s%s", meanings[choice->kind][d],
                 plane->is_still[d] ? " (0 %)" : "");
}

struct font *stage_font(const struct stage *stage, enum font_weight weight) {
    return stage->heavier[weight] ? stage->heavier[weight] : stage->font;
}

bool stage_is_single(const struct stage *stage) {
    return stage->scene->optimizer_count == 1 && stage->scene->random_starts <= 1;
}

bool stage_find_optimizer(const struct stage *stage, const struct node *label, size_t *index,
                          struct error *error) {
    const struct scene *scene = stage->scene;
    const char *name;
    if (!node_string(label, &name, error))
        return false;
    const char **labels = mem_zero(scene->optimizer_count, sizeof *labels);
    size_t found = 0;
    for (size_t i = 0; i < scene->optimizer_count; i++)
        labels[i] = scene->optimizers[i].label;
    while (found < scene->optimizer_count && strcmp(labels[found], name) != 0)
        found++;
    *index = found;
    if (found == scene->optimizer_count)
        error_unknown(error, label->place, "optimizer", name, labels, scene->optimizer_count);
    free(labels);
    return found < scene->optimizer_count;
}

bool run_is_first(const struct trace *trace, size_t run) {
    return run == 0 || trace->runs[run - 1].optimizer != trace->runs[run].optimizer;
}

// Returns the index of the target that is nearest to a run's last point.
static size_t nearest_target(const struct stage *stage, const struct run *run) {
    const double *w = run->w[run_last(run, stage->trace)];
    size_t nearest = 0;
    double least = INFINITY;
    for (size_t i = 0; i < stage->scene->target_count; i++) {
        const double *target = stage->scene->targets[i];
        double distance = m_hypot(w[0] - target[0], w[1] - target[1]);
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

// Returns the index of a run's colour, dash and marker in the theme: that of its optimizer, or, if
// a single optimizer has many starts, of its nearest target or of the minimum that it ends in.
static size_t look_of(const struct stage *stage, const struct run *run) {
    const struct trace *trace = stage->trace;
    if (stage->looks && run >= trace->runs && run < trace->runs + trace->run_count)
        return stage->looks[run - trace->runs]; // of a run that is not a cell's
    bool is_many_starts = stage->scene->optimizer_count == 1 && !stage_is_single(stage);
    if (is_many_starts)
        return run->shape->n > 2 ? run->ending : nearest_target(stage, run);
    return run->optimizer;
}

void stage_find_looks(struct stage *stage) {
    size_t count = stage->trace->run_count, *looks = mem_zero(count, sizeof *looks);
    stage->looks = NULL;
    for (size_t i = 0; i < count; i++)
        looks[i] = look_of(stage, &stage->trace->runs[i]);
    stage->looks = looks;
}

uint32_t stage_color(const struct stage *stage, const struct run *run, uint32_t single) {
    if (run->config->has_color)
        return run->config->color;
    if (stage_is_single(stage))
        return single;
    return stage->theme->cycle[look_of(stage, run) % stage->theme->cycle_count];
}

// Returns which of the theme's dashes and markers goes with a colour of its cycle.
static size_t turn_of(const struct theme *theme, size_t index) {
    return theme->dashes_by == BY_CYCLE ? index / theme->cycle_count : index;
}

void stage_dash_at(const struct stage *stage, size_t index, double dash[4]) {
    const struct theme *theme = stage->theme;
    index = turn_of(theme, index);
    for (int i = 0; i < 4; i++)
        dash[i] = theme->dash_count ? theme->dashes[index % theme->dash_count][i] * stage->unit : 0;
}

void stage_dash(const struct stage *stage, const struct run *run, double dash[4]) {
    stage_dash_at(stage, look_of(stage, run), dash);
}

enum marker stage_marker(const struct stage *stage, const struct run *run) {
    const struct theme *theme = stage->theme;
    size_t index = turn_of(theme, look_of(stage, run));
    return theme->marker_count ? (enum marker)theme->markers[index % theme->marker_count]
                               : MARKER_CIRCLE;
}

bool stage_point(const struct run *run, double position, double w[2], double *loss) {
    position = run_position(run, position);
    long state = (long)floor(position);
    double part = position - (double)state;
    if (run->diverged >= 0 && state >= run->diverged)
        return false;
    bool between = part > 0 && (run->diverged < 0 || state + 1 < run->diverged);
    long next = between ? state + 1 : state;
    for (int i = 0; i < 2; i++)
        w[i] = run->w[state][i] + (run->w[next][i] - run->w[state][i]) * part;
    *loss = run->loss[state] + (run->loss[next] - run->loss[state]) * part;
    return true;
}

bool panel_point(const struct panel *panel, size_t run, double position, double w[2],
                 double *loss) {
    return stage_point(&panel->stage->trace->runs[run], position, w, loss) &&
           (!panel->follows || plane_view_point(panel->follows, run, position, w));
}

double stage_off_plane(const struct run *run, double position) {
    position = run_position(run, position);
    long state = (long)floor(position);
    if (!run->off_plane)
        return 0;
    double off = run->off_plane[state], part = position - (double)state;
    if (part > 0)
        off += (run->off_plane[state + 1] - off) * part;
    return isfinite(off) ? off : 0;
}

#define ROW(name) &panel_##name,
const struct panel_type *const panel_table[] = {PANELS(ROW) NULL};
#undef ROW

bool panel_type_is_small(const struct panel_type *type) {
#define ROW(name) || type == &panel_##name
    return false PANELS_BY_SIZE(ROW, NO_ROW);
#undef ROW
}

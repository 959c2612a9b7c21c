// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/direct_labels.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/colormap.h"
#include "draw/text/shorten.h"
#include "plot/heads.h"
#include "plot/label_tracks.h"
#include "plot/legend.h"
#include "plot/name_tile.h"
#include "plot/path_style.h"
#include "scene/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLES_MAX = 600, // of a film
    LABELS_MAX = 12,   // more names cannot be told apart at a glance
    MOMENTS = 33,      // of what moves under names; between two of them both count
};

// Design points.
static const double halo = 3.2, leader_width = 0.8, leader_begin = 6.5, leader_end = 3;
static const double row_gap = 3, end_gap = 8;

// The opacity of leaders, and of a name whose head is out of sight.
static const double leader_alpha = 0.75, lost_alpha = 0.5;

// A name is at most this part of its cell's width; all of them at heads are at most this part of
// the plot's area.
static const double widest_part = 0.45, widest_end = 0.34, area_part = 0.18;

struct direct_label {
    char *text; // owned
    uint32_t color;
    size_t subject;
    double width; // of the name, pixels
    struct name_tile tile;
    struct shown_name { // how it was drawn last
        struct box box;
        double head[2], growth, alpha;
        char value[HEAD_VALUE];
        struct rect rect; // pixels
    } shown;
};

struct direct_labels {
    const struct panel *panel;
    struct direct_label *items;  // owned
    struct moving_label *moving; // one a label; owned; their heads are kept while they are placed
    size_t count;
    double size;     // of the letters, pixels
    bool has_values; // a value stands beneath each name
    bool has_box;    // the panel has a legend of other things, too
    struct timeline timeline;
    struct label_tracks tracks;
    uint32_t ground; // colour of halos
};

uint32_t direct_labels_color(const struct theme *theme, uint32_t color, uint32_t ground) {
    static const double least = 4.5;
    enum { STEPS = 20 };
    for (int step = 0; step <= STEPS; step++) {
        uint32_t mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int from = (int)(color >> shift & 255), to = (int)(theme->text >> shift & 255);
            mixed |= (uint32_t)(from + (to - from) * step / STEPS) << shift;
        }
        if (color_contrast(mixed, ground) >= least)
            return mixed;
    }
    return theme->text;
}

char *direct_labels_line(const char *label) {
    char *line = mem_string(label, strlen(label));
    for (char *c = line; *c; c++)
        if (*c == '\n')
            *c = ' ';
    return line;
}

struct direct_labels *direct_labels_create(const struct panel *panel) {
    const struct stage *stage = panel->stage;
    struct legend legend = {.panel = panel};
    if (!panel->type->head || !panel->type->fill_legend)
        return NULL;
    panel->type->fill_legend(panel, &legend);
    struct direct_labels *labels = NULL;
    if (legend.head_count > 0) {
        labels = mem_zero(1, sizeof *labels);
        *labels = (struct direct_labels){
            .panel = panel,
            .items = mem_zero(legend.head_count, sizeof *labels->items),
            .moving = mem_zero(legend.head_count, sizeof *labels->moving),
            .count = legend.head_count,
            .size = stage->theme->name_size * stage->unit,
            .has_box = legend.count > 0,
            .ground = panel->type->names_ends ? stage->theme->plot : stage->theme->background,
            .timeline = timeline_of(&stage->scene->video, stage->trace->states)};
    }
    for (size_t i = 0; i < legend.head_count; i++) {
        const struct legend_entry *entry = &legend.heads[i];
        char value[HEAD_VALUE] = "";
        if (panel->type->head_value)
            panel->type->head_value(panel, entry->subject, 0, value);
        labels->has_values = labels->has_values || *value;
        labels->items[i] = (struct direct_label){
            .text = direct_labels_line(entry->label),
            .color = direct_labels_color(stage->theme, entry->color, labels->ground),
            .subject = entry->subject};
        labels->items[i].width =
            font_width(stage_font(stage, WEIGHT_SEMIBOLD), labels->items[i].text, labels->size);
    }
    legend_finish(&legend);
    return labels;
}

void direct_labels_destroy(struct direct_labels *labels) {
    for (size_t i = 0; labels && i < labels->count; i++) {
        free(labels->items[i].text);
        name_tile_finish(&labels->items[i].tile);
    }
    if (labels) {
        label_tracks_finish(&labels->tracks);
        free(labels->items);
        free(labels->moving);
    }
    free(labels);
}

// Returns the most pixels that a name may take.
static double width_most(const struct direct_labels *labels) {
    double part = labels->panel->type->names_ends ? widest_end : widest_part;
    return part * labels->panel->cell.width;
}

static double row_of(const struct direct_labels *labels) {
    return labels->size * (labels->has_values ? 2.1 : 1) + row_gap * labels->panel->stage->unit;
}

static double gap_of(const struct direct_labels *labels) {
    double unit = labels->panel->stage->unit;
    return (end_gap + 2) * unit;
}

double direct_labels_room(const struct direct_labels *labels) {
    double widest = 0;
    for (size_t i = 0; i < labels->count; i++)
        widest = fmax(widest, fmin(labels->items[i].width, width_most(labels)));
    double unit = labels->panel->stage->unit;
    return gap_of(labels) + heads_growth(labels->count, unit) + widest + unit;
}

// The area where heads are. What fills its cell, as a surface, is about as wide as high, whatever
// the cell is.
static double area_of(const struct direct_labels *labels) {
    static const double longest = 1.4;
    const struct panel *panel = labels->panel;
    double width = panel->plot.width, height = panel->plot.height;
    if (panel->type->fills_cell) {
        width = fmin(width, longest * height);
        height = fmin(height, longest * width);
    }
    return width * height * panel->type->name_share;
}

double direct_labels_crowd(const struct direct_labels *labels) {
    double area = 0;
    for (size_t i = 0; i < labels->count; i++)
        area += row_of(labels) * (fmin(labels->items[i].width, width_most(labels)) + 2 * row_gap);
    return area / (area_part * area_of(labels));
}

bool direct_labels_fit(const struct direct_labels *labels) {
    const struct box *plot = &labels->panel->plot;
    double row = row_of(labels), least = 4 * labels->size;
    if (labels->count > LABELS_MAX || width_most(labels) < least)
        return false;
    if (labels->panel->type->names_ends)
        return (double)labels->count * row <= plot->height &&
               direct_labels_room(labels) <= 0.5 * plot->width;
    return direct_labels_crowd(labels) <= 1 && 3 * row <= plot->height;
}

double direct_labels_weight(const struct direct_labels *labels) {
    return area_of(labels) * (labels->has_box ? 0.5 : 1);
}

// Cuts names that are longer than the panel has room for.
static void fit_texts(struct direct_labels *labels) {
    const struct stage *stage = labels->panel->stage;
    for (size_t i = 0; i < labels->count; i++) {
        struct direct_label *item = &labels->items[i];
        struct text fitted = {0};
        if (item->width <= width_most(labels))
            continue;
        shorten_line(stage_font(stage, WEIGHT_SEMIBOLD), item->text, labels->size, 1,
                     width_most(labels), &fitted);
        stage_warn(stage, WARNING_CUT, item->text);
        free(item->text);
        item->text = text_take(&fitted);
        item->width = font_width(stage_font(stage, WEIGHT_SEMIBOLD), item->text, labels->size);
    }
}

// Returns the position of a sample of the film.
static double position_of(const struct direct_labels *labels, size_t sample, size_t samples) {
    const struct timeline *timeline = &labels->timeline;
    double part = samples > 1 ? (double)sample / (double)(samples - 1) : 1;
    if (timeline->ratio == 1)
        return part * (double)(timeline->states - 1);
    return timeline_position(timeline, lround(part * (double)(timeline->frames - 1)));
}

// What stands on a name's ground: at each of several moments if it moves. How far a target's mark
// reaches around its obstacle, pixels.
struct standing {
    struct load *moments[MOMENTS];
    size_t count, samples;
    double reach;
};

// Computes where a head is, or, where it is far from the picture, some place in that direction.
static bool find_head(const struct panel *panel, size_t subject, double position, double at[2]) {
    static const double far = 100000; // pixels
    if (!panel->type->head(panel, subject, position, at))
        return false;
    for (int d = 0; d < 2; d++)
        at[d] = fmax(-far, fmin(at[d], far));
    return true;
}

static void standing_fill(struct standing *standing, const struct direct_labels *labels,
                          size_t samples) {
    const struct panel *panel = labels->panel;
    *standing =
        (struct standing){.samples = samples, .reach = 0.8 * path_target_reach(panel->stage)};
    while (standing->count < MOMENTS) {
        struct legend legend = {.ignores_paths = true,
                                .panel = panel}; // they follow from the heads
        double position = position_of(labels, standing->count, MOMENTS);
        bool moves = panel->type->avoid_at && panel->type->avoid_at(panel, position, &legend);
        if (!moves)
            panel->type->fill_legend(panel, &legend);
        standing->moments[standing->count++] = legend_load(&legend);
        legend_finish(&legend);
        if (!moves)
            break;
    }
}

static double covered(const void *context, struct box box, size_t sample) {
    const struct standing *standing = context;
    double last = fmax(1, (double)standing->samples - 1), weight = 0;
    double moment = (double)sample / last * (double)(standing->count - 1);
    for (size_t i = (size_t)floor(moment); i <= (size_t)ceil(moment); i++)
        weight = fmax(weight, load_covered(standing->moments[i], box, standing->reach));
    return weight;
}

void direct_labels_place(struct direct_labels *labels) {
    const struct panel *panel = labels->panel;
    double unit = panel->stage->unit;
    size_t samples = (size_t)fmin(SAMPLES_MAX, (double)labels->timeline.frames);
    double(*heads)[2] = mem_zero(labels->count * samples, sizeof *heads);
    fit_texts(labels);
    for (size_t i = 0; i < labels->count; i++) {
        double(*own)[2] = heads + i * samples;
        for (size_t k = 0; k < samples; k++)
            if (!find_head(panel, labels->items[i].subject, position_of(labels, k, samples),
                           own[k]))
                own[k][0] = own[k][1] = NAN;
        labels->moving[i] = (struct moving_label){.width = labels->items[i].width,
                                                  .height = row_of(labels) - row_gap * unit,
                                                  .head = own};
    }
    struct label_ground ground = {.room = panel->plot, .unit = unit, .covered = covered};
    double seconds = (double)labels->timeline.frames / labels->timeline.fps;
    ground.rate = (double)samples / seconds;
    double inset = 2 * unit;
    if (panel->type->names_ends) {
        ground.room.width = panel->cell.x + panel->cell.width - ground.room.x;
        label_tracks_solve_column(&labels->tracks, labels->moving, labels->count, samples, &ground,
                                  gap_of(labels), row_of(labels));
    } else {
        struct standing standing;
        standing_fill(&standing, labels, samples);
        ground.room = (struct box){ground.room.x + inset, ground.room.y + inset,
                                   ground.room.width - 2 * inset, ground.room.height - 2 * inset};
        ground.context = &standing;
        label_tracks_solve(&labels->tracks, labels->moving, labels->count, samples, &ground);
        while (standing.count > 0)
            load_destroy(standing.moments[--standing.count]);
    }
    for (size_t i = 0; i < labels->count; i++)
        labels->moving[i].head = NULL;
    free(heads);
}

// Returns the point of a name's box at which its leader ends: the middle of a side, or where the
// head is above or below, the nearest point of the edge. It moves continuously with the head.
static void leader_point(const struct box *box, const double head[2], double margin,
                         double end[2]) {
    double middle = box->y + box->height / 2, reach = box->height / 2 + margin;
    double left = box->x - margin, right = box->x + box->width + margin;
    end[0] = fmax(left, fmin(right, head[0]));
    double inside = fmin(head[0] - left, right - head[0]); // how far from the nearer end
    double part = fmax(0, fmin(1, inside / fmax(1, box->height)));
    end[1] = middle + (head[1] > middle ? 1 : -1) * reach * part * part * (3 - 2 * part);
}

static void draw_leader(const struct direct_labels *labels, const struct direct_label *item,
                        struct canvas *canvas) {
    double unit = labels->panel->stage->unit, end[2];
    const double *head = item->shown.head;
    if (!isfinite(head[0]))
        return;
    leader_point(&item->shown.box, head, leader_end * unit, end);
    double length = m_hypot(end[0] - head[0], end[1] - head[1]);
    double begin = leader_begin * unit + item->shown.growth;
    double clear = (length - begin) / (4 * unit) - 1; // none where the name is beside its head
    if (!(clear > 0))
        return;
    double part = begin / length;
    struct stroke line = {.color = item->color,
                          .alpha = leader_alpha * item->shown.alpha * fmin(1, clear),
                          .width = fmax(0.7, leader_width * unit)};
    canvas_move(canvas, head[0] + (end[0] - head[0]) * part, head[1] + (end[1] - head[1]) * part);
    canvas_line(canvas, end[0], end[1]);
    canvas_stroke(canvas, &line);
}

// Names that still meet, where there is no room or on their way past each other, are not drawn over
// each other: the later one fades by as much as it is covered.
static double fade_of(const struct box *boxes, const double *alphas, size_t index) {
    double alpha = 1;
    for (size_t i = 0; i < index; i++) {
        double x = fmin(boxes[i].x + boxes[i].width, boxes[index].x + boxes[index].width) -
                   fmax(boxes[i].x, boxes[index].x);
        double y = fmin(boxes[i].y + boxes[i].height, boxes[index].y + boxes[index].height) -
                   fmax(boxes[i].y, boxes[index].y);
        double deep = fmin(x, y) / (0.6 * boxes[index].height);
        if (deep > 0)
            alpha *= 1 - alphas[i] * fmin(1, deep);
    }
    return alpha;
}

static bool holds(const struct box *box, const double at[2]) {
    return at[0] >= box->x && at[0] <= box->x + box->width && at[1] >= box->y &&
           at[1] <= box->y + box->height;
}

// Finds how a name is to be drawn at a position; its opacity is not set.
static void find_shown(const struct direct_labels *labels, size_t index, double position,
                       struct shown_name *shown) {
    const struct panel *panel = labels->panel;
    const struct direct_label *item = &labels->items[index];
    double last = (double)(labels->tracks.samples - 1);
    double sample = timeline_progress(&labels->timeline, position) * last;
    *shown = (struct shown_name){0};
    shown->box = label_tracks_box(&labels->tracks, labels->moving, index, sample);
    shown->box.x = round(shown->box.x); // letters keep their pixels while they move
    shown->box.y = round(shown->box.y);
    if (!panel->type->head(panel, item->subject, position, shown->head) ||
        !holds(&panel->plot, shown->head))
        shown->head[0] = shown->head[1] = INFINITY;
    if (labels->has_values)
        panel->type->head_value(panel, item->subject, position, shown->value);
}

// True if a name and its leader look the same.
static bool is_same(const struct shown_name *a, const struct shown_name *b) {
    return a->box.x == b->box.x && a->box.y == b->box.y && a->head[0] == b->head[0] &&
           a->head[1] == b->head[1] && a->growth == b->growth && a->alpha == b->alpha &&
           strcmp(a->value, b->value) == 0;
}

static void draw_name(const struct direct_labels *labels, struct direct_label *item,
                      struct canvas *canvas) {
    const struct stage *stage = labels->panel->stage;
    const struct shown_name *shown = &item->shown;
    struct name_look look = {.text = item->text,
                             .size = labels->size,
                             .color = item->color,
                             .ground = labels->ground,
                             .halo = halo * stage->unit};
    double x = shown->box.x, height = shown->box.height, seen = isfinite(shown->head[0]);
    double middle = shown->box.y + round((labels->has_values ? 0.24 : 0.5) * height);
    name_tile_draw(&item->tile, &look, stage, canvas, (double[]){x, middle},
                   shown->alpha * (seen > 0 ? 1 : lost_alpha));
    struct text_style style = {.size = 0.94 * labels->size, .color = item->color, .middle = 0.5};
    if (*shown->value && shown->alpha > 0.9)
        font_draw(stage->font, canvas, shown->value, x, shown->box.y + 0.76 * height, &style);
}

void direct_labels_draw(struct direct_labels *labels, struct canvas *canvas, double position,
                        struct names_drawn *drawn) {
    struct shown_name now[LABELS_MAX];
    struct box boxes[LABELS_MAX];
    double alphas[LABELS_MAX], heads[LABELS_MAX][2];
    bool changed[LABELS_MAX] = {false};
    for (size_t i = 0; i < labels->count; i++) {
        find_shown(labels, i, position, &now[i]);
        boxes[i] = now[i].box;
        memcpy(heads[i], now[i].head, sizeof heads[i]);
        now[i].alpha = alphas[i] = fade_of(boxes, alphas, i);
    }
    for (size_t i = 0; i < labels->count; i++) {
        struct shown_name *shown = &labels->items[i].shown;
        now[i].growth = label_head_growth((const double(*)[2])heads, labels->count, 1, i,
                                          labels->panel->stage->unit);
        struct rect before = shown->rect;
        changed[i] = !is_same(shown, &now[i]);
        if (changed[i])
            region_add(&drawn->changed, before);
        *shown = now[i];
        draw_leader(labels, &labels->items[i], canvas);
        shown->rect = canvas_take_damage(canvas);
    }
    for (size_t i = labels->count; i-- > 0;) {
        struct rect *rect = &labels->items[i].shown.rect;
        draw_name(labels, &labels->items[i], canvas);
        *rect = rect_union(*rect, canvas_take_damage(canvas));
        drawn->all = rect_union(drawn->all, *rect);
        if (changed[i])
            region_add(&drawn->changed, *rect);
    }
}

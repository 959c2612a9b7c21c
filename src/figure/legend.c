// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/legend.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void legend_add(struct legend *legend, struct legend_entry entry) {
    if (legend->count < LEGEND_MAX)
        legend->entries[legend->count++] = entry;
}

void legend_avoid(struct legend *legend, double x, double y, double weight) {
    legend->obstacles = mem_grow(legend->obstacles, &legend->obstacle_capacity,
                                 legend->obstacle_count + 1, sizeof *legend->obstacles);
    legend->obstacles[legend->obstacle_count++] = (struct obstacle){x, y, weight};
}

void legend_avoid_line(struct legend *legend, const double from[2], const double to[2],
                       double weight) {
    double length = hypot(to[0] - from[0], to[1] - from[1]);
    int count = !(length < 2000) ? 400 : (int)(length / 5) + 1;
    for (int i = 0; i <= count; i++) {
        double part = (double)i / count;
        legend_avoid(legend, from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part,
                     weight);
    }
}

void legend_finish(struct legend *legend) {
    free(legend->obstacles);
    *legend = (struct legend){0};
}

// The parts of a legend, in pixels.
struct sizes {
    double text, row, handle, gap, pad, column;
    int columns, rows;
    struct box box;
};

static struct sizes measure(const struct legend *legend, const struct panel *panel) {
    const struct stage *stage = panel->stage;
    struct sizes s = {.text = stage->theme->tick_size * stage->unit};
    double widest = 0;
    for (size_t i = 0; i < legend->count; i++)
        widest = fmax(widest, font_width(stage->font, legend->entries[i].label, s.text));
    s.row = s.text * 1.45;
    s.handle = s.text * 2.1;
    s.gap = s.text * 0.65;
    s.pad = s.text * 0.6;
    int fitting = (int)((panel->plot.height * 0.94 - 2 * s.pad) / s.row);
    s.rows = fitting < 1 ? 1 : fitting < (int)legend->count ? fitting : (int)legend->count;
    s.columns = ((int)legend->count + s.rows - 1) / s.rows;
    s.rows = ((int)legend->count + s.columns - 1) / s.columns;
    s.column = s.handle + s.gap + widest + s.gap;
    s.box.width = s.columns * s.column - s.gap + 2 * s.pad;
    s.box.height = s.rows * s.row + 2 * s.pad - 0.3 * s.text;
    return s;
}

static double crossed(const struct legend *legend, struct box box, double margin) {
    double sum = 0;
    for (size_t i = 0; i < legend->obstacle_count; i++) {
        const struct obstacle *o = &legend->obstacles[i];
        if (o->x > box.x - margin && o->x < box.x + box.width + margin && o->y > box.y - margin &&
            o->y < box.y + box.height + margin)
            sum += o->weight;
    }
    return sum;
}

// Tries the corners first, then the edges, then everything between: the first of the freest wins.
static double place(struct sizes *s, const struct legend *legend, const struct panel *panel) {
    static const double preferred[][2] = {{1, 0},   {1, 1},   {0, 0},   {0, 1},
                                          {1, 0.5}, {0, 0.5}, {0.5, 0}, {0.5, 1}};
    enum { PREFERRED = 8, STEPS = 12 };
    double inset = 0.7 * s->text;
    double room_x = panel->plot.width - s->box.width - 2 * inset;
    double room_y = panel->plot.height - s->box.height - 2 * inset;
    double least = INFINITY;
    struct box best = s->box;
    for (int i = 0; i < PREFERRED + (STEPS + 1) * (STEPS + 1); i++) {
        int k = i - PREFERRED;
        double fx = i < PREFERRED ? preferred[i][0] : 1 - (double)(k / (STEPS + 1)) / STEPS;
        double fy = i < PREFERRED ? preferred[i][1] : (double)(k % (STEPS + 1)) / STEPS;
        struct box box = s->box;
        box.x = round(panel->plot.x + inset + fx * room_x);
        box.y = round(panel->plot.y + inset + fy * room_y);
        double sum = crossed(legend, box, 0.6 * s->text);
        if (sum < least) {
            least = sum;
            best = box;
        }
    }
    s->box = best;
    return least;
}

void legend_measure(const struct legend *legend, const struct panel *panel, struct box *box,
                    double *covered) {
    struct sizes s = measure(legend, panel);
    *covered = place(&s, legend, panel);
    *box = s.box;
}

void draw_cross(struct canvas *canvas, double x, double y, double radius, double width,
                uint32_t color, double alpha) {
    struct stroke stroke = {.color = color, .alpha = alpha, .width = width, .butt = true};
    canvas_move(canvas, x - radius, y - radius);
    canvas_line(canvas, x + radius, y + radius);
    canvas_move(canvas, x - radius, y + radius);
    canvas_line(canvas, x + radius, y - radius);
    canvas_stroke(canvas, &stroke);
}

static void draw_handle(const struct legend_entry *entry, const struct stage *stage,
                        struct canvas *canvas, double x, double y, double width) {
    const struct theme *theme = stage->theme;
    double unit = stage->unit, middle = x + width / 2;
    struct stroke line = {
        .color = entry->color, .alpha = 1, .width = theme->line_width * unit, .butt = true};
    memcpy(line.dash, entry->dash, sizeof line.dash);
    if (entry->mark == MARK_PATH)
        line.width = theme->path_width * unit;
    if (entry->mark == MARK_LINE || entry->mark == MARK_PATH) {
        canvas_move(canvas, x, y);
        canvas_line(canvas, x + width, y);
        canvas_stroke(canvas, &line);
    }
    if (entry->mark == MARK_DOT || entry->mark == MARK_PATH) {
        marker_path(canvas, entry->marker, middle, y, theme->dot_radius * unit * 1.15);
        canvas_fill(canvas, entry->color, 1);
    }
    if (entry->mark == MARK_CROSS)
        draw_cross(canvas, middle, y, 3 * unit, 1.1 * unit, entry->color, 1);
}

void legend_draw(struct legend *legend, const struct panel *panel, struct canvas *canvas) {
    if (legend->count == 0)
        return;
    const struct stage *stage = panel->stage;
    struct sizes s = measure(legend, panel);
    // A frame too small for its text shows the picture rather than the words.
    if (s.box.width > 0.8 * panel->plot.width || s.box.height > 0.8 * panel->plot.height)
        return;
    place(&s, legend, panel);
    canvas_rounded_box(canvas, s.box, 0.25 * s.text);
    canvas_fill_keep(canvas, stage->theme->background, 0.85);
    struct stroke edge = {
        .color = stage->theme->legend_edge, .alpha = 1, .width = 0.8 * stage->unit};
    canvas_stroke(canvas, &edge);
    struct text_style style = {.size = s.text, .color = stage->theme->text, .middle = 0.5};
    for (size_t i = 0; i < legend->count; i++) {
        double x = s.box.x + s.pad + (double)((int)i / s.rows) * s.column;
        double y = s.box.y + s.pad + ((int)i % s.rows + 0.5) * s.row - 0.15 * s.text;
        draw_handle(&legend->entries[i], stage, canvas, x, y, s.handle);
        font_draw(stage->font, canvas, legend->entries[i].label, x + s.handle + s.gap, y, &style);
    }
}

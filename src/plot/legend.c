// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/legend.h"

#include "base/maths.h"
#include "base/memory.h"
#include "draw/text/shorten.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void legend_add(struct legend *legend, struct legend_entry entry) {
    legend->entries =
        mem_grow(legend->entries, &legend->capacity, legend->count + 1, sizeof *legend->entries);
    legend->entries[legend->count++] = entry;
}

void legend_add_head(struct legend *legend, const struct panel *panel, struct legend_entry entry) {
    if (!panel->is_direct) {
        legend_add(legend, entry);
        return;
    }
    legend->heads = mem_grow(legend->heads, &legend->head_capacity, legend->head_count + 1,
                             sizeof *legend->heads);
    legend->heads[legend->head_count++] = entry;
}

// The weights of obstacles, in cells of one design point from the plot's top left. legend_load adds
// them up to a summed-area table: each entry is the weight above and to the left. The weight in any
// box follows from four entries, however many obstacles there are.
struct load {
    double x, y, cell;
    size_t columns, rows; // entries of `sums`, one more than there are cells
    uint32_t *sums;       // in tenths of a weight
};

static struct load *load_create(const struct panel *panel) {
    const struct box *plot = &panel->plot;
    struct load *load = mem_zero(1, sizeof *load);
    *load = (struct load){.x = plot->x, .y = plot->y, .cell = panel->stage->unit};
    load->columns = (size_t)ceil(fmax(0, plot->width) / load->cell) + 1;
    load->rows = (size_t)ceil(fmax(0, plot->height) / load->cell) + 1;
    load->sums = mem_zero(load->columns * load->rows, sizeof *load->sums);
    return load;
}

static void load_add(struct load *load, double x, double y, double weight) {
    double column = (x - load->x) / load->cell, row = (y - load->y) / load->cell;
    if (column >= 0 && row >= 0 && column < (double)load->columns - 1 &&
        row < (double)load->rows - 1)
        load->sums[((size_t)row + 1) * load->columns + (size_t)column + 1] +=
            (uint32_t)lround(10 * weight);
}

void legend_avoid(struct legend *legend, double x, double y, double weight) {
    if (legend->panel) {
        if (!legend->load)
            legend->load = load_create(legend->panel);
        load_add(legend->load, x, y, weight);
        return;
    }
    legend->obstacles = mem_grow(legend->obstacles, &legend->obstacle_capacity,
                                 legend->obstacle_count + 1, sizeof *legend->obstacles);
    legend->obstacles[legend->obstacle_count++] = (struct obstacle){x, y, weight};
}

void legend_avoid_line(struct legend *legend, const double from[2], const double to[2],
                       double weight) {
    double length = m_hypot(to[0] - from[0], to[1] - from[1]), part[2] = {0, 1};
    int count = (int)fmin(length / 5, legend->panel ? 1e9 : 2000) + 1;
    if (legend->panel && !box_cut(legend->panel->plot, from, to, part))
        return;
    for (int i = (int)floor(part[0] * count); i <= (int)ceil(part[1] * count); i++) {
        double at = (double)i / count;
        legend_avoid(legend, from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at,
                     weight);
    }
}

void legend_finish(struct legend *legend) {
    free(legend->entries);
    free(legend->heads);
    free(legend->obstacles);
    load_destroy(legend->load);
    *legend = (struct legend){0};
}

// The dimensions of a legend in pixels.
struct sizes {
    double text, row, handle, gap, pad, column;
    int columns, rows;
    double label;  // space for a label
    bool is_cut;   // a label is wider than that
    size_t shown;  // number of entries; a last row counts the others
    char more[32]; // the text of that row; empty: none
    struct box box;
};

// A cut label keeps at least this width, in ems.
static const double label_least = 4;

// Returns how far the tallest label extends beyond a line of letters, in pixels.
static double tallest(const struct legend *legend, struct font *font, double size) {
    double most = 0;
    for (size_t i = 0; i < legend->count; i++)
        most = fmax(most, font_rise(font, legend->entries[i].label, size) +
                              font_drop(font, legend->entries[i].label, size));
    return most;
}

// Measures a legend with as many entries as fit into `columns` columns. Labels are cut only if
// there is one column.
static struct sizes measure(const struct legend *legend, const struct stage *stage, double scale,
                            int columns, double width, double height) {
    struct sizes s = {.text = stage->theme->tick_size * stage->unit * scale};
    s.row = s.text * 1.45 + tallest(legend, stage->font, s.text);
    s.handle = s.text * 2.1;
    s.gap = s.text * 0.65;
    s.pad = s.text * 0.6;
    double rows_fitting = floor((height - 2 * s.pad + 0.3 * s.text) / s.row);
    size_t fitting = rows_fitting > 0 ? (size_t)rows_fitting * (size_t)columns : 0;
    s.shown = legend->count;
    if (s.shown > fitting) {
        s.shown = fitting > 1 ? fitting - 1 : 0;
        snprintf(s.more, sizeof s.more, "+ %zu more", legend->count - s.shown);
    }
    int rows = (int)s.shown + (*s.more != 0);
    s.columns = columns < rows ? columns : rows;
    s.rows = s.columns ? (rows + s.columns - 1) / s.columns : 0;
    double widest = *s.more ? font_width(stage->font, s.more, s.text) - s.handle - s.gap : 0;
    for (size_t i = 0; i < s.shown; i++)
        widest = fmax(widest, font_width(stage->font, legend->entries[i].label, s.text));
    double most = width - s.handle - s.gap - 2 * s.pad;
    s.is_cut = columns == 1 && widest > most && most >= fmin(widest, label_least * s.text);
    s.label = s.is_cut ? most : widest;
    s.column = s.handle + s.gap + s.label + s.gap;
    s.box.width = s.columns * s.column - s.gap + 2 * s.pad;
    s.box.height = s.rows * s.row + 2 * s.pad - 0.3 * s.text;
    // In a frame too small for its text, the picture is shown instead of the legend.
    if ((s.box.width > width && !s.is_cut) || s.shown == 0)
        s = (struct sizes){0};
    return s;
}

// Clamps a distance from the left or top of the plot, in cells, to an index among `edges` entries.
static size_t within(double cells, size_t edges) {
    return (size_t)fmax(0, fmin((double)edges - 1, cells));
}

struct load *legend_load(const struct legend *legend) {
    struct load *load = load_create(legend->panel);
    if (legend->load)
        memcpy(load->sums, legend->load->sums, load->columns * load->rows * sizeof *load->sums);
    for (size_t row = 1; row < load->rows; row++) {
        uint32_t *sums = load->sums + row * load->columns, sum = 0;
        for (size_t column = 1; column < load->columns; column++) {
            sum += sums[column];
            sums[column] = sum + (sums - load->columns)[column];
        }
    }
    return load;
}

void load_destroy(struct load *load) {
    if (load)
        free(load->sums);
    free(load);
}

double load_covered(const struct load *load, struct box box, double margin) {
    double x = (box.x - margin - load->x) / load->cell;
    double y = (box.y - margin - load->y) / load->cell;
    size_t left = within(floor(x), load->columns), top = within(floor(y), load->rows);
    size_t right = within(ceil(x + (box.width + 2 * margin) / load->cell), load->columns);
    size_t bottom = within(ceil(y + (box.height + 2 * margin) / load->cell), load->rows);
    const uint32_t *above = load->sums + top * load->columns,
                   *below = load->sums + bottom * load->columns;
    return (below[right] - below[left] - above[right] + above[left]) / 10.0;
}

// Places the box where it covers least. Corners are tried first, then edges, then a grid of places;
// the first of the best wins. A place named in the scene is the only one tried. Returns the weight
// covered.
static double place(struct sizes *s, const struct load *load, const struct panel *panel) {
    static const double preferred[][2] = {{1, 0},   {1, 1},   {0, 0},   {0, 1},
                                          {1, 0.5}, {0, 0.5}, {0.5, 0}, {0.5, 1}};
    enum { PREFERRED = 8, STEPS = 12 };
    double inset = 0.7 * s->text;
    double room_x = panel->plot.width - s->box.width - 2 * inset;
    double room_y = panel->plot.height - s->box.height - 2 * inset;
    double least = INFINITY;
    struct box best = s->box;
    bool is_named = panel->legend >= LEGEND_CORNER;
    for (int i = 0; i < (is_named ? 1 : PREFERRED + (STEPS + 1) * (STEPS + 1)); i++) {
        int k = i - PREFERRED, named = panel->legend - LEGEND_CORNER;
        double fx = i < PREFERRED ? preferred[i][0] : 1 - (double)(k / (STEPS + 1)) / STEPS;
        double fy = i < PREFERRED ? preferred[i][1] : (double)(k % (STEPS + 1)) / STEPS;
        struct box box = s->box;
        box.x = round(panel->plot.x + inset + (is_named ? 0.5 * (named % 3) : fx) * room_x);
        box.y = round(panel->plot.y + inset + (is_named ? 0.5 * (named / 3) : fy) * room_y);
        double sum = load_covered(load, box, 0.6 * s->text);
        if (sum < least) {
            least = sum;
            best = box;
        }
    }
    s->box = best;
    return least;
}

// True if an arrangement shows more entries than another, or as many without cut labels.
static bool says_more(const struct sizes *s, const struct sizes *than) {
    return s->shown != than->shown ? s->shown > than->shown : !s->is_cut && than->is_cut;
}

// Finds an arrangement inside the plot, with up to three columns, then with smaller letters. Takes
// the first that shows everything and covers nothing; else, among those that show most, the one
// that covers least. Returns the weight covered.
static double arrange(struct sizes *best, const struct legend *legend, const struct panel *panel) {
    static const double scales[] = {1, 0.85};
    double least = INFINITY;
    double smallest =
        stage_text_least(panel->stage, panel->stage->theme->tick_size * panel->stage->unit);
    struct load *load = legend_load(legend);
    *best = (struct sizes){0};
    for (int i = 0; i < 6 && (least > 0 || best->is_cut); i++) {
        struct sizes s = measure(legend, panel->stage, fmax(scales[i / 3], smallest), 1 + i % 3,
                                 0.8 * panel->plot.width, 0.85 * panel->plot.height);
        if (s.shown == 0)
            continue;
        double covered = place(&s, load, panel);
        if (says_more(&s, best) || (covered < least && !says_more(best, &s))) {
            least = covered;
            *best = s;
        }
    }
    load_destroy(load);
    return least;
}

void legend_measure(const struct legend *legend, const struct panel *panel, struct box *box,
                    double *covered) {
    struct sizes s = {0};
    *covered = 0;
    if (legend->count > 0 && panel->legend != LEGEND_NONE) {
        double least = arrange(&s, legend, panel);
        *covered = isfinite(least) ? least : 0;
    }
    *box = s.box;
}

// Measures the legend beside the plot: one column, as high as the plot and at most `width` wide.
static struct sizes arrange_beside(const struct legend *legend, const struct panel *panel,
                                   double width) {
    return measure(legend, panel->stage, 1, 1, width, panel->plot.height);
}

// Returns the space between the plot and the legend beside it, in pixels.
static double gap_beside(const struct stage *stage) {
    return 0.8 * stage->theme->tick_size * stage->unit;
}

// True if the legend hides more than one line passing under it, for which the plot should not
// become smaller. A line's obstacles are 5 pixels apart.
static bool hides_much(const struct sizes *s, double covered) {
    return covered > s->box.width / 5;
}

// True if the legend would cover much of a small plot.
static bool is_blot(const struct sizes *s, const struct panel *panel, double covered) {
    bool is_large = s->box.width * s->box.height > 0.3 * panel->plot.width * panel->plot.height;
    return is_large && hides_much(s, covered);
}

double legend_room(const struct legend *legend, const struct panel *panel) {
    if (legend->count == 0 || (panel->legend != LEGEND_AUTO && panel->legend != LEGEND_OUTSIDE))
        return 0;
    struct sizes inside, beside = arrange_beside(legend, panel, 0.4 * panel->plot.width);
    if (beside.is_cut) // a little more width avoids cut labels
        beside = arrange_beside(legend, panel, 0.5 * panel->plot.width);
    if (beside.shown == 0)
        return 0;
    double room = ceil(beside.box.width + gap_beside(panel->stage));
    if (panel->legend == LEGEND_OUTSIDE)
        return room;
    double covered = arrange(&inside, legend, panel);
    if (is_blot(&inside, panel, covered))
        return room;
    bool is_whole = beside.is_cut && !inside.is_cut && inside.shown >= beside.shown;
    return says_more(&beside, &inside) || (hides_much(&inside, covered) && !is_whole) ? room : 0;
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

void draw_ring(struct canvas *canvas, double x, double y, double radius, double width,
               uint32_t color, double alpha) {
    struct stroke stroke = {.color = color, .alpha = alpha, .width = width};
    double out = 1.3 * radius, in = 0.7 * radius;
    canvas_circle(canvas, x, y, radius);
    for (int k = 0; k < 4; k++) {
        double right = (k == 0) - (k == 2), down = (k == 1) - (k == 3);
        canvas_move(canvas, x + right * in, y + down * in);
        canvas_line(canvas, x + right * out, y + down * out);
    }
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
    if (entry->mark == MARK_TARGET && theme->target_mark == TARGET_RING)
        draw_ring(canvas, middle, y, 3 * unit, unit, entry->color, 1);
    else if (entry->mark == MARK_TARGET)
        draw_cross(canvas, middle, y, 3 * unit, 1.1 * unit, entry->color, 1);
}

// Draws a label, cut to the space for it.
static void draw_label(const char *label, const struct stage *stage, struct canvas *canvas,
                       double x, double y, const struct sizes *s) {
    struct text_style style = {.size = s->text, .color = stage->theme->text, .middle = 0.5};
    struct text fitted = {0};
    shorten_line(stage->font, label, s->text, 1, s->label, &fitted);
    if (strcmp(fitted.data, label) != 0)
        stage_warn(stage, WARNING_CUT, label);
    if (*fitted.data)
        font_draw(
            stage->font, canvas, fitted.data, x,
            y + (font_rise(stage->font, label, s->text) - font_drop(stage->font, label, s->text)) /
                    2,
            &style);
    text_finish(&fitted);
}

void legend_draw(struct legend *legend, const struct panel *panel, struct canvas *canvas) {
    if (legend->count == 0 || panel->legend == LEGEND_NONE)
        return;
    const struct stage *stage = panel->stage;
    struct sizes s;
    if (panel->legend_room > 0) {
        s = arrange_beside(legend, panel, panel->legend_room - gap_beside(stage));
        s.box.x = panel->cell.x + panel->cell.width - ceil(s.box.width);
        s.box.y = panel->plot.y;
    } else {
        double covered = arrange(&s, legend, panel);
        bool may_be_left_out = panel->legend == LEGEND_AUTO || panel->legend == LEGEND_OUTSIDE;
        if (may_be_left_out && is_blot(&s, panel, covered))
            s.shown = 0;
    }
    if (s.shown == 0) {
        stage_warn(stage, "panel '%s' has no room for its legend", panel->name);
        return;
    }
    canvas_rounded_box(canvas, s.box, 0.25 * s.text);
    canvas_fill_keep(canvas, stage->theme->background, 0.85);
    struct stroke edge = {
        .color = stage->theme->legend_edge, .alpha = 1, .width = 0.8 * stage->unit};
    canvas_stroke(canvas, &edge);
    struct text_style style = {.size = s.text, .color = stage->theme->text, .middle = 0.5};
    for (size_t i = 0; i < s.shown + (*s.more != 0); i++) {
        double x = s.box.x + s.pad + (double)((int)i / s.rows) * s.column;
        double y = s.box.y + s.pad + ((int)i % s.rows + 0.5) * s.row - 0.15 * s.text;
        if (i < s.shown)
            draw_handle(&legend->entries[i], stage, canvas, x, y, s.handle);
        if (i < s.shown)
            draw_label(legend->entries[i].label, stage, canvas, x + s.handle + s.gap, y, &s);
        else
            font_draw(stage->font, canvas, s.more, x, y, &style);
    }
}

bool legend_is_asked(int place) {
    return place != LEGEND_AUTO && place != LEGEND_NONE;
}

const char *const legend_places[] = {
    "auto",         "best",         "none",         "outside",     "direct",
    "upper left",   "upper center", "upper right",  "center left", "center",
    "center right", "lower left",   "lower center", "lower right", NULL};

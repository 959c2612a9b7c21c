// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/canvas_behind.h"

#include "base/memory.h"
#include "draw/canvas_backend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct segment list_segment(const double *op) {
    return (struct segment){.color = (uint32_t)op[1],
                            .alpha = op[2],
                            .width = op[3],
                            .from = {op[4], op[5]},
                            .to = {op[6], op[7]},
                            .round_from = (int)op[8] & 1,
                            .round_to = (int)op[8] & 2};
}

size_t list_end_of(const struct list *list, size_t at, enum list_op begin, enum list_op end) {
    for (int depth = 1; at < list->count; at += list_length(list->numbers + at)) {
        depth += list->numbers[at] == begin;
        depth -= list->numbers[at] == end;
        if (depth == 0)
            break;
    }
    return at;
}

// A clip; {0} is none.
struct behind_clip {
    bool is_set;
    struct box box;
};

// A segment and the clip that it is drawn in. Of clips within clips the innermost counts.
struct behind {
    struct segment segment;
    struct behind_clip clip;
};

struct behinds {
    struct behind *items;
    size_t count, capacity;
};

static void collect(const struct list *list, size_t at, size_t end, struct behinds *behinds) {
    enum { DEEPEST = 16 };
    struct behind_clip clips[DEEPEST] = {{0}};
    int depth = 0;
    for (; at < end; at += list_length(list->numbers + at)) {
        const double *op = list->numbers + at;
        switch ((enum list_op)op[0]) {
        case LIST_CLIP:
            if (++depth < DEEPEST)
                clips[depth] = (struct behind_clip){true, {op[1], op[2], op[3], op[4]}};
            break;
        case LIST_UNCLIP:
            depth--;
            break;
        case LIST_GROUP:
            at = list_end_of(list, at + list_length(op), LIST_GROUP, LIST_GROUP_END);
            break;
        case LIST_SEGMENT:
            behinds->items = mem_grow(behinds->items, &behinds->capacity, behinds->count + 1,
                                      sizeof *behinds->items);
            behinds->items[behinds->count++] =
                (struct behind){list_segment(op), clips[depth < DEEPEST ? depth : DEEPEST - 1]};
            break;
        default:
            break;
        }
    }
}

// ---- Lines

// Segments of several lines alternate, one of each at a time. Those of a line are joined into one,
// at the place of its first in the order, where nothing of another look was drawn over that place
// since: a file is much smaller. What was drawn is noted in coarse cells of the canvas.
enum { CELLS = 256, OPEN_LINES = 256 };

struct behind_line {
    struct behind look; // its first segment
    double (*points)[2];
    size_t count, capacity;
    // Cells in which others were drawn since; owned. NULL: no more segments are joined.
    uint64_t (*over)[CELLS / 64];
};

struct behind_lines {
    struct behind_line **items; // in the order of drawing; owned
    size_t count, capacity;
    double cell[2]; // pixels
};

static bool is_same_clip(const struct behind_clip *a, const struct behind_clip *b) {
    return a->is_set == b->is_set && a->box.x == b->box.x && a->box.y == b->box.y &&
           a->box.width == b->box.width && a->box.height == b->box.height;
}

static bool is_same_look(const struct behind *a, const struct behind *b) {
    return a->segment.color == b->segment.color && a->segment.width == b->segment.width &&
           a->segment.alpha == b->segment.alpha && is_same_clip(&a->clip, &b->clip);
}

static int cell_of(double at, double cell) {
    return at <= 0 ? 0 : at >= cell * (CELLS - 1) ? CELLS - 1 : (int)(at / cell);
}

// The cells that a segment may touch, with a pixel around it: rows, and the columns of each.
struct behind_cells {
    int first, last;
    int columns[CELLS][2];
};

static void cells_of(const struct behind_lines *lines, const struct segment *segment,
                     struct behind_cells *cells) {
    double reach = segment->width / 2 + 1;
    bool falls = segment->to[1] >= segment->from[1];
    const double *top = falls ? segment->from : segment->to;
    const double *bottom = falls ? segment->to : segment->from;
    double slope = bottom[1] > top[1] ? (bottom[0] - top[0]) / (bottom[1] - top[1]) : 0;
    cells->first = cell_of(top[1] - reach, lines->cell[1]);
    cells->last = cell_of(bottom[1] + reach, lines->cell[1]);
    for (int y = cells->first; y <= cells->last; y++) {
        // The segment between the row's edges; what is beyond the canvas is in the outermost rows.
        double low = fmax(top[1], y > 0 ? y * lines->cell[1] - reach : top[1]);
        double high = fmin(bottom[1], y < CELLS - 1 ? (y + 1) * lines->cell[1] + reach : bottom[1]);
        double x[2] = {top[0], bottom[0]};
        if (low > top[1])
            x[0] = top[0] + slope * (low - top[1]);
        if (high < bottom[1])
            x[1] = top[0] + slope * (high - top[1]);
        cells->columns[y][0] = cell_of(fmin(x[0], x[1]) - reach, lines->cell[0]);
        cells->columns[y][1] = cell_of(fmax(x[0], x[1]) + reach, lines->cell[0]);
    }
}

static void close_line(struct behind_line *line) {
    free(line->over);
    line->over = NULL;
}

static bool is_free(const struct behind_line *line, const struct behind_cells *cells) {
    for (int y = cells->first; y <= cells->last; y++)
        for (int x = cells->columns[y][0]; x <= cells->columns[y][1]; x++)
            if (line->over[y][x / 64] >> x % 64 & 1)
                return false;
    return true;
}

static void cover_cells(struct behind_line *line, const struct behind_cells *cells) {
    for (int y = cells->first; y <= cells->last; y++)
        for (int x = cells->columns[y][0]; x <= cells->columns[y][1]; x++)
            line->over[y][x / 64] |= (uint64_t)1 << x % 64;
}

static void add_point(struct behind_line *line, const double at[2]) {
    line->points = mem_grow(line->points, &line->capacity, line->count + 1, sizeof *line->points);
    memcpy(line->points[line->count++], at, sizeof *line->points);
}

// Adds a segment, from its end to its begin: so those of a line continue each other.
static void add_segment(struct behind_lines *lines, const struct behind *item) {
    const struct segment *segment = &item->segment;
    struct behind_line *joined = NULL;
    struct behind_cells cells;
    cells_of(lines, segment, &cells);
    size_t first = lines->count > OPEN_LINES ? lines->count - OPEN_LINES : 0;
    for (size_t i = lines->count; i-- > first && !joined;) {
        struct behind_line *line = lines->items[i];
        const double *last = line->points[line->count - 1];
        bool goes_on = line->over && last[0] == segment->to[0] && last[1] == segment->to[1] &&
                       segment->alpha >= 1 && is_same_look(&line->look, item);
        if (!goes_on)
            continue;
        if (is_free(line, &cells))
            joined = line;
        else
            close_line(line);
    }
    if (!joined) {
        lines->items =
            mem_grow(lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
        joined = lines->items[lines->count++] = mem_zero(1, sizeof *joined);
        joined->look = *item;
        joined->over = mem_zero(CELLS, sizeof *joined->over);
        if (first > 0)
            close_line(lines->items[first - 1]);
        add_point(joined, segment->to);
    }
    add_point(joined, segment->from);
    for (size_t i = first; i < lines->count; i++)
        if (lines->items[i] != joined && lines->items[i]->over)
            cover_cells(lines->items[i], &cells);
}

static void draw_line(const struct behind_line *line, struct canvas *onto) {
    const struct segment *segment = &line->look.segment;
    canvas_move(onto, line->points[0][0], line->points[0][1]);
    for (size_t i = 1; i < line->count; i++)
        canvas_line(onto, line->points[i][0], line->points[i][1]);
    canvas_stroke(onto, &(struct stroke){.color = segment->color,
                                         .alpha = segment->alpha,
                                         .width = segment->width});
}

void list_draw_behind(const struct list *list, size_t from, size_t end, struct canvas *onto) {
    struct behinds behinds = {0};
    struct behind_lines lines = {
        .cell = {fmax(1, (double)onto->width / CELLS), fmax(1, (double)onto->height / CELLS)}};
    collect(list, from, end, &behinds);
    for (size_t i = behinds.count; i-- > 0;)
        add_segment(&lines, &behinds.items[i]);
    struct behind_clip clip = {0};
    for (size_t i = 0; i < lines.count; i++) {
        struct behind_line *line = lines.items[i];
        const struct behind_clip *own = &line->look.clip;
        if (!is_same_clip(own, &clip)) {
            if (clip.is_set)
                canvas_unclip(onto);
            if (own->is_set)
                canvas_clip(onto, own->box);
            clip = *own;
        }
        draw_line(line, onto);
        free(line->points);
        free(line->over);
        free(line);
    }
    if (clip.is_set)
        canvas_unclip(onto);
    free(lines.items);
    free(behinds.items);
}

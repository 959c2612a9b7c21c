// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/level_labels.h"

#include "base/maths.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What stays constant during a search for places.
struct label_search {
    const struct panel *panel;
    const struct landscape *landscape;
    const struct level_obstacles *obstacles;
    struct level_labels *labels;
    double low, high; // the neighbouring levels
};

// Interpolates the landscape at a pixel.
static double sample(const struct label_search *search, double x, double y) {
    const struct landscape *landscape = search->landscape;
    const struct box *plot = &search->panel->plot;
    size_t columns = landscape->count[0], rows = landscape->count[1];
    double fx = (x - plot->x) / plot->width * (double)(columns - 1);
    double fy = (1 - (y - plot->y) / plot->height) * (double)(rows - 1);
    size_t i = (size_t)fmin(fmax(fx + 0.5, 0), (double)(columns - 1));
    size_t j = (size_t)fmin(fmax(fy + 0.5, 0), (double)(rows - 1));
    return landscape->value[j * columns + i];
}

// Converts a point from the label's coordinates, with x along the text, to pixels.
static void point_of(const struct level_label *label, double x, double y, double at[2]) {
    at[0] = label->x + x * label->cosine - y * label->sine;
    at[1] = label->y + x * label->sine + y * label->cosine;
}

static bool is_inside(const struct level_label *label, const double at[2], double margin) {
    double dx = at[0] - label->x, dy = at[1] - label->y;
    double x = dx * label->cosine + dy * label->sine;
    double y = dy * label->cosine - dx * label->sine;
    return fabs(x) < label->width / 2 + margin && fabs(y) < label->height / 2 + margin;
}

bool level_labels_hold(const struct level_labels *labels, const double at[2]) {
    for (size_t i = 0; i < labels->count; i++) {
        const struct level_label *label = &labels->items[i];
        bool is_near = fabs(at[0] - label->x) + fabs(at[1] - label->y) < 2 * label->width;
        if (is_near && is_inside(label, at, 0))
            return true;
    }
    return false;
}

// True if the label is inside the plot, does not touch another one, and covers no line of another
// level.
static bool has_room(const struct label_search *search, const struct level_label *label) {
    const struct box *plot = &search->panel->plot;
    double edge = 2 * search->panel->stage->unit;
    for (int i = 0; i < 10; i++) {
        double at[2];
        point_of(label, label->width * (i % 5 / 4.0 - 0.5), label->height * (i / 5 - 0.5), at);
        if (at[0] < plot->x + edge || at[0] > plot->x + plot->width - edge ||
            at[1] < plot->y + edge || at[1] > plot->y + plot->height - edge)
            return false;
        double value = sample(search, at[0], at[1]);
        if (!(value > search->low && value < search->high))
            return false;
    }
    for (size_t i = 0; i < search->labels->count; i++) {
        const struct level_label *other = &search->labels->items[i];
        double reach = m_hypot(label->width, label->height) + m_hypot(other->width, other->height);
        // Equal numbers are kept so far apart that a level seldom has more than two.
        if (other->level == label->level)
            reach = fmax(reach, 500 * search->panel->stage->unit);
        if (m_hypot(label->x - other->x, label->y - other->y) < reach / 2)
            return false;
    }
    return true;
}

// Returns a penalty for a place: less is better.
static double badness(const struct label_search *search, const struct level_label *label,
                      double bend) {
    double sum = bend + 0.15 * fabs(label->sine);
    double reach = 2 * label->height;
    for (size_t i = 0; i < search->obstacles->count; i++)
        if (is_inside(label, search->obstacles->at[i], reach / 4))
            sum += 4;
    return sum;
}

// Places the label in the middle of the points `first` to `last`; false if the line bends too much
// there.
static bool try_place(const struct contour_line *line, size_t first, size_t last,
                      struct level_label *label, double *bend) {
    const double *from = line->at[first], *to = line->at[last % line->count];
    double dx = to[0] - from[0], dy = to[1] - from[1], length = m_hypot(dx, dy), off = 0;
    if (!(length > 0.9 * label->width))
        return false;
    for (size_t k = first + 1; k < last; k++) {
        const double *at = line->at[k % line->count];
        off = fmax(off, fabs((at[0] - from[0]) * dy - (at[1] - from[1]) * dx) / length);
    }
    const double *middle = line->at[(first + last) / 2 % line->count];
    label->x = (middle[0] + (from[0] + to[0]) / 2) / 2;
    label->y = (middle[1] + (from[1] + to[1]) / 2) / 2;
    label->angle = dx < 0 ? m_atan2(-dy, -dx) : m_atan2(dy, dx);
    label->cosine = m_cos(label->angle);
    label->sine = m_sin(label->angle);
    *bend = off / label->height;
    return *bend < 0.45;
}

static double step_length(const struct contour_line *line, size_t k) {
    const double *a = line->at[k % line->count], *b = line->at[(k + 1) % line->count];
    return m_hypot(b[0] - a[0], b[1] - a[1]);
}

// True if the line, followed from a point on, leaves the label and soon comes back under it, as at
// the tip of a narrow valley: only a crumb of the line would be seen there.
static bool turns_back(const struct contour_line *line, size_t from, bool forward,
                       const struct level_label *label) {
    bool has_left = false;
    double walked = 0;
    for (size_t k = from % line->count; walked < label->width;) {
        if (!line->is_closed && k == (forward ? line->count - 1 : 0))
            return false;
        size_t next = (k + (forward ? 1 : line->count - 1)) % line->count;
        walked += step_length(line, forward ? k : next);
        k = next;
        bool inside = is_inside(label, line->at[k], 0);
        if (inside && has_left)
            return true;
        has_left = has_left || !inside;
    }
    return false;
}

// Finds the best place on the line between two of its points and returns its penalty, which is at
// least 1 if the label covers an obstacle; INFINITY if there is no place.
static double find_place(const struct label_search *search, const struct contour_line *line,
                         size_t begin, size_t end, struct level_label *label) {
    double least = INFINITY, span = 0, walked = 0, stride = 3;
    struct level_label best = *label;
    size_t last = begin, limit = line->is_closed ? line->count * 2 : line->count - 1;
    for (size_t first = begin; first < end; first++) {
        for (; span < label->width && last < limit; last++)
            span += step_length(line, last);
        if (span < label->width)
            break;
        double bend;
        if (walked <= 0 && try_place(line, first, last, label, &bend) && has_room(search, label) &&
            !turns_back(line, first, false, label) && !turns_back(line, last, true, label)) {
            double bad = badness(search, label, bend);
            if (bad < least) {
                least = bad;
                best = *label;
            }
        }
        double length = step_length(line, first);
        walked = walked <= 0 ? stride - length : walked - length;
        span -= length;
    }
    *label = best;
    return least;
}

// `each` is the length of line, in design points, that has a number.
static void label_line(struct label_search *search, const struct contour_line *line, double length,
                       double each, const char *text) {
    const struct stage *stage = search->panel->stage;
    struct level_label label = {.level = line->level};
    double size = stage_text_size(stage, 0.9 * stage->theme->tick_size);
    memcpy(label.text, text, sizeof label.text);
    label.width = font_width(stage->font, label.text, size) + 0.8 * size;
    label.height = 1.15 * size;
    if (length < 5 * label.width)
        return;
    // A long line has several numbers, but a number covers a path only if it is the line's only
    // one.
    size_t count = (size_t)fmin(4, fmax(1, round(length / (each * stage->unit))));
    struct level_label last_resort = label;
    double least = INFINITY;
    for (size_t i = 0; i < count && search->labels->count < LEVEL_LABELS_MAX; i++) {
        struct level_label found = label;
        double bad = find_place(search, line, line->count * i / count,
                                line->count * (i + 1) / count, &found);
        if (bad < 1)
            search->labels->items[search->labels->count++] = found;
        else if (bad < least)
            last_resort = found;
        least = fmin(least, bad);
    }
    if (least >= 1 && isfinite(least) && search->labels->count < LEVEL_LABELS_MAX)
        search->labels->items[search->labels->count++] = last_resort;
}

// A line and its length, for sorting.
struct measured_line {
    size_t index;
    double length;
};

static int longer_first(const void *a, const void *b) {
    const struct measured_line *x = a, *y = b;
    if (x->length != y->length)
        return x->length < y->length ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

static bool is_power_of_ten(struct decimal number) {
    return decimal_shorten(number).digits == 1;
}

// True if a level has a number where at most `most` have one.
static bool is_numbered(const struct levels *levels, size_t level, size_t most) {
    enum { LEAST = 3 };
    size_t powers = 0;
    for (size_t k = 0; k < levels->count; k++)
        powers += is_power_of_ten(levels->numbers[k]);
    if (levels->count <= most)
        return true;
    if (powers >= LEAST && powers <= most)
        return is_power_of_ten(levels->numbers[level]);
    size_t stride = most > 0 ? (levels->count - 1) / most + 1 : levels->count;
    return (levels->count - 1 - level) % stride == 0;
}

void level_labels_place(struct level_labels *labels, const struct panel *panel,
                        const struct landscape *landscape, const struct levels *levels,
                        const struct contour_line *lines, size_t line_count, size_t most,
                        const struct level_obstacles *obstacles) {
    struct measured_line *order = mem_zero(line_count + 1, sizeof *order);
    for (size_t i = 0; i < line_count; i++) {
        order[i].index = i;
        for (size_t k = 0; k + 1 < lines[i].count; k++)
            order[i].length += step_length(&lines[i], k);
    }
    qsort(order, line_count, sizeof *order, longer_first);
    labels->count = 0;
    char texts[LEVELS_MAX][DECIMAL_TEXT];
    decimals_write(levels->numbers, levels->count, texts, NULL);
    for (size_t i = 0; i < line_count; i++) {
        const struct contour_line *line = &lines[order[i].index];
        if (!is_numbered(levels, line->level, most))
            continue;
        struct label_search search = {
            .panel = panel,
            .landscape = landscape,
            .obstacles = obstacles,
            .labels = labels,
            .low = line->level > 0 ? levels->values[line->level - 1] : (double)-INFINITY,
            .high = line->level + 1 < levels->count ? levels->values[line->level + 1]
                                                    : (double)INFINITY,
        };
        label_line(&search, line, order[i].length, levels->count > most ? 900 : 420,
                   texts[line->level]);
    }
    free(order);
}

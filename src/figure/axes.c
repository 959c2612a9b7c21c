// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/axes.h"

#include <math.h>

enum { POSITION_LIMIT = 100000 };

double axes_limit(double position) {
    if (!(position > -POSITION_LIMIT))
        return -POSITION_LIMIT;
    return position > POSITION_LIMIT ? POSITION_LIMIT : position;
}

// The part of the axis that lies below `value`: 0 at low, 1 at high.
static double part(const struct axis *axis, double value) {
    if (!axis->is_log)
        return (value - axis->low) / (axis->high - axis->low);
    if (!(value > 0))
        return -POSITION_LIMIT;
    return log(value / axis->low) / log(axis->high / axis->low);
}

double axes_x(const struct axes *axes, const struct box *plot, double value) {
    return axes_limit(plot->x + plot->width * part(&axes->x, value));
}

double axes_y(const struct axis *axis, const struct box *plot, double value) {
    return axes_limit(plot->y + plot->height * (1 - part(axis, value)));
}

// Distances in design points.
static const double tick_length = 3, tick_gap = 2.5, label_gap = 3.5, title_gap = 5;

static double widest_label(const struct axis *axis, const struct stage *stage) {
    double widest = 0;
    for (int i = 0; i < axis->ticks.count; i++)
        widest = fmax(widest, font_width(stage->font, axis->ticks.label[i],
                                         stage->theme->tick_size * stage->unit));
    return widest;
}

// Takes the most ticks whose labels keep clear of each other.
static void choose_x(struct axis *axis, const struct stage *stage, double width) {
    for (int most = 11; most >= 2; most--) {
        ticks_choose(&axis->ticks, axis->low, axis->high, most, axis->is_log);
        double need = widest_label(axis, stage) + 1.1 * stage->theme->tick_size * stage->unit;
        if (need * (axis->ticks.count - 1) <= width * 0.96)
            return;
    }
}

static void choose_y(struct axis *axis, const struct stage *stage, double height) {
    double need = stage->theme->tick_size * stage->unit * 1.75;
    int most = (int)(height / need) + 1;
    ticks_choose(&axis->ticks, axis->low, axis->high, most > 11 ? 11 : most, axis->is_log);
}

// The room of an axis at a side: ticks, numbers, label.
static double side_room(const struct axis *axis, const struct stage *stage, double numbers) {
    double unit = stage->unit;
    double room = (tick_length + tick_gap) * unit + numbers;
    if (axis->label)
        room += (label_gap + stage->theme->label_size) * unit;
    return room;
}

void axes_measure(struct axes *axes, const struct panel *panel, struct margins *margins) {
    const struct stage *stage = panel->stage;
    double tick_size = stage->theme->tick_size * stage->unit;
    choose_x(&axes->x, stage, panel->plot.width);
    choose_y(&axes->left, stage, panel->plot.height);
    *margins = (struct margins){0};
    // Half of a label at the end of an axis stands beyond the plot.
    margins->left = side_room(&axes->left, stage, widest_label(&axes->left, stage));
    margins->right = 0.5 * widest_label(&axes->x, stage);
    margins->bottom = side_room(&axes->x, stage, tick_size * FONT_CAP_HEIGHT);
    if (axes->x.label)
        margins->bottom += 0.15 * tick_size; // descenders
    margins->top = 0.5 * tick_size;
    if (axes->right.is_shown) {
        choose_y(&axes->right, stage, panel->plot.height);
        double room = side_room(&axes->right, stage, widest_label(&axes->right, stage));
        margins->right = fmax(margins->right, room);
    }
    if (panel->title)
        margins->top = (title_gap + stage->theme->title_size * FONT_ASCENT) * stage->unit;
}

void axes_draw_title(const struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    struct text_style style = {
        .size = stage->theme->title_size * stage->unit, .color = stage->theme->text, .align = 0.5};
    if (panel->title)
        font_draw(stage->font, canvas, panel->title, panel->plot.x + panel->plot.width / 2,
                  panel->plot.y - title_gap * stage->unit, &style);
}

// Thin lines are sharpest when they cover whole pixels.
static double snap(double position, double width) {
    double whole = fmax(1, round(width));
    return (long)whole % 2 ? floor(position) + 0.5 : round(position);
}

static void draw_side(const struct axis *axis, const struct panel *panel, struct canvas *canvas,
                      int side) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct box *plot = &panel->plot;
    double unit = stage->unit, edge = side < 0 ? plot->x : plot->x + plot->width;
    double width = fmax(1, round(theme->spine_width * unit));
    struct stroke line = {.color = theme->spine, .alpha = 1, .width = width, .butt = true};
    struct text_style style = {.size = theme->tick_size * unit,
                               .color = theme->muted_text,
                               .align = side < 0 ? 1 : 0,
                               .middle = 0.5};
    for (int i = 0; i < axis->ticks.count; i++) {
        double y = axes_y(axis, plot, axis->ticks.value[i]);
        double out = edge + side * tick_length * unit;
        canvas_move(canvas, edge, snap(y, width));
        canvas_line(canvas, out, snap(y, width));
        canvas_stroke(canvas, &line);
        font_draw(stage->font, canvas, axis->ticks.label[i], out + side * tick_gap * unit, y,
                  &style);
    }
    if (!axis->label)
        return;
    double numbers = widest_label(axis, stage);
    double inner = (tick_length + tick_gap + label_gap) * unit + numbers;
    double size = theme->label_size * unit;
    // Read upwards on both sides; the baseline stands at the right of the letters' column.
    struct text_style upwards = {
        .size = size, .color = theme->muted_text, .align = 0.5, .angle = -M_PI / 2};
    double baseline = side < 0 ? edge - inner : edge + inner + size * FONT_ASCENT;
    font_draw(stage->font, canvas, axis->label, baseline, plot->y + plot->height / 2, &upwards);
}

static void draw_bottom(const struct axes *axes, const struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct box *plot = &panel->plot;
    double unit = stage->unit, edge = plot->y + plot->height;
    double width = fmax(1, round(theme->spine_width * unit));
    struct stroke line = {.color = theme->spine, .alpha = 1, .width = width, .butt = true};
    struct text_style style = {
        .size = theme->tick_size * unit, .color = theme->muted_text, .align = 0.5, .middle = 1};
    for (int i = 0; i < axes->x.ticks.count; i++) {
        double x = axes_x(axes, plot, axes->x.ticks.value[i]);
        canvas_move(canvas, snap(x, width), edge);
        canvas_line(canvas, snap(x, width), edge + tick_length * unit);
        canvas_stroke(canvas, &line);
        font_draw(stage->font, canvas, axes->x.ticks.label[i], x,
                  edge + (tick_length + tick_gap) * unit, &style);
    }
    if (!axes->x.label)
        return;
    style.size = theme->label_size * unit;
    double below =
        (tick_length + tick_gap + label_gap) * unit + theme->tick_size * unit * FONT_CAP_HEIGHT;
    font_draw(stage->font, canvas, axes->x.label, plot->x + plot->width / 2, edge + below, &style);
}

void axes_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    double width = fmax(1, round(stage->theme->spine_width * stage->unit));
    struct stroke line = {.color = stage->theme->spine, .alpha = 1, .width = width, .butt = true};
    draw_side(&axes->left, panel, canvas, -1);
    if (axes->right.is_shown)
        draw_side(&axes->right, panel, canvas, 1);
    draw_bottom(axes, panel, canvas);
    double x = snap(panel->plot.x, width), y = snap(panel->plot.y, width);
    int frame = stage->theme->frame;
    if (frame == FRAME_BOX) {
        canvas_box(canvas, (struct box){x, y, panel->plot.width, panel->plot.height});
    } else if (frame == FRAME_CORNER) {
        canvas_move(canvas, x, y);
        canvas_line(canvas, x, y + panel->plot.height);
        canvas_line(canvas, x + panel->plot.width, y + panel->plot.height);
    }
    canvas_stroke(canvas, &line);
    axes_draw_title(panel, canvas);
}

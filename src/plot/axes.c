// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/axes.h"

#include "base/maths.h"
#include "draw/text/shorten.h"

#include <math.h>
#include <string.h>

// Keeps positions, and what is computed of them, finite. What has no place is far outside; what has
// one keeps it, so that lines to it cross the plot where they should.
static double limit_position(double position) {
    static const double far = 100000, limit = 1e150;
    if (!isfinite(position))
        return isnan(position) ? -far : copysign(far, position);
    return fmax(-limit, fmin(position, limit));
}

static double part(const struct axis *axis, double value) {
    return range_part(axis->low, axis->high, axis->is_log, value);
}

double axes_x(const struct axes *axes, const struct box *plot, double value) {
    return limit_position(plot->x + plot->width * part(&axes->x, value));
}

double axes_y(const struct axis *axis, const struct box *plot, double value) {
    return limit_position(plot->y + plot->height * (1 - part(axis, value)));
}

// Distances in design points.
static const double tick_length = 3, minor_length = 1.6, tick_gap = 2.5, label_gap = 3.5,
                    title_gap = 5, common_gap = 3;

static double tick_size(const struct stage *stage) {
    return stage->theme->tick_size * stage->unit;
}

static double label_width(const struct axis *axis, const struct stage *stage, int i) {
    return font_width(stage->font, axis->ticks.label[i], tick_size(stage));
}

static double common_width(const struct axis *axis, const struct stage *stage) {
    return *axis->ticks.common ? font_width(stage->font, axis->ticks.common, tick_size(stage)) : 0;
}

static double widest_label(const struct axis *axis, const struct stage *stage) {
    double widest = 0;
    for (int i = 0; i < axis->ticks.count; i++)
        widest = fmax(widest, label_width(axis, stage, i));
    if (axis->name_at > 0)
        widest = fmax(widest,
                      font_width(stage->font, axis->label, stage->theme->label_size * stage->unit));
    return widest;
}

// True if no neighbouring labels touch on an axis of `length` pixels.
static bool is_clear(const struct axis *axis, const struct stage *stage, double length,
                     bool is_level) {
    for (int i = 1; i < axis->ticks.count; i++) {
        double apart =
            length * (part(axis, axis->ticks.value[i]) - part(axis, axis->ticks.value[i - 1]));
        double need = 1.4 * tick_size(stage);
        if (is_level)
            need = 0.5 * (label_width(axis, stage, i - 1) + label_width(axis, stage, i)) +
                   0.9 * tick_size(stage);
        if (apart < need)
            return false;
    }
    return true;
}

// Returns where the label has room among the numbers, as `name_at`: in the middle between the last
// two, or else between two before. Only themes that name axes by symbols have it there.
static int find_name(const struct axis *axis, const struct panel *panel, double length,
                     bool is_level) {
    static const double longest = 3.2; // of the size of the numbers
    const struct stage *stage = panel->stage;
    double size = tick_size(stage);
    if (!stage->theme->symbols || !axis->label || !*axis->label || panel->omits >= OMIT_LABELS ||
        strchr(axis->label, '\n'))
        return 0;
    double width = font_width(stage->font, axis->label, stage->theme->label_size * stage->unit);
    for (int i = axis->ticks.count - 1; i > 0; i--) {
        double apart =
            length * (part(axis, axis->ticks.value[i]) - part(axis, axis->ticks.value[i - 1]));
        double numbers = (label_width(axis, stage, i - 1) + label_width(axis, stage, i)) / 2;
        if (is_level
                ? apart > numbers + width + 1.2 * size
                : apart > 2.2 * size && width <= longest * stage->theme->label_size * stage->unit)
            return i;
    }
    return 0;
}

// Where the label stands among the numbers, in pixels along the axis.
static double name_place(const struct axis *axis, double length) {
    int i = axis->name_at;
    return length * (part(axis, axis->ticks.value[i]) + part(axis, axis->ticks.value[i - 1])) / 2;
}

// Chooses as many ticks as fit without labels touching. There are no numbers if not even two fit,
// or if the panel has no room for them.
static void choose(struct axis *axis, const struct panel *panel, double length, bool is_level) {
    const struct stage *stage = panel->stage;
    int limit = (int)stage->theme->most_ticks;
    int most = is_level ? limit : (int)(length / (1.75 * tick_size(stage))) + 1;
    bool clear = false;
    axis->name_at = 0;
    for (most = most > limit ? limit : most < 2 ? 2 : most; most >= 2 && !clear; most--) {
        ticks_choose_short(&axis->ticks, axis->low, axis->high, most, axis->is_log);
        clear = is_clear(axis, stage, length, is_level);
    }
    if (clear && panel->omits < OMIT_NUMBERS) {
        axis->name_at = find_name(axis, panel, length, is_level);
        return;
    }
    axis->ticks.common[0] = 0;
    for (int i = 0; i < axis->ticks.count; i++)
        axis->ticks.label[i][0] = 0;
}

static bool has_numbers(const struct axis *axis) {
    return axis->ticks.count > 0 && axis->ticks.label[0][0];
}

// True if the label has a place of its own, beyond the numbers.
static bool has_label(const struct axis *axis, const struct panel *panel) {
    return axis->label && *axis->label && panel->omits < OMIT_LABELS && axis->name_at == 0;
}

static double label_size(const struct stage *stage) {
    return stage->theme->label_size * stage->unit;
}

// Returns the space in pixels that an axis needs at one side for ticks, numbers and label.
static double side_room(const struct axis *axis, const struct panel *panel, double numbers) {
    const struct stage *stage = panel->stage;
    double unit = stage->unit, room = tick_length * unit;
    if (has_numbers(axis))
        room += tick_gap * unit + numbers;
    if (has_label(axis, panel))
        room += (label_gap + stage->theme->label_size) * unit +
                font_rise(stage->font, axis->label, label_size(stage)) +
                font_drop(stage->font, axis->label, label_size(stage));
    return room;
}

// True if the x axis's common factor needs a row of its own. Usually it is at the right end of the
// label's row, or above that row if both do not fit side by side.
static bool has_own_row(const struct axes *axes, const struct panel *panel) {
    const struct stage *stage = panel->stage;
    if (!*axes->x.ticks.common || !has_label(&axes->x, panel))
        return false;
    double label = font_width(stage->font, axes->x.label, label_size(stage));
    return label / 2 + tick_size(stage) + common_width(&axes->x, stage) > panel->plot.width / 2;
}

// Returns how far the title must move up to clear the common factors above the vertical axes, or
// their topmost numbers if the title is wider than the plot.
static double title_rise(const struct axes *axes, const struct panel *panel) {
    const struct stage *stage = panel->stage;
    if (!panel->title)
        return 0;
    double unit = stage->unit, size = tick_size(stage);
    double title = font_width(stage->font, panel->title, stage->theme->title_size * unit);
    double common = fmax(common_width(&axes->left, stage),
                         axes->right.is_shown ? common_width(&axes->right, stage) : 0);
    double beyond = title / 2 + size - panel->plot.width / 2;
    if (stage->theme->title == TITLE_LEFT)
        beyond = *axes->left.ticks.common ? 1 : title + size - panel->plot.width;
    if (common > 0 && beyond + common > 0)
        return 1.1 * size +
               (common_gap - title_gap + stage->theme->title_size * FONT_DESCENT + 2) * unit;
    return beyond > 0 ? 2.5 * unit : 0;
}

// Removes all text from an axis; its ticks remain.
static void strip(struct axis *axis) {
    axis->label = NULL;
    axis->name_at = 0;
    axis->ticks.common[0] = 0;
    for (int i = 0; i < axis->ticks.count; i++)
        axis->ticks.label[i][0] = 0;
}

void axes_share(struct axes *axes, const struct axes *other) {
    struct axis *own[] = {&axes->x, &axes->left, &axes->right};
    const struct axis *theirs[] = {&other->x, &other->left, &other->right};
    for (int i = 0; i < 3; i++) {
        double range[2] = {own[i]->low, own[i]->high};
        range_join(range, (double[]){theirs[i]->low, theirs[i]->high});
        own[i]->low = range[0];
        own[i]->high = range[1];
        own[i]->is_log = own[i]->is_log && theirs[i]->is_log;
    }
}

void axes_measure(struct axes *axes, const struct panel *panel, struct margins *margins) {
    const struct stage *stage = panel->stage;
    double size = tick_size(stage);
    *margins = (struct margins){0};
    choose(&axes->x, panel, panel->plot.width, true);
    choose(&axes->left, panel, panel->plot.height, false);
    if (panel->is_inner_bottom)
        strip(&axes->x);
    if (panel->is_inner_left)
        strip(&axes->left);
    margins->left = side_room(&axes->left, panel, widest_label(&axes->left, stage));
    // Half of a label at the end of the axis extends beyond the plot.
    int last = axes->x.ticks.count - 1;
    double half =
        last < 0 ? 0
                 : 0.5 * fmax(label_width(&axes->x, stage, 0), label_width(&axes->x, stage, last));
    if (!stage->theme->symbols)
        half = 0.5 * widest_label(&axes->x, stage);
    margins->left = fmax(margins->left, half);
    margins->right = fmax(half, 0.5 * stage->theme->spine_width * stage->unit);
    margins->bottom = side_room(&axes->x, panel, size * FONT_CAP_HEIGHT);
    if (axes->x.name_at > 0)
        margins->bottom += font_drop(stage->font, axes->x.label, label_size(stage)) + 0.1 * size;
    if (has_label(&axes->x, panel))
        margins->bottom += 0.15 * size + // descenders
                           font_drop(stage->font, axes->x.label, label_size(stage));
    else if (*axes->x.ticks.common)
        margins->bottom += label_gap * stage->unit + size;
    if (has_own_row(axes, panel))
        margins->bottom += 1.3 * size;
    bool has_common = *axes->left.ticks.common;
    margins->top = has_numbers(&axes->left) ? 0.5 * size : stage->theme->spine_width * stage->unit;
    if (axes->right.is_shown) {
        choose(&axes->right, panel, panel->plot.height, false);
        double room = side_room(&axes->right, panel, widest_label(&axes->right, stage));
        margins->right = fmax(margins->right, room);
        has_common = has_common || *axes->right.ticks.common;
    }
    if (has_common)
        margins->top = common_gap * stage->unit + size;
    if (panel->title)
        margins->top = axes_title_height(panel) + title_rise(axes, panel);
}

double axes_title_height(const struct panel *panel) {
    const struct stage *stage = panel->stage;
    double size = stage->theme->title_size * stage->unit;
    if (!panel->title)
        return 0;
    return title_gap * stage->unit + size * FONT_ASCENT +
           font_rise(stage->font, panel->title, size) + font_drop(stage->font, panel->title, size);
}

// Draws one line of text, shortened to fit, centred at `middle` if that keeps it between `low` and
// `high`.
static void draw_fitted(const struct panel *panel, struct font *font, struct canvas *canvas,
                        const char *text, struct text_style style, double middle, double across,
                        double low, double high) {
    const struct stage *stage = panel->stage;
    struct text fitted = {0};
    style.size = shorten_line(font, text, style.size, stage_text_least(stage, style.size),
                              high - low, &fitted);
    if (strcmp(fitted.data, text) != 0)
        stage_warn(stage, WARNING_CUT, text);
    double half = 0.5 * font_width(font, fitted.data, style.size);
    middle = fmax(low + half, fmin(middle, high - half));
    style.align = 0.5;
    if (*fitted.data)
        font_draw(font, canvas, fitted.data, style.angle != 0 ? across : middle,
                  style.angle != 0 ? middle : across, &style);
    text_finish(&fitted);
}

static void draw_title(const struct panel *panel, struct canvas *canvas, double rise) {
    const struct stage *stage = panel->stage;
    struct font *font = stage_font(stage, WEIGHT_SEMIBOLD);
    struct text_style style = {.size = stage->theme->title_size * stage->unit,
                               .color = stage->theme->text};
    if (!panel->title)
        return;
    bool is_left = stage->theme->title == TITLE_LEFT;
    double baseline =
        panel->plot.y - title_gap * stage->unit - rise - font_drop(font, panel->title, style.size);
    draw_fitted(panel, font, canvas, panel->title, style,
                is_left ? panel->plot.x : panel->plot.x + panel->plot.width / 2, baseline,
                is_left ? panel->plot.x : panel->cell.x, panel->cell.x + panel->cell.width);
}

struct box axes_title_box(const struct panel *panel) {
    const struct theme *theme = panel->stage->theme;
    const struct box *plot = &panel->plot;
    double height = axes_title_height(panel), size = theme->title_size * panel->stage->unit;
    if (!panel->title)
        return (struct box){0};
    double width = font_width(stage_font(panel->stage, WEIGHT_SEMIBOLD), panel->title, size);
    double x = theme->title == TITLE_LEFT ? plot->x : plot->x + (plot->width - width) / 2;
    return (struct box){x, plot->y - height, width, height};
}

void axes_draw_title(const struct panel *panel, struct canvas *canvas) {
    draw_title(panel, canvas, 0);
}

// Aligns a line to whole pixels, which makes narrow lines sharp.
static double snap(double position, double width) {
    return (long)fmax(1, round(width)) % 2 ? floor(position) + 0.5 : round(position);
}

// Minor ticks help on a log axis, and where there are few numbers.
static bool has_minor(const struct axis *axis, const struct panel *panel, double length) {
    const struct ticks *ticks = &axis->ticks;
    if (panel->minor == MINOR_OFF || ticks->minor_count == 0)
        return false;
    double closest = length;
    for (int i = 1; i < ticks->minor_count; i++)
        closest =
            fmin(closest, length * (part(axis, ticks->minor[i]) - part(axis, ticks->minor[i - 1])));
    if (closest < 1.5 * panel->stage->unit)
        return false;
    bool is_useful = axis->is_log || ticks->count <= 3;
    return panel->minor == MINOR_ON || (is_useful && panel->stage->theme->frame != FRAME_NONE);
}

static struct stroke spine_of(const struct stage *stage, double share) {
    return (struct stroke){.color = stage->theme->spine,
                           .alpha = 1,
                           .width = fmax(1, round(stage->theme->spine_width * share * stage->unit)),
                           .butt = true};
}

static void draw_side(const struct axis *axis, const struct panel *panel, struct canvas *canvas,
                      int side) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct box *plot = &panel->plot;
    double unit = stage->unit, edge = side < 0 ? plot->x : plot->x + plot->width;
    struct stroke line = spine_of(stage, 1), minor = spine_of(stage, 0.75);
    struct text_style style = {.size = tick_size(stage),
                               .color = theme->muted_text,
                               .align = side < 0 ? 1 : 0,
                               .middle = 0.5};
    for (int i = 0; has_minor(axis, panel, plot->height) && i < axis->ticks.minor_count; i++) {
        double y = snap(axes_y(axis, plot, axis->ticks.minor[i]), minor.width);
        canvas_move(canvas, edge, y);
        canvas_line(canvas, edge + side * minor_length * unit, y);
        canvas_stroke(canvas, &minor);
    }
    for (int i = 0; i < axis->ticks.count; i++) {
        double y = axes_y(axis, plot, axis->ticks.value[i]);
        double out = edge + side * tick_length * unit;
        canvas_move(canvas, edge, snap(y, line.width));
        canvas_line(canvas, out, snap(y, line.width));
        canvas_stroke(canvas, &line);
        if (has_numbers(axis))
            font_draw(stage->font, canvas, axis->ticks.label[i], out + side * tick_gap * unit, y,
                      &style);
    }
    if (*axis->ticks.common) {
        struct text_style above = style;
        above.align = side < 0 ? 0 : 1;
        above.middle = 0;
        font_draw(stage->font, canvas, axis->ticks.common, edge, plot->y - common_gap * unit,
                  &above);
    }
    if (axis->name_at > 0) {
        struct text_style name = style;
        name.size = theme->label_size * unit;
        font_draw(stage->font, canvas, axis->label, edge + side * (tick_length + tick_gap) * unit,
                  plot->y + plot->height - name_place(axis, plot->height), &name);
    }
    if (!has_label(axis, panel))
        return;
    double size = theme->label_size * unit;
    double rise = font_rise(stage->font, axis->label, size);
    double drop = font_drop(stage->font, axis->label, size);
    double inner = side_room(axis, panel, widest_label(axis, stage)) - size - rise - drop;
    // Labels read upwards on both sides, so their baseline is on the right of the letters.
    struct text_style upwards = {.size = size, .color = theme->muted_text, .angle = -M_PI / 2};
    double baseline = side < 0 ? edge - inner - drop : edge + inner + size * FONT_ASCENT + rise;
    draw_fitted(panel, stage->font, canvas, axis->label, upwards, plot->y + plot->height / 2,
                baseline, plot->y, plot->y + plot->height);
}

static void draw_bottom(const struct axes *axes, const struct panel *panel, struct canvas *canvas) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    const struct box *plot = &panel->plot;
    const struct ticks *ticks = &axes->x.ticks;
    double unit = stage->unit, edge = plot->y + plot->height;
    struct stroke line = spine_of(stage, 1), minor = spine_of(stage, 0.75);
    struct text_style style = {
        .size = tick_size(stage), .color = theme->muted_text, .align = 0.5, .middle = 1};
    for (int i = 0; has_minor(&axes->x, panel, plot->width) && i < ticks->minor_count; i++) {
        double x = snap(axes_x(axes, plot, ticks->minor[i]), minor.width);
        canvas_move(canvas, x, edge);
        canvas_line(canvas, x, edge + minor_length * unit);
        canvas_stroke(canvas, &minor);
    }
    for (int i = 0; i < ticks->count; i++) {
        double x = axes_x(axes, plot, ticks->value[i]);
        canvas_move(canvas, snap(x, line.width), edge);
        canvas_line(canvas, snap(x, line.width), edge + tick_length * unit);
        canvas_stroke(canvas, &line);
        if (has_numbers(&axes->x))
            font_draw(stage->font, canvas, ticks->label[i], x,
                      edge + (tick_length + tick_gap) * unit, &style);
    }
    if (axes->x.name_at > 0) {
        struct text_style name = style;
        name.size = theme->label_size * unit;
        name.middle = 0; // on the baseline of the numbers
        font_draw(stage->font, canvas, axes->x.label, plot->x + name_place(&axes->x, plot->width),
                  edge + (tick_length + tick_gap) * unit + style.size * FONT_CAP_HEIGHT, &name);
    }
    double below = edge + (tick_length + label_gap) * unit;
    if (has_numbers(&axes->x))
        below += tick_gap * unit + tick_size(stage) * FONT_CAP_HEIGHT;
    if (*ticks->common) {
        struct text_style end = style;
        end.align = 1;
        font_draw(stage->font, canvas, ticks->common, plot->x + plot->width, below, &end);
        below += has_own_row(axes, panel) ? 1.3 * tick_size(stage) : 0;
    }
    style.size = theme->label_size * unit;
    if (has_label(&axes->x, panel))
        below += font_rise(stage->font, axes->x.label, style.size);
    if (has_label(&axes->x, panel))
        draw_fitted(panel, stage->font, canvas, axes->x.label, style, plot->x + plot->width / 2,
                    below, panel->cell.x, panel->cell.x + panel->cell.width);
}

void axes_draw(const struct axes *axes, const struct panel *panel, struct canvas *canvas) {
    struct stroke line = spine_of(panel->stage, 1);
    draw_side(&axes->left, panel, canvas, -1);
    if (axes->right.is_shown)
        draw_side(&axes->right, panel, canvas, 1);
    draw_bottom(axes, panel, canvas);
    double x = snap(panel->plot.x, line.width), y = snap(panel->plot.y, line.width);
    double right = x + panel->plot.width, bottom = y + panel->plot.height;
    if (panel->stage->theme->frame == FRAME_BOX) {
        canvas_box(canvas, (struct box){x, y, right - x, bottom - y});
    } else if (panel->stage->theme->frame == FRAME_CORNER) {
        canvas_move(canvas, x, y);
        canvas_line(canvas, x, bottom);
        canvas_line(canvas, right, bottom);
        if (axes->right.is_shown)
            canvas_line(canvas, right, y);
    }
    canvas_stroke(canvas, &line);
    draw_title(panel, canvas, title_rise(axes, panel));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/colorbar.h"

#include "plot/level_labels.h"
#include "plot/ticks.h"

#include <math.h>

static const double thickness = 9, tick_out = 3, gap = 3; // design points

static double part_of(const struct colorbar *bar, double value) {
    // Bands are as high as each other, so that each can be told.
    for (size_t k = 0; k < bar->level_count; k++)
        if (bar->levels && value == bar->levels[k])
            return (double)(k + 1) / (double)(bar->level_count + 1);
    return bar->is_log ? log(value / bar->low) / log(bar->high / bar->low)
                       : (value - bar->low) / (bar->high - bar->low);
}

static void choose(const struct colorbar *bar, const struct panel *panel, double height,
                   struct ticks *ticks) {
    double size = panel->stage->theme->tick_size * panel->stage->unit;
    int most = (int)fmin(9, fmax(2, height / (2.4 * size)));
    if (bar->levels) {
        size_t stride = bar->level_count / (size_t)most + 1;
        *ticks = (struct ticks){0};
        for (size_t k = (bar->level_count - 1) % stride / 2; k < bar->level_count; k += stride) {
            level_label_write(ticks->label[ticks->count], bar->levels[k]);
            ticks->value[ticks->count++] = bar->levels[k];
        }
        return;
    }
    ticks_choose(ticks, bar->low, bar->high, most, bar->is_log);
}

static double widest_of(const struct panel *panel, const struct ticks *ticks) {
    double size = panel->stage->theme->tick_size * panel->stage->unit, widest = 0;
    for (int i = 0; i < ticks->count; i++)
        widest = fmax(widest, font_width(panel->stage->font, ticks->label[i], size));
    return widest;
}

// How much further than letters of one line the label reaches.
static double further(const struct colorbar *bar, const struct stage *stage) {
    double size = stage->theme->label_size * stage->unit;
    return bar->label
               ? font_rise(stage->font, bar->label, size) + font_drop(stage->font, bar->label, size)
               : 0;
}

// Of levels that are not chosen yet a common width is taken.
double colorbar_width(const struct colorbar *bar, const struct panel *panel, double height) {
    struct ticks ticks = {.count = 1, .label = {"−0.0000"}};
    if (bar->low < bar->high)
        choose(bar, panel, height, &ticks);
    double unit = panel->stage->unit;
    double label = bar->label ? (2 * gap + panel->stage->theme->label_size) * unit : 0;
    return (thickness + tick_out + gap) * unit + label + further(bar, panel->stage) +
           widest_of(panel, &ticks);
}

static void fill_bands(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                       struct box box) {
    double bottom = box.y + box.height;
    for (size_t k = 0; k <= bar->level_count; k++) {
        double from = (double)k / (double)(bar->level_count + 1);
        double to = (double)(k + 1) / (double)(bar->level_count + 1);
        uint32_t color =
            colormap_at(bar->map, bar->level_count ? (double)k / (double)bar->level_count : 0.5);
        // Whole pixels, or the ground would shine through between the bands.
        double top = round(bottom - to * box.height), low = round(bottom - from * box.height);
        canvas_box(canvas, (struct box){box.x, top, box.width, low - top});
        canvas_fill(canvas, color_mix(color, panel->stage->theme->background, bar->fade), 1);
    }
}

static void fill_rows(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                      struct box box) {
    for (int row = 0; row < (int)box.height; row++) {
        uint32_t color = colormap_at(bar->map, 1 - (row + 0.5) / box.height);
        canvas_box(canvas, (struct box){box.x, box.y + row, box.width, 1});
        canvas_fill(canvas, color_mix(color, panel->stage->theme->background, bar->fade), 1);
    }
}

void colorbar_draw(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                   struct box box) {
    const struct stage *stage = panel->stage;
    const struct theme *theme = stage->theme;
    double unit = stage->unit, size = theme->tick_size * unit;
    struct box strip = {round(box.x), round(box.y), round(thickness * unit), round(box.height)};
    double right = strip.x + strip.width, bottom = strip.y + strip.height;
    if (bar->levels)
        fill_bands(bar, panel, canvas, strip);
    else
        fill_rows(bar, panel, canvas, strip);
    struct ticks ticks;
    choose(bar, panel, box.height, &ticks);
    struct stroke line = {
        .color = theme->spine, .alpha = 1, .width = theme->spine_width * unit, .butt = true};
    struct text_style number = {.size = size, .color = theme->muted_text, .middle = 0.5};
    canvas_box(canvas, strip);
    for (int i = 0; i < ticks.count; i++) {
        double y = bottom - part_of(bar, ticks.value[i]) * strip.height;
        canvas_move(canvas, right, y);
        canvas_line(canvas, right + tick_out * unit, y);
    }
    canvas_stroke(canvas, &line);
    for (int i = 0; i < ticks.count; i++)
        font_draw(stage->font, canvas, ticks.label[i], right + (tick_out + gap) * unit,
                  bottom - part_of(bar, ticks.value[i]) * strip.height, &number);
    if (!bar->label)
        return;
    struct text_style label = {.size = theme->label_size * unit,
                               .color = theme->muted_text,
                               .align = 0.5,
                               .middle = 0.5,
                               .angle = -M_PI / 2};
    double x = right + (tick_out + 2.5 * gap + theme->label_size / 2) * unit +
               font_rise(stage->font, bar->label, label.size) + widest_of(panel, &ticks);
    font_draw(stage->font, canvas, bar->label, x, strip.y + strip.height / 2, &label);
}

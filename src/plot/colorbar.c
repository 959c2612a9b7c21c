// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/colorbar.h"

#include "plot/ticks.h"

#include <math.h>
#include <string.h>

static const double thickness = 9, tick_out = 3, gap = 3; // design points

static double part_of(const struct colorbar *bar, double value) {
    // All bands have the same height, so that even narrow ranges can be seen.
    for (size_t k = 0; bar->levels && k < bar->levels->count; k++)
        if (value == bar->levels->values[k])
            return (double)(k + 1) / (double)(bar->levels->count + 1);
    return range_part(bar->low, bar->high, false, value);
}

// Returns a score of how far a number is from being round: 0 for powers of ten, more with more
// digits.
static double roughness(struct decimal number) {
    number = decimal_shorten(number);
    int64_t digits = number.digits < 0 ? -number.digits : number.digits;
    double rough = digits % 5 == 0 || digits == 2 ? 1 : 2;
    if (digits <= 1)
        return 0;
    for (; digits >= 10; digits /= 10)
        rough += 2;
    return rough;
}

// Returns the step between equidistant levels, in units of their common exponent; 0 if they are not
// equidistant.
static int64_t even_step(const struct levels *levels) {
    const struct decimal *numbers = levels->numbers;
    int64_t step = levels->count > 1 ? numbers[1].digits - numbers[0].digits : 0;
    for (size_t k = 1; k < levels->count; k++)
        if (numbers[k].exponent != numbers[0].exponent ||
            numbers[k].digits - numbers[k - 1].digits != step)
            return 0;
    return step;
}

// If there are too many levels to number, chooses every n-th, with the roundest numbers.
static void choose_levels(const struct levels *levels, size_t most, struct ticks *ticks) {
    size_t least = (levels->count - 1) / most + 1, first = 0, stride = least;
    double best = INFINITY;
    int64_t step = even_step(levels);
    for (size_t s = least; s <= least + (least > 1); s++)
        for (size_t f = 0; f < s && f < levels->count; f++) {
            double rough = 0, count = 0;
            for (size_t k = f; k < levels->count; k += s, count++)
                rough += roughness(levels->numbers[k]);
            // A larger stride must give much rounder numbers. If all are equally round, the choice
            // is centred.
            double off = fabs((double)f - (double)((levels->count - 1) % s) / 2);
            if (step != 0) // equidistant levels: prefer multiples of the stride
                rough = count * (double)(levels->numbers[f].digits % ((int64_t)s * step) != 0);
            rough = rough / count + 0.5 * (double)(s - least) + 1e-3 * off;
            if (rough < best) {
                best = rough;
                first = f;
                stride = s;
            }
        }
    struct decimal numbers[TICKS_MAX];
    for (size_t k = first; k < levels->count && ticks->count < TICKS_MAX; k += stride) {
        ticks->value[ticks->count] = levels->values[k];
        numbers[ticks->count++] = levels->numbers[k];
    }
    decimals_write(numbers, (size_t)ticks->count, ticks->label, ticks->common);
}

static void choose(const struct colorbar *bar, const struct panel *panel, double height,
                   struct ticks *ticks) {
    double size = panel->stage->theme->tick_size * panel->stage->unit;
    int most = (int)fmin(9, fmax(2, height / (2.4 * size)));
    *ticks = (struct ticks){0};
    if (bar->levels)
        choose_levels(bar->levels, (size_t)most, ticks);
    else
        height_ticks(&bar->scale, ticks, bar->low, bar->high, most);
}

static double widest_of(const struct panel *panel, const struct ticks *ticks) {
    double size = panel->stage->theme->tick_size * panel->stage->unit, widest = 0;
    for (int i = 0; i < ticks->count; i++)
        widest = fmax(widest, font_width(panel->stage->font, ticks->label[i], size));
    return widest;
}

// Returns how far the label extends beyond a line of letters, in pixels.
static double further(const struct colorbar *bar, const struct stage *stage) {
    double size = stage->theme->label_size * stage->unit;
    return bar->label
               ? font_rise(stage->font, bar->label, size) + font_drop(stage->font, bar->label, size)
               : 0;
}

double colorbar_width(const struct colorbar *bar, const struct panel *panel, double height,
                      double *above) {
    struct ticks ticks;
    choose(bar, panel, height, &ticks);
    const struct stage *stage = panel->stage;
    double unit = stage->unit, size = stage->theme->tick_size * unit;
    double label =
        (bar->label ? 2 * gap + stage->theme->label_size : 0) * unit + further(bar, stage);
    *above = *ticks.common ? gap * unit + size : 0;
    return fmax((thickness + tick_out + gap) * unit + label + widest_of(panel, &ticks),
                font_width(stage->font, ticks.common, size));
}

static void fill_bands(const struct colorbar *bar, const struct panel *panel, struct canvas *canvas,
                       struct box box) {
    double bottom = box.y + box.height;
    for (size_t k = 0; k <= bar->levels->count; k++) {
        double from = (double)k / (double)(bar->levels->count + 1);
        double to = (double)(k + 1) / (double)(bar->levels->count + 1);
        uint32_t color = colormap_at(
            bar->map, bar->levels->count ? (double)k / (double)bar->levels->count : 0.5);
        // Whole pixels; otherwise the background would show between the bands.
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
    struct text_style common = {.size = size, .color = theme->muted_text};
    font_draw(stage->font, canvas, ticks.common, strip.x, strip.y - gap * unit, &common);
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

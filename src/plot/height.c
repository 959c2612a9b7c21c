// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/height.h"

#include "base/maths.h"

#include <float.h>
#include <math.h>
#include <string.h>

// With a knee, numbers other than 0 are at least this many knees; below, 0 is too near. Where the
// loss reaches fewer knees than `decades_least`, the scale is almost linear and so are its numbers.
static const double least_number = 5, decades_least = 100;

double height_of_loss(const struct height_scale *scale, double loss) {
    if (!scale->is_log || isnan(loss))
        return loss;
    if (scale->knee > 0)
        return loss > 0 ? m_log1p(loss / scale->knee) / M_LN10 : 0;
    return loss > 0 ? m_log10(loss) : (double)-INFINITY;
}

double height_loss(const struct height_scale *scale, double height) {
    if (!scale->is_log)
        return height;
    if (scale->knee > 0)
        return fmin(DBL_MAX, fmax(0, scale->knee * m_expm1(height * M_LN10)));
    return fmin(DBL_MAX, fmax(DBL_TRUE_MIN, m_pow(10, height)));
}

static void add_zero(struct ticks *ticks) {
    if (ticks->count == TICKS_MAX)
        ticks->count--;
    memmove(ticks->value + 1, ticks->value, (size_t)ticks->count * sizeof *ticks->value);
    memmove(ticks->label + 1, ticks->label, (size_t)ticks->count * sizeof *ticks->label);
    ticks->value[0] = 0;
    memcpy(ticks->label[0], "0", 2);
    ticks->count++;
}

void height_ticks(const struct height_scale *scale, struct ticks *ticks, double low, double high,
                  int most) {
    double bottom = height_loss(scale, low), top = height_loss(scale, high);
    if (!scale->is_log) {
        ticks_choose_short(ticks, low, high, most, false);
        return;
    }
    double first = scale->knee > 0 ? fmax(bottom, least_number * scale->knee) : bottom;
    if (scale->knee > 0 && !(top > decades_least * scale->knee)) {
        ticks_choose_short(ticks, bottom, top, most, false);
    } else {
        ticks_choose_short(ticks, first, top, most, true);
        if (scale->knee > 0 && low <= 0 && !*ticks->common)
            add_zero(ticks);
    }
    for (int i = 0; i < ticks->count; i++)
        ticks->value[i] = height_of_loss(scale, ticks->value[i]);
}

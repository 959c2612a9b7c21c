// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/panel.h"

#include <math.h>

struct canvas *panel_layer(struct panel *panel, int index, double alpha) {
    struct layer *layer = &panel->layers[index];
    if (!layer->canvas) {
        layer->canvas = canvas_create(panel->stage->width, panel->stage->height);
        layer->alpha = alpha;
    }
    return layer->canvas;
}

uint32_t stage_color(const struct stage *stage, size_t optimizer, uint32_t single) {
    const struct optimizer_config *config = &stage->scene->optimizers[optimizer];
    if (config->has_color)
        return config->color;
    if (stage->scene->optimizer_count == 1)
        return single;
    return stage->theme->cycle[optimizer % stage->theme->cycle_count];
}

bool stage_point(const struct run *run, double position, double w[2], double *loss) {
    long state = (long)floor(position);
    double part = position - (double)state;
    if (run->diverged >= 0 && state >= run->diverged)
        return false;
    bool between = part > 0 && (run->diverged < 0 || state + 1 < run->diverged);
    long next = between ? state + 1 : state;
    for (int i = 0; i < 2; i++)
        w[i] = run->w[state][i] + (run->w[next][i] - run->w[state][i]) * part;
    *loss = run->loss[state] + (run->loss[next] - run->loss[state]) * part;
    return true;
}

long run_last(const struct run *run, const struct trace *trace) {
    return run->diverged >= 0 ? run->diverged : trace->states - 1;
}

const struct panel_type *const panel_table[] = {&panel_data, &panel_surface, &panel_contour,
                                                &panel_curves, NULL};

// SPDX-License-Identifier: GPL-3.0-or-later
// The picture as lists, a layer each, and as a file of shapes that is written from them.
#include "base/memory.h"
#include "draw/canvas_list.h"
#include "figure/figure_state.h"

#include <math.h>

void figure_keep_lists(struct figure *figure, double fineness) {
    figure->stage.kind = CANVAS_LIST;
    figure->fineness = fineness;
    figure->stage.width = (int)lround(figure->stage.width * fineness);
    figure->stage.height = (int)lround(figure->stage.height * fineness);
}

static void add_layer(struct figure *figure, const struct canvas *list, double alpha,
                      enum layer_change change) {
    figure->layers = mem_grow(figure->layers, &figure->layer_capacity, figure->layer_count + 1,
                              sizeof *figure->layers);
    figure->layers[figure->layer_count++] = (struct figure_layer){list, alpha, change};
}

const struct figure_layer *figure_layers(struct figure *figure, double position, size_t *count,
                                         bool *restarts) {
    long state = (long)floor(position);
    figure->layer_count = 0;
    add_layer(figure, figure->fixed, 1, LAYER_STAYS);
    for (size_t i = 0; i < figure->pool.count; i++)
        canvas_clear(figure->pool.items[i].canvas);
    *restarts = !figure_grow(figure, state);
    // A panel's layers are created as it grows; until then they are not there.
    for (size_t i = 0; i < figure->layout.count; i++)
        for (int k = 0; k < PANEL_LAYERS; k++)
            if (figure->panels[i].layers[k].canvas)
                add_layer(figure, figure->panels[i].layers[k].canvas,
                          figure->panels[i].layers[k].alpha, LAYER_GROWS);
    canvas_clear(figure->moving);
    for (size_t i = 0; i < figure->layout.count; i++) {
        struct names_drawn names;
        figure_draw_moving(figure, &figure->panels[i], figure->moving, position);
        figure_draw_names(&figure->panels[i], figure->moving, position, &names);
    }
    add_layer(figure, figure->moving, 1, LAYER_CHANGES);
    add_layer(figure, figure->cover, 1, LAYER_STAYS);
    canvas_clear(figure->frame);
    suptitle_draw(&figure->headline, figure->frame, state);
    if (figure_rule_height(figure) > 0)
        figure_draw_rule(figure, figure->frame, position);
    add_layer(figure, figure->frame, 1, LAYER_CHANGES);
    *count = figure->layer_count;
    return figure->layers;
}

// Draws a layer on a file.
static void add_to_file(const struct figure_layer *layer, struct canvas *file,
                        enum canvas_kind kind, int width, int height) {
    if (layer->alpha >= 1) {
        canvas_replay(layer->list, file);
        return;
    }
    struct canvas *part = canvas_create_kind(kind, width, height);
    if (!part)
        mem_exhausted();
    canvas_replay(layer->list, part);
    canvas_blend(file, part, (struct rect){0, 0, width, height}, layer->alpha);
    canvas_destroy(part);
}

bool figure_write(struct figure *figure, double position, enum canvas_kind kind, canvas_sink *sink,
                  void *context) {
    const struct stage *stage = &figure->stage;
    struct canvas *file = canvas_create_kind(kind, stage->width, stage->height);
    size_t count;
    bool restarts;
    if (!file)
        return false;
    const struct figure_layer *layers = figure_layers(figure, position, &count, &restarts);
    for (size_t i = 0; i < count; i++)
        add_to_file(&layers[i], file, kind, stage->width, stage->height);
    bool good = !canvas_failure(file) &&
                canvas_write(file, 1 / figure->fineness, figure->headline.text.data,
                             stage->scene->description, sink, context);
    canvas_destroy(file);
    return good;
}

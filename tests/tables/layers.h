// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of all layers of a picture at some positions, as one text.
#pragma once
#include "../picture.h"
#include "draw/canvas_list.h"

#include <math.h>

static inline void layers_add(struct picture *picture, struct text *out) {
    double last = (double)(picture->scene.states - 1);
    for (int i = 0; i < 4; i++) {
        size_t count;
        bool restarts;
        const struct figure_layer *layers =
            figure_layers(picture->figure, floor(last * i / 3), &count, &restarts);
        for (size_t k = 0; k < count; k++) {
            const struct list *list = canvas_list(layers[k].list);
            text_append(out, (const char *)list->numbers, list->count * sizeof *list->numbers);
        }
    }
}

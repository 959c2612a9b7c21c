// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/series.h"

#include "base/maths.h"
#include "base/name_table.h"
#include "base/vector.h"

#include <math.h>

static double first(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->w[state][0];
}

static double second(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->w[state][1];
}

static double loss(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->loss[state];
}

static double batch_loss(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->batch_loss[state];
}

static double lr(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->lr[state];
}

static double gradient(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->gradient_norm ? run->gradient_norm[state]
                              : vector_norm(2, run->gradient + 2 * state);
}

static double distance(const struct scene *scene, const struct run *run, long state) {
    double nearest = NAN;
    for (size_t i = 0; i < scene->target_count; i++)
        nearest = fmin(nearest, m_hypot(run->w[state][0] - scene->targets[i][0],
                                        run->w[state][1] - scene->targets[i][1]));
    return nearest;
}

const struct series *series_find(const char *name) {
    const struct series *series = NAME_FIND(series_table, name);
    return series->name ? series : NULL;
}

const struct series series_table[] = {
    {"loss", "loss over all points", loss},
    {"batch_loss", "loss on the step's mini-batch", batch_loss},
    {"w0", "first weight", first, COORDINATES_WEIGHTS},
    {"w1", "second weight", second, COORDINATES_WEIGHTS},
    {"p0", "first coordinate on the plane of more than two weights", first, COORDINATES_PLANE},
    {"p1", "second coordinate on that plane", second, COORDINATES_PLANE},
    {"lr", "learning rate", lr},
    {"gradient", "norm of the gradient", gradient},
    {"distance", "distance to the nearest target", distance, COORDINATES_WEIGHTS},
    {0},
};

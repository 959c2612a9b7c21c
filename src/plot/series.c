// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/series.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/name_table.h"
#include "base/names.h"
#include "base/vector.h"
#include "optim/rule.h"
#include "problem/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static double accuracy(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->scores[state * SCORE_COUNT + SCORE_ACCURACY];
}

static double test_loss(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->scores[state * SCORE_COUNT + SCORE_TEST_LOSS];
}

static double test_accuracy(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->scores[state * SCORE_COUNT + SCORE_TEST_ACCURACY];
}

static double sharpness(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->sharpness[state];
}

static double stability_limit(const struct scene *scene, const struct run *run, long state) {
    (void)scene;
    return run->stability_limit[state];
}

// Returns number `which` of the three norms of a layer.
static double norm(const struct run *run, long state, size_t layer, size_t which) {
    return run->norms[((size_t)state * run->shape->layer_count + layer) * 3 + which];
}

static double weight_norm(const struct run *run, long state, size_t layer) {
    return norm(run, state, layer, 0);
}

static double gradient_norm(const struct run *run, long state, size_t layer) {
    return norm(run, state, layer, 1);
}

static double update_norm(const struct run *run, long state, size_t layer) {
    return norm(run, state, layer, 2);
}

static double trust_ratio(const struct run *run, long state, size_t layer) {
    return run->trust_ratio[(size_t)state * run->shape->layer_count + layer];
}

static const struct samples *samples_of(const struct scene *scene) {
    const struct problem *problem = scene->problem;
    return problem->kind->samples ? problem->kind->samples(problem) : NULL;
}

static const char *lacks_classes(const struct scene *scene) {
    const struct samples *samples = samples_of(scene);
    return !samples                ? "it belongs to a network"
           : samples->classes == 0 ? "these data have values, not classes"
                                   : NULL;
}

static const char *lacks_test(const struct scene *scene) {
    const struct samples *samples = samples_of(scene);
    return !samples ? "it belongs to a network"
           : samples->train == samples->count
               ? "no samples are held out; add test: 0.25 to the network"
               : NULL;
}

static const char *lacks_test_classes(const struct scene *scene) {
    const char *lack = lacks_classes(scene);
    return lack ? lack : lacks_test(scene);
}

static const char *lacks_limit(const struct scene *scene) {
    for (size_t i = 0; i < scene->optimizer_count; i++)
        if (scene->optimizers[i].optimizer && scene->optimizers[i].optimizer->stability_limit)
            return NULL;
    return "sgd and momentum have one";
}

static const char *lacks_ratios(const struct scene *scene) {
    for (size_t i = 0; i < scene->optimizer_count; i++)
        if (scene->optimizers[i].optimizer && rule_has_trust_ratios(&scene->optimizers[i]))
            return NULL;
    return "lamb and lars have one for each layer";
}

const struct series *series_find(const char *name) {
    const struct series *series = NAME_FIND(series_table, name);
    return series->name ? series : NULL;
}

// Reports a layer that the problem lacks.
static bool unknown_layer(const struct shape *shape, const char *name, struct place place,
                          struct error *error) {
    const char **names = mem_zero(shape->layer_count, sizeof *names);
    for (size_t k = 0; k < shape->layer_count; k++)
        names[k] = shape->layers[k].name;
    error_unknown(error, place, "layer", name, names, shape->layer_count);
    free(names);
    return false;
}

bool series_read(const struct scene *scene, const struct scene *whole, const char *name,
                 struct place place, struct layer_series *out, struct error *error) {
    const struct shape *shape = &scene->problem->shape;
    const char *dot = strchr(name, '.');
    char *stem = mem_string(name, dot ? (size_t)(dot - name) : strlen(name));
    const struct series *series = series_find(stem);
    free(stem);
    *out = (struct layer_series){0};
    if (!series || (dot && !series->layer_value))
        return true;
    *out = (struct layer_series){.series = series, .is_one = dot != NULL};
    if (!coordinates_check(series->coordinates, series->name, shape->n, place, error))
        return false;
    const char *lack = series->lack ? series->lack(scene) : NULL;
    if (lack && series->lack(whole))
        return error_at(error, place, "this scene has no '%s': %s", series->name, lack);
    while (dot && out->layer < shape->layer_count &&
           strcmp(shape->layers[out->layer].name, dot + 1) != 0)
        out->layer++;
    return out->layer < shape->layer_count || unknown_layer(shape, dot + 1, place, error);
}

double series_value(const struct layer_series *series, const struct scene *scene,
                    const struct run *run, long state) {
    return series->series->layer_value ? series->series->layer_value(run, state, series->layer)
                                       : series->series->value(scene, run, state);
}

void layer_short_name(const struct layer *layer, char name[LAYER_NAME]) {
    unsigned number;
    char rest[8];
    bool is_known = sscanf(layer->name, "layer%u.%7s", &number, rest) == 2;
    if (is_known && strcmp(rest, "weight") == 0)
        snprintf(name, LAYER_NAME, "%u W", number);
    else if (is_known && strcmp(rest, "bias") == 0)
        snprintf(name, LAYER_NAME, "%u b", number);
    else
        snprintf(name, LAYER_NAME, "%s", layer->name);
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
    {"accuracy", "share of a network's samples whose class is found", accuracy,
     .record = RECORD_SCORES, .lack = lacks_classes},
    {"test_loss", "loss over the samples that are held out", test_loss, .record = RECORD_SCORES,
     .lack = lacks_test},
    {"test_accuracy", "share of these whose class is found", test_accuracy, .record = RECORD_SCORES,
     .lack = lacks_test_classes},
    {"sharpness", "largest eigenvalue of the Hessian over all points", sharpness,
     .record = RECORD_SHARPNESS},
    {"stability_limit", "sharpness up to which sgd and momentum are stable: 2 (1 + beta) / lr",
     stability_limit, .record = RECORD_STABILITY, .lack = lacks_limit},
    {"weight_norm", "norm of the weights, a line a layer", .record = RECORD_NORMS,
     .layer_value = weight_norm},
    {"gradient_norm", "norm of the gradient, a line a layer", .record = RECORD_NORMS,
     .layer_value = gradient_norm, .is_log = true},
    {"update_norm", "norm of the step, a line a layer", .record = RECORD_NORMS,
     .layer_value = update_norm, .is_log = true},
    {"trust_ratio", "factor of the step in lamb and lars, a line a layer", .record = RECORD_RATIOS,
     .lack = lacks_ratios, .layer_value = trust_ratio, .is_log = true},
    {0},
};

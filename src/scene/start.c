// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/start.h"

#include "base/memory.h"
#include "optim/recording.h"
#include "problem/weights_file.h"

#include <string.h>

// Reports a start of another length than the problem has weights.
static bool check_start(const struct optimizer_config *config, size_t n, struct error *error) {
    if (!config->start || config->start_count == n)
        return true;
    if (config->recording && n == 2)
        return error_at(error, config->recording->place,
                        "a path of more than two weights; say which two are shown, as in columns: "
                        "{w0: w0, w1: w2}");
    return error_at(error, config->place, "%s of %zu weights; the problem has %zu",
                    config->recording ? "a path" : "a start", config->start_count, n);
}

// Reads the n numbers of the start that a scene gives.
static bool read_start_point(struct scene *scene, const struct node *point, size_t n,
                             struct error *error) {
    if (!weights_are_file(point) && (n == 2 || point->count == n))
        return node_numbers(point, n, scene->start, error);
    struct weights weights;
    if (!weights_read(&weights, point, error))
        return false;
    bool fits = weights.count == n;
    if (fits)
        memcpy(scene->start, weights.values, n * sizeof *scene->start);
    else
        error_at(error, point->place, "a start of %zu weights; the problem has %zu", weights.count,
                 n);
    scene->start_file = weights.file;
    weights.file = NULL;
    weights_finish(&weights);
    return fits;
}

bool start_find(struct scene *scene, const struct node *point, const struct node *root,
                struct error *error) {
    const struct problem *problem = scene->problem;
    size_t n = problem->shape.n;
    if (scene->random_starts > 0 && !problem->has_view && !problem->kind->draw_start)
        return error_at(error, node_get(root, "start")->place,
                        "random starts need a problem with a domain; a formula has none");
    if (scene->random_starts > 0 && problem->start_is_given)
        return error_at(error, node_get(root, "start")->place,
                        "the initial weights are those of a file; nothing is drawn at random");
    if (point || problem->start)
        scene->start = mem_zero(n, sizeof *scene->start);
    if (point && !read_start_point(scene, point, n, error))
        return false;
    if (!point && problem->start)
        memcpy(scene->start, problem->start, n * sizeof *scene->start);
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        if (!optimizer_fits(config, &problem->shape, error) || !check_start(config, n, error))
            return false;
        if (config->start || scene->start)
            continue;
        const struct node *cause = node_get(root, "problem");
        return error_at(error, (cause ? cause : root)->place,
                        "this problem needs a 'start: [w0, w1]'");
    }
    return true;
}

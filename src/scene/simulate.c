// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/recording.h"
#include "scene/scene.h"

static struct simulation simulation_of(const struct scene *scene, struct view view,
                                       unsigned record) {
    return (struct simulation){
        .optimizers = scene->optimizers,
        .count = scene->optimizer_count,
        .start = scene->start,
        .plane = scene->plane,
        .record = record,
        .random_starts = scene->random_starts,
        .domain = scene->problem->view,
        .states = scene->states,
        .batch = scene->batch,
        .in_steps = scene->in_steps,
        .seed = scene->seed,
        .view = view,
        .hold = scene->hold,
    };
}

void scene_warn(const struct scene *scene, struct text *warnings) {
    for (size_t i = 0; i < scene->optimizer_count; i++)
        if (scene->optimizers[i].recording)
            recording_warn(scene->optimizers[i].recording, scene->states, warnings);
}

void scene_use_threads(struct scene *scene, long threads) {
    const struct comparison *comparison = scene->comparison;
    if (scene->problem)
        scene->problem->threads = threads;
    for (size_t i = 0; comparison && i < comparison->cell_count; i++)
        if (comparison->cells[i].problem)
            comparison->cells[i].problem->threads = threads;
}

bool scene_simulate(const struct scene *scene, struct view view, unsigned record,
                    struct trace *trace, struct error *error) {
    const struct comparison *comparison = scene->comparison;
    if (!comparison) {
        struct simulation simulation = simulation_of(scene, view, record);
        return trace_simulate(trace, scene->problem, &simulation, error);
    }
    *trace = (struct trace){0};
    for (size_t i = 0; i < comparison->cell_count; i++) {
        const struct scene *cell = &comparison->cells[i];
        struct simulation simulation = simulation_of(cell, view, record);
        simulation.optimizers = scene->optimizers + cell->first_optimizer;
        simulation.in_steps = scene->in_steps; // all cells count the same way
        struct trace own;
        if (!trace_simulate(&own, cell->problem, &simulation, error)) {
            trace_finish(trace);
            return false;
        }
        for (size_t k = 0; k < own.run_count; k++)
            own.runs[k].optimizer += cell->first_optimizer;
        trace_append(trace, &own);
    }
    return true;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>

static struct simulation simulation_of(const struct scene *scene, struct view view) {
    return (struct simulation){
        .optimizers = scene->optimizers,
        .count = scene->optimizer_count,
        .start = {scene->start[0], scene->start[1]},
        .random_starts = scene->random_starts,
        .domain = scene->problem->view,
        .states = scene->states,
        .batch = scene->batch,
        .seed = scene->seed,
        .view = view,
    };
}

// Moves the runs of a cell behind those of the trace.
static void append(struct trace *trace, struct trace *cell, size_t first_optimizer) {
    size_t count = trace->run_count + cell->run_count;
    struct run *runs = mem_zero(count, sizeof *runs);
    if (trace->run_count > 0)
        memcpy(runs, trace->runs, trace->run_count * sizeof *runs);
    memcpy(runs + trace->run_count, cell->runs, cell->run_count * sizeof *runs);
    for (size_t i = trace->run_count; i < count; i++)
        runs[i].optimizer += first_optimizer;
    free(trace->runs);
    free(cell->runs);
    *trace = *cell;
    trace->runs = runs;
    trace->run_count = count;
}

bool scene_simulate(const struct scene *scene, struct view view, struct trace *trace,
                    struct error *error) {
    const struct comparison *comparison = scene->comparison;
    if (!comparison) {
        struct simulation simulation = simulation_of(scene, view);
        return trace_simulate(trace, scene->problem, &simulation, error);
    }
    *trace = (struct trace){0};
    for (size_t i = 0; i < comparison->cell_count; i++) {
        const struct scene *cell = &comparison->cells[i];
        struct simulation simulation = simulation_of(cell, view);
        simulation.optimizers = scene->optimizers + cell->first_optimizer;
        struct trace own;
        if (!trace_simulate(&own, cell->problem, &simulation, error)) {
            trace_finish(trace);
            return false;
        }
        append(trace, &own, cell->first_optimizer);
    }
    return true;
}

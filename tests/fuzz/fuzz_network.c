// SPDX-License-Identifier: GPL-3.0-or-later
// A network as a scene writes it, then an empty line, then the table p.csv that it may be trained
// on. What is small enough is evaluated, with all derivatives.
#include "fuzz.h"

#include "base/memory.h"
#include "problem/problem.h"
#include "problem/samples.h"

static void evaluate(const struct problem *problem) {
    size_t n = problem->shape.n, count = problem->points / 2 + 1;
    double *gradient = mem_zero(2 * n, sizeof *gradient);
    uint32_t *indices = mem_zero(count, sizeof *indices);
    struct batch batch = {indices, count};
    struct scores scores;
    for (size_t i = 0; i < count; i++)
        indices[i] = (uint32_t)(problem->points - 1 - i);
    problem_evaluate(problem, NULL, problem->start, &(struct evaluation){.gradient = gradient});
    problem_hessian_product(problem, &batch, problem->start, gradient, gradient + n);
    problem->kind->scores(problem, gradient, &scores);
    free(gradient);
    free(indices);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_string(data, size), *table = strstr(text, "\n\n");
    struct text scene = {0};
    struct fuzz_scene fuzz;
    if (table) {
        table[1] = '\0';
        table += 2;
        fuzz_file("p.csv", table, strlen(table));
    }
    text_printf(&scene, "problem: {network: %s}\noptimizers: [sgd]\n", text);
    const char *path = fuzz_file("a.scene", scene.data, scene.length);
    if (fuzz_open(&fuzz, path, &(struct scene_overrides){0})) {
        const struct problem *problem = fuzz.scene.problem;
        const struct samples *samples =
            problem->kind->samples ? problem->kind->samples(problem) : NULL;
        if (samples && (double)problem->shape.n * (double)samples->count < 1e6)
            evaluate(problem);
    }
    fuzz_close(&fuzz);
    text_finish(&scene);
    fuzz_remove("p.csv");
    fuzz_remove("a.scene");
    free(text);
    return 0;
}

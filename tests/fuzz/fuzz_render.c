// SPDX-License-Identifier: GPL-3.0-or-later
// A scene file, rendered: three frames of a small picture, and the first one again as an SVG. A
// frame drawn from scratch must equal the frame drawn in order.
#include "fuzz.h"

#include "sim/trace.h"

enum { STATES = 300, OPTIMIZERS = 8, PIXELS = 160 * 120 };

static bool drop(void *context, const void *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return true;
}

static uint64_t sum_of(const struct scene *scene, struct frame frame) {
    uint64_t sum = 0;
    for (int y = 0; y < scene->video.height; y++)
        for (int x = 0; x < scene->video.width; x++)
            sum = sum * 31 + frame_row(&frame, y)[x];
    return sum;
}

static void draw(const struct scene *scene, struct figure *figure, const struct trace *trace) {
    struct error error = {0};
    struct text warnings = {0};
    if (figure_prepare(figure, trace, &warnings, &error)) {
        double last = (double)(scene->states - 1);
        figure_draw(figure, 0);
        figure_draw(figure, last / 2);
        uint64_t grown = sum_of(scene, figure_draw(figure, last));
        figure_draw(figure, 0);
        if (sum_of(scene, figure_draw(figure, last)) != grown)
            abort();
    }
    text_finish(&warnings);
    error_finish(&error);
}

static void write_svg(const struct scene *scene, const struct trace *trace) {
    struct error error = {0};
    struct text warnings = {0};
    struct figure *figure = figure_create(scene, &error);
    figure_keep_lists(figure, 2);
    if (figure_prepare(figure, trace, &warnings, &error))
        figure_write(figure, 0, CANVAS_SVG, drop, NULL);
    figure_destroy(figure);
    text_finish(&warnings);
    error_finish(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_scene fuzz;
    struct scene_overrides overrides = {.width = 160, .height = 120, .scale = 1};
    bool good = fuzz_open(&fuzz, fuzz_file("a.scene", data, size), &overrides);
    const struct scene *scene = &fuzz.scene;
    // Larger scenes take longer without testing more.
    if (good && scene->states <= STATES && scene->optimizer_count <= OPTIMIZERS &&
        scene->random_starts <= 8 && scene->problem->points <= 1000 &&
        scene->video.width * scene->video.height <= PIXELS) {
        struct trace trace = {0};
        if (scene_simulate(scene, figure_view(fuzz.figure), figure_record(fuzz.figure), &trace,
                           &fuzz.error)) {
            draw(scene, fuzz.figure, &trace);
            write_svg(scene, &trace);
        }
        trace_finish(&trace);
    }
    fuzz_close(&fuzz);
    fuzz_remove("a.scene");
    return 0;
}

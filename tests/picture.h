// SPDX-License-Identifier: GPL-3.0-or-later
// A scene that is ready to be drawn, for tests.
#pragma once
#include "base/memory.h"
#include "figure/figure.h"
#include "plot/panel.h"
#include "program.h"
#include "scene/timeline.h"

struct picture {
    struct scene scene;
    struct figure *figure;
    struct trace trace;
    struct timeline timeline;
    struct text warnings;
};

// Opens the scene at `path` with `overrides` (NULL: none). `record` (NULL: none) is called for
// every text that is drawn. A `fineness` over 0 is for lists (figure_keep_lists), 0 for pixels.
// `uses` (NULL: none) is told of characters (figure_watch_glyphs).
static inline void picture_open_as(struct picture *picture, const char *path,
                                   const struct scene_overrides *overrides, double fineness,
                                   struct glyph_uses *uses, text_recorder *record, void *context) {
    struct error error = {0};
    *picture = (struct picture){0};
    bool good = scene_read(&picture->scene, path,
                           overrides ? overrides : &(struct scene_overrides){0}, &error) &&
                (picture->figure = figure_create(&picture->scene, &error));
    if (good) {
        if (fineness > 0)
            figure_keep_lists(picture->figure, fineness);
        figure_watch_glyphs(picture->figure, uses);
        figure_record_text(picture->figure, record, context);
        struct view view = figure_view(picture->figure);
        good = scene_simulate(&picture->scene, view, figure_record(picture->figure),
                              &picture->trace, &error) &&
               figure_prepare(picture->figure, &picture->trace, &picture->warnings, &error);
    }
    if (!good)
        fail_msg("%s", error.message);
    picture->timeline = timeline_of(&picture->scene.video, picture->scene.states);
}

static inline void picture_open_with(struct picture *picture, const char *path,
                                     const struct scene_overrides *overrides, text_recorder *record,
                                     void *context) {
    picture_open_as(picture, path, overrides, 0, NULL, record, context);
}

static inline void picture_open(struct picture *picture, const char *path,
                                const struct scene_overrides *overrides) {
    picture_open_with(picture, path, overrides, NULL, NULL);
}

// The same for a scene given as text.
static inline void picture_open_text_with(struct picture *picture, const char *text,
                                          const struct scene_overrides *overrides,
                                          text_recorder *record, void *context) {
    char folder[64];
    struct text path = {0};
    scratch_make(folder);
    file_write(folder, "test.scene", text);
    text_printf(&path, "%stest.scene", folder);
    picture_open_with(picture, path.data, overrides, record, context);
    text_finish(&path);
    scratch_remove(folder);
}

static inline void picture_open_text(struct picture *picture, const char *text,
                                     const struct scene_overrides *overrides) {
    picture_open_text_with(picture, text, overrides, NULL, NULL);
}

// True if the settings are valid together; those of a random scene may not be.
static inline bool picture_is_scene(const char *text) {
    struct scene scene;
    struct error error = {0};
    char folder[64];
    struct text path = {0};
    scratch_make(folder);
    file_write(folder, "test.scene", text);
    text_printf(&path, "%stest.scene", folder);
    bool good = scene_read(&scene, path.data, &(struct scene_overrides){0}, &error);
    if (good) {
        struct figure *figure = figure_create(&scene, &error);
        good = figure != NULL;
        figure_destroy(figure);
        scene_finish(&scene);
    }
    error_finish(&error);
    text_finish(&path);
    scratch_remove(folder);
    return good;
}

static inline void picture_close(struct picture *picture) {
    figure_destroy(picture->figure);
    trace_finish(&picture->trace);
    scene_finish(&picture->scene);
    text_finish(&picture->warnings);
}

// Returns a problem of which a type of panel can show something: `usual` of most.
static inline const char *panel_problem(const struct panel_type *type, const char *usual) {
    return strcmp(type->name, "boundary") == 0
               ? "problem: {network: {data: {moons: {points: 30}}, hidden: [4]}}\n"
               : usual;
}

// Draws at a position. Returns packed words 0xAARRGGBB, owned by the caller.
static inline uint32_t *picture_draw(struct picture *picture, double position,
                                     struct region *changed) {
    struct frame frame = figure_draw(picture->figure, position);
    size_t width = (size_t)picture->scene.video.width, height = (size_t)picture->scene.video.height;
    uint32_t *words = mem_zero(width * height, sizeof *words);
    for (size_t y = 0; y < height; y++)
        memcpy(words + y * width, frame.pixels + y * (size_t)frame.stride, width * 4);
    if (changed)
        *changed = frame.changed;
    return words;
}

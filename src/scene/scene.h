// SPDX-License-Identifier: GPL-3.0-or-later
// A scene file as plain, checked data. Problem, losses and optimizers are resolved here; layout,
// panels and theme stay nodes, with their places, for the figure to resolve.
#pragma once
#include "optim/optimizer.h"
#include "problem/problem.h"
#include "scene/document.h"
#include "sim/trace.h"

enum { VIDEO_FPS = 25, VIDEO_FPS_MAX = 240, VIDEO_SCALE_MAX = 16 };
#define VIDEO_FPS_MIN 0.1
#define VIDEO_SCALE_MIN 0.1

struct video {
    int width, height; // pixels, times the scale
    double scale;      // pixels a pixel of the size that was asked for
    double fps;
    double hold;     // seconds that the last frame stays longer
    long every;      // states a frame; 0: not given
    double duration; // seconds from first to last state; 0: not given
};

struct scene {
    struct document document; // owns every node and string below
    char *name;               // of the file, without folder and ending; owned
    const char *title;        // template; NULL: the default
    struct place title_place; // of its first character
    const char *description;  // NULL where there is none
    uint64_t seed;
    double start[2];
    long random_starts;   // runs of each optimizer without its own start; 0: one from `start`
    long states;          // N: steps of the run
    long steps_per_epoch; // S
    long batch;           // points a mini-batch; 0: all
    struct problem *problem;
    struct optimizer_config *optimizers;
    size_t optimizer_count;
    double (*targets)[2]; // owned
    size_t target_count;
    struct video video;
    const struct node *layout; // each NULL where the scene has none
    const struct node *panels;
    const struct node *theme;
    const struct node *background;
};

// What the command line lays over a scene file.
struct scene_overrides {
    const char *const *sets; // KEY=VALUE
    size_t set_count;
    int width, height; // 0: the scene's
    double fps, scale; // 0: the scene's
    const char *theme; // NULL: the scene's
};

// The keys of a scene and of its `video`, for --list.
extern const struct setting scene_settings[], scene_video_settings[];

// Reads and checks a scene file and the data that it names. False with ERROR_SCENE; then the scene
// is empty.
bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error);
void scene_finish(struct scene *scene);

// Returns what is wrong with a picture of that many pixels, or NULL.
const char *video_size_problem(double width, double height);

// The name of the scene in a file: without folder and `.scene`. Owned by the caller.
char *scene_name(const char *path);

// Adds the paths of all files that the scene was made from: scenes, data, recorded paths. They
// belong to the scene.
void scene_inputs(const struct scene *scene, struct strings *paths);

// What trace_simulate needs; `view` is the figure's.
struct simulation scene_simulation(const struct scene *scene, struct view view);

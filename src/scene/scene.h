// SPDX-License-Identifier: GPL-3.0-or-later
// A scene file as plain, checked data. Problem, losses and optimizers are resolved here; layout,
// panels and theme stay nodes, with their places, for the figure to resolve.
#pragma once
#include "optim/optimizer.h"
#include "problem/problem.h"
#include "sim/trace.h"
#include "tree/document.h"

enum { VIDEO_FPS = 25, VIDEO_FPS_MAX = 240, VIDEO_SCALE_MAX = 16 };
#define VIDEO_FPS_MIN 0.1
#define VIDEO_SCALE_MIN 0.1

// How the film goes through the states: at one pace, each doubling of the states seen in the same
// time, or from one pace to another, growing geometrically.
enum speed_kind { SPEED_LINEAR, SPEED_LOG, SPEED_RANGE };
struct speed {
    int kind;
    double from, to; // of SPEED_RANGE: states a second
};

// What a player does at the end, where its format can say so; a seamless film fades back to its
// beginning.
enum loop { LOOP_FOREVER, LOOP_ONCE, LOOP_SEAMLESS };

struct video {
    int width, height; // pixels, times the scale
    double scale;      // pixels a pixel of the size that was asked for
    double fps;
    double hold;     // seconds that the last frame stays longer
    long every;      // states a frame; 0: not given
    double duration; // seconds from first to last state; 0: not given
    struct speed speed;
    int loop;
    bool progress; // a rule at the bottom shows how far the film is
};

struct scene {
    struct document document; // owns every node and string below
    char *name;               // of the file, without folder and ending; owned
    struct text source;       // all that was read, as one text
    struct text warnings;     // a line each
    bool has_mistakes;        // some of it could not be read, and is not there
    bool is_labelled;         // all optimizers are there, with their labels
    bool is_grid;             // the comparison is made of a sweep
    const char *title;        // template; NULL: the default
    struct place title_place; // of its first character
    const char *description;  // NULL where there is none
    uint64_t seed;
    double start[2];
    long random_starts;   // runs of each optimizer without its own start; 0: one from `start`
    long states;          // N: steps of the run
    long steps_per_epoch; // S
    long batch;           // points a mini-batch; 0: all
    bool in_steps;        // pictures count steps, not epochs: of a function, and with `steps:`
    struct problem *problem;
    const struct node *problem_node; // as it was written; NULL: the default
    struct optimizer_config *optimizers;
    size_t optimizer_count;
    double (*targets)[2]; // owned
    size_t target_count;
    struct comparison *comparison; // NULL: none; owned
    // Of a cell of a comparison: all of its optimizers but their labels, and its problem, may be
    // the scene's; which has them from `first_optimizer` on.
    bool borrows_optimizers, borrows_problem;
    size_t first_optimizer;
    struct video video;
    const struct node *layout; // each NULL where the scene has none
    const struct node *panels;
    const struct node *theme;
    const struct node *background;
    const struct node *fonts; // a list of paths is expected
};

// Small multiples: the scene once for each value of one key, or each pair of values of two, on one
// clock. The scene itself holds the optimizers of all cells, one after the other.
struct comparison {
    char **rows, **columns; // headings; NULL where that direction has no key
    char **headings;        // of every cell; NULL where rows and columns have theirs
    size_t row_count, column_count;
    size_t cell_count;   // the last row may not be full
    struct scene *cells; // row by row; documents are the scene's
    const char *panel;   // what each cell shows, named as in a layout
    struct place place;  // of the panel's name, or of the comparison
    bool loss;           // each cell tells its loss
    bool shares_axes;    // all cells have the same problem
};

// What the command line lays over a scene file.
struct scene_overrides {
    const char *const *sets; // KEY=VALUE
    size_t set_count;
    const char *const *swept; // KEY=VALUE of each --sweep, laid over after the sets
    size_t swept_count;
    size_t combination; // of the scene's own sweep, from 1, its last key changing fastest; 0: none
    bool grid; // the sweep is one picture: `swept` is KEY=VALUE,VALUE..., or the scene's own
    int width, height;      // 0: the scene's
    double fps, scale;      // 0: the scene's
    const char *theme;      // NULL: the scene's
    const char *restricted; // to a folder, as document_restrict has it
};

// The keys of a scene and of its `video`, for --list.
extern const struct setting scene_settings[], scene_video_settings[];

// Reads and checks a scene file ("-": standard input) and the data that it names. False with
// ERROR_SCENE, which has all mistakes that do not follow from another; then the scene is empty.
bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error);

// The same, but a scene with mistakes keeps what could be read, so that its pictures can be
// checked, too; its layout and panels are NULL where the file could not be read at all. It must be
// finished either way.
bool scene_read_partly(struct scene *scene, const char *path,
                       const struct scene_overrides *overrides, struct error *error);
void scene_finish(struct scene *scene);

// Appends the scene of a tree, in which all --set are, as a text that stands alone but for its
// data: with its theme's files and the other overrides, and without its sweep. That text gives the
// same text again.
bool scene_source(struct text *out, const struct node *root,
                  const struct scene_overrides *overrides, struct error *error);

// Reads `video:` (NULL: all defaults) with what the command line lays over it.
bool video_read(struct video *video, const struct node *node,
                const struct scene_overrides *overrides, struct error *error);

// How long so many states take at a SPEED_RANGE: where the pace is v(t) = from * (to/from)^(t/T),
// the way from the first to the last is T (to - from) / ln(to/from).
double speed_seconds(const struct speed *speed, long states);

// Finds a speed that makes a film of so many states too long.
bool video_check(const struct video *video, const struct node *node, long states,
                 struct error *error);

// Returns what is wrong with a picture of that many pixels, or NULL.
const char *video_size_problem(double width, double height);

// The name of the scene in a file: without folder and `.scene`; of standard input, "-", it is
// "stdin". Owned by the caller.
char *scene_name(const char *path);

// Adds the paths of all files that the scene was made from: scenes, data, recorded paths. They
// belong to the scene.
void scene_inputs(const struct scene *scene, struct strings *paths);

// Appends a line for each recording that has rows which the film does not show.
void scene_warn(const struct scene *scene, struct text *warnings);

// Runs all optimizers, those of a comparison cell by cell. False where memory cannot be had.
bool scene_simulate(const struct scene *scene, struct view view, struct trace *trace,
                    struct error *error);

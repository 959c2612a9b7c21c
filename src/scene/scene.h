// SPDX-License-Identifier: GPL-3.0-or-later
// A scene as plain, checked data. Problem, losses and optimizers are resolved here. Layout, panels
// and theme stay nodes with places; the figure resolves them.
#pragma once
#include "optim/optimizer.h"
#include "problem/problem.h"
#include "sim/simulation.h"
#include "tree/document.h"

enum { VIDEO_FPS = 25, VIDEO_FPS_MAX = 240, VIDEO_SCALE_MAX = 16 };
#define VIDEO_FPS_MIN 0.1
#define VIDEO_SCALE_MIN 0.1

// The pace of the film through the states: constant; constant time per doubling of the states; or
// growing geometrically from one pace to another.
enum speed_kind { SPEED_LINEAR, SPEED_LOG, SPEED_RANGE };
struct speed {
    int kind;
    double from, to; // for SPEED_RANGE, in states per second
};

// What a player does at the end, if the format can say so. A seamless film fades back to its first
// frame.
enum loop { LOOP_FOREVER, LOOP_ONCE, LOOP_SEAMLESS };

struct video {
    int width, height; // pixels, with the scale applied
    double scale;      // output pixels per pixel of the requested size
    double fps;
    double hold;     // seconds that the last frame is shown longer
    long every;      // states per frame; 0: not given
    double duration; // seconds from first to last state; 0: not given
    struct speed speed;
    int loop;
    bool progress; // draw a progress bar at the bottom
};

// A number that a reader of a page can set.
struct control {
    char *address;     // as --set takes it; owned
    char *option;      // its last part; owned
    const char *label; // of the optimizer; NULL: of all that have the option, or a key of the scene
    double value;
    double low, high; // ends of the slider
    bool is_log, is_whole;
};

// `controls:` of a scene.
struct controls {
    struct control *items; // owned
    size_t count, capacity;
};

struct scene {
    struct document document; // owns every node and string below
    char *name;               // file name without folder and extension; owned
    struct text source;       // the scene as one self-contained text, see scene_source
    struct text warnings;     // one per line
    bool has_mistakes;        // parts with mistakes are left out
    bool is_labelled;         // all optimizers were read and have labels
    bool is_grid;             // the comparison is a sweep shown as a grid
    struct scene_template {
        const char *text;   // NULL: the default of a title or counter, no subtitle
        struct place place; // of its first character
    } title, subtitle, counter;
    const char *description; // NULL where there is none
    uint64_t seed;
    double *start;             // n weights; owned; NULL: every optimizer has its own
    char *start_file;          // path of the file they are from; owned; NULL: none
    struct plane_choice plane; // of pictures
    long random_starts; // runs of each optimizer without its own start, from random starts; 0: one,
                        // from `start`
    long states;        // N: number of states recorded
    long steps_per_epoch; // S
    long batch;           // points a mini-batch; 0: all
    bool in_steps;        // pictures count steps, not epochs; set for a function, and by `steps:`
    struct hold *hold; // what stays from picture to picture, set by who draws many; NULL: nothing
    struct problem *problem;
    const struct node *problem_node; // as written; NULL: the default
    struct optimizer_config *optimizers;
    size_t optimizer_count;
    double (*targets)[2]; // owned
    size_t target_count;
    struct comparison *comparison; // NULL: none; owned
    struct controls controls;
    // For a cell of a comparison: its optimizers (except their labels) are the scene's, from index
    // `first_optimizer` on; its problem may be too, or belongs to a pool.
    bool borrows_optimizers, borrows_problem;
    size_t first_optimizer;
    struct video video;
    const struct node *layout; // each NULL if the scene has none
    const struct node *panels;
    const struct node *theme;
    const struct node *background;
    const struct node *fonts; // a list of paths is expected
};

// Small multiples: one cell per value of a key, or per pair of values of two keys, all on one
// clock. The scene itself holds the optimizers of all cells, one cell after the other.
struct comparison {
    char **rows, **columns; // headings, owned; NULL if that direction has no key
    char **headings;        // heading of every cell, owned; NULL if rows and columns have them
    size_t row_count, column_count;
    size_t cell_count;   // the last row may be incomplete
    struct scene *cells; // row by row, owned; their nodes belong to the scene's document
    const char *panel;   // panel that each cell shows, named as in a layout
    struct place place;  // place of the panel's name, or of the comparison
    bool loss;           // each cell shows its loss
    bool shares_axes;    // all cells have the same problem
};

// What the command line overrides in a scene.
struct scene_overrides {
    const struct document *document; // that holds the scene as it was read before, with its `root`;
    struct node *root;               // outlives the scene; NULL: the file is read
    const char *const *sets;         // KEY=VALUE
    size_t set_count;
    const char *const *swept; // KEY=VALUE of each --sweep, applied after the sets
    size_t swept_count;
    size_t combination; // combination of the scene's own sweep, from 1, last key fastest; 0: none
    bool grid; // show the sweep as one picture: `swept` is KEY=VALUE,VALUE..., or the scene's own
               // is used
    int width, height;         // 0: the scene's
    double fps, scale;         // 0: the scene's
    const char *theme;         // NULL: the scene's
    struct problem_pool *pool; // that owns the problems; NULL: the scene does
    const char *restricted;    // folder that files must be in, see document_restrict
};

// The settings of a scene and of its `video`; for --list.
extern const struct setting scene_settings[], scene_video_settings[];

// Reads and checks a scene file ("-": standard input) and the data that it names. False with
// ERROR_SCENE, which holds all independent mistakes; the scene is then empty. Release with
// scene_finish.
bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error);

// The same, but after a mistake the parts that could be read are kept, so that its figure can be
// checked too. `layout` and `panels` are NULL if the file could not be read at all. scene_finish is
// needed either way.
bool scene_read_partly(struct scene *scene, const char *path,
                       const struct scene_overrides *overrides, struct error *error);
void scene_finish(struct scene *scene);

// Appends a scene as one text that needs no other files but its data. `root` is the tree with all
// --set applied; the text includes the contents of theme files and the other overrides, but no
// sweep. Applied to that text, this gives the same text again.
bool scene_source(struct text *out, const struct node *root,
                  const struct scene_overrides *overrides, struct error *error);

// Reads `video:` (NULL: all defaults) and applies the command line's overrides. False with
// ERROR_SCENE.
bool video_read(struct video *video, const struct node *node,
                const struct scene_overrides *overrides, struct error *error);

// Returns the seconds that `states` take at a SPEED_RANGE. With the pace v(t) = from *
// (to/from)^(t/T), the distance from the first to the last state is T (to - from) / ln(to/from).
double speed_seconds(const struct speed *speed, long states);

// Reports a speed that makes a film of so many states too long.
bool video_check(const struct video *video, const struct node *node, long states,
                 struct error *error);

// Returns why a picture of that many pixels is not possible, or NULL if it is.
const char *video_size_problem(double width, double height);

// Returns the name of the scene in a file: without folder and `.scene`; "stdin" for "-". Owned by
// the caller.
char *scene_name(const char *path);

// Adds the paths of all files that the scene depends on: scenes, data, recordings. The strings are
// owned by the scene.
void scene_inputs(const struct scene *scene, struct strings *paths);

// Appends a warning for each recording with rows that the film does not show.
void scene_warn(const struct scene *scene, struct text *warnings);

// Sets how many threads the landscapes of the scene's problems may use.
void scene_use_threads(struct scene *scene, long threads);

// Runs all optimizers, those of a comparison cell by cell. `view` is the range of the axes, see
// struct simulation, `record` RECORD_ flags. False with ERROR_RENDER or ERROR_INTERRUPTED.
bool scene_simulate(const struct scene *scene, struct view view, unsigned record,
                    struct trace *trace, struct error *error);

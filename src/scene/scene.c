// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/scene.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/settings.h"
#include "optim/recording.h"
#include "problem/problem_read.h"
#include "problem/regression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Bounds that keep a film's memory sane: 10 million states are about a gigabyte.
enum { STATES_MAX = 10000000 };
static const double SECONDS_MAX = 86400;

// The values of a scene's keys, before they are put together.
struct keys {
    long seed, epochs, steps, batch;
    bool has_epochs, has_steps, has_batch;
    struct starts {
        double point[2];
        long random;
    } start;
    bool has_start;
    const char *description;
    const struct node *title, *problem, *optimizers, *targets, *layout, *panels, *theme,
        *background, *video;
};

static bool keep_node(const struct node *node, void *field, struct error *error) {
    (void)error;
    *(const struct node **)field = node;
    return true;
}

// A file's `extends` is resolved before its keys are read, so this one came from a --set.
static bool refuse_extends(const struct node *node, void *field, struct error *error) {
    (void)field;
    return error_at(error, node->place, "'extends' works in a scene file only");
}

// A sweep is taken apart before its scenes are read; here it is only seen to be one.
static bool check_sweep(const struct node *node, void *field, struct error *error) {
    (void)field;
    if (node->kind != NODE_MAP)
        return node_expected(node, "keys and their values, such as {optimizers.0.lr: [0.1, 1]}",
                             error);
    for (size_t i = 0; i < node->count; i++) {
        const struct node *values = node->items[i];
        if (values->kind != NODE_LIST || values->count == 0)
            return node_expected(values, "a list of values", error);
        for (size_t k = 0; k < values->count; k++)
            if (!values->items[k]->text)
                return node_expected(values->items[k], "a number or a word", error);
    }
    return true;
}

#define GIVEN(member) .given = offsetof(struct keys, has_##member)
#define KEPT(member) SETTING(keys, member), .type = SETTING_CUSTOM, .read = keep_node

static bool read_start(const struct node *node, void *field, struct error *error) {
    struct starts *start = field;
    if (node->kind != NODE_MAP)
        return node_numbers(node, 2, start->point, error);
    static const struct setting rows[] = {
        {SETTING(starts, random), .type = SETTING_INTEGER, .min = 1, .max = 1000,
         .help = "so many starts, uniform in the problem's domain"},
        {0},
    };
    return settings_read(rows, start, node, "start", error);
}

const struct setting scene_settings[] = {
    {"extends", SETTING_CUSTOM, .read = refuse_extends, .form = "a path",
     .help = "a scene that this one is laid over"},
    {KEPT(title), .form = "text", .help = "template of the line above the picture"},
    {SETTING(keys, description), .type = SETTING_STRING, .form = "text",
     .help = "one sentence: the alt text of the embedded picture"},
    {SETTING(keys, seed), .type = SETTING_INTEGER, .fallback = 1, .max = 999999999999999,
     .help = "all randomness follows from it"},
    {SETTING(keys, start), .type = SETTING_CUSTOM, .read = read_start, GIVEN(start),
     .form = "[w0, w1] or {random: N}", .help = "where the optimizers start"},
    {SETTING(keys, epochs), .type = SETTING_INTEGER, .fallback = 100, .min = 1, .max = STATES_MAX,
     GIVEN(epochs), .help = "length of the run"},
    {SETTING(keys, steps), .type = SETTING_INTEGER, .min = 1, .max = STATES_MAX, GIVEN(steps),
     .help = "length of the run, in place of epochs"},
    {SETTING(keys, batch), .type = SETTING_INTEGER, .min = 1, .max = 1e9, GIVEN(batch),
     .help = "points a mini-batch; absent: all of them"},
    {KEPT(problem), .form = "a map", .help = "what is minimized"},
    {KEPT(optimizers), .form = "a list", .help = "who minimizes it"},
    {KEPT(targets), .form = "[[w0, w1], ...]", .help = "points marked x"},
    {KEPT(layout), .form = "rows of names", .help = "the mosaic of panels"},
    {KEPT(panels), .form = "a map", .help = "options of the panels, by name"},
    {KEPT(theme), .form = "a name, a file or a map", .help = "colours, sizes and lines"},
    {KEPT(background), .form = "transparent or \"#rrggbb\"", .help = "in place of the theme's"},
    {"sweep", SETTING_CUSTOM, .read = check_sweep, .form = "{key: [value, ...]}",
     .help = "a film for each value of a key, such as optimizers.0.lr"},
    {KEPT(video), .form = "a map", .help = "size and timing of the film"},
    {NULL},
};

const char *video_size_problem(double width, double height) {
    if (!(width >= 16 && width <= 16384 && height >= 16 && height <= 16384))
        return "width and height must be 16 to 16384 pixels";
    if (width != (int)width || height != (int)height)
        return "width and height must be whole numbers of pixels";
    if (width * height > 64e6)
        return "a picture may have at most 64 million pixels";
    return NULL;
}

static bool read_size(const struct node *node, void *field, struct error *error) {
    double size[2];
    if (!node_numbers(node, 2, size, error))
        return false;
    const char *problem = video_size_problem(size[0], size[1]);
    if (problem)
        return error_at(error, node->place, "%s, not %s x %s", problem, node->items[0]->text,
                        node->items[1]->text);
    struct video *video = field;
    video->width = (int)size[0];
    video->height = (int)size[1];
    return true;
}

// Reads seconds: a number, "2s" or "500ms".
static bool read_seconds(const struct node *node, void *field, struct error *error) {
    double seconds = -1, unit = 1;
    if (node->kind == NODE_NUMBER) {
        seconds = node->number;
    } else if (node->kind == NODE_STRING) {
        size_t length = strlen(node->text);
        if (length > 2 && strcmp(node->text + length - 2, "ms") == 0) {
            unit = 1e-3;
            length -= 2;
        } else if (length > 1 && node->text[length - 1] == 's') {
            length -= 1;
        }
        if (!number_parse(node->text, length, &seconds))
            return node_expected(node, "a time, such as 2s or 500ms", error);
        seconds *= unit;
    } else {
        return node_expected(node, "a time, such as 2s or 500ms", error);
    }
    if (!(seconds >= 0 && seconds <= SECONDS_MAX))
        return error_at(error, node->place, "a time must be from 0s to %gs, not %s", SECONDS_MAX,
                        node->text);
    *(double *)field = seconds;
    return true;
}

const struct setting scene_video_settings[] = {
    {"size", SETTING_CUSTOM, offsetof(struct video, width), .read = read_size,
     .form = "[width, height]", .help = "pixels, 690 x 394 by default"},
    {SETTING(video, scale), .type = SETTING_NUMBER, .fallback = 1, .min = VIDEO_SCALE_MIN,
     .max = VIDEO_SCALE_MAX, .help = "pixels a pixel of the size: the same picture, finer"},
    {SETTING(video, fps), .type = SETTING_NUMBER, .fallback = VIDEO_FPS, .min = VIDEO_FPS_MIN,
     .max = VIDEO_FPS_MAX, .help = "frames a second"},
    {SETTING(video, hold), .type = SETTING_CUSTOM, .read = read_seconds, .form = "a time",
     .help = "how much longer the last frame stays"},
    {SETTING(video, every), .type = SETTING_INTEGER, .min = 1, .max = STATES_MAX,
     .help = "states a frame"},
    {SETTING(video, duration), .type = SETTING_CUSTOM, .read = read_seconds, .form = "a time",
     .help = "length of the film, in place of every"},
    {NULL},
};

// Makes the size that of the pixels. `node` is where the scene has its scale, `asked` the command
// line's or 0.
static bool scale_size(struct video *video, const struct node *node, double asked,
                       struct error *error) {
    video->scale = asked != 0 ? asked : video->scale;
    double width = round(video->width * video->scale), height = round(video->height * video->scale);
    const char *problem = video_size_problem(width, height);
    if (problem && asked != 0)
        return error_set(error, ERROR_USAGE, "--scale: %s, not %.0f x %.0f", problem, width,
                         height);
    if (problem)
        return error_at(error, node->place, "%s, not %.0f x %.0f", problem, width, height);
    video->width = (int)width;
    video->height = (int)height;
    return true;
}

static bool read_video(struct video *video, const struct node *node,
                       const struct scene_overrides *overrides, struct error *error) {
    settings_default(scene_video_settings, video);
    video->width = 690;
    video->height = 394;
    if (!settings_read(scene_video_settings, video, node, "video", error))
        return false;
    const struct node *every = node_get(node, "every"), *duration = node_get(node, "duration");
    if (every && duration)
        return error_at(error, every->place,
                        "'every' and 'duration' both set the length of the film; give one");
    if (duration && video->duration == 0)
        return error_at(error, duration->place, "the duration must be above 0s");
    if (overrides->width) {
        video->width = overrides->width;
        video->height = overrides->height;
    }
    if (overrides->fps != 0)
        video->fps = overrides->fps;
    return scale_size(video, node_get(node, "scale"), overrides->scale, error);
}

static bool read_optimizers(struct scene *scene, const struct node *node, struct error *error) {
    bool is_list = node->kind == NODE_LIST;
    size_t count = is_list ? node->count : 1;
    if (count == 0)
        return error_at(error, node->place, "the list of optimizers is empty");
    scene->optimizers = mem_zero(count, sizeof *scene->optimizers);
    for (size_t i = 0; i < count; i++) {
        if (!optimizer_read(&scene->optimizers[i], is_list ? node->items[i] : node, error))
            return false;
        scene->optimizer_count = i + 1;
    }
    return true;
}

// Returns the optimizer before `end` that has the label, or NULL.
static const struct optimizer_config *labelled(const struct scene *scene, size_t end,
                                               const char *label) {
    for (size_t i = 0; i < end; i++)
        if (scene->optimizers[i].label && strcmp(scene->optimizers[i].label, label) == 0)
            return &scene->optimizers[i];
    return NULL;
}

// Gives optimizers without a label their name, with a number behind it where it is taken.
static bool make_labels(struct scene *scene, struct error *error) {
    size_t count = scene->optimizer_count;
    for (size_t i = 0; i < count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        if (config->label && labelled(scene, i, config->label))
            return error_at(error, config->place, "a second optimizer with the label '%s'",
                            config->label);
    }
    for (size_t i = 0; i < count; i++) {
        struct optimizer_config *config = &scene->optimizers[i];
        if (config->label)
            continue;
        struct text label = {0};
        text_add(&label, config->optimizer->name);
        for (int number = 2; labelled(scene, count, label.data); number++) {
            text_clear(&label);
            text_printf(&label, "%s %d", config->optimizer->name, number);
        }
        config->label = text_take(&label);
    }
    return true;
}

static bool read_targets(struct scene *scene, const struct node *node, struct error *error) {
    if (!node) {
        scene->target_count = scene->problem->target_count;
        scene->targets = mem_zero(scene->target_count, sizeof *scene->targets);
        if (scene->target_count > 0)
            memcpy(scene->targets, scene->problem->targets,
                   scene->target_count * sizeof *scene->targets);
        return true;
    }
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of points, such as [[5, 3]]", error);
    scene->targets = mem_zero(node->count, sizeof *scene->targets);
    for (size_t i = 0; i < node->count; i++)
        if (!node_numbers(node->items[i], 2, scene->targets[i], error))
            return false;
    scene->target_count = node->count;
    return true;
}

// How long the run is, in states and in states an epoch.
static bool count_states(struct scene *scene, const struct keys *keys, const struct node *root,
                         struct error *error) {
    size_t points = scene->problem->points;
    const struct node *batch = node_get(root, "batch"), *steps = node_get(root, "steps");
    if (batch && points == 0)
        return error_at(error, batch->place, "a function has no points to make batches of");
    if (batch && (size_t)keys->batch > points)
        return error_at(error, batch->place, "a batch of %ld is more than the %zu points",
                        keys->batch, points);
    scene->batch = keys->batch;
    scene->steps_per_epoch = batch ? ((long)points + keys->batch - 1) / keys->batch : 1;
    if (keys->has_steps && keys->has_epochs)
        return error_at(error, steps->place,
                        "'steps' and 'epochs' both set the length of the run; give one");
    double states = keys->has_steps ? (double)keys->steps
                                    : (double)keys->epochs * (double)scene->steps_per_epoch;
    size_t runs =
        scene->optimizer_count * (keys->start.random > 1 ? (size_t)keys->start.random : 1);
    if (states * (double)runs > STATES_MAX) {
        const struct node *epochs = node_get(root, "epochs");
        const struct node *cause = steps ? steps : epochs ? epochs : batch ? batch : root;
        return error_at(error, cause->place,
                        "%.0f steps of %zu run%s are more than the %d states that a film can "
                        "have",
                        states, runs, runs > 1 ? "s" : "", STATES_MAX);
    }
    scene->states = (long)states;
    return true;
}

static bool find_start(struct scene *scene, const struct keys *keys, const struct node *root,
                       struct error *error) {
    const double *start = keys->has_start ? keys->start.point : scene->problem->start;
    memcpy(scene->start, start, sizeof scene->start);
    scene->random_starts = keys->start.random;
    if (scene->random_starts > 0 && !scene->problem->has_view)
        return error_at(error, node_get(root, "start")->place,
                        "random starts need a problem with a domain; a formula has none");
    if (keys->has_start || scene->problem->has_start)
        return true;
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        if (scene->optimizers[i].has_start)
            continue;
        const struct node *cause = keys->problem ? keys->problem : root;
        return error_at(error, cause->place, "this problem needs a 'start: [w0, w1]'");
    }
    return true;
}

static bool read_keys(struct scene *scene, const struct node *root,
                      const struct scene_overrides *overrides, struct error *error) {
    struct keys keys = {0};
    settings_default(scene_settings, &keys);
    if (!settings_read(scene_settings, &keys, root, "a scene", error))
        return false;
    if (!keys.optimizers)
        return error_at(error, (struct place){root->place.source, 0, 0, 0},
                        "the scene has no optimizers; a whole scene is 'optimizers: [lamb]'");
    scene->seed = (uint64_t)keys.seed;
    scene->description = keys.description;
    if (keys.title) {
        if (!node_string(keys.title, &scene->title, error))
            return false;
        scene->title_place = keys.title->place;
        scene->title_place.column += !keys.title->plain; // past the quote
    }
    scene->layout = keys.layout;
    scene->panels = keys.panels;
    scene->background = keys.background;
    scene->theme = overrides->theme ? document_option(&scene->document, "--theme", overrides->theme)
                                    : keys.theme;
    scene->problem = problem_read(keys.problem, scene->seed, error);
    return scene->problem && read_optimizers(scene, keys.optimizers, error) &&
           make_labels(scene, error) && read_video(&scene->video, keys.video, overrides, error) &&
           count_states(scene, &keys, root, error) && find_start(scene, &keys, root, error) &&
           read_targets(scene, keys.targets, error);
}

char *scene_name(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    bool has_ending = dot && dot > name && strcmp(dot, ".scene") == 0;
    return mem_string(name, has_ending ? (size_t)(dot - name) : strlen(name));
}

bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error) {
    *scene = (struct scene){.name = scene_name(path)};
    struct node *root = document_read(&scene->document, path, (struct place){0}, error);
    bool good = root != NULL;
    for (size_t i = 0; good && i < overrides->set_count; i++)
        good = document_set(&scene->document, root, overrides->sets[i], (int)i + 1, error);
    good = good && read_keys(scene, root, overrides, error);
    if (!good)
        scene_finish(scene);
    return good;
}

void scene_finish(struct scene *scene) {
    for (size_t i = 0; i < scene->optimizer_count; i++)
        optimizer_config_finish(&scene->optimizers[i]);
    free(scene->optimizers);
    free(scene->targets);
    problem_destroy(scene->problem);
    free(scene->name);
    document_finish(&scene->document);
    *scene = (struct scene){0};
}

void scene_inputs(const struct scene *scene, struct strings *paths) {
    document_inputs(&scene->document, paths);
    const struct dataset *data = regression_data(scene->problem);
    if (data && data->file)
        strings_add(paths, data->file);
    for (size_t i = 0; i < scene->optimizer_count; i++)
        if (scene->optimizers[i].recording)
            strings_add(paths, scene->optimizers[i].recording->file);
}

struct simulation scene_simulation(const struct scene *scene, struct view view) {
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

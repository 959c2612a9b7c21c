// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/comparison.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "base/number.h"
#include "optim/recording.h"
#include "problem/problem_read.h"
#include "problem/regression.h"
#include "tree/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

// A sweep is taken apart before its keys are read; here it is only seen to be one.
static bool check_sweep(const struct node *node, void *field, struct error *error) {
    (void)field;
    if (node->kind != NODE_MAP)
        return node_expected(node, "keys and their values, such as {optimizers.0.lr: [0.1, 1]}",
                             error);
    for (size_t i = 0; i < node->count; i++) {
        const struct node *values = node->items[i];
        bool is_grid;
        if (strcmp(node->keys[i]->text, "grid") == 0) {
            if (!node_bool(values, &is_grid, error))
                return false;
            continue;
        }
        if (values->kind != NODE_LIST)
            return node_expected(values, "a list of values", error);
        if (values->count == 0)
            return error_at(error, values->place, "expected a list of values, not an empty one");
    }
    return true;
}

// Read before the keys of its cells.
static bool keep_comparison(const struct node *node, void *field, struct error *error) {
    (void)node, (void)field, (void)error;
    return true;
}

#define GIVEN(member) .given = offsetof(struct keys, has_##member)
#define KEPT(member) SETTING(keys, member), .type = SETTING_CUSTOM, .read = keep_node

static const struct setting start_settings[] = {
    {SETTING(starts, random), .type = SETTING_INTEGER, .min = 1, .max = 1000,
     .help = "so many starts, uniform in the problem's domain"},
    {0},
};

static bool read_start(const struct node *node, void *field, struct error *error) {
    struct starts *start = field;
    if (node->kind != NODE_MAP)
        return node_numbers(node, 2, start->point, error);
    return settings_read(start_settings, start, node, "start", error);
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
     .rows = start_settings, .form = "[w0, w1] or {random: N}",
     .help = "where the optimizers start"},
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
    {KEPT(theme), .form = "a name, a file or a map", .help = "colours, sizes and lines",
     .usual = "post"},
    {KEPT(background), .form = "transparent or \"#rrggbb\"", .help = "in place of the theme's"},
    {"sweep", SETTING_CUSTOM, .read = check_sweep, .form = "{key: [value, ...]}",
     .help = "a film for each value of a key, such as optimizers.0.lr; grid: true: one with all"},
    {"compare", SETTING_CUSTOM, .read = keep_comparison, .form = "{rows, columns, panel, loss}",
     .help = "small multiples: a cell for each value of a key, or pair of values of two"},
    {KEPT(video), .form = "a map", .help = "size and timing of the film"},
    {NULL},
};

static bool read_optimizers(struct scene *scene, const struct node *node, struct error *error) {
    bool is_list = node->kind == NODE_LIST;
    size_t count = is_list ? node->count : 1;
    if (count == 0)
        return error_at(error, node->place, "the list of optimizers is empty");
    if (!limit_check(LIMIT_OPTIMIZERS, (double)count, node->place, error))
        return false;
    scene->optimizers = mem_zero(count, sizeof *scene->optimizers);
    for (size_t i = 0; i < count; i++) {
        if (!optimizer_read(&scene->optimizers[i], is_list ? node->items[i] : node, error))
            return false;
        scene->optimizer_count = i + 1;
    }
    return true;
}

// Gives optimizers without a label their name, with a number behind it where it is taken.
static bool make_labels(struct scene *scene, struct error *error) {
    size_t count = scene->optimizer_count;
    struct name_set labels = {0}, names = {0};        // of optimizers without one, with the first
    long *numbers = mem_zero(count, sizeof *numbers); // at the first of a name: the last given
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        if (config->label && !name_set_add(&labels, config->label, i))
            good = error_at(error, config->place, "a second optimizer with the label '%s'",
                            config->label);
    }
    for (size_t i = 0; good && i < count; i++) {
        struct optimizer_config *config = &scene->optimizers[i];
        const char *name = config->optimizer->name;
        size_t first = i;
        if (config->label)
            continue;
        if (!name_set_add(&names, name, i))
            name_set_find(&names, name, &first);
        struct text label = {0};
        do {
            text_clear(&label);
            if (++numbers[first] == 1)
                text_add(&label, name);
            else
                text_printf(&label, "%s %ld", name, numbers[first]);
        } while (!name_set_add(&labels, label.data, i));
        // The set holds the bytes that the optimizer now owns.
        config->label = text_take(&label);
    }
    name_set_finish(&labels);
    name_set_finish(&names);
    free(numbers);
    return good;
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
    if (!limit_check(LIMIT_TARGETS, (double)node->count, node->place, error))
        return false;
    scene->targets = mem_zero(node->count, sizeof *scene->targets);
    for (size_t i = 0; i < node->count; i++)
        if (!node_numbers(node->items[i], 2, scene->targets[i], error))
            return false;
    scene->target_count = node->count;
    return true;
}

bool scene_check_size(double states, size_t optimizers, size_t starts, struct place place,
                      struct error *error) {
    double runs = (double)optimizers * (double)starts;
    return limit_check(LIMIT_STATES, states, place, error) &&
           limit_check(LIMIT_RUNS, runs, place, error) &&
           limit_check(LIMIT_STATE_BYTES, states * runs * TRACE_STATE_BYTES, place, error);
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
    size_t starts = keys->start.random > 1 ? (size_t)keys->start.random : 1;
    const struct node *epochs = node_get(root, "epochs");
    const struct node *cause = steps ? steps : epochs ? epochs : batch ? batch : root;
    if (!scene_check_size(states, scene->optimizer_count, starts, cause->place, error))
        return false;
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

bool scene_read_keys(struct scene *scene, const struct node *root, const struct scene *whole,
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
    if (keys.description && !limit_check(LIMIT_LABEL_BYTES, (double)strlen(keys.description),
                                         node_place(node_get(root, "description")), error))
        return false;
    if (keys.title) {
        if (!node_string(keys.title, &scene->title, error) ||
            !limit_check(LIMIT_LABEL_BYTES, (double)strlen(scene->title), keys.title->place, error))
            return false;
        scene->title_place = keys.title->place;
        scene->title_place.column += !keys.title->plain; // past the quote
    }
    scene->layout = keys.layout;
    scene->panels = keys.panels;
    scene->background = keys.background;
    scene->theme = overrides->theme ? document_option(&scene->document, "--theme", overrides->theme)
                                    : keys.theme;
    scene->problem_node = keys.problem;
    scene->borrows_problem =
        whole && whole->problem_node == keys.problem && whole->seed == scene->seed;
    scene->problem =
        scene->borrows_problem ? whole->problem : problem_read(keys.problem, scene->seed, error);
    return scene->problem && read_optimizers(scene, keys.optimizers, error) &&
           make_labels(scene, error) && video_read(&scene->video, keys.video, overrides, error) &&
           count_states(scene, &keys, root, error) &&
           video_check(&scene->video, keys.video, scene->states, error) &&
           find_start(scene, &keys, root, error) && read_targets(scene, keys.targets, error);
}

char *scene_name(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    bool has_ending = dot && dot > name && strcmp(dot, ".scene") == 0;
    return mem_string(name, has_ending ? (size_t)(dot - name) : strlen(name));
}

// Lays a combination of the values of the scene's sweep over it; what is no sweep is told of later.
static struct node *lay_sweep(struct document *document, struct node *root,
                              const struct node *sweep, size_t combination, struct error *error) {
    size_t rest = combination - 1;
    for (size_t i = sweep && sweep->kind == NODE_MAP ? sweep->count : 0; root && i-- > 0;) {
        const struct node *key = sweep->keys[i], *values = sweep->items[i];
        if (values->kind != NODE_LIST || values->count == 0)
            continue;
        root = document_with(document, root, key->text, key->place,
                             values->items[rest % values->count], error);
        rest /= values->count;
    }
    return root;
}

bool scene_read(struct scene *scene, const char *path, const struct scene_overrides *overrides,
                struct error *error) {
    *scene = (struct scene){.name = scene_name(path)};
    document_restrict(&scene->document, overrides->restricted, path);
    struct node *root = document_read(&scene->document, path, (struct place){0}, error);
    const struct node *sweep = node_get(root, "sweep"); // as the file has it
    bool good = root != NULL;
    for (size_t i = 0; good && i < overrides->set_count; i++)
        good = document_set(&scene->document, root, overrides->sets[i], (int)i + 1, error);
    for (size_t i = 0; good && i < overrides->swept_count; i++)
        good = document_set(&scene->document, root, overrides->swept[i], 0, error);
    if (good && overrides->combination > 0) {
        root = lay_sweep(&scene->document, root, sweep, overrides->combination, error);
        good = root != NULL;
    }
    if (good)
        good = node_get(root, "compare") ? comparison_read(scene, root, overrides, error)
                                         : scene_read_keys(scene, root, NULL, overrides, error);
    good = good && scene_source(&scene->source, root, overrides, error);
    if (!good)
        scene_finish(scene);
    return good;
}

void scene_finish(struct scene *scene) {
    comparison_destroy(scene->comparison);
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        if (scene->borrows_optimizers)
            free(scene->optimizers[i].label);
        else
            optimizer_config_finish(&scene->optimizers[i]);
    }
    free(scene->optimizers);
    free(scene->targets);
    if (!scene->borrows_problem)
        problem_destroy(scene->problem);
    free(scene->name);
    text_finish(&scene->source);
    document_finish(&scene->document);
    *scene = (struct scene){0};
}

void scene_inputs(const struct scene *scene, struct strings *paths) {
    document_inputs(&scene->document, paths);
    const struct dataset *data = regression_data(scene->problem);
    if (data && data->file)
        strings_add(paths, data->file);
    const struct comparison *comparison = scene->comparison;
    for (size_t i = 0; comparison && i < comparison->cell_count; i++)
        if (!comparison->cells[i].borrows_problem)
            scene_inputs(&comparison->cells[i], paths);
    for (size_t i = 0; !scene->borrows_optimizers && i < scene->optimizer_count; i++)
        if (scene->optimizers[i].recording)
            strings_add(paths, scene->optimizers[i].recording->file);
}

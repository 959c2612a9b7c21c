// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/keys.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "optim/optimizer_table.h"
#include "optim/recording.h"
#include "problem/landscape_store.h"
#include "problem/problem_table.h"
#include "problem/weights_file.h"
#include "scene/key_forms.h"
#include "scene/plane_choice.h"
#include "scene/problem_pool.h"
#include "scene/start.h"
#include "tree/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The values of a scene's keys, as read.
struct keys {
    uint64_t seed;
    long epochs, steps, batch;
    bool has_epochs, has_steps, has_batch;
    struct starts {
        const struct node *point; // a list of numbers, or a file's name; NULL: none
        long random;
    } start;
    bool has_start;
    const char *description;
    const struct node *title, *subtitle, *counter, *problem, *plane, *optimizers, *targets, *layout,
        *panels, *theme, *background, *fonts, *video;
};

static bool keep_panels(const struct node *node, void *field, struct error *error) {
    return node->kind == NODE_MAP ? setting_keep_node(node, field, error)
                                  : node_expected(node, "a map of panels", error);
}

// Comparison and controls are read elsewhere.
static bool leave(const struct node *node, void *field, struct error *error) {
    (void)node, (void)field, (void)error;
    return true;
}

#define GIVEN(member) .given = offsetof(struct keys, has_##member)
#define KEPT(member) SETTING(keys, member), .type = SETTING_CUSTOM, .read = setting_keep_node

static const struct setting start_settings[] = {
    {SETTING(starts, random), .type = SETTING_INTEGER, .min = 1, .max = 1000,
     .help = "so many starts, uniform in the problem's domain"},
    {0},
};

static bool read_start(const struct node *node, void *field, struct error *error) {
    struct starts *start = field;
    if (node->kind == NODE_STRING && !weights_are_file(node))
        return node_expected(node, "two numbers, [a, b], or {random: 30}", error);
    if (node->kind == NODE_MAP)
        return settings_read(start_settings, start, node, "start", error);
    start->point = node;
    if (node->kind == NODE_STRING)
        return true;
    double *values; // how many it needs is known with the problem
    size_t count;
    if (!node_vector(node, &values, &count, error))
        return false;
    free(values);
    return true;
}

const struct setting scene_settings[] = {
    {"extends", SETTING_CUSTOM, .schema = SCHEMA_TEXT, .read = key_refuse_extends, .form = "a path",
     .help = "a scene that this one is laid over"},
    {KEPT(title), .schema = SCHEMA_TEXT, .form = "text",
     .help = "template of the line above the picture"},
    {KEPT(subtitle), .schema = SCHEMA_TEXT, .form = "text",
     .help = "template of a smaller line below the title"},
    {KEPT(counter), .schema = SCHEMA_TEXT, .form = "text",
     .help = "template of the small line at the upper right, such as \"step {step} / {steps}\""},
    {SETTING(keys, description), .type = SETTING_STRING, .form = "text",
     .help = "one sentence: the alt text of the embedded picture"},
    {SETTING(keys, seed), .type = SETTING_CUSTOM, .read = key_read_seed, .schema = SCHEMA_SEED,
     .form = "from 0 to 999999999999999", .usual = "1", .help = "all randomness follows from it"},
    {SETTING(keys, start), .type = SETTING_CUSTOM, .read = read_start, GIVEN(start),
     .rows = start_settings, .form = "[w0, w1], weights.npy or {random: N}",
     .help = "where the optimizers start"},
    {SETTING(keys, plane), PLANE_SETTING,
     .help = "what pictures of more than two weights show; default: pca of a network, else weights "
             "0 and 1"},
    {SETTING(keys, epochs), .type = SETTING_INTEGER, .fallback = 100, .min = 1, .max = STATES_MAX,
     GIVEN(epochs), .help = "length of the run"},
    {SETTING(keys, steps), .type = SETTING_INTEGER, .min = 1, .max = STATES_MAX, GIVEN(steps),
     .help = "length of the run, in place of epochs"},
    {SETTING(keys, batch), .type = SETTING_INTEGER, .min = 1, .max = 1e9, GIVEN(batch),
     .help = "points a mini-batch; absent: all of them"},
    {KEPT(problem), .schema = SCHEMA_OF("problem"), .form = "a map", .help = "what is minimized"},
    {KEPT(optimizers),
     .schema =
         SCHEMA_EITHER(SCHEMA_REFERENCE("optimizer"), SCHEMA_LIST(SCHEMA_REFERENCE("optimizer"))),
     .form = "a list", .help = "who minimizes it"},
    {KEPT(targets), .schema = "\"type\": \"array\", \"items\": {" SCHEMA_NUMBERS("2") "}",
     .form = "[[w0, w1], ...]", .help = "points marked x"},
    {KEPT(layout), .schema = SCHEMA_OF("layout"), .form = "rows of names",
     .help = "the mosaic of panels"},
    {SETTING(keys, panels), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("panels"),
     .read = keep_panels, .form = "a map", .help = "options of the panels, by name"},
    {KEPT(theme),
     .schema = SCHEMA_EITHER(SCHEMA_REFERENCE("theme_name"), SCHEMA_REFERENCE("theme")),
     .form = "a name, a file or a map", .help = "colours, sizes and lines", .usual = "post"},
    {KEPT(background), .schema = SCHEMA_OF("background"),
     .form = "transparent, {outside: transparent} or \"#rrggbb\"",
     .help = "in place of the theme's"},
    {KEPT(fonts), .schema = SCHEMA_LIST(SCHEMA_TEXT), .form = "list of font files",
     .help = "for characters that the program's font lacks"},
    {"sweep", SETTING_CUSTOM, .schema = SCHEMA_OF("sweep"), .read = key_check_sweep,
     .form = "{key: [value, ...]}",
     .help = "a film for each value of a key, such as lr; grid: true: one with all"},
    {"compare", SETTING_CUSTOM, .schema = SCHEMA_OF("compare"), .read = leave,
     .form = "{rows, columns, panel, loss}",
     .help = "small multiples: a cell for each value of a key, or pair of values of two"},
    {"controls", SETTING_CUSTOM, .schema = SCHEMA_CONTROLS, .read = leave,
     .form = "[lr, LABEL.beta1] or {lr: [low, high]}",
     .help = "numbers that a reader of a page can set; default: each optimizer's lr"},
    {KEPT(video), .schema = SCHEMA_OF("video"), .form = "a map",
     .help = "size and timing of the film"},
    {NULL},
};

// Reports several optimizers written as keys of one map.
static bool check_is_list(const struct node *node, struct error *error) {
    bool is_map = node->kind == NODE_MAP && node->count > 1;
    if (is_map && optimizer_find(node->keys[0]->text) && optimizer_find(node->keys[1]->text))
        return error_at(error, node->keys[1]->place,
                        "several optimizers are a list: '- %s: ...', '- %s: ...'",
                        node->keys[0]->text, node->keys[1]->text);
    return true;
}

static bool read_optimizers(struct scene *scene, const struct node *node, struct document *document,
                            struct error *error) {
    bool is_list = node->kind == NODE_LIST, good = true;
    size_t count = is_list ? node->count : 1;
    if (count == 0)
        return error_at(error, node->place, "the list of optimizers is empty");
    if (!check_is_list(node, error) ||
        !limit_check(LIMIT_OPTIMIZERS, (double)count, node->place, error))
        return false;
    scene->optimizers = mem_zero(count, sizeof *scene->optimizers);
    for (size_t i = 0; i < count; i++) {
        struct error own = error_part(error);
        struct optimizer_config *config = &scene->optimizers[scene->optimizer_count];
        const struct node *item = optimizer_whole(document, is_list ? node->items[i] : node, &own);
        scene->optimizer_count += item && optimizer_read(config, item, &own);
        config->node = item;
        good = error_collect(error, &own) && good;
    }
    return good;
}

// Labels optimizers that have none: the name, with a number appended if it is taken.
static bool make_labels(struct scene *scene, struct error *error) {
    size_t count = scene->optimizer_count;
    struct name_set labels = {0}; // all labels
    struct name_set names = {0};  // of optimizers without a label, each with its first index
    long *numbers = mem_zero(count, sizeof *numbers); // by first index: the last number given
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
        // The set keeps a pointer to this string.
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
    if (scene->problem && !coordinates_check(COORDINATES_WEIGHTS, "targets",
                                             scene->problem->shape.n, node->place, error))
        return false;
    if (node->kind != NODE_LIST)
        return node_expected(node, "a list of points, such as [[5, 3]]", error);
    if (node->count > 0 && node->items[0]->kind == NODE_NUMBER)
        return error_at(error, node->items[0]->place,
                        "expected two numbers, [a, b], not '%s'; targets are a list of points, "
                        "[[5, 3]]",
                        node->items[0]->text);
    if (!limit_check(LIMIT_TARGETS, (double)node->count, node->place, error))
        return false;
    scene->targets = mem_zero(node->count, sizeof *scene->targets);
    for (size_t i = 0; i < node->count; i++)
        if (!node_numbers(node->items[i], 2, scene->targets[i], error))
            return false;
    scene->target_count = node->count;
    return true;
}

bool scene_check_size(const struct scene *scene, double states, struct run_sums *sums,
                      struct place place, struct error *error) {
    double starts = scene->random_starts > 1 ? (double)scene->random_starts : 1;
    double runs = (double)scene->optimizer_count * starts;
    sums->runs += runs;
    sums->bytes += states * runs * simulation_state_bytes(&scene->problem->shape, RECORD_WEIGHTS);
    return limit_check(LIMIT_STATES, states, place, error) &&
           limit_check(LIMIT_RUNS, sums->runs, place, error) &&
           limit_check(LIMIT_STATE_BYTES, sums->bytes, place, error);
}

// Computes the length of the run in states, and the steps per epoch.
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
    scene->in_steps = keys->has_steps || points == 0;
    scene->steps_per_epoch = batch ? ((long)points + keys->batch - 1) / keys->batch : 1;
    if (keys->has_steps && keys->has_epochs)
        return error_at(error, steps->place,
                        "'steps' and 'epochs' both set the length of the run; give one");
    double states = keys->has_steps ? (double)keys->steps
                                    : (double)keys->epochs * (double)scene->steps_per_epoch;
    const struct optimizer_config *longest = NULL;
    for (size_t i = 0; !keys->has_steps && !keys->has_epochs && i < scene->optimizer_count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        double recorded = config->recording ? recording_states(config->recording) : 0;
        if (recorded > 0 && (!longest || recorded > states)) {
            longest = config;
            states = recorded;
        }
    }
    const struct node *epochs = node_get(root, "epochs");
    const struct node *cause = steps ? steps : epochs ? epochs : batch ? batch : root;
    struct run_sums sums = {0};
    if (!scene_check_size(scene, states, &sums, longest ? longest->place : cause->place, error))
        return false;
    scene->states = (long)states;
    return true;
}

static bool read_template(const struct node *node, struct scene_template *template,
                          struct error *error) {
    if (!node || !node_string(node, &template->text, error) ||
        !limit_check(LIMIT_LABEL_BYTES, (double)strlen(template->text), node->place, error))
        return !node;
    template->place = node->place;
    template->place.column += !node->plain; // skip the quote
    return true;
}

static bool read_templates(struct scene *scene, const struct keys *keys, struct error *error) {
    return read_template(keys->title, &scene->title, error) &&
           read_template(keys->subtitle, &scene->subtitle, error) &&
           read_template(keys->counter, &scene->counter, error);
}

// Reads the independent parts of a scene, going on after mistakes.
static bool read_parts(struct scene *scene, const struct keys *keys, struct scene *whole,
                       const struct scene_overrides *overrides, const struct node *root,
                       struct error *error) {
    struct error own[4] = {{0}};
    read_templates(scene, keys, &own[0]);
    scene->borrows_problem =
        whole && whole->problem_node == keys->problem && whole->seed == scene->seed;
    if (scene->borrows_problem)
        scene->problem = whole->problem;
    else if (overrides->pool)
        scene->problem = problem_pool_read(overrides->pool, keys->problem, scene->seed, &own[1]);
    else
        scene->problem = problem_read(keys->problem, scene->seed, &own[1]);
    // Cells that share a problem draw the same landscape.
    if (scene->borrows_problem && scene->problem && !scene->problem->kept)
        scene->problem->kept = landscape_store_create();
    scene->borrows_problem = scene->borrows_problem || overrides->pool;
    // Without optimizers, an unknown key may be one of their options.
    bool is_reported = !keys->optimizers && error->kind != ERROR_NONE;
    if (keys->optimizers)
        read_optimizers(scene, keys->optimizers, whole ? &whole->document : &scene->document,
                        &own[2]);
    else if (!is_reported)
        error_at(&own[2], (struct place){root->place.source, 0, 0, 0},
                 "the scene has no optimizers; a whole scene is 'optimizers: [lamb]'");
    bool has_optimizers = keys->optimizers && own[2].kind == ERROR_NONE;
    scene->is_labelled = has_optimizers && make_labels(scene, &own[2]);
    video_read(&scene->video, keys->video, overrides, &own[3]);
    bool good = true;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        good = error_collect(error, &own[i]) && good;
    return good;
}

bool scene_read_keys(struct scene *scene, const struct node *root, struct scene *whole,
                     const struct scene_overrides *overrides, struct error *error) {
    struct keys keys = {.seed = 1};
    struct error own = {0};
    settings_default(scene_settings, &keys);
    settings_read(scene_settings, &keys, root, "a scene", &own);
    bool good = error_collect(error, &own);
    scene->seed = keys.seed;
    scene->random_starts = keys.start.random;
    scene->description = keys.description;
    if (keys.description)
        limit_check(LIMIT_LABEL_BYTES, (double)strlen(keys.description),
                    node_place(node_get(root, "description")), &own);
    good = error_collect(error, &own) && good;
    scene->layout = keys.layout;
    scene->panels = keys.panels;
    scene->background = keys.background;
    scene->fonts = keys.fonts;
    scene->theme = overrides->theme ? document_option(&scene->document, "--theme", overrides->theme)
                                    : keys.theme;
    scene->problem_node = keys.problem;
    good = read_parts(scene, &keys, whole, overrides, root, error) && good;
    if (keys.targets || scene->problem)
        read_targets(scene, keys.targets, &own);
    good = error_collect(error, &own) && good;
    return good && scene->problem && count_states(scene, &keys, root, error) &&
           optimizer_check_schedules(scene->optimizers, scene->optimizer_count, scene->states,
                                     error) &&
           video_check(&scene->video, keys.video, scene->states, error) &&
           start_find(scene, keys.start.point, root, error) &&
           plane_choice_read(keys.plane, scene, &scene->plane, error);
}

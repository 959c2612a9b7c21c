// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/explain.h"

#include "base/json.h"
#include "base/name_table.h"
#include "base/number.h"
#include "figure/figure.h"
#include "figure/scene_layout.h"
#include "optim/optimizer_table.h"
#include "plot/panel.h"
#include "plot/template.h"
#include "problem/dataset.h"
#include "problem/loss_table.h"
#include "problem/samples.h"
#include "scene/comparison.h"
#include "scene/scene.h"
#include "tree/yaml_write.h"

#include <stdlib.h>
#include <string.h>

// The scene as it is filled in; `root` is NULL after an error.
struct explainer {
    const struct scene *scene;
    struct document document;
    const struct node *root;
    struct error *error;
    bool has_counter; // the steps are counted beside the default title, not in it
};

// ---- Laying values over the scene

// Returns the word inside quotes if it means the same without them, or NULL.
static const char *bare_word(const char *value) {
    size_t length = strlen(value), word = strspn(value + 1, "abcdefghijklmnopqrstuvwxyz_");
    bool is_word = value[0] == '"' && length > 2 && word == length - 2;
    static const char *const reserved[] = {"\"true\"", "\"false\"", "\"null\""};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        is_word = is_word && strcmp(value, reserved[i]) != 0;
    return is_word ? value + 1 : NULL;
}

// Sets a key (a path as for --set) to a value in YAML.
static void lay(struct explainer *explainer, const char *path, const char *value) {
    struct document *document = &explainer->document;
    struct text bare = {0};
    const char *word = *value ? bare_word(value) : NULL;
    text_append(&bare, word ? word : value, strlen(value) - (word ? 2 : 0));
    struct node *node =
        explainer->root ? document_parse(document, path, bare.data, explainer->error) : NULL;
    text_finish(&bare);
    explainer->root = node ? document_with(document, explainer->root, path, node->place, false,
                                           node, explainer->error)
                           : NULL;
}

static void lay_key(struct explainer *explainer, const char *map, const char *key,
                    const char *value) {
    struct text path = {0};
    text_printf(&path, "%s%s%s", map, *map ? "." : "", key);
    lay(explainer, path.data, value);
    text_finish(&path);
}

static void lay_string(struct explainer *explainer, const char *map, const char *key,
                       const char *value) {
    struct text quoted = {0};
    json_string(&quoted, value);
    lay_key(explainer, map, key, quoted.data);
    text_finish(&quoted);
}

static const struct node *get(const struct explainer *explainer, const char *key) {
    return node_get(explainer->root, key);
}

// Sets the defaults of the settings that the map `given` at a path lacks. A row with `given` is
// skipped: setting it explicitly means something else than leaving it out.
static void lay_rows(struct explainer *explainer, const char *path, const struct node *given,
                     const struct setting *rows) {
    for (const struct setting *row = rows; row && row->name; row++) {
        struct text value = {0};
        if (!node_get(given, row->name) && !row->given && setting_default(row, NULL, &value))
            lay_key(explainer, path, row->name, value.data);
        text_finish(&value);
    }
}

// Sets the defaults of an entry at a path, written `name` or `{name: options}`.
static void lay_entry(struct explainer *explainer, const char *path, const struct node *entry,
                      const struct setting *rows) {
    const struct node *name, *options;
    if (!rows || !rows->name || !node_entry(entry, "an entry", &name, &options, explainer->error))
        return;
    if (!options || options->kind != NODE_MAP) {
        struct text map = {0};
        text_printf(&map, "{%s: {}}", name->text);
        lay(explainer, path, map.data);
        text_finish(&map);
    }
    struct text inner = {0};
    text_printf(&inner, "%s.%s", path, name->text);
    lay_rows(explainer, inner.data, options, rows);
    text_finish(&inner);
}

// ---- The parts of a scene

// Returns the name of an entry, "" where there is none.
static const char *entry_name(const struct node *entry) {
    const struct node *name =
        entry && entry->kind == NODE_MAP && entry->count > 0 ? entry->keys[0] : entry;
    return name && name->text ? name->text : "";
}

// Fills in data and loss, if the kind of problem has them.
static void explain_model(struct explainer *explainer, const char *path, const struct node *given) {
    struct text key = {0};
    const struct node *data = node_get(given, "data");
    text_printf(&key, "%s.data", path);
    if (!data)
        lay(explainer, key.data, "{}");
    if (!data || (data->kind == NODE_MAP && !node_get(data, "file")))
        lay_rows(explainer, key.data, data, line_data_settings);
    const struct problem_kind *kind = explainer->scene->problem->kind;
    const struct node *loss = node_get(node_get(get(explainer, "problem"), kind->name), "loss");
    text_clear(&key);
    text_printf(&key, "%s.loss", path);
    const struct loss *entry = loss ? NAME_FIND_POINTER(loss_table, entry_name(loss)) : NULL;
    if (entry)
        lay_entry(explainer, key.data, loss, entry->settings);
    text_finish(&key);
}

// Fills in the options of samples that are generated, and the loss that follows from them.
static void explain_samples(struct explainer *explainer, const char *path) {
    const struct problem *problem = explainer->scene->problem;
    const struct node *given = node_get(get(explainer, "problem"), problem->kind->name);
    const struct node *data = node_get(given, "data");
    struct text key = {0};
    text_printf(&key, "%s.data", path);
    if (!node_get(given, "loss"))
        lay_key(explainer, path, "loss",
                problem->kind->samples(problem)->classes ? "cross_entropy" : "mse");
    if (!node_get(data, "file"))
        lay_entry(explainer, key.data, data, NAME_FIND(sample_kinds, entry_name(data))->settings);
    text_finish(&key);
}

static void explain_problem(struct explainer *explainer) {
    const struct problem_kind *kind = explainer->scene->problem->kind;
    const struct node *given = node_get(get(explainer, "problem"), kind->name);
    struct text path = {0};
    text_printf(&path, "problem.%s", kind->name);
    if (kind->entry_settings)
        lay_entry(explainer, path.data, given, kind->entry_settings(entry_name(given)));
    if (kind->settings) {
        if (!given || given->kind != NODE_MAP) {
            struct text map = {0};
            text_printf(&map, "{%s: {}}", kind->name);
            lay(explainer, "problem", map.data);
            text_finish(&map);
        }
        lay_rows(explainer, path.data, given, kind->settings);
    }
    if (kind->with_loss)
        explain_model(explainer, path.data, given);
    if (kind->samples)
        explain_samples(explainer, path.data);
    text_finish(&path);
}

static void add_point(const double *point, size_t count, struct text *out) {
    for (size_t i = 0; i < count; i++) {
        text_add(out, i == 0 ? "[" : ", ");
        number_append(out, point[i]);
    }
    text_add(out, "]");
}

// Fills in starts and targets, whose defaults depend on the problem.
static void explain_points(struct explainer *explainer) {
    const struct scene *scene = explainer->scene;
    struct text value = {0};
    bool is_drawn = scene->problem->kind->draw_start; // of a network: too many numbers to read
    if (!get(explainer, "start") && scene->start && !is_drawn) {
        add_point(scene->start, scene->problem->shape.n, &value);
        lay(explainer, "start", value.data);
        text_clear(&value);
    }
    if (!get(explainer, "targets") && scene->target_count > 0) {
        for (size_t i = 0; i < scene->target_count; i++) {
            text_add(&value, i ? ", " : "[");
            add_point(scene->targets[i], 2, &value);
        }
        text_add(&value, "]");
        lay(explainer, "targets", value.data);
    }
    text_finish(&value);
}

// Fills in what is known of a rule that the scene writes: the kinds of its states, and its groups.
static void explain_rule(struct explainer *explainer, const char *path, const struct node *given,
                         const struct optimizer *rule) {
    const struct setting *groups = settings_find(rule->settings, "groups");
    struct text key = {0}, value = {0};
    text_printf(&key, "%s.state", path);
    for (const struct state_field *field = rule->fields; field->kind != STATE_END; field++) {
        const struct node *start = node_get(node_get(given, "state"), field->name);
        if (!start || start->kind == NODE_MAP)
            continue;
        text_clear(&value);
        text_printf(&value, "{%s: %s}", field->kind == STATE_VECTOR ? "vector" : "number",
                    start->text);
        lay_key(explainer, key.data, field->name, value.data);
    }
    if (groups && !node_get(given, groups->name))
        lay_key(explainer, path, groups->name, groups->choices[(int)groups->fallback]);
    text_finish(&key);
    text_finish(&value);
}

static void explain_optimizer(struct explainer *explainer, size_t index, const struct node *entry) {
    const struct optimizer *optimizer = optimizer_find(entry_name(entry));
    if (!optimizer || optimizer == &optimizer_recorded)
        return;
    const struct node *options = entry->kind == NODE_MAP ? entry->items[0] : NULL;
    struct text path = {0}, rate = {0};
    text_printf(&path, "optimizers.%zu", index);
    number_append(&rate, optimizer->lr);
    if (!node_get(options, "lr") && (!optimizer->has_inner || optimizer->has_two_rates))
        lay_key(explainer, path.data, "lr", rate.data);
    const struct scene *scene = explainer->scene;
    if (!optimizer->define)
        lay_rows(explainer, path.data, options, optimizer->settings);
    else if (!scene->comparison && index < scene->optimizer_count)
        explain_rule(explainer, path.data, options, scene->optimizers[index].optimizer);
    lay_rows(explainer, path.data, options, optimizer_common_settings);
    if (!node_get(options, "label") && !explainer->scene->comparison)
        lay_string(explainer, path.data, "label", explainer->scene->optimizers[index].label);
    text_finish(&path);
    text_finish(&rate);
}

static void explain_optimizers(struct explainer *explainer) {
    const struct node *optimizers = get(explainer, "optimizers");
    if (optimizers && optimizers->kind != NODE_LIST) {
        struct document *document = &explainer->document;
        struct node *list = document_node(document, NODE_LIST, optimizers->place);
        explainer->root = document_with(document, explainer->root, "optimizers", list->place, false,
                                        list, explainer->error);
        if (explainer->root)
            explainer->root =
                document_with(document, explainer->root, "optimizers.0", optimizers->place, false,
                              document_share(document, optimizers), explainer->error);
        optimizers = get(explainer, "optimizers");
    }
    for (size_t i = 0; optimizers && i < optimizers->count; i++)
        explain_optimizer(explainer, i, optimizers->items[i]);
}

static void explain_panel(struct explainer *explainer, const char *name) {
    const struct node *panel = node_get(get(explainer, "panels"), name);
    const struct node *given = node_get(panel, "type");
    const char *type = given ? given->text : strcmp(name, "history") == 0 ? "curves" : name;
    if (strchr(name, '.')) // a key with a dot cannot be addressed
        return;
    struct text path = {0};
    text_printf(&path, "panels.%s", name);
    if (!panel || panel->kind != NODE_MAP)
        lay(explainer, path.data, "{}");
    if (!given)
        lay_string(explainer, path.data, "type", type);
    if (!node_get(panel, "legend"))
        lay_string(explainer, path.data, "legend", legend_places[LEGEND_AUTO]);
    const struct panel_type *found = NAME_FIND_POINTER(panel_table, type);
    if (found)
        lay_rows(explainer, path.data, panel, found->settings);
    text_finish(&path);
}

static void explain_layout(struct explainer *explainer) {
    const struct comparison *comparison = explainer->scene->comparison;
    if (comparison) {
        lay_rows(explainer, "compare", get(explainer, "compare"), comparison_settings);
        explain_panel(explainer, comparison->panel);
        return;
    }
    if (!get(explainer, "layout")) {
        char *usual = scene_layout_default(explainer->scene);
        lay(explainer, "layout", usual);
        free(usual);
    }
    if (!get(explainer, "panels"))
        lay(explainer, "panels", "{}");
    const struct node *layout = get(explainer, "layout");
    const struct node *grid =
        layout && layout->kind == NODE_MAP ? node_get(layout, "grid") : layout;
    for (size_t row = 0; grid && row < grid->count; row++)
        for (size_t column = 0; column < grid->items[row]->count; column++) {
            const char *name = grid->items[row]->items[column]->text;
            if (strcmp(name, ".") != 0)
                explain_panel(explainer, name);
        }
}

static void explain_scene(struct explainer *explainer) {
    const struct scene *scene = explainer->scene;
    if (!get(explainer, "title"))
        lay_string(explainer, "", "title", template_default(scene, explainer->has_counter));
    if (explainer->has_counter && !get(explainer, "counter"))
        lay_string(explainer, "", "counter", template_default_counter(scene));
    bool is_recorded = false; // the film is then as long as the longest recording
    for (size_t i = 0; i < scene->optimizer_count; i++)
        is_recorded = is_recorded || scene->optimizers[i].recording;
    if (!get(explainer, "epochs") && !get(explainer, "steps") && !is_recorded)
        lay_key(explainer, "", "epochs", "100");
    lay_rows(explainer, "", explainer->root, scene_settings);
    explain_optimizers(explainer);
    explain_problem(explainer);
    if (!scene->comparison)
        explain_points(explainer);
    explain_layout(explainer);
    if (!get(explainer, "video"))
        lay(explainer, "video", "{}");
    lay_rows(explainer, "video", get(explainer, "video"), scene_video_settings);
}

// Keeps the sweep, which is part of the scene but not of the scene of a single film.
static void keep_sweep(struct explainer *explainer, const char *path) {
    struct document *document = &explainer->document;
    const struct node *root =
        explainer->root ? document_read(document, path, (struct place){0}, explainer->error) : NULL;
    const struct node *sweep = node_get(root, "sweep");
    if (sweep)
        explainer->root = document_with(document, explainer->root, "sweep", sweep->place, false,
                                        document_share(document, sweep), explainer->error);
}

bool explain(const struct options *options, const char *path, struct text *out,
             struct error *error) {
    struct scene_overrides overrides = {.sets = options->sets.items,
                                        .set_count = options->sets.count,
                                        .width = options->width,
                                        .height = options->height,
                                        .fps = options->fps,
                                        .scale = options->scale,
                                        .theme = options->theme,
                                        .restricted = options->restricted};
    struct scene scene;
    if (!scene_read(&scene, path, &overrides, error))
        return false;
    struct figure *figure =
        figure_create(&scene, error); // to report mistakes in layout, panels and theme
    struct explainer explainer = {
        .scene = &scene, .error = error, .has_counter = figure && figure_has_counter(figure)};
    document_restrict(&explainer.document, options->restricted, path);
    if (figure)
        explainer.root = document_parse(&explainer.document, path, scene.source.data, error);
    explainer.document.is_tree = true; // the source has no aliases
    if (explainer.root) {
        explain_scene(&explainer);
        keep_sweep(&explainer, path);
    }
    bool good = explainer.root != NULL;
    if (good)
        yaml_write(out, explainer.root);
    document_finish(&explainer.document);
    figure_destroy(figure);
    scene_finish(&scene);
    return good;
}

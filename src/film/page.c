// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/page.h"

#include "base/interrupt.h"
#include "base/json.h"
#include "base/path.h"
#include "base/source.h"
#include "draw/text/glyph_table.h"
#include "draw/text/typeface.h"
#include "figure/figure.h"
#include "optim/optimizer_table.h"
#include "optim/rules/text_rules.h"
#include "problem/problem_table.h"
#include "problem/samples.h"
#include "scene/scene.h"
#include "sim/trace.h"
#include "tree/yaml_write.h"

#include <math.h>
#include <string.h>

static bool is_among(const struct strings *paths, const char *path) {
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(paths->items[i], path) == 0)
            return true;
    return false;
}

// Writes the scene in flow style, which the page reads.
static bool add_scene(struct page *page, const struct scene *scene, struct error *error) {
    struct document document = {0};
    struct node *root = document_parse(&document, scene->name, scene->source.data, error);
    if (root)
        yaml_write_flow(&page->scene, root);
    document_finish(&document);
    return root;
}

// Begins a member of the files: its text follows. A page names files without their folders: where
// they lay is nobody's business.
static void begin_file(struct page *page, const char *name) {
    text_add(&page->files, page->files.length > 0 ? ", " : "");
    json_string(&page->files, name);
    text_add(&page->files, ": ");
}

static bool add_file(struct page *page, const char *path, struct error *error) {
    struct source source;
    if (!source_read(&source, path, LIMIT_PAGE_BYTES, (struct place){0}, error))
        return false;
    bool is_text = strlen(source.text) == source.length;
    struct place place = {.source = &source};
    begin_file(page, path_name(path));
    json_string(&page->files, source.text);
    bool good = is_text
                    ? limit_check(LIMIT_PAGE_BYTES, (double)page->files.length, place, error)
                    : error_set(error, ERROR_RENDER, "%s: a page holds files of text only", path);
    source_finish(&source);
    return good;
}

// Appends a file in place of a font: what the page has of it is in its tables, under this number.
static void add_font(struct page *page, const char *path, int number) {
    begin_file(page, path_name(path));
    text_printf(&page->files, "\"\\u%04x\"", (unsigned)number);
}

// Adds the program's rules that are text and that the scene runs: the page has no others.
static void add_rules(struct page *page, const struct scene *scene) {
    for (size_t i = 0; i < scene->optimizer_count; i++)
        for (const struct optimizer_config *config = &scene->optimizers[i]; config;
             config = optimizer_inside(config)) {
            const struct node *map = config->recording ? NULL : text_rule_map(config->optimizer);
            struct text name = {0}, text = {0};
            if (!map)
                continue;
            text_printf(&name, PAGE_RULE "%s", config->optimizer->name);
            yaml_write_flow(&text, map);
            begin_file(page, name.data);
            json_string(&page->files, text.data);
            text_finish(&name);
            text_finish(&text);
        }
}

static void add_controls(struct page *page, const struct controls *controls) {
    struct text *out = &page->controls;
    for (size_t i = 0; i < controls->count; i++) {
        const struct control *control = &controls->items[i];
        text_add(out, i ? ", {\"address\": " : "{\"address\": ");
        json_string(out, control->address);
        json_add_string(out, "option", control->option);
        json_add_string(out, "label", control->label);
        json_add_number(out, "value", control->value);
        json_add_number(out, "low", control->low);
        json_add_number(out, "high", control->high);
        text_printf(out, ", \"log\": %s, \"whole\": %s}", control->is_log ? "true" : "false",
                    control->is_whole ? "true" : "false");
    }
}

// Returns true if the scene runs or draws something that the smaller module lacks.
static bool needs_all(const struct scene *scene, const struct figure *figure) {
    bool small = !scene->problem || problem_kind_is_small(scene->problem->kind);
    for (size_t i = 0; scene->comparison && i < scene->comparison->cell_count; i++)
        small = small && problem_kind_is_small(scene->comparison->cells[i].problem->kind);
    for (size_t i = 0; i < scene->optimizer_count; i++)
        for (const struct optimizer_config *config = &scene->optimizers[i]; config;
             config = optimizer_inside(config))
            small = small && optimizer_is_small(config->optimizer);
    return !small || !figure_is_small(figure) || figure_record(figure) & RECORD_SHARPNESS;
}

// Draws the picture at positions all over the film, and makes tables of the glyphs in it.
static bool add_glyphs(struct page *page, const struct scene *scene, const struct trace *trace,
                       const struct strings *data, struct error *error) {
    enum { POSITIONS = 60 };
    struct glyph_uses uses = {0};
    struct text warnings = {0};
    struct figure *figure = figure_create(scene, error);
    bool good = false;
    if (figure) {
        figure_watch_glyphs(figure, &uses);
        figure_keep_lists(figure, 1);
        page->needs_all = needs_all(scene, figure);
        good = figure_prepare(figure, trace, &warnings, error);
    }
    for (long i = 0; good && i < POSITIONS; i++) {
        size_t count;
        bool restarts;
        double last = (double)(trace->states - 1);
        good = interrupt_check(error);
        figure_layers(figure, floor(last * (double)i / (POSITIONS - 1)), &count, &restarts);
    }
    for (int i = 0; i < uses.count; i++)
        glyph_use_basics(&uses.items[i]);
    if (good)
        glyph_tables_write(&uses, &page->glyphs);
    for (size_t i = 0; i < data->count; i++)
        add_font(page, data->items[i], TYPEFACE_NUMBERS + (int)i);
    glyph_uses_finish(&uses);
    figure_destroy(figure);
    text_finish(&warnings);
    return good;
}

// Files of different folders may have one name, or that of something else in a page, which cannot
// tell them apart.
static bool check_names(const struct strings *paths, const char *path, struct error *error) {
    const char *name = path_name(path);
    if (strcmp(name, PAGE_SCENE) == 0 || strncmp(name, PAGE_RULE, strlen(PAGE_RULE)) == 0)
        return error_set(error, ERROR_RENDER,
                         "a page cannot hold %s: it has another text of that name", path);
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(path_name(paths->items[i]), name) == 0)
            return error_set(error, ERROR_RENDER,
                             "a page cannot hold both %s and %s: their names are the same",
                             paths->items[i], path);
    return true;
}

static bool are_digits(const struct problem *problem) {
    return problem->kind->samples && problem->kind->samples(problem)->are_digits;
}

static bool has_digits(const struct scene *scene) {
    bool found = are_digits(scene->problem);
    for (size_t i = 0; scene->comparison && i < scene->comparison->cell_count; i++)
        found = found || are_digits(scene->comparison->cells[i].problem);
    return found;
}

bool page_make(struct page *page, const struct scene *scene, const struct trace *trace,
               const struct strings *data, struct error *error) {
    struct strings inputs = {0}, scenes = {0}, done = {0};
    if (has_digits(scene))
        return error_set(error, ERROR_RENDER, "a page does not hold the handwritten digits");
    scene_inputs(scene, &inputs);
    document_chain(&scene->document, &scenes);
    bool good = add_scene(page, scene, error);
    page->scale = scene->video.scale;
    add_rules(page, scene);
    add_controls(page, &scene->controls);
    for (size_t i = 0; good && i < inputs.count; i++) {
        const char *path = inputs.items[i];
        if (is_among(&scenes, path) || is_among(data, path) || is_among(&done, path))
            continue;
        good = check_names(&done, path, error) && add_file(page, path, error);
        strings_add(&done, path);
    }
    good = good && add_glyphs(page, scene, trace, data, error);
    strings_finish(&inputs);
    strings_finish(&scenes);
    strings_finish(&done);
    return good;
}

void page_finish(struct page *page) {
    text_finish(&page->scene);
    text_finish(&page->controls);
    text_finish(&page->files);
    text_finish(&page->glyphs);
}

struct page_parts page_parts_of(const struct page *page) {
    return (struct page_parts){.scene = page->scene.data,
                               .controls = page->controls.data,
                               .files = page->files.data,
                               .glyphs = page->glyphs.data,
                               .glyph_bytes = page->glyphs.length,
                               .scale = page->scale,
                               .needs_all = page->needs_all};
}

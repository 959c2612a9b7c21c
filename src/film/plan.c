// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/plan.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/path.h"
#include "encode/pattern.h"
#include "film/doubles.h"
#include "preview/preview.h"
#include "scene/scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard_output(const char *path) {
    return strcmp(path, "-") == 0;
}

// Returns the ending of a path as it was given, with its dot; "" where it has none, or where it is
// a field of a sweep: dots of values begin no ending.
static const char *ending_of(const char *path) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot && !strpbrk(dot, "{}") ? dot : "";
}

// Takes ownership of `path`, which has the ending of `pattern`.
static void add_target(struct job *job, const struct format *format, const char *pattern,
                       char *path, bool may_stay) {
    size_t stem = strlen(path) - strlen(ending_of(pattern));
    job->targets =
        mem_grow(job->targets, &job->capacity, job->target_count + 1, sizeof *job->targets);
    job->targets[job->target_count++] = (struct target){format, path, stem, may_stay};
}

// Adds FOLDER/NAME.FORMAT for every -f. The default is mp4, or png with --frame.
static void add_in_folder(struct job *job, const struct options *options, const char *folder) {
    const struct format *fallback = format_by_name(options->has_frame ? "png" : "mp4");
    const struct format *const *formats = options->format_count ? options->formats : &fallback;
    size_t count = options->format_count ? options->format_count : 1;
    const char *slash = folder[0] && folder[strlen(folder) - 1] != '/' ? "/" : "";
    for (size_t i = 0; i < count; i++) {
        struct text path = {0};
        text_printf(&path, "%s%s%s.%s", folder, slash, job->name, formats[i]->extensions[0]);
        add_target(job, formats[i], path.data, path.data, !options->force);
    }
}

static bool unknown_ending(const char *path, struct error *error) {
    const char *slash = strrchr(path, '/');
    if (!strchr(slash ? slash : path, '.'))
        return error_set(error, ERROR_USAGE,
                         "%s has no extension that names a format: %s.mp4, or %s/ for a folder, or "
                         "-f mp4",
                         path, path, path);
    const char *ending = strrchr(path, '.') + 1, *names[64];
    int stem = (int)(ending - path);
    const struct format *format = format_by_name(ending);
    if (format && format->many_files) // the name of a format, not an extension
        return error_set(error, ERROR_USAGE,
                         "%s: '%s' are numbered files: -o %.*s%s, or -f %s -o %.*s/", path, ending,
                         stem, path, format->extensions[0], ending, stem - 1, path);
    struct text endings = {0};
    size_t count = 0;
    for (size_t i = 0; format_table[i] && count < 64; i++) {
        names[count] = format_table[i]->extensions[0];
        text_printf(&endings, "%s.%s", count ? ", " : "", names[count]);
        count++;
    }
    const char *meant = names_meant(ending, names, count);
    if (meant)
        error_set(error, ERROR_USAGE, "%s: no format has this ending; did you mean '%.*s%s'?", path,
                  stem, path, meant);
    else
        error_set(error, ERROR_USAGE, "%s: no format has this ending; there are %s", path,
                  endings.data);
    text_finish(&endings);
    return false;
}

// Adds a file; takes ownership of its path. What `pattern`, as it was given, says of its format
// holds: values of a sweep that were filled in say nothing.
static bool add_file(struct job *job, const struct options *options, const char *pattern,
                     char *path, struct error *error) {
    bool is_standard = is_standard_output(pattern);
    const struct format *by_path = is_standard ? NULL : format_by_path(pattern);
    const struct format *format = options->format_count ? options->formats[0] : by_path;
    if (options->format_count > 1)
        error_set(error, ERROR_USAGE, "several formats need a folder: -o %s/", pattern);
    else if (!format && is_standard)
        error_set(error, ERROR_USAGE, "-o - needs a format: -f raw, for example");
    else if (!format)
        unknown_ending(pattern, error);
    else if (by_path && by_path != format)
        error_set(error, ERROR_USAGE, "%s is %s by its ending, but -f says %s", pattern,
                  by_path->name, format->name);
    else
        return add_target(job, format, pattern, path, false), true;
    free(path);
    return false;
}

// The poster is NAME.poster.png, next to the first file; without the number of numbered ones.
static void add_poster(struct job *job) {
    const struct target *first = &job->targets[0];
    struct text path = {0};
    size_t length = is_standard_output(first->path) ? 0 : first->stem;
    if (first->format->many_files) {
        length = pattern_stem(first->path);
        while (length > 0 && first->path[length - 1] == '.')
            length--;
    }
    text_append(&path, first->path, length);
    text_add(&path, length == 0 || first->path[length - 1] == '/' ? job->name : "");
    text_add(&path, ".poster.png");
    add_target(job, format_by_name("png"), path.data, path.data, first->may_stay);
}

// An option that applies to none of the outputs is an error. `column` is the offset of the bool
// that says which formats support it.
static bool check_used(const struct job *job, const char *option, size_t column,
                       struct error *error) {
    for (size_t i = 0; i < job->target_count; i++)
        if (*(const bool *)((const char *)job->targets[i].format + column))
            return true;
    return error_set(error, ERROR_USAGE, "%s is for video, but no output is, such as %s.mp4",
                     option, job->name);
}

bool target_is_shown(const struct target *target) {
    return target->format->mime && strcmp(target->path, "-") != 0;
}

// --embed is an error if no output can be shown in a page.
static bool check_shown(const struct job *job, struct error *error) {
    for (size_t i = 0; i < job->target_count; i++)
        if (target_is_shown(&job->targets[i]))
            return true;
    return error_set(error, ERROR_USAGE,
                     "--embed: no output is shown by a page, as %s.mp4 or %s.gif would be",
                     job->name, job->name);
}

// One combination of a sweep, in one of several themes and sizes.
struct variant {
    const struct sweep *sweep;
    size_t combination;
    const char *theme;        // NULL: there are not several
    struct picture_size size; // {0}: there are not several
};

// Appends ".360x450.dark": what tells the files of several themes and sizes apart.
static void add_variant(const struct variant *variant, struct text *out) {
    if (variant->size.width > 0)
        text_printf(out, ".%dx%d", variant->size.width, variant->size.height);
    if (variant->theme) {
        char *name = scene_name(variant->theme); // a file.theme, by its name
        text_printf(out, ".%s", name);
        free(name);
    }
}

// Returns the path of an output of a variant, owned by the caller: its name before the ending.
static char *variant_path(const struct variant *variant, const char *path, const char *ending) {
    struct text filled = {0};
    text_append(&filled, path, strlen(path) - strlen(ending));
    if (!is_standard_output(path))
        add_variant(variant, &filled);
    text_add(&filled, ending);
    return text_take(&filled);
}

static bool plan_job(struct job *job, const struct options *options, const struct variant *variant,
                     struct error *error) {
    const struct sweep *sweep = variant->sweep;
    struct text name = {0};
    char *base = scene_name(job->scene);
    text_add(&name, base);
    free(base);
    sweep_suffix(sweep, variant->combination, &name);
    job->stem = name.length;
    add_variant(variant, &name);
    job->name = text_take(&name);
    job->theme = variant->theme;
    job->size = variant->size;
    job->sets = mem_zero(sweep->count + 1, sizeof *job->sets);
    job->grid = sweep->is_grid;
    if (sweep->document && sweep->count > 0 && !sweep->is_grid) {
        job->combination = variant->combination + 1;
        job->document = sweep->document;
        job->root = sweep->root;
    }
    for (size_t i = 0; !sweep->document && i < sweep->count; i++)
        job->sets[job->set_count++] =
            sweep->is_grid ? mem_string(options->sweeps.items[i], strlen(options->sweeps.items[i]))
                           : sweep_set(sweep, variant->combination, i);
    if (options->outputs.count == 0 && !options->preview)
        add_in_folder(job, options, "");
    for (size_t i = 0; i < options->outputs.count; i++) {
        const char *path = options->outputs.items[i];
        if (path_is_folder(path)) {
            add_in_folder(job, options, path);
            continue;
        }
        char *filled = sweep_path(sweep, variant->combination, path, error);
        char *own = filled ? variant_path(variant, filled, ending_of(path)) : NULL;
        free(filled);
        if (!own || !add_file(job, options, path, own, error))
            return false;
    }
    if (options->preview)
        add_target(job, options->has_frame ? &format_preview_still : &format_preview, "-",
                   mem_string("-", 1), false);
    bool has_still = false, has_video = false, has_table = false;
    for (size_t i = 0; i < job->target_count; i++) {
        if (job->targets[i].format->many_files && !pattern_check(job->targets[i].path, error))
            return false;
        has_still = has_still || job->targets[i].format->kind == FORMAT_STILL;
        has_video = has_video || job->targets[i].format->takes_encoder;
        has_table = has_table || job->targets[i].format->kind == FORMAT_TABLE;
    }
    if (options->columns && !has_table)
        return error_set(error, ERROR_USAGE,
                         "--columns adds to a table, but no output is one, such as %s.csv",
                         job->name);
    if (options->has_frame && !has_still && !options->poster)
        return error_set(error, ERROR_USAGE,
                         "--frame picks the frame of a still, but no output is one, such as %s.png",
                         job->name);
    if ((options->encoder &&
         !check_used(job, "--encoder", offsetof(struct format, takes_encoder), error)) ||
        (options->full_chroma &&
         !check_used(job, "--pixels", offsetof(struct format, takes_pixels), error)))
        return false;
    // A page with a video shows a still to readers who prefer reduced motion.
    if (options->poster || (options->embed && has_video && !has_still))
        add_poster(job);
    return !options->embed || options->check || check_shown(job, error);
}

static void finish_job(struct job *job) {
    error_finish(&job->mistake);
    for (size_t i = 0; i < job->target_count; i++)
        free(job->targets[i].path);
    for (size_t i = 0; i < job->set_count; i++)
        free(job->sets[i]);
    free(job->targets);
    free(job->sets);
    free(job->name);
}

// Adds the jobs of one combination: one for each size and theme.
static bool plan_family(struct plan *list, const char *scene, const struct options *options,
                        struct variant variant, struct error *error) {
    size_t themes = options->theme_count, sizes = options->size_count, family = list->count;
    bool good = true;
    for (size_t k = 0; good && k < (sizes ? sizes : 1) * (themes ? themes : 1); k++) {
        list->jobs = mem_grow(list->jobs, &list->capacity, list->count + 1, sizeof *list->jobs);
        struct job *job = &list->jobs[list->count++];
        *job = (struct job){.scene = scene, .family = family};
        if (themes)
            variant.theme = options->themes[k % themes];
        if (sizes)
            variant.size = options->sizes[k / (themes ? themes : 1)];
        good = plan_job(job, options, &variant, error);
    }
    return good;
}

// Replaces the jobs from `first` on by one that fails with the error.
static void plan_failure(struct plan *list, size_t first, const char *scene, struct error *error) {
    while (list->count > first)
        finish_job(&list->jobs[--list->count]);
    struct job failed = {.scene = scene, .name = scene_name(scene), .family = first};
    failed.stem = strlen(failed.name);
    failed.mistake = *error;
    *error = (struct error){0};
    list->jobs = mem_grow(list->jobs, &list->capacity, first + 1, sizeof *list->jobs);
    list->jobs[list->count++] = failed;
}

// Adds the jobs of one scene. They refer to its document where it has a sweep.
static bool plan_scene(struct plan *list, const char *scene, const struct options *options,
                       struct error *error) {
    struct sweep sweep;
    size_t first = list->count;
    bool good = sweep_read(&sweep, scene, options, error);
    for (size_t i = 0; good && i < sweep_count(&sweep); i++)
        good = plan_family(list, scene, options, (struct variant){&sweep, i, NULL, {0}}, error);
    good = good && doubles_refuse_values(list, first, &sweep, error);
    if (good && list->jobs[first].document) {
        list->documents = mem_grow(list->documents, &list->document_capacity,
                                   list->document_count + 1, sizeof *list->documents);
        list->documents[list->document_count++] = sweep.document;
        sweep.document = NULL;
    } else if (error->kind == ERROR_SCENE) {
        plan_failure(list, first, scene, error);
        good = true;
    }
    sweep_finish(&sweep);
    return good;
}

// Keeps only the jobs of one shard. Those of a family stay together.
static void keep_shard(struct plan *list, long shard, long shards) {
    size_t kept = 0, families = 0, family = 0;
    for (size_t i = 0; i < list->count; i++) {
        bool is_first = list->jobs[i].family == i;
        families += is_first;
        if ((long)((families - 1) % (size_t)shards) != shard - 1) {
            finish_job(&list->jobs[i]);
            continue;
        }
        family = is_first ? kept : family;
        list->jobs[kept] = list->jobs[i];
        list->jobs[kept++].family = family;
    }
    list->count = kept;
}

bool plan_make(struct plan *list, const struct options *options, struct error *error) {
    *list = (struct plan){0};
    bool good = !options->preview || isatty(STDOUT_FILENO) ||
                error_set(error, ERROR_USAGE, "--preview needs a terminal at standard output");
    for (size_t i = 0; good && options->operands.count > 1 && i < options->outputs.count; i++)
        if (!path_is_folder(options->outputs.items[i]))
            good = error_set(error, ERROR_USAGE,
                             "several scenes need a folder to be written to, and %s is none: "
                             "-o FOLDER/",
                             options->outputs.items[i]);
    for (size_t i = 0; good && i < options->operands.count; i++)
        good = plan_scene(list, options->operands.items[i], options, error);
    good = good && (options->check || doubles_refuse(list, options, error));
    if (good && options->shards > 0)
        keep_shard(list, options->shard, options->shards);
    if (!good)
        plan_finish(list);
    return good;
}

void plan_finish(struct plan *list) {
    for (size_t i = 0; i < list->count; i++)
        finish_job(&list->jobs[i]);
    free(list->jobs);
    for (size_t i = 0; i < list->document_count; i++) {
        document_finish(list->documents[i]);
        free(list->documents[i]);
    }
    free(list->documents);
    *list = (struct plan){0};
}

// Creates a folder and its parents.
static bool make_folder(const char *path, struct error *error) {
    char *part = mem_string(path, strlen(path));
    bool good = true;
    for (char *end = part + 1; good && end[-1]; end++) {
        if (*end != '/' && *end != '\0')
            continue;
        char kept = *end;
        *end = '\0';
        good = mkdir(part, 0777) == 0 || errno == EEXIST || errno == EISDIR;
        if (!good)
            error_set(error, ERROR_RENDER, "cannot make the folder %s: %s", part, strerror(errno));
        *end = kept;
    }
    free(part);
    return good;
}

// Creates the folder of numbered files.
static bool make_frame_folder(const char *path, struct error *error) {
    const char *slash = strrchr(path, '/');
    char *folder = mem_string(path, slash ? (size_t)(slash - path) : 0);
    bool good = folder[0] == '\0' || make_folder(folder, error);
    free(folder);
    return good;
}

bool make_folders(const struct job *job, const struct options *options, struct error *error) {
    for (size_t i = 0; i < job->target_count; i++)
        if (job->targets[i].format->many_files && !make_frame_folder(job->targets[i].path, error))
            return false;
    for (size_t i = 0; i < options->outputs.count; i++)
        if (path_is_folder(options->outputs.items[i]) &&
            !make_folder(options->outputs.items[i], error))
            return false;
    return true;
}

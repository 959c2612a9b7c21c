// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/doubles.h"

#include "base/memory.h"
#include "encode/destination.h"
#include "encode/pattern.h"
#include "preview/preview.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// A file, for the check that no two outputs are the same file.
struct file {
    char *path; // by destination_real
    const struct job *job;
    const struct target *target; // NULL: the scene of the job
    const char *option, *value;  // that name a file of the whole batch; NULL: none
};

// Of one path, what an option names comes last, and jobs are in their order.
static int by_path(const void *a, const void *b) {
    const struct file *left = a, *right = b;
    int order = strcmp(left->path, right->path);
    order = order ? order : (left->option != NULL) - (right->option != NULL);
    return order ? order : (left->job > right->job) - (left->job < right->job);
}

// Two outputs may be the same device, such as /dev/null.
static bool is_device(const char *path) {
    struct stat status;
    return strcmp(path, "-") != 0 && stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

// Reports two uses of one file, unless both are scenes. With a sweep, which is the scene's own,
// only its values are judged.
static bool refuse_pair(const struct file *a, const struct file *b, const struct sweep *sweep,
                        struct error *error) {
    if (sweep) {
        size_t first = a->job->combination, last = b->job->combination;
        size_t later = first > last ? first : last, earlier = first + last - later;
        return later == earlier ||
               error_at(error, sweep_place(sweep, later - 1, earlier - 1),
                        "two films of the sweep would be written to %s", b->target->path);
    }
    if (a->option)
        return error_set(error, ERROR_USAGE, "%s %s would be written over %s %s", b->option,
                         b->value, a->option, a->value);
    if (b->option)
        return error_set(error, ERROR_USAGE, "%s %s would be written over %s", b->option, b->value,
                         a->target ? a->target->path : a->job->scene);
    if (!a->target && !b->target)
        return true;
    if (!a->target || !b->target)
        return error_set(error, ERROR_USAGE, "%s would be written over the scene %s",
                         a->target ? a->target->path : b->target->path,
                         a->target ? b->job->scene : a->job->scene);
    if (a->job == b->job)
        return error_set(error, ERROR_USAGE, "%s would be written twice", b->target->path);
    if (a->job->scene == b->job->scene)
        return error_set(error, ERROR_USAGE, "%s: two films of the sweep would be written to %s",
                         a->job->scene, b->target->path);
    return error_set(error, ERROR_USAGE, "%s and %s would both be written to %s", a->job->scene,
                     b->job->scene, b->target->path);
}

static bool is_numbered(const struct file *file) {
    return file->target && file->target->format->many_files;
}

// Reports what is also one of numbered files. By path, what begins as these do stands around them.
static bool refuse_numbered(const struct file *files, size_t count, size_t at,
                            const struct sweep *sweep, struct error *error) {
    const char *pattern = files[at].path;
    size_t stem = pattern_stem(pattern), first = at;
    while (first > 0 && strncmp(files[first - 1].path, pattern, stem) == 0)
        first--;
    for (size_t i = first; i < count && strncmp(files[i].path, pattern, stem) == 0; i++) {
        bool meets = (is_numbered(&files[i]) ? pattern_meets : pattern_has)(pattern, files[i].path);
        if (i != at && meets && !refuse_pair(&files[at], &files[i], sweep, error))
            return false;
    }
    return true;
}

// Reports two uses of one of the files, whose paths it frees.
static bool refuse_files(struct file *files, size_t count, const struct sweep *sweep,
                         struct error *error) {
    qsort(files, count, sizeof *files, by_path);
    bool good = true;
    for (size_t i = 1; good && i < count; i++)
        if (strcmp(files[i - 1].path, files[i].path) == 0 && !is_device(files[i].path))
            good = refuse_pair(&files[i - 1], &files[i], sweep, error);
    for (size_t i = 0; good && i < count; i++)
        good = !is_numbered(&files[i]) || refuse_numbered(files, count, i, sweep, error);
    for (size_t i = 0; i < count; i++)
        free(files[i].path);
    return good;
}

// Returns an empty array for all files of the jobs from `first` on, and two more.
static struct file *make_files(const struct plan *list, size_t first) {
    size_t count = 2;
    for (size_t i = first; i < list->count; i++)
        count += 1 + list->jobs[i].target_count;
    return mem_zero(count, sizeof(struct file));
}

bool doubles_refuse(const struct plan *list, const struct options *options, struct error *error) {
    const char *const own[][2] = {{"--gallery", options->gallery}, {"--depfile", options->depfile}};
    struct file *files = make_files(list, 0);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct job *job = &list->jobs[i];
        if (strcmp(job->scene, "-") != 0) // "-" is both standard input and standard output
            files[count++] = (struct file){destination_real(job->scene), job, NULL};
        for (size_t j = 0; j < job->target_count; j++)
            if (!preview_is(job->targets[j].format))
                files[count++] =
                    (struct file){destination_real(job->targets[j].path), job, &job->targets[j]};
    }
    for (size_t i = 0; i < 2; i++)
        if (own[i][1])
            files[count++] =
                (struct file){destination_real(own[i][1]), .option = own[i][0], .value = own[i][1]};
    bool good = refuse_files(files, count, NULL, error);
    free(files);
    return good;
}

bool doubles_refuse_values(const struct plan *list, size_t first, const struct sweep *sweep,
                           struct error *error) {
    struct file *files = make_files(list, first);
    size_t count = 0;
    for (size_t i = first; i < list->count; i++)
        for (size_t j = 0; list->jobs[i].combination > 0 && j < list->jobs[i].target_count; j++) {
            const struct target *target = &list->jobs[i].targets[j];
            if (!preview_is(target->format))
                files[count++] = (struct file){mem_string(target->path, strlen(target->path)),
                                               &list->jobs[i], target};
        }
    bool good = refuse_files(files, count, sweep, error);
    free(files);
    return good;
}

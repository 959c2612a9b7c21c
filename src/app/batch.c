// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/batch.h"

#include "app/progress.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/path.h"
#include "encode/atomic_file.h"
#include "film/render.h"
#include "web/embed.h"
#include "web/gallery.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct batch_work {
    const struct plan *list;
    const struct options *options;
    const struct batch_listener *listener; // NULL: none
    struct progress progress;
    pthread_mutex_t lock; // guards the fields below
    size_t next;
    size_t failed;
    struct text failures;       // names of failed jobs
    enum error_kind first_kind; // kind of the first failure
    struct embed_film *films;   // for --embed, one per job; without a job: it failed; owned
    struct gallery gallery;
    struct text rules; // rules of the depfile, one per successful job
};

// Context of the progress callback of a job.
struct listener {
    struct progress *progress;
    size_t job;
};

static void on_frame(void *context, long done, long total) {
    struct listener *listener = context;
    progress_frame(listener->progress, listener->job, done, total);
}

// Prints a line of JSON and flushes it, so that a reader can follow the batch.
static void print_json(const struct report *report, const struct job *job, const char *warnings,
                       const struct error *error) {
    struct text line = {0};
    report_json(report, job, warnings, error, &line);
    fputs(line.data, stdout);
    fflush(stdout);
    text_finish(&line);
}

// Updates the times of files that were up to date: a build tool compares times.
static void touch_stayed(const struct job *job, const struct report *report) {
    for (size_t i = 0; report->stayed && i < job->target_count; i++)
        if (report->stayed[i])
            utimensat(AT_FDCWD, job->targets[i].path, NULL, 0);
}

static void run_job(struct batch_work *batch, size_t index) {
    const struct job *job = &batch->list->jobs[index];
    struct listener listener = {&batch->progress, index};
    struct render_watch watch = {on_frame, &listener};
    struct report report = {0};
    struct text warnings = {0};
    struct error error = {0};
    progress_start(&batch->progress, index);
    double started = seconds_now();
    const struct error *failure = job->mistake.kind ? &job->mistake : NULL;
    if (!failure &&
        !(batch->options->check ? render_check(job, batch->options, &report, &warnings, &error)
                                : render(job, batch->options, &watch, &report, &warnings, &error)))
        failure = &error;
    report.elapsed = seconds_now() - started;
    progress_over(&batch->progress, index, &report, warnings.data, failure);
    pthread_mutex_lock(&batch->lock);
    if (failure) {
        text_printf(&batch->failures, "%s%s", batch->failed ? ", " : "", job->name);
        if (batch->failed++ == 0)
            batch->first_kind = failure->kind;
    } else {
        if (batch->options->depfile) {
            report_rule(&report, job, &batch->rules);
            touch_stayed(job, &report);
        }
        if (batch->options->embed && !batch->options->check)
            batch->films[index] = embed_film_of(job, &report);
    }
    if (report_input(&report, batch->gallery.path)) // render has refused it
        batch->gallery.path = NULL;
    if (!batch->options->check)
        gallery_add(&batch->gallery, index, job, &report, failure);
    if (batch->listener)
        batch->listener->over(batch->listener->context, job, &report, failure);
    if (batch->options->json)
        print_json(&report, job, warnings.data, failure);
    pthread_mutex_unlock(&batch->lock);
    report_finish(&report);
    text_finish(&warnings);
    error_finish(&error);
}

static void *work(void *argument) {
    struct batch_work *batch = argument;
    for (bool ends = false; !ends && interrupt_signal() == 0;) {
        pthread_mutex_lock(&batch->lock);
        ends = batch->next >= batch->list->count || (batch->options->fail_fast && batch->failed);
        size_t index = ends ? 0 : batch->next++;
        pthread_mutex_unlock(&batch->lock);
        if (!ends)
            run_job(batch, index);
    }
    return NULL;
}

static size_t core_count(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (size_t)cores : 1;
}

static size_t worker_count(const struct plan *list, const struct options *options) {
    if (options->preview) // there is only one terminal
        return 1;
    size_t wanted = options->jobs > 0 ? (size_t)options->jobs : core_count();
    size_t most = list->count > 0 ? list->count : 1; // list->count may be 0: a shard may be empty
    return wanted < most ? wanted : most;
}

// Returns the options with the cores divided among the workers, unless --threads is given.
static struct options share_cores(const struct options *options, size_t workers) {
    struct options shared = *options;
    if (shared.threads == 0)
        shared.threads = workers < core_count() ? (long)(core_count() / workers) : 1;
    return shared;
}

// Prints the markup of all films, in their order, separated by blank lines. A film of which a theme
// or size failed has none.
static void print_embeds(struct batch_work *batch) {
    const struct options *options = batch->options;
    const struct embed_place place = {options->embed_base};
    const struct job *jobs = batch->list->jobs;
    bool is_first = true;
    for (size_t i = 0, end; i < batch->list->count; i = end) {
        struct text markup = {0};
        bool good = true;
        for (end = i; end < batch->list->count && jobs[end].family == jobs[i].family; end++)
            good = good && batch->films[end].job;
        if (good)
            embed_write((enum embed_kind)options->embed, &place, &batch->films[i], end - i,
                        &markup);
        if (markup.length > 0)
            printf("%s%s", is_first ? "" : "\n", markup.data);
        is_first = is_first && markup.length == 0;
        text_finish(&markup);
    }
    for (size_t i = 0; i < batch->list->count; i++)
        embed_film_finish(&batch->films[i]);
    fflush(stdout);
    free(batch->films);
}

// Returns true if making a folder, given as the path of an output, also makes `folder`.
static bool makes_folder(const char *output, const char *folder) {
    while (strncmp(output, "./", 2) == 0)
        output += 2;
    while (strncmp(folder, "./", 2) == 0)
        folder += 2;
    size_t length = strlen(folder);
    return strncmp(output, folder, length) == 0 && strchr("/", output[length]);
}

// Checks before any work that a file (NULL: none) can be written at the end. Its folder may be
// absent if it is one that an output creates.
static bool check_writable(const char *path, const struct options *options, struct error *error) {
    struct stat status;
    bool exists = path && stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, ERROR_RENDER, "cannot write '%s': it is a folder", path);
    if (!path || (exists && !S_ISREG(status.st_mode)))
        return true;
    char *folder = path_folder(path);
    bool is_made = false;
    if (folder[0] && stat(folder, &status) != 0)
        for (size_t i = 0; i < options->outputs.count; i++)
            is_made = is_made || (path_is_folder(options->outputs.items[i]) &&
                                  makes_folder(options->outputs.items[i], folder));
    free(folder);
    if (is_made)
        return true;
    struct atomic_file *output = atomic_file_open(path, error);
    atomic_file_destroy(output);
    return output != NULL;
}

// Returns true if a mistake is in what the command line says, or in a theme that it names.
static bool is_of_command_line(const struct error *error) {
    const char *ending = error->file ? strrchr(error->file, '.') : NULL;
    return !error->file || error->line == 0 || strncmp(error->file, "--", 2) == 0 ||
           (ending && strcmp(ending, ".theme") == 0);
}

// Finds a theme, a size or a value of --sweep with which a scene has a mistake, before films of the
// others are made. What is wrong with the scene itself does not stop others.
static bool check_variants(const struct plan *list, const struct options *options,
                           struct error *error) {
    const struct job *jobs = list->jobs;
    struct options one = *options;
    one.threads = 1;
    for (size_t i = 0, end; i < list->count; i = end) {
        size_t failed = 0;
        struct error first = {0};
        for (end = i + 1; end < list->count && jobs[end].scene == jobs[i].scene &&
                          jobs[end].combination == jobs[i].combination;)
            end++;
        for (size_t k = i; end > i + 1 && k < end; k++) {
            struct report report = {0};
            struct text warnings = {0};
            struct error own = {0};
            if (!interrupt_check(error))
                return error_finish(&first), false;
            failed += !render_check(&jobs[k], &one, &report, &warnings, &own);
            if (first.kind == ERROR_NONE && own.kind != ERROR_NONE && is_of_command_line(&own))
                first = own;
            else
                error_finish(&own);
            report_finish(&report);
            text_finish(&warnings);
        }
        if (first.kind != ERROR_NONE && failed < end - i) {
            *error = first;
            error->kind = first.kind == ERROR_INTERRUPTED ? first.kind : ERROR_USAGE;
            return false;
        }
        error_finish(&first);
    }
    return true;
}

// Writes the depfile, unless a scene failed: without its rules, a change of its old inputs would no
// longer cause a rebuild.
static bool write_depfile(const struct batch_work *batch, struct error *error) {
    const char *path = batch->options->check ? NULL : batch->options->depfile;
    if (!path || batch->failed > 0)
        return true;
    const struct text *rules = &batch->rules;
    struct atomic_file *output = atomic_file_open(path, error);
    if (output && batch->options->sync)
        atomic_file_set_durable(output);
    bool good =
        output &&
        (rules->length == 0 || atomic_file_write(output, rules->data, rules->length, error)) &&
        atomic_file_close(output, error);
    atomic_file_destroy(output);
    return good;
}

// Sets the error if scenes failed.
static bool check_failures(const struct batch_work *batch, struct error *error) {
    if (batch->failed == 0)
        return true;
    size_t count = batch->list->count;
    if (count == 1)
        return error_set(error, batch->first_kind, "%s", "");
    struct text left = {0};
    if (batch->next < count)
        text_printf(&left, "; %zu not begun", count - batch->next);
    error_set(error, ERROR_RENDER, "%zu of %zu scenes failed: %s%s", batch->failed, count,
              batch->failures.data, left.data ? left.data : "");
    text_finish(&left);
    return false;
}

bool batch_run(const struct plan *list, const struct options *options,
               const struct batch_listener *listener, struct error *error) {
    size_t workers = worker_count(list, options), started = 0;
    const struct options shared = share_cores(options, workers);
    struct batch_work batch = {.list = list, .options = &shared, .listener = listener};
    if (!options->check && (!check_writable(options->depfile, options, error) ||
                            !check_writable(options->gallery, options, error) ||
                            !check_variants(list, options, error)))
        return false;
    batch.films = mem_zero(list->count, sizeof *batch.films);
    gallery_init(&batch.gallery, options->check ? NULL : options->gallery, list->count);
    batch.gallery.title = options->gallery_title;
    batch.gallery.text = options->gallery_text;
    batch.gallery.durable = options->sync;
    pthread_t *threads = mem_zero(workers, sizeof *threads);
    pthread_mutex_init(&batch.lock, NULL);
    progress_init(&batch.progress, list, options);
    // This thread works too, so the batch completes even if no thread can be created.
    while (started + 1 < workers && pthread_create(&threads[started], NULL, work, &batch) == 0)
        started++;
    work(&batch);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    progress_finish(&batch.progress);
    pthread_mutex_destroy(&batch.lock);
    free(threads);
    print_embeds(&batch);
    bool good =
        interrupt_check(error) && write_depfile(&batch, error) &&
        gallery_write(&batch.gallery, error) && check_failures(&batch, error) &&
        (!ferror(stdout) || error_set(error, ERROR_RENDER, "cannot write to standard output"));
    gallery_finish(&batch.gallery);
    text_finish(&batch.rules);
    text_finish(&batch.failures);
    return good;
}

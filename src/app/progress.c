// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double REDRAW_SECONDS = 0.1;
static const double RATE_SECONDS = 0.5; // earlier, rate and ETA are too uncertain to show

static void print_one(const struct error *error) {
    // The message of an error in a source already contains "error: ".
    const char *word = strstr(error->message, "error: ");
    const char *no_color = getenv("NO_COLOR");
    bool is_colored = isatty(STDERR_FILENO) && !(no_color && *no_color);
    if (error->kind == ERROR_SCENE && word && is_colored)
        fprintf(stderr, "%.*s\033[1;31merror:\033[0m%s\n", (int)(word - error->message),
                error->message, word + strlen("error:"));
    else if (error->kind == ERROR_SCENE)
        fprintf(stderr, "%s\n", error->message);
    else if (is_colored && error->kind != ERROR_INTERRUPTED)
        fprintf(stderr, "optanim: \033[1;31merror:\033[0m %s\n", error->message);
    else if (error->kind == ERROR_INTERRUPTED)
        fprintf(stderr, "optanim: interrupted\n");
    else
        fprintf(stderr, "optanim: error: %s\n", error->message);
}

void error_print(const struct error *error) {
    for (; error && error->kind != ERROR_UNREAD; error = error->more)
        print_one(error);
}

void print_shown(const char *format, ...) {
    struct text line = {0};
    va_list arguments;
    va_start(arguments, format);
    shown_vprintf(&line, format, arguments);
    va_end(arguments);
    fputs(line.data, stderr);
    text_finish(&line);
}

void progress_init(struct progress *progress, const struct plan *list,
                   const struct options *options) {
    *progress = (struct progress){.count = list->count,
                                  .quiet = options->quiet,
                                  .checks_only = options->check,
                                  .is_json = options->json,
                                  .timed = options->timings && !options->check};
    pthread_mutex_init(&progress->lock, NULL);
    progress->jobs = mem_zero(list->count, sizeof *progress->jobs);
    for (size_t i = 0; i < list->count; i++)
        progress->jobs[i].job = &list->jobs[i];
    progress->has_line = options->progress == PROGRESS_ALWAYS ||
                         (options->progress == PROGRESS_AUTO && isatty(STDERR_FILENO) &&
                          !options->quiet && !options->preview);
    progress->started = seconds_now();
}

// Erases the progress lines; the cursor is at the start of the last one.
static void wipe(struct progress *progress) {
    for (size_t i = 0; i < progress->lines_shown; i++)
        fputs(i ? "\033[A\r\033[K" : "\r\033[K", stderr);
    progress->lines_shown = 0;
}

void progress_finish(struct progress *progress) {
    wipe(progress);
    free(progress->jobs);
    text_finish(&progress->last_error);
    pthread_mutex_destroy(&progress->lock);
}

// Returns the fraction of work done, 0 to 1. All scenes count the same.
static double part_done(const struct progress *progress) {
    double sum = 0;
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_job *job = &progress->jobs[i];
        if (job->over)
            sum += 1;
        else if (job->total > 0)
            sum += (double)job->done / (double)job->total;
    }
    return sum / (double)progress->count;
}

// Appends the progress of one scene: "lamb_lr1 [######    ] 60/100".
static void describe_job(const struct progress_job *job, struct text *line) {
    enum { CELLS = 24 };
    size_t start = line->length;
    shown_append(line, job->job->name, strlen(job->job->name), SHOWN_NAME_MAX);
    size_t width = utf8_count(line->data + start, line->length - start);
    text_printf(line, "%*s", width < 20 ? (int)(21 - width) : 1, "");
    if (job->total <= 0)
        return;
    text_add(line, "[");
    for (long i = 0; i < CELLS; i++)
        text_add(line, i < CELLS * job->done / job->total ? "#" : " ");
    text_printf(line, "] %ld/%ld", job->done, job->total);
}

// Appends the progress of the batch, with rate and remaining time if known.
static void describe_whole(const struct progress *progress, double now, struct text *line) {
    size_t over = 0;
    for (size_t i = 0; i < progress->count; i++)
        over += progress->jobs[i].over;
    if (progress->count > 1)
        text_printf(line, "%zu/%zu scenes  %ld frames", over, progress->count, progress->frames);
    double elapsed = now - progress->started, part = part_done(progress);
    if (elapsed < RATE_SECONDS || part <= 0)
        return;
    long left = (long)(elapsed * (1 - part) / part + 0.5);
    text_printf(line, "  %.0f frames/s", (double)progress->frames / elapsed);
    if (left >= 3600)
        text_printf(line, "  %ld:%02ld:%02ld left", left / 3600, left / 60 % 60, left % 60);
    else
        text_printf(line, "  %ld:%02ld left", left / 60, left % 60);
}

// Shows a line below the others, cut to the width: a wrapped line could not be erased.
static void show(struct progress *progress, const struct text *line, size_t columns) {
    const char *text = line->data ? line->data : "", *end = text, *stop = text + line->length;
    for (size_t i = 0; i < columns && end < stop; i++)
        utf8_next(&end, stop);
    fprintf(stderr, "%s%.*s", progress->lines_shown > 0 ? "\n" : "\r", (int)(end - text), text);
    fputs("\033[K", stderr);
    progress->lines_shown++;
}

// Shows one line per running scene, as many as fit the terminal, and one for the batch; for a
// single scene they are one line.
static void redraw(struct progress *progress) {
    double now = seconds_now();
    if (!progress->has_line || now - progress->drawn < REDRAW_SECONDS)
        return;
    progress->drawn = now;
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    size_t columns = known ? size.ws_col - 1u : 79;
    size_t most = known && size.ws_row > 3 ? size.ws_row - 2u : 16;
    wipe(progress);
    struct text line = {0};
    for (size_t i = 0; i < progress->count && progress->lines_shown < most; i++) {
        if (!progress->jobs[i].running)
            continue;
        describe_job(&progress->jobs[i], &line);
        if (progress->count > 1) {
            show(progress, &line, columns);
            text_clear(&line);
        }
    }
    describe_whole(progress, now, &line);
    show(progress, &line, columns);
    fflush(stderr);
    text_finish(&line);
}

void progress_start(struct progress *progress, size_t job) {
    pthread_mutex_lock(&progress->lock);
    progress->jobs[job].running = true;
    redraw(progress);
    pthread_mutex_unlock(&progress->lock);
}

void progress_frame(struct progress *progress, size_t job, long done, long total) {
    pthread_mutex_lock(&progress->lock);
    progress->jobs[job].done = done;
    progress->jobs[job].total = total;
    progress->frames++;
    redraw(progress);
    pthread_mutex_unlock(&progress->lock);
}

static void print_warnings(const struct job *job, const char *warnings) {
    for (const char *line = warnings; *line;) {
        size_t length = strcspn(line, "\n");
        print_shown("%s: warning: %.*s\n", job->scene, (int)length, line);
        line += length + (line[length] == '\n');
    }
}

// All films of a sweep share the mistakes of their scene; they are printed once.
static void print_once(struct progress *progress, const struct error *error) {
    size_t length = strcspn(error->message, "\n");
    if (length == progress->last_error.length && length > 0 &&
        memcmp(progress->last_error.data, error->message, length) == 0)
        return;
    error_print(error);
    text_clear(&progress->last_error);
    text_append(&progress->last_error, error->message, length);
}

static void print_timings(const struct job *job, const struct report *report) {
    struct text line = {0};
    timings_print(&report->timings, report->elapsed, job->name, &line);
    fputs(line.data, stderr);
    text_finish(&line);
}

void progress_over(struct progress *progress, size_t job, const struct report *report,
                   const char *warnings, const struct error *error) {
    pthread_mutex_lock(&progress->lock);
    struct progress_job *row = &progress->jobs[job];
    row->running = false;
    row->over = true;
    wipe(progress);
    if (warnings && !progress->quiet)
        print_warnings(row->job, warnings);
    if (error && error->kind != ERROR_INTERRUPTED)
        print_once(progress, error);
    for (size_t i = 0;
         !error && !progress->quiet && !progress->checks_only && i < row->job->target_count; i++)
        if (strcmp(row->job->targets[i].path, "-") != 0)
            print_shown("%s%s\n", row->job->targets[i].path,
                        report->stayed && report->stayed[i] ? " (up to date)" : "");
    if (!error && progress->checks_only && !progress->quiet && !progress->is_json) {
        struct text line = {0};
        shown_printf(&line, "%s: %ld frame%s, %.6g s\n", row->job->scene, report->frames,
                     report->frames == 1 ? "" : "s", report->duration);
        fputs(line.data, stdout);
        text_finish(&line);
    }
    if (!error && progress->timed)
        print_timings(row->job, report);
    pthread_mutex_unlock(&progress->lock);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The command line becomes jobs, each one scene and its files; the batch runs them; render.c is the
// way of one scene through the program.
#include "app/batch.h"
#include "app/progress.h"
#include "app/watch.h"
#include "base/interrupt.h"
#include "base/shown.h"
#include "film/extract.h"
#include "film/plan.h"
#include "options/option_table.h"
#include "reference/completion.h"
#include "reference/explain.h"
#include "reference/list.h"
#include "reference/manual.h"
#include "reference/schema.h"
#include "starters/starters.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// True where what was printed has reached standard output.
static bool flush_output(struct error *error) {
    return fflush(stdout) == 0 || error_set(error, ERROR_RENDER, "cannot write to standard output");
}

// Prints the text of a scene; a terminal is not sent what it could take for orders.
static void print_scene(const char *text) {
    if (!isatty(STDOUT_FILENO)) {
        fputs(text, stdout);
        return;
    }
    struct text line = {0};
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        text_clear(&line);
        shown_append(&line, at, length, SIZE_MAX);
        printf("%s\n", line.data);
        at += length + (at[length] == '\n');
    }
    text_finish(&line);
}

static bool run(const struct options *options, struct error *error) {
    if (options->help) {
        options_help(stdout);
        return flush_output(error);
    }
    if (options->version) {
        printf("optanim %s\n", OPTANIM_VERSION);
        return flush_output(error);
    }
    if (options->completion) {
        completion_print(options->completion, stdout);
        return flush_output(error);
    }
    if (options->man) {
        if (strcmp(options->man, "scene") == 0)
            manual_scene(stdout);
        else
            manual_program(stdout);
        return flush_output(error);
    }
    if (options->list)
        return list_print(&options->operands, options->json, stdout, error) && flush_output(error);
    if (options->new_scene)
        return starter_write(options->starter ? options->starter : starter_names[0],
                             options->new_scene, error);
    if (options->extract) {
        char *source = extract_source(options->extract, error);
        if (source)
            print_scene(source);
        free(source);
        return source && flush_output(error);
    }
    if (options->schema) {
        struct text schema = {0};
        schema_write(&schema);
        fputs(schema.data, stdout);
        text_finish(&schema);
        return flush_output(error);
    }
    if (options->explain) {
        struct text scene = {0};
        bool good = explain(options, &scene, error);
        if (good)
            print_scene(scene.data);
        text_finish(&scene);
        return good && flush_output(error);
    }
    if (options->watch)
        return watch_run(options, error);
    struct plan jobs;
    if (!plan_make(&jobs, options, error))
        return false;
    bool good = batch_run(&jobs, options, NULL, error);
    plan_finish(&jobs);
    return good;
}

// As a shell tells of a signal; a reader that has gone would have sent one.
static int exit_status(const struct error *error) {
    switch (error->kind) {
    case ERROR_INTERRUPTED:
        return 128 + interrupt_signal();
    case ERROR_UNREAD:
        return 128 + SIGPIPE;
    default:
        return (int)error->kind;
    }
}

// Takes the places of standard streams that are closed, so that no film is opened in one and what
// is printed goes into it.
static void hold_standard_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
            return;
}

int main(int count, char **arguments) {
    struct options options = {0};
    struct error error = {0};
    hold_standard_streams();
    interrupt_catch();
    bool good = options_read(&options, count - 1, arguments + 1, &error);
    // A reader such as `head` may leave when it has seen enough of a list.
    if (good && options_tell(&options))
        signal(SIGPIPE, SIG_DFL);
    if (good)
        run(&options, &error);
    if (error.message && error.message[0] != '\0')
        error_print(&error);
    int status = exit_status(&error);
    options_finish(&options);
    error_finish(&error);
    return status;
}

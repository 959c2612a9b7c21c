// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include "app/batch.h"
#include "app/watch.h"
#include "base/shown.h"
#include "base/source.h"
#include "film/extract.h"
#include "film/plan.h"
#include "reference/completion.h"
#include "reference/explain.h"
#include "reference/list.h"
#include "reference/manual.h"
#include "reference/schema.h"
#include "starters/starters.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Makes a scene readable more than once. A restricted one is no pipe.
static bool keep_input(const char *path, const struct options *options, struct error *error) {
    return (options->restricted && strcmp(path, "-") != 0) || source_keep(path, error);
}

static bool run_batch(const struct options *options, struct error *error) {
    struct plan plan;
    for (size_t i = 0; i < options->operands.count; i++)
        if (!keep_input(options->operands.items[i], options, error))
            return false;
    if (!plan_make(&plan, options, error))
        return false;
    bool good = batch_run(&plan, options, NULL, error);
    plan_finish(&plan);
    return good;
}

static bool run_new(const struct options *options, struct error *error) {
    return starter_write(options->starter ? options->starter : starter_names[0], options->argument,
                         error);
}

// Prints the text of a scene. For a terminal, control sequences are escaped.
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

static bool run_explain(const struct options *options, struct error *error) {
    struct text scene = {0};
    if (!keep_input(options->argument, options, error))
        return false;
    bool good = explain(options, options->argument, &scene, error);
    if (good)
        print_scene(scene.data);
    text_finish(&scene);
    return good;
}

static bool run_extract(const struct options *options, struct error *error) {
    char *source = extract_source(options->argument, error);
    if (source)
        print_scene(source);
    free(source);
    return source != NULL;
}

static bool run_list(const struct options *options, struct error *error) {
    struct strings topics = {0};
    if (options->argument)
        strings_add(&topics, options->argument);
    for (size_t i = 0; i < options->operands.count; i++)
        strings_add(&topics, options->operands.items[i]);
    bool good = list_print(&topics, options->json, stdout, error);
    strings_finish(&topics);
    return good;
}

static bool run_schema(const struct options *options, struct error *error) {
    (void)options, (void)error;
    struct text schema = {0};
    schema_write(&schema);
    fputs(schema.data, stdout);
    text_finish(&schema);
    return true;
}

static bool run_completion(const struct options *options, struct error *error) {
    (void)error;
    completion_print(options->argument, command_table, stdout);
    return true;
}

static const char *const pages[] = {"optanim", "scene", NULL};

static bool run_man(const struct options *options, struct error *error) {
    (void)error;
    if (options->argument && strcmp(options->argument, pages[1]) == 0)
        manual_scene(stdout);
    else
        manual_program(command_table, stdout);
    return true;
}

static bool run_help(const struct options *options, struct error *error) {
    (void)options, (void)error;
    options_help(command_table, stdout);
    return true;
}

static bool run_version(const struct options *options, struct error *error) {
    (void)options, (void)error;
    printf("optanim %s\n", OPTANIM_VERSION);
    return true;
}

bool command_run(const struct options *options, struct error *error) {
    const struct command *command = options->command;
    if (!(command ? command->run : run_batch)(options, error))
        return false;
    // This also covers output printed earlier.
    bool good = fflush(stdout) == 0 && !ferror(stdout);
    return good || error_set(error, ERROR_RENDER, "cannot write to standard output");
}

const struct command command_table[] = {
    {{0, "check", NULL, false, GROUP_INSTEAD, "check scenes for mistakes, write nothing",
      STORED_IN(check)},
     TAKES_SCENES,
     run_batch},
    {{0, "watch", NULL, false, GROUP_RUN, "render again when a scene, its data or theme changes"},
     TAKES_SCENES,
     watch_run},
    {{0, "new", "FILE", false, GROUP_INSTEAD, "write a commented scene to start from"},
     TAKES_NOTHING,
     run_new},
    {{0, "from", "NAME", false, GROUP_INSTEAD,
      "the scene that --new writes: fit (default), function or post", starter_names,
      STORED_IN(starter)}},
    {{0, "explain", "SCENE", false, GROUP_INSTEAD, "print a scene with its defaults filled in"},
     TAKES_NOTHING,
     run_explain},
    {{0, "extract", "FILE", false, GROUP_INSTEAD,
      "print the scene that a film or picture was made from"},
     TAKES_NOTHING,
     run_extract},
    {{0, "list", "[WHAT]", true, GROUP_INSTEAD,
      "list optimizers, formats, ...; optimizers.lamb lists its options", .topic = OPTION_TOPICS},
     TAKES_WORDS,
     run_list},
    {{0, "schema", NULL, false, GROUP_INSTEAD, "print a JSON Schema of scenes, for editors"},
     TAKES_NOTHING,
     run_schema},
    {{0, "completion", "SHELL", false, GROUP_INSTEAD, "print completion for bash, zsh or fish",
      completion_shells},
     TAKES_NOTHING,
     run_completion},
    {{0, "man", "[PAGE]", true, GROUP_INSTEAD,
      "print the manual page optanim or scene, for man -l -", pages},
     TAKES_NOTHING,
     run_man},
    {{'h', "help", NULL, false, GROUP_INSTEAD, "print this"}, TAKES_WORDS, run_help, true},
    {{'V', "version", NULL, false, GROUP_INSTEAD, "print the version"},
     TAKES_WORDS,
     run_version,
     true},
    {{0}},
};

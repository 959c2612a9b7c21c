// SPDX-License-Identifier: GPL-3.0-or-later
// Parses the command line.
#include "base/memory.h"
#include "base/names.h"
#include "options/option_table.h"

#include <stdlib.h>
#include <string.h>

// The state of the parser.
struct argument_reader {
    struct options *options;
    const struct command *commands;
    char *const *next, *const *end; // remaining arguments
    const struct command *extra;    // an option that only one command uses, if given
    struct error *error;
};

static const struct option *find_long(const struct argument_reader *reader, const char *name,
                                      size_t length) {
    const struct option *option;
    for (size_t i = 0; (option = option_at(reader->commands, i)); i++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static const struct option *find_letter(const struct argument_reader *reader, char letter) {
    const struct option *option;
    for (size_t i = 0; (option = option_at(reader->commands, i)); i++)
        if (option->letter == letter)
            return option;
    return NULL;
}

static bool unknown_option(const struct argument_reader *reader, const char *name) {
    const char *names[128];
    const struct option *option;
    size_t count = 0;
    for (; count < sizeof names / sizeof *names && (option = option_at(reader->commands, count));
         count++)
        names[count] = option->name;
    const char *nearest = names_meant(name, names, count);
    struct text key = {0};
    bool is_key = names_address(&key, name);
    if (is_key)
        error_set(reader->error, ERROR_USAGE, "unknown option '--%s'; write --set %s=VALUE", name,
                  key.data);
    text_finish(&key);
    if (is_key)
        return false;
    if (nearest)
        return error_set(reader->error, ERROR_USAGE, "unknown option '--%s'; did you mean '--%s'?",
                         name, nearest);
    return error_set(reader->error, ERROR_USAGE, "unknown option '--%s'; see 'optanim --help'",
                     name);
}

// Returns the command that an option belongs to, or NULL.
static const struct command *row_of(const struct argument_reader *reader,
                                    const struct option *option) {
    for (const struct command *command = reader->commands; command->option.name; command++)
        if (&command->option == option)
            return command;
    return NULL;
}

// Selects a command. Only one may be given, with two exceptions: those with `goes_first`, and two
// commands on scenes, of which the later row of the table includes the earlier (--watch --check).
static bool choose_command(struct argument_reader *reader, const struct command *command) {
    struct options *options = reader->options;
    const struct command *other = options->command;
    bool both_work_on_scenes =
        other && other->operands == TAKES_SCENES && command->operands == TAKES_SCENES;
    if (!other || command->goes_first || (both_work_on_scenes && command > other))
        options->command = command;
    else if (other != command && !other->goes_first && !both_work_on_scenes)
        return error_set(reader->error, ERROR_USAGE, "--%s and --%s: give one of them",
                         other->option.name, command->option.name);
    return true;
}

// Stores the argument of an option without an `apply` function.
static bool keep(struct argument_reader *reader, const struct option *option, const char *name,
                 const char *argument) {
    if (option->argument && (!argument || argument[0] == '\0') && !option->may_lack_argument)
        return error_set(reader->error, ERROR_USAGE, "%s needs an argument: %s", name,
                         option->argument);
    if (argument && option->choices) {
        argument = option_choice(name, argument, option->choices, reader->error);
        if (!argument)
            return false;
    }
    const struct command *row = row_of(reader, option);
    if (row && !row->run)
        reader->extra = row;
    else if (row && !choose_command(reader, row))
        return false;
    else if (row && argument)
        reader->options->argument = argument;
    void *field = (char *)reader->options + option->field;
    if (option->field && option->argument)
        *(const char **)field = argument;
    else if (option->field)
        *(bool *)field = true;
    return true;
}

static bool apply(struct argument_reader *reader, const struct option *option, const char *name,
                  const char *argument) {
    if (!option->argument && argument)
        return error_set(reader->error, ERROR_USAGE, "%s takes no argument", name);
    bool is_next = reader->next < reader->end;
    if (option->may_lack_argument)
        is_next = is_next && !option->is_joined && reader->next[0][0] != '-';
    if (option->argument && !argument && is_next)
        argument = *reader->next++;
    if (option->argument && !argument && !option->may_lack_argument)
        return error_set(reader->error, ERROR_USAGE, "%s needs an argument: %s", name,
                         option->argument);
    return option->apply ? option->apply(reader->options, name, argument, reader->error)
                         : keep(reader, option, name, argument);
}

// Reads `--name`, `--name=value` or `--name value`.
static bool read_long(struct argument_reader *reader, const char *text) {
    size_t length = strcspn(text + 2, "=");
    char *name = mem_string(text, length + 2);
    const struct option *option = find_long(reader, name + 2, length);
    const char *value = text[length + 2] == '=' ? text + length + 3 : NULL;
    bool good = option ? apply(reader, option, name, value) : unknown_option(reader, name + 2);
    free(name);
    return good;
}

// Reads `-q`, `-oFILE`, `-o FILE` or several letters, of which only the last takes an argument.
static bool read_letters(struct argument_reader *reader, const char *text) {
    for (const char *letter = text + 1; *letter; letter++) {
        const struct option *option = find_letter(reader, *letter);
        char name[] = {'-', *letter, '\0'};
        if (!option)
            return find_long(reader, text + 1, strcspn(text + 1, "="))
                       ? error_set(reader->error, ERROR_USAGE,
                                   "unknown option '%s'; did you mean '-%s'?", text, text)
                       : error_set(reader->error, ERROR_USAGE,
                                   "unknown option '-%s'; see 'optanim --help'", letter);
        bool takes_rest = option->argument && letter[1] != '\0';
        if (takes_rest && letter[1] == '=')
            return error_set(reader->error, ERROR_USAGE, "-%s: write -%c %s, or --%s%s", letter,
                             *letter, letter + 2, option->name, letter + 1);
        if (!apply(reader, option, name, takes_rest ? letter + 1 : NULL))
            return false;
        if (takes_rest)
            break;
    }
    return true;
}

// Only one output may go to standard output.
static bool check_standard_output(const struct options *options, struct error *error) {
    const char *first = options->json ? "--json" : NULL, *second = NULL;
    if (options->embed)
        *(first ? &second : &first) = "--embed";
    if (options->preview)
        *(first ? &second : &first) = "--preview";
    for (size_t i = 0; i < options->outputs.count; i++)
        if (strcmp(options->outputs.items[i], "-") == 0)
            *(first ? &second : &first) = "-o -";
    return !second ||
           error_set(error, ERROR_USAGE, "%s and %s would both write to standard output: give one",
                     first, second);
}

// Reports options that have no effect with the others.
static bool check(const struct argument_reader *reader) {
    const struct options *options = reader->options;
    const struct command *command = options->command, *owner = reader->extra;
    struct error *error = reader->error;
    for (size_t i = 0; i < options->operands.count; i++)
        if (options->operands.items[i][0] == '\0')
            return error_set(error, ERROR_USAGE, "expected the path of a scene, not nothing");
    while (owner && !owner->run)
        owner--;
    if (owner != NULL && owner != command)
        return error_set(error, ERROR_USAGE, "--%s is for --%s %s", reader->extra->option.name,
                         owner->option.name, owner->option.argument);
    if (command && command->operands == TAKES_NOTHING && options->operands.count > 0)
        return error_set(error, ERROR_USAGE, "--%s: '%s' is one argument too many",
                         command->option.name, options->operands.items[0]);
    if (command && command->operands != TAKES_SCENES)
        return true;
    if (options->operands.count == 0)
        return error_set(error, ERROR_USAGE, "no scene given; see 'optanim --help'");
    if ((options->theme && options->themes) || (options->width > 0 && options->sizes))
        return error_set(error, ERROR_USAGE, "--%s and --%s: give one of them",
                         options->sizes ? "size" : "theme", options->sizes ? "sizes" : "themes");
    if ((options->gallery_title || options->gallery_text) && !options->gallery)
        return error_set(error, ERROR_USAGE, "--gallery-%s is for --gallery FILE",
                         options->gallery_title ? "title" : "text");
    if (options->embed_base && !options->embed)
        return error_set(error, ERROR_USAGE, "--embed-base is for --embed KIND");
    return check_standard_output(options, error);
}

bool options_read(struct options *options, const struct command *commands, int count,
                  char *const *arguments, struct error *error) {
    *options = (struct options){0};
    struct argument_reader reader = {.options = options,
                                     .commands = commands,
                                     .next = arguments,
                                     .end = arguments + count,
                                     .error = error};
    bool only_operands = false, good = true;
    while (good && reader.next < reader.end) {
        const char *text = *reader.next++;
        if (only_operands || text[0] != '-' || text[1] == '\0')
            strings_add(&options->operands, text);
        else if (strcmp(text, "--") == 0)
            only_operands = true;
        else
            good = text[1] == '-' ? read_long(&reader, text) : read_letters(&reader, text);
    }
    good = good && check(&reader);
    if (!good)
        options_finish(options);
    return good;
}

void options_finish(struct options *options) {
    strings_finish(&options->operands);
    strings_finish(&options->outputs);
    strings_finish(&options->sets);
    strings_finish(&options->sweeps);
    for (size_t i = 0; i < options->theme_count; i++)
        free(options->themes[i]);
    free(options->themes);
    free(options->sizes);
    free(options->formats);
    *options = (struct options){0};
}

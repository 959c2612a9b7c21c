// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the command line by the table of options.
#include "base/memory.h"
#include "options/option_table.h"

#include <stdlib.h>
#include <string.h>

static const struct option *find_long(const char *name, size_t length) {
    for (const struct option *option = option_table; option->name; option++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static const struct option *find_letter(char letter) {
    for (const struct option *option = option_table; option->name; option++)
        if (option->letter == letter)
            return option;
    return NULL;
}

static bool unknown_option(const char *name, struct error *error) {
    const char *names[64];
    size_t count = 0;
    for (; count < 64 && option_table[count].name; count++)
        names[count] = option_table[count].name;
    const char *nearest = text_nearest(name, names, count);
    if (nearest)
        return error_set(error, ERROR_USAGE, "unknown option '--%s'; did you mean '--%s'?", name,
                         nearest);
    return error_set(error, ERROR_USAGE, "unknown option '--%s'; see 'optanim --help'", name);
}

// The arguments that are left to read.
struct arguments {
    char *const *next;
    char *const *end;
};

static bool apply(struct options *options, const struct option *option, const char *name,
                  const char *argument, struct arguments *left, struct error *error) {
    if (!option->argument && argument)
        return error_set(error, ERROR_USAGE, "%s takes no argument", name);
    bool is_next = left->next < left->end;
    if (option->may_lack_argument)
        is_next = is_next && left->next[0][0] != '-' && !option->is_joined;
    if (option->argument && !argument && is_next)
        argument = *left->next++;
    if (option->argument && !argument && !option->may_lack_argument)
        return error_set(error, ERROR_USAGE, "%s needs an argument: %s", name, option->argument);
    if (option->apply)
        return option->apply(options, name, argument, error);
    void *field = (char *)options + option->field;
    if (!option->argument)
        *(bool *)field = true;
    else if (!argument || argument[0] == '\0')
        return error_set(error, ERROR_USAGE, "%s needs an argument: %s", name, option->argument);
    else
        *(const char **)field = argument;
    return true;
}

// Reads `--name`, `--name=value` or `--name value`.
static bool read_long(struct options *options, const char *text, struct arguments *left,
                      struct error *error) {
    size_t length = strcspn(text + 2, "=");
    char *name = mem_string(text, length + 2);
    const struct option *option = find_long(name + 2, length);
    const char *value = text[length + 2] == '=' ? text + length + 3 : NULL;
    bool good =
        option ? apply(options, option, name, value, left, error) : unknown_option(name + 2, error);
    free(name);
    return good;
}

// Reads `-q`, `-oFILE`, `-o FILE` or several letters, of which only the last takes an argument.
static bool read_letters(struct options *options, const char *text, struct arguments *left,
                         struct error *error) {
    for (const char *letter = text + 1; *letter; letter++) {
        const struct option *option = find_letter(*letter);
        char name[] = {'-', *letter, '\0'};
        if (!option)
            return error_set(error, ERROR_USAGE, "unknown option '-%s'; see 'optanim --help'",
                             letter);
        bool takes_rest = option->argument && letter[1] != '\0';
        if (!apply(options, option, name, takes_rest ? letter + 1 : NULL, left, error))
            return false;
        if (takes_rest)
            break;
    }
    return true;
}

const char *options_tell(const struct options *options) {
    const struct {
        bool asked;
        const char *name;
    } others[] = {
        {options->help, "--help"},       {options->version, "--version"},
        {options->list, "--list"},       {options->completion, "--completion"},
        {options->man, "--man"},         {options->new_scene, "--new"},
        {options->extract, "--extract"}, {options->schema, "--schema"},
        {options->explain, "--explain"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].asked)
            return others[i].name;
    return NULL;
}

// Two writers would mix what they say.
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

// Finds what is given for nothing.
static bool check(const struct options *options, struct error *error) {
    const char *tells = options_tell(options);
    bool takes_many = !tells || options->list || options->help || options->version;
    for (size_t i = 0; i < options->operands.count; i++)
        if (options->operands.items[i][0] == '\0')
            return error_set(error, ERROR_USAGE, "expected the path of a scene, not nothing");
    if (options->starter && !options->new_scene)
        return error_set(error, ERROR_USAGE, "--from is for --new FILE");
    if (!takes_many && options->operands.count > 0)
        return error_set(error, ERROR_USAGE, "%s: '%s' is one argument too many", tells,
                         options->operands.items[0]);
    if (tells)
        return true;
    if (options->operands.count == 0)
        return error_set(error, ERROR_USAGE, "no scene given; see 'optanim --help'");
    return check_standard_output(options, error);
}

bool options_read(struct options *options, int count, char *const *arguments, struct error *error) {
    *options = (struct options){0};
    struct arguments left = {arguments, arguments + count};
    bool only_operands = false, good = true;
    while (good && left.next < left.end) {
        const char *text = *left.next++;
        if (only_operands || text[0] != '-' || text[1] == '\0')
            strings_add(&options->operands, text);
        else if (strcmp(text, "--") == 0)
            only_operands = true;
        else if (text[1] == '-')
            good = read_long(options, text, &left, error);
        else
            good = read_letters(options, text, &left, error);
    }
    good = good && check(options, error);
    if (!good)
        options_finish(options);
    return good;
}

void options_finish(struct options *options) {
    strings_finish(&options->operands);
    strings_finish(&options->outputs);
    strings_finish(&options->sets);
    strings_finish(&options->sweeps);
    free(options->formats);
    *options = (struct options){0};
}

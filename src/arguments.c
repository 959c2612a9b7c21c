// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the command line by the table of options.
#include "base/memory.h"
#include "cli.h"

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
    if (option->argument && !argument && !option->may_lack_argument) {
        if (left->next == left->end)
            return error_set(error, ERROR_USAGE, "%s needs an argument: %s", name,
                             option->argument);
        argument = *left->next++;
    }
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
    bool tells = options->help || options->version || options->list || options->completion ||
                 options->man || options->extract || options->explain || options->schema ||
                 options->new_scene;
    if (good && options->starter && !options->new_scene)
        good = error_set(error, ERROR_USAGE, "--from is for --new FILE");
    if (good && !tells && options->operands.count == 0)
        good = error_set(error, ERROR_USAGE, "no scene given; see 'optanim --help'");
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/completion.h"

#include "base/name_table.h"
#include "reference/catalog.h"

#include <string.h>

// Returns true if the possible arguments of an option are known.
static bool knows_arguments(const struct option *option) {
    return option->choices || option->topic;
}

// Returns true if the argument of an option is a path, not a number or KEY=VALUE.
static bool takes_path(const struct option *option) {
    return strcmp(option->argument, "PATH") == 0 || strcmp(option->argument, "FILE") == 0 ||
           strcmp(option->argument, "SCENE") == 0;
}

// Writes those arguments, separated by spaces: the option's choices, the names of the catalog's
// tables, or the entries of one.
static void write_arguments(const struct option *option, FILE *file) {
    const char *space = "";
    for (size_t i = 0; option->choices && option->choices[i]; i++, space = " ")
        fprintf(file, "%s%s", space, option->choices[i]);
    for (const struct catalog_topic *topic = catalog; option->topic && topic->name; topic++) {
        if (strcmp(option->topic, OPTION_TOPICS) == 0) {
            fprintf(file, "%s%s", space, topic->name);
            space = " ";
        }
        if (strcmp(option->topic, topic->name) != 0)
            continue;
        for (size_t i = 0; topic->at(i).name; i++, space = " ")
            fprintf(file, "%s%s", space, topic->at(i).name);
    }
}

// Writes each entry of every table as TABLE.ENTRY, each after a space.
static void write_entries(FILE *file) {
    for (const struct catalog_topic *topic = catalog; topic->name; topic++)
        for (size_t i = 0; topic->at(i).name; i++)
            fprintf(file, " %s.%s", topic->name, topic->at(i).name);
}

// Writes one case of the bash script: the arguments of an option. Entries of a table are offered
// only once its name and a dot are typed.
static void print_bash_case(const struct option *option, FILE *file) {
    if (option->letter)
        fprintf(file, "    -%c | ", option->letter);
    else
        fputs("    ", file);
    fprintf(file, "--%s)\n        local words='", option->name);
    write_arguments(option, file);
    fputs("'\n", file);
    if (option->topic && strcmp(option->topic, OPTION_TOPICS) == 0) {
        fputs("        [[ $word == *.* ]] && words='", file);
        write_entries(file);
        fputs("'\n", file);
    }
    fprintf(file,
            "        mapfile -t COMPREPLY < <(compgen %s-W \"$words\" -- \"$word\")\n"
            "        return ;;\n",
            takes_path(option) ? "-f " : "");
}

static void print_bash(const struct command *commands, FILE *file) {
    const struct option *option;
    fputs("_optanim() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    COMPREPLY=()\n"
          "    if [[ $word == -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          file);
    for (size_t i = 0; (option = option_at(commands, i)); i++)
        fprintf(file, "--%s ", option->name);
    fputs("' -- \"$word\")\n"
          "        return\n"
          "    fi\n"
          "    # --name=value comes as three words.\n"
          "    if [[ $word == = ]]; then word=\n"
          "    elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    case $before in\n",
          file);
    for (size_t i = 0; (option = option_at(commands, i)); i++)
        if (option->argument)
            print_bash_case(option, file);
    fputs("    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -f -X '!*.scene' -- \"$word\"; compgen -d -- "
          "\"$word\")\n"
          "}\n"
          "complete -o filenames -F _optanim optanim\n",
          file);
}

// Writes help text, escaped for a quoted string of zsh or fish.
static void write_help(const char *help, const char *special, FILE *file) {
    for (; *help; help++) {
        if (*help == '\'')
            fputs("'\\''", file);
        else if (strchr(special, *help))
            fprintf(file, "\\%c", *help);
        else
            fputc(*help, file);
    }
}

static void print_zsh(const struct command *commands, FILE *file) {
    const struct option *option;
    fputs("#compdef optanim\n_arguments \\\n", file);
    for (size_t i = 0; (option = option_at(commands, i)); i++) {
        // Short and long form are one option, which may be repeated.
        if (option->letter)
            fprintf(file, "  '*'{-%c,--%s%s}'[", option->letter, option->name,
                    option->argument ? "=" : "");
        else
            fprintf(file, "  '*--%s%s[", option->name, option->argument ? "=" : "");
        write_help(option->help, "[]:\\", file);
        fputs("]", file);
        if (option->argument) {
            fputs(option->may_lack_argument ? "::what:" : ":argument:", file);
            if (knows_arguments(option)) {
                fputs("(", file);
                write_arguments(option, file);
                fputs(")", file);
            } else if (takes_path(option)) {
                fputs("_files", file);
            }
        }
        fputs("' \\\n", file);
    }
    fputs("  '*:scene:_files -g \"*.scene\"'\n", file);
}

static void print_fish(const struct command *commands, FILE *file) {
    const struct option *option;
    fputs("complete -c optanim -f -a '(__fish_complete_suffix .scene)'\n", file);
    for (size_t i = 0; (option = option_at(commands, i)); i++) {
        fputs("complete -c optanim", file);
        if (option->letter)
            fprintf(file, " -s %c", option->letter);
        fprintf(file, " -l %s -d '", option->name);
        for (const char *c = option->help; *c; c++)
            fprintf(file, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
        fputs("'", file);
        if (option->argument && !option->may_lack_argument) {
            fputs(" -r -a '", file);
            write_arguments(option, file);
            fputs(takes_path(option) ? "' -F" : "' -f", file);
        } else if (option->argument) {
            fprintf(file, "\ncomplete -c optanim -n 'test (commandline -poc)[-1] = --%s' -f -a '",
                    option->name);
            write_arguments(option, file);
            fputs("'", file);
        }
        fputs("\n", file);
    }
}

const char *const completion_shells[] = {"bash", "zsh", "fish", NULL};

void completion_print(const char *shell, const struct command *commands, FILE *file) {
    static void (*const printers[])(const struct command *commands,
                                    FILE *file) = {print_bash, print_zsh, print_fish};
    size_t index = name_table_find((struct name_table)NAME_ROWS(completion_shells), shell);
    if (completion_shells[index])
        printers[index](commands, file);
}

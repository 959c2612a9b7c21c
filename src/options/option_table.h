// SPDX-License-Identifier: GPL-3.0-or-later
// The command line. One table of options gives parsing and --help.
#pragma once
#include "base/error.h"
#include "base/text.h"
#include "encode/encoder.h"

#include <stdio.h>

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

// Who is to read what --embed prints, and the words for it, ending with NULL, in the order of the
// kinds behind EMBED_NONE.
enum embed_kind { EMBED_NONE, EMBED_HTML, EMBED_MARKDOWN, EMBED_JEKYLL };
extern const char *const embed_names[];

// What the command line asks for. {0} with the numbers below is the default.
struct options {
    const struct command *command; // what to do; NULL: render
    const char *argument;          // of the command; NULL: none was given
    struct strings operands;       // scenes; or topics of --list
    struct strings outputs;        // each -o
    const struct format **formats; // of all -f
    size_t format_count, format_capacity;
    struct strings sets;
    struct strings sweeps;
    long shard, shards; // which part of how many, from 1; 0: all
    long jobs;          // scenes at a time; 0: as many as there are cores
    bool has_frame;
    long frame;             // negative: from the end
    int width, height;      // 0: the scene's
    double fps, scale;      // 0: the scene's
    const char *theme;      // NULL: the scene's
    const char *restricted; // the folder that scenes may name files in; "": the scene's; NULL: any
    long threads;           // of a scene; 0: as many as there are cores for it
    long quality;           // 1 to 100; 0: each format's own
    int64_t max_bytes;      // of a film; 0: any
    int progress;
    const char *encoder; // of FFmpeg, for video; NULL: each format's own
    bool full_chroma;    // video in 4:4:4
    bool no_source;      // the scene is not kept in the files
    bool keeps_text;     // letters of an SVG or PDF are text, not paths
    const char *starter; // for --new; NULL: the first
    const char *depfile; // NULL: none
    const char *gallery; // a page; NULL: none
    int embed;           // enum embed_kind
    bool preview;        // on the terminal
    bool grid;           // a sweep is one picture
    bool sync;           // wait until files are on the disk
    bool timings;        // tell where the time went
    bool fail_fast;      // a batch begins no scene after one that failed
    bool force, json, check, poster, quiet;
};

// Which part of --help an option stands in.
enum option_group { GROUP_OUTPUT, GROUP_SCENE, GROUP_RUN, GROUP_TELL, GROUP_COUNT };

#define OPTION_TOPICS "*"

// An option as the table has it.
struct option {
    char letter;            // 0: none
    const char *name;       // without the dashes
    const char *argument;   // what stands for its argument in --help; NULL: it takes none
    bool may_lack_argument; // what follows is then one only if it is no option
    enum option_group group;
    const char *help;           // one line
    const char *const *choices; // the arguments there are, ending with NULL; NULL: open
    // Lays the argument (NULL: none was given) into the options; `name` is the option as typed.
    bool (*apply)(struct options *options, const char *name, const char *argument,
                  struct error *error);
    // Offset, for an option without `apply`, of the bool that it sets or of the `const char *` that
    // takes its argument, which may not be empty and is one of `choices`. 0: none.
    size_t field;
    // The table of the catalog whose entries are its arguments, or OPTION_TOPICS: the tables; NULL.
    const char *topic;
    bool is_joined; // its argument, which it may lack, stands behind a '='
};

#define STORED_IN(member) .field = offsetof(struct options, member)

// Something to do other than render, asked for by an option.
struct command {
    struct option option;
    enum { TAKES_NOTHING, TAKES_WORDS, TAKES_SCENES } operands;
    // NULL: the row is no command, but an option that the one before it obeys.
    bool (*run)(const struct options *options, struct error *error);
    bool goes_first; // whatever else is asked for
};

// The options that are no commands, ending with one without a name; the titles of all groups; and
// examples, a line each.
extern const struct option option_table[];
extern const char *const option_group_titles[GROUP_COUNT];
extern const char option_examples[];

// Returns the `index`th of all options: those of the table, then those of the commands, which end
// with a row without a name. NULL behind the last.
const struct option *option_at(const struct command *commands, size_t index);

// Returns the one of `choices` that an argument of the option `name` is; NULL with ERROR_USAGE.
const char *option_choice(const char *name, const char *argument, const char *const *choices,
                          struct error *error);

// Reads the arguments behind the program's name. Strings are not copied. False with ERROR_USAGE.
bool options_read(struct options *options, const struct command *commands, int count,
                  char *const *arguments, struct error *error);
void options_finish(struct options *options);

// Writes the text of --help.
void options_help(const struct command *commands, FILE *file);

// SPDX-License-Identifier: GPL-3.0-or-later
// The command line. One table of options gives both parsing and --help.
#pragma once
#include "base/error.h"
#include "base/text.h"
#include "encode/encoder.h"

#include <stdio.h>

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

// The kinds of text that --embed prints, and their names, ending with NULL, in the order of the
// kinds after EMBED_NONE.
enum embed_kind {
    EMBED_NONE,
    EMBED_HTML,
    EMBED_MARKDOWN,
    EMBED_JEKYLL,
    EMBED_HUGO,
    EMBED_QUARTO,
    EMBED_GITHUB,
};
extern const char *const embed_names[];

// The parsed command line. A zeroed struct has all defaults, as noted below. Strings belong to the
// argument vector.
struct options {
    const struct command *command; // what to do; NULL: render
    const char *argument;          // argument of the command; NULL: none given
    struct strings operands;       // scenes, or topics of --list
    struct strings outputs;        // of each -o
    const struct format **formats; // of all -f; owned
    size_t format_count, format_capacity;
    struct strings sets;
    struct strings sweeps;
    long shard, shards; // part `shard` of `shards`, from 1; 0: all
    long jobs;          // scenes rendered at a time; 0: one per core
    unsigned columns;   // RECORD_ flags: what a table holds beside what it always does
    bool has_frame;
    long frame;        // negative: counted from the end
    int width, height; // 0: the scene's
    double fps, scale; // 0: the scene's
    const char *theme; // NULL: the scene's
    // A film for each of these, of which a page takes the one that suits its reader; none: one
    // film.
    char **themes; // owned
    size_t theme_count, theme_capacity;
    struct picture_size {
        int width, height;
    } * sizes; // owned
    size_t size_count, size_capacity;
    const char
        *restricted; // folder that files named by scenes must be in; "": the scene's own; NULL: any
    long threads;    // threads per scene; 0: cores divided among the scenes
    long quality;    // 1 to 100; 0: the format's default
    bool draft;      // files are made fast rather than small
    int64_t max_bytes; // limit of a film's size; 0: none
    int progress;
    const char *encoder; // FFmpeg encoder for video; NULL: the format's default
    bool full_chroma;    // video without chroma subsampling (4:4:4)
    bool no_source;      // do not store the scene in the files
    bool keeps_text;     // SVG and PDF have text elements, not outlines
    const char *starter; // for --new; NULL: the first starter
    const char *depfile; // NULL: none
    const char *gallery; // path of a page; NULL: none
    const char *gallery_title, *gallery_text; // of that page; NULL: its own
    int embed;                                // enum embed_kind
    const char *embed_base; // what pages put before the names of files; NULL: nothing
    bool preview;           // show the film in the terminal
    bool grid;              // show a sweep as one picture
    bool sync;              // flush files to disk (fsync)
    bool timings;           // report the time of each stage
    bool fail_fast;         // start no scene after one that failed
    bool force, json, check, poster, quiet;
};

// The section of --help that lists an option.
enum option_group { GROUP_OUTPUT, GROUP_SCENE, GROUP_RUN, GROUP_INSTEAD, GROUP_COUNT };

#define OPTION_TOPICS "*"

// An option.
struct option {
    char letter;            // 0: none
    const char *name;       // without dashes
    const char *argument;   // placeholder of its argument in --help; NULL: takes none
    bool may_lack_argument; // the argument is optional; a following option is not taken for it
    enum option_group group;
    const char *help; // one line
    // Allowed arguments, ending with NULL; with `apply`, words among them. NULL: any.
    const char *const *choices;
    // Stores the argument (NULL: none given) in the options; `name` is the option as typed. False
    // with ERROR_USAGE.
    bool (*apply)(struct options *options, const char *name, const char *argument,
                  struct error *error);
    // For an option without `apply`: offset of the bool that it sets, or of the `const char *` that
    // receives its argument, which must not be empty and must be one of `choices`. 0: none.
    size_t field;
    // Catalog table whose entries are the arguments, for completion; OPTION_TOPICS: the names of
    // the tables; NULL: none.
    const char *topic;
    bool is_joined; // written --name=ARGUMENT; the argument is optional
};

#define STORED_IN(member) .field = offsetof(struct options, member)

// An action other than rendering, chosen by an option.
struct command {
    struct option option;
    enum { TAKES_NOTHING, TAKES_WORDS, TAKES_SCENES } operands;
    // NULL: not a command, but an option of the command in the row before
    bool (*run)(const struct options *options, struct error *error);
    bool goes_first; // takes precedence over other commands
};

// The options that are not commands, ending with one without a name; the titles of all groups;
// examples, one per line.
extern const struct option option_table[];
extern const char *const option_group_titles[GROUP_COUNT];
extern const char option_examples[];

// Returns option `index` of all options: those of the table, then those of the commands. NULL after
// the last. `commands` ends with a row without a name.
const struct option *option_at(const struct command *commands, size_t index);

// Returns the entry of `choices` that equals the argument of option `name`; NULL with ERROR_USAGE.
const char *option_choice(const char *name, const char *argument, const char *const *choices,
                          struct error *error);

// Parses the arguments after the program's name. Strings are not copied, so they must outlive the
// options. False with ERROR_USAGE. options_finish is needed either way.
bool options_read(struct options *options, const struct command *commands, int count,
                  char *const *arguments, struct error *error);
void options_finish(struct options *options);

// Writes the text of --help.
void options_help(const struct command *commands, FILE *file);

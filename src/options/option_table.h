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
    const char *encoder;    // of FFmpeg, for video; NULL: each format's own
    bool full_chroma;       // video in 4:4:4
    bool no_source;         // the scene is not kept in the files
    const char *explain;    // a scene to print with its defaults; NULL: none
    const char *extract;    // a file whose scene is to be printed; NULL: none
    bool keeps_text;        // letters of an SVG or PDF are text, not paths
    const char *new_scene;  // a file to write a starter to; NULL: none
    const char *starter;    // which; NULL: the first
    const char *completion; // a shell; NULL: not asked for
    const char *man;        // a page; NULL: not asked for
    const char *depfile;    // NULL: none
    const char *gallery;    // a page; NULL: none
    int embed;              // enum embed_kind
    bool preview;           // on the terminal
    bool watch;             // render again on changes
    bool grid;              // a sweep is one picture
    bool schema;            // print it
    bool sync;              // wait until files are on the disk
    bool timings;           // tell where the time went
    bool fail_fast;         // a batch begins no scene after one that failed
    bool force, json, check, list, poster, quiet, help, version;
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
    // takes its argument, which may not be empty.
    size_t field;
    // The table of the catalog whose entries are its arguments, or OPTION_TOPICS: the tables; NULL.
    const char *topic;
    bool is_joined; // its argument, which it may lack, stands behind a '='
};

// All options, ending with one without a name; their groups' titles; and examples, a line each.
extern const struct option option_table[];
extern const char *const option_group_titles[GROUP_COUNT];
extern const char option_examples[];

// Reads the arguments behind the program's name. Strings are not copied. False with ERROR_USAGE.
bool options_read(struct options *options, int count, char *const *arguments, struct error *error);
void options_finish(struct options *options);

// Returns the option that asks for something else than films, such as "--list"; NULL: none.
const char *options_tell(const struct options *options);

// Writes the text of --help.
void options_help(FILE *file);

// SPDX-License-Identifier: GPL-3.0-or-later
// Errors are values that carry the whole message and its place; only main prints them.
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

// What went wrong, as the exit status that it leads to.
enum error_kind {
    ERROR_NONE = 0,
    ERROR_RENDER = 1, // a render or a write failed
    ERROR_USAGE = 2,  // the command line is wrong
    ERROR_SCENE = 3,  // a scene, data file or theme is wrong
    ERROR_INTERRUPTED = 4,
    ERROR_UNREAD = 5, // the reader of standard output has closed it: nothing to report
};

// A text that errors can point into: a file, or the value of a --set (`name` is then "--set 1", and
// messages leave out the line number).
struct source {
    char *name;
    char *text;
    size_t length;
    bool single_line;
    int first_line;      // number of the first line, where the text is part of a file; 0 means 1
    bool shows_lines;    // errors quote whole lines; false for data files
    bool is_kept;        // no file: what standard input or a pipe held
    const char *allowed; // folder that its file names must stay in; NULL: no restriction
};

// A range of characters in a source. `line` and `column` count from 1; `column` and `length` are in
// characters. Line 0 stands for the whole source.
struct place {
    const struct source *source;
    int line, column, length;
};

// Returns the address in the source's text where the place begins, and sets `*end` to the end of
// that text. NULL if the place has no line.
const char *place_text(struct place place, const char **end);

// Returns the end of the line of a source that `at` points into; `*next` is the start of the line
// behind it, NULL if there is none. In a scene lines end as in YAML, also at a lone CR, U+0085,
// U+2028 and U+2029.
const char *source_line_end(const struct source *source, const char *at, const char **next);

// {0} means no error. `message` has no trailing newline. For a mistake in a source it is
// "FILE:LINE:COLUMN: error: WHAT", followed by the quoted line. Release with error_finish.
struct error {
    enum error_kind kind;
    char *message;
    char *file;         // owned; NULL: the mistake is not in a source
    int line, column;   // from 1; 0: unknown
    char *what;         // WHAT alone; owned; NULL if the mistake is not in a source
    struct error *more; // the next independent mistake; owned; NULL: none
    bool is_full;       // of a part: the whole keeps no more mistakes, so they get no words
};

// Frees the mistakes and resets the error to {0}.
void error_finish(struct error *error);

// Sets the error, unless one is set already: the first mistake is the one reported. Always returns
// false, so a caller can write `return error_set(...)`.
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Like error_set, for a mistake in a source (ERROR_SCENE). The message gets FILE:LINE:COLUMN and
// quotes the line with a caret under it.
bool error_at(struct error *error, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Moves the mistakes of `one` into `error`, sorted by their position in the source, and leaves
// `one` empty, as error_part does. Duplicates are dropped. Returns true if `one` had no mistake.
// This lets a reader go on after a mistake, with a separate error for each independent part:
//
//     struct error own = error_part(error);
//     read(part, &own);
//     good = error_collect(error, &own) && good;
bool error_collect(struct error *error, struct error *one);

// Returns {0}, for one part of what `error` collects. Once that holds as many mistakes as it keeps,
// the mistakes of the part, and of its own parts, are only noted: to word them takes time.
struct error error_part(const struct error *error);

// Reports an unknown name in a source: "unknown WHAT 'NAME'", followed by a suggestion
// (base/names.h) or, without one, by the list of all `names`. Returns false.
bool error_unknown(struct error *error, struct place place, const char *what, const char *name,
                   const char *const *names, size_t count);

// The same for an argument of the command line (ERROR_USAGE): "OPTION: unknown WHAT 'NAME'".
bool error_unknown_argument(struct error *error, const char *option, const char *what,
                            const char *name, const char *const *names, size_t count);

// Reports an unknown key of a map: "unknown option 'NAME' for OWNER", followed by a suggestion,
// which may be the map where the key belongs. Returns false.
bool error_unknown_key(struct error *error, struct place place, const char *owner, const char *name,
                       const char *const *names, size_t count);

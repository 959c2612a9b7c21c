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
    ERROR_UNREAD = 5, // who read standard output has gone: no error to tell of
};

// A text that errors can point into: a file, or the value of a --set (then `name` is "--set 1" and
// places print no line).
struct source {
    char *name;
    char *text;
    size_t length;
    bool single_line;
    int first_line;      // the number of the text's first line where it is a part of a file; 0: 1
    bool shows_lines;    // an error quotes whole lines: of a scene, but not of what it names
    const char *allowed; // the folder that it may name files in; NULL: anywhere
};

// A stretch of a source. Line and column count from 1, column and length in characters; line 0 is
// the source as a whole.
struct place {
    const struct source *source;
    int line, column, length;
};

// Returns where a place begins in its source's text, whose end is then in `*end`; NULL where the
// place has no line.
const char *place_text(struct place place, const char **end);

// {0} is no error. `message` is owned by the error and has no newline at its end. Of a mistake in a
// source it is "FILE:LINE:COLUMN: error: WHAT" and the quoted line under it.
struct error {
    enum error_kind kind;
    char *message;
    char *file;         // owned; NULL: no mistake in a source
    int line, column;   // from 1; 0: not known
    char *what;         // WHAT alone; owned; NULL where `message` is all there is
    struct error *more; // the next mistake, which does not follow from this one; owned, NULL: none
};

void error_finish(struct error *error);

// Sets the error unless one is set already: the first mistake is the one to report. Returns false,
// so that a caller can write `return error_set(...)`.
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The same for a mistake in a source (ERROR_SCENE): FILE:LINE:COLUMN, message, the line, a caret.
bool error_at(struct error *error, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Moves what `one` reports (it is {0} then) to what `error` reports, in the order of their source;
// a mistake that it reports already is dropped. Returns true where there is none in `one`. With it,
// parts that do not depend on each other are all read, each with an error of its own:
//
//     read(part, &own);
//     good = error_collect(error, &own) && good;
bool error_collect(struct error *error, struct error *one);

// An unknown name in a source: "unknown WHAT 'NAME'" with what was meant (base/names.h), or where
// that is not known, with all of `names`.
bool error_unknown(struct error *error, struct place place, const char *what, const char *name,
                   const char *const *names, size_t count);

// The same for an argument of the command line (ERROR_USAGE): "OPTION: unknown WHAT 'NAME'".
bool error_unknown_argument(struct error *error, const char *option, const char *what,
                            const char *name, const char *const *names, size_t count);

// The same for a key of a map: "unknown option 'NAME' for OWNER", with where the key belongs.
bool error_unknown_key(struct error *error, struct place place, const char *owner, const char *name,
                       const char *const *names, size_t count);

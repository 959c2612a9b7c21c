// SPDX-License-Identifier: GPL-3.0-or-later
// What stays from one picture of a scene to the next, while a reader changes its values.
//
// Under a hand that moves, what would be chosen anew by where the paths are stays as it was at
// rest: planes, the parts of them that are shown, levels and where their numbers must not stand. So
// landscapes need not be computed anew, and do not jump. Runs of many weights get a limited time
// (hold_runs.c): those that would take longer end early, as a shorter recording does. At rest all
// is as if nothing had been held. In both cases runs that the change does not touch are taken over.
#pragma once
#include "sim/trace.h"

struct hold {
    bool is_moving;            // a hand moves
    bool is_coarse;            // and there was no picture at rest: landscapes of planes are coarse
    bool is_used;              // the picture is rougher than at rest
    double seconds;            // that all runs may take while it does
    double end;                // by the clock; set by hold_begin
    const struct trace *trace; // of the picture before, from which runs may be taken; NULL: none
    size_t run_count;          // of all its runs, of which a trace may show fewer
    const bool *is_same;       // by optimizer: its runs are those of the picture before
    struct held *items;        // owned
    size_t count, capacity;
};

// Bytes under a name.
struct held {
    char *name;  // owned
    void *bytes; // owned
    size_t size;
};

// In all functions but hold_begin `hold` may be NULL, and nothing is then held.

// Keeps a copy of bytes under a name, unless a hand moves.
void hold_keep(struct hold *hold, const char *name, const void *bytes, size_t size);

// Returns what is to be used in place of what a hand would change, NULL if that is not known.
const struct held *hold_find(struct hold *hold, const char *name);

// Both, under a name of two parts: returns what is to be used in place of bytes, or keeps them.
const struct held *hold_still(struct hold *hold, const char *what, const char *of,
                              const void *bytes, size_t size);

// The same for an array of `count` elements of `unit` bytes, which the caller owns: returns it, or
// in its place a copy of the one that is held, and frees it then.
void *hold_still_array(struct hold *hold, const char *what, const char *of, void *array,
                       size_t *count, size_t unit);

// For what takes long and depends on nothing but a key of `size` bytes: return the bytes that were
// noted behind that key, NULL if the last was another; and note bytes, which begin with their key.
// The hold owns them from now on, or frees them.
const void *hold_recall(const struct hold *hold, const char *what, const char *of, const void *key,
                        size_t size);
void hold_note(struct hold *hold, const char *what, const char *of, void *bytes, size_t size);

// Starts the time that the runs may take.
void hold_begin(struct hold *hold);

// Fills the runs of a trace, which have their storage for `record`, with the numbers that they had
// in the picture before, where these are the same.
void hold_take_runs(const struct hold *hold, struct trace *trace, unsigned record);

// Returns when a run must end, by the clock, so that those after it have as much time; 0: at no
// time.
double hold_share(const struct hold *hold, const struct trace *trace, const struct run *run);

// True if it must before state i. It then rests where it was last.
bool hold_ends(double end, const struct trace *trace, struct run *run, long i);

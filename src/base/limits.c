// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/limits.h"

#define MIB (1024.0 * 1024)
#define GIB (1024 * MIB)

const struct limit_row limits[LIMIT_COUNT] = {
    [LIMIT_SCENE_BYTES] = {"scene-bytes", 1 * MIB, "bytes of a scene or theme",
                           "scenes are written by people; what is generated is data"},
    [LIMIT_DATA_BYTES] = {"data-bytes", 2 * GIB, "bytes of a file",
                          "the longest run of two weights takes half of it"},
    [LIMIT_FONT_BYTES] = {"font-bytes", 64 * MIB, "bytes of fonts", "they are kept in memory"},
    [LIMIT_PAGE_BYTES] = {"page-bytes", 4 * MIB, "bytes of data in a page that computes",
                          "a reader waits for them"},
    [LIMIT_DEPTH] = {"depth", 64, "nested lists and maps", "the parser is recursive"},
    [LIMIT_NODES] = {"nodes", 200000, "values with aliases expanded",
                     "nested aliases can stand for any number of values"},
    [LIMIT_KEYS] = {"keys", 4096, "keys of a map", "no map of a scene needs a hundredth of that"},
    [LIMIT_FILES] = {"files", 32, "files that extend each other",
                     "the search for a cycle is quadratic"},
    [LIMIT_OPTIMIZERS] = {"optimizers", 1000, "optimizers", "each has a line in the legend"},
    [LIMIT_WRAPPERS] = {"wrappers", 4, "rules around another rule",
                        "each can double the gradients of a step"},
    [LIMIT_RUNS] = {"runs", 20000, "runs, of all optimizers from all starts",
                    "each is a path in every frame"},
    [LIMIT_STATES] = {"states", STATES_MAX, "states of a run", "each is a frame of the film"},
    [LIMIT_STATE_BYTES] = {"state-bytes", 2 * GIB, "bytes of states of all runs",
                           "they are kept in a temporary file"},
    [LIMIT_WEIGHTS] = {"weights", 1e5, "weights of a problem",
                       "each step goes through all of them"},
    [LIMIT_MATRIX] = {"matrix", 1000, "rows of a matrix that an optimizer keeps",
                      "a step costs their second or third power"},
    [LIMIT_MATRICES] = {"matrices", 4e6, "numbers in the matrices that an optimizer keeps",
                        "large ones of each layer would take long and gigabytes"},
    [LIMIT_POINTS] = {"points", 1e8, "points of data", "each is looked at in every step"},
    [LIMIT_TARGETS] = {"targets", 10000, "targets", "each is drawn in every frame"},
    [LIMIT_LABEL_BYTES] = {"label-bytes", 4096, "bytes of a title or label",
                           "it is one line of the picture"},
    [LIMIT_TEXT_LINES] = {"text-lines", 10000, "lines of a text", "a picture has fewer rows"},
    [LIMIT_FORMULA_NODES] = {"formula-nodes", 50000, "numbers, names and operations of a formula",
                             "each is computed for every point of a landscape"},
    [LIMIT_RULE_NODES] = {"rule-nodes", 2000, "numbers, names and operations of a rule",
                          "each is computed for all weights in every step"},
    [LIMIT_RULE_OPTIONS] = {"rule-options", 64, "options of a rule", "rules have a tenth of that"},
    [LIMIT_RULE_STATES] = {"rule-states", 64, "states of a rule",
                           "each is a number for each weight"},
    [LIMIT_RULE_VECTORS] = {"rule-vectors", 256, "vectors that the norms and points of a rule need",
                            "each is a number for each weight"},
    [LIMIT_HDIAG_WEIGHTS] = {"hdiag-weights", 1000, "weights of a rule with hdiag",
                             "each is a product with the Hessian in every step"},
    [LIMIT_GRID] = {"grid", 64, "rows or columns of a layout", "a panel needs some pixels"},
    [LIMIT_COMPARED] = {"compared", 32, "values that are compared", "a cell needs some pixels"},
    [LIMIT_SWEEP] = {"sweep", 10000, "films of a sweep", "each is a file"},
    [LIMIT_FRAMES] = {"frames", STATES_MAX, "frames of a film", "each state can be one"},
    [LIMIT_PIXELS] = {"pixels", 64e6, "pixels of a picture", "8000 x 8000; a layer takes 256 MB"},
    [LIMIT_FILM_BYTES] = {"film-bytes", 2.5 * GIB, "bytes of memory for a film of this format",
                          "encoders keep many frames; 3840 x 2160 is possible in all"},
    [LIMIT_LEVELS] = {"levels", 100, "levels of a contour", "more cannot be told apart"},
    [LIMIT_CELLS] = {"cells", 500, "cells of a surface, a side", "smaller than a pixel"},
};

double limit_most(enum limit limit) {
    return limits[limit].most;
}

bool limit_check(enum limit limit, double count, struct place place, struct error *error) {
    const struct limit_row *row = &limits[limit];
    return count <= row->most ||
           error_at(error, place, "%.15g %s are more than %.15g, the limit '%s'", count, row->what,
                    row->most, row->name);
}

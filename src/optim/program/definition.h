// SPDX-License-Identifier: GPL-3.0-or-later
// An optimizer whose rule is text, made from the map that defines it:
//
//     label lr ...: the options of every optimizer     options: {beta: 0.9}
//     state: {m: 0}      update: lines                 report: an expression
//
// of which a file that `file` names may hold any part; what stands beside the file replaces it.
#pragma once
#include "optim/program/program.h"
#include "optim/rule.h"
#include "tree/document.h"

// What is made when it is first asked for, by any thread.
struct made {
    struct program *programs[2][2]; // see definition_program
    char *equation;
};

struct definition {
    struct optimizer optimizer;
    struct rule_text text;
    struct setting *settings; // owned
    struct state_field *fields;
    char **symbols; // in TeX, of each name; owned, as all of these
    struct made *made;
    struct place diagonal; // of an hdiag
    bool has_groups;       // numbers of groups of weights are computed
    size_t groups_offset;
};

// The options of a rule that is text begin so; its own options follow, and `groups`.
struct definition_options {
    const struct definition *definition;
    double options[];
};

// Returns the map that defines a rule, with what its file says, whose nodes belong to `document`.
// NULL on error.
const struct node *definition_map(struct document *document, const struct node *value,
                                  struct error *error);

// Returns what a step does, or (`report`) what the report is; with `each`, where every weight is a
// group of its own. Owned by the definition.
const struct program *definition_program(const struct definition *definition, bool report,
                                         bool each);

// Checks what of a rule depends on the number of weights: that no two numbers have one name.
bool definition_fits(const struct optimizer_config *config, size_t n, struct error *error);

// Reads a map. NULL on error. Release with definition_destroy.
struct definition *definition_read(const struct node *map, struct error *error);
void definition_destroy(struct definition *definition); // NULL is allowed

// SPDX-License-Identifier: GPL-3.0-or-later
// A tree of values, each with its place in the source: a parsed scene file or --set value.
#pragma once
#include "base/name_table.h"

#include <stdint.h>

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_LIST, NODE_MAP };

// A list has `count` items; a map has `count` keys (strings) and as many items. Nodes are owned by
// the document that made them. A node may have several parents, but there are no cycles.
struct node {
    enum node_kind kind;
    bool truth;    // NODE_BOOL
    bool plain;    // a scalar written without quotes
    double number; // NODE_NUMBER
    char *text;    // a scalar, as it was written
    size_t count;
    struct node **keys;
    struct node **items;
    struct place place;
};

// Returns the value of `key` in a map; NULL if it is absent, or if `map` is NULL or no map.
const struct node *node_get(const struct node *map, const char *key);

// Returns the place of a node; {0} for NULL.
struct place node_place(const struct node *node);

// Returns the place of `length` bytes at `offset` in the text of a scalar, whatever its style; that
// of the whole scalar where an escape leaves its characters unknown.
struct place node_place_in(const struct node *node, size_t offset, size_t length);

// Returns what a node is, for messages: "a number", "a list", ...
const char *node_kind_name(const struct node *node);

// Each reads one value. False with "expected ..., not ..." at the node. Numbers must be finite.
bool node_number(const struct node *node, double *value, struct error *error);
bool node_whole(const struct node *node, double min, double max, double *value,
                struct error *error);
bool node_integer(const struct node *node, double min, double max, long *value,
                  struct error *error);
bool node_string(const struct node *node, const char **value, struct error *error);
bool node_bool(const struct node *node, bool *value, struct error *error);

// Reads a name that the table has; `*index` is its row. Another is an unknown `what`.
bool node_named(const struct node *node, struct name_table table, const char *what, size_t *index,
                struct error *error);

// Reads "#rrggbb", or "#rgb" with each digit doubled, as 0xRRGGBB.
bool node_color(const struct node *node, uint32_t *color, struct error *error);

// Reads a list of exactly `count` finite numbers.
bool node_numbers(const struct node *node, size_t count, double *values, struct error *error);

// Reads a list of two or more finite numbers into an array that the caller owns.
bool node_vector(const struct node *node, double **values, size_t *count, struct error *error);

// Reads [low, high] with low < high.
bool node_range(const struct node *node, double range[2], struct error *error);

// Sets the error "expected WHAT, not ..." at the node. Returns false.
bool node_expected(const struct node *node, const char *what, struct error *error);

// The same where a color was expected. For a colour name of CSS or matplotlib the message gives its
// hexadecimal digits.
bool node_expected_color(const struct node *node, const char *what, struct error *error);

// Reads an entry of a table, written `name` or `{name: value}`. Gives the name as text, its node,
// and the value (NULL for a bare name). False with an error at the node.
bool node_entry(const struct node *node, const char *what, const struct node **name,
                const struct node **value, struct error *error);

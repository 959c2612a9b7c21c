// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of typed settings that fill a struct from a map. A table entry (an optimizer, a panel, a
// theme) brings its settings; parsing, errors, defaults, --list and the reference page are all
// derived from them.
#pragma once
#include "base/help.h"
#include "base/text.h"
#include "tree/node.h"

#include <float.h>

enum setting_type {
    SETTING_NUMBER,  // double
    SETTING_INTEGER, // long
    SETTING_BOOL,    // bool
    SETTING_CHOICE,  // int, an index into `choices`
    SETTING_STRING,  // const char *, owned by the document
    SETTING_RANGE,   // double[2], low < high
    SETTING_COLOR,   // uint32_t, 0xRRGGBB
    SETTING_CUSTOM,  // whatever `read` fills
};

// Which ends of [min, max] are excluded.
enum setting_bounds { BOUNDS_CLOSED = 0, BOUNDS_ABOVE_MIN = 1, BOUNDS_BELOW_MAX = 2 };

#define SETTING_NO_MAX DBL_MAX

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;   // of the field in the struct
    double fallback; // default of a number, integer, bool or choice; other types start zeroed
    double min, max; // of a number or integer; both 0: any finite value; max may be SETTING_NO_MAX
    enum setting_bounds bounds;
    const char *const *choices; // ends with NULL
    bool (*read)(const struct node *node, void *field, struct error *error);
    size_t given;       // offset of a bool that is set when the map has the key; 0: none
    bool scheduled;     // a number that may change over the steps
    const char *form;   // how the value is written, if the type does not say it
    HELP_FIELD(help);   // one line
    const char *symbol; // in formulas, in TeX; NULL: none
    // Returns how many numbers a custom value with a symbol is, and where they are. NULL: none.
    size_t (*numbers)(const void *field, const double **items);
    const struct setting *rows; // settings of a custom value that is a map, for --list; NULL: none
    const char *usual; // default as written in a scene, if it does not follow from the type; NULL:
                       // none; "" of a choice: it follows from other values
    const char *schema; // JSON Schema members of a custom value; NULL: any value
};

// JSON Schema of common forms. A definition is one in reference/schema.c.
#define SCHEMA_REFERENCE(definition) "\"$ref\": \"#/definitions/" definition "\""
#define SCHEMA_OF(definition) "\"allOf\": [{" SCHEMA_REFERENCE(definition) "}]"
#define SCHEMA_EITHER(one, other) "\"anyOf\": [{" one "}, {" other "}]"
#define SCHEMA_LIST(item) "\"type\": \"array\", \"minItems\": 1, \"items\": {" item "}"
#define SCHEMA_TEXT "\"type\": \"string\""
#define SCHEMA_WEIGHTS "\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": 2"
#define SCHEMA_NUMBERS(count)                                                                      \
    "\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": " count                 \
    ", \"maxItems\": " count

// Sets every field to its default. A table of settings ends with a row without a name; NULL is an
// empty table.
void settings_default(const struct setting *rows, void *target);

// Returns the row of that name, or NULL.
const struct setting *settings_find(const struct setting *rows, const char *name);

// Whether a number of a row has a lower or upper bound.
bool setting_has_min(const struct setting *row);
bool setting_has_max(const struct setting *row);

// Whether a number lies within the bounds of a row; NaN does not lie within any.
bool setting_allows(const struct setting *row, double value);

// Appends the bounds of a row that has some: "from 0 to below 1", "above 0", ...
void setting_describe_bounds(const struct setting *row, struct text *out);

// The `read` of a custom value that is read later: keeps the node, in a `const struct node *`.
bool setting_keep_node(const struct node *node, void *field, struct error *error);

// Reads one value into its field. False with ERROR_SCENE.
bool settings_read_one(const struct setting *row, void *target, const struct node *value,
                       struct error *error);

// Reads every key of a map (NULL: an empty one) into its field; fields of absent keys are left
// unchanged. A key without a row is the error "unknown option 'KEY' for WHAT". Reading goes on
// after a mistake, so that the error holds all of them. False with ERROR_SCENE.
bool settings_read(const struct setting *rows, void *target, const struct node *map,
                   const char *what, struct error *error);

// Sets the error of a key that is in neither table (`more` may be NULL). Returns false.
bool settings_unknown(const struct setting *rows, const struct setting *more,
                      const struct node *key, const char *what, struct error *error);

// Appends one line per row: name, default, range, help.
void settings_describe(const struct setting *rows, struct text *out);

// The same, with the values in `target` in place of the defaults.
void settings_describe_values(const struct setting *rows, const void *target, struct text *out);

// Appends the default of a row, in a form that is both YAML and JSON: its value in `values`, or its
// fallback if `values` is NULL. Returns false if the row has no default that can be written.
bool setting_default(const struct setting *row, const void *values, struct text *out);

// A row for field `member` of struct `type`.
#define SETTING(type, member) .name = #member, .offset = offsetof(struct type, member)

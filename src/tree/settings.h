// SPDX-License-Identifier: GPL-3.0-or-later
// Typed rows that fill a struct from a map. A table entry (an optimizer, a panel, a theme) brings
// its rows; parsing, errors, defaults, --list and the reference page all come from them.
#pragma once
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
    SETTING_PAIR,    // double[2]
    SETTING_COLOR,   // uint32_t, 0xRRGGBB
    SETTING_CUSTOM,  // whatever `read` fills
};

// Which ends of [min, max] are left out.
enum setting_bounds { BOUNDS_CLOSED = 0, BOUNDS_ABOVE_MIN = 1, BOUNDS_BELOW_MAX = 2 };

#define SETTING_NO_MAX DBL_MAX

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;   // of the field in the struct
    double fallback; // default of number, integer, bool and choice; others start zeroed
    double min, max; // of number and integer; both 0: any finite value; max may be SETTING_NO_MAX
    enum setting_bounds bounds;
    const char *const *choices; // ends with NULL
    bool (*read)(const struct node *node, void *field, struct error *error);
    size_t given;               // offset of a bool set where the map has the key; 0: none
    bool scheduled;             // a number that may change over the steps
    const char *form;           // how the value is written, where the type does not say it
    const char *help;           // one line
    const struct setting *rows; // of a custom value that is a map; NULL: not told
    const char *usual; // the default as a scene writes it, where the type does not tell; NULL: none
    const char *schema; // of a custom value, members of its JSON Schema; NULL: any value
};

// JSON Schema of common forms. A definition is one of reference/schema.c.
#define SCHEMA_REFERENCE(definition) "\"$ref\": \"#/definitions/" definition "\""
#define SCHEMA_OF(definition) "\"allOf\": [{" SCHEMA_REFERENCE(definition) "}]"
#define SCHEMA_EITHER(one, other) "\"anyOf\": [{" one "}, {" other "}]"
#define SCHEMA_LIST(item) "\"type\": \"array\", \"minItems\": 1, \"items\": {" item "}"
#define SCHEMA_TEXT "\"type\": \"string\""
#define SCHEMA_NUMBERS(count)                                                                      \
    "\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"minItems\": " count                 \
    ", \"maxItems\": " count

// A table of settings ends with a row without a name.
void settings_default(const struct setting *rows, void *target);

// Returns the row of that name, or NULL.
const struct setting *settings_find(const struct setting *rows, const char *name);

bool setting_has_min(const struct setting *row);
bool setting_has_max(const struct setting *row);

// Reads one value into its field.
bool settings_read_one(const struct setting *row, void *target, const struct node *value,
                       struct error *error);

// Reads every key of a map (NULL: nothing to read); a key without a row is an error that names the
// nearest, "unknown option 'KEY' for WHAT". Fields of absent keys are left as they are. All keys
// are read, and the mistakes of all of them are in the error.
bool settings_read(const struct setting *rows, void *target, const struct node *map,
                   const char *what, struct error *error);

// The error of a key without a row.
bool settings_unknown(const struct setting *rows, const struct setting *more,
                      const struct node *key, const char *what, struct error *error);

// Appends a line a row: name, default, range, help.
void settings_describe(const struct setting *rows, struct text *out);

// The same with the values that `target` has in place of the defaults.
void settings_describe_values(const struct setting *rows, const void *target, struct text *out);

// Appends the default of a row as YAML and JSON have it: what `values` (NULL: the fallbacks) has.
// False where there is none to tell.
bool setting_default(const struct setting *row, const void *values, struct text *out);

// A row for field `member` of struct `type`.
#define SETTING(type, member) .name = #member, .offset = offsetof(struct type, member)

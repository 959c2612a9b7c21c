// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/yaml.h"

#include "base/memory.h"
#include "base/number.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEPTH_MAX = 64 }; // lists and maps inside each other

static bool is_one_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

// Types a plain scalar by YAML's core schema.
static void type_scalar(struct node *node) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const truths[] = {"true", "True", "TRUE", NULL};
    static const char *const lies[] = {"false", "False", "FALSE", NULL};
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    const char *text = node->text;
    const char *unsigned_text = text + (*text == '-' || *text == '+');
    size_t length = strlen(text);
    char *end;
    if (is_one_of(text, nulls)) {
        node->kind = NODE_NULL;
    } else if (is_one_of(text, truths) || is_one_of(text, lies)) {
        node->kind = NODE_BOOL;
        node->truth = is_one_of(text, truths);
    } else if (number_parse(text, length, &node->number)) {
        node->kind = NODE_NUMBER;
    } else if (is_one_of(unsigned_text, infinities)) {
        node->kind = NODE_NUMBER;
        node->number = *text == '-' ? -INFINITY : INFINITY;
    } else if (is_one_of(text, nans)) {
        node->kind = NODE_NUMBER;
        node->number = NAN;
    } else if (text[0] == '0' && (text[1] == 'x' || text[1] == 'o') && text[2] != '\0' &&
               strspn(text + 2, "0123456789abcdefABCDEF") == length - 2) {
        unsigned long long whole = strtoull(text + 2, &end, text[1] == 'x' ? 16 : 8);
        if (*end == '\0') {
            node->kind = NODE_NUMBER;
            node->number = (double)whole;
        }
    }
}

// The state of turning one libyaml document into nodes.
struct conversion {
    struct document *document;
    const struct source *source;
    yaml_document_t *yaml;
    struct node **made; // by libyaml's node number - 1; NULL where not yet
    bool *under_way;    // likewise; true while its children are made
    struct error *error;
};

static struct place place_of(const struct source *source, yaml_mark_t start, yaml_mark_t end) {
    int length =
        start.line == end.line && end.column > start.column ? (int)(end.column - start.column) : 1;
    return (struct place){source, (int)start.line + 1, (int)start.column + 1, length};
}

static struct node *convert(struct conversion *state, int id, int depth);

static bool convert_map(struct conversion *state, struct node *node, const yaml_node_t *yaml,
                        int depth) {
    size_t count = (size_t)(yaml->data.mapping.pairs.top - yaml->data.mapping.pairs.start);
    node->keys = mem_zero(count, sizeof *node->keys);
    node->items = mem_zero(count, sizeof *node->items);
    for (size_t i = 0; i < count; i++) {
        yaml_node_pair_t pair = yaml->data.mapping.pairs.start[i];
        struct node *key = convert(state, pair.key, depth + 1);
        if (!key)
            return false;
        if (key->kind == NODE_LIST || key->kind == NODE_MAP)
            return error_at(state->error, key->place, "a key must be a name, not %s",
                            node_kind_name(key));
        if (key->plain && strcmp(key->text, "<<") == 0)
            return error_at(state->error, key->place,
                            "merge keys are not supported; use 'extends: FILE'");
        const struct node *twin = node_get(node, key->text);
        if (twin)
            return error_at(state->error, key->place, "key '%s' stands here a second time",
                            key->text);
        struct node *item = convert(state, pair.value, depth + 1);
        if (!item)
            return false;
        node->keys[i] = key;
        node->items[i] = item;
        node->count = i + 1;
    }
    return true;
}

static bool convert_list(struct conversion *state, struct node *node, const yaml_node_t *yaml,
                         int depth) {
    size_t count = (size_t)(yaml->data.sequence.items.top - yaml->data.sequence.items.start);
    node->items = mem_zero(count, sizeof *node->items);
    for (size_t i = 0; i < count; i++) {
        node->items[i] = convert(state, yaml->data.sequence.items.start[i], depth + 1);
        if (!node->items[i])
            return false;
        node->count = i + 1;
    }
    return true;
}

static bool is_default_tag(const yaml_node_t *yaml) {
    static const char *const defaults[] = {YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG, NULL};
    return !yaml->tag || is_one_of((const char *)yaml->tag, defaults);
}

static struct node *convert(struct conversion *state, int id, int depth) {
    yaml_node_t *yaml = yaml_document_get_node(state->yaml, id);
    struct place place = place_of(state->source, yaml->start_mark, yaml->end_mark);
    if (state->under_way[id - 1]) {
        error_at(state->error, place, "this value contains itself through an alias");
        return NULL;
    }
    if (state->made[id - 1])
        return state->made[id - 1];
    if (depth > DEPTH_MAX) {
        error_at(state->error, place, "nested deeper than %d levels", DEPTH_MAX);
        return NULL;
    }
    if (!is_default_tag(yaml)) {
        error_at(state->error, place, "tags such as %s are not supported", (char *)yaml->tag);
        return NULL;
    }
    state->under_way[id - 1] = true;
    struct node *node = document_node(state->document, NODE_STRING, place);
    bool good = true;
    if (yaml->type == YAML_SCALAR_NODE) {
        const char *value = (const char *)yaml->data.scalar.value;
        size_t length = yaml->data.scalar.length;
        good = memchr(value, '\0', length) == NULL;
        if (!good)
            error_at(state->error, place, "a string with a NUL character");
        node->text = mem_string(value, length);
        node->plain = yaml->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        if (node->plain)
            type_scalar(node);
    } else {
        bool is_map = yaml->type == YAML_MAPPING_NODE;
        node->kind = is_map ? NODE_MAP : NODE_LIST;
        good =
            is_map ? convert_map(state, node, yaml, depth) : convert_list(state, node, yaml, depth);
    }
    state->under_way[id - 1] = false;
    state->made[id - 1] = node;
    return good ? node : NULL;
}

// Reports what libyaml could not parse. An unquoted value with ": " inside is by far the most
// common cause, so it gets a hint.
static void report_syntax(const yaml_parser_t *parser, const struct source *source,
                          struct error *error) {
    const char *problem = parser->problem ? parser->problem : "not YAML";
    struct place place = {source, (int)parser->problem_mark.line + 1,
                          (int)parser->problem_mark.column + 1, 1};
    // libyaml lets a text without a line break end on a line of its own.
    if (place.line > 1 && !memchr(source->text, '\n', source->length))
        place = (struct place){source, 1, (int)utf8_count(source->text, source->length) + 1, 1};
    if (parser->error == YAML_READER_ERROR) {
        // The reader gives a byte offset and no mark.
        place = (struct place){source, 1, 1, 1};
        for (size_t i = 0; i < parser->problem_offset && i < source->length; i++) {
            place.column++;
            if (source->text[i] == '\n') {
                place.line++;
                place.column = 1;
            }
        }
        error_at(error, place, "not UTF-8 text: %s", problem);
    } else if (strstr(problem, "mapping values are not allowed")) {
        error_at(error, place, "a second ':' in an unquoted value; put the value in \"quotes\"");
    } else if (strstr(problem, "unknown escape character")) {
        error_at(error, place,
                 "\"double quotes\" take a backslash for an escape; put a formula in 'single "
                 "quotes'");
    } else {
        error_at(error, place, "%s%s%s", problem, parser->context ? ", " : "",
                 parser->context ? parser->context : "");
    }
}

struct node *yaml_parse(struct document *document, const struct source *source,
                        struct error *error) {
    yaml_parser_t parser;
    yaml_document_t first, second;
    if (source->length > INT_MAX / 2) {
        error_at(error, (struct place){source, 0, 0, 0}, "too large for a scene");
        return NULL;
    }
    if (!yaml_parser_initialize(&parser))
        mem_exhausted();
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->length);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    struct node *root = NULL;
    if (!yaml_parser_load(&parser, &first)) {
        report_syntax(&parser, source, error);
        yaml_parser_delete(&parser);
        return NULL;
    }
    size_t count = (size_t)(first.nodes.top - first.nodes.start);
    struct conversion state = {document,
                               source,
                               &first,
                               mem_zero(count, sizeof(struct node *)),
                               mem_zero(count, sizeof(bool)),
                               error};
    if (count == 0)
        root = document_node(document, NODE_NULL, (struct place){source, 1, 1, 1});
    else
        root = convert(&state, 1, 0);
    free(state.made);
    free(state.under_way);
    yaml_document_delete(&first);
    if (root && count > 0) {
        if (!yaml_parser_load(&parser, &second)) {
            report_syntax(&parser, source, error);
            root = NULL;
        } else {
            if (yaml_document_get_root_node(&second)) {
                struct place place = place_of(source, second.start_mark, second.start_mark);
                error_at(error, place, "a scene file holds one document, not two");
                root = NULL;
            }
            yaml_document_delete(&second);
        }
    }
    yaml_parser_delete(&parser);
    if (root && root->kind == NODE_NULL && !root->text)
        root->text = mem_string("", 0);
    return root;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/yaml.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "base/source.h"
#include "tree/scalar.h"
#include "tree/yaml_advice.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static bool is_one_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

// A value that aliases may name.
struct anchor {
    char *name;        // owned
    struct node *node; // NULL while its children are read
    struct place place;
    // How many values it is, and the bytes of their texts, those behind aliases counted each time.
    double size, bytes;
    int depth; // how many lists and maps are in each other in it
};

// The state of turning what libyaml reads, piece by piece, into nodes. Nothing is kept of it that
// could be larger than the nodes, so that a limit is heeded where it is exceeded.
struct composer {
    struct document *document;
    const struct source *source;
    yaml_parser_t parser;
    struct anchor *anchors; // owned
    size_t count, capacity;
    struct name_set names; // of the anchors
    double size, bytes;    // of all that was read
    int deepest;           // depth of the deepest value in the one that is read
    struct error *error;
};

static struct place place_of(const struct source *source, yaml_mark_t start, yaml_mark_t end) {
    int length =
        start.line == end.line && end.column > start.column ? (int)(end.column - start.column) : 1;
    return (struct place){source, (int)start.line + 1, (int)start.column + 1, length};
}

// Reports what libyaml could not parse.
static void report_syntax(const yaml_parser_t *parser, const struct source *source,
                          struct error *error) {
    const char *problem = parser->problem ? parser->problem : "not YAML";
    struct place place = {source, (int)parser->problem_mark.line + 1,
                          (int)parser->problem_mark.column + 1, 1};
    struct yaml_mistake mistake = {problem, place, {0}};
    if (parser->context)
        mistake.begin = (struct place){source, (int)parser->context_mark.line + 1,
                                       (int)parser->context_mark.column + 1, 1};
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
        const char *other = source_not_text(source->text, source->length);
        error_at(error, other ? (struct place){source, 1, 1, 1} : place, "%s%s",
                 other ? "" : "not UTF-8 text: ", other ? other : problem);
    } else if (yaml_advise(&mistake, error)) {
        return;
    } else if (strstr(problem, "unknown escape character")) {
        error_at(error, place,
                 "\"double quotes\" take a backslash for an escape; put a formula in 'single "
                 "quotes'");
    } else {
        error_at(error, place, "%s%s%s", problem, parser->context ? ", " : "",
                 parser->context ? parser->context : "");
    }
}

// Reads the next event, which the caller deletes.
static bool next_event(struct composer *composer, yaml_event_t *event) {
    if (yaml_parser_parse(&composer->parser, event))
        return true;
    if (composer->parser.error == YAML_MEMORY_ERROR)
        mem_exhausted();
    report_syntax(&composer->parser, composer->source, composer->error);
    return false;
}

static bool add_size(struct composer *composer, double size, double bytes, struct place place) {
    composer->size += size;
    composer->bytes += bytes;
    return limit_check(LIMIT_NODES, composer->size, place, composer->error) &&
           limit_check(LIMIT_SCENE_BYTES, composer->bytes, place, composer->error);
}

// Returns the position of the anchor of a value that begins; -1: it has none, -2: an error.
static long begin_anchor(struct composer *composer, const yaml_char_t *name, struct place place) {
    if (!name)
        return -1;
    size_t length = strlen((const char *)name);
    struct anchor anchor = {mem_string((const char *)name, length), NULL, place, composer->size,
                            composer->bytes};
    if (!name_set_add(&composer->names, anchor.name, composer->count)) {
        error_at(composer->error, place, "anchor '%s' stands here a second time", anchor.name);
        free(anchor.name);
        return -2;
    }
    composer->anchors = mem_grow(composer->anchors, &composer->capacity, composer->count + 1,
                                 sizeof *composer->anchors);
    composer->anchors[composer->count] = anchor;
    return (long)composer->count++;
}

static void end_anchor(struct composer *composer, long position, struct node *node, int depth) {
    if (position < 0)
        return;
    struct anchor *anchor = &composer->anchors[position];
    anchor->node = node;
    anchor->size = composer->size - anchor->size;
    anchor->bytes = composer->bytes - anchor->bytes;
    anchor->depth = composer->deepest - depth;
}

static struct node *find_alias(struct composer *composer, const yaml_event_t *event, int depth) {
    struct place place = place_of(composer->source, event->start_mark, event->end_mark);
    const char *name = (const char *)event->data.alias.anchor;
    size_t position;
    if (!name_set_find(&composer->names, name, &position)) {
        error_at(composer->error, place,
                 "a text that begins with '*' needs quotes, or a '&%s' before it", name);
        return NULL;
    }
    const struct anchor *anchor = &composer->anchors[position];
    if (!anchor->node) {
        error_at(composer->error, anchor->place, "this value contains itself through an alias");
        return NULL;
    }
    if (depth + anchor->depth > composer->deepest)
        composer->deepest = depth + anchor->depth;
    return limit_check(LIMIT_DEPTH, depth + anchor->depth, place, composer->error) &&
                   add_size(composer, anchor->size, anchor->bytes, place)
               ? anchor->node
               : NULL;
}

static bool is_default_tag(const yaml_char_t *tag) {
    static const char *const defaults[] = {YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG, "!", NULL};
    return !tag || is_one_of((const char *)tag, defaults);
}

static bool read_scalar(struct node *node, const yaml_event_t *event, struct error *error) {
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (memchr(value, '\0', length))
        return error_at(error, node->place, "a string with a NUL character");
    node->text = mem_string(value, length);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (node->plain)
        scalar_type(node);
    return true;
}

static struct node *compose(struct composer *composer, yaml_event_t *event, int depth);

// Reads the next value of a list or map; `end` is the event behind its last. NULL on error, or with
// `is_over` at the end, whose mark is given.
static struct node *next_value(struct composer *composer, yaml_event_type_t end, int depth,
                               bool *is_over, yaml_mark_t *mark) {
    yaml_event_t event;
    *is_over = false;
    if (!next_event(composer, &event))
        return NULL;
    if (event.type != end)
        return compose(composer, &event, depth + 1);
    *is_over = true;
    *mark = event.end_mark;
    yaml_event_delete(&event);
    return NULL;
}

static bool read_list(struct composer *composer, struct node *node, int depth, yaml_mark_t *end) {
    size_t capacity = 0;
    for (;;) {
        bool is_over;
        struct node *item = next_value(composer, YAML_SEQUENCE_END_EVENT, depth, &is_over, end);
        if (!item)
            return is_over;
        node->items = mem_grow(node->items, &capacity, node->count + 1, sizeof *node->items);
        node->items[node->count++] = item;
    }
}

static bool check_key(struct composer *composer, const struct node *key, size_t position,
                      struct name_set *names) {
    if (key->kind == NODE_LIST || key->kind == NODE_MAP)
        return error_at(composer->error, key->place, "a key must be a name, not %s",
                        node_kind_name(key));
    if (key->plain && strcmp(key->text, "<<") == 0)
        return error_at(composer->error, key->place,
                        "merge keys are not supported; use 'extends: FILE'");
    if (!name_set_add(names, key->text, position))
        return error_at(composer->error, key->place, "key '%s' stands here a second time",
                        key->text);
    return limit_check(LIMIT_KEYS, (double)names->count, key->place, composer->error);
}

static bool read_map(struct composer *composer, struct node *node, int depth, yaml_mark_t *end) {
    size_t key_capacity = 0, item_capacity = 0;
    struct name_set names = {0};
    bool is_over = false, good = true;
    while (good) {
        struct node *key = next_value(composer, YAML_MAPPING_END_EVENT, depth, &is_over, end);
        if (!key)
            break;
        bool ignored;
        struct node *item = check_key(composer, key, node->count, &names)
                                ? next_value(composer, YAML_NO_EVENT, depth, &ignored, end)
                                : NULL;
        good = item != NULL;
        node->keys = mem_grow(node->keys, &key_capacity, node->count + 1, sizeof *node->keys);
        node->items = mem_grow(node->items, &item_capacity, node->count + 1, sizeof *node->items);
        node->keys[node->count] = key;
        node->items[node->count] = item;
        node->count += good;
    }
    name_set_finish(&names);
    return good && is_over;
}

// Makes the node of a value that begins with the event.
static struct node *compose_value(struct composer *composer, const yaml_event_t *event, int depth) {
    struct place place = place_of(composer->source, event->start_mark, event->end_mark);
    bool is_scalar = event->type == YAML_SCALAR_EVENT,
         is_map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag = is_scalar ? event->data.scalar.tag
                             : is_map  ? event->data.mapping_start.tag
                                       : event->data.sequence_start.tag;
    const yaml_char_t *name = is_scalar ? event->data.scalar.anchor
                              : is_map  ? event->data.mapping_start.anchor
                                        : event->data.sequence_start.anchor;
    if (!limit_check(LIMIT_DEPTH, depth, place, composer->error))
        return NULL;
    if (!is_default_tag(tag)) {
        error_at(composer->error, place,
                 "tags such as %s are not supported; quote a text that begins with '!'",
                 (const char *)tag);
        return NULL;
    }
    long anchor = begin_anchor(composer, name, place);
    double bytes = is_scalar ? (double)event->data.scalar.length : 0;
    if (anchor == -2 || !add_size(composer, 1, bytes, place))
        return NULL;
    struct node *node = document_node(composer->document, NODE_STRING, place);
    bool good;
    int around = composer->deepest;
    composer->deepest = depth;
    if (is_scalar) {
        good = read_scalar(node, event, composer->error);
    } else {
        yaml_mark_t end = event->end_mark;
        node->kind = is_map ? NODE_MAP : NODE_LIST;
        good = (is_map ? read_map : read_list)(composer, node, depth, &end);
        node->place = place_of(composer->source, event->start_mark, end);
    }
    end_anchor(composer, anchor, node, depth);
    composer->deepest = around > composer->deepest ? around : composer->deepest;
    return good ? node : NULL;
}

// Makes the node of the event, which is deleted.
static struct node *compose(struct composer *composer, yaml_event_t *event, int depth) {
    struct node *node = event->type == YAML_ALIAS_EVENT ? find_alias(composer, event, depth)
                                                        : compose_value(composer, event, depth);
    yaml_event_delete(event);
    return node;
}

// Reads the whole of a stream: at most one document.
static struct node *read_stream(struct composer *composer) {
    struct node *root = NULL;
    yaml_event_t event;
    for (;;) {
        if (!next_event(composer, &event))
            return NULL;
        yaml_event_type_t type = event.type;
        struct place place = place_of(composer->source, event.start_mark, event.start_mark);
        bool is_value = type == YAML_SCALAR_EVENT || type == YAML_ALIAS_EVENT ||
                        type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT;
        if (is_value) {
            root = compose(composer, &event, 0);
            if (!root)
                return NULL;
            continue;
        }
        yaml_event_delete(&event);
        if (type == YAML_DOCUMENT_START_EVENT && root) {
            error_at(composer->error, place, "a scene file holds one document, not two");
            return NULL;
        }
        if (type == YAML_STREAM_END_EVENT)
            return root ? root
                        : document_node(composer->document, NODE_NULL,
                                        (struct place){composer->source, 1, 1, 1});
    }
}

// Refuses a %TAG, which stands before a document; libyaml compares each with all before it.
static bool check_directives(const struct source *source, struct error *error) {
    const char *end = source->text + source->length, *line = source->text;
    bool is_before = true; // no document has begun
    for (int number = 1; line && line < end; number++) {
        size_t left = (size_t)(end - line);
        if (is_before && left > 4 && memcmp(line, "%TAG", 4) == 0)
            return error_at(error, (struct place){source, number, 1, 4},
                            "tags such as %%TAG defines are not supported");
        const char *next, *stop = source_line_end(source, line, &next);
        const char *first = line + strspn(line, " \t");
        if (first < stop && *first != '#' && *line != '%')
            is_before = left > 3 && memcmp(line, "...", 3) == 0;
        line = next;
    }
    return true;
}

struct node *yaml_parse(struct document *document, const struct source *source,
                        struct error *error) {
    struct composer composer = {.document = document, .source = source, .error = error};
    if (!limit_check(LIMIT_SCENE_BYTES, (double)source->length, (struct place){.source = source},
                     error) ||
        !check_directives(source, error))
        return NULL;
    if (!yaml_parser_initialize(&composer.parser))
        mem_exhausted();
    yaml_parser_set_input_string(&composer.parser, (const unsigned char *)source->text,
                                 source->length);
    yaml_parser_set_encoding(&composer.parser, YAML_UTF8_ENCODING);
    struct node *root = read_stream(&composer);
    yaml_parser_delete(&composer.parser);
    for (size_t i = 0; i < composer.count; i++)
        free(composer.anchors[i].name);
    free(composer.anchors);
    name_set_finish(&composer.names);
    if (root && root->kind == NODE_NULL && !root->text)
        root->text = mem_string("", 0);
    return root;
}

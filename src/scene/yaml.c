// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/yaml.h"

#include "base/memory.h"
#include "base/number.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum {
    DEPTH_MAX = 64,     // lists and maps inside each other
    EXTENDS_MAX = 32,   // files that extend each other
    LIST_MAX = 10000,   // an index that --set may append at
    NODES_MAX = 300000, // of a document: aliases may stand for far more when maps merge
};

void document_finish(struct document *document) {
    for (size_t i = 0; i < document->count; i++) {
        free(document->nodes[i]->text);
        free(document->nodes[i]->keys);
        free(document->nodes[i]->items);
        free(document->nodes[i]);
    }
    for (size_t i = 0; i < document->source_count; i++) {
        source_finish(document->sources[i]);
        free(document->sources[i]);
    }
    free(document->nodes);
    free(document->sources);
    *document = (struct document){0};
}

static struct source *add_source(struct document *document) {
    document->sources = mem_grow(document->sources, &document->source_capacity,
                                 document->source_count + 1, sizeof *document->sources);
    struct source *source = mem_zero(1, sizeof *source);
    document->sources[document->source_count++] = source;
    return source;
}

struct node *document_node(struct document *document, enum node_kind kind, struct place place) {
    document->nodes =
        mem_grow(document->nodes, &document->capacity, document->count + 1, sizeof(struct node *));
    struct node *node = mem_zero(1, sizeof *node);
    node->kind = kind;
    node->place = place;
    document->nodes[document->count++] = node;
    return node;
}

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
    struct node **made = &state->made[id - 1];
    if (state->under_way[id - 1]) {
        error_at(state->error, place, "this value contains itself through an alias");
        return NULL;
    }
    if (*made)
        return *made;
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
    *made = node;
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
    } else {
        error_at(error, place, "%s%s%s", problem, parser->context ? ", " : "",
                 parser->context ? parser->context : "");
    }
}

// Parses a source that holds one document. An empty one gives a null node.
static struct node *parse(struct document *document, const struct source *source,
                          struct error *error) {
    yaml_parser_t parser;
    yaml_document_t first, second;
    if (source->length > INT_MAX / 2) {
        error_at(error, (struct place){source, 0, 0, 0}, "too large for a scene");
        return NULL;
    }
    if (!yaml_parser_initialize(&parser))
        abort();
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

// Returns `base` with `over` laid on it: maps merge key by key, anything else is replaced. NULL on
// error.
static struct node *merge(struct document *document, struct node *base, struct node *over,
                          struct error *error) {
    if (base->kind != NODE_MAP || over->kind != NODE_MAP)
        return over;
    if (document->count >= NODES_MAX) {
        error_at(error, over->place, "more than %d values to merge", NODES_MAX);
        return NULL;
    }
    struct node *merged = document_node(document, NODE_MAP, over->place);
    merged->keys = mem_zero(base->count + over->count, sizeof *merged->keys);
    merged->items = mem_zero(base->count + over->count, sizeof *merged->items);
    for (size_t i = 0; i < base->count; i++) {
        merged->keys[i] = base->keys[i];
        merged->items[i] = base->items[i];
        for (size_t j = 0; j < over->count; j++) {
            if (strcmp(over->keys[j]->text, base->keys[i]->text) != 0)
                continue;
            merged->keys[i] = over->keys[j];
            merged->items[i] = merge(document, base->items[i], over->items[j], error);
            if (!merged->items[i])
                return NULL;
        }
    }
    merged->count = base->count;
    for (size_t i = 0; i < over->count; i++) {
        if (node_get(base, over->keys[i]->text))
            continue;
        merged->keys[merged->count] = over->keys[i];
        merged->items[merged->count++] = over->items[i];
    }
    return merged;
}

static void remove_key(struct node *map, const char *key) {
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i]->text, key) != 0)
            continue;
        memmove(&map->keys[i], &map->keys[i + 1], (map->count - i - 1) * sizeof *map->keys);
        memmove(&map->items[i], &map->items[i + 1], (map->count - i - 1) * sizeof *map->items);
        map->count--;
        return;
    }
}

// `name` as written in the file `beside`, as a path from the current folder.
static char *path_beside(const char *beside, const char *name) {
    struct text path = {0};
    const char *slash = strrchr(beside, '/');
    if (name[0] != '/' && slash)
        text_append(&path, beside, (size_t)(slash + 1 - beside));
    text_add(&path, name);
    return text_take(&path);
}

// `chain` holds the files that led here, the current one last; NULL for a pipe, which has no path.
static struct node *read_chain(struct document *document, const char *path, struct place from,
                               char **chain, int length, struct error *error) {
    char *real = realpath(path, NULL);
    for (int i = 0; real && i < length; i++) {
        if (chain[i] && strcmp(chain[i], real) == 0) {
            error_at(error, from, "'%s' extends itself", path);
            free(real);
            return NULL;
        }
    }
    if (length == EXTENDS_MAX) {
        error_at(error, from, "more than %d files extend each other", EXTENDS_MAX);
        free(real);
        return NULL;
    }
    struct source *source = add_source(document);
    struct node *root = NULL;
    if (!source_read(source, path, from, error) || !(root = parse(document, source, error)))
        goto done;
    if (root->kind != NODE_MAP) {
        error_at(error, root->place,
                 "a scene is a map of keys such as 'optimizers: [lamb]', not %s",
                 node_kind_name(root));
        root = NULL;
        goto done;
    }
    const struct node *extends = node_get(root, "extends");
    if (extends) {
        const char *name;
        if (!node_string(extends, &name, error)) {
            root = NULL;
            goto done;
        }
        chain[length] = real;
        char *base_path = path_beside(path, name);
        struct node *base =
            read_chain(document, base_path, extends->place, chain, length + 1, error);
        free(base_path);
        remove_key(root, "extends");
        root = base ? merge(document, base, root, error) : NULL;
    }
done:
    free(real);
    return root;
}

struct node *document_read(struct document *document, const char *path, struct place from,
                           struct error *error) {
    char *chain[EXTENDS_MAX];
    return read_chain(document, path, from, chain, 0, error);
}

struct node *document_parse(struct document *document, const char *name, const char *text,
                            struct error *error) {
    struct source *source = add_source(document);
    *source = (struct source){.name = mem_string(name, strlen(name)),
                              .text = mem_string(text, strlen(text)),
                              .length = strlen(text),
                              .single_line = true};
    return parse(document, source, error);
}

struct node *document_parse_set(struct document *document, const char *text, int number,
                                struct error *error) {
    struct text name = {0};
    text_printf(&name, "--set %d", number);
    struct node *value = document_parse(document, name.data, text, error);
    text_finish(&name);
    return value;
}

// Appends `item` to a list, or `key: item` to a map.
static void append(struct node *node, struct node *key, struct node *item) {
    size_t need = node->count + 1;
    struct node **items = mem_zero(need, sizeof *items);
    if (node->count > 0)
        memcpy(items, node->items, node->count * sizeof *items);
    free(node->items);
    node->items = items;
    if (node->kind == NODE_MAP) {
        struct node **keys = mem_zero(need, sizeof *keys);
        if (node->count > 0)
            memcpy(keys, node->keys, node->count * sizeof *keys);
        free(node->keys);
        node->keys = keys;
        node->keys[node->count] = key;
    }
    node->items[node->count++] = item;
}

// A shallow copy: --set must not write into nodes that an alias shares.
static struct node *copy(struct document *document, const struct node *node) {
    struct node *fresh = document_node(document, node->kind, node->place);
    fresh->truth = node->truth;
    fresh->plain = node->plain;
    fresh->number = node->number;
    fresh->text = node->text ? mem_string(node->text, strlen(node->text)) : NULL;
    for (size_t i = 0; i < node->count; i++)
        append(fresh, node->kind == NODE_MAP ? node->keys[i] : NULL, node->items[i]);
    return fresh;
}

static struct node *string_node(struct document *document, const char *text, size_t length,
                                struct place place) {
    struct node *node = document_node(document, NODE_STRING, place);
    node->text = mem_string(text, length);
    return node;
}

struct node *document_option(struct document *document, const char *option, const char *text) {
    size_t length = strlen(text);
    struct source *source = add_source(document);
    *source =
        (struct source){mem_string(option, strlen(option)), mem_string(text, length), length, true};
    struct place place = {source, 1, 1, (int)utf8_count(text, length)};
    return string_node(document, text, length, place);
}

// Gives the slot named by one part of a --set path below `*node`, making maps on the way.
static struct node **descend(struct document *document, struct node **node, const char *part,
                             size_t length, struct place place, struct error *error) {
    double index;
    bool is_index = number_parse(part, length, &index) && index >= 0 && index < LIST_MAX &&
                    index == floor(index);
    *node = copy(document, *node);
    if ((*node)->kind == NODE_LIST && is_index) {
        if ((size_t)index > (*node)->count) {
            error_at(error, place, "the list has %zu entries", (*node)->count);
            return NULL;
        }
        if ((size_t)index == (*node)->count)
            append(*node, NULL, document_node(document, NODE_NULL, place));
        return &(*node)->items[(size_t)index];
    }
    if ((*node)->kind == NODE_LIST) {
        error_at(error, place, "expected a position in a list, not '%.*s'", (int)length, part);
        return NULL;
    }
    if ((*node)->kind != NODE_MAP)
        *node = document_node(document, NODE_MAP, place);
    for (size_t i = 0; i < (*node)->count; i++)
        if (strlen((*node)->keys[i]->text) == length &&
            memcmp((*node)->keys[i]->text, part, length) == 0)
            return &(*node)->items[i];
    append(*node, string_node(document, part, length, place),
           document_node(document, NODE_NULL, place));
    return &(*node)->items[(*node)->count - 1];
}

// An entry of a list of names (`lamb`, `{lamb: {...}}`) gives the slot of its options.
static struct node **options_of(struct document *document, struct node **entry) {
    if ((*entry)->kind == NODE_STRING) {
        struct node *map = document_node(document, NODE_MAP, (*entry)->place);
        append(map, *entry, document_node(document, NODE_NULL, (*entry)->place));
        *entry = map;
    } else if ((*entry)->kind == NODE_MAP && (*entry)->count == 1) {
        *entry = copy(document, *entry);
    } else {
        return entry;
    }
    return &(*entry)->items[0];
}

bool document_set(struct document *document, struct node *root, const char *text, int number,
                  struct error *error) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return error_set(error, ERROR_USAGE,
                         "--set %s: expected KEY=VALUE, such as optimizers.0.lr=0.5", text);
    // The value is parsed with the path blanked out, so that its columns are those of the argument.
    char *blanked = mem_string(text, strlen(text));
    memset(blanked, ' ', (size_t)(equals + 1 - text));
    struct node *value = document_parse_set(document, blanked, number, error);
    free(blanked);
    if (!value)
        return false;
    struct source *source = document->sources[document->source_count - 1];
    memcpy(source->text, text, source->length); // the excerpt shows the whole argument

    struct node **slot = &root;
    struct node *kept = root;
    for (const char *part = text; part <= equals;) {
        size_t length = strcspn(part, ".=");
        struct place place = {source, 1, (int)(part - text) + 1, (int)length};
        if (length == 0)
            return error_at(error, place, "expected a name before '%c'", part[length]);
        bool in_list = (*slot)->kind == NODE_LIST;
        slot = descend(document, slot, part, length, place, error);
        if (!slot)
            return false;
        part += length + 1;
        if (in_list && part <= equals)
            slot = options_of(document, slot);
    }
    *slot = value;
    // `root` is a copy now; its contents move into the node that the caller holds.
    struct node swapped = *kept;
    *kept = *root;
    *root = swapped;
    return true;
}

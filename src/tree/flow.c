// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/flow.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "tree/scalar.h"

#include <ctype.h>
#include <string.h>

// The longest key that YAML takes without '?', in bytes.
enum { KEY_MAX = 1024 };

// The state of reading a text. `at` is the next byte, `line` and `column` its place.
struct flow {
    struct document *document;
    const struct source *source;
    const char *at, *end;
    int line, column;
    double size; // values read so far
    struct error *error;
};

static struct place here(const struct flow *flow) {
    return (struct place){flow->source, flow->line, flow->column, 1};
}

static bool fail(const struct flow *flow, const char *what) {
    return error_at(flow->error, here(flow), "%s", what);
}

static bool is_at(const struct flow *flow, char c) {
    return flow->at < flow->end && *flow->at == c;
}

// Skips one ASCII character that is no line break.
static void skip(struct flow *flow) {
    flow->at++;
    flow->column++;
}

static void skip_blanks(struct flow *flow) {
    for (; is_at(flow, ' ') || is_at(flow, '\n'); flow->at++) {
        flow->column = *flow->at == '\n' ? 1 : flow->column + 1;
        flow->line += *flow->at == '\n';
    }
}

// Sets the length of a place that ends here.
static void end_place(const struct flow *flow, struct place *place) {
    if (place->line == flow->line && flow->column > place->column)
        place->length = flow->column - place->column;
}

// True for what a quoted text may hold as it is: printable, and no line break to YAML.
static bool is_plain_text(uint32_t point) {
    return (point >= 0x20 && point < 0x7F) || (point >= 0xA0 && point < 0x2028) ||
           (point > 0x2029 && point < 0xD800) || (point >= 0xE000 && point < 0xFEFF) ||
           (point > 0xFEFF && point <= 0xFFFD) || (point >= 0x10000 && point <= 0x10FFFF);
}

// Reads the rest of an escape, behind its backslash.
static bool read_escape(struct flow *flow, struct text *out) {
    static const char names[] = "\"\\/ntr", values[] = "\"\\/\n\t\r";
    char kind = '\0';
    if (flow->at < flow->end)
        kind = *flow->at;
    const char *name = kind ? strchr(names, kind) : NULL;
    int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (name) {
        text_append(out, &values[name - names], 1);
        skip(flow);
        return true;
    }
    if (digits == 0 || flow->end - flow->at <= digits)
        return fail(flow, "an unknown escape");
    uint32_t point = 0;
    skip(flow);
    for (; digits > 0; digits--) {
        if (!isxdigit((unsigned char)*flow->at))
            return fail(flow, "expected a hexadecimal digit");
        int c = tolower((unsigned char)*flow->at);
        point = point << 4 | (uint32_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
        skip(flow);
    }
    if (point == 0)
        return fail(flow, "a string with a NUL character");
    if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return fail(flow, "an escape of no character");
    char bytes[5];
    utf8_write(point, bytes);
    text_add(out, bytes);
    return true;
}

static bool read_quoted(struct flow *flow, struct text *out) {
    char quote = *flow->at;
    skip(flow);
    for (;;) {
        const char *start = flow->at;
        if (start == flow->end)
            return fail(flow, "a quote is not closed");
        uint32_t point = utf8_next(&flow->at, flow->end);
        bool is_malformed = point == 0xFFFD && flow->at - start == 1;
        if (is_malformed || !is_plain_text(point)) {
            flow->at = start;
            return fail(flow, "a character that needs an escape");
        }
        flow->column++;
        bool doubled = quote == '\'' && point == '\'' && is_at(flow, quote);
        if (point == (unsigned char)quote && !doubled)
            return true;
        if (quote == '"' && point == '\\') {
            if (!read_escape(flow, out))
                return false;
            continue;
        }
        text_append(out, start, (size_t)(flow->at - start));
        if (doubled)
            skip(flow);
    }
}

// Plain scalars are words of these characters, with single spaces between them.
static bool is_word_start(char c) {
    return isalnum((unsigned char)c) || (c && strchr("_.+-/~(^", c));
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || (c && strchr("_.+-/~()^*=<>%$;@", c));
}

static bool read_plain(struct flow *flow, struct text *out) {
    const char *start = flow->at;
    bool is_dash =
        *start == '-' && (flow->end - start < 2 || !is_word(start[1]) || start[1] == '-');
    bool is_end = flow->end - start >= 3 && memcmp(start, "...", 3) == 0;
    if (!is_word_start(*start) || is_dash || is_end)
        return fail(flow, "expected a value");
    while (flow->at < flow->end &&
           (is_word(*flow->at) ||
            (*flow->at == ' ' && flow->end - flow->at > 1 && is_word(flow->at[1]))))
        skip(flow);
    text_append(out, start, (size_t)(flow->at - start));
    return true;
}

static bool read_scalar(struct flow *flow, struct node *node) {
    struct text text = {0};
    node->plain = !is_at(flow, '"') && !is_at(flow, '\'');
    bool good = node->plain ? read_plain(flow, &text) : read_quoted(flow, &text);
    node->text = mem_string(text.data ? text.data : "", text.length);
    text_finish(&text);
    end_place(flow, &node->place);
    if (good && node->plain)
        scalar_type(node);
    return good;
}

static struct node *read_value(struct flow *flow, int depth);

// Reads the value of a key, behind the key.
static struct node *read_item(struct flow *flow, const struct node *key, int depth,
                              struct name_set *names, size_t position) {
    if (key->kind == NODE_LIST || key->kind == NODE_MAP) {
        error_at(flow->error, key->place, "a key must be a name, not %s", node_kind_name(key));
        return NULL;
    }
    if (!name_set_add(names, key->text, position)) {
        error_at(flow->error, key->place, "key '%s' stands here a second time", key->text);
        return NULL;
    }
    if (!limit_check(LIMIT_KEYS, (double)names->count, key->place, flow->error))
        return NULL;
    bool has_colon =
        is_at(flow, ':') && flow->end - flow->at > 1 && (flow->at[1] == ' ' || flow->at[1] == '\n');
    if (!has_colon) {
        fail(flow, "expected ': ' and a value");
        return NULL;
    }
    skip(flow);
    skip_blanks(flow);
    return read_value(flow, depth + 1);
}

// Reads the items of a list or map up to its closing bracket.
static bool read_items(struct flow *flow, struct node *node, int depth, struct name_set *names) {
    bool is_map = node->kind == NODE_MAP;
    size_t key_capacity = 0, item_capacity = 0;
    skip(flow);
    for (;;) {
        skip_blanks(flow);
        if (is_at(flow, is_map ? '}' : ']')) {
            skip(flow);
            return true;
        }
        const char *start = flow->at;
        struct node *item = read_value(flow, depth + 1);
        if (is_map && item) {
            if (flow->at - start > KEY_MAX)
                return fail(flow, "a key is too long");
            node->keys = mem_grow(node->keys, &key_capacity, node->count + 1, sizeof *node->keys);
            node->keys[node->count] = item;
            item = read_item(flow, item, depth, names, node->count);
        }
        if (!item)
            return false;
        node->items = mem_grow(node->items, &item_capacity, node->count + 1, sizeof *node->items);
        node->items[node->count++] = item;
        skip_blanks(flow);
        if (is_at(flow, ','))
            skip(flow);
        else if (!is_at(flow, is_map ? '}' : ']'))
            return fail(flow, is_map ? "expected ',' or '}'" : "expected ',' or ']'");
    }
}

static struct node *read_value(struct flow *flow, int depth) {
    struct place place = here(flow);
    if (!limit_check(LIMIT_DEPTH, depth, place, flow->error) ||
        !limit_check(LIMIT_NODES, ++flow->size, place, flow->error))
        return NULL;
    if (flow->at == flow->end) {
        fail(flow, "expected a value");
        return NULL;
    }
    struct node *node = document_node(flow->document, NODE_STRING, place);
    if (!is_at(flow, '[') && !is_at(flow, '{'))
        return read_scalar(flow, node) ? node : NULL;
    struct name_set names = {0};
    node->kind = is_at(flow, '{') ? NODE_MAP : NODE_LIST;
    bool good = read_items(flow, node, depth, &names);
    name_set_finish(&names);
    end_place(flow, &node->place);
    return good ? node : NULL;
}

struct node *flow_parse(struct document *document, const struct source *source,
                        struct error *error) {
    struct flow flow = {.document = document,
                        .source = source,
                        .at = source->text,
                        .end = source->text + source->length,
                        .line = 1,
                        .column = 1,
                        .error = error};
    if (!limit_check(LIMIT_SCENE_BYTES, (double)source->length, (struct place){.source = source},
                     error))
        return NULL;
    skip_blanks(&flow);
    if (flow.at == flow.end) {
        struct node *nothing = document_node(document, NODE_NULL, (struct place){source, 1, 1, 1});
        nothing->text = mem_string("", 0);
        return nothing;
    }
    struct node *root = read_value(&flow, 0);
    skip_blanks(&flow);
    if (root && flow.at < flow.end) {
        fail(&flow, "expected nothing behind the value");
        return NULL;
    }
    return root;
}

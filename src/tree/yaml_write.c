// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/yaml_write.h"

#include "base/limits.h"
#include "base/shown.h"

#include <string.h>

enum {
    LINE_MAX_LENGTH = 80,
    INDENT = 2,
    KEY_MAX_LENGTH = 1000, // YAML allows 1024 characters before a colon
};

static bool is_word(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char marks[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789./-";
    return text[0] != '\0' && strchr(letters, text[0]) && text[strspn(text, marks)] == '\0';
}

static void write_quoted(struct text *out, const char *text) {
    text_add(out, "\"");
    for (const char *end = text + strlen(text); text < end;) {
        const char *start = text;
        uint32_t point = utf8_next(&text, end);
        if (point == '"' || point == '\\')
            text_printf(out, "\\%c", (char)point);
        else if (!shown_is_special(point))
            text_append(out, start, (size_t)(text - start));
        else
            text_printf(out,
                        point < 0x100     ? "\\x%02x"
                        : point < 0x10000 ? "\\u%04x"
                                          : "\\U%08x",
                        (unsigned)point);
    }
    text_add(out, "\"");
}

static void write_scalar(struct text *out, const struct node *node) {
    const char *text = node->text ? node->text : "";
    if (node->kind == NODE_NULL)
        text_add(out, "null");
    else if (node->kind != NODE_STRING || (node->plain && is_word(text)))
        text_add(out, text);
    else
        write_quoted(out, text);
}

// Whether a scalar is several lines that can be written as they are, behind a '|'.
static bool is_lines(const struct node *node) {
    const char *text = node->text;
    if (node->kind != NODE_STRING || !strchr(text, '\n') || strchr(" \n", *text) ||
        strstr(text, "\n\n\n"))
        return false;
    size_t length = strlen(text);
    if (length > 1 && text[length - 1] == '\n' && text[length - 2] == '\n')
        return false;
    for (const char *at = text, *end = text + length; at < end;) {
        uint32_t point = utf8_next(&at, end);
        if (point != '\n' && shown_is_special(point))
            return false;
    }
    return true;
}

static bool has_lines(const struct node *node) {
    if (node->kind != NODE_LIST && node->kind != NODE_MAP)
        return is_lines(node);
    bool has = false;
    for (size_t i = 0; i < node->count; i++)
        has = has || has_lines(node->items[i]);
    return has;
}

void yaml_write_flow_within(struct text *out, const struct node *node, size_t most) {
    if (node->kind != NODE_LIST && node->kind != NODE_MAP) {
        write_scalar(out, node);
        return;
    }
    bool is_map = node->kind == NODE_MAP;
    text_add(out, is_map ? "{" : "[");
    for (size_t i = 0; i < node->count && out->length <= most; i++) {
        text_add(out, i ? ", " : "");
        if (is_map) {
            write_scalar(out, node->keys[i]);
            text_add(out, ": ");
        }
        yaml_write_flow_within(out, node->items[i], most);
    }
    text_add(out, is_map ? "}" : "]");
}

void yaml_write_flow(struct text *out, const struct node *node) {
    yaml_write_flow_within(out, node, SIZE_MAX);
}

static void add_indent(struct text *out, int indent) {
    for (int i = 0; i < indent; i++)
        text_add(out, " ");
}

// Writes lines behind the key of a map or the '-' of a list.
static void write_lines(struct text *out, const char *text, int indent) {
    text_add(out, text[strlen(text) - 1] == '\n' ? " |\n" : " |-\n");
    while (*text) {
        size_t length = strcspn(text, "\n");
        add_indent(out, length > 0 ? indent : 0);
        text_append(out, text, length);
        text_add(out, "\n");
        text += length + (text[length] == '\n');
    }
}

static void write_key(struct text *out, const struct node *node, int indent) {
    struct text key = {0};
    write_scalar(&key, node);
    bool is_long = key.length > KEY_MAX_LENGTH;
    text_printf(out, is_long ? "? %s\n" : "%s", key.data);
    add_indent(out, is_long ? indent : 0);
    text_add(out, ":");
    text_finish(&key);
}

// Writes the items of a map or list in block style, but no more once the text is too long to be
// read again. The first continues the current line.
static void write_block(struct text *out, const struct node *node, int indent) {
    double most = limit_most(LIMIT_SCENE_BYTES);
    for (size_t i = 0; i < node->count && (double)out->length <= most; i++) {
        if (i > 0)
            add_indent(out, indent);
        if (node->kind == NODE_MAP) {
            write_key(out, node->keys[i], indent);
        } else {
            text_add(out, "-");
        }
        const struct node *item = node->items[i];
        bool is_scalar = item->kind != NODE_LIST && item->kind != NODE_MAP;
        struct text flow = {0};
        yaml_write_flow_within(&flow, item, LINE_MAX_LENGTH);
        if (is_lines(item)) {
            write_lines(out, item->text, indent + INDENT);
        } else if (is_scalar || item->count == 0 ||
                   (indent + (int)flow.length <= LINE_MAX_LENGTH && !has_lines(item))) {
            text_printf(out, " %s\n", flow.data);
        } else if (node->kind == NODE_LIST) {
            add_indent(out, INDENT - 1);
            write_block(out, item, indent + INDENT);
        } else {
            text_add(out, "\n");
            add_indent(out, indent + INDENT);
            write_block(out, item, indent + INDENT);
        }
        text_finish(&flow);
    }
}

void yaml_write(struct text *out, const struct node *root) {
    if (root->count == 0)
        text_add(out, "{}\n");
    else
        write_block(out, root, 0);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// A text in YAML's flow style. What the small reader accepts, libyaml reads as the same tree.
#include "fuzz.h"

#include "tree/flow.h"
#include "tree/yaml_write.h"

static uint64_t bits_of(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static bool is_same(const struct node *a, const struct node *b) {
    bool same = a->kind == b->kind && a->plain == b->plain && a->truth == b->truth &&
                bits_of(a->number) == bits_of(b->number) && a->count == b->count &&
                a->place.line == b->place.line && a->place.column == b->place.column &&
                a->place.length == b->place.length && !a->text == !b->text &&
                (!a->text || strcmp(a->text, b->text) == 0);
    for (size_t i = 0; same && i < a->count; i++)
        same = is_same(a->items[i], b->items[i]) &&
               (a->kind != NODE_MAP || is_same(a->keys[i], b->keys[i]));
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_string(data, size);
    char name[] = "flow";
    struct source source = {.name = name, .text = text, .length = strlen(text)};
    struct document document = {0};
    struct error error = {0};
    struct node *flow = flow_parse(&document, &source, &error);
    if (!flow && (error.kind == ERROR_NONE || !error.message))
        abort(); // a failure must have a message
    if (flow) {
        struct node *yaml = document_parse(&document, "flow", text, &error);
        if (!yaml || !is_same(flow, yaml))
            abort();
    }
    error_finish(&error);
    document_finish(&document);
    free(text);
    return 0;
}

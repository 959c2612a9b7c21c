// SPDX-License-Identifier: GPL-3.0-or-later
// The small reader of the flow style, against libyaml.
#include "tree/flow.h"

#include "base/memory.h"
#include "base/random.h"
#include "program.h"
#include "tree/yaml_write.h"

static struct node *read_flow(struct document *document, const char *text, struct error *error) {
    struct source *source = document_source(document);
    *source = (struct source){.name = mem_string("t", 1),
                              .text = mem_string(text, strlen(text)),
                              .length = strlen(text),
                              .single_line = true,
                              .shows_lines = true};
    return flow_parse(document, source, error);
}

static uint64_t bits_of(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static void expect_same(const struct node *a, const struct node *b, const char *text) {
    bool same = a->kind == b->kind && a->plain == b->plain && a->truth == b->truth &&
                bits_of(a->number) == bits_of(b->number) && a->count == b->count &&
                a->place.line == b->place.line && a->place.column == b->place.column &&
                a->place.length == b->place.length && !a->text == !b->text &&
                (!a->text || strcmp(a->text, b->text) == 0);
    if (!same)
        fail_msg("read differently at column %d and %d: %s", a->place.column, b->place.column,
                 text);
    for (size_t i = 0; i < a->count; i++) {
        expect_same(a->items[i], b->items[i], text);
        if (a->kind == NODE_MAP)
            expect_same(a->keys[i], b->keys[i], text);
    }
}

// Fails unless both readers make the same tree.
static void expect_read(const char *text) {
    struct document document = {0};
    struct error error = {0};
    struct node *flow = read_flow(&document, text, &error);
    struct node *yaml = flow ? document_parse(&document, "t", text, &error) : NULL;
    if (!yaml)
        fail_msg("%s: %s", text, error.message);
    expect_same(flow, yaml, text);
    error_finish(&error);
    document_finish(&document);
}

static void add_text(struct random_stream *random, struct text *out) {
    static const uint32_t points[] = {' ',    '"',    '\\',   '\'',    '#',   ':',  ',',  '[',
                                      '}',    '\n',   '\t',   0x1B,    0x85,  0xA0, 0xE9, 0x2028,
                                      0xFEFF, 0x202E, 0xFFFD, 0x1F600, 0x5D0, '-',  '!',  '&'};
    for (long length = (long)(random_uniform(random, 0, 1) * 12); length > 0; length--) {
        double kind = random_uniform(random, 0, 1);
        size_t i = (size_t)(random_uniform(random, 0, 1) * (sizeof points / sizeof *points));
        char bytes[5];
        utf8_write(kind < 0.6 ? (uint32_t)('a' + i) : points[i], bytes);
        text_add(out, bytes);
    }
}

static struct node *random_node(struct random_stream *random, struct document *document,
                                int depth) {
    static const char *const words[] = {"null", "true", "False", "~",    "1",    "-0",   "1e-3",
                                        ".5",   ".inf", "-.inf", ".nan", "0x1F", "adam", "a.b",
                                        "yes",  "1:2",  "- a",   "w0*x", "",     "a b",  "lr: 1",
                                        "---",  "...",  "<<",    "?",    "a#b",  "a #b", "%d"};
    double kind = random_uniform(random, 0, 1);
    struct node *node = document_node(document, NODE_STRING, (struct place){0});
    if (depth < 4 && kind < 0.5) {
        node->kind = kind < 0.25 ? NODE_LIST : NODE_MAP;
        size_t count = (size_t)(random_uniform(random, 0, 1) * 5);
        node->items = mem_zero(count + 1, sizeof *node->items);
        node->keys = mem_zero(count + 1, sizeof *node->keys);
        for (; node->count < count; node->count++) {
            struct text key = {0};
            text_printf(&key, "%c%zu", 'a' + (int)(random_uniform(random, 0, 1) * 26), node->count);
            if (random_uniform(random, 0, 1) < 0.3)
                add_text(random, &key);
            node->keys[node->count] = document_node(document, NODE_STRING, (struct place){0});
            node->keys[node->count]->text = text_take(&key);
            node->keys[node->count]->plain = random_uniform(random, 0, 1) < 0.5;
            node->items[node->count] = random_node(random, document, depth + 1);
        }
        return node;
    }
    struct text text = {0};
    text_add(&text, "");
    if (kind < 0.75)
        text_add(&text,
                 words[(size_t)(random_uniform(random, 0, 1) * (sizeof words / sizeof *words))]);
    else
        add_text(random, &text);
    node->text = text_take(&text);
    node->plain = random_uniform(random, 0, 1) < 0.5;
    return node;
}

static void test_random_trees(void **state) {
    (void)state;
    struct random_stream random;
    random_start(&random, 5, RANDOM_START, 0);
    for (int i = 0; i < 3000; i++) {
        struct document document = {0};
        struct text text = {0};
        yaml_write_flow(&text, random_node(&random, &document, 0));
        expect_read(text.data);
        text_finish(&text);
        document_finish(&document);
    }
}

// Texts that are put together at random: what the small reader accepts must be the same tree.
static void test_random_texts(void **state) {
    (void)state;
    static const char *const pieces[] = {"[",  "]", "{",   "}",   ",",   ": ", ":",  " ",  "\n",
                                         "a",  "-", ".",   "...", "---", "1",  "~",  "\"", "'",
                                         "\\", "#", " #",  "b ",  "? ",  "- ", "<<", "*",  "&",
                                         "!",  "%", "x20", "|",   ">",   "@",  "`",  "=",  "null"};
    struct random_stream random;
    random_start(&random, 6, RANDOM_START, 0);
    int accepted = 0;
    for (int i = 0; i < 60000; i++) {
        struct text text = {0};
        text_add(&text, i % 2 ? "[" : "");
        for (long length = (long)(random_uniform(&random, 0, 1) * 10); length > 0; length--)
            text_add(
                &text,
                pieces[(size_t)(random_uniform(&random, 0, 1) * (sizeof pieces / sizeof *pieces))]);
        text_add(&text, i % 2 ? "]" : "");
        struct document document = {0};
        struct error error = {0};
        bool is_read = read_flow(&document, text.data, &error) != NULL;
        assert_true(is_read || error.message);
        error_finish(&error);
        document_finish(&document);
        if (is_read)
            expect_read(text.data);
        accepted += is_read;
        text_finish(&text);
    }
    assert_true(accepted > 1000);
}

static void test_refused(void **state) {
    (void)state;
    static const char *const refused[][2] = {
        {"[1, 2", "t:6: error: expected ',' or ']'"},
        {"{a: 1, a: 2}", "t:8: error: key 'a' stands here a second time"},
        {"{a}", "t:3: error: expected ': ' and a value"},
        {"{[1]: 2}", "t:2: error: a key must be a name, not a list"},
        {"{<<: 1}", "t:2: error: expected a value"},
        {"\"a", "t:3: error: a quote is not closed"},
        {"\"\\x00\"", "t:6: error: a string with a NUL character"},
        {"[&a 1]", "t:2: error: expected a value"},
        {"1 2]", "t:4: error: expected nothing behind the value"},
        {"[,]", "t:2: error: expected a value"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct document document = {0};
        struct error error = {0};
        assert_null(read_flow(&document, refused[i][0], &error));
        if (strncmp(error.message, refused[i][1], strlen(refused[i][1])) != 0)
            fail_msg("%s: %s", refused[i][0], error.message);
        error_finish(&error);
        document_finish(&document);
    }
}

static void test_depth(void **state) {
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 200000; i++)
        text_add(&text, "[");
    struct document document = {0};
    struct error error = {0};
    assert_null(read_flow(&document, text.data, &error));
    if (!strstr(error.message, "nested lists and maps"))
        fail_msg("%s", error.message);
    error_finish(&error);
    document_finish(&document);
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trees),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

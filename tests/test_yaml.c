// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/document.h"

#include "base/memory.h"
#include "program.h"
#include "tree/yaml.h"
#include "tree/yaml_write.h"

#include <math.h>
#include <time.h>

// Writes a tree on one line: n for null, b0 and b1, 1.5, 'text', [..], {key:..}.
static void print(const struct node *node, struct text *out) {
    switch (node->kind) {
    case NODE_NULL:
        text_add(out, "n");
        return;
    case NODE_BOOL:
        text_add(out, node->truth ? "b1" : "b0");
        return;
    case NODE_NUMBER:
        text_printf(out, "%g", isnan(node->number) ? (double)NAN : node->number);
        return;
    case NODE_STRING:
        text_printf(out, "'%s'", node->text);
        return;
    case NODE_LIST:
    case NODE_MAP:
        break;
    }
    text_add(out, node->kind == NODE_MAP ? "{" : "[");
    for (size_t i = 0; i < node->count; i++) {
        text_add(out, i > 0 ? "," : "");
        if (node->kind == NODE_MAP)
            text_printf(out, "%s:", node->keys[i]->text);
        print(node->items[i], out);
    }
    text_add(out, node->kind == NODE_MAP ? "}" : "]");
}

// Fails unless `root` prints as `expected`; if it is NULL, unless the error begins with that.
static void expect(const char *what, const struct node *root, struct error *error,
                   const char *expected) {
    struct text out = {0};
    if (root)
        print(root, &out);
    else
        text_add(&out, error->message);
    if (root ? strcmp(out.data, expected) != 0
             : error->kind == ERROR_NONE || strncmp(out.data, expected, strlen(expected)) != 0)
        fail_msg("%s: expected\n%s\nnot\n%s", what, expected, out.data);
    text_finish(&out);
    error_finish(error);
}

// A text, and the tree that it is read as, or the error. The program's own texts have no line
// numbers.
struct parsing {
    const char *text, *expected;
};

static const struct parsing parsings[] = {
    // The core schema.
    {"", "n"},
    {"# nothing", "n"},
    {"[~, null, Null, NULL, '', nULL]", "[n,n,n,n,'','nULL']"},
    {"{a: , b: ~}", "{a:n,b:n}"},
    {"[true, True, TRUE, false, False, FALSE]", "[b1,b1,b1,b0,b0,b0]"},
    {"[yes, no, on, off, y, n, tRUE]", "['yes','no','on','off','y','n','tRUE']"},
    {"[0, -0, 1, +1, 1., .5, -.5e3, 1e3, 1E-3, 012]", "[0,-0,1,1,1,0.5,-500,1000,0.001,12]"},
    {"[0x1F, 0o17, 0o8, 0xg, 1_000, 1e, ., +, 1.2.3]",
     "[31,15,'0o8','0xg','1_000','1e','.','+','1.2.3']"},
    {"[0xfffffffffffffffe, 0x10000000000000000, 0o2000000000000000000000]",
     "[1.84467e+19,'0x10000000000000000','0o2000000000000000000000']"},
    {"[.inf, -.Inf, +.INF, .nan, .NaN, -.nan, inf, nan]",
     "[inf,-inf,inf,nan,nan,'-.nan','inf','nan']"},
    {"['1', \"true\", \"~\"]", "['1','true','~']"},
    {"[2001-01-01, 1:30, 0b1]", "['2001-01-01','1:30','0b1']"},
    {"a: |\n 1\n", "{a:'1\n'}"},
    {"\xEF\xBB\xBF{a: 1}", "{a:1}"},
    {"--- {a: 1}\n...\n", "{a:1}"},
    {"[&x 5, *x]", "[5,5]"},
    {"{1: a, true: b}", "{1:'a',true:'b'}"},
    // Unsupported syntax.
    {"{a: 1, a: 2}", "t:8: error: key 'a' stands here a second time"},
    {"{a: 1, 'a': 2}", "t:8: error: key 'a' stands here a second time"},
    {"{a: {b: 1, c: 2, b: 3}}", "t:18: error: key 'b' stands here a second time"},
    {"{a: &x {b: 1}, <<: *x}", "t:16: error: merge keys are not supported"},
    {"{'<<': 1}", "{<<:1}"},
    {"[1]\n---\n[2]\n", "t:1: error: a scene file holds one document, not two"},
    {"a: 1\n--- \nb: [\n", "t:"},
    {"&x [*x]", "t:1: error: this value contains itself through an alias"},
    {"{a: &x {b: [*x]}}", "t:5: error: this value contains itself through an alias"},
    {"[*x]", "t:2: error: a text that begins with '*' needs quotes"},
    {"!!int 5", "t:1: error: tags such as tag:yaml.org,2002:int are not supported"},
    {"{a: !mine b}", "t:5: error: tags such as !mine are not supported"},
    {"{[1]: 2}", "t:2: error: a key must be a name, not a list"},
    {"{{a: 1}: 2}", "t:2: error: a key must be a name, not a map"},
    {"title: lr: 5", "t:10: error: a second ':' in an unquoted value; put the value in"},
    {"a: [1, 2", "t:4: error: this [ is not closed"},
    {"a:\n\t- b", "t:1: error: a tab; YAML is indented with spaces"},
    {"a: \xFF", "t:4: error: not UTF-8 text"},
    {"a: \"x\\0y\"", "t:4: error: a string with a NUL character"},
};

static void test_parsing(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof parsings / sizeof *parsings; i++) {
        struct document document = {0};
        struct error error = {0};
        struct node *root = document_parse(&document, "t", parsings[i].text, &error);
        expect(parsings[i].text, root, &error, parsings[i].expected);
        document_finish(&document);
    }
}

static void test_depth(void **state) {
    (void)state;
    static const int depths[] = {10, 60, 100, 5000};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        struct text text = {0};
        for (int k = 0; k < 2 * depths[i]; k++)
            text_add(&text, k < depths[i] ? "[" : "]");
        struct document document = {0};
        struct error error = {0};
        bool parsed = document_parse(&document, "t", text.data, &error) != NULL;
        assert_int_equal(parsed, depths[i] <= 64);
        if (!parsed) // by us, or by libyaml, whose limit is higher
            assert_int_equal(error.kind, ERROR_SCENE);
        error_finish(&error);
        document_finish(&document);
        text_finish(&text);
    }
}

// Each line is a list of ten times the line before: ten billion strings if they were copied.
static void test_billion_laughs(void **state) {
    (void)state;
    char folder[64], path[96];
    scratch_make(folder);
    struct text text = {0};
    text_add(&text, "a0: &a0 lol\n");
    for (int i = 1; i <= 10; i++) {
        text_printf(&text, "a%d: &a%d {", i, i);
        for (int k = 0; k < 10; k++)
            text_printf(&text, "%sk%d: *a%d", k ? ", " : "", k, i - 1);
        text_add(&text, "}\n");
    }
    file_write(folder, "base.scene", text.data);
    text_add(&text, "extends: base.scene\n");
    file_write(folder, "laughs.scene", text.data);
    snprintf(path, sizeof path, "%slaughs.scene", folder);
    struct document document = {0};
    struct error error = {0};
    assert_null(document_read(&document, path, (struct place){0}, &error));
    assert_int_equal(error.kind, ERROR_SCENE);
    assert_in_range(document.count, 1, 300000);
    error_finish(&error);
    document_finish(&document);
    text_finish(&text);
    scratch_remove(folder);
}

// Files for `extends`; the expected error begins after the folder's name.
static const struct parsing files[] = {
    {"plain.scene", "{a:1,m:{x:1,y:[1,2]}}"},
    {"over.scene", "{a:2,m:{x:1,y:[3],z:4},b:5}"},
    {"sub/up.scene", "{a:2,m:n,b:5,c:6}"},
    {"kind.scene", "{a:{b:1},m:7}"},
    {"self.scene", "self.scene:1:10: error: '"},
    {"one.scene", "two.scene:1:10: error: '"},
    {"lost.scene", "lost.scene:2:10: error: cannot read '"},
    {"list.scene", "list.scene:1:1: error: a scene is a map of keys such as"},
    {"overlist.scene", "list.scene:1:1: error: a scene is a map of keys such as"},
    {"number.scene", "number.scene:1:10: error: expected a string, not a list"},
    {"folder.scene", "folder.scene:1:10: error: cannot read '"},
};

static void test_extends(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    assert_int_equal(shell("mkdir '%ssub'", folder), 0);
    file_write(folder, "plain.scene", "a: 1\nm: {x: 1, y: [1, 2]}\n");
    file_write(folder, "over.scene", "extends: plain.scene\na: 2\nm: {y: [3], z: 4}\nb: 5\n");
    file_write(folder, "sub/up.scene", "c: 6\nm:\nextends: ../over.scene\n");
    file_write(folder, "kind.scene", "extends: ./sub/../plain.scene\na: {b: 1}\nm: 7\n");
    file_write(folder, "self.scene", "extends: sub/../self.scene\n");
    file_write(folder, "one.scene", "extends: two.scene\n");
    file_write(folder, "two.scene", "extends: one.scene\n");
    file_write(folder, "lost.scene", "a: 1\nextends: nowhere.scene\n");
    file_write(folder, "list.scene", "[1]\n");
    file_write(folder, "overlist.scene", "extends: list.scene\n");
    file_write(folder, "number.scene", "extends: [plain.scene]\n");
    file_write(folder, "folder.scene", "extends: sub\n");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct document document = {0};
        struct error error = {0};
        struct text path = {0}, expected = {0};
        text_printf(&path, "%s%s", folder, files[i].text);
        struct node *root = document_read(&document, path.data, (struct place){0}, &error);
        text_printf(&expected, "%s%s", root ? "" : folder, files[i].expected);
        expect(files[i].text, root, &error, expected.data);
        text_finish(&path);
        text_finish(&expected);
        document_finish(&document);
    }
    scratch_remove(folder);
}

// What --set makes of {a: 1, l: [1, {k: 2}], o: [lamb, {adam: {lr: 1}}], s: same, t: same}, where s
// and t are the same node by an alias.
static const struct parsing sets[] = {
    {"a=2", "{a:2,l:[1,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1}}"},
    {"a.b.c=[1, x]", "{a:{b:{c:[1,'x']}},l:[1,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1}}"},
    {"l.0=7", "{a:1,l:[7,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1}}"},
    {"l.2=3", "{a:1,l:[1,{k:2},3],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1}}"},
    {"o.0.lr=2", "{a:1,l:[1,{k:2}],o:[{lamb:{lr:2}},{adam:{lr:1}}],s:{x:1},t:{x:1}}"},
    {"o.1.lr=2", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:2}}],s:{x:1},t:{x:1}}"},
    {"o.1.clip.norm=2", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:1,clip:{norm:2}}}],s:{x:1},t:{x:1}}"},
    {"o.2=sgd", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:1}},'sgd'],s:{x:1},t:{x:1}}"},
    {"o=[sgd]", "{a:1,l:[1,{k:2}],o:['sgd'],s:{x:1},t:{x:1}}"},
    {"s.x=2", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:2},t:{x:1}}"},
    {"z=a=b: c: d", "--set 1:9: error: a second ':' in an unquoted value"},
    {"z='a=b'", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1},z:'a=b'}"},
    {"z=", "{a:1,l:[1,{k:2}],o:['lamb',{adam:{lr:1}}],s:{x:1},t:{x:1},z:n}"},
    {"=1", "--set 1:1: error: expected a name before '='"},
    {"a..b=1", "--set 1:3: error: expected a name before '.'"},
    {"a.=1", "--set 1:3: error: expected a name before '='"},
    {"l.3=1", "--set 1:3: error: there is no entry 3: there are 2, 0 to 1"},
    {"l.-1=1", "--set 1:3: error: expected a position in a list, not '-1'"},
    {"o.lamb.lr=1", "--set 1:3: error: expected a position in a list, not 'lamb'"},
    {"a=[1", "--set 1:3: error: this [ is not closed"},
    {"a={b: 1, b: 2}", "--set 1:10: error: key 'b' stands here a second time"},
};

static void test_set(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct document document = {0};
        struct error error = {0};
        struct node *root = document_parse(
            &document, "t",
            "{a: 1, l: [1, {k: 2}], o: [lamb, {adam: {lr: 1}}], s: &s {x: 1}, t: *s}", &error);
        assert_non_null(root);
        struct node *key, *value;
        if (!document_parse_option(&document, sets[i].text, 1, false, &key, &value, &error))
            root = NULL;
        else
            root = document_with(&document, root, key->text, key->place, true, value, &error);
        expect(sets[i].text, root, &error, sets[i].expected);
        document_finish(&document);
    }
}

// Lines end where YAML ends them, in what stands before a mistake and in the line that is quoted.
static void test_line_breaks(void **state) {
    (void)state;
    static const char *const breaks[] = {"\n",       "\r\n",         "\r",
                                         "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    static const char *const lines[][2] = {
        {"k", ": v"}, {"# c", "\xC3\xA9"}, {"k", ": 'a"}, {"  b", "'"}};
    for (int i = 0; i < 300; i++) {
        struct document document = {0};
        struct error error = {0};
        struct text text = {0}, expected = {0};
        int line = 1;
        text_add(&text, "z: 1");
        for (int k = i % 4, n = 4 * (i % 10); n > 0; n--, k = (k + 1) % 4, line++) {
            text_add(&text, breaks[lrand48() % 6]);
            const char *const *parts = lines[k % (i % 4 ? 2 : 4)];
            text_printf(&text, "%s%d%s", parts[0], line, parts[1]);
        }
        text_add(&text, breaks[lrand48() % 6]);
        text_printf(&text, i % 2 ? "z: 2%sw: 3" : "y: !t 1%s", breaks[i / 2 % 6]);
        struct source *source = document_source(&document);
        *source = (struct source){mem_string("s", 1), mem_string(text.data, text.length),
                                  text.length, .shows_lines = true};
        text_printf(
            &expected,
            i % 2
                ? "s:%d:1: error: key 'z' stands here a second time\n%4d | z: 2\n"
                : "s:%d:4: error: tags such as !t are not supported; quote a text that begins with '!'\n%4d | y: !t 1\n",
            line + 1, line + 1);
        expect(text.data, yaml_parse(&document, source, &error), &error, expected.data);
        text_finish(&text);
        text_finish(&expected);
        document_finish(&document);
    }
}

// What is written is read as the same tree, however long its keys are.
static void test_long_keys(void **state) {
    (void)state;
    static const char *const pieces[] = {"q", "\\x01", "\\\"", "\\u2028", "\xC3\xA9", "0 "};
    static const char *const values[] = {"1", "[1, {a: b}]",        "{a: {b: [c]}}", "'x y'",
                                         "",  "|\n      x\n      y"};
    for (int i = 0; i < 200; i++) {
        struct document document = {0};
        struct error error = {0};
        struct text text = {0}, written = {0}, tree = {0};
        text_add(&text, i % 2 ? "-\n  - ? \"" : "a:\n    ? \"");
        for (int k = 0; k < i * 11; k++)
            text_add(&text, pieces[i % 6]);
        text_printf(&text, "\"\n    : %s\n    ? e\n    : f\n", values[i / 2 % 6]);
        struct node *root = document_parse(&document, "t", text.data, &error);
        if (!root)
            fail_msg("%s", error.message);
        print(root, &tree);
        yaml_write(&written, root);
        expect(written.data, document_parse(&document, "t", written.data, &error), &error,
               tree.data);
        text_finish(&text);
        text_finish(&written);
        text_finish(&tree);
        document_finish(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parsing),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_billion_laughs),
        cmocka_unit_test(test_extends),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_long_keys),
        cmocka_unit_test(test_line_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

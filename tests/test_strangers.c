// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes, data and names from untrusted sources: what may be read, and what reaches terminals and
// files.
#include "base/shown.h"
#include "base/source.h"
#include "base/xml.h"
#include "program.h"

#include <fcntl.h>
#include <signal.h>

static char folder[64];

static int begin(void **state) {
    (void)state;
    scratch_make(folder);
    return 0;
}

static int end(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

static void test_shown(void **state) {
    (void)state;
    static const struct {
        const char *text, *shown;
        size_t most;
    } texts[] = {
        {"plain \xC3\xA4", "plain \xC3\xA4", 99},
        {"\x1b]52;c;x\a", "\\x1b]52;c;x\\x07", 99},
        {"a\nb\tc", "a\\x0ab\\x09c", 99},
        {"\xE2\x80\xAE"
         "cba",
         "U+202Ecba", 99},
        {"\xC2\x9B"
         "31m",
         "\\x9b31m", 99},
        {"\xFF\xC3", "\\xff\\xc3", 99},
        {"abcdef", "abc...", 3},
        {"abc", "abc", 3},
        {"", "", 3},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct text out = {0};
        shown_append(&out, texts[i].text, strlen(texts[i].text), texts[i].most);
        assert_string_equal(out.data, texts[i].shown);
        text_finish(&out);
    }
    struct text out = {0};
    shown_printf(&out, "%d%% '%.*s' %-4s %zu %.3g %ld %c%08x", -3, 2, "x\x1bzz", "n", (size_t)7,
                 0.5, 9L, 'q', 255u);
    assert_string_equal(out.data, "-3% 'x\\x1b' n 7 0.5 9 q000000ff");
    text_finish(&out);
}

static void test_xml(void **state) {
    (void)state;
    static const char nasty[] = "a\x08<&>\"\r\n\xEF\xBF\xBE\xED\xA0\x80\xFF"
                                "b";
    struct text out = {0}, back = {0};
    xml_escape(&out, nasty);
    assert_string_equal(out.data, "a\xEF\xBF\xBD&lt;&amp;&gt;&quot;&#13;\n\xEF\xBF\xBD\xEF\xBF\xBD"
                                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                                  "b");
    xml_unescape(&back, out.data, out.data + out.length);
    text_clear(&out);
    xml_clean(&out, nasty);
    assert_string_equal(out.data, back.data);
    text_finish(&out);
    text_finish(&back);
}

static int run(const char *arguments) {
    return shell("cd '%s' && \"$OPTANIM\" %s >out 2>error", folder, arguments);
}

static void expect(const char *arguments, int status, const char *message) {
    int actual = run(arguments);
    struct source error = file_read(folder, "error");
    if (actual != status)
        fail_msg("%s: status %d: %s", arguments, actual, error.text);
    if (!strstr(error.text, message))
        fail_msg("%s: no '%s' in: %s", arguments, message, error.text);
    // Progress lines start anew and are erased, so they need their own escapes.
    for (const char *s = error.text; *s; s++)
        if ((unsigned char)*s < 0x20 && *s != '\n' && *s != '\r' && strncmp(s, "\x1b[K", 3) != 0)
            fail_msg("%s: a control character in: %s", arguments, error.text);
    source_finish(&error);
}

#define DATA(path) "optimizers: [sgd]\nepochs: 3\nproblem: {regression: {data: " path "}}\n"

// Anything but a regular file is refused at once.
static void test_special_files(void **state) {
    (void)state;
    static const char *const scenes[] = {
        DATA("/dev/zero"),
        DATA("/dev/random"),
        DATA("fifo"),
        DATA("."),
        DATA("/proc/kmsg"),
        "optimizers: [{recorded: /dev/zero}]\n",
        "optimizers: [sgd]\ntheme: zero.theme\n",
        "extends: fifo\n",
        "extends: /dev/zero\n",
    };
    assert_int_equal(shell("mkfifo '%sfifo' && ln -s /dev/zero '%szero.theme'", folder, folder), 0);
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        file_write(folder, "a.scene", scenes[i]);
        expect("--check a.scene", 3, "cannot read");
    }
}

static void test_restrict(void **state) {
    (void)state;
    assert_int_equal(
        shell("cd '%s' && mkdir -p in/deep beyond inside && ln -s ../beyond/points.csv in/link.csv "
              "&& ln -s ../beyond in/way && ln -s deep/points.csv in/good.csv && "
              "ln -s ../beyond/outside.scene in/leads.scene && ln -s . in/self",
              folder),
        0);
    file_write(folder, "beyond/points.csv", "x,y\n1,2\n2,3\n");
    file_write(folder, "in/deep/points.csv", "x,y\n1,2\n2,3\n");
    file_write(folder, "inside/points.csv", "x,y\n1,2\n2,3\n");
    file_write(folder, "beyond/run.csv", "step,w0,w1\n0,1,2\n1,2,3\n");
    file_write(folder, "beyond/dark.theme", "{extends: dark}\n");
    file_write(folder, "beyond/outside.scene", "optimizers: [sgd]\n");
    static const struct {
        const char *scene;
        bool allowed;
    } scenes[] = {
        {DATA("deep/points.csv"), true},
        {DATA("good.csv"), true},
        {DATA("self/self/deep/points.csv"), true},
        {DATA("../in/deep/points.csv"), true},
        {DATA("link.csv"), false},
        {DATA("way/points.csv"), false},
        {DATA("../beyond/points.csv"), false},
        {DATA("../inside/points.csv"), false}, // another folder, whose name begins alike
        {DATA("../beyond/nothing.csv"), false},
        {DATA("/etc/passwd"), false},
        {"optimizers: [{recorded: ../beyond/run.csv}]\n", false},
        {"optimizers: [sgd]\ntheme: ../beyond/dark.theme\n", false},
        {"optimizers: [sgd]\ntheme: {extends: way/dark.theme}\n", false},
        {"extends: ../beyond/outside.scene\n", false},
        {"extends: leads.scene\n", false},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        file_write(folder, "in/a.scene", scenes[i].scene);
        expect("--check --restrict in/a.scene", scenes[i].allowed ? 0 : 3,
               scenes[i].allowed ? "" : "--restrict");
        expect("--check --restrict=in in/a.scene", scenes[i].allowed ? 0 : 3, "");
        if (!scenes[i].allowed && !strstr(scenes[i].scene, "nothing") &&
            !strstr(scenes[i].scene, "passwd"))
            expect("--check --restrict=. in/a.scene", 0, "");
        expect("--check --restrict=in/ in/a.scene", scenes[i].allowed ? 0 : 3, "");
    }
    file_write(folder, "in/a.scene", DATA("../beyond/points.csv"));
    expect("--check --restrict=/ in/a.scene", 0, "");
    expect("--check --restrict in/leads.scene", 3, "--restrict");
    expect("--explain in/leads.scene --restrict", 3, "--restrict");
    // Paths on the command line are trusted.
    file_write(folder, "in/a.scene", DATA("deep/points.csv"));
    expect("--check --restrict in/a.scene --theme beyond/dark.theme", 0, "");
    expect("--check --restrict=beyond/points.csv in/a.scene", 2, "is no folder");
}

// Errors quote only the field of a data file.
static void test_excerpts(void **state) {
    (void)state;
    file_write(folder, "secret.csv", "x,y\n1,2\nhunter2,3,password\n4,word\n");
    file_write(folder, "a.scene", DATA("secret.csv"));
    assert_int_equal(run("--check a.scene"), 3);
    struct source error = file_read(folder, "error");
    assert_null(strstr(error.text, "password"));
    source_finish(&error);
}

static void test_terminal(void **state) {
    (void)state;
    static const char *const scenes[] = {
        "extends: \"\\e]52;c;eA==\\a\"\n",
        "\"\\e[2J\": 1\noptimizers: [sgd]\n",
        "optimizers: [\"a\\u202eb\\nc\"]\n",
        "optimizers: [sgd]\ntitle: \"{\\e[31m}\"\n",
        "optimizers: [{sgd: {label: \"\\e[31m\\u0001\"}}]\nepochs: 2\nvideo: {size: [64, 48]}\n",
    };
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        file_write(folder, "a\n\x1b[1m.scene", scenes[i]);
        expect("'a\n\x1b[1m.scene' -o a.png --progress always", i < 4 ? 3 : 0, i < 4 ? "\\x" : "");
    }
    struct text name = {0};
    for (int i = 0; i < 500; i++)
        text_add(&name, "n");
    struct text scene = {0};
    text_printf(&scene, "optimizers: [%s]\n", name.data);
    file_write(folder, "a.scene", scene.data);
    assert_int_equal(run("--check a.scene"), 3);
    struct source error = file_read(folder, "error");
    const char *quoted = strstr(error.text, "'n");
    assert_non_null(quoted);
    assert_int_equal(strspn(quoted + 1, "n"), SHOWN_NAME_MAX);
    assert_memory_equal(quoted + 1 + SHOWN_NAME_MAX, "...'", 4);
    source_finish(&error);
    text_finish(&scene);
    text_finish(&name);
}

// Checks that all characters of a file are valid in XML.
static void check_xml(const char *name) {
    struct source file = file_read(folder, name);
    for (const char *s = file.text, *stop = s + file.length; s < stop;) {
        const char *start = s;
        uint32_t point = utf8_next(&s, stop);
        bool malformed = point == 0xFFFD && s == start + 1;
        if (malformed || point == 0xFFFE || point == 0xFFFF ||
            (point < 0x20 && point != '\n' && point != '\t' && point != '\r'))
            fail_msg("%s: byte %zu is U+%04X", name, (size_t)(start - file.text), (unsigned)point);
    }
    source_finish(&file);
}

static void test_pictures(void **state) {
    (void)state;
    file_write(folder, "a\xFF\x08\xED\xA0\x80.scene",
               "optimizers: [sgd]\nepochs: 3\nvideo: {size: [64, 48]}\ntitle: \"a\\x08b\\ufffe\"\n"
               "description: \"a\\x08b\\ufffe\\x1b\"\n");
    expect("a*.scene -o a.svg -o a.pdf -o b.svg --text text -q", 0, "");
    check_xml("a.svg");
    check_xml("b.svg");
    assert_int_equal(run("--extract a.svg"), 0);
    check_xml("out");
    assert_int_equal(
        shell("cd '%s' && cp out again.scene && \"$OPTANIM\" --check again.scene", folder), 0);
}

static void test_depfile(void **state) {
    (void)state;
    file_write(folder, "a\nb.scene", "extends: base.scene\n");
    file_write(folder, "base.scene", "optimizers: [sgd]\nepochs: 3\nvideo: {size: [64, 48]}\n");
    expect("'a\nb.scene' -o a.png --depfile deps -q", 0, "");
    struct source rules = file_read(folder, "deps");
    assert_string_equal(rules.text, "a.png: base.scene\nbase.scene:\n");
    source_finish(&rules);
}

// A text that FFmpeg would read as a list of other files is not a film.
static void test_lists_of_films(void **state) {
    (void)state;
    file_write(folder, "a.scene", "optimizers: [sgd]\nepochs: 3\nvideo: {size: [64, 48]}\n");
    expect("a.scene -o a.mp4 -q", 0, "");
    expect("--extract a.mp4", 0, "");
    file_write(folder, "b.mp4", "ffconcat version 1.0\nfile a.mp4\n");
    expect("--extract b.mp4", 2, "holds no scene");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_xml),
        cmocka_unit_test_setup_teardown(test_special_files, begin, end),
        cmocka_unit_test_setup_teardown(test_restrict, begin, end),
        cmocka_unit_test_setup_teardown(test_excerpts, begin, end),
        cmocka_unit_test_setup_teardown(test_terminal, begin, end),
        cmocka_unit_test_setup_teardown(test_pictures, begin, end),
        cmocka_unit_test_setup_teardown(test_depfile, begin, end),
        cmocka_unit_test_setup_teardown(test_lists_of_films, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

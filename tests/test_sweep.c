// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: the paths that values make.
#include "base/random.h"
#include "film/sweep.h"
#include "program.h"

// Whatever its value, a field stays one part of a path that nothing takes for something else.
static void test_paths(void **state) {
    (void)state;
    static const char characters[] = "..--//%%d05a\\ ~\n\x1b\"'{}[]:,";
    static const char *const patterns[] = {
        "{value}",          "{value}.png",      "out/{value}",       "out/{value}/film.png",
        "out/x{value}.png", "out/{lr}/{value}", ".{value}/film.csv", "{value}{lr}",
    };
    struct random_stream random;
    random_start(&random, 1, RANDOM_SHUFFLE, 0);
    for (int i = 0; i < 20000; i++) {
        char value[8] = "", *values[] = {value};
        for (size_t length = random_below(&random, sizeof value), k = 0; k < length; k++)
            value[k] = characters[random_below(&random, sizeof characters - 1)];
        struct sweep_axis axis = {.key = (char[]){"sgd.lr"}, .values = values, .count = 1};
        const struct sweep sweep = {.axes = &axis, .count = 1};
        const char *pattern = patterns[(size_t)i % (sizeof patterns / sizeof *patterns)];
        struct error error = {0};
        char *path = sweep_path(&sweep, 0, pattern, &error);
        assert_non_null(path);
        assert_string_not_equal(path, "-");
        assert_null(strpbrk(path, "%\\{}\n\x1b"));
        for (const char *part = path, *given = pattern;; part++, given++) {
            size_t length = strcspn(part, "/");
            assert_true(length > 0 && length < 32);
            assert_true(*part != '.' || (*given == '.' && length > 1 && part[1] != '.'));
            assert_true(*part != '-' || strspn(part + 1, ".0123456789") > 0);
            part += length;
            given += strcspn(given, "/");
            assert_int_equal(*part, *given);
            if (*part == '\0')
                break;
        }
        free(path);
    }
}

// The pattern says which format a file has and whether there are many, the values do not.
static void test_formats(void **state) {
    (void)state;
    static const struct {
        const char *title, *arguments;
        int status;
        const char *only; // the one file that is made
    } lines[] = {
        {"'..', a", "-o 'out/{value}/film.csv'", 1, ""}, // no such folder
        {"'%d'", "-o 'out/{value}.png'", 0, "out/_d.png"}, {"'-'", "-f csv -o '{value}'", 0, "_"},
        {"a.png", "-f csv -o '{value}'", 0, "a.png"},      {"a.png", "-o '{value}'", 2, ""},
        {"-.5", "-o '{value}.csv'", 0, "-.5.csv"},
    };
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct text scene = {0};
        text_printf(&scene,
                    "optimizers: [sgd]\nsteps: 2\nvideo: {size: [16, 16]}\nsweep: {title: [%s]}\n",
                    lines[i].title);
        file_write(scratch, "s.scene", scene.data);
        text_finish(&scene);
        assert_int_equal(
            shell("cd %s && rm -rf run && mkdir -p run/out && cd run && \"$OPTANIM\" -q "
                  "../s.scene %s >stdout 2>/dev/null; status=$?; test ! -s stdout && "
                  "rm stdout && echo \"$(find . -type f)\" >../made && exit $status",
                  scratch, lines[i].arguments),
            lines[i].status);
        struct source made = file_read(scratch, "made");
        struct text wanted = {0};
        text_printf(&wanted, "%s%s\n", lines[i].only[0] ? "./" : "", lines[i].only);
        assert_string_equal(made.text, wanted.data);
        text_finish(&wanted);
        source_finish(&made);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

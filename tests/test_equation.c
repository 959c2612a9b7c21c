// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule says what it does in formulas that can be set, and says it of the options it has.
#include "figure/label.h"
#include "optim/optimizer.h"
#include "program.h"
#include "scene/document.h"

static void check_lines(const char *name, const char *lines) {
    struct error error = {0};
    for (const char *line = lines; *line;) {
        struct text text = {0};
        size_t length = strcspn(line, "\n");
        text_printf(&text, "$%.*s$", (int)length, line);
        if (!label_check(text.data, (struct place){0}, &error))
            fail_msg("%s: %s: %s", name, text.data, error.message);
        assert_true(length > 3);
        text_finish(&text);
        line += length + (line[length] == '\n');
    }
}

static void test_every_rule(void **state) {
    (void)state;
    for (size_t i = 0; optimizer_table[i]; i++) {
        const struct optimizer *optimizer = optimizer_table[i];
        const struct equation *equation = optimizer->equations;
        if (!equation)
            fail_msg("%s has no equations", optimizer->name);
        for (;; equation++) {
            check_lines(optimizer->name, equation->lines);
            if (!equation->option)
                break;
            const struct setting *row = settings_find(optimizer->settings, equation->option);
            if (!row)
                fail_msg("%s has no option '%s'", optimizer->name, equation->option);
            bool found = !equation->choice;
            for (size_t k = 0; !found && row->choices[k]; k++)
                found = strcmp(row->choices[k], equation->choice) == 0;
            if (!found)
                fail_msg("%s: '%s' is no %s", optimizer->name, equation->choice, equation->option);
        }
        // With default options it is the last: what the name alone stands for.
        struct optimizer_config config;
        optimizer_config_init(&config, optimizer);
        assert_ptr_equal(optimizer_equation(&config), equation->lines);
        optimizer_config_finish(&config);
    }
}

// Each panel draws each rule, at a size that fits its cell.
static void test_every_panel(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    for (size_t i = 0; optimizer_table[i]; i++) {
        char scene[256];
        snprintf(scene, sizeof scene,
                 "optimizers: [%s]\nepochs: 3\nlayout: [[equation]]\nvideo: {size: [240, 200]}\n",
                 optimizer_table[i]->name);
        file_write(scratch, "a.scene", scene);
        if (shell("cd '%s' && \"$OPTANIM\" -q a.scene -o a.png --frame 1", scratch) != 0)
            fail_msg("%s cannot be drawn", optimizer_table[i]->name);
    }
    scratch_remove(scratch);
}

static void test_options_choose(void **state) {
    (void)state;
    static const struct {
        const char *entry, *part;
    } cases[] = {
        {"sgd", "w \\gets w - \\eta\\, g"},
        {"sgd: {momentum: 0.9}", "m \\gets \\mu m + g"},
        {"sgd: {momentum: 0.9, nesterov: true}", "g + \\mu m"},
        {"adam: {bias_correction: as_printed}", "1 - \\beta_1}"},
        {"adam: {bias_correction: none}", "\\frac{m}{\\sqrt{v}"},
        {"adam: {amsgrad: true}", "\\max_{s"},
        {"momentum: {average: debiased}", "\\beta^t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document document = {0};
        struct error error = {0};
        struct optimizer_config config;
        const struct node *node = document_parse(&document, "t", cases[i].entry, &error);
        if (!node || !optimizer_read(&config, node, &error))
            fail_msg("%s: %s", cases[i].entry, error.message);
        if (!strstr(optimizer_equation(&config), cases[i].part))
            fail_msg("%s: %s", cases[i].entry, optimizer_equation(&config));
        optimizer_config_finish(&config);
        document_finish(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_every_panel),
        cmocka_unit_test(test_options_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

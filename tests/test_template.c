// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/template.h"
#include "program.h"
#include "scene/scene.h"

#include <math.h>

// Two optimizers with their own labels, one with a dot; two steps make an epoch.
static const char base[] = "optimizers: [{sgd: {lr: 0.5}}, {sgd: {lr: 0.25, label: b.1}}]\n"
                           "problem: {regression: {data: {points: 20}}}\nbatch: 10\nsteps: 5\n";
static const char epochs[] = "optimizers: [{sgd: {lr: 0.5}}, {sgd: {lr: 0.25, label: b.1}}]\n"
                             "problem: {regression: {data: {points: 20}}}\nbatch: 10\nepochs: 5\n";
static const char function[] = "optimizers: [{sgd: {lr: 0.5}}]\nproblem: {function: sphere}\n";
static const char single[] = "optimizers: [{sgd: {lr: 0.5}}]\nepochs: 5\n";

static bool read_title(struct scene *scene, struct template **title, const char *keys,
                       const char *template, struct error *error) {
    char folder[64];
    struct text text = {0}, path = {0};
    scratch_make(folder);
    text_printf(&text, "%s", keys);
    if (template)
        text_printf(&text, "title: \"%s\"\n", template);
    file_write(folder, "a.scene", text.data);
    text_printf(&path, "%sa.scene", folder);
    *title = NULL;
    bool good = scene_read(scene, path.data, &(struct scene_overrides){0}, error);
    if (!good)
        fail_msg("%s", error->message);
    *title = template_create(scene, false, error);
    text_finish(&text);
    text_finish(&path);
    scratch_remove(folder);
    return *title != NULL;
}

static double w[5][2] = {{1, -2}, {2, -3}, {1.0 / 3, 4}, {0, 5}, {0, 6}};
static double loss[5] = {10, 5, 1e-9, 2, 1}, high[5] = {0.5, 0.5, 0.5, 0.5, 0.5};
static double low[5] = {0.25, 0.25, 0.25, 0.25, 0.25};

static const struct {
    const char *keys, *template;
    long state, diverged; // of the last optimizer; -1: never
    const char *title;
} titles[] = {
    {single, NULL, 2, -1, "lr: 0.5 - Epoch: 3/5"},
    {single, "{optimizer} {loss} {w0:.3f}", 2, -1, "sgd 1e-09 0.333"},
    {single, "{{{lr:+.2e}}}", 0, -1, "{+5.00e-01}"},
    {single, "", 4, -1, ""},
    {single, "α {step}/{steps}", 4, -1, "α 4/4"},
    {single, NULL, 2, 3, "lr: 0.5 - Epoch: 3/5"},
    {single, NULL, 3, 3, "lr: 0.5 - Epoch: 4/5 - diverged at epoch 4"},
    {single, "{loss}", 4, 3, "1e-09 - diverged at epoch 4"}, // its last step's
    {single, "{loss}", 4, 0, "10 - diverged at epoch 1"},    // the start's, it made no step
    {single, "שלום", 3, 3, "שלום - \u2066diverged at epoch 4\u2069"},
    {base, NULL, 0, -1, "Step: 0/4"},
    {base, "{epoch}/{epochs}", 0, -1, "0.5/2.5"},
    {base, "{epoch}/{epochs}", 1, -1, "1/2.5"},
    {epochs, NULL, 3, -1, "Epoch: 2/2.5"},
    {function, NULL, 3, -1, "lr: 0.5 - Step: 3/4"},
    {function, "", 4, 3, "diverged at step 3"},
    {base, "{sgd.lr} {b.1.lr} {b.1.w1:6.1f}", 1, -1, "0.5 0.25   -3.0"},
    {base, "{optimizers.0.lr} {optimizers.1.lr}", 1, -1, "0.5 0.25"},
    {single, "momentum {momentum}, {sgd.dampening:.2f}", 1, -1, "momentum 0, 0.00"},
    {base, "{momentum}|{b.1.noise} {epoch}", 1, -1, "0|0 1"},
    {"optimizers:\n  - sgd: {momentum: 0.9}\n  - adam: {beta1: 0.5}\n",
     "{momentum} {beta1:.3f} {beta2} {optimizers.1.eps}", 1, -1, "0.9 0.500 0.999 1e-08"},
    {"optimizers:\n  - lookahead: {inner: {adam: {beta1: 0.5}}, k: 3}\n  - adam: {beta1: 0.5}\n",
     "{k} {beta1} {lookahead.beta1} {lookahead.k} {optimizers.0.beta1} {optimizer.k} {adam.eps}", 1,
     -1, "3 0.5 0.5 3 0.5 3 1e-08"},
    {single, "\\\\$5 and $\\\\frac{1}{{lr}}$", 1, -1, "\\$5 and $\\frac{1}{0.5}$"},
    {base, "$\\\\eta_{b} = {sgd.lr}, {b.1.lr}, {b.1.w1:.1f}$", 1, -1,
     "$\\eta_{b} = 0.5, 0.25, -3.0$"},
    {"optimizers:\n  - adam: {eps: 2.5e-9}\n  - sgd\n",
     "$\\\\beta_1={adam.beta1}, {adam.eps} {optimizers.0.eps:.1e}, x_{adam}$ {adam.eps}", 1, -1,
     "$\\beta_1=0.9, 2.5\\times 10^{-9} 2.5\\times 10^{-9}, x_{adam}$ 2.5e-09"},
    {single, "$a\\\\$\\\\frac{1}{2}$ {lr}", 1, -1, "$a\\$\\frac{1}{2}$ 0.5"},
    {base, "{epoch}", 4, 3, "2.5 - b.1 diverged at step 3"},
    {epochs, "", 4, 3, "b.1 diverged at epoch 2"},
};

static void test_titles(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct scene scene;
        struct template *title;
        struct error error = {0};
        struct text text = {0};
        if (!read_title(&scene, &title, titles[i].keys, titles[i].template, &error))
            fail_msg("title %zu: %s", i, error.message);
        struct run runs[2];
        for (size_t k = 0; k < scene.optimizer_count; k++)
            runs[k] = (struct run){.label = scene.optimizers[k].label,
                                   .config = &scene.optimizers[k],
                                   .w = w,
                                   .loss = loss,
                                   .lr = k ? low : high,
                                   .diverged = -1,
                                   .optimizer = k};
        runs[scene.optimizer_count - 1].diverged = titles[i].diverged;
        struct trace trace = {
            .runs = runs,
            .run_count = scene.optimizer_count,
            .states = 5,
            .steps_per_epoch = scene.steps_per_epoch,
            .in_steps = scene.in_steps,
        };
        template_write(title, &trace, titles[i].state, &text);
        if (strcmp(text.data ? text.data : "", titles[i].title) != 0)
            fail_msg("title %zu: '%s', not '%s'", i, text.data, titles[i].title);
        text_finish(&text);
        template_destroy(title);
        scene_finish(&scene);
    }
}

static const struct {
    const char *keys, *template, *message;
    int column; // of the mistake; the template begins in column 9
} mistakes[] = {
    {single, "{lr", "a '{' without its '}'; write '{{' for a brace", 9},
    {single, "α: lr}", "a '}' alone; write '}}' for a brace", 14},
    {single, "{epocj}", "unknown title field 'epocj'; did you mean 'epoch'?", 9},
    {single, "{}", "unknown title field ''", 9},
    {single, "{adam.lr}", "unknown optimizer 'adam'", 9},
    {single, "{lr:d}", "unknown format 'd'; write it as .3f, .2e or .6g", 9},
    {single, "{lr:%s}", "unknown format '%s'", 9},
    {single, "{lr:.999f}", "unknown format '.999f'", 9},
    {single, "{lr:}", "unknown format ''", 9},
    {single, "{optimizer:.3f}", "{optimizer} is a name and cannot have a number format", 9},
    {single, "{optimizers.1.lr}", "there is no optimizer 1: the last is 0", 9},
    {single, "{sgd}", "'sgd' is an optimizer; a field is a number of it, such as {sgd.lr}", 9},
    {"optimizers: [sam: {inner: {sgd: {momentum: 0.9}}}, sgd]\n", "{momentum}",
     "{momentum} differs between the optimizers; write {sgd.momentum}, for example", 9},
    {"optimizers: [sam: {inner: {sgd: {momentum: {linear: {from: 0, to: 0.9}}}}}]\n",
     "{sam.momentum}", "{momentum} changes over the steps", 9},
    {single, "{sgd.beta1}", "unknown title field 'beta1'", 9},
    {single, "$x_{sgd.beta1}$", "unknown title field 'beta1'", 12},
    {"optimizers: [sgd: {momentum: 0.9}, sgd]\n", "{momentum}",
     "{momentum} differs between the optimizers; write {sgd 2.momentum}, for example", 9},
    {"optimizers: [sgd: {momentum: {linear: {from: 0, to: 0.9}}}]\n", "{momentum}",
     "{momentum} changes over the steps", 9},
    {base, "{lr}", "{lr} differs between the optimizers; write {sgd.lr}, {b.1.lr}", 9},
    {base, "{loss}", "{loss} differs between the optimizers; write {sgd.loss}, {b.1.loss}", 9},
};

static void test_mistakes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct scene scene;
        struct template *title;
        struct error error = {0};
        if (read_title(&scene, &title, mistakes[i].keys, mistakes[i].template, &error))
            fail_msg("'%s' is read", mistakes[i].template);
        assert_int_equal(error.kind, ERROR_SCENE);
        char column[16];
        snprintf(column, sizeof column, ":%d: error: ", mistakes[i].column);
        if (!strstr(error.message, mistakes[i].message) || !strstr(error.message, column))
            fail_msg("'%s': %s", mistakes[i].template, error.message);
        error_finish(&error);
        scene_finish(&scene);
    }
}

// Titles, axes and notes of divergence use the same unit: `axis` names it, and the curves end at
// `end`.
static void test_counting(void **state) {
    (void)state;
    static const struct {
        const char *keys, *title, *axis, *end, *note;
    } cases[] = {
        {"steps: 30\nbatch: 10\n", "Step: 29/29", ">steps<", ">30<", "diverged at step"},
        {"epochs: 30\nbatch: 10\n", "Epoch: 30/30", ">epochs<", ">30<", "diverged at epoch"},
        {"steps: 30\n", "Step: 29/29", ">steps<", ">30<", "diverged at step"},
        {"steps: 30\nproblem: {function: sphere}\n", "Step: 29/29", ">steps<", ">30<",
         "diverged at step"},
    };
    char folder[64];
    scratch_make(folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text scene = {0};
        bool has_problem = strstr(cases[i].keys, "problem") != NULL;
        text_printf(&scene, "%s%soptimizers: [{sgd: {lr: 0.1}}, {sgd: {lr: 1e9, label: far}}]\n",
                    cases[i].keys,
                    has_problem ? "" : "problem: {regression: {loss: mse, data: {points: 20}}}\n");
        text_add(&scene, "layout: [[history]]\npanels: {history: {type: curves, left: [w0]}}\n");
        file_write(folder, "a.scene", scene.data);
        assert_int_equal(
            shell("\"$OPTANIM\" -q '%sa.scene' --text text -o '%sa.svg'", folder, folder), 0);
        struct source svg = file_read(folder, "a.svg");
        const char *const wanted[] = {cases[i].title, cases[i].axis, cases[i].end, cases[i].note};
        for (size_t k = 0; k < 4; k++)
            if (!strstr(svg.text, wanted[k]))
                fail_msg("%s: no '%s'", cases[i].keys, wanted[k]);
        source_finish(&svg);
        text_finish(&scene);
    }
    scratch_remove(folder);
}

// Only all of it is 100 %.
static void test_percent(void **state) {
    (void)state;
    static const struct {
        double share;
        const char *text;
    } cases[] = {{0, "0 %"},          {0.004, "0 %"},     {0.5, "50 %"},
                 {0.994, "99 %"},     {0.9951, "99.5 %"}, {0.9990, "99.9 %"},
                 {0.99949, "99.9 %"}, {0.9999, "99.9 %"}, {1 - 1e-12, "99.9 %"},
                 {1, "100 %"}};
    struct scene scene;
    struct template *title;
    struct error error = {0};
    if (!read_title(
            &scene, &title,
            "optimizers: [sgd]\nproblem: {quadratic: {eigenvalues: [1, 2, 3]}}\nplane: pca\n",
            "{plane}", &error))
        fail_msg("%s", error.message);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        const struct plane plane = {.share = cases[i].share};
        struct run run = {.label = "sgd",
                          .config = &scene.optimizers[0],
                          .w = w,
                          .loss = loss,
                          .lr = low,
                          .diverged = -1,
                          .plane = &plane};
        const struct trace trace = {.runs = &run, .run_count = 1, .states = 5};
        template_write(title, &trace, 0, &text);
        assert_string_equal(text.data, cases[i].text);
        text_finish(&text);
    }
    template_destroy(title);
    scene_finish(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_percent),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

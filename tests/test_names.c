// SPDX-License-Identifier: GPL-3.0-or-later
// Suggestions for unknown names: their tables against the names that the program knows.
#include "base/names.h"
#include "base/synonyms.h"
#include "plot/series.h"
#include "program.h"
#include "reference/catalog.h"

// Collects every name that the program knows: entries and options of its tables, and words of
// values.
static void collect(struct strings *names) {
    for (const struct catalog_topic *topic = catalog; topic->name; topic++)
        for (size_t i = 0; topic->at(i).name; i++) {
            struct catalog_entry entry = topic->at(i);
            strings_add(names, entry.name);
            const struct setting *const tables[] = {entry.settings, entry.common};
            for (size_t t = 0; t < 2; t++)
                for (const struct setting *row = tables[t]; row && row->name; row++) {
                    strings_add(names, row->name);
                    for (const struct setting *inner = row->rows; inner && inner->name; inner++)
                        strings_add(names, inner->name);
                    for (size_t k = 0; row->choices && row->choices[k]; k++)
                        strings_add(names, row->choices[k]);
                }
        }
    for (const struct series *series = series_table; series->name; series++)
        strings_add(names, series->name);
    // Of formulas, titles, layouts, values and the command line.
    static const char *const others[] = {
        "pow",        "asin",     "acos",    "atan",    "abs",   "sign",      "max",
        "min",        "sigmoid",  "x",       "y",       "w0",    "w1",        "step",
        "optimizer",  "widths",   "heights", "true",    "none",  "output",    "check",
        "quiet",      "new",      "jobs",    "outside", "orbit", "elevation", "azimuth",
        "regression", "function", "formula", "normal",  "log",   "rate",      "t",
        "T",          "g",        "w",       "hdiag",   "hvp",   "glorot",    "he"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        strings_add(names, others[i]);
}

static bool has(const struct strings *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

// A synonym for a name that no longer exists would never be suggested.
static void test_every_synonym_means_something(void **state) {
    (void)state;
    struct strings names = {0};
    collect(&names);
    for (const struct synonym *row = synonyms; row->typed; row++) {
        if (!has(&names, row->meant) && strcmp(row->meant, "cross_entropy") != 0)
            fail_msg("'%s' means '%s', which is nothing", row->typed, row->meant);
        if (row->with && !has(&names, row->with))
            fail_msg("'%s' means '%s', which is nothing", row->typed, row->with);
        if (strpbrk(row->typed, "_- ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            fail_msg("'%s' is not written as synonyms are", row->typed);
    }
    strings_finish(&names);
}

static bool has_home(const char *key) {
    for (const struct home *row = homes; row->key; row++)
        if (strcmp(row->key, key) == 0)
            return true;
    return false;
}

// Every key that is valid at only one place of a scene is listed in the table.
static void test_every_key_has_a_home(void **state) {
    (void)state;
    const struct catalog_topic *topic = catalog;
    while (strcmp(topic->name, "keys") != 0)
        topic++;
    for (size_t i = 0; topic->at(i).name; i++)
        for (const struct setting *row = topic->at(i).settings; row && row->name; row++)
            if (!has_home(row->name))
                fail_msg("the key '%s' of '%s' has no home", row->name, topic->at(i).name);
}

// The suggested place is right: a scene with the key there is valid.
static void test_every_home_is_right(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "points.csv", "x,y\n1,2\n2,3\n3,5\n");
    file_write(scratch, "p.csv", "x,y,label\n1,2,0\n2,3,1\n3,5,0\n");
    file_write(scratch, "base.scene", "seed: 1\n");
    assert_int_equal(shell("cp '" SOURCE_DIR "/fonts/DejaVuSans.ttf' '%smy.otf'", scratch), 0);
    for (const struct home *row = homes; row->key; row++) {
        const char *colon = strstr(row->home, ": "), *first = row->home;
        // "an optimizer: optimizers: [...]" says what it is first.
        if (strncmp(first, "the ", 4) == 0 || strncmp(first, "a ", 2) == 0 ||
            strncmp(first, "an ", 3) == 0)
            first = colon ? colon + 2 : first;
        struct text text = {0};
        text_add(&text, first);
        text_add(&text, "\n");
        if (strncmp(first, "optimizers:", strlen("optimizers:")) != 0)
            text_add(&text, "optimizers: [adam]\n");
        if (strstr(first, "formula"))
            text_add(&text, "start: [1, 1]\n");
        if (strstr(first, "plane: "))
            text_add(&text, "problem: {network: {data: moons}}\n");
        file_write(scratch, "home.scene", text.data);
        if (shell("cd '%s' && \"$OPTANIM\" --check home.scene >log 2>&1", scratch) != 0) {
            struct source log = file_read(scratch, "log");
            fail_msg("the home of '%s':\n%s%s", row->key, text.data, log.text);
        }
        text_finish(&text);
    }
    scratch_remove(scratch);
}

static const struct {
    const char *typed, *names[6], *advice;
} cases[] = {
    {"learning_rate", {"lr", "eps"}, "did you mean 'lr'?"},
    {"betas", {"lr", "beta1", "beta2"}, "did you mean 'beta1' and 'beta2'?"},
    {"betas", {"lr", "beta1"}, "did you mean 'beta1'?"},
    {"torch.optim.AdamW", {"adam", "adamw"}, "did you mean 'adamw'?"},
    {"Adam-W", {"adam", "adamw"}, "did you mean 'adamw'?"},
    {"HuberLoss", {"huber", "mse"}, "did you mean 'huber'?"},
    {"StepLR", {"cosine", "step"}, "did you mean 'step'?"},
    {"np.arctan", {"atan", "tan"}, "did you mean 'atan'?"},
    {"fps", {"title", "steps"}, "it belongs to video: {fps: 25}"},
    {"framerate", {"title", "seed"}, "it belongs to video: {fps: 25}"},
    {"epoch", {"epochs", "steps"}, "did you mean 'epochs'?"},
    {"qqqqqq", {"epochs", "steps"}, NULL},
};

static void test_advice(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = 0;
        while (cases[i].names[count])
            count++;
        struct text advice = {0};
        bool found = names_advise(&advice, cases[i].typed, true, cases[i].names, count);
        if (found != (cases[i].advice != NULL) ||
            (found && strcmp(advice.data, cases[i].advice) != 0))
            fail_msg("%s: %s", cases[i].typed, advice.data ? advice.data : "nothing");
        text_finish(&advice);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_synonym_means_something),
        cmocka_unit_test(test_every_key_has_a_home),
        cmocka_unit_test(test_every_home_is_right),
        cmocka_unit_test(test_advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The equation panel: what it writes, and where.
#include "optim/equation.h"
#include "optim/optimizer_table.h"
#include "optim/symbol.h"
#include "picture.h"

#include <math.h>

enum { TEXTS_MAX = 400 };

// The texts of a picture, in the order in which they were drawn.
struct texts {
    struct {
        char words[120];
        struct box ink;
    } items[TEXTS_MAX];
    size_t count;
};

static void record(void *context, const char *text, struct box ink) {
    struct texts *texts = context;
    if (ink.width <= 0 || ink.height <= 0)
        return;
    assert_true(texts->count < TEXTS_MAX);
    snprintf(texts->items[texts->count].words, sizeof texts->items->words, "%s", text);
    texts->items[texts->count++].ink = ink;
}

// Options of the rules that give them more lines.
static const char *options_of(const char *rule) {
    static const struct {
        const char *rule, *options;
    } table[] = {
        {"sgd", "momentum: 0.9, nesterov: true, weight_decay: 0.1"},
        {"momentum", "average: debiased, noise: 0.1, clip: {norm: 5}, decay: 0.1"},
        {"adagrad", "lr_decay: 0.01"},
        {"rmsprop", "centered: true, momentum: {cosine: {from: 0.1, to: 0.9}}"},
        {"adam", "amsgrad: true, weight_decay: 0.1"},
        {"lamb", "trust_clip: 10, weight_decay: 0.1"},
        {"prodigy", "growth_rate: 1.02, bias_correction: true"},
        {"lookahead", "inner: {rmsprop: {alpha: 0.9}}"},
        {"sam", "inner: lamb"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].rule, rule) == 0)
            return table[i].options;
    return "";
}

// Opens a panel of a rule that fills the picture.
static void open_panel(struct picture *picture, struct texts *texts, const char *rule, int width,
                       int height) {
    struct text scene = {0};
    text_printf(&scene,
                "title: ''\nstart: [-10, -20]\nepochs: 60\noptimizers: [{%s: {%s}}]\n"
                "layout: [[e]]\npanels: {e: {type: equation, title: null}}\n"
                "video: {size: [%d, %d]}\n",
                rule, options_of(rule), width, height);
    texts->count = 0;
    picture_open_text_with(picture, scene.data, NULL, record, texts);
    text_finish(&scene);
}

static bool is_relation(const char *text) {
    return strcmp(text, "$=$") == 0 || strcmp(text, "$\\leftarrow$") == 0;
}

static bool is_number(const char *text) {
    return *text >= '0' && *text <= '9';
}

static bool overlap(struct box a, struct box b) {
    double slack = 0.5;
    return a.x + slack < b.x + b.width && b.x + slack < a.x + a.width &&
           a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
}

static const int sizes[][2] = {{690, 394}, {330, 370}, {150, 200}, {1920, 1080}, {600, 120}};

// Whatever the size, all texts are inside the picture and do not touch; lines are aligned at their
// arrows; numbers can be read where the lines can.
static void test_places(void **state) {
    (void)state;
    struct texts texts;
    struct picture picture;
    for (size_t i = 0; optimizer_rule_at(i); i++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const char *name = optimizer_rule_at(i)->name;
            int width = sizes[k][0], height = sizes[k][1];
            double arrow = 0;
            open_panel(&picture, &texts, name, width, height);
            figure_draw(picture.figure, 40);
            for (size_t a = 0; a < texts.count; a++) {
                struct box ink = texts.items[a].ink;
                const char *words = texts.items[a].words;
                if (ink.x < 0 || ink.y < 0 || ink.x + ink.width > width ||
                    ink.y + ink.height > height)
                    fail_msg("%s at %dx%d: %s is outside", name, width, height, words);
                for (size_t b = 0; b < a; b++)
                    if (overlap(ink, texts.items[b].ink))
                        fail_msg("%s at %dx%d: %s touches %s", name, width, height, words,
                                 texts.items[b].words);
                if (is_relation(words) && arrow == 0)
                    arrow = ink.x + ink.width / 2;
                if (is_relation(words) && fabs(ink.x + ink.width / 2 - arrow) > 0.06 * ink.width)
                    fail_msg("%s at %dx%d: the arrows are not aligned", name, width, height);
                if (width >= 690 && is_number(words) && ink.height < 0.7 * 8.5)
                    fail_msg("%s at %dx%d: %s is %g high", name, width, height, words, ink.height);
            }
            picture_close(&picture);
        }
}

// Numbers stay where they are.
static void test_fixed(void **state) {
    (void)state;
    static struct texts first, second;
    struct picture picture;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        open_panel(&picture, &first, optimizer_rule_at(i)->name, 690, 394);
        first.count = second.count = 0;
        figure_draw(picture.figure, 3);
        size_t count = first.count;
        figure_draw(picture.figure, 40);
        size_t a = 0, b = count;
        for (;; a++, b++) {
            while (a < count && !is_number(first.items[a].words))
                a++;
            while (b < first.count && !is_number(first.items[b].words))
                b++;
            if (a >= count || b >= first.count)
                break;
            // The 1 has less ink than others.
            double moved = fabs(first.items[a].ink.x - first.items[b].ink.x);
            if (moved > 0.2 * first.items[a].ink.height)
                fail_msg("%s: %s and %s are %g apart", optimizer_rule_at(i)->name,
                         first.items[a].words, first.items[b].words, moved);
        }
        picture_close(&picture);
    }
}

static bool is_written(const struct texts *texts, const char *words) {
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i].words, words) == 0)
            return true;
    return false;
}

// Where there is room, each symbol that the lines use has its numbers.
static void test_complete(void **state) {
    (void)state;
    struct texts texts;
    struct picture picture;
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        open_panel(&picture, &texts, optimizer_rule_at(i)->name, 1920, 1080);
        figure_draw(picture.figure, 40);
        const struct optimizer_config *config = picture.scene.optimizers;
        struct text lines = {0};
        equation_write(config, &lines);
        const char *at = lines.data;
        struct symbol_text text;
        while (symbol_next(&at, lines.data + lines.length, &text)) {
            struct symbol symbol;
            struct text name = {0};
            if (!symbol_find(config, text, &symbol))
                continue;
            bool has_copies = symbol.kind == SYMBOL_STATE && symbol.field->copies;
            if (symbol.owner)
                text_printf(&name, "$%s_{\\mathrm{%s}}$", symbol.tex, symbol.owner);
            else if (has_copies) // v_k: v_1
                text_printf(&name, "$%.*s_1$", (int)strcspn(symbol.tex, "_"), symbol.tex);
            else
                text_printf(&name, "$%s$", symbol.tex);
            if (!is_written(&texts, name.data))
                fail_msg("%s: no %s", config->label, name.data);
            text_finish(&name);
        }
        text_finish(&lines);
        picture_close(&picture);
    }
}

// What is written beside some symbols.
static void test_numbers(void **state) {
    (void)state;
    struct texts texts;
    struct picture picture;
    open_panel(&picture, &texts, "lamb", 690, 394);
    assert_true(is_written(&texts, "10\u207B\u2076"));
    assert_true(is_written(&texts, "0.999"));
    assert_true(is_written(&texts, "0.08"));
    figure_draw(picture.figure, 0);
    assert_true(is_written(&texts, "10.0000") || is_written(&texts, "10.000"));
    assert_true(is_written(&texts, "0.9408")); // the gradient
    picture_close(&picture);
    picture_open_text_with(&picture,
                           "start: [1, 1]\nlayout: [[e]]\noptimizers: [sgd]\n"
                           "panels: {e: {type: equation, numbers: false}}\n",
                           NULL, record, (texts.count = 0, &texts));
    assert_int_equal(figure_record(picture.figure), 0);
    figure_draw(picture.figure, 0);
    assert_false(is_written(&texts, "$L$"));
    picture_close(&picture);
}

static bool is_red(uint32_t pixel) {
    return (pixel >> 16 & 255) > 160 && (pixel >> 8 & 255) < 90 && (pixel & 255) < 90;
}

// Finds the lowest and the highest row of a picture with red pixels; false: there are none.
static bool find_red(struct picture *picture, double position, int rows[2]) {
    int width = picture->scene.video.width, height = picture->scene.video.height;
    uint32_t *pixels = picture_draw(picture, position, NULL);
    bool found = false;
    for (int i = 0; i < width * height; i++) {
        if (!is_red(pixels[i]))
            continue;
        rows[0] = found ? rows[0] : i / width;
        rows[1] = i / width;
        found = true;
    }
    free(pixels);
    return found;
}

// One symbol at a time has the colour of the path, the one that moves most; it changes a few times
// in a film, and not before anything has moved.
static void test_mover(void **state) {
    (void)state;
    enum { STATES = 60 };
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        struct picture picture;
        struct text scene = {0};
        const char *name = optimizer_rule_at(i)->name;
        text_printf(&scene,
                    "title: ''\nstart: [-10, -20]\nepochs: %d\ntheme: light\n"
                    "optimizers: [{%s: {color: '#e00000'}}]\nlayout: [[e]]\n"
                    "panels: {e: {type: equation, title: null}}\nvideo: {size: [690, 394]}\n",
                    STATES, name);
        picture_open_text(&picture, scene.data, NULL);
        text_finish(&scene);
        int rows[2], last = -1, changes = 0;
        assert_false(find_red(&picture, 0, rows));
        for (int k = 1; k < STATES; k++) {
            if (!find_red(&picture, k, rows))
                continue;
            if (rows[1] - rows[0] > 30)
                fail_msg("%s: more than one symbol is red at %d", name, k);
            int middle = (rows[0] + rows[1]) / 2;
            changes += last >= 0 && abs(middle - last) > 12;
            last = middle;
        }
        if (last < 0 || changes > STATES / 10)
            fail_msg("%s: %d changes", name, changes);
        picture_close(&picture);
    }
}

// Of two states the one whose numbers change more relative to their size.
static void test_mover_is_right(void **state) {
    (void)state;
    struct picture picture;
    int late[2], early[2];
    // The sum of squares doubles in the first step, and hardly grows at the end, where the gradient
    // falls by the same part in each step.
    picture_open_text(&picture,
                      "title: ''\nepochs: 200\ntheme: light\nproblem: {function: sphere}\n"
                      "start: [1, 1]\noptimizers: [{adagrad: {lr: 0.1, color: '#e00000'}}]\n"
                      "layout: [[e]]\npanels: {e: {type: equation, title: null}}\n",
                      NULL);
    assert_true(find_red(&picture, 150, late));
    assert_true(find_red(&picture, 1, early));
    assert_true(late[1] < early[0]);
    picture_close(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mover),    cmocka_unit_test(test_mover_is_right),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_complete), cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

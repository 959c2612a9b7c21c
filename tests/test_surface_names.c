// SPDX-License-Identifier: GPL-3.0-or-later
// Names on a surface that turns keep off the numbers and labels of its axes, also those of runs out
// of view.
#include "base/random.h"
#include "figure/figure_state.h"
#include "picture.h"

#include <math.h>

static struct random_stream stream;

struct inks {
    struct box names[200], others[200];
    size_t name_count, other_count;
};

static void keep_ink(void *context, const char *text, struct box ink) {
    struct inks *inks = context;
    bool is_name = strncmp(text, "run ", 4) == 0;
    if (!(ink.width > 0))
        return;
    assert_true(inks->name_count < 200 && inks->other_count < 200);
    if (is_name)
        inks->names[inks->name_count++] = ink;
    else
        inks->others[inks->other_count++] = ink;
}

static void write_scene(struct text *text) {
    static const char *const functions[] = {"himmelblau", "rosenbrock", "booth", "beale"};
    static const char *const themes[] = {"light", "dark"};
    static const char *const sizes[] = {"690, 394", "600, 600", "1920, 1080", "1080, 1350"};
    static const char *const rules[] = {"sgd", "momentum", "adam"};
    static const char *const rates[] = {"0.001", "0.01", "0.1", "1"};
    text_clear(text);
    // One number a statement: the order in which arguments are evaluated is the compiler's choice.
    const char *function = functions[random_below(&stream, 4)];
    const char *theme = themes[random_below(&stream, 2)], *size = sizes[random_below(&stream, 4)];
    text_printf(text, "title: \"\"\ncounter: \"\"\nproblem: {function: %s}\ntheme: %s\n", function,
                theme);
    text_printf(text, "steps: 60\nvideo: {size: [%s]}\nlayout: [[surface]]\n", size);
    uint32_t from = random_below(&stream, 360), turn = 40 + random_below(&stream, 200);
    text_printf(text, "panels: {surface: {title: null, camera: {orbit: {from: %u, to: %u}}}}\n",
                from, from + turn);
    text_add(text, "optimizers:\n");
    for (uint32_t i = 0, count = 2 + random_below(&stream, 2); i < count; i++)
        text_printf(text, "  - %s: {lr: %s, label: \"run %u\"}\n", rules[i],
                    rates[random_below(&stream, 4)], i);
}

static bool overlap(const struct box *a, const struct box *b) {
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

// How many names were looked at, and how many of them stood on a number or a label.
struct count {
    size_t all, covered;
};

static struct count count_names(const char *scene) {
    struct inks inks = {0};
    struct picture picture;
    struct count count = {0};
    picture_open_text_with(&picture, scene, NULL, keep_ink, &inks);
    for (long frame = 0; frame < picture.timeline.frames; frame += 3) {
        inks.name_count = inks.other_count = 0;
        free(picture_draw(&picture, timeline_position(&picture.timeline, frame), NULL));
        for (size_t i = 0; i < inks.name_count; i++, count.all++) {
            bool is_free = true;
            for (size_t k = 0; k < inks.other_count; k++)
                is_free = is_free && !overlap(&inks.names[i], &inks.others[k]);
            count.covered += !is_free;
        }
    }
    picture_close(&picture);
    return count;
}

// Names move slowly, so that they can be read, and the numbers of a box that turns fast may pass
// under them, but seldom.
static void test_names_keep_off_numbers(void **state) {
    (void)state;
    struct text text = {0};
    struct count whole = {0};
    for (uint64_t seed = 0; seed < 24; seed++) {
        random_start(&stream, seed, RANDOM_START, 0);
        write_scene(&text);
        struct count count = count_names(text.data);
        whole.all += count.all;
        whole.covered += count.covered;
    }
    if (100 * whole.covered > whole.all)
        fail_msg("%zu of %zu names stand on numbers", whole.covered, whole.all);
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names_keep_off_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

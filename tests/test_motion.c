// SPDX-License-Identifier: GPL-3.0-or-later
// Motion between states: the picture just before a state is almost that of the state, so that a
// film with many frames a second does not jump.
#include "picture.h"
#include "plot/panel.h"

#include <math.h>

enum { SIDE_X = 400, SIDE_Y = 240 };

// Draws a state and the moment before; returns how many pixels differ by more than 40 of 255.
static int jump(struct picture *picture, long state) {
    uint32_t *before = picture_draw(picture, (double)state - 1e-5, NULL);
    uint32_t *at = picture_draw(picture, (double)state, NULL);
    int count = 0;
    for (int i = 0; i < SIDE_X * SIDE_Y; i++) {
        int worst = 0;
        for (int c = 0; c < 24; c += 8) {
            int off = abs((int)(before[i] >> c & 255) - (int)(at[i] >> c & 255));
            worst = off > worst ? off : worst;
        }
        count += worst > 40;
    }
    free(before);
    free(at);
    return count;
}

// Numbers in texts, as in the title, are those of a state, so they do jump.
static void test_no_jumps(void **state) {
    (void)state;
    static const char *const optimizers[] = {"[momentum]", "[sgd, {adam: {lr: 1}}]"};
    for (size_t i = 0; panel_table[i]; i++)
        for (size_t k = 0; k < 2 && panel_table[i] != &panel_equation; k++) {
            struct text text = {0};
            struct picture picture;
            text_printf(&text,
                        "%stitle: \"\"\nepochs: 12\noptimizers: %s\nlayout: [[%s]]\n"
                        "video: {size: [%d, %d]}\n",
                        panel_problem(panel_table[i], ""), optimizers[k], panel_table[i]->name,
                        SIDE_X, SIDE_Y);
            picture_open_text(&picture, text.data, NULL);
            for (long s = 1; s < 12; s++) {
                int count = jump(&picture, s);
                // The rim of a dot that was half hidden by the line may change.
                if (count > 12)
                    fail_msg("%s of %s: %d pixels jump at state %ld", panel_table[i]->name,
                             optimizers[k], count, s);
            }
            picture_close(&picture);
            text_finish(&text);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_jumps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

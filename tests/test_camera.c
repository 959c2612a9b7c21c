// SPDX-License-Identifier: GPL-3.0-or-later
// The camera over a film, and that the box keeps its position.
#include "plot/camera.h"

#include "base/memory.h"
#include "plot/box3d_fit.h"
#include "plot/box3d_texts.h"
#include "tree/document.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_motion(void **state) {
    (void)state;
    struct camera_motion motion;
    camera_default(&motion);
    assert_false(camera_moves(&motion));
    motion.to.azimuth = motion.from.azimuth + 90;
    assert_true(camera_moves(&motion));
    static const struct {
        int easing;
        double part, turned;
    } cases[] = {{EASING_SMOOTH, 0, 0},  {EASING_SMOOTH, 0.25, 14.0625}, {EASING_SMOOTH, 0.5, 45},
                 {EASING_SMOOTH, 1, 90}, {EASING_LINEAR, 0.25, 22.5},    {EASING_LINEAR, 1, 90}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        motion.easing = cases[i].easing;
        double turned = camera_at(&motion, cases[i].part).azimuth - motion.from.azimuth;
        if (fabs(turned - cases[i].turned) > 1e-9)
            fail_msg("case %zu turns %g", i, turned);
    }
}

// Angles that move, as scenes write them.
static const struct {
    const char *text;
    double elevation[2], azimuth[2]; // NAN: the default
} sweeps[] = {
    {"{azimuth: 10}", {NAN, NAN}, {10, 10}},
    {"{azimuth: {from: 10, to: 50}}", {NAN, NAN}, {10, 50}},
    {"{azimuth: {from: 10, turns: 0.5}}", {NAN, NAN}, {10, 190}},
    {"{azimuth: {from: -20, turns: -1}}", {NAN, NAN}, {-20, -380}},
    {"{elevation: {from: 20, to: 60}, azimuth: {from: 0, to: -90}}", {20, 60}, {0, -90}},
};

static void test_sweeps(void **state) {
    (void)state;
    struct camera_motion usual;
    camera_default(&usual);
    for (size_t i = 0; i < sizeof sweeps / sizeof *sweeps; i++) {
        struct document document = {0};
        struct error error = {0};
        struct camera_motion motion;
        const struct node *node = document_parse_set(&document, sweeps[i].text, 1, &error);
        if (!node || !camera_read(node, &motion, &error))
            fail_msg("%s: %s", sweeps[i].text, error.message);
        const double right[4] = {sweeps[i].elevation[0], sweeps[i].elevation[1],
                                 sweeps[i].azimuth[0], sweeps[i].azimuth[1]};
        const double found[4] = {motion.from.elevation, motion.to.elevation, motion.from.azimuth,
                                 motion.to.azimuth};
        const double others[4] = {usual.from.elevation, usual.to.elevation, usual.from.azimuth,
                                  usual.to.azimuth};
        for (int k = 0; k < 4; k++)
            if (found[k] != (isnan(right[k]) ? others[k] : right[k]))
                fail_msg("%s: number %d is %g", sweeps[i].text, k, found[k]);
        document_finish(&document);
    }
}

// The box is fitted once for the whole orbit, and stays within its room all the time.
static void test_fit_holds(void **state) {
    (void)state;
    struct stage stage = {
        .theme = theme_table[0], .font = font_create(), .width = 400, .height = 300, .unit = 1};
    struct panel panel = {.stage = &stage, .plot = {10, 20, 380, 270}};
    struct box3d space = {.moves = false};
    for (int d = 0; d < 3; d++)
        space.axes[d] = (struct box3d_axis){.low = 0, .high = 1, .label = "label"};
    struct camera_motion motion;
    camera_default(&motion);
    motion.to.azimuth = motion.from.azimuth + 360;
    struct tick_choices *choices = mem_zero(1, sizeof *choices);
    box3d_fit(&space, &panel, panel.plot, &motion, choices);
    free(choices);
    double middle[3] = {0.5, 0.5, 0.5};
    struct spot first = box3d_project(&space, middle);
    for (int i = 0; i <= 100; i++) {
        box3d_aim(&space, camera_at(&motion, i / 100.0));
        struct spot spot = box3d_project(&space, middle);
        assert_true(fabs(spot.x - first.x) < 1e-9 && fabs(spot.y - first.y) < 1e-9);
        struct box texts[BOX3D_TEXTS];
        size_t count = box3d_text_boxes(&space, &panel, texts);
        for (size_t k = 0; k < count; k++)
            if (texts[k].x < panel.plot.x - 2 || texts[k].y < panel.plot.y - 2 ||
                texts[k].x + texts[k].width > panel.plot.x + panel.plot.width + 2 ||
                texts[k].y + texts[k].height > panel.plot.y + panel.plot.height + 2)
                fail_msg("look %d: text %zu leaves the room", i, k);
    }
    font_destroy(stage.font);
}

// How many numbers of each axis are seen fully.
struct seen_numbers {
    int count[3];
    const struct box3d *space;
};

static void count_number(void *context, const char *text, const double at[2], double width,
                         double height, double size, double alpha) {
    (void)at, (void)width, (void)height, (void)size;
    struct seen_numbers *seen = context;
    for (int d = 0; d < 3; d++)
        for (int i = 0; i < seen->space->axes[d].ticks.count; i++)
            seen->count[d] += text == seen->space->axes[d].ticks.label[i] && alpha > 0.99;
}

// Over a whole turn, each axis has numbers in all frames but three in a row at most.
static void test_numbers_stay(void **state) {
    (void)state;
    struct stage stage = {
        .theme = theme_table[0], .font = font_create(), .width = 400, .height = 300, .unit = 1};
    struct tick_choices *choices = mem_zero(1, sizeof *choices);
    for (int elevation = 15; elevation < 75; elevation += 10)
        for (int frames = 90; frames < 400; frames += 97) {
            struct panel panel = {.stage = &stage, .plot = {10, 20, 380, 270}};
            struct box3d space = {.moves = false};
            for (int d = 0; d < 3; d++)
                space.axes[d] = (struct box3d_axis){.low = -1, .high = 1 + d};
            struct camera_motion motion;
            camera_default(&motion);
            motion.to.azimuth = motion.from.azimuth + 360;
            motion.from.elevation = motion.to.elevation = elevation;
            box3d_fit(&space, &panel, panel.plot, &motion, choices);
            int faint[3] = {0};
            for (int frame = 0; frame < frames; frame++) {
                struct seen_numbers seen = {.space = &space};
                box3d_aim(&space, camera_at(&motion, frame / (frames - 1.0)));
                space.before = camera_at(&motion, fmax(0, frame - 1) / (frames - 1.0));
                box3d_visit_texts(&space, &panel, count_number, &seen);
                for (int d = 0; d < 3; d++) {
                    faint[d] = seen.count[d] >= 2 ? 0 : faint[d] + 1;
                    if (faint[d] > 3)
                        fail_msg("elevation %d, frame %d of %d: axis %d has no numbers", elevation,
                                 frame, frames, d);
                }
            }
        }
    free(choices);
    font_destroy(stage.font);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_motion),
        cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_fit_holds),
        cmocka_unit_test(test_numbers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

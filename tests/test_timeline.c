// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/timeline.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    struct video video;
    long states, frames, hold;
    double second; // position of frame 1, if there is one
    long fade;
} films[] = {
    {{.fps = 25}, 100, 100, 0, 1},
    {{.fps = 25, .hold = 1}, 100, 100, 25, 1},
    {{.fps = 29.97, .hold = 1}, 3, 3, 30, 1},
    {{.fps = 25, .hold = 0.01}, 3, 3, 0, 1},
    {{.fps = 25}, 1, 1, 0, 0},
    {{.fps = 25, .every = 10}, 100, 11, 0, 10}, // 0, 10, ..., 90, 99
    {{.fps = 25, .every = 9}, 100, 12, 0, 9},   // 0, 9, ..., 99
    {{.fps = 25, .every = 1000}, 100, 2, 0, 99},
    {{.fps = 25, .every = 10}, 1, 1, 0, 0},
    {{.fps = 25, .duration = 6}, 100, 150, 0, 99.0 / 149},
    {{.fps = 30, .duration = 1, .hold = 0.5}, 301, 30, 15, 300.0 / 29},
    {{.fps = 25, .duration = 6}, 1, 150, 0, 0},
    {{.fps = 25, .duration = 0.001}, 100, 1, 0, 0},
    // Position + 1 is 100^u; as many frames as states, or what the duration says.
    {{.fps = 25, .speed = {SPEED_LOG}}, 100, 100, 0, 0.04761575279, 0},
    {{.fps = 50, .duration = 2, .speed = {SPEED_LOG}}, 65, 100, 0, 0.043067121254, 0},
    {{.fps = 25, .speed = {SPEED_LOG}}, 1, 1, 0, 0, 0},
    // 99 states at 10 a second; 99 ln(4)/3 = 45.75 s at 1 to 4 a second.
    {{.fps = 20, .speed = {SPEED_RANGE, 10, 10}}, 100, 199, 0, 0.5, 0},
    {{.fps = 10, .speed = {SPEED_RANGE, 1, 4}}, 100, 458, 0, 0.100256392163, 0},
    {{.fps = 10, .speed = {SPEED_RANGE, 4, 1}}, 100, 458, 0, 0.399810914114, 0},
    {{.fps = 10, .speed = {SPEED_RANGE, 1e9, 1e9}}, 100, 2, 0, 99, 0},
    {{.fps = 10, .speed = {SPEED_RANGE, 1, 50}}, 1, 1, 0, 0, 0},
    // The ratio of the ends is kept; their sum follows from the duration.
    {{.fps = 10, .duration = 5, .speed = {SPEED_RANGE, 1, 4}}, 100, 50, 0, 0.946959204717, 0},
    {{.fps = 25, .hold = 1, .loop = LOOP_SEAMLESS}, 100, 100, 25, 1, 13},
    {{.fps = 60, .duration = 1, .loop = LOOP_SEAMLESS}, 60, 60, 0, 1, 30},
    {{.fps = 25, .loop = LOOP_SEAMLESS}, 1, 1, 0, 0, 0},
    {{.fps = 25, .loop = LOOP_ONCE}, 10, 10, 0, 1, 0},
};

static void test_films(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof films / sizeof *films; i++) {
        struct timeline timeline = timeline_of(&films[i].video, films[i].states);
        if (timeline.frames != films[i].frames || timeline.hold != films[i].hold)
            fail_msg("film %zu: %ld frames, %ld held", i, timeline.frames, timeline.hold);
        assert_true(timeline.fps == films[i].video.fps);
        double previous = -1, last = (double)(films[i].states - 1);
        for (long k = 0; k < timeline.frames; k++) {
            double position = timeline_position(&timeline, k);
            if (position < previous || position > last ||
                (films[i].states > 1 && position == previous))
                fail_msg("film %zu: frame %ld is at %g after %g", i, k, position, previous);
            if (k == 1)
                assert_true(fabs(position - films[i].second) <= 1e-6 * films[i].second);
            // Equal parts of the film, except for the last step if every n-th state is drawn.
            double part = timeline_progress(&timeline, position);
            double frames = (double)timeline.frames - 1;
            if (timeline.every == 0 && timeline.states > 1 && frames > 0)
                assert_true(fabs(part - (double)k / frames) < 1e-9);
            assert_true(part >= 0 && part <= 1);
            assert_true(k != 0 || timeline.frames == 1 || position == 0);
            previous = position;
        }
        assert_true(previous == last);
        assert_true(timeline_progress(&timeline, last) == 1);
        if (timeline.fade != films[i].fade)
            fail_msg("film %zu: %ld frames fade", i, timeline.fade);
        double faded = 0;
        for (long k = 0; k < timeline.fade; k++) {
            double part = timeline_fade(&timeline, timeline.frames + k);
            assert_true(part > faded && part < 1);
            faded = part;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_films)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

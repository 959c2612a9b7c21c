// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/timeline.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    struct video video;
    long states, frames, hold;
    double second; // position of frame 1 where there is one
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
            assert_true(k != 1 || position == films[i].second);
            assert_true(k != 0 || timeline.frames == 1 || position == 0);
            previous = position;
        }
        assert_true(previous == last);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_films)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

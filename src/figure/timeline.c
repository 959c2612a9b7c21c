// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/timeline.h"

#include "base/number.h"

struct timeline timeline_of(const struct video *video, long states) {
    struct timeline timeline = {.states = states, .fps = video->fps};
    timeline.hold = number_round(video->hold * video->fps);
    if (video->duration > 0) {
        timeline.frames = number_round(video->duration * video->fps);
        if (timeline.frames < 1)
            timeline.frames = 1;
    } else {
        timeline.every = video->every > 0 ? video->every : 1;
        timeline.frames = (states - 1 + timeline.every - 1) / timeline.every + 1;
    }
    return timeline;
}

double timeline_position(const struct timeline *timeline, long frame) {
    double last = (double)(timeline->states - 1);
    if (frame >= timeline->frames - 1)
        return last;
    if (timeline->every > 0)
        return (double)(frame * timeline->every);
    return last * (double)frame / (double)(timeline->frames - 1);
}

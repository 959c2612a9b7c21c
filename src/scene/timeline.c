// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene/timeline.h"

#include "base/maths.h"
#include "base/number.h"

#include <math.h>

static const double fade_seconds = 0.5;

struct timeline timeline_of(const struct video *video, long states) {
    struct timeline timeline = {.states = states, .fps = video->fps, .ratio = 1};
    const struct speed *speed = &video->speed;
    timeline.hold = number_round(video->hold * video->fps);
    if (speed->kind == SPEED_LOG)
        timeline.ratio = (double)states; // so that position + 1 grows geometrically
    else if (speed->kind == SPEED_RANGE)
        timeline.ratio = speed->to / speed->from;
    if (video->duration > 0) {
        timeline.frames = number_round(video->duration * video->fps);
        if (timeline.frames < 1)
            timeline.frames = 1;
    } else if (speed->kind == SPEED_RANGE) {
        timeline.frames = number_round(speed_seconds(speed, states) * video->fps) + (states > 1);
        if (timeline.frames < 1 + (states > 1))
            timeline.frames = 1 + (states > 1);
    } else if (speed->kind == SPEED_LOG) {
        timeline.frames = states;
    } else {
        timeline.every = video->every > 0 ? video->every : 1;
        timeline.frames = (states - 1 + timeline.every - 1) / timeline.every + 1;
    }
    if (video->loop == LOOP_SEAMLESS && timeline.frames > 1)
        timeline.fade = number_round(fade_seconds * video->fps);
    return timeline;
}

double timeline_seconds(const struct timeline *timeline) {
    return (double)(timeline->frames + timeline->hold + timeline->fade) / timeline->fps;
}

// Returns the fraction of the states shown after a fraction u of the time. For the pace v(u) = r^u
// it is (r^u - 1) / (r - 1).
static double part_of_states(double ratio, double u) {
    double power = m_log(ratio);
    return fabs(power) < 1e-9 ? u : m_expm1(u * power) / m_expm1(power);
}

static double part_of_time(double ratio, double p) {
    double power = m_log(ratio);
    return fabs(power) < 1e-9 ? p : m_log1p(p * m_expm1(power)) / power;
}

double timeline_position(const struct timeline *timeline, long frame) {
    double last = (double)(timeline->states - 1);
    if (frame >= timeline->frames - 1)
        return last;
    if (timeline->every > 0)
        return (double)(frame * timeline->every);
    if (timeline->ratio == 1)
        return last * (double)frame / (double)(timeline->frames - 1);
    double u = (double)frame / (double)(timeline->frames - 1);
    return fmin(last, last * part_of_states(timeline->ratio, u));
}

double timeline_progress(const struct timeline *timeline, double position) {
    double last = (double)(timeline->states - 1);
    if (position >= last)
        return 1;
    return fmin(1, part_of_time(timeline->ratio, position / last));
}

double timeline_fade(const struct timeline *timeline, long frame) {
    double u = (double)(frame - timeline->frames + 1) / (double)(timeline->fade + 1);
    return u * u * (3 - 2 * u); // smoothstep: slow at both ends
}

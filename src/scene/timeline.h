// SPDX-License-Identifier: GPL-3.0-or-later
// Maps the frames of a film to states.
#pragma once
#include "scene/scene.h"

struct timeline {
    long states;
    long frames; // drawn frames, without the held copies; at least 1
    long every;  // states per frame; 0: the film has a fixed duration
    double fps;
    long hold;    // additional copies of the last frame
    long fade;    // frames after those, which fade back to the first one
    double ratio; // pace at the end divided by that at the beginning
};

// Computes the timeline of a film of so many states.
struct timeline timeline_of(const struct video *video, long states);

// Returns the length of the film in seconds, including hold and fade.
double timeline_seconds(const struct timeline *timeline);

// Returns the state index that a frame in [0, frames) shows, in [0, states-1]. It is fractional
// only if the film has a duration or a speed. The first frame shows the first state, the last frame
// the last.
double timeline_position(const struct timeline *timeline, long frame);

// Returns the fraction of the film shown up to a position, 0 to 1: the inverse of
// timeline_position.
double timeline_progress(const struct timeline *timeline, double position);

// Returns the weight of the first frame in a fade frame, in [frames, frames+fade); above 0 and
// below 1.
double timeline_fade(const struct timeline *timeline, long frame);

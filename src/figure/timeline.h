// SPDX-License-Identifier: GPL-3.0-or-later
// Which state each frame of a film shows.
#pragma once
#include "scene/scene.h"

struct timeline {
    long states;
    long frames; // drawn frames, without held copies; at least 1
    long every;  // states a frame; 0 where the film has a fixed duration
    double fps;
    long hold; // further copies of the last frame
};

struct timeline timeline_of(const struct video *video, long states);

// The position of frame 0 to frames-1 among the states 0 to states-1; whole unless the film has a
// duration. The last frame shows the last state.
double timeline_position(const struct timeline *timeline, long frame);

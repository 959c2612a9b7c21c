// SPDX-License-Identifier: GPL-3.0-or-later
// Which state each frame of a film shows.
#pragma once
#include "scene/scene.h"

struct timeline {
    long states;
    long frames; // drawn frames, without held copies; at least 1
    long every;  // states a frame; 0 where the film has a fixed duration
    double fps;
    long hold;    // further copies of the last frame
    long fade;    // frames behind these that lead back to the first one
    double ratio; // of the pace at the end to that at the beginning
};

struct timeline timeline_of(const struct video *video, long states);

// How long the film is, with its hold and its fade.
double timeline_seconds(const struct timeline *timeline);

// The position of frame 0 to frames-1 among the states 0 to states-1; whole unless the film has a
// duration or a speed. The first frame shows the first state and the last one the last.
double timeline_position(const struct timeline *timeline, long frame);

// The part of the film that has gone by at a position, 0 to 1: what timeline_position does, undone.
double timeline_progress(const struct timeline *timeline, double position);

// How much of the first frame is in frame frames to frames+fade-1, above 0 and below 1.
double timeline_fade(const struct timeline *timeline, long frame);

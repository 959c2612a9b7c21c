// SPDX-License-Identifier: GPL-3.0-or-later
// How labels move over a film: tracks of one position a sample, which are made to glide. Positions
// are in pixels.
#pragma once
#include <stddef.h>

// Averages each position with those up to `reach` samples before and after it, with the weights of
// a triangle. The first and the last position stay; a straight track at a constant speed does, too.
void motion_smooth(double (*at)[2], size_t count, size_t reach);

// Makes a track as short as it can be while each coordinate stays within `tolerance` of where it
// was: it rests where it only swings, and else goes straight on. Its ends stay.
void motion_straighten(double (*at)[2], size_t count, double tolerance);

// Follows a track with a speed of at most `most` pixels a sample, plus the largest distance of the
// track from itself divided by the number of samples. It begins and ends where the track does. What
// is too fast for that is begun early and ended late.
void motion_limit(double (*at)[2], size_t count, double most);

// Interpolates a track at a sample, which may be a fraction.
void motion_at(const double (*at)[2], size_t count, double sample, double result[2]);

// SPDX-License-Identifier: GPL-3.0-or-later
// What a quality from 1 to 100 means for a GIF.
#pragma once
#include "encode/film.h"

#include <stdint.h>

enum { GIF_QUALITY = 75 }; // the default

// Returns lambda, what rate-distortion theory calls the price of a bit: the squared error times
// frame periods that one pixel less to write may cost. `motion` is the part of the pixels that
// change from frame to frame.
int64_t gif_lambda(const struct film *film, int quality, double motion);

// Returns the squared error that a pixel may have.
int gif_error_max(int quality);

// Returns how many colours a palette may have.
int gif_color_max(int quality);

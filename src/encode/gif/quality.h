// SPDX-License-Identifier: GPL-3.0-or-later
// The encoder's parameters for a quality from 1 to 100.
#pragma once
#include "encode/film.h"

#include <stdint.h>

enum { GIF_QUALITY = 75 }; // the default

// Returns lambda, the Lagrange multiplier of rate-distortion optimization: the squared error times
// frame periods that is acceptable for one pixel less to write. `motion` is the fraction of pixels
// that change from frame to frame, `error` the mean squared error of a channel that the palette
// alone makes.
int64_t gif_lambda(const struct film *film, int quality, double motion, double error);

// Returns the largest squared error of a pixel.
int gif_error_max(int quality);

// Returns the largest number of colours in the palette.
int gif_color_max(int quality);

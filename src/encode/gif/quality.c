// SPDX-License-Identifier: GPL-3.0-or-later
// The constants were chosen by measurement: at the default quality, films have 0.83 to 0.89 of the
// bytes of ffmpeg's best pipeline at a higher PSNR (tests/bench/README.md).
#include "encode/gif/quality.h"

#include "base/maths.h"

#include <math.h>

// Below the default, fewer colours save more than larger errors alone.
static double halvings(int quality, double step) {
    return (GIF_QUALITY - quality) / step;
}

int64_t gif_lambda(const struct film *film, int quality, double motion) {
    // Where a film is short, so is what there is to save. Where more than so much of it moves,
    // errors in what soon goes would be all that is seen.
    static const double still_motion = 0.007;
    double length = fmin(1, (double)(film->frames + film->hold) / 100);
    double step = quality < GIF_QUALITY ? 12 : 6;
    int64_t lambda = quality < 100 ? llround(1400 * length * m_exp2(halvings(quality, step))) : 0;
    double scale = motion > still_motion ? still_motion / motion : 1;
    return llround(scale * (double)lambda);
}

// At the default about 26 levels of 255: seen on moving edges alone, as colours of the theme stay
// exact and what stays for long weighs more.
int gif_error_max(int quality) {
    return quality < GIF_QUALITY ? (int)(2000 * m_exp2(halvings(quality, 20))) : 2000;
}

int gif_color_max(int quality) {
    return quality < GIF_QUALITY ? (int)(255 * m_exp2(-halvings(quality, 16))) : 255;
}

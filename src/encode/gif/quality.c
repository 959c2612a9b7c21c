// SPDX-License-Identifier: GPL-3.0-or-later
// The constants were chosen by measurement: at the default quality, files have 0.83 to 0.89 times
// the size of those by ffmpeg's best pipeline, at a higher PSNR (tests/bench/README.md).
#include "encode/gif/quality.h"

#include "base/maths.h"

#include <math.h>

// Below the default quality, fewer colours save more than larger errors alone.
static double halvings(int quality, double step) {
    return (GIF_QUALITY - quality) / step;
}

int64_t gif_lambda(const struct film *film, int quality, double motion, double error) {
    // A short film is small anyway, so its errors should be smaller. If more than this fraction of
    // the pixels changes each frame, there is little still content with large weight: errors in
    // short-lived pixels would be all that one sees, so lambda is reduced.
    static const double still_motion = 0.007;
    // Where still less changes, nearly all is long-lived and exact, and most bytes go into the few
    // pixels that move: lambda grows, but not so far that one sees it.
    static const double quiet_motion = 0.003, most = 2.5;
    double periods = (double)(film->frames + film->hold);
    double length = fmin(1, fmax(periods / 100, m_pow(periods / 60, 1.2)));
    double step = quality < GIF_QUALITY ? 12 : 6;
    int64_t lambda = quality < 100 && !film->draft
                         ? llround(1400 * length * m_exp2(halvings(quality, step)))
                         : 0;
    double scale = motion > still_motion   ? still_motion / motion
                   : motion < quiet_motion ? 1 + length * (fmin(most, quiet_motion / motion) - 1)
                                           : 1;
    // Where much moves in a film whose palette alone makes small errors, as colours fade, those of
    // other colours would be most of what one sees.
    static const double usual_error = 0.43, least = 0.3;
    if (motion >= quiet_motion && error < usual_error)
        scale *= fmax(least, m_pow(error / usual_error, 3));
    return llround(scale * (double)lambda);
}

// At the default quality a colour may be off by about 32 levels of 255. This is visible only on
// moving edges, since theme colours stay exact and long-lived pixels weigh more.
int gif_error_max(int quality) {
    return quality < GIF_QUALITY ? (int)(3000 * m_exp2(halvings(quality, 20))) : 3000;
}

int gif_color_max(int quality) {
    return quality < GIF_QUALITY ? (int)(255 * m_exp2(-halvings(quality, 16))) : 255;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/size_limit.h"

#include "base/shown.h"
#include <inttypes.h>
#include <math.h>

enum {
    QUALITY_LOW = 40, // below this, dropping frames looks better
    FPS_LOW = 6,      // below this, motion is no longer perceived
};

// The order of levels: all qualities down to QUALITY_LOW with all frames, then the same with every
// second frame, and so on. With the fewest frames it goes down through all qualities.
static int levels_a_step(const struct size_limit *fit) {
    return fit->wanted > QUALITY_LOW ? fit->wanted - QUALITY_LOW + 1 : 1;
}

static int level_count(const struct size_limit *fit) {
    return fit->wanted == 0 ? 1 : (fit->step_max - 1) * levels_a_step(fit) + fit->wanted;
}

static struct size_limit_level level_of(const struct size_limit *fit, int index) {
    int step = 1 + index / levels_a_step(fit);
    step = step < fit->step_max ? step : fit->step_max;
    return (struct size_limit_level){step, fit->wanted - (index - (step - 1) * levels_a_step(fit))};
}

void size_limit_init(struct size_limit *fit, const struct format *format, const char *path,
                     const struct film *film, int64_t max_bytes) {
    *fit =
        (struct size_limit){.format = format, .path = path, .max_bytes = max_bytes, .step_max = 1};
    if (format->default_quality > 0)
        fit->wanted = film->quality > 0 ? film->quality : format->default_quality;
    if (format->takes_frame_step && film->fps >= 2 * FPS_LOW)
        fit->step_max = (int)(film->fps / FPS_LOW);
    fit->fits = level_count(fit);
    fit->fails = -1;
    fit->level = level_of(fit, 0);
}

static void print_level(const struct size_limit *fit, int index, struct text *out) {
    struct size_limit_level level = level_of(fit, index);
    const char *also = "";
    if (level.frame_step > 1) {
        text_printf(out, "one frame of %d", level.frame_step);
        also = " and ";
    }
    if (level.quality != fit->wanted)
        text_printf(out, "%squality %d instead of %d", also, level.quality, fit->wanted);
}

static bool fail(const struct size_limit *fit, struct error *error) {
    struct text advice = {0};
    if (fit->wanted > 0) {
        text_add(&advice, " even with ");
        print_level(fit, fit->least, &advice);
    }
    error_set(error, ERROR_RENDER,
              "--max-size: %s needs %" PRId64 " bytes%s; it may have %" PRId64
              ": make it smaller with --size or --scale",
              fit->path, fit->least_bytes, advice.length > 0 ? advice.data : "", fit->max_bytes);
    text_finish(&advice);
    return false;
}

bool size_limit_take(struct size_limit *fit, struct encoder *encoder, struct error *error) {
    if (!encoder_finish(encoder, error)) {
        encoder_destroy(encoder);
        return false;
    }
    int64_t bytes = encoder_size(encoder);
    if (bytes <= fit->max_bytes) {
        encoder_destroy(fit->best);
        fit->best = encoder;
        fit->fits = fit->tried;
    } else {
        encoder_destroy(encoder);
        fit->fails = fit->tried;
        // Not always that of the lowest level: sizes are not quite monotonic in the quality.
        if (fit->least_bytes == 0 || bytes < fit->least_bytes) {
            fit->least_bytes = bytes;
            fit->least = fit->tried;
        }
    }
    fit->done = fit->fits == fit->fails + 1;
    if (fit->done && !fit->best)
        return fail(fit, error);
    fit->tried = (fit->fits + fit->fails) / 2;
    fit->level = level_of(fit, fit->tried);
    return true;
}

void size_limit_report(const struct size_limit *fit, struct text *warnings) {
    if (fit->fits == 0)
        return;
    shown_printf(warnings, "%s: ", fit->path);
    print_level(fit, fit->fits, warnings);
    double psnr = encoder_psnr(fit->best);
    if (!isnan(psnr))
        shown_printf(warnings, ", PSNR %.1f dB,", psnr);
    shown_printf(warnings, " to fit %" PRId64 " bytes into %" PRId64 "\n", encoder_size(fit->best),
                 fit->max_bytes);
}

struct encoder *size_limit_best(struct size_limit *fit) {
    struct encoder *best = fit->best;
    fit->best = NULL;
    return best;
}

void size_limit_finish(struct size_limit *fit) {
    encoder_destroy(fit->best);
    fit->best = NULL;
}

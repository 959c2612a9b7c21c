// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit.h"

#include <inttypes.h>
#include <math.h>

void fit_init(struct fit *fit, const struct format *format, const char *path, int quality,
              int64_t max_bytes) {
    *fit = (struct fit){.format = format, .path = path, .max_bytes = max_bytes};
    if (format_takes_quality(format))
        fit->wanted = quality > 0 ? quality : format_default_quality(format);
    fit->quality = fit->wanted;
}

static bool fail(const struct fit *fit, struct error *error) {
    const char *advice = fit->wanted > 0 ? " even with --quality 1" : "";
    return error_set(error, ERROR_RENDER,
                     "--max-size: %s needs %" PRId64 " bytes%s; it may have %" PRId64, fit->path,
                     fit->least_bytes, advice, fit->max_bytes);
}

bool fit_take(struct fit *fit, struct encoder *encoder, struct error *error) {
    if (!encoder_finish(encoder, error)) {
        encoder_destroy(encoder);
        return false;
    }
    int64_t bytes = encoder_size(encoder);
    if (bytes <= fit->max_bytes) {
        encoder_destroy(fit->best);
        fit->best = encoder;
        fit->fits = fit->quality;
    } else {
        encoder_destroy(encoder);
        fit->fails = fit->quality;
        fit->least_bytes = bytes;
    }
    fit->done = fit->fits == fit->wanted || fit->fails == fit->fits + 1;
    if (fit->done && !fit->best)
        return fail(fit, error);
    fit->quality = (fit->fits + fit->fails) / 2;
    return true;
}

void fit_tell(const struct fit *fit, struct text *warnings) {
    if (fit->fits == fit->wanted)
        return;
    text_printf(warnings, "%s: quality %d instead of %d", fit->path, fit->fits, fit->wanted);
    double psnr = encoder_psnr(fit->best);
    if (!isnan(psnr))
        text_printf(warnings, ", PSNR %.1f dB,", psnr);
    text_printf(warnings, " to fit %" PRId64 " bytes into %" PRId64 "\n", encoder_size(fit->best),
                fit->max_bytes);
}

struct encoder *fit_best(struct fit *fit) {
    struct encoder *best = fit->best;
    fit->best = NULL;
    return best;
}

void fit_finish(struct fit *fit) {
    encoder_destroy(fit->best);
    fit->best = NULL;
}

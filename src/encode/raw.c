// SPDX-License-Identifier: GPL-3.0-or-later
// Raw: every frame as bytes R G B A with straight alpha, with packed rows and no header.
#include "base/clock.h"
#include "base/memory.h"
#include "encode/convert.h"
#include "encode/format.h"

#include <stdlib.h>

static size_t frame_size(const struct film *film) {
    return (size_t)film->width * (size_t)film->height * 4;
}

// The state is the previous frame, as bytes.
static bool raw_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings, (void)error;
    encoder->state = mem_zero(frame_size(&encoder->film), 1);
    return true;
}

static bool raw_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    const struct film *film = &encoder->film;
    uint8_t *bytes = encoder->state;
    double start = seconds_now();
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk))
        convert_rgba(walk.words, bytes + 4 * ((ptrdiff_t)walk.y * film->width + walk.x),
                     walk.count);
    encoder->convert_seconds += seconds_now() - start;
    for (long i = 0; i < times; i++)
        if (!atomic_file_write(encoder->output, bytes, frame_size(film), error))
            return false;
    return true;
}

static void raw_destroy(struct encoder *encoder) {
    free(encoder->state);
}

static const struct codec raw_codec = {
    .open = raw_open,
    .write = raw_write,
    .destroy = raw_destroy,
};

const struct format format_raw = {
    .name = "raw",
    .extensions = (const char *const[]){"raw", "rgba", NULL},
    .help = "frames of 8-bit RGBA, rows packed, for other programs",
    .kind = FORMAT_FILM,
    .has_alpha = true,
    .codec = &raw_codec,
};

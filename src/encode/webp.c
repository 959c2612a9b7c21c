// SPDX-License-Identifier: GPL-3.0-or-later
// WebP (RFC 9649): a lossless film that browsers show in place of an image, smaller than an APNG.
// Of each frame only the rectangle that changed is sent, with unchanged pixels transparent.
#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "encode/lossless.h"
#include "encode/webp_chunks.h"

#include <math.h>
#include <stdlib.h>
#include <webp/encode.h>

enum {
    SIDE_MAX = 16383,
    DURATION_MAX = (1 << 24) - 1, // milliseconds
    FLAG_CLEARED = 1,             // the rectangle becomes transparent after the frame
    FLAG_REPLACES = 2,            // the frame is not blended
    // Method 3 takes 1.5 times as long, and 4 three times, for files 3 thousandths smaller.
    METHOD = 2,
};

struct webp_frame {
    struct lossless_frame frame;
    WebPMemoryWriter stream; // a WebP of one picture; owned
};

struct webp {
    struct lossless lossless;
};

// Ends a long encoding when the program is interrupted.
static int go_on(int percent, const WebPPicture *picture) {
    (void)percent, (void)picture;
    return interrupt_signal() == 0;
}

static void webp_compress(struct lossless_frame *frame) {
    struct webp_frame *slot = (struct webp_frame *)frame;
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        abort(); // the header is of another version than the library
    config.lossless = 1;
    config.quality = frame->is_draft ? 0 : 75;
    config.method = frame->is_draft ? 1 : METHOD;
    picture.use_argb = 1;
    picture.width = frame->delta.rect.width;
    picture.height = frame->delta.rect.height;
    picture.argb = frame->pixels;
    picture.argb_stride = picture.width;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &slot->stream;
    picture.progress_hook = go_on;
    WebPMemoryWriterClear(&slot->stream);
    WebPMemoryWriterInit(&slot->stream);
    if (!WebPEncode(&config, &picture) && interrupt_signal() == 0)
        mem_exhausted(); // the pictures are within the limits of the format
}

static void webp_release(struct lossless_frame *frame) {
    WebPMemoryWriterClear(&((struct webp_frame *)frame)->stream);
}

static bool put(struct encoder *encoder, const struct text *bytes, struct error *error) {
    struct webp *webp = encoder->state;
    if (webp->lossless.length + (int64_t)bytes->length > UINT32_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a WebP has at most 4 GiB",
                         atomic_file_name(encoder->output));
    return lossless_put(&webp->lossless, encoder, bytes, true, error);
}

static int64_t milliseconds(const struct film *film, int64_t time) {
    return llround((double)time * 1000 / (PERIOD_PARTS * film->fps));
}

static bool webp_put(struct encoder *encoder, const struct lossless_frame *frame,
                     struct error *error) {
    const struct film *film = &encoder->film;
    const WebPMemoryWriter *stream = &((const struct webp_frame *)frame)->stream;
    struct rect rect = frame->delta.rect;
    struct text data = {0}, out = {0};
    int64_t duration = milliseconds(film, frame->end) - milliseconds(film, frame->start);
    int flags = (frame->delta.blends ? 0 : FLAG_REPLACES) |
                (frame->disposal == DISPOSE_BACKGROUND ? FLAG_CLEARED : 0);
    text_put_le(&data, (uint64_t)rect.x / 2, 3);
    text_put_le(&data, (uint64_t)rect.y / 2, 3);
    text_put_le(&data, (uint64_t)rect.width - 1, 3);
    text_put_le(&data, (uint64_t)rect.height - 1, 3);
    text_put_le(&data, (uint64_t)duration, 3);
    text_put_le(&data, (uint64_t)flags, 1);
    webp_put_picture(&data, stream->mem, stream->size);
    webp_put_chunk(&out, "ANMF", data.data, data.length);
    bool done = put(encoder, &out, error);
    text_finish(&data);
    text_finish(&out);
    return done;
}

static const struct lossless_format lossless_webp = {
    .grid = 2, // places are given in pairs of pixels
    .frame_size = sizeof(struct webp_frame),
    .compress = webp_compress,
    .release = webp_release,
    .put = webp_put,
};

static bool webp_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const struct film *film = &encoder->film;
    if (film->width > SIDE_MAX || film->height > SIDE_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a WebP has at most %dx%d pixels",
                         atomic_file_name(encoder->output), SIDE_MAX, SIDE_MAX);
    struct webp *webp = encoder->state = mem_zero(1, sizeof *webp);
    lossless_init(&webp->lossless, &lossless_webp, film);
    struct text out = {0};
    webp_put_header(&out, film);
    bool done = put(encoder, &out, error);
    text_finish(&out);
    return done;
}

static bool webp_write(struct encoder *encoder, const struct frame *frame, long times,
                       struct error *error) {
    struct webp *webp = encoder->state;
    return lossless_add(&webp->lossless, encoder, frame, times, error);
}

static bool webp_close(struct encoder *encoder, struct error *error) {
    struct webp *webp = encoder->state;
    struct text out = {0};
    bool done = lossless_end(&webp->lossless, encoder, error);
    webp_put_end(&out, &encoder->film);
    done = done && put(encoder, &out, error);
    text_clear(&out);
    text_put_le(&out, (uint64_t)webp->lossless.length - 8, 4);
    done = done && lossless_mend(&webp->lossless, encoder, WEBP_LENGTH_AT, &out, error);
    text_finish(&out);
    return done;
}

static void webp_destroy(struct encoder *encoder) {
    struct webp *webp = encoder->state;
    if (!webp)
        return;
    lossless_finish(&webp->lossless);
    free(webp);
}

static const struct codec webp_codec = {
    .open = webp_open,
    .write = webp_write,
    .close = webp_close,
    .destroy = webp_destroy,
};

const struct format format_webp = {
    .name = "webp",
    .pixel_bytes = 130,
    .picture_seconds = DURATION_MAX / 1000,
    .extensions = (const char *const[]){"webp", NULL},
    .help = "lossless film, smaller than an apng",
    .mime = "image/webp",
    .kind = FORMAT_FILM,
    .keeps_source = true,
    .has_alpha = true,
    .codec = &webp_codec,
};

// SPDX-License-Identifier: GPL-3.0-or-later
// APNG (PNG specification, third edition): a lossless film that browsers show in place of an image.
// Of each frame only the rectangle that changed is sent, with unchanged pixels transparent.
#include "base/bytes.h"
#include "base/memory.h"
#include "encode/lossless.h"
#include "encode/png_chunks.h"
#include "encode/png_filter.h"

#include <math.h>
#include <stdlib.h>
#include <zlib.h>

// What is mostly zeros becomes a hundredth smaller with zlib than with libdeflate, whose blocks are
// too short for it, in the same time. Level 7 is as fast as 6.
enum { LEVEL = 7, DRAFT_LEVEL = 1, CHUNK_MAX = 1 << 30 }; // the length of a chunk has 31 bits

struct apng_frame {
    struct lossless_frame frame;
    uint8_t *rows;       // filtered; owned
    uint8_t *stream;     // the compressed rows; owned
    size_t room, length; // of `stream`
    size_t row_room;
    z_stream deflater;
    bool has_deflater;
};

struct apng {
    struct lossless lossless;
    long rate, rate_parts; // the frame rate is rate / rate_parts
    uint32_t sequence;     // of the next chunk fcTL or fdAT
    uint32_t images;       // so far
    int64_t count_at;      // where the chunk is that counts them
};

// Compresses `length` bytes of rows at a level. A picture's rows are within zlib's 32 bits.
static void deflate_rows(struct apng_frame *slot, size_t length, int level) {
    z_stream *deflater = &slot->deflater;
    if (!slot->has_deflater && deflateInit(deflater, level) != Z_OK)
        mem_exhausted();
    slot->has_deflater = true;
    deflateReset(deflater);
    deflateParams(deflater, level, Z_DEFAULT_STRATEGY); // nothing is in it yet
    slot->stream = mem_grow(slot->stream, &slot->room, deflateBound(deflater, length), 1);
    deflater->next_in = slot->rows;
    deflater->avail_in = (uInt)length;
    deflater->next_out = slot->stream;
    deflater->avail_out = (uInt)slot->room;
    deflate(deflater, Z_FINISH);
    slot->length = slot->room - deflater->avail_out;
}

// Returns the filter for pixels that are all sent: the one that leaves least of every eighth part
// of them. What is blended has no filter, as its zeros would no longer be.
static enum png_filter choose_filter(struct apng_frame *slot, int width, int height) {
    enum { BAND = 8, EVERY = 8, QUICK = 1 };
    size_t lengths[PNG_FILTERS] = {0};
    enum png_filter best = PNG_FILTER_NONE;
    for (int filter = 0; filter < PNG_FILTERS; filter++) {
        for (int y = 0; y + BAND <= height; y += BAND * EVERY) {
            png_put_rows(slot->frame.pixels + (size_t)y * (size_t)width, width, BAND,
                         (enum png_filter)filter, slot->rows);
            deflate_rows(slot, png_rows_size(width, BAND), QUICK);
            lengths[filter] += slot->length;
        }
        if (lengths[filter] < lengths[best])
            best = (enum png_filter)filter;
    }
    return best;
}

static void apng_compress(struct lossless_frame *frame) {
    struct apng_frame *slot = (struct apng_frame *)frame;
    int width = frame->delta.rect.width, height = frame->delta.rect.height;
    size_t length = png_rows_size(width, height);
    slot->rows = mem_grow(slot->rows, &slot->row_room, length, 1);
    enum png_filter filter = frame->delta.blends || frame->is_draft
                                 ? PNG_FILTER_NONE
                                 : choose_filter(slot, width, height);
    png_put_rows(frame->pixels, width, height, filter, slot->rows);
    deflate_rows(slot, length, frame->is_draft ? DRAFT_LEVEL : LEVEL);
}

static void apng_release(struct lossless_frame *frame) {
    struct apng_frame *slot = (struct apng_frame *)frame;
    free(slot->rows);
    free(slot->stream);
    if (slot->has_deflater)
        deflateEnd(&slot->deflater);
}

// Appends the control chunk of a frame.
static void put_control(struct apng *apng, struct text *out, const struct lossless_frame *frame) {
    // The delay is a fraction of 16-bit numbers: exact, unless it is very long.
    int64_t time = frame->end - frame->start;
    bool is_whole = time % PERIOD_PARTS == 0;
    int64_t parts = (is_whole ? time / PERIOD_PARTS : time) * apng->rate_parts;
    int64_t rate = apng->rate * (is_whole ? 1 : PERIOD_PARTS);
    while ((parts > UINT16_MAX || rate > UINT16_MAX) && rate > 1) {
        parts = llround((double)parts / (double)rate * (double)(rate / 2));
        rate /= 2;
    }
    struct text data = {0};
    struct rect rect = frame->delta.rect;
    text_put_be(&data, apng->sequence++, 4);
    text_put_be(&data, (uint32_t)rect.width, 4);
    text_put_be(&data, (uint32_t)rect.height, 4);
    text_put_be(&data, (uint32_t)rect.x, 4);
    text_put_be(&data, (uint32_t)rect.y, 4);
    text_put_be(&data, (uint64_t)parts, 2);
    text_put_be(&data, (uint64_t)rate, 2);
    text_put_be(&data, frame->disposal, 1);
    text_put_be(&data, frame->delta.blends, 1);
    png_put_chunk(out, "fcTL", data.data, data.length);
    text_finish(&data);
}

// Appends the compressed pixels. Those of the first frame are the picture that a reader of PNG
// sees.
static void put_pixels(struct apng *apng, struct text *out, const struct apng_frame *slot) {
    struct text data = {0};
    for (size_t at = 0, length; at < slot->length; at += length) {
        length = slot->length - at < CHUNK_MAX ? slot->length - at : CHUNK_MAX;
        if (slot->frame.start == 0) {
            png_put_chunk(out, "IDAT", slot->stream + at, length);
            continue;
        }
        text_clear(&data);
        text_put_be(&data, apng->sequence++, 4);
        text_append(&data, (const char *)slot->stream + at, length);
        png_put_chunk(out, "fdAT", data.data, data.length);
    }
    text_finish(&data);
}

// How many images clear something is known at the end only.
static bool put(struct encoder *encoder, const struct text *bytes, struct error *error) {
    struct apng *apng = encoder->state;
    return lossless_put(&apng->lossless, encoder, bytes, encoder->film.transparent, error);
}

static bool apng_put(struct encoder *encoder, const struct lossless_frame *frame,
                     struct error *error) {
    struct apng *apng = encoder->state;
    struct text out = {0};
    apng->images++;
    put_control(apng, &out, frame);
    put_pixels(apng, &out, (const struct apng_frame *)frame);
    bool done = put(encoder, &out, error);
    text_finish(&out);
    return done;
}

static const struct lossless_format lossless_apng = {
    .can_restore = true,
    .grid = 1,
    .frame_size = sizeof(struct apng_frame),
    .compress = apng_compress,
    .release = apng_release,
    .put = apng_put,
};

// Sets the frame rate as a fraction of 16-bit numbers, by continued fractions.
static void set_rate(struct apng *apng, double fps) {
    long before = 1, before_parts = 0;
    double rest = fps;
    apng->rate = lround(floor(fps));
    apng->rate_parts = 1;
    while (fabs((double)apng->rate / (double)apng->rate_parts - fps) > 1e-9 * fps) {
        rest = 1 / (rest - floor(rest));
        double rate = floor(rest) * (double)apng->rate + (double)before;
        double parts = floor(rest) * (double)apng->rate_parts + (double)before_parts;
        if (!(rate <= UINT16_MAX && parts <= UINT16_MAX))
            break;
        before = apng->rate;
        before_parts = apng->rate_parts;
        apng->rate = lround(rate);
        apng->rate_parts = lround(parts);
    }
}

static void put_count(struct text *out, const struct film *film, uint64_t images) {
    struct text control = {0};
    text_put_be(&control, images, 4);
    text_put_be(&control, film->plays_once, 4);
    png_put_chunk(out, "acTL", control.data, control.length);
    text_finish(&control);
}

static bool apng_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings;
    const struct film *film = &encoder->film;
    struct apng *apng = encoder->state = mem_zero(1, sizeof *apng);
    lossless_init(&apng->lossless, &lossless_apng, film);
    set_rate(apng, film->fps);
    struct text out = {0};
    // RGBA even for an opaque film: unchanged pixels are transparent.
    png_put_header(&out, film->width, film->height, PNG_RGBA);
    png_put_texts(&out, film);
    apng->count_at = (int64_t)out.length;
    put_count(&out, film, (uint64_t)film->frames);
    bool done = put(encoder, &out, error);
    text_finish(&out);
    return done;
}

static bool apng_write(struct encoder *encoder, const struct frame *frame, long times,
                       struct error *error) {
    struct apng *apng = encoder->state;
    return lossless_add(&apng->lossless, encoder, frame, times, error);
}

static bool apng_close(struct encoder *encoder, struct error *error) {
    struct apng *apng = encoder->state;
    struct text out = {0};
    png_put_chunk(&out, "IEND", "", 0);
    bool done = lossless_end(&apng->lossless, encoder, error) && put(encoder, &out, error);
    text_clear(&out);
    put_count(&out, &encoder->film, apng->images);
    if (done && encoder->film.transparent)
        done = lossless_mend(&apng->lossless, encoder, apng->count_at, &out, error);
    text_finish(&out);
    return done;
}

static void apng_destroy(struct encoder *encoder) {
    struct apng *apng = encoder->state;
    if (apng)
        lossless_finish(&apng->lossless);
    free(apng);
}

static const struct codec apng_codec = {
    .open = apng_open,
    .write = apng_write,
    .close = apng_close,
    .destroy = apng_destroy,
};

const struct format format_apng = {
    .name = "apng",
    .pixel_bytes = 76,
    .picture_seconds = UINT16_MAX,
    .extensions = (const char *const[]){"apng", NULL},
    .help = "lossless film, as an animated PNG",
    .mime = "image/apng",
    .kind = FORMAT_FILM,
    .keeps_source = true,
    .has_alpha = true,
    .codec = &apng_codec,
};

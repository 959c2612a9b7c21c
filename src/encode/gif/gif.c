// SPDX-License-Identifier: GPL-3.0-or-later
// GIF89a. The film has one palette; each image is cropped to what changed and transparent where
// nothing did; a pixel may be written in another colour where that saves more bytes than its error
// costs (rate-distortion optimization).
#include "base/clock.h"
#include "base/maths.h"
#include "base/memory.h"
#include "base/shown.h"
#include "encode/convert.h"
#include "encode/format.h"
#include "encode/gif/blocks.h"
#include "encode/gif/holes.h"
#include "encode/gif/lzw.h"
#include "encode/gif/palette.h"
#include "encode/gif/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MAX = 65535,
    DELAY_MIN = 2, // centiseconds; players replace shorter delays by 10
    DELAY_MAX = 65535,
    FPS_MAX = 100 / DELAY_MIN,
};

// Buffers for the input of lzw_image, with packed rows.
struct crop {
    uint32_t *words, *periods;
    uint8_t *nearest, *shown, *written;
};

// Frames are delayed twice. `current` is the newest frame, which a frame within the same
// centisecond still replaces. `image` is the encoded image of the newest frame that differs; it
// waits until its delay is known.
struct gif {
    struct palette *palette;
    struct lzw_colors colors;
    int bits;                      // bits of an index
    int64_t lambda;                // see gif_lambda
    uint8_t transparent;           // the index for transparent
    struct pixel_changes *changes; // changes still to come, by pixel
    uint32_t *words;               // the current frame: opaque words, or 0 for transparent pixels
    uint32_t *straight;            // buffer for such a frame; NULL: the film is opaque
    uint8_t *current;              // its nearest palette indices
    uint8_t *shown;                // indices on the screen after `image` is shown
    struct crop crop;
    struct rect dirty;      // where `current` changed and is not encoded yet
    struct holes holes;     // of the frame after `current`
    struct rect goes;       // what becomes transparent after the time of `image`, or is taken back
    enum disposal disposal; // of `image`
    bool goes_apart;        // `goes` becomes transparent by an extra image
    double error;           // sum of squared errors times centiseconds, of all pictures written
    int64_t error_now;      // squared error of the picture after `image`
    int64_t periods;        // frame periods written so far
    int64_t current_period; // the first frame period of `current`
    int64_t current_start, image_start; // centiseconds
    struct text image;                  // without its delay; empty: there is none yet
};

static int frame_step_of(const struct film *film) {
    return film->frame_step > 1 ? film->frame_step : 1;
}

// True if some frames are not shown.
static bool drops_frames(const struct film *film) {
    return frame_step_of(film) > 1 || film->fps > FPS_MAX;
}

// Returns when a frame starts, in centiseconds. If all frames are shown, that is its rounded time:
// delays then alternate, and rounding errors do not accumulate. If frames are dropped, it is the
// end of the frame's time slot: of each slot the last frame is shown. The first and last frame of
// the film are always shown.
static int64_t start_of(const struct film *film, int64_t period) {
    int step = frame_step_of(film);
    if (film->fps / step > FPS_MAX)
        return DELAY_MIN * (int64_t)ceil((double)period * FPS_MAX / film->fps - 1e-9);
    int64_t shown = (period + step - 1) / step * step;
    int64_t last = film->frames + film->hold - 1;
    return llround((double)(shown < last ? shown : last) * 100 / film->fps);
}

static bool gif_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    const struct film *film = &encoder->film;
    if (film->width > SIDE_MAX || film->height > SIDE_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a GIF has at most %dx%d pixels",
                         atomic_file_name(encoder->output), SIDE_MAX, SIDE_MAX);
    if (film->fps > FPS_MAX)
        shown_printf(warnings,
                     "%s: a GIF shows at most %d frames a second; of %g, some are dropped\n",
                     atomic_file_name(encoder->output), FPS_MAX, film->fps);
    struct gif *gif = encoder->state = mem_zero(1, sizeof *gif);
    size_t count = (size_t)film->width * (size_t)film->height;
    gif->palette = palette_create(film);
    gif->changes = mem_zero(count, sizeof *gif->changes);
    gif->words = mem_zero(count, sizeof *gif->words);
    gif->straight = film->transparent ? mem_zero(count, sizeof *gif->straight) : NULL;
    gif->current = mem_zero(count, 1);
    gif->shown = mem_zero(count, 1);
    gif->crop = (struct crop){
        .words = mem_zero(count, sizeof *gif->crop.words),
        .periods = mem_zero(count, sizeof *gif->crop.periods),
        .nearest = mem_zero(count, 1),
        .shown = mem_zero(count, 1),
        .written = mem_zero(count, 1),
    };
    return true;
}

// Returns the frame as a GIF can show it, with every pixel either opaque or 0.
static struct frame make_straight(struct gif *gif, const struct film *film,
                                  const struct frame *frame) {
    if (!gif->straight)
        return *frame;
    struct row_walk walk = walk_changed(frame);
    while (walk_next(&walk))
        convert_opaque(walk.words, gif->straight + (ptrdiff_t)walk.y * film->width + walk.x,
                       walk.count);
    return (struct frame){(const uint8_t *)gif->straight, film->width * 4, frame->changed};
}

static bool gif_survey(struct encoder *encoder, const struct frame *frame, struct error *error) {
    (void)error;
    struct gif *gif = encoder->state;
    struct frame straight = make_straight(gif, &encoder->film, frame);
    palette_survey(gif->palette, &straight, gif->changes);
    return true;
}

static void build_palette(struct encoder *encoder) {
    struct gif *gif = encoder->state;
    palette_build(gif->palette, gif_color_max(encoder_quality(encoder)));
    int count = palette_count(gif->palette);
    lzw_colors_init(&gif->colors, palette_colors(gif->palette), count, palette_fixed(gif->palette));
    // The number of bits must fit one index more than there are colours, for transparent.
    for (gif->bits = 2; 1 << gif->bits < count + 1;)
        gif->bits++;
    gif->transparent = (uint8_t)((1 << gif->bits) - 1);
    size_t pixels = (size_t)encoder->film.width * (size_t)encoder->film.height;
    double changes = 0;
    for (size_t i = 0; i < pixels; i++)
        changes += gif->changes[i].count;
    gif->lambda = gif_lambda(&encoder->film, encoder_quality(encoder),
                             changes / ((double)pixels * (double)encoder->film.frames),
                             palette_error(gif->palette));
    memset(gif->shown, gif->transparent, pixels);
    memset(gif->current, gif->transparent, pixels);
}

static bool write_header(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    build_palette(encoder);
    struct text out = {0};
    gif_put_header(&out, encoder->film.width, encoder->film.height, gif->colors.colors,
                   gif->colors.count, gif->bits, !encoder->film.plays_once);
    gif_put_comment(&out, encoder->film.source);
    bool done = atomic_file_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    return done;
}

// Returns how many frame periods a pixel will keep its colour: the mean over its remaining changes.
static uint32_t periods_left(const struct gif *gif, const struct film *film, size_t pixel) {
    const struct pixel_changes *changes = &gif->changes[pixel];
    int64_t end = changes->count > 0 ? changes->last : film->frames + film->hold;
    int64_t left = (end - gif->current_period) / (changes->count > 0 ? changes->count : 1);
    return left > 1 ? (uint32_t)left : 1;
}

// Returns the length of the common prefix of two rows.
static size_t same_bytes(const uint8_t *a, const uint8_t *b, size_t count) {
    size_t i = 0;
    for (uint64_t one, other; i + sizeof one <= count; i += sizeof one) {
        memcpy(&one, a + i, sizeof one);
        memcpy(&other, b + i, sizeof other);
        if (one != other)
            break;
    }
    while (i < count && a[i] == b[i])
        i++;
    return i;
}

static void put_image(struct encoder *encoder, struct text *out, struct rect rect) {
    struct gif *gif = encoder->state;
    const struct film *film = &encoder->film;
    struct crop *crop = &gif->crop;
    size_t width = (size_t)rect.width, count = width * (size_t)rect.height;
    for (int y = 0; y < rect.height; y++) {
        size_t from = (size_t)(rect.y + y) * (size_t)film->width + (size_t)rect.x;
        size_t to = (size_t)y * width;
        memcpy(crop->words + to, gif->words + from, width * sizeof *crop->words);
        memcpy(crop->nearest + to, gif->current + from, width);
        memcpy(crop->shown + to, gif->shown + from, width);
        for (size_t x = 0; x < width; x++) {
            x += same_bytes(crop->nearest + to + x, crop->shown + to + x, width - x);
            if (x < width)
                crop->periods[to + x] = periods_left(gif, film, from + x);
        }
    }
    int quality = encoder_quality(encoder);
    gif_put_rect(out, rect);
    lzw_encode(out,
               &(struct lzw_image){
                   .count = count,
                   .words = crop->words,
                   .nearest = crop->nearest,
                   .shown = crop->shown,
                   .periods = crop->periods,
                   .colors = &gif->colors,
                   .bits = gif->bits,
                   .transparent = gif->transparent,
                   .lambda = gif->lambda,
                   .error_max = gif_error_max(quality),
               },
               crop->written);
    for (int y = 0; y < rect.height; y++)
        memcpy(gif->shown + (ptrdiff_t)(rect.y + y) * film->width + rect.x,
               crop->written + (size_t)y * width, width);
}

static int64_t measure(const struct gif *gif, const struct film *film) {
    int64_t error = 0;
    size_t count = (size_t)film->width * (size_t)film->height;
    for (size_t i = 0; i < count; i++)
        if (gif->shown[i] != gif->transparent)
            error += lzw_distance(gif->colors.colors[gif->shown[i]], gif->words[i]);
    return error;
}

static double gif_psnr(const struct encoder *encoder) {
    const struct gif *gif = encoder->state;
    const struct film *film = &encoder->film;
    double samples = (double)gif->image_start * film->width * film->height * 3;
    return 10 * m_log10(255.0 * 255 * samples / gif->error);
}

// Appends an image that changes nothing.
static void put_nothing(const struct gif *gif, struct text *out, struct rect rect) {
    size_t count = (size_t)rect.width * (size_t)rect.height;
    memset(gif->crop.nearest, 0, count);
    gif_put_rect(out, rect);
    lzw_encode(out,
               &(struct lzw_image){.count = count,
                                   .words = gif->crop.words,
                                   .nearest = gif->crop.nearest,
                                   .shown = gif->crop.nearest,
                                   .periods = gif->crop.periods,
                                   .colors = &gif->colors,
                                   .bits = gif->bits,
                                   .transparent = gif->transparent},
               gif->crop.written);
}

// Writes the waiting image, shown until `end`. If only a part of it must become transparent at that
// time, an extra image of that part is shown for the last moment. Extra images also extend a delay
// that is longer than one image can have.
static bool flush_image(struct encoder *encoder, int64_t end, struct error *error) {
    struct gif *gif = encoder->state;
    if (gif->image.length == 0)
        return true;
    gif->error += (double)gif->error_now * (double)(end - gif->image_start);
    bool goes = gif->goes.height > 0;
    struct text out = {0};
    for (int64_t start = gif->image_start, delay; start < end; start += delay) {
        int64_t rest = end - start;
        bool apart = goes && gif->goes_apart && rest == DELAY_MIN && start > gif->image_start;
        delay = goes && gif->goes_apart && !apart ? rest - DELAY_MIN : rest;
        if (delay > DELAY_MAX)
            delay = delay - DELAY_MAX < DELAY_MIN ? DELAY_MAX - DELAY_MIN : DELAY_MAX;
        enum disposal last = gif->goes_apart ? DISPOSE_BACKGROUND : gif->disposal;
        gif_put_delay(&out, delay, goes && delay == rest ? last : DISPOSE_NONE, gif->transparent);
        if (start == gif->image_start)
            text_append(&out, gif->image.data, gif->image.length);
        else
            put_nothing(gif, &out, goes ? gif->goes : (struct rect){0, 0, 1, 1});
    }
    gif->goes = (struct rect){0};
    bool done = atomic_file_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    text_clear(&gif->image);
    return done;
}

// Makes what is shown after the time of the waiting image of it: `goes` without colours, or, if the
// image is taken back, what was there before put_image.
static void dispose(struct gif *gif, int width, struct rect goes) {
    for (int y = 0; y < goes.height; y++) {
        uint8_t *shown = gif->shown + (ptrdiff_t)(goes.y + y) * width + goes.x;
        if (gif->disposal == DISPOSE_PREVIOUS)
            memcpy(shown, gif->crop.shown + (ptrdiff_t)y * goes.width, (size_t)goes.width);
        else
            memset(shown, gif->transparent, (size_t)goes.width);
    }
    gif->goes = gif->dirty = goes;
}

// Encodes `current` as the waiting image. If it looks the same as the image before, that is shown
// for longer instead. `next` is when the next frame starts. What becomes transparent with it goes
// by an extra image if there is time for one; else the waiting image is taken back, or goes whole.
static bool commit(struct encoder *encoder, int64_t next, struct error *error) {
    struct gif *gif = encoder->state;
    const struct film *film = &encoder->film;
    const struct rect whole = {0, 0, film->width, film->height};
    bool first = gif->image.length == 0;
    // If frames are dropped, it is not known yet what the next shown frame clears.
    bool all_goes = film->transparent && drops_frames(film);
    struct rect goes = all_goes ? whole : gif->holes.rect;
    bool changes = first || all_goes || gif->dirty.height > 0;
    bool apart =
        !all_goes && next - (changes ? gif->current_start : gif->image_start) >= 2 * DELAY_MIN;
    if (apart && goes.height > 0 && (double)(2 * DELAY_MIN) > 100 / film->fps)
        goes = holes_of_late(&gif->holes);
    bool back = !first && !all_goes && !apart && gif->dirty.height > 0 && gif->holes.are_new;
    struct rect rect = first || all_goes ? whole
                       : apart || back   ? gif->dirty
                                         : rect_union(gif->dirty, goes);
    if (rect.height > 0) {
        if (!flush_image(encoder, gif->current_start, error))
            return false;
        put_image(encoder, &gif->image, rect);
        gif->image_start = gif->current_start;
        if (film->measure)
            gif->error_now = measure(gif, film);
    }
    gif->goes_apart = apart;
    gif->disposal = back ? DISPOSE_PREVIOUS : DISPOSE_BACKGROUND;
    dispose(gif, film->width, goes.height > 0 && !apart ? rect : goes);
    gif->holes.rect = (struct rect){0};
    return true;
}

// Copies the pixels of a new frame's row that changed, and their palette indices.
static void take_row(struct gif *gif, int width, const uint32_t *words, struct rect row) {
    size_t at = (size_t)row.y * (size_t)width + (size_t)row.x;
    bool first = gif->periods == 0;
    int left = row.width, right = 0;
    for (int x = 0; x < row.width; x++) {
        size_t pixel = at + (size_t)x;
        if (words[x] == gif->words[pixel] && !first)
            continue;
        if (!first && gif->changes[pixel].count > 0)
            gif->changes[pixel].count--;
        gif->words[pixel] = words[x];
        if (words[x] >> 24)
            palette_map(gif->palette, &words[x], &gif->current[pixel], 1);
        else
            gif->current[pixel] = gif->transparent;
        if (gif->current[pixel] != gif->shown[pixel]) {
            left = x < left ? x : left;
            right = x + 1;
        }
    }
    if (left < right)
        gif->dirty = rect_union(gif->dirty, (struct rect){row.x + left, row.y, right - left, 1});
}

static bool gif_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    struct gif *gif = encoder->state;
    int64_t start = start_of(&encoder->film, gif->periods);
    if (gif->periods == 0 && !write_header(encoder, error))
        return false;
    struct frame straight = make_straight(gif, &encoder->film, frame);
    if (start != gif->current_start) {
        if (gif->straight)
            holes_find(&gif->holes, &straight, gif->current, gif->shown, gif->transparent,
                       encoder->film.width);
        if (!commit(encoder, start, error))
            return false;
    }
    double before = seconds_now();
    struct row_walk walk = walk_changed(&straight);
    while (walk_next(&walk))
        take_row(gif, encoder->film.width, walk.words,
                 (struct rect){walk.x, walk.y, walk.count, 1});
    encoder->convert_seconds += seconds_now() - before;
    gif->current_start = start;
    gif->current_period = gif->periods;
    gif->periods += times;
    return true;
}

static bool gif_close(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    if (!commit(encoder, gif->current_start, error))
        return false;
    int64_t end = llround((double)gif->periods * 100 / encoder->film.fps);
    end = end < gif->image_start + DELAY_MIN ? gif->image_start + DELAY_MIN : end;
    if (!flush_image(encoder, end, error))
        return false;
    gif->image_start = end;
    return atomic_file_write(encoder->output, "\x3B", 1, error);
}

static void gif_destroy(struct encoder *encoder) {
    struct gif *gif = encoder->state;
    if (!gif)
        return;
    palette_destroy(gif->palette);
    free(gif->changes);
    free(gif->words);
    free(gif->straight);
    free(gif->current);
    free(gif->shown);
    free(gif->crop.words);
    free(gif->crop.periods);
    free(gif->crop.nearest);
    free(gif->crop.shown);
    free(gif->crop.written);
    text_finish(&gif->image);
    free(gif);
}

static const struct codec gif_codec = {
    .wants_survey = true,
    .open = gif_open,
    .survey = gif_survey,
    .write = gif_write,
    .close = gif_close,
    .psnr = gif_psnr,
    .destroy = gif_destroy,
};

const struct format format_gif = {
    .name = "gif",
    .pixel_bytes = 52,
    .extensions = (const char *const[]){"gif", NULL},
    .help = "animation that loops, with one palette for the film",
    .mime = "image/gif",
    .kind = FORMAT_FILM,
    .keeps_source = true,
    .has_alpha = true,
    .takes_frame_step = true,
    .default_quality = GIF_QUALITY,
    .codec = &gif_codec,
};

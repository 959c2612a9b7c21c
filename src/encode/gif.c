// SPDX-License-Identifier: GPL-3.0-or-later
// GIF89a: one palette for the film, images cropped to what changed, transparent where nothing did,
// and only as exact as their bytes are worth.
#include "base/memory.h"
#include "encode/format.h"
#include "encode/lzw.h"
#include "encode/palette.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MAX = 65535,
    DELAY_MIN = 2, // centiseconds; players show shorter ones as 10
    DELAY_MAX = 65535,
    FPS_MAX = 100 / DELAY_MIN,
};

// Room for an image: what lzw_image wants, rows packed.
struct crop {
    uint32_t *words, *periods;
    uint8_t *nearest, *shown, *written;
};

// Frames pass through two places: `current` is the newest, which one in the same centiseconds may
// still replace, and `image` is the newest that differs, which waits until its delay is known.
struct gif {
    struct palette *palette;
    struct lzw_colors colors;
    int bits;                       // of an index into the palette
    struct pixel_changes *changes;  // that are still to come
    uint32_t *words;                // the current frame
    uint8_t *current;               // its nearest indices
    uint8_t *shown;                 // indices of the picture that `image` ends with
    struct crop crop;
    struct rect dirty;                  // where `current` may differ from what was before
    int64_t periods;                    // frame periods written
    int64_t current_period;             // the first of `current`
    int64_t current_start, image_start; // centiseconds
    struct text image;                  // without its delay; empty: none yet
};

// Returns when a frame starts, in centiseconds. Up to 50 fps that is its time rounded, so delays
// alternate and the error does not add up. Above, it is the end of its slot of 2 cs: the last frame
// of a slot is the one that is seen, and the first and the last frame always are.
static int64_t start_of(const struct film *film, int64_t period) {
    if (film->fps <= FPS_MAX)
        return llround((double)period * 100 / film->fps);
    return DELAY_MIN * (int64_t)ceil((double)period * FPS_MAX / film->fps - 1e-9);
}

static bool gif_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    const struct film *film = &encoder->film;
    if (film->width > SIDE_MAX || film->height > SIDE_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a GIF has at most %dx%d pixels",
                         output_name(encoder->output), SIDE_MAX, SIDE_MAX);
    if (film->fps > FPS_MAX)
        text_printf(warnings,
                    "%s: a GIF shows at most %d frames a second; of %g, some are dropped\n",
                    output_name(encoder->output), FPS_MAX, film->fps);
    struct gif *gif = encoder->state = mem_zero(1, sizeof *gif);
    size_t count = (size_t)film->width * (size_t)film->height;
    gif->palette = palette_create(film);
    gif->changes = mem_zero(count, sizeof *gif->changes);
    gif->words = mem_zero(count, sizeof *gif->words);
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

static bool gif_survey(struct encoder *encoder, const struct frame *frame, struct error *error) {
    (void)error;
    struct gif *gif = encoder->state;
    palette_survey(gif->palette, frame, gif->changes);
    return true;
}

static void put_byte(struct text *out, int value) {
    char byte = (char)value;
    text_append(out, &byte, 1);
}

static void put_short(struct text *out, int value) {
    put_byte(out, value & 255);
    put_byte(out, value >> 8);
}

// Returns how much squared error, times the periods that it is seen, is worth a pixel less to write.
static int64_t worth_of(int quality) {
    if (getenv("W")) return atoi(getenv("W"));
    return quality < 100 ? llround(400 * exp2((80 - quality) / 8.0)) : 0;
}

static bool build_palette(struct encoder *encoder) {
    struct gif *gif = encoder->state;
    // One index more than there are colours: the transparent one.
    if (!palette_build(gif->palette, 255, NULL))
        return false;
    int count = palette_count(gif->palette);
    for (gif->bits = 2; 1 << gif->bits < count + 1;)
        gif->bits++;
    lzw_colors_init(&gif->colors, palette_colors(gif->palette), count);
    return true;
}

static bool write_header(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    if (!build_palette(encoder))
        return false;
    const uint32_t *colors = gif->colors.colors;
    struct text out = {0};
    text_add(&out, "GIF89a");
    put_short(&out, encoder->film.width);
    put_short(&out, encoder->film.height);
    put_byte(&out, 0xF0 | (gif->bits - 1)); // a global table, 8 bits a channel
    put_byte(&out, 0);                      // background index, which players ignore
    put_byte(&out, 0);                      // square pixels
    for (int i = 0; i < 1 << gif->bits; i++)
        for (int shift = 16; shift >= 0; shift -= 8)
            put_byte(&out, i < gif->colors.count ? (int)(colors[i] >> shift & 255) : 0);
    static const char loop_forever[] = "\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00";
    text_append(&out, loop_forever, sizeof loop_forever);
    bool done = output_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    return done;
}

static void put_delay(struct text *out, int64_t delay, uint8_t transparent) {
    text_add(out, "\x21\xF9\x04");
    put_byte(out, 1 << 2 | 1); // leave the image in place; there is a transparent index
    put_short(out, (int)delay);
    put_byte(out, transparent);
    put_byte(out, 0);
}

static void put_rect(struct text *out, struct rect rect) {
    put_byte(out, 0x2C);
    put_short(out, rect.x);
    put_short(out, rect.y);
    put_short(out, rect.width);
    put_short(out, rect.height);
    put_byte(out, 0);
}

// Returns for how many periods a pixel will stay, on average over its changes to come.
static uint32_t periods_left(const struct gif *gif, const struct film *film, size_t pixel) {
    const struct pixel_changes *changes = &gif->changes[pixel];
    int64_t end = changes->count > 0 ? changes->last : film->frames + film->hold;
    int64_t left = (end - gif->current_period) / (changes->count > 0 ? changes->count : 1);
    return left > 1 ? (uint32_t)left : 1;
}

static void put_image(struct encoder *encoder, struct text *out, struct rect rect, bool first) {
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
        for (size_t x = 0; x < width; x++)
            if (first || crop->nearest[to + x] != crop->shown[to + x])
                crop->periods[to + x] = periods_left(gif, film, from + x);
    }
    int64_t worth = worth_of(encoder_quality(encoder));
    put_rect(out, rect);
    lzw_encode(out,
                            &(struct lzw_image){
                                .count = count,
                                .words = crop->words,
                                .nearest = crop->nearest,
                                .shown = first ? NULL : crop->shown,
                                .periods = crop->periods,
                                .colors = &gif->colors,
                                .bits = gif->bits,
                                .transparent = (uint8_t)((1 << gif->bits) - 1),
                                .worth = worth,
                                .error_max = getenv("E") ? atoi(getenv("E")) : 1000,
                            },
                            crop->written);
    for (int y = 0; y < rect.height; y++)
        memcpy(gif->shown + (ptrdiff_t)(rect.y + y) * film->width + rect.x,
               crop->written + (size_t)y * width, width);
}

// An image of one pixel, of `transparent` alone where an index has two bits.
static void put_nothing(struct text *out) {
    put_rect(out, (struct rect){0, 0, 1, 1});
    text_append(out, "\x02\x02\x5C\x01", 5); // clear, 3, end; and the terminator
}

// Writes the waiting image, shown until `end`. A longer delay than fits goes on with images of one
// transparent pixel.
static bool flush_image(struct encoder *encoder, int64_t end, struct error *error) {
    struct gif *gif = encoder->state;
    if (gif->image.length == 0)
        return true;
    struct text out = {0};
    for (int64_t rest = end - gif->image_start; rest > 0;) {
        int64_t delay = rest < DELAY_MAX ? rest : DELAY_MAX;
        if (rest - delay > 0 && rest - delay < DELAY_MIN)
            delay -= DELAY_MIN;
        bool again = rest < end - gif->image_start;
        put_delay(&out, delay, again ? 3 : (uint8_t)((1 << gif->bits) - 1));
        if (again)
            put_nothing(&out);
        else
            text_append(&out, gif->image.data, gif->image.length);
        rest -= delay;
    }
    bool done = output_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    text_clear(&gif->image);
    return done;
}

static struct rect rect_union(struct rect a, struct rect b) {
    if (a.width <= 0 || a.height <= 0)
        return b;
    if (b.width <= 0 || b.height <= 0)
        return a;
    int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    return (struct rect){x, y, right - x, bottom - y};
}

// Returns the smallest rectangle in `dirty` outside which the picture shown is the best there is.
static struct rect find_difference(const struct gif *gif, int width) {
    const struct rect *dirty = &gif->dirty;
    struct rect found = {0};
    for (int y = dirty->y; y < dirty->y + dirty->height; y++) {
        const uint8_t *a = gif->shown + (ptrdiff_t)y * width + dirty->x;
        const uint8_t *b = gif->current + (ptrdiff_t)y * width + dirty->x;
        if (dirty->width <= 0 || memcmp(a, b, (size_t)dirty->width) == 0)
            continue;
        int left = 0, right = dirty->width;
        while (a[left] == b[left])
            left++;
        while (a[right - 1] == b[right - 1])
            right--;
        found = rect_union(found, (struct rect){dirty->x + left, y, right - left, 1});
    }
    return found;
}

// Makes `current` the waiting image, unless it looks the same as the one before, which then simply
// stays for longer.
static bool commit(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    int width = encoder->film.width;
    bool first = gif->image.length == 0;
    struct rect rect =
        first ? (struct rect){0, 0, width, encoder->film.height} : find_difference(gif, width);
    gif->dirty = (struct rect){0};
    if (rect.height == 0)
        return true;
    if (!flush_image(encoder, gif->current_start, error))
        return false;
    put_image(encoder, &gif->image, rect, first);
    gif->image_start = gif->current_start;
    return true;
}

// Takes over a row of a new frame where it differs.
static void take_row(struct gif *gif, const uint32_t *words, ptrdiff_t at, int count) {
    for (int x = 0; x < count; x++) {
        if (words[x] == gif->words[at + x] && gif->periods > 0)
            continue;
        if (gif->periods > 0 && gif->changes[at + x].count > 0)
            gif->changes[at + x].count--;
        gif->words[at + x] = words[x];
        palette_map(gif->palette, &words[x], &gif->current[at + x], 1);
    }
}

static bool gif_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    struct gif *gif = encoder->state;
    int64_t start = start_of(&encoder->film, gif->periods);
    if (gif->periods == 0 && !write_header(encoder, error))
        return false;
    if (start != gif->current_start && !commit(encoder, error))
        return false;
    const struct rect *changed = &frame->changed;
    for (int y = changed->y; y < changed->y + changed->height; y++) {
        const void *row = frame->pixels + (ptrdiff_t)y * frame->stride;
        ptrdiff_t at = (ptrdiff_t)y * encoder->film.width + changed->x;
        take_row(gif, (const uint32_t *)row + changed->x, at, changed->width);
    }
    gif->dirty = rect_union(gif->dirty, *changed);
    gif->current_start = start;
    gif->current_period = gif->periods;
    gif->periods += times;
    return true;
}

static bool gif_close(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    if (!commit(encoder, error))
        return false;
    int64_t end = llround((double)gif->periods * 100 / encoder->film.fps);
    end = end < gif->image_start + DELAY_MIN ? gif->image_start + DELAY_MIN : end;
    return flush_image(encoder, end, error) && output_write(encoder->output, "\x3B", 1, error);
}

static void gif_destroy(struct encoder *encoder) {
    struct gif *gif = encoder->state;
    if (!gif)
        return;
    palette_destroy(gif->palette);
    free(gif->changes);
    free(gif->words);
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

extern const struct format format_gif;
const struct format format_gif = {
    .name = "gif",
    .extensions = (const char *const[]){"gif", NULL},
    .help = "animation that loops, with one palette for the film",
    .kind = FORMAT_FILM,
    .wants_survey = true,
    .default_quality = 80,
    .open = gif_open,
    .survey = gif_survey,
    .write = gif_write,
    .close = gif_close,
    .destroy = gif_destroy,
};
